"""Acknowledgements of a citizen."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.acknowledgements.models import Acknowledgement
from portal.privacy.holding import Holding, Rows


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """What each says."""
    mine = select(Acknowledgement).where(Acknowledgement.citizen_id == citizen_id).order_by(Acknowledgement.created_at)
    return [{**json.loads(one.content), "made_at": one.created_at} for one in await session.scalars(mine)]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them."""
    gone = delete(Acknowledgement).where(Acknowledgement.citizen_id == citizen_id).returning(Acknowledgement.id)
    return len((await session.execute(gone)).all())


HOLDING = Holding("acknowledgements", (Acknowledgement,), export, erase)
