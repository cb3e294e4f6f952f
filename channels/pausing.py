"""Loops that work until they are told to stop.

Not by cancelling: on Python 3.11 `asyncio.wait_for`, in which psycopg's pool waits for a connection, may lose a
cancellation (https://github.com/python/cpython/issues/86296), and the loop would never end.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until `stop`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
