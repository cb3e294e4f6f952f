"""Forgets old calls, and with them recordings, wishes to be called and summaries."""

from __future__ import annotations

from channels.database import Database

_OLD_CALLS = "DELETE FROM calls WHERE started_at < now() - %(days)s * interval '1 day' RETURNING id"


async def forget_calls(database: Database, days: int) -> int:
    """Calls deleted."""
    return len(await database.rows(_OLD_CALLS, {"days": days}))
