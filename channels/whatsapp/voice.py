"""Replies to voice notes that can be heard: spoken by a worker, and fetched by the provider under a link of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import structlog
from itsdangerous import BadSignature, TimestampSigner

from channels.database import Database
from channels.delivery.outgoing import Outgoing
from channels.delivery.repository import Delivery
from channels.errors import NotFound
from channels.speech.interfaces import Audio, SpeechFailed
from channels.vault import Vault
from channels.wording import Language

PATH = "/whatsapp/spoken"
_LINK_S = 3600
_KEEP = """
INSERT INTO voice_replies (delivery_id, content, content_type) VALUES (%(id)s, %(content)s, %(content_type)s)
ON CONFLICT (delivery_id) DO NOTHING
"""
_KEPT = "SELECT content, content_type FROM voice_replies WHERE delivery_id = %(id)s"
_IS_KEPT = "SELECT 1 FROM voice_replies WHERE delivery_id = %(id)s"
_log = structlog.get_logger(__name__)


class Speaking(Protocol):
    """Says a text as a voice note."""

    async def note(self, text: str, language: Language) -> Audio:
        """Opus in OGG; raises SpeechFailed."""
        ...


class VoiceReplies:
    """What is said is kept for as long as its delivery is, under a link that is good for an hour."""

    def __init__(self, database: Database, vault: Vault, speaking: Speaking, key: str, public_url: str) -> None:
        self._database = database
        self._vault = vault
        self._speaking = speaking
        self._signer = TimestampSigner(key, salt="voice reply")
        self._url = f"{public_url}{PATH}"

    async def recorded(self, delivery: Delivery) -> Outgoing | None:
        """The message with its link, spoken now if it was not before; None if it could not be."""
        message = delivery.message
        if await self._database.row(_IS_KEPT, {"id": delivery.id}) is None:
            try:
                note = await self._speaking.note(message.text, message.lang)
            except SpeechFailed as failure:
                _log.warning("voice_reply.not_spoken", reason=failure.reason)
                return None
            sealed = self._vault.seal_bytes(note.data)
            await self._database.rows(
                _KEEP, {"id": delivery.id, "content": sealed, "content_type": note.kind.partition(";")[0]}
            )
        name = self._signer.sign(str(delivery.id)).decode()
        return replace(message, form="media", text="", media_kind="audio", media_url=f"{self._url}/{name}.ogg")

    async def content(self, name: str) -> tuple[bytes, str]:
        """(what is to be heard, its type) under a link's name; raises NotFound."""
        try:
            delivery_id = int(self._signer.unsign(name.removesuffix(".ogg"), max_age=_LINK_S))
        except (BadSignature, ValueError):
            raise NotFound from None
        row = await self._database.row(_KEPT, {"id": delivery_id})
        if row is None:
            raise NotFound
        return self._vault.open_bytes(bytes(row[0])), row[1]
