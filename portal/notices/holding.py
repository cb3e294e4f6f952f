"""Notices of a citizen."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.notices.models import Notice
from portal.privacy.holding import Holding, Rows

_KEPT = timedelta(days=90)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """What was or will be told."""
    mine = select(Notice).where(Notice.citizen_id == citizen_id).order_by(Notice.created_at)
    return [
        {"about": notice.message, "details": json.loads(notice.details), "state": notice.state, "at": notice.created_at}
        for notice in await session.scalars(mine)
    ]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them, those not told yet too."""
    gone = delete(Notice).where(Notice.citizen_id == citizen_id).returning(Notice.id)
    return len((await session.execute(gone)).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Notices of last season that are done with."""
    old = (Notice.state != "pending", Notice.updated_at < moment - _KEPT)
    return len((await session.execute(delete(Notice).where(*old).returning(Notice.id))).all())


HOLDING = Holding("notices", (Notice,), export, erase, forget)
