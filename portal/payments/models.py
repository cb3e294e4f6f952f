"""Tables of payments, of what the gateway told of them, and of the embedded gateway's orders."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Dated, Identified, Made, now
from portal.sealed import Sealed, finder

State = Literal["pending", "failed", "paid", "refunded"]
EventKind = Literal["paid", "failed", "refunded"]


class Payment(Base, Identified, Dated):
    """One fee of one application, in paise. `picture` is the random name of its QR picture."""

    __tablename__ = "payments"

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    application_number: Mapped[str] = mapped_column(Sealed)
    application_digest: Mapped[bytes] = finder("application", of="application_number")
    service: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    paise: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[State] = mapped_column(Text, default="pending")
    link: Mapped[str] = mapped_column(Sealed)
    picture: Mapped[str] = mapped_column(Text, unique=True)
    request_key: Mapped[str] = mapped_column(Text, unique=True)
    paid_at: Mapped[datetime | None]
    refund_due_paise: Mapped[int] = mapped_column(BigInteger, default=0)


class PaymentEvent(Base):
    """What the gateway told once; `outcome` is what it changed here."""

    __tablename__ = "payment_events"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[EventKind] = mapped_column(Text)
    paise: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(Text)
    content_digest: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(default=now)


class PaymentOrder(Base, Made):
    """An order at the embedded gateway."""

    __tablename__ = "payment_orders"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    paise: Mapped[int] = mapped_column(BigInteger)
    link: Mapped[str] = mapped_column(Sealed)
