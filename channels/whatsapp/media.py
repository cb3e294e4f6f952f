"""Photos, documents and voice notes that citizens sent and that are yet to be fetched from their provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from channels.database import Database
from channels.vault import Vault
from portal.documents.service import reference_from

Kind = Literal["audio", "image", "document"]

_EXPECT = """
INSERT INTO media (id, session_id, provider, message_id, kind, place)
VALUES (%(id)s, %(session)s, %(provider)s, %(message_id)s, %(kind)s, %(place)s)
ON CONFLICT (id) DO NOTHING
"""
# What came with a message that was not stored is not fetched: the message will come again. A photo or paper is fetched
# once its message is answered, so that news of a failure comes after the thanks; what is spoken is the message itself.
_TAKE = """
WITH next AS (
    SELECT media.id, inbox.id AS inbox_id
    FROM media JOIN inbox ON inbox.provider = media.provider AND inbox.message_id = media.message_id
    WHERE media.state = 'waiting' AND media.due_at <= now() AND (media.kind = 'audio' OR inbox.answered_at IS NOT NULL)
    ORDER BY media.due_at LIMIT 1
    FOR UPDATE OF media SKIP LOCKED
)
UPDATE media SET attempts = attempts + 1, due_at = now() + %(lease_s)s * interval '1 second'
FROM next WHERE media.id = next.id
RETURNING media.id, media.session_id, next.inbox_id, media.provider, media.kind, media.place, media.attempts
"""
_SETTLED = "UPDATE media SET state = %(state)s, error = %(error)s WHERE id = %(id)s AND state = 'waiting' RETURNING id"
_LATER = """
UPDATE media SET due_at = now() + %(after_s)s * interval '1 second', error = %(error)s WHERE id = %(id)s
"""
_FORGET = "DELETE FROM media WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Expected:
    """Something sent that is to be fetched."""

    id: str
    session: str
    inbox_id: int
    provider: str
    kind: Kind
    sealed_place: bytes
    attempts: int


class Media:
    """The queue of files; the files themselves are in the portal's store of documents under the same names."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def reference(self, provider: str, message_id: str) -> str:
        """The name of the file that came with a message; the same again for the same message."""
        return reference_from(self._vault.digest("media", f"{provider}:{message_id}"))

    async def expect(self, session: str, provider: str, message_id: str, kind: Kind, place: str) -> None:
        """Something was sent and is to be fetched once its message is stored; the same again changes nothing."""
        values = {
            "id": self.reference(provider, message_id),
            "session": session,
            "provider": provider,
            "message_id": message_id,
            "kind": kind,
            "place": self._vault.seal(place),
        }
        await self._database.rows(_EXPECT, values)

    async def take(self, lease_s: float) -> Expected | None:
        """One that is due; nobody else gets it for so long."""
        row = await self._database.row(_TAKE, {"lease_s": lease_s})
        if row is None:
            return None
        media_id, session, inbox_id, provider, kind, place, attempts = row
        return Expected(media_id, session, inbox_id, provider, kind, bytes(place), attempts)

    def place(self, expected: Expected) -> str:
        """Where the provider keeps it."""
        return self._vault.open(expected.sealed_place)

    async def stored(self, media_id: str) -> None:
        """It is among the documents now."""
        await self._database.rows(_SETTLED, {"id": media_id, "state": "stored", "error": None})

    async def refuse(self, media_id: str, error: str) -> None:
        """It is not to be had, or not to be kept."""
        await self._database.rows(_SETTLED, {"id": media_id, "state": "refused", "error": error})

    async def later(self, media_id: str, after_s: float, error: str) -> None:
        """It could not be fetched now."""
        await self._database.rows(_LATER, {"id": media_id, "after_s": after_s, "error": error})

    async def forget(self, media_id: str) -> None:
        """It is no longer needed."""
        await self._database.rows(_FORGET, {"id": media_id})
