"""Answers what a dead process left unanswered."""

from __future__ import annotations

import asyncio

import structlog

from channels.conversation.core import Conversations
from channels.errors import Unavailable

_AT_ONCE = 8
_log = structlog.get_logger(__name__)


async def recover(conversations: Conversations, after_s: float) -> int:
    """Resume each session with a message that has waited so long and that nobody is answering."""
    sessions = await conversations.repository.left_behind(after_s)
    room = asyncio.Semaphore(_AT_ONCE)

    async def resume(session: str) -> int:
        async with room:
            return await conversations.resume(session)

    return sum(await asyncio.gather(*(resume(session) for session in sessions)))


async def recover_for_ever(conversations: Conversations, after_s: float, interval_s: float) -> None:
    """Every so often, whatever happens in between."""
    while True:
        try:
            if answered := await recover(conversations, after_s):
                _log.warning("recovery.answered", turns=answered)
        except Unavailable:
            _log.warning("recovery.no_database")
        except Exception as error:
            # This loop is what everything else relies on.
            _log.error("recovery.failed", exc_info=error)
        await asyncio.sleep(interval_s)
