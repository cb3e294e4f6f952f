"""The table of acknowledgements."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Identified, Made
from portal.sealed import Sealed, finder


class Acknowledgement(Base, Identified, Made):
    """One for each application; `content` is a Receipt as JSON."""

    __tablename__ = "acknowledgements"

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"), index=True)
    application_number: Mapped[str] = mapped_column(Sealed)
    application_digest: Mapped[bytes] = finder("application", of="application_number", unique=True)
    service: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Sealed)
