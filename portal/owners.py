"""Whose a record of an outside system is: the citizen whose mobile number is on it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.database import Database


async def owner_of(database: Database, mobile: str | None, name: str | None = None) -> UUID | None:
    """The citizen with this number (+91…), made known now if need be; None without a number."""
    if mobile is None:
        return None

    async def work(session: AsyncSession) -> UUID:
        return (await citizens.at_address_or_new(session, "phone", mobile, name=name)).id

    return await database.do(work)


async def verified_phones(database: Database, citizen_id: UUID) -> list[str]:
    """The citizen's numbers that were proven by a code. Raises NotFound."""
    citizen = await database.do(lambda session: citizens.get(session, citizen_id))
    return [address.value for address in citizen.addresses if address.kind == "phone" and address.verified_at]
