"""Which cases are followed, and as what they were last seen.

Only of systems that are asked over HTTP: the embedded ones tell of a change themselves, in the same transaction.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.base import now
from portal.database import Database
from portal.following.models import FollowedCase, Kind
from portal.following.news import is_over
from portal.outside.case_state import CaseState
from portal.owners import owner_of
from portal.sealed import digest, finds

# Who has just lodged something is asked about news in the next message.
_FIRST = timedelta(minutes=10)


class Following:
    """Of these kinds of cases; of the others nothing is noted. Raises Unavailable."""

    def __init__(self, database: Database, kinds: frozenset[Kind] = frozenset()) -> None:
        self._database = database
        self._kinds = kinds

    async def begin(self, kind: Kind, citizen: UUID | None, *seen: CaseState) -> None:
        """Follow these of a citizen's cases from now on, as they are; what is followed already stays as it was seen."""
        if kind not in self._kinds or citizen is None or not seen:
            return

        async def work(session: AsyncSession) -> None:
            for one in seen:
                await _begin(session, kind, citizen, one)

        await self._database.do(work)

    async def lodged(self, kind: Kind, mobile: str | None, name: str | None, seen: CaseState) -> None:
        """Follow what was just lodged for the citizen with this number."""
        if kind in self._kinds:
            await self.begin(kind, await owner_of(self._database, mobile, name), seen)

    async def acted(self, kind: Kind, seen: CaseState) -> None:
        """The citizen has brought a case into this state, and need not be told so."""
        if kind in self._kinds:
            await self._database.do(lambda session: _see(session, kind, seen))


def spread(pause: timedelta) -> datetime:
    """That long from now, give or take a fifth, so that cases noted together are not asked for together for ever."""
    return now() + pause * random.uniform(0.8, 1.2)


async def _begin(session: AsyncSession, kind: Kind, citizen: UUID, seen: CaseState) -> None:
    known = await _known(session, kind, seen.number)
    if is_over(kind, seen.state):
        return
    if known is None:
        values = {
            "citizen_id": citizen,
            "kind": kind,
            "number": seen.number,
            "number_digest": digest("followed", seen.number),
            "state": seen.state,
            "level": seen.level,
            "due_at": spread(_FIRST),
        }
        await session.execute(insert(FollowedCase).values(values).on_conflict_do_nothing())
    elif known.due_at is None:
        _set(known, kind, seen)


async def _see(session: AsyncSession, kind: Kind, seen: CaseState) -> None:
    if known := await _known(session, kind, seen.number):
        _set(known, kind, seen)


def _set(case: FollowedCase, kind: Kind, seen: CaseState) -> None:
    case.state, case.level, case.changed_at = seen.state, seen.level, now()
    case.changes += 1
    case.due_at = None if is_over(kind, seen.state) else spread(_FIRST)


async def _known(session: AsyncSession, kind: Kind, number: str) -> FollowedCase | None:
    same = (FollowedCase.kind == kind, finds(FollowedCase.number_digest, number))
    return await session.scalar(select(FollowedCase).where(*same).with_for_update())
