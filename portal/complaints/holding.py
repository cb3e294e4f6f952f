"""What we hold of a citizen's complaints."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.complaints.models import ComplaintEventRow, ComplaintRow
from portal.privacy.holding import Holding, Rows


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """Complaints with their history."""
    rows = await session.scalars(select(ComplaintRow).where(ComplaintRow.citizen_id == citizen_id))
    return [_complaint(row) for row in rows]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them, with their history."""
    mine = delete(ComplaintRow).where(ComplaintRow.citizen_id == citizen_id).returning(ComplaintRow.id)
    return len((await session.execute(mine)).all())


def _complaint(row: ComplaintRow) -> dict[str, object]:
    return {
        "number": row.number,
        "phone": row.phone,
        "name": row.name,
        "department": row.department,
        "district": row.district,
        "block": row.block,
        "locality": row.locality,
        "location": row.location,
        "text": row.text,
        "attachments": row.attachments,
        "state": row.state,
        "level": row.level,
        "lodged_at": row.lodged_at,
        "resolution": row.resolution,
        "satisfied": row.satisfied,
        "rating": row.rating,
        "history": [{"kind": event.kind, "at": event.at, "text": event.text} for event in row.events],
    }


HOLDING = Holding("complaints", (ComplaintRow, ComplaintEventRow), export, erase)
