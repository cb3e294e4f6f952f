"""Where citizens' identifiers are kept: encrypted, and named by tokens such as `<phone:1>`."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from psycopg import AsyncConnection

from channels.tokens import TOKEN

_SEALED = """
SELECT sealed FROM identifiers JOIN sessions ON sessions.id = identifiers.session_id
WHERE sessions.conversation = %s AND identifiers.kind = %s AND identifiers.number = %s
"""


class Vault:
    """Seals with the first of the keys (separated by commas), opens with any, so that keys can be changed."""

    def __init__(self, keys: str) -> None:
        parts = [part.strip() for part in keys.split(",") if part.strip()]
        self._fernet = MultiFernet([Fernet(part) for part in parts])
        self._digest_key = hashlib.sha256(b"identifier" + parts[-1].encode()).digest()

    def seal(self, value: str) -> bytes:
        """The value, encrypted."""
        return self._fernet.encrypt(value.encode())

    def open(self, sealed: bytes) -> str:
        """The value again; raises InvalidToken if no key fits."""
        return self._fernet.decrypt(sealed).decode()

    def opened(self, sealed: bytes) -> str | None:
        """The value again; None if no key fits."""
        try:
            return self.open(bytes(sealed))
        except InvalidToken:
            return None

    def seal_bytes(self, content: bytes) -> bytes:
        """A file or another thing made of bytes, encrypted."""
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes again."""
        return self._fernet.decrypt(sealed)

    def digest(self, kind: str, value: str) -> bytes:
        """The same for the same value, so that it keeps its token; tells nothing without the key."""
        return hmac.digest(self._digest_key, f"{kind}\0{value}".encode(), "sha256")


async def resolve(connection: AsyncConnection[Any], vault: Vault, conversation: str, token: str) -> str | None:
    """The identifier behind a token in the bot's conversation of this id; for actions, and for them only."""
    match = TOKEN.fullmatch(token)
    if match is None:
        return None
    async with connection.cursor() as cursor:
        await cursor.execute(_SEALED, (conversation, match[1], int(match[2])))
        row = await cursor.fetchone()
    return vault.open(bytes(row[0])) if row else None
