"""What the embedded message sender was given for a citizen's phones."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens.models import ChannelAddress
from portal.outside.sms import SentMessage
from portal.privacy.holding import Holding, Rows
from portal.sealed import keys

_KEPT = timedelta(days=7)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """The messages, but not what they said: a code is not to be shown twice."""
    mine = select(SentMessage).where(SentMessage.recipient_digest.in_(await _digests(session, citizen_id)))
    return [{"to": message.recipient, "at": message.created_at} for message in await session.scalars(mine)]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All messages to the citizen's phones."""
    mine = SentMessage.recipient_digest.in_(await _digests(session, citizen_id))
    return len((await session.execute(delete(SentMessage).where(mine).returning(SentMessage.id))).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Messages of last week."""
    old = delete(SentMessage).where(SentMessage.created_at < moment - _KEPT).returning(SentMessage.id)
    return len((await session.execute(old)).all())


async def _digests(session: AsyncSession, citizen_id: UUID) -> list[bytes]:
    phones = select(ChannelAddress.value).where(ChannelAddress.citizen_id == citizen_id, ChannelAddress.kind == "phone")
    return [digest for phone in await session.scalars(phones) for digest in keys().digests("address", phone)]


HOLDING = Holding("messages", (SentMessage,), export, erase, forget)
