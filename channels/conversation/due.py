"""Runs the turns for which nobody waits: of what channels with a provider brought, and of what dead processes left.

Looking in PostgreSQL is all there is to it: nothing is announced, so nothing announced can be lost, and any number of
workers may look. Whoever claims a conversation first has it.
"""

from __future__ import annotations

import asyncio

import structlog

from channels.conversation.core import Conversations
from channels.errors import Unavailable
from channels.pausing import keep_looking

_log = structlog.get_logger(__name__)


class DueTurns:
    """One worker's share of them.

    `quiet_s`: a burst is over when nothing more has come for so long. `left_after_s`: whoever received a message and
    has not begun its turn by then is taken for dead.
    """

    def __init__(
        self, conversations: Conversations, *, at_once: int, quiet_s: float, left_after_s: float, interval_s: float
    ) -> None:
        self._conversations = conversations
        self._at_once = at_once
        self._quiet_s = quiet_s
        self._left_after_s = left_after_s
        self._interval_s = interval_s
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Every so often, until `stop`; what has begun by then is ended."""
        await keep_looking(self.begin, self._interval_s, stop, "due")
        await self.ended()

    async def begin(self) -> bool:
        """Take up what is due now, as far as there is room; whether something was."""
        room = self._at_once - len(self._running)
        if room <= 0:
            return True
        due = await self._conversations.repository.due(self._quiet_s, self._left_after_s, room)
        for session, left in due:
            if session not in self._running:
                self._running[session] = asyncio.create_task(self._answer(session, "recovery" if left else "worker"))
        return bool(due)

    async def ended(self) -> None:
        """Wait for the turns that have begun."""
        if self._running:
            await asyncio.wait(self._running.values())

    async def _answer(self, session: str, by: str) -> None:
        try:
            await self._conversations.take_up(session, by)
        except Unavailable:
            _log.warning("due.no_database")
        except Exception as error:
            _log.error("due.broken", exc_info=error)
        finally:
            del self._running[session]
