"""The table of papers sent."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Dated
from portal.documents.inspection import Kind
from portal.sealed import Sealed

State = Literal["kept", "attached", "quarantined"]


class Document(Base, Dated):
    """One file. `file_key` opens it: without this row nobody can read the file any more."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("documents_by_session", "session_id", "created_at"),
        Index("documents_by_citizen", "citizen_id"),
    )

    reference: Mapped[str] = mapped_column(Text, primary_key=True)
    session_id: Mapped[str] = mapped_column(Text)
    citizen_id: Mapped[UUID | None] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text, unique=True)
    file_key: Mapped[str] = mapped_column(Sealed)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    state: Mapped[State] = mapped_column(Text)
