"""Sends complaints to the next level when their level's time is over: the clock of the embedded helpline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.complaints.levels import above, cut_off, levels
from portal.complaints.models import ComplaintEventRow, ComplaintRow
from portal.database import Database
from portal.notices.service import tell
from portal.outside.cm_helpline import ComplaintState, Level

_AT_ONCE = 100


async def escalate_due(database: Database, at: datetime | None = None) -> int:
    """How many went up. Several processes may do this at once, and again at any time."""
    moment, total = at or now(), 0
    while sent := await database.do(lambda session: _some(session, moment)):
        total += sent
    return total


async def _some(session: AsyncSession, at: datetime) -> int:
    rising = [level for level, rule in levels().levels.items() if rule.up_by_itself]
    late = or_(*((ComplaintRow.level == level) & (ComplaintRow.level_since <= cut_off(level, at)) for level in rising))
    due = select(ComplaintRow).where(ComplaintRow.state == ComplaintState.OPEN, late).limit(_AT_ONCE)
    rows = list(await session.scalars(due.with_for_update(skip_locked=True)))
    for row in rows:
        await send_up(session, row, at, actor="system")
    return len(rows)


async def send_up(session: AsyncSession, row: ComplaintRow, at: datetime, *, actor: str) -> None:
    """To the next level, and the citizen is told."""
    row.level, row.level_since = above(Level(row.level)), at
    row.events.append(ComplaintEventRow(kind="escalated", level=row.level, at=at))
    what = "complaint.escalated"
    chain.record(session, what, actor=actor, citizen=row.citizen_id, subject=str(row.id), level=row.level)
    if row.citizen_id:
        key = f"complaint:{row.id}:{row.level}:{at:%Y%m%d}"
        await tell(session, row.citizen_id, key, "complaint_escalated", number=row.number, level=row.level[1:])
