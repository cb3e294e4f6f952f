"""Keeping and taking up drafts. Each function works in the caller's transaction; whose draft it is must be proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.drafts.models import Draft
from portal.forms.values import Value

Answers = Mapping[str, Value | None]


@dataclass(frozen=True)
class Kept:
    """A draft and what it holds."""

    id: UUID
    answers: dict[str, Value | None]


async def find(session: AsyncSession, citizen_id: UUID, service: str) -> Kept | None:
    """This citizen's draft for the service."""
    draft = await session.scalar(select(Draft).where(Draft.citizen_id == citizen_id, Draft.service == service))
    return Kept(draft.id, json.loads(draft.answers)) if draft else None


async def begun(session: AsyncSession, citizen_id: UUID) -> list[str]:
    """The services for which this citizen has a draft, the one gone on with last first."""
    mine = select(Draft.service).where(Draft.citizen_id == citizen_id).order_by(Draft.updated_at.desc())
    return list(await session.scalars(mine))


async def keep(session: AsyncSession, citizen_id: UUID, service: str, answers: Answers) -> UUID:
    """Write the draft, in place of the one before; its id stays the same."""
    content = json.dumps(dict(answers), ensure_ascii=False)
    values = {"id": uuid4(), "citizen_id": citizen_id, "service": service, "answers": content}
    written = insert(Draft).values(values)
    kept = written.on_conflict_do_update(
        index_elements=["citizen_id", "service"], set_={"answers": content, "updated_at": now()}
    )
    return (await session.scalars(kept.returning(Draft.id))).one()


async def discard(session: AsyncSession, citizen_id: UUID, service: str) -> None:
    """The citizen begins anew, or has submitted it."""
    gone = delete(Draft).where(Draft.citizen_id == citizen_id, Draft.service == service).returning(Draft.id)
    if await session.scalar(gone):
        chain.record(session, "draft.discarded", actor="citizen", citizen=citizen_id, service=service)
