"""Samagra on our own tables, for where the register cannot be reached."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens.models import Household
from portal.citizens.models import Member as MemberRow
from portal.database import Database
from portal.outside.samagra import Family, Gender, Member
from portal.sealed import finds


class EmbeddedSamagra:
    """Implements portal.outside.samagra.Samagra."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def member(self, member_id: str) -> Member | None:
        async def work(session: AsyncSession) -> Member | None:
            row = await session.scalar(select(MemberRow).where(finds(MemberRow.samagra_digest, member_id)))
            household = await session.get(Household, row.household_id) if row else None
            return _as_member(row, household) if row and household else None

        return await self._database.do(work)

    async def family(self, family_id: str) -> Family | None:
        async def work(session: AsyncSession) -> Family | None:
            household = await session.scalar(select(Household).where(finds(Household.family_digest, family_id)))
            if household is None:
                return None
            members = tuple(_as_member(row, household) for row in household.members if row.samagra_id)
            return Family(family_id=family_id, members=members)

        return await self._database.do(work)


def _as_member(row: MemberRow, household: Household) -> Member:
    return Member(
        member_id=row.samagra_id or "",
        family_id=household.family_id or "",
        name=row.name or "",
        gender=cast(Gender, row.gender) if row.gender in get_args(Gender) else None,
        birth_date=date.fromisoformat(row.birth_date) if row.birth_date else None,
        relation=row.relation,
    )
