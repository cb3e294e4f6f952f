"""A gateway that listens, in the test's own loop or as a process, and a client that knows its API."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from pydantic import SecretStr

from channels.__main__ import DrainingServer
from channels.app import create_app
from channels.gateway import Gateway
from channels.settings import Settings
from supervisor.ports import free_port
from supervisor.settings import ROOT
from supervisor.system import PYTHON, System
from tests.peers.bot import TOKEN

NOBODY = "http://127.0.0.1:9"


def settings_for(servers: System, bot_url: str, /, **changes: Any) -> Settings:
    """Settings of the tests, quick and without limits unless changed."""
    values: dict[str, Any] = {
        "environment": "test",
        "host": "127.0.0.1",
        "port": free_port(),
        "database_url": servers.database_url,
        "redis_url": servers.redis_url,
        "bot_url": bot_url,
        "actions_url": bot_url,
        "internal_token": TOKEN,
        "limit_messages_per_session": 0,
        "limit_messages_per_address": 0,
        "limit_sessions_per_address": 0,
        "database_connections": 6,
        "drain_s": 3,
        "bot_retry_after_s": 0.05,
    }
    return Settings(**(values | changes))


@dataclass
class Client:
    """Speaks the public API as one citizen does."""

    http: aiohttp.ClientSession
    url: str
    token: str = ""
    _numbers: Iterator[int] = field(default_factory=count)

    async def open(self, **body: Any) -> Client:
        """Begin a session."""
        async with self.http.post(f"{self.url}/chat/sessions", json=body) as answer:
            assert answer.status == 201, await answer.text()
            self.token = (await answer.json())["token"]
        return self

    async def post(
        self, body: Any = None, *, path: str = "/chat/messages?wait=true", data: bytes | None = None,
        token: str | None = None, headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:  # fmt: skip
        """Status and body of the answer."""
        given = {"Authorization": f"Bearer {self.token if token is None else token}", **(headers or {})}
        content: dict[str, Any] = {"json": body} if data is None else {"data": data}
        async with self.http.post(f"{self.url}{path}", headers=given, **content) as answer:
            return answer.status, await answer.json(content_type=None)

    async def say(self, text: str, id: str | None = None) -> list[dict[str, Any]]:
        """The replies to these words."""
        status, body = await self.post({"id": id or f"m{next(self._numbers)}", "text": text})
        assert status == 200, body
        replies: list[dict[str, Any]] = body["replies"]
        return replies

    async def turn(self, conversation: str, **body: Any) -> dict[str, Any]:
        """The answer of the internal API."""
        status, answer = await self.post({"conversation": conversation, **body}, path="/internal/turns", token=TOKEN)
        assert status == 200, answer
        return dict(answer)

    async def events(self, most: int, after: str | None = None, within_s: float = 5.0) -> list[dict[str, str]]:
        """So many events of the stream, or those that came in time."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Last-Event-ID": after} if after is not None else {})
        found: list[dict[str, str]] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s), self.http.get(f"{self.url}/chat/events", headers=headers) as answer:
                assert answer.status == 200
                event: dict[str, str] = {}
                async for line in answer.content:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name:
                        event[name] = value
                        continue
                    found += [event] if "data" in event else []
                    event = {}
                    if len(found) >= most:
                        break
        return found


@dataclass
class Served:
    """A gateway in this loop, and a client without a session."""

    here: Gateway
    client: Client


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Served]:
    """Serve in this loop until left."""
    app = create_app(settings)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=3,
    )  # fmt: skip
    server = DrainingServer(config, app)
    with _signals_kept():
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.005)
            if running.done():
                await running
        try:
            async with aiohttp.ClientSession() as http:
                yield Served(app.state.gateway, Client(http, f"http://127.0.0.1:{settings.port}"))
        finally:
            server.should_exit = True
            await running


@contextmanager
def process(module: str, settings: Settings, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A gateway or worker as a process of its own, with these settings; may be killed."""
    environment = {**os.environ, **_as_environment(settings)}
    with log.open("ab") as output:
        running = subprocess.Popen([PYTHON, "-m", module], cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


async def until_ready(url: str, within_s: float = 20.0) -> None:
    """Wait for its /readyz to say yes."""
    async with asyncio.timeout(within_s):
        while not await asyncio.to_thread(_is_ok, f"{url}/readyz"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


def _is_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _as_environment(settings: Settings) -> dict[str, str]:
    """Secrets in clear; what is empty is left out."""
    values = {name: _plain(value) for name, value in settings.model_dump().items()}
    return {name.upper(): value for name, value in values.items() if value}


def _plain(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(str(one) for one in value)
    return "" if value is None else str(value)


@contextmanager
def _signals_kept() -> Iterator[None]:
    """The server in our loop must not take the test run's Ctrl-C."""
    in_main = threading.current_thread() is threading.main_thread()
    before = {how: signal.getsignal(how) for how in (signal.SIGINT, signal.SIGTERM)} if in_main else {}
    try:
        yield
    finally:
        for how, handler in before.items():
            signal.signal(how, handler)
