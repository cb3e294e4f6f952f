"""The table of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Dated, Identified, now
from portal.sealed import Sealed

State = Literal["pending", "sent", "not_wanted", "failed"]


class Notice(Base, Identified, Dated):
    """One event to be told; `message` is a key of portal/messages, `details` its values as JSON."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'sent', 'not_wanted', 'failed')", name="state"),
        Index("notices_by_citizen", "citizen_id"),
        Index("notices_due", "not_before", postgresql_where=text("state = 'pending'")),
    )

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(Text, unique=True)
    message: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Sealed)
    state: Mapped[State] = mapped_column(Text, default="pending")
    channel: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    not_before: Mapped[datetime] = mapped_column(default=now)
