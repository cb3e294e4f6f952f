"""A notice as a reply in a web conversation that is open, to the citizen who is proven in it."""

from __future__ import annotations

import secrets
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.sealed import keys
from portal.wording import Language

PROVIDER = "notice"
# Whoever sits there now must have proven to be that citizen, as for any personal record.
_HAND_OVER = text("""
WITH known AS (
    SELECT sessions.id FROM sessions JOIN proofs ON proofs.session_id = sessions.id
    WHERE sessions.id = :session AND sessions.expires_at > now()
      AND proofs.citizen_id = :citizen AND proofs.expires_at > now()
), noted AS (
    INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, answered_at, answered_by)
    SELECT id, :provider, :source, 'web', 'event', :event, gen_random_uuid(), now(), 'notice' FROM known
    ON CONFLICT (provider, message_id) DO NOTHING
    RETURNING id, session_id
), shown AS (
    INSERT INTO outbox (session_id, inbox_id, position, reply_id, reply)
    SELECT session_id, id, 1, :reply_id, :reply FROM noted
)
SELECT count(*) FROM known
""")


class Screens(Protocol):
    """Who has a web conversation open, and telling them that something new is there."""

    async def is_open(self, session: str) -> bool:
        """Whether somebody reads this session's stream now."""
        ...

    def moved_on(self, session: str) -> None:
        """There is something new to read."""
        ...


async def hand_over(
    session: AsyncSession, session_id: str, citizen: UUID, source: str, message: str, words: str, language: Language
) -> bool:
    """Once for each `source`; False if that citizen is not proven in that conversation now."""
    reply = _reply(message, words, language)
    values = {
        "session": session_id,
        "citizen": citizen,
        "provider": PROVIDER,
        "source": source,
        "event": keys().seal("notice"),
        "reply_id": reply["id"],
        "reply": keys().seal(orjson.dumps(reply).decode()),
    }
    return bool(await session.scalar(_HAND_OVER, values))


def _reply(message: str, words: str, language: Language) -> dict[str, Any]:
    """The neutral reply; its kind is that of what it tells about ("complaint_resolved": complaint_status)."""
    kind = "complaint_status" if message.startswith("complaint_") else "application_status"
    meta: dict[str, Any] = {"kind": kind, "section": "status", "confidence": "high"}
    return {
        "id": secrets.token_urlsafe(9),
        "in_reply_to": None,
        "lang": language,
        "text": words,
        "speech": words,
        "options": [],
        "links": [],
        "sources": [],
        "attachments": [],
        "meta": {"topic": None, "topics": [], "verdict": None, "asks": None, **meta},
    }
