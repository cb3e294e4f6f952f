"""What we hold of a citizen's applications and appeals."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.models import Appeal, ApplicationEventRow, ApplicationRow
from portal.privacy.holding import Holding, Rows


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """Applications with their history, and the appeals prepared."""
    applications = await session.scalars(select(ApplicationRow).where(ApplicationRow.citizen_id == citizen_id))
    appeals = await session.scalars(select(Appeal).where(Appeal.citizen_id == citizen_id))
    return [*(_application(row) for row in applications), *(_appeal(row) for row in appeals)]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them, with their history."""
    gone = await session.execute(
        delete(ApplicationRow).where(ApplicationRow.citizen_id == citizen_id).returning(ApplicationRow.id)
    )
    appeals = await session.execute(delete(Appeal).where(Appeal.citizen_id == citizen_id).returning(Appeal.id))
    return len(gone.all()) + len(appeals.all())


def _application(row: ApplicationRow) -> dict[str, object]:
    return {
        "number": row.number,
        "phone": row.phone,
        "name": row.name,
        "service": row.service,
        "district": row.district,
        "form": row.form,
        "documents": row.documents,
        "state": row.state,
        "reason": row.reason,
        "submitted_on": row.submitted_on,
        "due_on": row.due_on,
        "history": [{"state": event.state, "at": event.at, "note": event.note} for event in row.events],
    }


def _appeal(row: Appeal) -> dict[str, object]:
    return {"appeal": row.step, "number": row.application_number, "prepared_on": row.prepared_on, "text": row.text}


HOLDING = Holding("applications", (ApplicationRow, ApplicationEventRow, Appeal), export, erase)
