"""The three dots, and the blue ticks: shown while an answer is made, never worth a delay or an error."""

from __future__ import annotations

import asyncio
from typing import Protocol

import aiohttp
import structlog

_MOST_AT_ONCE = 50
_log = structlog.get_logger(__name__)


class Shows(Protocol):
    """A provider that can show it."""

    async def typing(self, message_id: str) -> None: ...


class Typing:
    """Left out when too many are under way already."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._showing: set[asyncio.Task[None]] = set()

    def show(self, provider: Shows, message_id: str) -> None:
        """That this message was read and is being answered; does not wait for it."""
        if not self._wanted or len(self._showing) >= _MOST_AT_ONCE:
            return
        task = asyncio.create_task(_show(provider, message_id))
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)

    async def close(self) -> None:
        """No more."""
        for task in self._showing:
            task.cancel()
        if self._showing:
            await asyncio.wait(self._showing)


async def _show(provider: Shows, message_id: str) -> None:
    try:
        await provider.typing(message_id)
    except (TimeoutError, aiohttp.ClientError) as error:
        _log.info("typing.not_shown", error=type(error).__name__)
