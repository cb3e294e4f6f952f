"""A gateway and a bot that stand by in a thread, so that a browser can be driven from the test's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from channels.gateway import Gateway
from supervisor.ports import free_port
from supervisor.system import System
from tests.channels.serving import serving, settings_for
from tests.peers.bot import FakeBot, reply

WORDS = {"hi": "यह जवाब है।", "en": "This is the answer."}


class ScriptedBot(FakeBot):
    """Says what the test has laid down for these words; anything else as FakeBot does."""

    def __init__(self) -> None:
        super().__init__()
        self.script: dict[str, list[dict[str, Any]]] = {}

    def says(self, words: str, *replies: dict[str, Any]) -> None:
        """From now on these are the replies to these words."""
        self.script[words] = list(replies)

    async def _answer(self, turn: dict[str, Any]) -> web.Response:
        if turn["value"] not in self.script:
            return await super()._answer(turn)
        return web.json_response({"replies": self.script[turn["value"]], "state": {"language": "hi"}})


def answer(text: str, **parts: Any) -> dict[str, Any]:
    """A neutral reply as the bot sends it, with these of its parts."""
    kind, lang = parts.pop("kind", "answer"), parts.pop("lang", "en")
    return {**reply(text, lang, kind), **parts}


class Stage:
    """The gateway at one address, which may be stopped and started; and its bot."""

    def __init__(self, servers: System, **changes: Any) -> None:
        self.bot = ScriptedBot()
        self.url = ""
        self._servers = servers
        self._changes = {"port": free_port(), "heartbeat_s": 2.0, **changes}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._gateway: Gateway | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve, at the address as before."""
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)))
        self._thread.start()
        if not started.wait(20):
            raise TimeoutError("the gateway did not start")

    def stop(self) -> None:
        """End, as for a new release."""
        if self._thread and self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None

    def ask(self, question: Callable[[Gateway], Any]) -> Any:
        """What the coroutine made of the running gateway gives."""
        assert self._gateway
        assert self._loop
        return asyncio.run_coroutine_threadsafe(question(self._gateway), self._loop).result(10)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the gateway's database."""
        found: list[tuple[Any, ...]] = self.ask(lambda here: here.database.rows(statement, {}))
        return found

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with (
            self.bot.serving() as bot_url,
            serving(settings_for(self._servers, bot_url, **self._changes)) as served,
        ):
            self.url, self._gateway = served.client.url, served.here
            started.set()
            await self._stop.wait()


@contextmanager
def standing(servers: System, **changes: Any) -> Iterator[Stage]:
    """A stage that has begun, ended at the end."""
    stage = Stage(servers, **changes)
    stage.start()
    try:
        yield stage
    finally:
        stage.stop()
