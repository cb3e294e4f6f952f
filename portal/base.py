"""What the portal's tables have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "%(table_name)s_by_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The models' base; names of indexes and constraints are PostgreSQL's own for plain SQL."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True), UUID: Uuid()}  # noqa: RUF012 - SQLAlchemy's own name


class Identified:
    """A random id, which nobody can guess."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


class Made:
    """When a row was made."""

    created_at: Mapped[datetime] = mapped_column(default=now)


class Dated(Made):
    """When a row was made and last changed."""

    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
