"""Which cases of a citizen are followed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.following.models import FollowedCase
from portal.privacy.holding import Holding, Rows

_KEPT = timedelta(days=365)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """Cases, as they were last seen."""
    mine = select(FollowedCase).where(FollowedCase.citizen_id == citizen_id).order_by(FollowedCase.created_at)
    return [
        {"kind": case.kind, "number": case.number, "state": case.state, "level": case.level, "at": case.changed_at}
        for case in await session.scalars(mine)
    ]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them: no news is to come any more."""
    gone = delete(FollowedCase).where(FollowedCase.citizen_id == citizen_id).returning(FollowedCase.id)
    return len((await session.execute(gone)).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Cases in which nothing has moved for a year."""
    old = delete(FollowedCase).where(FollowedCase.changed_at < moment - _KEPT).returning(FollowedCase.id)
    return len((await session.execute(old)).all())


HOLDING = Holding("followed", (FollowedCase,), export, erase, forget)
