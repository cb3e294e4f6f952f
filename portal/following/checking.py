"""Asks outside systems how the followed cases stand, and notes news for who agreed to them.

Several processes may do so at once. A case is taken for a while, and what is answered counts only if nothing was seen
of it meanwhile; the news is noted in the transaction that remembers what was seen, so each change is told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.database import Database
from portal.errors import PortalError
from portal.following.models import FollowedCase, Kind
from portal.following.news import is_over, news
from portal.following.service import spread
from portal.notices.service import tell
from portal.outside.case_state import MOST_AT_ONCE, CaseState, StatesSource
from portal.privacy import consent

_LEASE = timedelta(minutes=2)
_LONGEST = timedelta(days=1)
# What has not moved for a month is not asked for every half hour.
_OF_ITS_REST = 0.02
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    id: UUID
    number: str
    changes: int


class Checker:
    """`pace` is the pause between two looks at a case, `most` how many cases of a kind one round asks for."""

    def __init__(
        self, database: Database, sources: Mapping[Kind, StatesSource], pace: timedelta, most: int
    ) -> None:  # fmt: skip
        self._database = database
        self._sources = sources
        self._pace = pace
        self._most = most

    async def check_due(self) -> int:
        """How many changes were seen. A system that fails is left alone until the next round."""
        return sum([await self._check_kind(kind, source) for kind, source in self._sources.items()])

    async def _check_kind(self, kind: Kind, source: StatesSource) -> int:
        changed = looked_at = portion = 0
        while looked_at < self._most:
            portion, taken = await self._database.do(lambda session: _take(session, kind))
            looked_at += portion
            try:
                changed += await self._ask(kind, source, taken) if taken else 0
            except PortalError as error:
                _log.warning("following.failed", kind=kind, reason=error.key, cases=len(taken))
                await self._database.do(lambda session, taken=taken: self._later(session, taken))  # type: ignore[misc]
                break
            if portion < MOST_AT_ONCE:
                break
        return changed

    async def _ask(self, kind: Kind, source: StatesSource, taken: Sequence[_Taken]) -> int:
        states = {one.number: one for one in await source.states([one.number for one in taken])}
        return await self._database.do(lambda session: self._see(session, kind, taken, states))

    async def _see(
        self, session: AsyncSession, kind: Kind, taken: Sequence[_Taken], states: Mapping[str, CaseState]
    ) -> int:
        changed = 0
        for case in await _unchanged(session, taken):
            state = states.get(case.number)
            if state is None:
                self._put_off(case)
                continue
            changed += await _note(session, kind, case, state)
            rest = (now() - case.changed_at) * _OF_ITS_REST
            case.tries = 0
            case.due_at = None if is_over(kind, case.state) else spread(min(max(self._pace, rest), _LONGEST))
        return changed

    async def _later(self, session: AsyncSession, taken: Sequence[_Taken]) -> None:
        for case in await _unchanged(session, taken):
            self._put_off(case)

    def _put_off(self, case: FollowedCase) -> None:
        case.due_at = spread(min(self._pace * 2**case.tries, _LONGEST))
        case.tries = min(case.tries + 1, 10)


async def _take(session: AsyncSession, kind: Kind) -> tuple[int, list[_Taken]]:
    """How many were due, and those whose citizens want news, ours for a while; the oldest first."""
    moment = now()
    due = (
        select(FollowedCase)
        .where(FollowedCase.kind == kind, FollowedCase.due_at <= moment)
        .order_by(FollowedCase.due_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    cases = list(await session.scalars(due))
    wanting = await consent.agreeing(session, "notices", {case.citizen_id for case in cases})
    for case in cases:
        case.due_at = moment + _LEASE if case.citizen_id in wanting else spread(_LONGEST)
    taken = [_Taken(case.id, case.number, case.changes) for case in cases if case.citizen_id in wanting]
    return len(cases), taken


async def _unchanged(session: AsyncSession, taken: Sequence[_Taken]) -> list[FollowedCase]:
    """Those of which nothing was seen since they were taken."""
    changes = {one.id: one.changes for one in taken}
    held = select(FollowedCase).where(FollowedCase.id.in_(changes)).order_by(FollowedCase.id).with_for_update()
    return [case for case in await session.scalars(held) if case.changes == changes[case.id]]


async def _note(session: AsyncSession, kind: Kind, case: FollowedCase, state: CaseState) -> bool:
    before = CaseState(case.number, case.state, case.level)
    if state == before:
        return False
    case.state, case.level, case.changed_at = state.state, state.level, now()
    case.changes += 1
    what = f"{kind}.{state.state}"
    chain.record(session, what, actor="office", citizen=case.citizen_id, subject=str(case.id), level=state.level)
    if message := news(kind, before, state):
        key, level = f"followed:{case.id}:{case.changes}", (state.level or "").removeprefix("L")
        await tell(session, case.citizen_id, key, message, number=case.number, level=level)
    return True
