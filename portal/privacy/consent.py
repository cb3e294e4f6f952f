"""Consent to a notice in plain words. Each function works in the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.privacy.models import Consent, Purpose
from portal.wording import LANGUAGES, Language, say


def words(purpose: Purpose, language: Language) -> str:
    """The notice's text."""
    return say(f"notice_{purpose}", language)


@lru_cache(maxsize=2)
def version(purpose: Purpose) -> str:
    """Names the words that are in force, in both languages; other words have another version."""
    return hashlib.sha256("\n".join(words(purpose, language) for language in LANGUAGES).encode()).hexdigest()[:12]


async def record(
    session: AsyncSession, session_id: str, purpose: Purpose, given: bool, *, channel: str, citizen: UUID | None = None
) -> None:
    """Keep the citizen's yes or no to the words in force."""
    session.add(
        Consent(
            session_id=session_id, citizen_id=citizen, purpose=purpose, notice=version(purpose), given=given,
            channel=channel,
        )
    )  # fmt: skip
    word = "given" if given else "refused"
    chain.record(session, f"consent.{word}", actor="citizen", citizen=citizen, purpose=purpose, notice=version(purpose))


async def answer(session: AsyncSession, session_id: str, purpose: Purpose, citizen: UUID | None = None) -> bool | None:
    """The newest yes or no to the words in force, of this session or this citizen anywhere; None if none."""
    mine = Consent.session_id == session_id
    newest = (
        select(Consent.given)
        .where(
            or_(mine, Consent.citizen_id == citizen) if citizen else mine,
            Consent.purpose == purpose,
            Consent.notice == version(purpose),
        )
        .order_by(Consent.created_at.desc())
        .limit(1)
    )
    return await session.scalar(newest)


async def agreeing(session: AsyncSession, purpose: Purpose, citizens: Collection[UUID]) -> set[UUID]:
    """Those of these citizens whose newest answer to the words in force is yes."""
    newest = (
        select(Consent.citizen_id, Consent.given)
        .ext(distinct_on(Consent.citizen_id))
        .where(Consent.citizen_id.in_(citizens), Consent.purpose == purpose, Consent.notice == version(purpose))
        .order_by(Consent.citizen_id, Consent.created_at.desc())
    )
    return {citizen for citizen, given in await session.execute(newest) if citizen and given}


async def agreed_in(session: AsyncSession, session_id: str, purpose: Purpose) -> UUID | None:
    """The citizen who last said yes in this session, if it is known who that was."""
    said = (
        Consent.session_id == session_id,
        Consent.purpose == purpose,
        Consent.given,
        Consent.citizen_id.is_not(None),
    )
    return await session.scalar(select(Consent.citizen_id).where(*said).order_by(Consent.created_at.desc()).limit(1))


async def adopt(session: AsyncSession, session_id: str, citizen: UUID) -> None:
    """What was agreed to in this session before it was known who spoke is this citizen's."""
    mine = (Consent.session_id == session_id, Consent.citizen_id.is_(None))
    await session.execute(update(Consent).where(*mine).values(citizen_id=citizen))
