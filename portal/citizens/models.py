"""Tables of citizens, their addresses and their households."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.base import Base, Dated, Identified
from portal.sealed import Sealed, finder
from portal.wording import Language

Kind = Literal["phone", "whatsapp", "web"]


class Citizen(Base, Identified, Dated):
    """A person, who is not a phone number."""

    __tablename__ = "citizens"
    __table_args__ = (CheckConstraint("language IN ('hi', 'en')", name="language"),)

    name: Mapped[str | None] = mapped_column(Sealed)
    language: Mapped[Language | None] = mapped_column(Text)
    facts: Mapped[str | None] = mapped_column(Sealed)

    addresses: Mapped[list[ChannelAddress]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="ChannelAddress.created_at"
    )

    def address(self, kind: Kind) -> ChannelAddress | None:
        """The one verified last among those of this kind, else the first."""
        of_kind = [address for address in self.addresses if address.kind == kind]
        verified = [address for address in of_kind if address.verified_at]
        if verified:
            return max(verified, key=lambda address: address.verified_at or address.created_at)
        return of_kind[0] if of_kind else None


class ChannelAddress(Base, Identified, Dated):
    """Where a citizen can be reached: a phone (+91…), a provider's WhatsApp id, a web session."""

    __tablename__ = "channel_addresses"
    __table_args__ = (
        CheckConstraint("kind IN ('phone', 'whatsapp', 'web')", name="kind"),
        Index("channel_addresses_by_value", "kind", "value_digest", unique=True),
        Index("channel_addresses_by_citizen", "citizen_id"),
    )

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Sealed)
    value_digest: Mapped[bytes] = finder("address", of="value")
    verified_at: Mapped[datetime | None]


class Household(Base, Identified, Dated):
    """A family as Samagra has it."""

    __tablename__ = "households"
    __table_args__ = (Index("households_by_family", "family_digest", unique=True),)

    family_id: Mapped[str | None] = mapped_column(Sealed)
    family_digest: Mapped[bytes | None] = finder("samagra", of="family_id")

    members: Mapped[list[Member]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="Member.created_at"
    )


class Member(Base, Identified, Dated):
    """One of a household; `citizen_id` is set for those whom we know as citizens."""

    __tablename__ = "members"
    __table_args__ = (
        Index("members_by_samagra", "samagra_digest", unique=True),
        Index("members_by_household", "household_id"),
        Index("members_by_citizen", "citizen_id"),
    )

    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id", ondelete="CASCADE"))
    citizen_id: Mapped[UUID | None] = mapped_column(ForeignKey("citizens.id", ondelete="SET NULL"))
    name: Mapped[str | None] = mapped_column(Sealed)
    samagra_id: Mapped[str | None] = mapped_column(Sealed)
    samagra_digest: Mapped[bytes | None] = finder("samagra", of="samagra_id")
    birth_date: Mapped[str | None] = mapped_column(Sealed)
    gender: Mapped[str | None] = mapped_column(Sealed)
    relation: Mapped[str | None] = mapped_column(Sealed)
