"""Messages that no provider took, for an operator to look at, to send again, or to drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.database import Database

_LETTER = "SELECT id, provider, coalesce(error, ''), attempts, created_at, proactive, message FROM deliveries"
_LIST = f"""{_LETTER}
WHERE state = 'dead' AND (%(code)s::text IS NULL OR error = %(code)s) ORDER BY id LIMIT %(most)s
"""
_ONE = f"{_LETTER} WHERE state = 'dead' AND id = %(id)s"
_REASONS = """
SELECT provider, coalesce(error, ''), count(*), min(created_at), max(created_at)
FROM deliveries WHERE state = 'dead' GROUP BY 1, 2 ORDER BY 3 DESC
"""
_SETTLE = """
UPDATE deliveries
SET state = %(state)s, due_at = now(), error = CASE WHEN %(state)s = 'pending' THEN NULL ELSE error END,
    forgiven = attempts, failed_attempt = attempts, fence = fence + 1
WHERE state = 'dead' AND (%(all)s OR id = ANY(%(ids)s::bigint[]) OR error = %(code)s)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message, in `sealed`; `proactive`: nobody had asked for it."""

    id: int
    provider: str
    code: str
    attempts: int
    created_at: datetime
    proactive: bool
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Reason:
    """How many died of what."""

    provider: str
    code: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Which:
    """Those of these numbers, those of this code, or all."""

    ids: Sequence[int] = ()
    code: str | None = None
    everything: bool = False


class DeadLetters:
    """Those of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, most: int = 100, code: str | None = None) -> list[DeadLetter]:
        """Oldest first."""
        return [DeadLetter(*row) for row in await self._database.rows(_LIST, {"most": most, "code": code})]

    async def one(self, letter: int) -> DeadLetter | None:
        """The one of this number, if it is dead."""
        row = await self._database.row(_ONE, {"id": letter})
        return DeadLetter(*row) if row else None

    async def reasons(self) -> list[Reason]:
        """Most frequent first."""
        return [Reason(*row) for row in await self._database.rows(_REASONS, {})]

    async def replay(self, which: Which) -> int:
        """Let them try again, as if for the first time; how many."""
        return await self._settle(which, "pending")

    async def drop(self, which: Which) -> int:
        """They are not to be sent any more; how many."""
        return await self._settle(which, "withheld")

    async def _settle(self, which: Which, state: str) -> int:
        values = {"state": state, "ids": list(which.ids), "code": which.code, "all": which.everything}
        return len(await self._database.rows(_SETTLE, values))
