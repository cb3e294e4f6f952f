"""`python -m portal.payments REFERENCE`: what the payment gateway would tell when the fee is paid, signed.

For trying the embedded gateway, not in production: posts to PUBLIC_URL, or to `--to`; `--rupees` and `--kind` tell
something else. It works on its environment, or on the system that `make run` runs from this checkout.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import httpx
from sqlalchemy import select

from portal import command
from portal.payments.embedded import confirmation
from portal.payments.models import Payment
from portal.payments.settings import PaymentSettings
from portal.services import running


async def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.payments", description=__doc__)
    parser.add_argument("reference", help="tr= in the UPI link")
    parser.add_argument("--to", help="where the gateway listens; PUBLIC_URL, or this machine")
    parser.add_argument("--kind", choices=["paid", "failed", "refunded"], default="paid")
    parser.add_argument("--rupees", type=int)
    asked = parser.parse_args(arguments)
    settings, portal_settings = command.read(PaymentSettings), command.settings()
    if portal_settings.environment == "production":
        parser.error("in production only the payment gateway tells that a fee is paid")
    if not settings.webhook_secrets:
        parser.error("PAYMENT_WEBHOOK_SECRETS is not set")
    to: str = asked.to or portal_settings.address
    async with running(portal_settings) as portal:
        found = select(Payment.paise).where(Payment.reference == asked.reference)
        owed = await portal.database.do(lambda session: session.scalar(found))
    paise = asked.rupees * 100 if asked.rupees else owed or 100
    body, headers = confirmation(settings.webhook_secrets[0], asked.reference, asked.kind, paise)
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        answer = await client.post(f"{to.rstrip('/')}/payments/confirmations", content=body, headers=headers)
    print(answer.status_code, answer.text)
    return 0 if answer.status_code == 200 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
