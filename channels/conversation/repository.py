"""All SQL of the conversation core. Each statement is one round trip and one transaction. What was said is sealed.

The lease of a conversation has a number that grows when it is taken and when it is given back. A statement that takes
it compares that number with the one in its own snapshot, so a turn is never begun on a stale view; a statement that
gives it back compares it with the holder's, so whoever was taken over from changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from psycopg.types.json import Json

from channels.conversation.messages import Answer, Incoming, Stored, Turn
from channels.database import Database
from channels.errors import Conflict, SessionExpired, Unavailable
from channels.replies import own_reply
from channels.text import without_nul
from channels.vault import Vault
from channels.wording import Language

_LONGEST_BURST_S = 3.0

_CREATE = """
WITH session AS (
    INSERT INTO sessions (id, channel, conversation, language, expires_at)
    VALUES (%(session)s, %(channel)s, %(conversation)s, %(language)s, now() + %(ttl_s)s * interval '1 second')
    ON CONFLICT (id) DO UPDATE
        SET conversation = EXCLUDED.conversation, expires_at = EXCLUDED.expires_at, spoken = NULL
        WHERE sessions.expires_at <= now()
    RETURNING id, expires_at
), lease AS (
    INSERT INTO leases (session_id) SELECT id FROM session ON CONFLICT DO NOTHING
)
SELECT expires_at FROM session
"""

_RECEIVE = """
WITH session AS MATERIALIZED (
    SELECT sessions.id, sessions.conversation, sessions.spoken, sessions.unheard::text[],
           coalesce(%(language)s::text, sessions.language) AS language, leases.token,
           leases.until < now() AND NOT EXISTS (
               SELECT FROM inbox WHERE inbox.session_id = sessions.id AND inbox.answered_at IS NULL
           ) AND %(waited_for)s AS free
    FROM sessions JOIN leases ON leases.session_id = sessions.id
    WHERE sessions.id = %(session)s AND sessions.expires_at > now()
), stored AS (
    INSERT INTO inbox (session_id, provider, message_id, reference, channel, kind, value, language, aadhaar_seen,
                       correlation_id, waited_for, gathers, held_until)
    SELECT id, %(provider)s, %(message_id)s, %(reference)s, %(channel)s, %(kind)s, %(value)s, language,
           %(aadhaar_seen)s, %(correlation_id)s, %(waited_for)s, %(gathers)s,
           now() + %(held_s)s::float * interval '1 second'
    FROM session
    ON CONFLICT (provider, message_id) DO NOTHING
    RETURNING id
), leased AS (
    UPDATE leases SET token = leases.token + 1, until = now() + %(lease_s)s * interval '1 second', attempts = 1
    FROM session, stored
    WHERE leases.session_id = session.id AND leases.token = session.token AND session.free
    RETURNING leases.token
)
SELECT stored.id, leased.token, session.conversation, session.language, session.spoken, session.unheard
FROM session LEFT JOIN stored ON true LEFT JOIN leased ON true
"""

_EARLIER = """
SELECT id, session_id, kind, value FROM inbox WHERE provider = %(provider)s AND message_id = %(message_id)s
"""

_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT inbox.id, inbox.channel, inbox.kind, inbox.value, inbox.correlation_id, inbox.reference, inbox.language,
           inbox.aadhaar_seen, inbox.provider, inbox.gathers, inbox.heard, inbox.held_until, leases.token,
           sessions.conversation, sessions.spoken, sessions.unheard::text[]
    FROM leases
    JOIN sessions ON sessions.id = leases.session_id
    JOIN inbox ON inbox.session_id = leases.session_id
    WHERE leases.session_id = %(session)s AND leases.until < now() AND inbox.answered_at IS NULL
    ORDER BY inbox.id
    LIMIT 1
)
UPDATE leases
SET token = leases.token + 1, until = now() + %(lease_s)s * interval '1 second', attempts = leases.attempts + 1
FROM next
WHERE leases.session_id = %(session)s AND leases.token = next.token
  AND (next.held_until IS NULL OR next.held_until < now())
RETURNING next.id, leases.session_id, leases.token, leases.attempts, next.conversation, next.channel, next.kind,
          next.value, next.correlation_id::text, next.reference, next.language, next.spoken, next.aadhaar_seen,
          next.provider, next.gathers, next.heard, next.unheard
"""

