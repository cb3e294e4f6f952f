"""Samagra on our own tables, for where the register cannot be reached."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar, cast, get_args

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.citizens.models import Household
from portal.citizens.models import Member as MemberRow
from portal.database import Database
from portal.outside.errors import OutsideUnavailable
from portal.outside.samagra import Family, Gender, Member
from portal.sealed import finds

Found = TypeVar("Found")


class EmbeddedSamagra:
    """Implements portal.outside.samagra.Samagra. In production it does not answer: it knows only samples."""

    def __init__(self, database: Database, *, production: bool = False) -> None:
        self._database = database
        self._production = production

    async def member(self, member_id: str) -> Member | None:
        async def work(session: AsyncSession) -> Member | None:
            row = await session.scalar(select(MemberRow).where(finds(MemberRow.samagra_digest, member_id)))
            household = await session.get(Household, row.household_id) if row else None
            return await _as_member(session, row, household) if row and household else None

        return await self._do(work)

    async def family(self, family_id: str) -> Family | None:
        async def work(session: AsyncSession) -> Family | None:
            household = await session.scalar(select(Household).where(finds(Household.family_digest, family_id)))
            if household is None:
                return None
            members = [await _as_member(session, row, household) for row in household.members if row.samagra_id]
            return Family(family_id=family_id, members=tuple(members))

        return await self._do(work)

    async def _do(self, work: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
        if self._production:
            raise OutsideUnavailable
        return await self._database.do(work)


async def _as_member(session: AsyncSession, row: MemberRow, household: Household) -> Member:
    return Member(
        member_id=row.samagra_id or "",
        family_id=household.family_id or "",
        name=row.name or "",
        gender=cast(Gender, row.gender) if row.gender in get_args(Gender) else None,
        birth_date=date.fromisoformat(row.birth_date) if row.birth_date else None,
        mobile=await citizens.phone_of(session, row.citizen_id),
        relation=row.relation,
    )
