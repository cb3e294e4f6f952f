"""The table of cases that are followed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Identified, Made, now
from portal.sealed import Sealed, finder

Kind = Literal["application", "complaint"]


class FollowedCase(Base, Identified, Made):
    """A case as it was last seen; `changes` counts what was seen of it, `due_at` is empty when it is over."""

    __tablename__ = "followed_cases"
    __table_args__ = (
        CheckConstraint("kind IN ('application', 'complaint')", name="kind"),
        UniqueConstraint("kind", "number_digest"),
        Index("followed_cases_by_citizen", "citizen_id"),
        Index("followed_cases_due", "kind", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Sealed)
    number_digest: Mapped[bytes] = finder("followed", of="number")
    state: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    changes: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
