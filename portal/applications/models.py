"""Tables of applications, their history and the appeals prepared."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Identity, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.base import Base, Dated, Identified, now
from portal.outside.edistrict import ApplicationState
from portal.sealed import Sealed, finder


class ApplicationRow(Base, Identified, Dated):
    """An application in the embedded e-District; `form` and `documents` are JSON."""

    __tablename__ = "applications"

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(Sealed)
    number_digest: Mapped[bytes] = finder("application", of="number")
    phone: Mapped[str] = mapped_column(Sealed)
    phone_digest: Mapped[bytes] = finder("phone", of="phone")
    name: Mapped[str | None] = mapped_column(Sealed)
    service: Mapped[str] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text)
    form: Mapped[str | None] = mapped_column(Sealed)
    documents: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[ApplicationState] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Sealed)
    submitted_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    request_key: Mapped[str | None] = mapped_column(Text, unique=True)

    events: Mapped[list[ApplicationEventRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="ApplicationEventRow.id"
    )


class ApplicationEventRow(Base):
    """A step in an application's history."""

    __tablename__ = "application_events"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"))
    state: Mapped[ApplicationState] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(default=now)


class Appeal(Base, Identified, Dated):
    """An appeal that was prepared for a citizen: the first or the second step, once each."""

    __tablename__ = "appeals"

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    application_number: Mapped[str] = mapped_column(Sealed)
    application_digest: Mapped[bytes] = finder("application", of="application_number")
    step: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Sealed)
    prepared_on: Mapped[date] = mapped_column(Date)
