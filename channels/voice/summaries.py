"""Summaries that callers asked for: kept at once, sent by a worker, on WhatsApp where it is open, else by SMS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from cryptography.fernet import InvalidToken

from channels.database import Database
from channels.vault import Vault
from channels.voice.calls import Call
from channels.voice.summary import for_sms
from channels.wording import Language
from portal.database import Database as PortalDatabase
from portal.errors import ExpectedError
from portal.notices.whatsapp import hand_over
from portal.outside.sms import Message, Sms

_AT_ONCE = 50
_FIRST_PAUSE_S = 30
_LONGEST_PAUSE_S = 3600
_log = structlog.get_logger(__name__)

_MOST_A_DAY = 10
# A number can be shown that is not the caller's own, so nobody's telephone is flooded.
_KEEP = """
WITH lately AS (
    SELECT count(*) AS sent FROM call_summaries JOIN calls ON calls.id = call_summaries.call
    WHERE call_summaries.created_at > now() - interval '1 day'
      AND calls.caller_digest = (SELECT caller_digest FROM calls WHERE id = %(call)s)
), kept AS (
    INSERT INTO call_summaries (call, source, address, language, body)
    SELECT %(call)s, %(source)s, %(address)s, %(language)s, %(body)s FROM lately WHERE sent < %(most)s
    ON CONFLICT (source) DO NOTHING
)
SELECT sent < %(most)s OR EXISTS (SELECT FROM call_summaries WHERE source = %(source)s) FROM lately
"""
_TAKE = """
UPDATE call_summaries
SET tries = tries + 1,
    not_before = now() + least(%(longest_s)s, %(first_s)s * power(2, least(tries, 12))) * interval '1 second'
WHERE id IN (
    SELECT id FROM call_summaries WHERE sent_at IS NULL AND not_before <= now()
    ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
RETURNING id, source, address, language, body
"""
_SENT = "UPDATE call_summaries SET sent_at = now() WHERE id = %(id)s"
_LOST = "DELETE FROM call_summaries WHERE id = %(id)s"


class Summaries:
    """What a call leaves to be sent to the number called from."""

    def __init__(self, database: Database, vault: Vault, *, can_be_sent: bool) -> None:
        self._database = database
        self._vault = vault
        self.can_be_sent = can_be_sent

    async def keep(self, call: Call, phone: str, language: Language, text: str) -> bool:
        """Sent soon, the same text of one call only once; False if this number (+91…) has had enough for a day."""
        values = {
            "call": call.id,
            "most": _MOST_A_DAY,
            "source": f"call {call.id} {self._vault.digest('summary', text).hex()[:16]}",
            "address": self._vault.seal(phone),
            "language": language,
            "body": self._vault.seal(text),
        }
        row = await self._database.row(_KEEP, values)
        return bool(row and row[0])


@dataclass(frozen=True)
class SummarySender:
    """What a worker runs. `on_whatsapp`: the session of a number (+91…), if it may be written to freely there now."""

    database: Database
    vault: Vault
    portal: PortalDatabase
    sms: Sms
    on_whatsapp: Callable[[str], Awaitable[str | None]] | None

    async def send_due(self) -> int:
        """How many were sent; the others are tried again, each time after a longer pause."""
        values = {"most": _AT_ONCE, "first_s": _FIRST_PAUSE_S, "longest_s": _LONGEST_PAUSE_S}
        due = await self.database.rows(_TAKE, values)
        return sum([await self._send(*row) for row in due])

    async def _send(self, number: int, source: str, address: bytes, language: Language, body: bytes) -> bool:
        try:
            phone, text = self.vault.open(bytes(address)), self.vault.open(bytes(body))
            if not await self._by_whatsapp(phone, source, text, language):
                await self.sms.send(Message(phone, for_sms(text), "notice", source))
        except ExpectedError as error:
            _log.warning("summary.later", error=type(error).__name__)
            return False
        except InvalidToken:
            # Its key is gone; nobody will ever read it.
            _log.error("summary.lost", id=number)
            await self.database.rows(_LOST, {"id": number})
            return False
        await self.database.rows(_SENT, {"id": number})
        return True

    async def _by_whatsapp(self, phone: str, source: str, text: str, language: Language) -> bool:
        there = await self.on_whatsapp(phone) if self.on_whatsapp else None
        if there is None:
            return False
        return await self.portal.do(lambda session: hand_over(session, there, source, text, language))
