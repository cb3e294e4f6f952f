"""Complaints of citizens, wherever they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from language.lexicon import heard
from portal.base import now
from portal.complaints.levels import can_reopen, levels, runs_out
from portal.database import Database
from portal.following.service import Following
from portal.outside.case_state import CaseState
from portal.outside.cm_helpline import Attachment, CmHelpline, Complaint, ComplaintState, NewComplaint, Place
from portal.owners import owner_of, verified_phones


@dataclass(frozen=True)
class OwnedComplaint:
    """A complaint and the citizen whose number is on its record; None when it was lodged without a number."""

    complaint: Complaint
    owner: UUID | None


@dataclass(frozen=True)
class Clock:
    """When the level's time is over, whether the complaint then goes up by itself, whether the days are confirmed."""

    until: datetime
    goes_up: bool
    sure: bool
    late: bool


class Complaints:
    """Shows nothing by itself: whoever asks must have proven to be the owner (portal/proof). Raises OutsideUnavailable
    when the helpline cannot be asked. A `key`, the correlation id of the turn, makes what is done twice count once."""

    def __init__(self, helpline: CmHelpline, database: Database, following: Following | None = None) -> None:
        self._helpline = helpline
        self._database = database
        self._following = following or Following(database)

    async def lodge(self, new: NewComplaint, key: str) -> Complaint:
        complaint = await self._helpline.lodge(new, key)
        await self._following.lodged("complaint", complaint.mobile or new.mobile, new.name, _state(complaint))
        return complaint

    async def find(self, number: str) -> OwnedComplaint | None:
        """The complaint with this number, whoever asks."""
        complaint = await self._helpline.find(number)
        if complaint is None:
            return None
        return OwnedComplaint(complaint, await owner_of(self._database, complaint.mobile))

    async def of_citizen(self, citizen_id: UUID) -> list[Complaint]:
        """Those with a proven number of this citizen on record, newest first."""
        phones = await verified_phones(self._database, citizen_id)
        found = {one.number: one for phone in phones for one in await self._helpline.of_mobile(phone)}
        await self._following.begin("complaint", citizen_id, *map(_state, found.values()))
        return sorted(found.values(), key=lambda complaint: complaint.lodged_at, reverse=True)

    async def duplicates(self, mobile: str, subject: str, place: Place) -> list[Complaint]:
        """Open complaints of the same number on the same subject at the same place."""
        mine = await self._helpline.of_mobile(mobile)
        return [
            one
            for one in mine
            if one.state is ComplaintState.OPEN and one.subject == subject and same_place(one.place, place)
        ]

    async def add(self, number: str, text: str, key: str, attachments: tuple[Attachment, ...] = ()) -> Complaint:
        """Raises RefusedThere when it is closed."""
        return await self._helpline.add(number, text, key, attachments)

    async def judge(self, number: str, satisfied: bool, rating: int | None, key: str) -> Complaint:
        """Raises RefusedThere when there is no resolution yet."""
        return await self._acted(await self._helpline.judge(number, satisfied, rating, key))

    async def reopen(self, number: str, reason: str, key: str) -> Complaint:
        """Raises RefusedThere outside the window."""
        return await self._acted(await self._helpline.reopen(number, reason, key))

    async def follow(self, owned: OwnedComplaint) -> None:
        """Its owner has proven to be that and sees it, and will hear of what becomes of it."""
        await self._following.begin("complaint", owned.owner, _state(owned.complaint))

    async def _acted(self, complaint: Complaint) -> Complaint:
        await self._following.acted("complaint", _state(complaint))
        return complaint


def clock(complaint: Complaint, at: datetime | None = None) -> Clock:
    """Of an open complaint."""
    rule, until = levels().levels[complaint.level], runs_out(complaint.level, complaint.level_since)
    return Clock(until, rule.up_by_itself, rule.sure, (at or now()) >= until)


def reopenable(complaint: Complaint, at: datetime | None = None) -> bool:
    """Whether the citizen may have it opened again now."""
    return can_reopen(complaint, at or now())


def same_place(one: Place, other: Place) -> bool:
    """Same district; block and locality the same as far as both are known, however they are spelt."""
    return one.district == other.district and all(
        _sounds(mine) == _sounds(yours)
        for mine, yours in ((one.block, other.block), (one.locality, other.locality))
        if mine and yours
    )


def _state(complaint: Complaint) -> CaseState:
    return CaseState(complaint.number, complaint.state, complaint.level)


def _sounds(name: str) -> list[str]:
    return [word.sound for word in heard(name)]
