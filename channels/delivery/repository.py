"""All SQL of deliveries. Their messages are sealed.

A delivery that is being sent has a lease and a fence: whoever takes it up after the lease has ended changes the fence,
so the one before changes nothing any more. A later delivery of a session waits for the earlier ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from channels.database import Database, Row
from channels.delivery.outgoing import Outgoing, from_json
from channels.vault import Vault

_TAKE = """
WITH next AS MATERIALIZED (
    SELECT deliveries.id, deliveries.state FROM deliveries
    WHERE (deliveries.state = 'pending' AND deliveries.due_at <= now()
           OR deliveries.state = 'sending' AND deliveries.leased_until < now())
      AND deliveries.provider = ANY(%(providers)s)
      AND NOT EXISTS (
          SELECT FROM deliveries AS earlier
          WHERE earlier.session_id = deliveries.session_id AND earlier.id < deliveries.id
            AND earlier.state IN ('pending', 'sending')
      )
    ORDER BY deliveries.id LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE deliveries
    SET state = 'sending', fence = fence + 1, leased_until = now() + %(lease_s)s * interval '1 second',
        attempts = attempts + CASE WHEN next.state = 'pending' THEN 1 ELSE 0 END
    FROM next WHERE deliveries.id = next.id
    RETURNING deliveries.*, next.state = 'sending' AS in_doubt
)
SELECT taken.id, taken.session_id, taken.provider, taken.message, taken.proactive, taken.attempts,
       taken.attempts - taken.forgiven, taken.fence,
       taken.in_doubt, extract(epoch FROM now() - taken.created_at)::float, addresses.account, addresses.sealed,
       addresses.window_until > now(), addresses.opted_out_at IS NOT NULL
FROM taken LEFT JOIN addresses ON addresses.session_id = taken.session_id
ORDER BY taken.id
"""

_SENT = """
UPDATE deliveries
SET state = CASE WHEN state IN ('delivered', 'read') THEN state ELSE 'sent' END,
    provider_message_id = %(message_id)s, sent_at = coalesce(sent_at, clock_timestamp()), leased_until = NULL,
    error = NULL
WHERE id = %(id)s AND fence = %(fence)s AND state IN ('sending', 'sent', 'delivered', 'read')
RETURNING id
"""

_LATER = """
UPDATE deliveries
SET state = 'pending', due_at = clock_timestamp() + %(after_s)s * interval '1 second', leased_until = NULL,
    error = %(error)s, attempts = attempts - CASE WHEN %(uncounted)s THEN 1 ELSE 0 END
WHERE id = %(id)s AND fence = %(fence)s AND state = 'sending'
RETURNING id
"""

_IN_DOUBT = """
UPDATE deliveries SET leased_until = clock_timestamp() + %(doubt_s)s * interval '1 second', error = %(error)s
WHERE id = %(id)s AND fence = %(fence)s AND state = 'sending'
RETURNING id
"""

_END = """
UPDATE deliveries SET state = %(state)s, error = %(error)s, leased_until = NULL
WHERE id = %(id)s AND fence = %(fence)s AND state = 'sending'
RETURNING id
"""

_RECEIPT = """
UPDATE deliveries
SET state = %(state)s, provider_message_id = coalesce(provider_message_id, %(message_id)s),
    sent_at = coalesce(sent_at, clock_timestamp()), leased_until = NULL
WHERE id = %(id)s AND attempts = %(attempt)s AND failed_attempt < %(attempt)s
  AND array_position(%(ladder)s::text[], state) < array_position(%(ladder)s::text[], %(state)s)
RETURNING id
"""

_AS_TEXT = """
UPDATE deliveries
SET state = 'pending', message = %(message)s, due_at = now(), leased_until = NULL, error = %(error)s,
    attempts = attempts - 1
WHERE id = %(id)s AND fence = %(fence)s AND state = 'sending'
RETURNING id
"""

_FAILED = """
UPDATE deliveries
SET state = CASE WHEN %(again)s AND attempts - forgiven < %(most)s THEN 'pending' ELSE 'dead' END,
    due_at = clock_timestamp() + %(after_s)s * interval '1 second', leased_until = NULL, error = %(error)s,
    message = coalesce(%(message)s::bytea, message), provider_message_id = NULL, failed_attempt = attempts,
    fence = fence + 1
