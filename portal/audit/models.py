"""The table of the audit trail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base


class AuditEntry(Base):
    """Holds ids and states, never a name, a number or a text of a citizen."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_citizen", "citizen_id"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    citizen_id: Mapped[UUID | None]
    subject: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[bytes]
    hash: Mapped[bytes]
