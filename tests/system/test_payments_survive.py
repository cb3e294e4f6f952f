"""Citizens apply and pay while each process is killed: no application and no payment is lost or doubled.

APPLICANTS sets how many do so at once (12), THINKING_S how long each takes for an answer (0).
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

import pytest

from portal.errors import PortalError
from portal.services import Portal
from portal.services import running as portal_running
from portal.settings import Settings
from supervisor.system import System
from tests.channels.serving import Client
from tests.system.applicants import Applicant, check
from tests.system.test_survival import PROCESSES, STEADY_S, recovered

APPLICANTS = int(os.environ.get("APPLICANTS", "12"))


async def _let_everybody_have_codes(portal: Portal) -> None:
    """They all come from one address, which asks for more codes than people there would."""
    while True:
        with suppress(PortalError, OSError, Exception):
            await portal.proofs.limits.reset()
        await asyncio.sleep(1)


@pytest.mark.alone
@pytest.mark.slow
async def test_whatever_process_is_killed_no_application_or_payment_is_lost_or_doubled(
    system: System, visitor: Client
) -> None:
    people = [
        await Applicant(
            f"p{chr(ord('a') + n // 26)}{chr(ord('a') + n % 26)}", Client(visitor.http, visitor.url), system
        ).open()
        for n in range(APPLICANTS)
    ]
    settings = Settings(
        database_url=system.database_url, redis_url=system.redis_url, vault_key=system.environment["VAULT_KEY"]
    )
    over = asyncio.Event()
    async with portal_running(settings) as portal:
        codes = asyncio.create_task(_let_everybody_have_codes(portal))
        busy = [asyncio.create_task(one.apply(over)) for one in people]
        for name in PROCESSES:
            await asyncio.sleep(STEADY_S)
            await recovered(system, visitor, name)
        over.set()
        await asyncio.gather(*busy)
        codes.cancel()
        print(f"\n{await check(portal, people)}")
