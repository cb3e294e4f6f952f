"""Asking for a fee once, and believing that it was paid only when the gateway says so."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.database import Database
from portal.errors import Conflict, NotFound
from portal.notices import service as notices
from portal.payments import upi
from portal.payments.gateway import NewOrder, PaymentGateway
from portal.payments.models import EventKind, Payment, PaymentEvent
from portal.sealed import digest, finds

PAYABLE = ("pending", "failed")
_PICTURE = re.compile(r"[\w-]{20,60}", re.ASCII)
_NOTE = "MP e-service fee"


@dataclass(frozen=True)
class Bill:
    """The fee of one application."""

    citizen: UUID
    application: str
    service: str
    rupees: int


class Confirmation(BaseModel):
    """What the gateway tells of an order; see contract.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    event: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    reference: str = Field(pattern=r"^JS[A-Z2-7]{24}$")
    kind: EventKind
    paise: int = Field(ge=1)
    currency: Literal["INR"]


class Outcome(StrEnum):
    """What a confirmation changed. WRONG_AMOUNT and SURPLUS are money that is to be given back."""

    PAID = "paid"
    FAILED = "failed"
    REFUNDED = "refunded"
    WRONG_AMOUNT = "wrong_amount"
    SURPLUS = "surplus"
    NOTHING = "nothing"


_NEWS = {
    Outcome.PAID: "payment_received",
    Outcome.FAILED: "payment_failed",
    Outcome.REFUNDED: "payment_refunded",
    Outcome.WRONG_AMOUNT: "payment_wrong_amount",
    Outcome.SURPLUS: "payment_surplus",
}


class Payments:
    """Raises OutsideUnavailable when no link can be had, Unavailable without our own database."""

    def __init__(self, database: Database, gateway: PaymentGateway) -> None:
        self._database = database
        self._gateway = gateway

    async def ask(self, bill: Bill, key: str) -> Payment:
        """The payment with its link; with the same key again, the same one. Raises Conflict for another bill."""
        known = await self._by_key(key)
        if known is None:
            new = NewOrder(_reference(key), bill.rupees * 100, _NOTE)
            link = await self._gateway.order(new, key)
            known = await self._database.do(lambda session: _keep(session, bill, new, link, key))
        if (known.application_number, known.paise) != (bill.application, bill.rupees * 100):
            raise Conflict
        return known

    async def of_application(self, number: str) -> Payment | None:
        """The payment for an application."""
        where = finds(Payment.application_digest, number)
        return await self._database.do(lambda session: session.scalar(select(Payment).where(where)))

    async def to_pay(self, picture: str) -> Payment:
        """The payment whose link and QR picture have this name, while it is to be paid. Raises NotFound."""
        found = select(Payment).where(Payment.picture == picture)
        sound = _PICTURE.fullmatch(picture)
        payment = await self._database.do(lambda session: session.scalar(found)) if sound else None
        if payment is None or payment.state not in PAYABLE:
            raise NotFound
        return payment

    async def newest_of(self, citizen: UUID) -> Payment | None:
        """The payment asked of a citizen last."""
        mine = select(Payment).where(Payment.citizen_id == citizen).order_by(Payment.created_at.desc()).limit(1)
        return await self._database.do(lambda session: session.scalar(mine))

    async def confirm(self, told: Confirmation, body: bytes) -> Outcome:
        """Take in what the gateway told in this signed body; told again, it changes nothing more.

        Raises NotFound without such an order, Conflict when the event's id stood for something else.
        """
        return await self._database.do(lambda session: _confirm(session, told, hashlib.sha256(body).digest()))

    async def _by_key(self, key: str) -> Payment | None:
        return await self._database.do(
            lambda session: session.scalar(select(Payment).where(Payment.request_key == key))
        )


def _reference(key: str) -> str:
    """The same for the same key, and not to be guessed."""
    return f"JS{base64.b32encode(digest('payment', key))[:24].decode()}"


async def _keep(session: AsyncSession, bill: Bill, new: NewOrder, link: str, key: str) -> Payment:
    values = {
        "citizen_id": bill.citizen,
        "application_number": bill.application,
        "application_digest": digest("application", bill.application),
        "service": bill.service,
        "reference": new.reference,
        "paise": new.paise,
        "link": link,
        "picture": secrets.token_urlsafe(24),
        "request_key": key,
    }
    made = insert(Payment).values(values).on_conflict_do_nothing(index_elements=["request_key"]).returning(Payment.id)
    if await session.scalar(made):
        chain.record(
            session, "payment.asked", actor="citizen", citizen=bill.citizen, subject=new.reference, paise=new.paise
        )
    return (await session.scalars(select(Payment).where(Payment.request_key == key))).one()


async def _confirm(session: AsyncSession, told: Confirmation, content: bytes) -> Outcome:
    payment = await session.scalar(select(Payment).where(Payment.reference == told.reference).with_for_update())
    if payment is None:
        raise NotFound
    before = await session.scalar(select(PaymentEvent).where(PaymentEvent.event == told.event))
    if before is not None:
        if before.content_digest != content:
            raise Conflict
        return Outcome(before.outcome)
    outcome = _apply(payment, told)
    session.add(
        PaymentEvent(
            payment_id=payment.id, event=told.event, kind=told.kind, paise=told.paise, outcome=outcome,
            content_digest=content,
        )
    )  # fmt: skip
    chain.record(
        session, f"payment.{outcome}", actor="payment_gateway", citizen=payment.citizen_id, subject=payment.reference,
        paise=told.paise,
    )  # fmt: skip
    if message := _NEWS.get(outcome):
        await notices.tell(
            session, payment.citizen_id, f"payment:{payment.id}:{told.event}", message,
            rupees=upi.rupees(told.paise), number=payment.application_number,
        )  # fmt: skip
    return outcome


def _apply(payment: Payment, told: Confirmation) -> Outcome:
    """The next state. A failure may be followed by money after all; money that came stays."""
    if told.kind == "failed":
        if payment.state not in PAYABLE:
            return Outcome.NOTHING
        payment.state = "failed"
        return Outcome.FAILED
    if told.kind == "refunded":
        return _refund(payment, told.paise)
    if payment.state in ("paid", "refunded"):
        payment.refund_due_paise += told.paise
        return Outcome.SURPLUS
    if told.paise != payment.paise:
        payment.refund_due_paise += told.paise
        return Outcome.WRONG_AMOUNT
    payment.state, payment.paid_at = "paid", now()
    return Outcome.PAID


def _refund(payment: Payment, paise: int) -> Outcome:
    """First what came beyond the fee goes back, then the fee itself."""
    if paise <= payment.refund_due_paise:
        payment.refund_due_paise -= paise
        return Outcome.REFUNDED
    if payment.state == "paid" and paise == payment.paise:
        payment.state = "refunded"
        return Outcome.REFUNDED
    return Outcome.NOTHING
