"""Drafts of a citizen."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.drafts.models import Draft
from portal.privacy.holding import Holding, Rows

_KEPT = timedelta(days=30)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """Forms begun, with what was filled in."""
    mine = select(Draft).where(Draft.citizen_id == citizen_id).order_by(Draft.created_at)
    return [
        {"service": draft.service, "answers": json.loads(draft.answers), "at": draft.updated_at}
        for draft in await session.scalars(mine)
    ]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them."""
    gone = delete(Draft).where(Draft.citizen_id == citizen_id).returning(Draft.id)
    return len((await session.execute(gone)).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Drafts that nobody went on with for a month."""
    old = delete(Draft).where(Draft.updated_at < moment - _KEPT).returning(Draft.id)
    return len((await session.execute(old)).all())


HOLDING = Holding("drafts", (Draft,), export, erase, forget)
