"""What we hold of a citizen as a person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import facts
from portal.citizens.models import ChannelAddress, Citizen, Household, Member
from portal.privacy.holding import Holding, Rows


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """The person, with addresses, and as a member of a household."""
    citizen = await session.get(Citizen, citizen_id)
    if citizen is None:
        return []
    addresses = [{"kind": address.kind, "value": address.value} for address in citizen.addresses]
    members = (await session.scalars(select(Member).where(Member.citizen_id == citizen_id))).all()
    person = {
        "name": citizen.name,
        "language": citizen.language,
        "since": citizen.created_at,
        "addresses": addresses,
        "facts": await facts.kept(session, citizen_id),
    }
    return [person, *(_member(member) for member in members)]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """The person; a household goes with the last of its members whom we know."""
    households = set((await session.scalars(select(Member.household_id).where(Member.citizen_id == citizen_id))).all())
    members = await session.execute(delete(Member).where(Member.citizen_id == citizen_id).returning(Member.id))
    others = select(Member.household_id).where(Member.citizen_id.is_not(None), Member.household_id.in_(households))
    kept = set((await session.scalars(others)).all())
    await session.execute(delete(Household).where(Household.id.in_(households - kept)))
    gone = await session.execute(delete(Citizen).where(Citizen.id == citizen_id).returning(Citizen.id))
    return len(members.all()) + len(gone.all())


def _member(member: Member) -> dict[str, str | None]:
    return {
        "name": member.name,
        "samagra_id": member.samagra_id,
        "birth_date": member.birth_date,
        "gender": member.gender,
        "relation": member.relation,
    }


HOLDING = Holding("person", (Citizen, ChannelAddress, Household, Member), export, erase)
