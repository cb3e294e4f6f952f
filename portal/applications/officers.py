"""What officers do with applications of the embedded e-District, beside deciding. In the caller's transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.models import ApplicationRow
from portal.applications.states import PENDING
from portal.audit import chain
from portal.calendar import today
from portal.outside.edistrict import ApplicationState
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.sealed import finds


async def let_lapse(session: AsyncSession, number: str, days: int) -> None:
    """Its day was so many days ago. Raises NotKnownThere, and RefusedThere when it is decided."""
    found = select(ApplicationRow).where(finds(ApplicationRow.number_digest, number)).with_for_update()
    row = await session.scalar(found)
    if row is None:
        raise NotKnownThere
    if ApplicationState(row.state) not in PENDING:
        raise RefusedThere("wrong_state")
    row.due_on = today() - timedelta(days=days)
    row.submitted_on = min(row.submitted_on, row.due_on)
    chain.record(session, "application.lapsed", actor="officer", citizen=row.citizen_id, subject=str(row.id), days=days)
