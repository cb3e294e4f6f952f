"""Keeping and taking up drafts. Each function works in the caller's transaction; whose draft it is must be proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.drafts.models import Draft
from portal.errors import NotFound
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


async def take_up(session: AsyncSession, citizen_id: UUID, service: str, answers: Answers) -> Kept:
    """This citizen's draft for the service; a new one with these answers if there is none."""
    values = {"id": uuid4(), "citizen_id": citizen_id, "service": service, "answers": _written(answers)}
    await session.execute(insert(Draft).values(values).on_conflict_do_nothing())
    kept = await find(session, citizen_id, service)
    if kept is None:
        raise NotFound
    return kept


async def write(session: AsyncSession, citizen_id: UUID, draft_id: UUID, answers: Answers) -> None:
    """Write what is filled in by now. Raises NotFound when the draft was submitted or discarded elsewhere."""
    mine = (Draft.id == draft_id, Draft.citizen_id == citizen_id)
    changed = update(Draft).where(*mine).values(answers=_written(answers), updated_at=now()).returning(Draft.id)
    if await session.scalar(changed) is None:
        raise NotFound


async def begun(session: AsyncSession, citizen_id: UUID) -> list[str]:
    """The services for which this citizen has a draft, the one gone on with last first."""
    mine = select(Draft.service).where(Draft.citizen_id == citizen_id).order_by(Draft.updated_at.desc())
    return list(await session.scalars(mine))


async def discard(session: AsyncSession, citizen_id: UUID, service: str) -> None:
    """The citizen begins anew, or has submitted it."""
    gone = delete(Draft).where(Draft.citizen_id == citizen_id, Draft.service == service).returning(Draft.id)
    if await session.scalar(gone):
        chain.record(session, "draft.discarded", actor="citizen", citizen=citizen_id, service=service)


def _written(answers: Answers) -> str:
    return json.dumps(dict(answers), ensure_ascii=False)
