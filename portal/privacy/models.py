"""The table of consents."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Identified, Made

Purpose = Literal["records", "notices"]


class Consent(Base, Identified, Made):
    """A yes or a no to a notice's words; the newest of a purpose counts."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("purpose IN ('records', 'notices')", name="purpose"),
        Index("consents_by_session", "session_id", "created_at"),
        Index("consents_by_citizen", "citizen_id", "created_at"),
    )

    session_id: Mapped[str] = mapped_column(Text)
    citizen_id: Mapped[UUID | None] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(Text)
    notice: Mapped[str] = mapped_column(Text)
    given: Mapped[bool]
    channel: Mapped[str] = mapped_column(Text)
