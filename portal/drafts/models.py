"""The table of drafts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Dated, Identified
from portal.sealed import Sealed


class Draft(Base, Identified, Dated):
    """`answers` is JSON: field → value, None where an optional field was left out."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("citizen_id", "service"),)

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    service: Mapped[str] = mapped_column(Text)
    answers: Mapped[str] = mapped_column(Sealed)
