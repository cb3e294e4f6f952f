"""Photos, documents and voice notes: what was sent, and its content once it has been fetched; sealed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from channels.database import Database
from channels.vault import Vault

_EXPECT = """
INSERT INTO media (id, session_id, inbox_id, provider, kind, place)
VALUES (%(id)s, %(session)s, %(inbox_id)s, %(provider)s, %(kind)s, %(place)s)
ON CONFLICT (id) DO NOTHING
"""
_TAKE = """
UPDATE media SET attempts = attempts + 1, due_at = now() + %(lease_s)s * interval '1 second'
WHERE id = (
    SELECT id FROM media WHERE state = 'waiting' AND due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, session_id, inbox_id, provider, kind, place, attempts
"""
_STORED = """
UPDATE media SET state = 'stored', content = %(content)s, content_type = %(content_type)s, size = %(size)s,
                 error = NULL
WHERE id = %(id)s AND state = 'waiting'
"""
_REFUSED = "UPDATE media SET state = 'refused', error = %(error)s WHERE id = %(id)s AND state = 'waiting'"
_LATER = """
UPDATE media SET due_at = now() + %(after_s)s * interval '1 second', error = %(error)s WHERE id = %(id)s
"""
_OF_SESSION = """
SELECT id, kind, state, content_type, size FROM media
WHERE session_id = %(session)s AND kind <> 'audio' AND created_at > now() - %(within_s)s * interval '1 second'
ORDER BY created_at
"""
_OF_CONVERSATION = """
SELECT media.id, kind, state, content_type, size FROM media JOIN sessions ON sessions.id = media.session_id
WHERE sessions.conversation = %(conversation)s AND kind <> 'audio'
  AND media.created_at > now() - %(within_s)s * interval '1 second'
ORDER BY media.created_at
"""
_CONTENT = "SELECT content, content_type FROM media WHERE id = %(id)s AND state = 'stored'"
_FORGET = "DELETE FROM media WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Expected:
    """Something sent that is yet to be fetched; `place` is where the provider keeps it."""

    id: str
    session: str
    inbox_id: int
    provider: str
    kind: str
    place: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one file; `state` is waiting, stored or refused."""

    id: str
    kind: str
    state: str
    content_type: str | None
    size: int | None


class MediaStore(Protocol):
    """Where files of citizens are kept."""

    async def expect(self, session: str, inbox_id: int, provider: str, kind: str, place: str) -> None:
        """Something was sent and is to be fetched; the same again changes nothing."""
        ...

    async def take(self, lease_s: float) -> Expected | None:
        """One that is due; nobody else gets it for so long."""
        ...

    async def store(self, media_id: str, content: bytes, content_type: str) -> None:
        """Its content."""
        ...

    async def refuse(self, media_id: str, error: str) -> None:
        """It is not to be had, or not to be kept."""
        ...

    async def later(self, media_id: str, after_s: float, error: str) -> None:
        """It could not be fetched now."""
        ...

    async def of_session(self, session: str, within_s: float) -> Sequence[Kept]:
        """Photos and documents sent in this session in the last so many seconds, in order."""
        ...

    async def of_conversation(self, conversation: str, within_s: float) -> Sequence[Kept]:
        """The same by the bot's conversation, for actions."""
        ...

    async def content(self, media_id: str) -> tuple[bytes, str] | None:
        """(content, content type), None while it is not stored."""
        ...

    async def forget(self, media_id: str) -> None:
        """Delete it."""
        ...


class PostgresMedia:
    """In the database: every process reaches it, and backups and deletion take it in."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def expect(self, session: str, inbox_id: int, provider: str, kind: str, place: str) -> None:
        values = {
            "id": f"m{base64.b32encode(self._vault.digest('media', f'{inbox_id}')[:15]).decode().lower()}",
            "session": session,
            "inbox_id": inbox_id,
            "provider": provider,
            "kind": kind,
            "place": self._vault.seal(place),
        }
        await self._database.rows(_EXPECT, values)

    async def take(self, lease_s: float) -> Expected | None:
        row = await self._database.row(_TAKE, {"lease_s": lease_s})
        if row is None:
            return None
        media_id, session, inbox_id, provider, kind, place, attempts = row
        return Expected(media_id, session, inbox_id, provider, kind, self._vault.open(bytes(place)), attempts)

    async def store(self, media_id: str, content: bytes, content_type: str) -> None:
        sealed = self._vault.seal_bytes(content)
        values = {"id": media_id, "content": sealed, "content_type": content_type, "size": len(content)}
        await self._database.rows(_STORED, values)

    async def refuse(self, media_id: str, error: str) -> None:
        await self._database.rows(_REFUSED, {"id": media_id, "error": error})

    async def later(self, media_id: str, after_s: float, error: str) -> None:
        await self._database.rows(_LATER, {"id": media_id, "after_s": after_s, "error": error})

    async def of_session(self, session: str, within_s: float) -> Sequence[Kept]:
        rows = await self._database.rows(_OF_SESSION, {"session": session, "within_s": within_s})
        return [Kept(*row) for row in rows]

    async def of_conversation(self, conversation: str, within_s: float) -> Sequence[Kept]:
        rows = await self._database.rows(_OF_CONVERSATION, {"conversation": conversation, "within_s": within_s})
        return [Kept(*row) for row in rows]

    async def content(self, media_id: str) -> tuple[bytes, str] | None:
        row = await self._database.row(_CONTENT, {"id": media_id})
        return (self._vault.open_bytes(bytes(row[0])), row[1]) if row else None

    async def forget(self, media_id: str) -> None:
        await self._database.rows(_FORGET, {"id": media_id})