WHERE id = %(id)s AND state IN ('sending', 'sent') AND attempts = %(attempt)s
RETURNING state
"""

_MESSAGE = "SELECT message FROM deliveries WHERE id = %(id)s"

_CLOSE_WINDOW = """
UPDATE addresses SET window_until = '-infinity' FROM deliveries
WHERE deliveries.id = %(id)s AND addresses.session_id = deliveries.session_id
"""

_KNOWN = """
SELECT provider_message_id FROM deliveries
WHERE session_id = %(session)s AND provider_message_id = ANY(%(message_ids)s::text[])
"""

_QUEUE = """
INSERT INTO deliveries (session_id, source, provider, message, proactive)
SELECT session_id, %(source)s, provider, %(message)s::bytea, %(proactive)s
FROM addresses WHERE session_id = %(session)s
ON CONFLICT (source) DO NOTHING
RETURNING id
"""

# The number of the period keeps two processes from saying it at once.
_QUEUE_NOW_AND_THEN = """
INSERT INTO deliveries (session_id, source, provider, message)
SELECT session_id, concat_ws(' ', %(what)s::text, session_id, floor(extract(epoch FROM now()) / %(period_s)s)),
       provider, %(message)s::bytea
FROM addresses WHERE session_id = %(session)s AND NOT EXISTS (
    SELECT FROM deliveries
    WHERE deliveries.session_id = %(session)s AND starts_with(deliveries.source, %(what)s::text || ' ')
      AND deliveries.created_at > now() - %(period_s)s * interval '1 second'
)
ON CONFLICT (source) DO NOTHING
RETURNING id
"""

_COUNTS = """
SELECT provider, state, count(*) FROM deliveries WHERE state IN ('pending', 'sending', 'dead') GROUP BY 1, 2
"""

_BACKLOG = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(received_at)), 0)::float
FROM inbox WHERE answered_at IS NULL AND channel = 'whatsapp' AND (held_until IS NULL OR held_until < now())
"""

