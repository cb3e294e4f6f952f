"""Which web sessions have a stream open at this moment, so that news may go there; kept in Redis for all processes."""

from __future__ import annotations

from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels.conversation.notices import Notices

_KEY = "open:{session}"
_FAILURES = (RedisError, OSError, TimeoutError)


class Presence:
    """Without Redis nobody seems to be there, and news goes another way."""

    def __init__(self, redis: Redis, notices: Notices) -> None:
        self._redis = redis
        self._notices = notices

    async def note(self, session: str, for_s: float) -> None:
        """Somebody reads this session's stream, for so long at least."""
        with suppress(*_FAILURES):
            await self._redis.set(_KEY.format(session=session), 1, px=int(for_s * 1000))

    async def left(self, session: str) -> None:
        """A stream has ended; another one of the session notes itself again."""
        with suppress(*_FAILURES):
            await self._redis.delete(_KEY.format(session=session))

    async def is_open(self, session: str) -> bool:
        """Whether somebody reads this session's stream now."""
        try:
            return bool(await self._redis.exists(_KEY.format(session=session)))
        except _FAILURES:
            return False

    def moved_on(self, session: str) -> None:
        """There is something new to read."""
        self._notices.moved_on(session)
