"""Tables of codes and proofs, and of where sessions come from."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, SmallInteger, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Dated, Identified, Made
from portal.sealed import Sealed, finder

# The gateway's own table, as far as we refer to it.
Table("sessions", Base.metadata, Column("id", Text, primary_key=True), Column("conversation", Text, nullable=False))


class SessionOrigin(Base, Dated):
    """Who calls or writes, as the channel tells us (no proof), and a digest of the client's network."""

    __tablename__ = "session_origins"
    __table_args__ = (CheckConstraint("kind IN ('phone', 'whatsapp')", name="kind"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Literal["phone", "whatsapp"] | None] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Sealed)
    value_digest: Mapped[bytes | None] = finder("address", of="value")
    network_digest: Mapped[bytes | None]


class OneTimeCode(Base, Identified, Made):
    """A code that was sent, or one that nobody was sent, which looks the same but for its missing phone."""

    __tablename__ = "one_time_codes"
    __table_args__ = (
        Index("one_time_codes_by_session", "session_id", "created_at"),
        Index("one_time_codes_by_citizen", "citizen_id"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    citizen_id: Mapped[UUID | None] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    phone: Mapped[str | None] = mapped_column(Sealed)
    code_digest: Mapped[bytes]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ProofOfIdentity(Base):
    """A session in which a citizen has repeated a code; after its time it still tells whose conversation it was."""

    __tablename__ = "proofs"
    __table_args__ = (Index("proofs_by_citizen", "citizen_id"),)

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"), primary_key=True)
    proven_at: Mapped[datetime]
    expires_at: Mapped[datetime]
