"""Who writes to us on WhatsApp: sealed, found again by digests, and whether they want our messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.conversation.core import named_session
from channels.database import Database
from channels.vault import Vault
from channels.whatsapp.limits import BY_PROVIDER
from portal.proof.gateway_origins import SessionOrigins

_WINDOW_S = 24 * 3600
_FLOW_S = 3600

# A session that is about to end does not end in the middle of a talk.
_ENTER = """
WITH who AS (
    SELECT coalesce(
        (SELECT session_id FROM address_names WHERE digest = ANY(%(digests)s::bytea[])
         ORDER BY array_position(%(digests)s::bytea[], digest) LIMIT 1),
        %(session)s
    ) AS id
), session AS (
    INSERT INTO sessions (id, channel, conversation, expires_at)
    SELECT id, 'whatsapp', %(conversation)s, now() + %(ttl_s)s * interval '1 second' FROM who
    ON CONFLICT (id) DO UPDATE
        SET conversation = CASE WHEN sessions.expires_at <= now() THEN EXCLUDED.conversation
                                ELSE sessions.conversation END,
            expires_at = CASE WHEN sessions.expires_at <= now() THEN EXCLUDED.expires_at
                              ELSE greatest(sessions.expires_at, now() + %(flow_s)s * interval '1 second') END
    RETURNING id
), lease AS (
    INSERT INTO leases (session_id) SELECT id FROM session ON CONFLICT DO NOTHING
), address AS (
    INSERT INTO addresses (session_id, provider, account, sealed, window_until, last_message_at)
    SELECT id, %(provider)s, %(account)s, %(sealed)s, now() + %(window_s)s * interval '1 second', now() FROM who
    ON CONFLICT (session_id) DO UPDATE
        SET account = EXCLUDED.account, sealed = EXCLUDED.sealed, last_message_at = now(),
            window_until = greatest(addresses.window_until, EXCLUDED.window_until)
    RETURNING session_id, opted_out_at
), origin AS (
    SELECT kind, value_digest FROM session_origins, who WHERE session_id = who.id
), named AS (
    INSERT INTO address_names (digest, session_id)
    SELECT digest, address.session_id FROM address, unnest(%(digests)s::bytea[]) AS digest
    ON CONFLICT DO NOTHING
)
SELECT session_id, opted_out_at IS NOT NULL, (SELECT kind FROM origin), (SELECT value_digest FROM origin) FROM address
"""

_RENAME = """
INSERT INTO address_names (digest, session_id)
SELECT unnest(%(new)s::bytea[]), session_id FROM address_names WHERE digest = ANY(%(old)s::bytea[]) LIMIT %(count)s
ON CONFLICT DO NOTHING
"""

# A message that comes again after a later one changes nothing.
_OPT = """
UPDATE addresses SET opted_out_at = CASE WHEN %(out)s THEN coalesce(opted_out_at, now()) END, opted_by = %(inbox_id)s
WHERE session_id = %(session)s AND opted_by <= %(inbox_id)s
"""


_OPEN_FOR = """
SELECT addresses.session_id FROM address_names JOIN addresses USING (session_id)
WHERE address_names.digest = ANY(%(digests)s::bytea[]) AND addresses.window_until > now()
  AND addresses.opted_out_at IS NULL
ORDER BY addresses.last_message_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Sender:
    """A citizen who has just written."""

    session: str
    opted_out: bool


class Addresses:
    """One row for each citizen and provider."""

    def __init__(self, database: Database, vault: Vault, origins: SessionOrigins, signing_key: str, ttl_s: int) -> None:
        self._database = database
        self._origins = origins
        self._vault = vault
        self._signing_key = signing_key
        self._ttl_s = ttl_s

    async def enter(
        self, provider: str, account: str, users: Sequence[str], conversation: str, written_s_ago: float = 0.0
    ) -> Sender:
        """The sender's session, made or renewed; `users` are all names of one person, the steadiest first.

        `conversation` is the bot's, should a new one begin. The window for free messages runs from when the message
        was written.
        """
        row = await self._database.row(
            _ENTER,
            {
                "digests": [self._digest(provider, user) for user in users],
                "session": self._session(provider, users[0]),
                "conversation": conversation,
                "ttl_s": self._ttl_s,
                "flow_s": _FLOW_S,
                "provider": provider,
                "account": account,
                "sealed": self._vault.seal(users[-1]),
                "window_s": _WINDOW_S - max(0.0, written_s_ago),
            },
        )
        assert row is not None  # noqa: S101 - the statement always returns one
        session, opted_out, *known = row
        await self._origins.writes_from(session, users[-1], (known[0], known[1]))
        return Sender(session, opted_out)

    async def rename(self, provider: str, old: Sequence[str], new: Sequence[str]) -> None:
        """The provider says that a citizen has another id from now on."""
        values = {
            "old": [self._digest(provider, user) for user in old],
            "new": [self._digest(provider, user) for user in new],
            "count": len(new),
        }
        await self._database.rows(_RENAME, values)

    async def opt(self, session: str, inbox_id: int, *, out: bool) -> None:
        """No messages of our own accord, or again; as the message of this number says."""
        await self._database.rows(_OPT, {"session": session, "inbox_id": inbox_id, "out": out})

    async def open_for(self, phone: str) -> str | None:
        """The session of a number (+91…) that may be written to freely now, the latest that was written from."""
        digests = [self._digest(provider, phone.removeprefix("+")) for provider in BY_PROVIDER]
        row = await self._database.row(_OPEN_FOR, {"digests": digests})
        return row[0] if row else None

    def _session(self, provider: str, user: str) -> str:
        return named_session(self._signing_key, f"{provider}:{user}")

    def _digest(self, provider: str, user: str) -> bytes:
        return self._vault.digest("address", f"{provider}:{user}")
