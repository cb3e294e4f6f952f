"""Messages that a caller asked for, to be sent to the number called from."""

from __future__ import annotations

from typing import Protocol

import structlog

from channels.database import Database
from channels.vault import Vault
from channels.wording import Language
from portal.errors import PortalError
from portal.outside.sms import Message, Sms

_log = structlog.get_logger(__name__)

_KEEP = """
INSERT INTO call_summaries (session_id, source, address, language, body)
VALUES (%(session)s, %(source)s, %(address)s, %(language)s, %(body)s)
ON CONFLICT (source) DO NOTHING
"""


class Notifier(Protocol):
    """Sends a text by WhatsApp or SMS."""

    async def notify(self, *, source: str, session: str, phone: str, language: Language, text: str) -> None:
        """Hand over a text for a telephone number (+91…); once for each `source`."""
        ...


class EmbeddedNotifier:
    """Keeps the messages, encrypted, in the table call_summaries, for whoever sends them."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def notify(self, *, source: str, session: str, phone: str, language: Language, text: str) -> None:
        values = {
            "source": source,
            "session": session,
            "address": self._vault.seal(phone),
            "language": language,
            "body": self._vault.seal(text),
        }
        await self._database.rows(_KEEP, values)


class SmsNotifier:
    """By SMS; what the message service does not take now is kept instead."""

    def __init__(self, sms: Sms, otherwise: Notifier) -> None:
        self._sms = sms
        self._otherwise = otherwise

    async def notify(self, *, source: str, session: str, phone: str, language: Language, text: str) -> None:
        try:
            await self._sms.send(Message(phone, text, "notice", source))
        except PortalError as error:
            _log.warning("summary.kept", error=type(error).__name__)
            await self._otherwise.notify(source=source, session=session, phone=phone, language=language, text=text)
