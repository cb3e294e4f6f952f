"""Where citizens' identifiers are kept: encrypted, and named by tokens such as `<phone:1>`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from channels.database import Database, Row
from channels.errors import SessionExpired
from channels.identifiers import Identifier
from channels.tokens import TOKEN
from channels.vault import Vault

_LOCK_SESSION = "SELECT conversation FROM sessions WHERE id = %s AND expires_at > now() FOR UPDATE"
_KNOWN = "SELECT kind, number, digest FROM identifiers WHERE session_id = %s"
_KEEP = "INSERT INTO identifiers (session_id, kind, number, digest, sealed) VALUES (%s, %s, %s, %s, %s)"
_SEALED = """
SELECT sealed FROM identifiers JOIN sessions ON sessions.id = identifiers.session_id
WHERE sessions.conversation = %s AND identifiers.kind = %s AND identifiers.number = %s
"""


class KnownIdentifiers:
    """Numbers each identifier within its session; one known already keeps its number."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, session: str, found: Sequence[Identifier]) -> list[int]:
        """The numbers of these; raises SessionExpired without a live session."""
        sealed = [(one.kind, self._vault.digest(one.kind, one.value), self._vault.seal(one.value)) for one in found]

        async def number(connection: AsyncConnection[Row]) -> list[int]:
            async with connection.transaction():
                return await _numbered(connection, session, sealed)

        return await self._database.do(number)


async def _numbered(
    connection: AsyncConnection[Row], session: str, found: Sequence[tuple[str, bytes, bytes]]
) -> list[int]:
    if await (await connection.execute(_LOCK_SESSION, (session,))).fetchone() is None:
        raise SessionExpired
    rows = await (await connection.execute(_KNOWN, (session,))).fetchall()
    known: dict[tuple[str, bytes], int] = {(kind, bytes(digest)): number for kind, number, digest in rows}
    numbers = []
    for kind, digest, sealed in found:
        if (kind, digest) not in known:
            number = 1 + sum(1 for other, _ in known if other == kind)
            known[kind, digest] = number
            await connection.execute(_KEEP, (session, kind, number, digest, sealed))
        numbers.append(known[kind, digest])
    return numbers


async def resolve(connection: AsyncConnection[Any], vault: Vault, conversation: str, token: str) -> str | None:
    """The identifier behind a token in the bot's conversation of this id; for actions, and for them only."""
    match = TOKEN.fullmatch(token)
    if match is None:
        return None
    async with connection.cursor() as cursor:
        await cursor.execute(_SEALED, (conversation, match[1], int(match[2])))
        row = await cursor.fetchone()
    return vault.open(bytes(row[0])) if row else None
