"""What citizens are told at once when their answer must wait."""

from __future__ import annotations

import asyncio
import time

import structlog

from channels import metrics
from channels.conversation.repository import Repository
from channels.delivery.outgoing import Outgoing
from channels.delivery.repository import Deliveries
from channels.errors import SessionExpired, Unavailable
from channels.limits import Limit, Limits
from channels.text import clean, spoken_in
from channels.wording import Language, say

_LOOK_EVERY_S = 1.0
_BUSY_PERIOD_S = 600
_SLOW_PERIOD_S = 60
_CLOSE_S = 2.0
_log = structlog.get_logger(__name__)


class Load:
    """Looks how long messages wait, now and then; says so to each citizen at most once in ten minutes."""

    def __init__(self, deliveries: Deliveries, sessions: Repository, limits: Limits, busy_after_s: float) -> None:
        self._deliveries = deliveries
        self._sessions = sessions
        self._limits = limits
        self._busy_after_s = busy_after_s
        self._looked_at = 0.0
        self._oldest_s = 0.0
        self._easing: set[asyncio.Task[None]] = set()

    def ease(self, session: str, account: str, text: str, per_account: int) -> None:
        """Ask to wait, honestly, if it takes long; nobody waits for this."""
        task = asyncio.create_task(self._ease(session, account, text, per_account))
        self._easing.add(task)
        task.add_done_callback(self._easing.discard)

    async def close(self) -> None:
        """Say what is yet to be said."""
        if self._easing:
            await asyncio.wait(self._easing, timeout=_CLOSE_S)

    async def _ease(self, session: str, account: str, text: str, per_account: int) -> None:
        """If the others wait long already, or more come than the account's limit."""
        too_many = await self._limits.wait_s((Limit("messages_of_account", per_account), account)) > 0
        if too_many:
            metrics.rate_limited.labels("messages_of_account").inc()
        if too_many or await self._waiting_s() > self._busy_after_s:
            await self._tell(session, "busy", text, _BUSY_PERIOD_S)

    async def tell_slow_down(self, session: str, text: str, wait_s: int) -> None:
        """One citizen sends more than anybody can read."""
        await self._tell(session, "slow_down", text, max(_SLOW_PERIOD_S, wait_s))

    async def _tell(self, session: str, key: str, text: str, period_s: int) -> None:
        try:
            language: Language = spoken_in(clean(text)[:500]) or await self._sessions.language(session) or "hi"
            words = say(key, language)
            await self._deliveries.queue_now_and_then(session, key, Outgoing("text", language, words, words), period_s)
        except (Unavailable, SessionExpired):
            _log.warning("load.untold", what=key)

    async def _waiting_s(self) -> float:
        now = time.monotonic()
        if now - self._looked_at > _LOOK_EVERY_S:
            self._looked_at = now
            try:
                _, self._oldest_s = await self._deliveries.backlog()
            except Unavailable:
                _log.warning("load.unknown")
        return self._oldest_s
