"""News that a conversation has moved on, for whoever waits: in this process at once, in others through Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels import metrics

_TOPIC = "jan:moved_on"
_AGAIN_S = 1.0
# What moves on within it is told in one message: under load a message a turn woke every process for each turn.
_GATHER_S = 0.005
_log = structlog.get_logger(__name__)


class Listener:
    """Hears of one session."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()

    def hear(self) -> None:
        """There is news."""
        self._heard.set()

    async def news(self, within_s: float) -> bool:
        """Wait for news since the last call; False if there was none in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._heard.wait()
        heard = self._heard.is_set()
        self._heard.clear()
        return heard


class Notices:
    """Best effort: whoever waits looks for itself now and then, so a lost notice costs time, not replies."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: dict[str, set[Listener]] = {}
        self._process = token_hex(6)
        self._moved: set[str] = set()
        self._sending: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to hear other processes."""
        self._hearing = asyncio.create_task(self._hear_others(), name="notices")

    async def close(self) -> None:
        """Stop hearing; what is being sent is sent."""
        if self._hearing:
            self._hearing.cancel()
            await asyncio.wait({self._hearing})
        if self._sending:
            await asyncio.wait({self._sending}, timeout=1.0)

    @contextmanager
    def listening(self, session: str) -> Iterator[Listener]:
        """Hear of a session from now on."""
        listener = Listener()
        self._listeners.setdefault(session, set()).add(listener)
        try:
            yield listener
        finally:
            others = self._listeners[session]
            others.discard(listener)
            if not others:
                del self._listeners[session]

    def moved_on(self, session: str) -> None:
        """Tell everyone; does not wait for it."""
        self._tell(session)
        self._moved.add(session)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._publish())

    def wake_all(self) -> None:
        """Let everyone look up, as when the process is to stop."""
        for session in list(self._listeners):
            self._tell(session)

    def _tell(self, session: str) -> None:
        for listener in self._listeners.get(session, ()):
            listener.hear()

    async def _publish(self) -> None:
        while self._moved:
            await asyncio.sleep(_GATHER_S)
            sessions, self._moved = self._moved, set()
            try:
                await self._redis.publish(_TOPIC, " ".join([self._process, *sessions]))
            except (RedisError, OSError, TimeoutError):
                metrics.notices_lost.inc(len(sessions))

    async def _hear_others(self) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(_TOPIC)
                    # What was missed meanwhile is found by looking.
                    self.wake_all()
                    while True:
                        message = await subscription.get_message(timeout=30.0)
                        if message:
                            self._heard(message["data"].decode())
            except (RedisError, OSError, TimeoutError) as error:
                _log.warning("notices.deaf", error=type(error).__name__)
                await asyncio.sleep(_AGAIN_S)

    def _heard(self, notice: str) -> None:
        process, *sessions = notice.split(" ")
        if process != self._process:
            for session in sessions:
                self._tell(session)
