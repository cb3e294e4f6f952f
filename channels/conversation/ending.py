"""A conversation ended by the citizen: nothing of it stays but what was lodged, which is the portal's."""

from __future__ import annotations

import time

import structlog
from psycopg import AsyncConnection
from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels.conversation.notices import Notices
from channels.database import Database, Row

# Where the bot keeps a conversation's slots (bot/tracker_store.py); without Redis they expire within a day.
_TRACKER = "tracker:{conversation}"
_LOOK_AGAIN_S = 0.25
_UNANSWERED = "SELECT 1 FROM inbox WHERE session_id = %(session)s AND answered_at IS NULL LIMIT 1"
_SESSION = "DELETE FROM sessions WHERE id = %(session)s RETURNING conversation"
_DIALOGUE = "DELETE FROM dialogues WHERE conversation = %(conversation)s"
# Replies go with their messages, identifiers and codes with the session; papers that were handed in are not ours.
_REST = (
    "DELETE FROM inbox WHERE session_id = %(session)s",
    "DELETE FROM deliveries WHERE session_id = %(session)s",
    "DELETE FROM media WHERE session_id = %(session)s",
    "DELETE FROM feedback WHERE session_id = %(session)s",
    "DELETE FROM documents WHERE session_id = %(session)s AND state <> 'attached'",
    "DELETE FROM proofs WHERE session_id = %(session)s",
)
_log = structlog.get_logger(__name__)


class Ending:
    """Deletes a session with all that was said in it."""

    def __init__(self, database: Database, redis: Redis, notices: Notices) -> None:
        self._database = database
        self._redis = redis
        self._notices = notices

    async def end(self, session: str, patience_s: float = 5.0) -> None:
        """Once a turn that is running has ended, or patience has; a session that is gone already stays so."""
        await self._quiet(session, patience_s)
        conversation = await self._database.do(lambda connection: _delete(connection, session))
        self._notices.moved_on(session)
        if conversation is None:
            return
        try:
            await self._redis.delete(_TRACKER.format(conversation=conversation))
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("ending.tracker_stays", error=type(error).__name__)

    async def _quiet(self, session: str, patience_s: float) -> None:
        until = time.monotonic() + patience_s
        with self._notices.listening(session) as listener:
            while time.monotonic() < until and await self._database.row(_UNANSWERED, {"session": session}):
                await listener.news(_LOOK_AGAIN_S)


async def _delete(connection: AsyncConnection[Row], session: str) -> str | None:
    async with connection.transaction():
        row = await (await connection.execute(_SESSION, {"session": session})).fetchone()
        for statement in _REST:
            await connection.execute(statement, {"session": session})
        if row is None:
            return None
        await connection.execute(_DIALOGUE, {"conversation": row[0]})
        return str(row[0])