_LADDER = ["pending", "sending", "sent", "delivered", "read"]
_UNREADABLE = Outgoing("text", "hi")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One that was taken up.

    `tries` are the attempts since an operator last let it try again. `in_doubt`: whoever had it before died or heard
    no answer. Without an address it is None in `sealed`. `shut`: no key opens the message. `taken_at` is by the clock
    of the process that took it.
    """

    id: int
    session: str
    provider: str
    message: Outgoing
    proactive: bool
    attempts: int
    tries: int
    fence: int
    in_doubt: bool
    age_s: float
    account: str
    sealed: bytes | None
    window_open: bool
    opted_out: bool
    shut: bool = False
    taken_at: float = 0.0


class Deliveries:
    """What is kept of deliveries in PostgreSQL."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def take(self, providers: Sequence[str], most: int, lease_s: float) -> list[Delivery]:
        """Take up to `most` that are due, the first of each session only."""
        values = {"providers": list(providers), "most": most, "lease_s": lease_s}
        rows = await self._database.rows(_TAKE, values)
        return [self._delivery(row) for row in rows]

    async def sent(self, delivery: Delivery, message_id: str) -> bool:
        """The provider has it; False if somebody else has taken the delivery up meanwhile."""
        return await self._changed(_SENT, delivery, message_id=message_id)

    async def later(self, delivery: Delivery, after_s: float, error: str, *, uncounted: bool = False) -> bool:
        """Not now; `uncounted` if nothing was tried."""
        return await self._changed(_LATER, delivery, after_s=after_s, error=error, uncounted=uncounted)

    async def in_doubt(self, delivery: Delivery, doubt_s: float, error: str) -> bool:
        """Nobody knows whether it was taken; wait so long for a receipt."""
        return await self._changed(_IN_DOUBT, delivery, doubt_s=doubt_s, error=error)

    async def dead(self, delivery: Delivery, error: str) -> bool:
        """Put aside for an operator."""
        return await self._changed(_END, delivery, state="dead", error=error)

    async def withheld(self, delivery: Delivery, why: str) -> bool:
        """Not sent, and rightly so."""
        return await self._changed(_END, delivery, state="withheld", error=why)

    async def as_text(self, delivery: Delivery, error: str) -> bool:
        """At once again, as text alone."""
        return await self._changed(_AS_TEXT, delivery, message=self._sealed(delivery.message.as_text()), error=error)

    async def receipt(self, delivery_id: int, attempt: int, state: str, message_id: str) -> bool:
        """The provider says how far an attempt came; late and repeated news change nothing."""
        values = {
            "id": delivery_id, "attempt": attempt, "state": state, "message_id": message_id, "ladder": _LADDER
        }  # fmt: skip
        return await self._database.row(_RECEIPT, values) is not None

    async def message(self, delivery_id: int) -> Outgoing | None:
        """What is delivered; None when it is forgotten, or no key opens it."""
        row = await self._database.row(_MESSAGE, {"id": delivery_id})
        return self._opened(row[0]) if row else None

    async def failed(
        self, delivery_id: int, attempt: int, error: str, *, again_after_s: float | None, most: int,
        message: Outgoing | None = None,
    ) -> str | None:  # fmt: skip
        """The provider took it and could not deliver it; the state it has now, None if it knew already.

        `message`, if given, is what is sent instead from now on.
        """
        values = {
            "id": delivery_id,
            "attempt": attempt,
            "error": error,
            "again": again_after_s is not None,
            "after_s": again_after_s or 0.0,
            "most": most,
            "message": self._sealed(message) if message else None,
        }
        row = await self._database.row(_FAILED, values)
        return row[0] if row else None

    async def close_window(self, delivery_id: int) -> None:
        """The provider says that only templates may be sent to this address."""
        await self._database.rows(_CLOSE_WINDOW, {"id": delivery_id})

    async def nobodys(self, delivery: Delivery, message_ids: Sequence[str]) -> str | None:
        """The first of these messages at the provider that is not another delivery's."""
        if not message_ids:
            return None
        values = {"session": delivery.session, "message_ids": list(message_ids)}
        known = {message_id for (message_id,) in await self._database.rows(_KNOWN, values)}
        return next((message_id for message_id in message_ids if message_id not in known), None)

    async def queue(self, session: str, source: str, message: Outgoing, *, proactive: bool) -> bool:
        """One more for this session; False if `source` was queued before, or the session has no address."""
        values = {"session": session, "source": source, "message": self._sealed(message), "proactive": proactive}
        return await self._database.row(_QUEUE, values) is not None

    async def queue_now_and_then(self, session: str, what: str, message: Outgoing, period_s: float) -> bool:
        """As `queue`, but nothing if the same `what` was queued for this session within the period."""
        values = {"session": session, "what": what, "message": self._sealed(message), "period_s": period_s}
        return await self._database.row(_QUEUE_NOW_AND_THEN, values) is not None

    async def counts(self) -> list[tuple[str, str, int]]:
        """(provider, state, number) of those that are not with their provider."""
        return [(*row,) for row in await self._database.rows(_COUNTS, {})]

    async def backlog(self) -> tuple[int, float]:
        """Messages that wait for their turn, and the age of the oldest in seconds."""
        row = await self._database.row(_BACKLOG, {})
        return (row[0], row[1]) if row else (0, 0.0)

    async def _changed(self, statement: str, delivery: Delivery, **values: Any) -> bool:
        given = {"id": delivery.id, "fence": delivery.fence, **values}
        return await self._database.row(statement, given) is not None

    def _sealed(self, message: Outgoing) -> bytes:
        return self._vault.seal_bytes(message.as_json())

    def _opened(self, sealed: bytes) -> Outgoing | None:
        """None for what no key opens, or cannot be read: one such message is not to hold up the others."""
        written = self._vault.opened(sealed)
        try:
            return None if written is None else from_json(written)
        except orjson.JSONDecodeError:
            return None

    def _delivery(self, row: Row) -> Delivery:
        (
            delivery_id, session, provider, body, proactive, attempts, tries, fence, in_doubt, age_s, account, sealed,
            window_open, opted_out,
        ) = row  # fmt: skip
        message = self._opened(body)
        return Delivery(
            delivery_id, session, provider, message or _UNREADABLE, proactive, attempts, tries, fence, in_doubt, age_s,
            account or "", bytes(sealed) if sealed else None, bool(window_open), bool(opted_out), shut=message is None,
        )  # fmt: skip
