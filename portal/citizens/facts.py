"""What a citizen told of himself and wants remembered for the next time. In the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.citizens import service as citizens


async def keep(session: AsyncSession, citizen_id: UUID, facts: Mapping[str, Any]) -> None:
    """Keep these beside those kept before; plain JSON values by the fact's name. Raises NotFound."""
    citizen = await citizens.get(session, citizen_id)
    citizen.facts = json.dumps({**_read(citizen.facts), **facts}, ensure_ascii=False)
    chain.record(session, "facts.kept", actor="citizen", citizen=citizen_id, facts=len(facts))


async def kept(session: AsyncSession, citizen_id: UUID) -> dict[str, Any]:
    """What was kept, by the fact's name. Raises NotFound."""
    return _read((await citizens.get(session, citizen_id)).facts)


def _read(held: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(held) if held else {}
    return facts
