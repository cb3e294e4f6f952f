"""Papers of a citizen."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.documents.models import Document
from portal.privacy.holding import Holding, Rows
from portal.proof.models import ProofOfIdentity

_UNUSED = timedelta(days=30)
_OF_NOBODY = timedelta(days=2)
_IN_QUARANTINE = timedelta(days=7)
_ATTACHED = timedelta(days=180)


def _of(citizen_id: UUID) -> ColumnElement[bool]:
    """Also what was sent in his conversations and used for nothing."""
    sessions = select(ProofOfIdentity.session_id).where(ProofOfIdentity.citizen_id == citizen_id)
    sent = and_(Document.citizen_id.is_(None), Document.session_id.in_(sessions))
    return or_(Document.citizen_id == citizen_id, sent)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """What was sent, not the files themselves."""
    mine = select(Document).where(_of(citizen_id)).order_by(Document.created_at)
    return [
        {"type": one.media_type, "bytes": one.size, "state": one.state, "at": one.created_at}
        for one in await session.scalars(mine)
    ]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them: with the rows go the keys, the files follow when they are swept."""
    gone = delete(Document).where(_of(citizen_id)).returning(Document.reference)
    return len((await session.execute(gone)).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """What was used for nothing, what is in quarantine, and after half a year what went to an office."""
    kept = Document.state == "kept"
    old = or_(
        and_(kept, Document.citizen_id.is_(None), Document.created_at < moment - _OF_NOBODY),
        and_(kept, Document.created_at < moment - _UNUSED),
        and_(Document.state == "quarantined", Document.created_at < moment - _IN_QUARANTINE),
        and_(Document.state == "attached", Document.updated_at < moment - _ATTACHED),
    )
    return len((await session.execute(delete(Document).where(old).returning(Document.reference))).all())


HOLDING = Holding("documents", (Document,), export, erase, forget)
