"""What do you know about me, and: delete my data. For a proven citizen only; in the caller's transaction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.privacy.holding import Rows
from portal.privacy.holdings import HOLDINGS


async def known(session: AsyncSession, citizen_id: UUID) -> dict[str, Rows]:
    """All that is held of a citizen, by the holding's name; what holds nothing is left out."""
    found = {holding.name: await holding.export(session, citizen_id) for holding in HOLDINGS}
    chain.record(session, "data.shown", actor="citizen", citizen=citizen_id)
    return {name: rows for name, rows in found.items() if rows}


async def erase(session: AsyncSession, citizen_id: UUID) -> dict[str, int]:
    """Delete all of it; how many rows of each. The audit trail keeps the citizen's id, which leads nowhere then."""
    erased = {holding.name: await holding.erase(session, citizen_id) for holding in HOLDINGS}
    chain.record(session, "data.erased", actor="citizen", citizen=citizen_id, rows=sum(erased.values()))
    return erased


async def forget(session: AsyncSession) -> dict[str, int]:
    """Delete what is older than need be; how many rows of each holding."""
    moment = now()
    return {holding.name: await holding.forget(session, moment) for holding in HOLDINGS if holding.forget}
