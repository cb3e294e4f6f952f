"""What a citizen agreed to or refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.privacy.holding import Holding, Rows
from portal.privacy.models import Consent

_KEPT_WITHOUT_CITIZEN = timedelta(days=30)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """Each yes and no."""
    mine = select(Consent).where(Consent.citizen_id == citizen_id).order_by(Consent.created_at)
    return [
        {"purpose": one.purpose, "given": one.given, "notice": one.notice, "channel": one.channel, "at": one.created_at}
        for one in await session.scalars(mine)
    ]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them; the audit trail keeps that there were some."""
    gone = delete(Consent).where(Consent.citizen_id == citizen_id).returning(Consent.id)
    return len((await session.execute(gone)).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Answers of people who never proved who they were."""
    old = (Consent.citizen_id.is_(None), Consent.created_at < moment - _KEPT_WITHOUT_CITIZEN)
    return len((await session.execute(delete(Consent).where(*old).returning(Consent.id))).all())


HOLDING = Holding("consents", (Consent,), export, erase, forget)
