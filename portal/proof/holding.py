"""What we hold of a citizen's codes and proofs, and of the conversations in which identity was proven."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.privacy.holding import Holding, Rows
from portal.proof.models import OneTimeCode, ProofOfIdentity, SessionOrigin

_KEPT = timedelta(days=1)
_OLD_PROOFS = text("""
DELETE FROM proofs
WHERE expires_at < :before AND NOT EXISTS (SELECT FROM inbox WHERE inbox.session_id = proofs.session_id)
RETURNING session_id
""")


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """When identity was proven last."""
    proofs = await session.scalars(select(ProofOfIdentity).where(ProofOfIdentity.citizen_id == citizen_id))
    return [{"proven_at": proof.proven_at, "until": proof.expires_at} for proof in proofs]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """Codes and proofs, and who called in the sessions that had proof."""
    sessions = select(ProofOfIdentity.session_id).where(ProofOfIdentity.citizen_id == citizen_id)
    await session.execute(delete(SessionOrigin).where(SessionOrigin.session_id.in_(sessions)))
    mine = OneTimeCode.session_id.in_(sessions) | (OneTimeCode.citizen_id == citizen_id)
    codes = (await session.execute(delete(OneTimeCode).where(mine).returning(OneTimeCode.id))).all()
    proven = delete(ProofOfIdentity).where(ProofOfIdentity.citizen_id == citizen_id)
    return len(codes) + len((await session.execute(proven.returning(ProofOfIdentity.session_id))).all())


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Codes of yesterday, and proofs of conversations of which no words are kept any more."""
    old_codes = delete(OneTimeCode).where(OneTimeCode.created_at < moment - _KEPT).returning(OneTimeCode.id)
    codes = (await session.execute(old_codes)).all()
    proofs = (await session.execute(_OLD_PROOFS, {"before": moment - _KEPT})).all()
    return len(codes) + len(proofs)


HOLDING = Holding("proofs", (OneTimeCode, ProofOfIdentity, SessionOrigin), export, erase, forget)
