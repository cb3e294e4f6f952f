"""What is compared: our whole system, by each of its ways in, and stock Rasa with the same action server."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import aiohttp
import yaml

from benchmarks.processes import parent
from benchmarks.stock import PYTHON
from setup.model import QUIET
from supervisor import state
from supervisor.logs import last_lines
from supervisor.ports import free_port
from supervisor.probes import answers
from supervisor.system import DidNotStart, System, running_system

# Limits are a defence, not a part of a turn's work.
_WITHOUT_LIMITS = {
    "LIMIT_MESSAGES_PER_SESSION": "0",
    "LIMIT_MESSAGES_PER_ADDRESS": "0",
    "LIMIT_SESSIONS_PER_ADDRESS": "0",
}
_PATIENCE_S = 180.0


class Failed(Exception):
    """A turn without a proper reply."""


class Way(Protocol):
    """One way to send a message and wait for its reply."""

    @property
    def name(self) -> str: ...

    async def open(self, http: aiohttp.ClientSession) -> str:
        """Begin a conversation; what names it."""
        ...

    async def turn(self, http: aiohttp.ClientSession, conversation: str, text: str) -> None:
        """Raises Failed."""
        ...


@dataclass(frozen=True)
class Internal:
    """Our turn API, which all channels' core stands behind."""

    url: str
    token: str = field(repr=False)
    name: str = "ours, turn API"

    async def open(self, http: aiohttp.ClientSession) -> str:
        return uuid4().hex

    async def turn(self, http: aiohttp.ClientSession, conversation: str, text: str) -> None:
        body = {"conversation": conversation, "channel": "web", "text": text}
        _check(await _post(http, f"{self.url}/internal/turns", body, self.token))


@dataclass(frozen=True)
class Web:
    """Our public API, as the website uses it."""

    url: str
    name: str = "ours, web API"

    async def open(self, http: aiohttp.ClientSession) -> str:
        session: str = (await _post(http, f"{self.url}/chat/sessions", {}))["token"]
        return session

    async def turn(self, http: aiohttp.ClientSession, conversation: str, text: str) -> None:
        body = {"id": uuid4().hex, "text": text}
        _check(await _post(http, f"{self.url}/chat/messages?wait=true", body, conversation))


@dataclass(frozen=True)
class Stock:
    """Rasa's own REST channel."""

    url: str
    name: str = "stock Rasa"

    async def open(self, http: aiohttp.ClientSession) -> str:
        return uuid4().hex

    async def turn(self, http: aiohttp.ClientSession, conversation: str, text: str) -> None:
        body = {"sender": conversation, "message": text}
        if not await _post(http, f"{self.url}/webhooks/rest/webhook", body):
            raise Failed("no reply")


def _check(answer: Mapping[str, Any]) -> None:
    if not answer.get("replies") or answer["replies"][-1]["meta"]["kind"] == "error":
        raise Failed("no reply, or an apology")


async def _post(http: aiohttp.ClientSession, url: str, body: Mapping[str, Any], token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.post(url, json=body, headers=headers) as response:
        if response.status not in (200, 201):
            raise Failed(f"status {response.status}")
        return await response.json()


@contextmanager
def ours() -> Iterator[System]:
    """Our embedded default, on a folder of its own."""
    with running_system(_WITHOUT_LIMITS) as system:
        yield system


def troubles(system: System) -> str:
    """Which of its processes had to be started again, and what the bot said last: for turns that failed."""
    now = state.running(system.data)
    restarts = {name: one["restarts"] for name, one in now["processes"].items() if one["restarts"]} if now else {}
    said = {name: system.log(name)[-600:] for name in ("gateway", "bot", "actions")}
    return "\n".join([f"restarts: {restarts}", *(f"{name}: … {log}" for name, log in said.items())])


def supervisor_of(system: System) -> int:
    """The process above all others of the system."""
    return parent(next(iter(system.pids().values())))


@contextmanager
def stock_rasa(model: Path, system: System, *, in_redis: bool = False) -> Iterator[tuple[Stock, int]]:
    """`rasa run` with its REST channel, asking our system's action server if it has actions; its address and pid."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        _write_settings(Path(folder), system, in_redis)
        command = [
            str(PYTHON),
            "-W",
            "ignore",
            "-m",
            "rasa",
            "run",
            "-m",
            str(model.resolve()),
            "-i",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        log = Path(folder) / "rasa.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, env={**os.environ, **QUIET}, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            _wait(process, f"http://127.0.0.1:{port}/", log)
            yield Stock(f"http://127.0.0.1:{port}"), process.pid
        finally:
            process.terminate()
            process.wait()


def _write_settings(folder: Path, system: System, in_redis: bool) -> None:
    actions = f"{system.environment['ACTIONS_URL']}/webhook"
    authorization = {"Authorization": f"Bearer {system.internal_token}"}
    endpoints: dict[str, Any] = {"action_endpoint": {"url": actions, "headers": authorization}}
    if in_redis:
        redis = urlsplit(system.redis_url)
        endpoints["tracker_store"] = {
            "type": "redis",
            "url": redis.hostname,
            "port": redis.port,
            "db": 1,
            "password": unquote(redis.password or ""),
        }
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline, is_up = time.monotonic() + _PATIENCE_S, answers(url)
    while not is_up(process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart(last_lines(log, 40))
        time.sleep(0.2)
