"""Finding and making citizens. Each function works in the caller's transaction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.citizens.models import ChannelAddress, Citizen, Kind
from portal.errors import NotFound
from portal.sealed import digest, finds
from portal.wording import Language

_NOBODY = UUID(int=0)


async def get(session: AsyncSession, citizen_id: UUID) -> Citizen:
    """Raises NotFound."""
    citizen = await session.get(Citizen, citizen_id)
    if citizen is None:
        raise NotFound
    return citizen


async def at_address(session: AsyncSession, kind: Kind, value: str) -> Citizen | None:
    """Who writes from there; a phone as `e164` gives it."""
    where = (ChannelAddress.kind == kind, finds(ChannelAddress.value_digest, value))
    found = select(Citizen).join(ChannelAddress, ChannelAddress.citizen_id == Citizen.id).where(*where)
    return (await session.scalars(found)).unique().first()


async def at_address_or_new(
    session: AsyncSession, kind: Kind, value: str, *, name: str | None = None, language: Language | None = None
) -> Citizen:
    """Who writes from there, made now if nobody does; two who ask at once get the same."""
    if known := await at_address(session, kind, value):
        return known
    citizen = Citizen(name=name, language=language)
    session.add(citizen)
    await session.flush()
    address = {"citizen_id": citizen.id, "kind": kind, "value": value, "value_digest": digest("address", value)}
    made = insert(ChannelAddress).values(address).on_conflict_do_nothing().returning(ChannelAddress.id)
    if (await session.scalar(made)) is None:
        await session.delete(citizen)
        await session.flush()
        other = await at_address(session, kind, value)
        if other is None:
            raise NotFound
        return other
    await session.refresh(citizen, ["addresses"])
    chain.record(session, "citizen.made", actor="citizen", citizen=citizen.id, kind=kind)
    return citizen


async def add_address(session: AsyncSession, citizen: Citizen, kind: Kind, value: str, *, verified: bool) -> None:
    """Another address of a citizen; one that was somebody else's passes on only when verified."""
    moment = now() if verified else None
    where = (ChannelAddress.kind == kind, finds(ChannelAddress.value_digest, value))
    known = (await session.scalars(select(ChannelAddress).where(*where).with_for_update())).first()
    if known is None:
        made = ChannelAddress(
            citizen_id=citizen.id, kind=kind, value=value, value_digest=digest("address", value), verified_at=moment
        )
        session.add(made)
    elif verified:
        known.citizen_id, known.verified_at = citizen.id, moment
    else:
        return
    await session.flush()
    await session.refresh(citizen, ["addresses"])
    chain.record(session, "address.added", actor="citizen", citizen=citizen.id, kind=kind, verified=verified)


async def phone_of(session: AsyncSession, citizen_id: UUID | None) -> str | None:
    """The number on record, the one verified last; the same query for nobody as for somebody."""
    newest = ChannelAddress.verified_at.desc().nulls_last()
    where = (ChannelAddress.citizen_id == (citizen_id or _NOBODY), ChannelAddress.kind == "phone")
    return await session.scalar(select(ChannelAddress.value).where(*where).order_by(newest).limit(1))