_TAKE_IN = """
UPDATE inbox SET part_of = %(inbox_id)s
WHERE session_id = %(session)s AND answered_at IS NULL AND gathers AND id > %(inbox_id)s
  AND NOT EXISTS (
      SELECT FROM inbox AS other
      WHERE other.session_id = %(session)s AND other.answered_at IS NULL AND NOT other.gathers
        AND other.id > %(inbox_id)s AND other.id < inbox.id
  )
RETURNING id, value, aadhaar_seen
"""

_TAKEN_IN = """
SELECT id, value, aadhaar_seen FROM inbox
WHERE session_id = %(session)s AND answered_at IS NULL AND part_of = %(inbox_id)s
"""

_MADE_OUT = """
UPDATE inbox
SET kind = %(kind)s, value = %(value)s, aadhaar_seen = %(aadhaar_seen)s, heard = %(kind)s::text = 'text',
    held_until = NULL
WHERE id = %(inbox_id)s AND answered_at IS NULL AND held_until IS NOT NULL
RETURNING id
"""

_PUT_OFF = """
UPDATE leases SET token = token + 1, until = now() + %(pause_s)s * interval '1 second', attempts = 1
FROM inbox
WHERE leases.session_id = %(session)s AND leases.token = %(lease)s
  AND inbox.id = %(inbox_id)s AND inbox.received_at > now() - %(patience_s)s * interval '1 second'
RETURNING inbox.id
"""

_FINISH = """
WITH released AS (
    UPDATE leases SET token = token + 1, until = '-infinity', attempts = 0
    WHERE session_id = %(session)s AND token = %(lease)s
    RETURNING session_id
), answered AS (
    UPDATE inbox SET answered_at = clock_timestamp(), answered_by = %(by)s, state = %(state)s
    FROM released
    WHERE inbox.id = ANY(%(answers)s) AND inbox.answered_at IS NULL
    RETURNING inbox.id, inbox.provider
), kept AS (
    UPDATE sessions
    SET spoken = coalesce(%(spoken)s::text, spoken), conversation = coalesce(%(conversation)s::text, conversation),
        unheard = %(unheard)s::uuid[]
    FROM answered
    WHERE sessions.id = %(session)s AND answered.id = %(inbox_id)s
      AND (sessions.spoken IS DISTINCT FROM coalesce(%(spoken)s::text, spoken) OR %(conversation)s::text IS NOT NULL
           OR sessions.unheard <> %(unheard)s::uuid[])
), sent AS (
    INSERT INTO outbox (session_id, inbox_id, position, reply_id, reply)
    SELECT %(session)s, answered.id, reply.position, reply.id, reply.body
    FROM answered, unnest(%(reply_ids)s::text[], %(replies)s::bytea[]) WITH ORDINALITY AS reply (id, body, position)
    WHERE answered.id = %(inbox_id)s
    ORDER BY reply.position
), handed_on AS (
    INSERT INTO deliveries (session_id, inbox_id, source, provider, message)
    SELECT %(session)s, answered.id, 'turn ' || answered.id || ' ' || part.position, answered.provider, part.body
    FROM answered, unnest(%(deliveries)s::bytea[]) WITH ORDINALITY AS part (body, position)
    WHERE answered.id = %(inbox_id)s
    ORDER BY part.position
)
SELECT id FROM answered WHERE id = %(inbox_id)s
"""

_ANSWER = """
SELECT inbox.state, array(
    SELECT outbox.reply FROM outbox WHERE outbox.inbox_id = inbox.id ORDER BY outbox.position
)
FROM inbox WHERE inbox.id = %(inbox_id)s AND inbox.answered_at IS NOT NULL
"""

_REPLIES_AFTER = """
SELECT id, reply FROM outbox WHERE session_id = %(session)s AND id > %(after)s ORDER BY id LIMIT 100
"""

_ASKS = """
SELECT outbox.reply FROM outbox JOIN inbox ON inbox.id = outbox.inbox_id
WHERE outbox.session_id = %(session)s AND inbox.state ->> 'language' IS NOT NULL
ORDER BY outbox.id DESC LIMIT 1
"""

_EXISTS = "SELECT coalesce(spoken, language) FROM sessions WHERE id = %(session)s AND expires_at > now()"

