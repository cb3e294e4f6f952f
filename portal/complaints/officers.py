"""What officers do with complaints of the embedded helpline. Each function works in the caller's transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.complaints.escalation import send_up
from portal.complaints.models import ComplaintEventRow, ComplaintRow, EventKind
from portal.notices.service import tell
from portal.outside.cm_helpline import ComplaintState, Level
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.sealed import finds

_HIGHEST = tuple(Level)[-1]


async def resolve(session: AsyncSession, number: str, words: str) -> None:
    """An open complaint is answered with these words; the citizen is told and asked. Raises NotKnownThere, and
    RefusedThere when it is not open."""
    row = await _open(session, number)
    await _answer(session, row, ComplaintState.RESOLVED, words, "resolved", "complaint_resolved")


async def force_close(session: AsyncSession, number: str, words: str) -> None:
    """An open complaint is closed without asking the citizen, who is told. Raises as `resolve`."""
    row = await _open(session, number)
    await _answer(session, row, ComplaintState.FORCE_CLOSED, words, "closed", "complaint_force_closed")


async def escalate(session: AsyncSession, number: str) -> None:
    """An open complaint goes a level up. Raises as `resolve`, and RefusedThere at the highest level."""
    row = await _open(session, number)
    if row.level == _HIGHEST:
        raise RefusedThere("highest_level")
    await send_up(session, row, now(), actor="officer")


async def _open(session: AsyncSession, number: str) -> ComplaintRow:
    found = select(ComplaintRow).where(finds(ComplaintRow.number_digest, number)).with_for_update()
    row = await session.scalar(found)
    if row is None:
        raise NotKnownThere
    if row.state != ComplaintState.OPEN:
        raise RefusedThere("not_open")
    return row


async def _answer(
    session: AsyncSession, row: ComplaintRow, state: ComplaintState, words: str, kind: EventKind, message: str
) -> None:
    row.state, row.resolution, row.resolved_at = state, words, now()
    row.events.append(ComplaintEventRow(kind=kind, level=Level(row.level), text=words))
    await session.flush()
    chain.record(session, f"complaint.{kind}", actor="officer", citizen=row.citizen_id, subject=str(row.id))
    if row.citizen_id:
        key = f"complaint:{row.id}:{kind}:{row.events[-1].id}"
        await tell(session, row.citizen_id, key, message, number=row.number)
