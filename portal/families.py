"""A Samagra id that a proven citizen names: what the register has of it is for whose mobile number is on it only."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from portal.database import Database
from portal.outside.errors import OutsideUnavailable
from portal.outside.samagra import Family, Member, Samagra
from portal.owners import verified_phones

# A form goes on without the register: nobody waits for it as long as for a case.
_PATIENCE_S = 0.8
_FAMILY_DIGITS = 8


@dataclass(frozen=True)
class Checked:
    """Not `is_own` for an unknown id and for somebody else's alike; only of one's own there is a member or family."""

    is_own: bool
    member: Member | None = None
    family: Family | None = None


class Families:
    """Asks the register."""

    def __init__(self, register: Samagra, database: Database) -> None:
        self._register = register
        self._database = database

    async def check(self, citizen: UUID, samagra_id: str) -> Checked | None:
        """Whether a number that this citizen has proven is on record there; None when that cannot be asked now.

        Raises NotFound for a citizen who is not there, Unavailable without our own database.
        """
        phones = await verified_phones(self._database, citizen)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                member, family = await self._found(samagra_id)
        except (OutsideUnavailable, TimeoutError):
            return None
        numbers = {one.mobile for one in (family.members if family else (member,)) if one and one.mobile}
        return Checked(True, member, family) if numbers.intersection(phones) else Checked(False)

    async def _found(self, samagra_id: str) -> tuple[Member | None, Family | None]:
        if len(samagra_id) == _FAMILY_DIGITS:
            return None, await self._register.family(samagra_id)
        return await self._register.member(samagra_id), None
