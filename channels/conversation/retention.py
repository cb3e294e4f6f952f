"""Forgets what need not be kept: old messages and replies, expired sessions with their identifiers."""

from __future__ import annotations

from channels.database import Database

_AT_ONCE = 5000
_OLD_MESSAGES = """
DELETE FROM inbox WHERE id IN (
    SELECT id FROM inbox WHERE received_at < now() - %(days)s * interval '1 day' ORDER BY received_at LIMIT %(most)s
) RETURNING id
"""
_OLD_OPINIONS = """
DELETE FROM feedback WHERE reply_id IN (
    SELECT reply_id FROM feedback WHERE created_at < now() - %(days)s * interval '1 day' LIMIT %(most)s
) RETURNING reply_id
"""
_EXPIRED_SESSIONS = """
DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions
    WHERE expires_at < now()
      AND NOT EXISTS (SELECT FROM inbox WHERE inbox.session_id = sessions.id AND inbox.answered_at IS NULL)
    ORDER BY expires_at LIMIT %(most)s
) RETURNING id
"""


async def forget(database: Database, days: int) -> tuple[int, int]:
    """Messages and sessions deleted; replies go with their message, identifiers with their session.

    Opinions are as old as their replies and are forgotten with them.
    """
    await _all(database, _OLD_OPINIONS, {"days": days, "most": _AT_ONCE})
    messages = await _all(database, _OLD_MESSAGES, {"days": days, "most": _AT_ONCE})
    sessions = await _all(database, _EXPIRED_SESSIONS, {"most": _AT_ONCE})
    return messages, sessions


async def _all(database: Database, statement: str, values: dict[str, int]) -> int:
    """In portions, so that no transaction is long."""
    total = 0
    while deleted := len(await database.rows(statement, values)):
        total += deleted
    return total
