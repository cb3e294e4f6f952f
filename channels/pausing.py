"""Loops that work until they are told to stop.

Not by cancelling: on Python 3.11 `asyncio.wait_for`, in which psycopg's pool waits for a connection, may lose a
cancellation (https://github.com/python/cpython/issues/86296), and the loop would never end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from channels.errors import Unavailable

_BUSY_FOR_S = 1.0
_BUSY_SHARE = 0.5
_log = structlog.get_logger(__name__)


class Rhythm:
    """How long a loop rests between its looks for work: half as long while there is some.

    What is taken up in large portions makes everybody wait who comes in between: at 50 messages/s the slowest
    acknowledgements took twice as long (docs/decisions/0012).
    """

    def __init__(self, interval_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._interval_s = interval_s
        self._now = now
        self._found_at = -_BUSY_FOR_S

    def rest_s(self, *, found: bool) -> float:
        """Until the next look, after one that found something or not."""
        now = self._now()
        if found:
            self._found_at = now
        return self._interval_s * (_BUSY_SHARE if now - self._found_at < _BUSY_FOR_S else 1.0)


async def keep_looking(look: Callable[[], Awaitable[bool]], interval_s: float, stop: asyncio.Event, name: str) -> None:
    """Look for work, which tells whether it found some, until `stop`: much relies on it, so nothing else ends it."""
    rhythm = Rhythm(interval_s)
    while not stop.is_set():
        found = False
        try:
            found = await look()
        except Unavailable:
            _log.warning(f"{name}.no_database")
        except Exception as error:
            _log.error(f"{name}.failed", exc_info=error)
        await pause(stop, rhythm.rest_s(found=found))


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until `stop`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