# A burst is over when it was quiet for a moment, or has gone on for long, or was followed by something else.
_DUE = """
WITH waiting AS (
    SELECT session_id, min(id) AS first, (array_agg(held_until ORDER BY id))[1] AS held_until,
           min(received_at) FILTER (WHERE waited_for) AS left_at,
           bool_or(NOT waited_for AND NOT gathers) AS alone,
           min(received_at) FILTER (WHERE gathers) AS burst_from, max(received_at) FILTER (WHERE gathers) AS burst_to
    FROM inbox WHERE answered_at IS NULL
    GROUP BY session_id
)
SELECT session_id, left_at IS NOT NULL
FROM waiting JOIN leases USING (session_id)
WHERE leases.until < now() AND (waiting.held_until IS NULL OR waiting.held_until < now())
  AND (alone OR left_at < now() - %(left_after_s)s * interval '1 s'
       OR burst_to < now() - %(quiet_s)s * interval '1 s' OR burst_from < now() - %(longest_s)s * interval '1 s')
ORDER BY first
LIMIT %(most)s
"""

_WAITING = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(received_at)), 0)::float,
       (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending'))
FROM inbox WHERE answered_at IS NULL
"""


class Repository:
    """What the core keeps in PostgreSQL."""

    def __init__(self, database: Database, vault: Vault, lease_s: float) -> None:
        self._database = database
        self._vault = vault
        self._lease_s = lease_s

    async def create_session(
        self, session: str, channel: str, conversation: str, language: Language | None, ttl_s: int
    ) -> None:
        """A new session, or a new conversation in one that had expired; nothing if it lives."""
        values = {
            "session": session,
            "channel": channel,
            "conversation": conversation,
            "language": language,
            "ttl_s": ttl_s,
        }
        await self._database.row(_CREATE, values)

    async def language(self, session: str) -> Language | None:
        """The language spoken in a session; raises SessionExpired if there is no such session now."""
        row = await self._database.row(_EXISTS, {"session": session})
        if row is None:
            raise SessionExpired
        language: Language | None = row[0]
        return language

    async def receive(self, message: Incoming) -> Stored:
        """Store the message, once; begin its turn if nobody is before it.

        Raises SessionExpired without a live session, Conflict when its id was used for other content.
        """
        values = {
            "session": message.session,
            "provider": message.provider,
            "message_id": message.message_id,
            "reference": message.reference,
            "channel": message.channel,
            "kind": message.kind,
            "value": self._vault.seal(message.value),
            "language": message.language,
            "aadhaar_seen": message.aadhaar_seen,
            "correlation_id": message.correlation_id,
            "lease_s": self._lease_s,
            "waited_for": message.waited_for,
            "gathers": message.gathers,
            "held_s": message.held_s,
        }
        row = await self._database.row(_RECEIVE, values)
        if row is None:
            raise SessionExpired
        inbox_id, lease, conversation, language, spoken, unheard = row
        if inbox_id is None:
            return await self._earlier(message)
        if lease is None:
            return Stored(inbox_id, message.session)
        turn = Turn(
            inbox_id, message.session, lease, 1, conversation, message.channel, message.kind, message.value,
            message.correlation_id, message.reference, language, spoken, message.aadhaar_seen, message.provider,
            unheard=unheard,
        )  # fmt: skip
        return Stored(inbox_id, message.session, turn)

    async def _earlier(self, message: Incoming) -> Stored:
        row = await self._database.row(_EARLIER, {"provider": message.provider, "message_id": message.message_id})
        if row is None:
            # It was there a moment ago: retention took it in between.
            raise Unavailable
        inbox_id, session, kind, sealed = row
        if (session, kind, self._words(sealed)) != (message.session, message.kind, message.value):
            raise Conflict
        return Stored(inbox_id, session, duplicate=True)

    async def claim(self, session: str) -> Turn | None:
        """Take the lease together with the oldest unanswered message; None if there is none or it is taken."""
        row = await self._database.row(_CLAIM, {"session": session, "lease_s": self._lease_s})
        if row is None:
            return None
        inbox_id, _, lease, attempt, conversation, channel, kind, sealed, *more = row
        words = self._words(sealed)
        turn = Turn(inbox_id, session, lease, attempt, conversation, channel, kind, words or "", *more)
        turn = replace(turn, shut=words is None)
        return await self._with_parts(turn) if turn.gathers else turn

    async def _with_parts(self, turn: Turn) -> Turn:
        """The turn with what followed it; when it is run again, with just what it had taken in the first time."""
        statement = _TAKE_IN if turn.attempt == 1 else _TAKEN_IN
        rows = sorted(await self._database.rows(statement, {"session": turn.session, "inbox_id": turn.inbox_id}))
        if not rows:
            return turn
        words = [self._words(sealed) for _, sealed, _ in rows]
        return replace(
            turn,
            value="\n".join([turn.value, *(part or "" for part in words)]),
            shut=turn.shut or None in words,
            aadhaar_seen=turn.aadhaar_seen or any(seen for _, _, seen in rows),
            parts=tuple(inbox_id for inbox_id, _, _ in rows),
        )

    async def made_out(self, inbox_id: int, kind: str, value: str, aadhaar_seen: bool) -> None:
        """What a held message turned out to say; changes nothing if it was answered without, or was told before."""
        sealed = self._vault.seal(value)
        values = {"inbox_id": inbox_id, "kind": kind, "value": sealed, "aadhaar_seen": aadhaar_seen}
        await self._database.rows(_MADE_OUT, values)

    async def finish(
        self,
        turn: Turn,
        answer: Answer,
        by: str,
        spoken: Language | None,
        conversation: str | None,
        deliveries: Sequence[bytes] = (),
    ) -> bool:
        """Store the replies, mark the message answered and give the lease back; False if the lease was lost.

        `conversation`, if given, is the bot's conversation from the next turn on; `deliveries` are the messages in
        which the channel's provider carries the replies.
        """
        values = {
            "session": turn.session,
            "lease": turn.lease,
            "inbox_id": turn.inbox_id,
            "answers": turn.answers,
            "by": by,
            "state": Json(answer.state, dumps=orjson.dumps),
            "spoken": spoken,
            "conversation": conversation,
            "unheard": list(answer.unheard),
            "reply_ids": list(answer.ids),
            "replies": [self._vault.seal_bytes(reply) for reply in answer.replies],
            "deliveries": [self._vault.seal_bytes(delivery) for delivery in deliveries],
        }
        return await self._database.row(_FINISH, values) is not None

    async def put_off(self, turn: Turn, pause_s: float, patience_s: float) -> bool:
        """Give the lease back for another try after a pause; False if the message came longer ago than `patience_s`."""
        values = {
            "session": turn.session, "lease": turn.lease, "inbox_id": turn.inbox_id, "pause_s": pause_s,
            "patience_s": patience_s,
        }  # fmt: skip
        return await self._database.row(_PUT_OFF, values) is not None

    async def answer(self, inbox_id: int) -> Answer | None:
        """What a message was answered with; None while it is not."""
        row = await self._database.row(_ANSWER, {"inbox_id": inbox_id})
        return Answer([self._reply(sealed) for sealed in row[1]], row[0] or {}) if row else None

    async def replies_after(self, session: str, after: int) -> list[tuple[int, bytes]]:
        """Replies of a session with their numbers, in order, the first hundred after this number."""
        rows = await self._database.rows(_REPLIES_AFTER, {"session": session, "after": after})
        return [(number, self._reply(sealed)) for number, sealed in rows]

    async def asks(self, session: str) -> str | None:
        """What the bot's last reply in a session asked for; replies of our own do not count."""
        row = await self._database.row(_ASKS, {"session": session})
        try:
            reply = orjson.loads(self._reply(row[0])) if row else {"meta": {}}
        except orjson.JSONDecodeError:
            return None
        asks: str | None = reply["meta"].get("asks")
        return asks

    async def due(self, quiet_s: float, left_after_s: float, most: int) -> list[tuple[str, bool]]:
        """Sessions whose next turn may begin and has not, oldest first, and whether whoever was to run it has died."""
        values = {"quiet_s": quiet_s, "longest_s": _LONGEST_BURST_S, "left_after_s": left_after_s, "most": most}
        rows = await self._database.rows(_DUE, values)
        return [(session, left) for session, left in rows]

    async def waiting(self) -> tuple[int, float, int]:
        """Unanswered messages, the age of the oldest in seconds, and replies not yet delivered by a provider."""
        row = await self._database.row(_WAITING, {})
        return (row[0], row[1], row[2]) if row else (0, 0.0, 0)

    def _words(self, sealed: bytes | None) -> str | None:
        """What was said; None if it was erased, or no key opens it."""
        return None if sealed is None else self._vault.opened(sealed)

    def _reply(self, sealed: bytes) -> bytes:
        """A reply; an apology in place of one that no key opens."""
        reply = self._vault.opened(sealed)
        return as_json(own_reply("bot_unavailable", "error", "hi")) if reply is None else reply.encode()


def as_json(reply: Any) -> bytes:
    """A reply as it is sealed and sent; without NUL, which PostgreSQL does not take in an id or a topic."""
    return without_nul(orjson.dumps(reply))
