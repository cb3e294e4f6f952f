"""A gateway and a bot that stand by in a thread, so that a browser can be driven from the test's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any, TypeVar

from aiohttp import web

from channels.gateway import Gateway
from supervisor.ports import free_port
from supervisor.system import System
from tests.channels.serving import serving, settings_for
from tests.peers.bot import FakeBot, reply

Outcome = TypeVar("Outcome")


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

    def __init__(self, servers: System, loop: asyncio.AbstractEventLoop, bot_url: str, changes: dict[str, Any]) -> None:
        self.bot = ScriptedBot()
        self.url = ""
        self._loop = loop
        self._settings = settings_for(servers, bot_url, port=free_port(), **changes)
        self._served = AsyncExitStack()
        self._gateway: Gateway | None = None

    def start(self) -> None:
        """Serve, at the address as before."""
        self._wait_for(self._start())

    def stop(self) -> None:
        """End, as for a new release."""
        self._wait_for(self._served.aclose())

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the gateway's database."""
        assert self._gateway
        return self._wait_for(self._gateway.database.rows(statement, {}))

    def said(self) -> list[tuple[str, str]]:
        """(session, words) of all messages that are kept."""
        assert self._gateway
        rows = self.rows("SELECT session_id, value FROM inbox ORDER BY id")
        return [(session, self._gateway.vault.open(sealed)) for session, sealed in rows]

    async def _start(self) -> None:
        served = await self._served.enter_async_context(serving(self._settings))
        self.url, self._gateway = served.client.url, served.here

    def _wait_for(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


@contextmanager
def standing(servers: System, **changes: Any) -> Iterator[Stage]:
    """A stage that has begun, ended at the end."""
    bot_port = free_port()
    with _loop() as loop:
        stage = Stage(servers, loop, f"http://127.0.0.1:{bot_port}", {"heartbeat_s": 2.0, **changes})
        bot = AsyncExitStack()
        asyncio.run_coroutine_threadsafe(bot.enter_async_context(stage.bot.serving(bot_port)), loop).result(20)
        stage.start()
        try:
            yield stage
        finally:
            stage.stop()
            asyncio.run_coroutine_threadsafe(bot.aclose(), loop).result(20)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
