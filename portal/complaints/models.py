"""Tables of complaints and their history."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.base import Base, Dated, Identified, now
from portal.outside.cm_helpline import ComplaintState, Level
from portal.sealed import Sealed, finder

EventKind = Literal["lodged", "added", "escalated", "resolved", "judged", "reopened", "closed"]


class ComplaintRow(Base, Identified, Dated):
    """A complaint in the embedded CM Helpline; `location` is "latitude,longitude", `attachments` JSON."""

    __tablename__ = "complaints"

    citizen_id: Mapped[UUID | None] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(Sealed)
    number_digest: Mapped[bytes] = finder("complaint", of="number")
    phone: Mapped[str | None] = mapped_column(Sealed)
    phone_digest: Mapped[bytes | None] = finder("phone", of="phone")
    name: Mapped[str | None] = mapped_column(Sealed)
    department: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(Text)
    block: Mapped[str | None] = mapped_column(Text)
    locality: Mapped[str | None] = mapped_column(Sealed)
    location: Mapped[str | None] = mapped_column(Sealed)
    text: Mapped[str] = mapped_column(Sealed)
    attachments: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[ComplaintState] = mapped_column(Text)
    level: Mapped[Level] = mapped_column(Text)
    lodged_at: Mapped[datetime] = mapped_column(default=now)
    level_since: Mapped[datetime] = mapped_column(default=now)
    resolution: Mapped[str | None] = mapped_column(Sealed)
    resolved_at: Mapped[datetime | None]
    satisfied: Mapped[bool | None]
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    request_key: Mapped[str | None] = mapped_column(Text, unique=True)

    events: Mapped[list[ComplaintEventRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="ComplaintEventRow.id"
    )


class ComplaintEventRow(Base):
    """A step in a complaint's history; `text` is what was added or said."""

    __tablename__ = "complaint_events"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"))
    kind: Mapped[EventKind] = mapped_column(Text)
    level: Mapped[Level] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Sealed)
    request_key: Mapped[str | None] = mapped_column(Text, unique=True)
    at: Mapped[datetime] = mapped_column(default=now)
