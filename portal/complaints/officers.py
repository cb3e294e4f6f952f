"""What officers do with complaints of the embedded helpline. Each function works in the caller's transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.complaints.models import ComplaintEventRow, ComplaintRow
from portal.notices.service import tell
from portal.outside.cm_helpline import ComplaintState, Level
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.sealed import finds


async def resolve(session: AsyncSession, number: str, words: str) -> None:
    """An open complaint is answered with these words; the citizen is told and asked. Raises NotKnownThere, and
    RefusedThere when it is not open."""
    found = select(ComplaintRow).where(finds(ComplaintRow.number_digest, number)).with_for_update()
    row = await session.scalar(found)
    if row is None:
        raise NotKnownThere
    if row.state != ComplaintState.OPEN:
        raise RefusedThere("not_open")
    row.state, row.resolution, row.resolved_at = ComplaintState.RESOLVED, words, now()
    row.events.append(ComplaintEventRow(kind="resolved", level=Level(row.level), text=words))
    await session.flush()
    chain.record(session, "complaint.resolved", actor="officer", citizen=row.citizen_id, subject=str(row.id))
    if row.citizen_id:
        key = f"complaint:{row.id}:resolved:{row.events[-1].id}"
        await tell(session, row.citizen_id, key, "complaint_resolved", number=row.number)
