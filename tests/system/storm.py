"""Citizens who write on WhatsApp through a provider that duplicates and reorders, while everything is killed.

What is killed: each process of the system, PostgreSQL and Redis, and a second gateway and a second worker beside them.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg

from channels.vault import Vault
from supervisor.ports import free_port
from supervisor.settings import ROOT
from supervisor.system import PYTHON, System, running_system
from tests.peers import meta, twilio
from tests.peers.bot import TOKEN
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

QUESTIONS = (
    "लाड़ली बहना योजना क्या है?", "kagaz kya lagenge", "What is the Matru Vandana scheme?", "और फीस?",
    "आय प्रमाण पत्र कितने दिन में बनता है", "shikayat karni hai", "haan", "repeat that", "pension kitni milti hai",
)  # fmt: skip
_DUPLICATES, _REORDERED = 0.2, 0.1
_RESTART_S = (4.0, 9.0)
_TURNS = """
SELECT inbox.id, inbox.provider, inbox.message_id, inbox.session_id, inbox.value, inbox.part_of,
       inbox.answered_at IS NOT NULL,
       array(SELECT outbox.reply FROM outbox WHERE outbox.inbox_id = inbox.id ORDER BY outbox.position)
FROM inbox WHERE inbox.channel = 'whatsapp' ORDER BY inbox.id
"""
_DELIVERIES = "SELECT id, session_id, inbox_id, state, message FROM deliveries ORDER BY id"
_OPEN = """
SELECT (SELECT count(*) FROM inbox WHERE answered_at IS NULL AND channel = 'whatsapp'),
       (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending'))
"""

Provider = FakeTwilio | FakeMeta


@dataclass(frozen=True)
class Plan:
    """`real`: the assistant itself answers; else a stand-in that echoes, so that each word can be followed."""

    messages: int
    a_second: float
    real: bool
    seed: int
    citizens: int = 100

    @property
    def processes(self) -> tuple[str, ...]:
        """Those of the system that are killed."""
        return ("gateway", "worker", "postgres", "redis", *(("bot", "actions") if self.real else ()))


@dataclass
class Storm:
    """What happened."""

    plan: Plan
    system: System
    providers: tuple[FakeTwilio, FakeMeta]
    beside: list[Beside]
    acknowledged: dict[str, int] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    kills: list[tuple[float, str]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    async def rage(self) -> None:
        """Until all is said and everybody has an answer."""
        over = asyncio.Event()
        destroying = asyncio.create_task(self._destroy(over))
        await self._everybody_writes()
        over.set()
        await destroying
        await self.calm(within_s=300)

    async def calm(self, within_s: float) -> None:
        """Wait until nothing is open any more."""
        deadline = time.monotonic() + within_s
        while await self._open() != (0, 0):
            assert time.monotonic() < deadline, f"(unanswered, undelivered): {await self._open()}"
            await asyncio.sleep(0.5)

    async def rows(self, statement: str) -> list[Any]:
        """Of the system's database."""
        async with await psycopg.AsyncConnection.connect(self.system.database_url) as connection:
            return await (await connection.execute(statement)).fetchall()

    async def turns(self) -> list[Any]:
        """(id, provider, message id, session, value, part of, answered, replies), in order of arrival."""
        words = vault(self.system).open
        return [
            (*known, words(value), part_of, answered, [orjson.loads(words(reply))["text"] for reply in replies])
            for *known, value, part_of, answered, replies in await self.rows(_TURNS)
        ]

    async def deliveries(self) -> list[Any]:
        """(id, session, inbox id, state, text), in order."""
        words = vault(self.system).open
        rows = await self.rows(_DELIVERIES)
        return [(*known, orjson.loads(words(message))["text"]) for *known, message in rows]

    async def _open(self) -> tuple[int, int]:
        try:
            [(unanswered, undelivered)] = await self.rows(_OPEN)
        except psycopg.OperationalError:
            return -1, -1
        return unanswered, undelivered

    async def _everybody_writes(self) -> None:
        chance, said = random.Random(self.plan.seed), Counter[str]()
        users = [(provider, _user(provider, who)) for provider in self.providers for who in range(self.plan.citizens)]
        sending, began = set[asyncio.Task[None]](), time.monotonic()
        for number in range(self.plan.messages):
            provider, user = chance.choice(users)
            text = chance.choice(QUESTIONS) if self.plan.real else f"{user[-3:]} word {said[user]}"
            said[user] += 1
            delays = [chance.uniform(0.5, 3.0) if chance.random() < _REORDERED else 0.0]
            while chance.random() < _DUPLICATES:
                delays.append(chance.uniform(0.0, 20.0))
            sending |= {asyncio.create_task(one) for one in self._bring(provider, user, text, delays)}
            sending -= {task for task in sending if task.done()}
            await asyncio.sleep(max(0.0, began + number / self.plan.a_second - time.monotonic()))
        await asyncio.gather(*sending)

    def _bring(self, provider: Provider, user: str, text: str, delays: list[float]) -> Iterator[Any]:
        """The same message once for each delay."""
        form = provider.form(user, Body=text) if isinstance(provider, FakeTwilio) else None
        body = None if isinstance(provider, FakeTwilio) else provider.message(user, "text", {"body": text})
        message_id = form["MessageSid"] if form else body["id"] if body else ""

        async def one(delay_s: float) -> None:
            await asyncio.sleep(delay_s)
            self.calls[provider.name] += 1
            if isinstance(provider, FakeTwilio):
                assert form
                await provider.certainly(lambda: provider.deliver(form))
            else:
                await provider.certainly(lambda: provider.deliver([body]))
            self.acknowledged[message_id] = self.acknowledged.get(message_id, 0) + 1

        return (one(delay_s) for delay_s in delays)

    async def _destroy(self, over: asyncio.Event) -> None:
        chance = random.Random(self.plan.seed + 1)
        while not over.is_set():
            try:
                async with asyncio.timeout(chance.uniform(*_RESTART_S)):
                    await over.wait()
            except TimeoutError:
                self._kill(chance)

    def _kill(self, chance: random.Random) -> None:
        name = chance.choice([*self.plan.processes, *(one.name for one in self.beside)])
        for one in self.beside:
            if one.name == name:
                one.kill()
        if (pid := self.system.pids().get(name)) is not None:
            # Servers are also restarted as an operator does it.
            gently = name in ("postgres", "redis") and chance.random() < 0.5
            os.kill(pid, signal.SIGINT if gently else signal.SIGKILL)
            name += " (restarted)" if gently else ""
        self.killed[name] += 1
        self.kills.append((time.monotonic() - self.began, name))


@dataclass
class Beside:
    """A second process of a kind, which this test starts again when it dies."""

    name: str
    module: str
    environment: Mapping[str, str]
    _running: subprocess.Popen[bytes] | None = None
    _ended: bool = False

    async def keep_running(self) -> None:
        """Until `end`."""
        while not self._ended:
            self._start()
            await asyncio.sleep(0.2)

    def _start(self) -> None:
        if self._running is None or self._running.poll() is not None:
            self._running = subprocess.Popen(
                [PYTHON, "-m", self.module], cwd=ROOT, env={**os.environ, **self.environment},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def kill(self) -> None:
        """As an accident would."""
        if self._running:
            self._running.kill()

    def end(self) -> None:
        """No more."""
        self._ended = True
        if self._running:
            self._running.kill()
            self._running.wait()


def vault(system: System) -> Vault:
    """What opens the words that a system keeps."""
    return Vault(system.environment["VAULT_KEY"])


@asynccontextmanager
async def storm(plan: Plan) -> AsyncIterator[Storm]:
    """A system of its own with both providers, ready."""
    by_twilio, by_meta = FakeTwilio(), FakeMeta()
    port, second, bot_port = free_port(), free_port(), free_port()
    async with by_twilio.serving(), by_meta.serving():
        gateway = f"http://127.0.0.1:{port}"
        for provider in (by_twilio, by_meta):
            provider.gateway, provider.gateways = gateway, [gateway, f"http://127.0.0.1:{second}"]
            provider.patient = True
        environment = _environment(plan, by_twilio, by_meta, port, bot_port)
        with _bot(plan, bot_port), _started(environment, plan) as system:
            own = {**environment, **system.environment}
            beside = [
                Beside("second gateway", "channels", {**own, "PORT": str(second)}),
                Beside("second worker", "channels.worker", {**own, "PORT": str(port)}),
            ]
            keeping = [asyncio.create_task(one.keep_running()) for one in beside]
            try:
                yield Storm(plan, system, (by_twilio, by_meta), beside)
            finally:
                for one in beside:
                    one.end()
                await asyncio.gather(*keeping)


def _environment(plan: Plan, by_twilio: FakeTwilio, by_meta: FakeMeta, port: int, bot_port: int) -> dict[str, str]:
    given = {**twilio.settings(by_twilio, by_twilio.gateway), **meta.settings(by_meta, by_meta.gateway)}
    values = {name.upper(): ",".join(one) if isinstance(one, tuple) else str(one) for name, one in given.items()}
    stand_in = f"http://127.0.0.1:{bot_port}"
    return {
        **values,
        **({} if plan.real else {"BOT_URL": stand_in, "ACTIONS_URL": stand_in}),
        "PORT": str(port),
        "INTERNAL_TOKEN": TOKEN,
        "LIMIT_MESSAGES_PER_SESSION": "0",
        "LIMIT_WHATSAPP_MESSAGES": "0",
        "WHATSAPP_MESSAGES_PER_SECOND": "200",
        "DELIVERY_DEADLINE_S": "3",
        "DELIVERY_DOUBT_S": "20",
    }


@contextmanager
def _started(environment: Mapping[str, str], plan: Plan) -> Iterator[System]:
    only = () if plan.real else ("postgres", "redis", "migrate", "gateway", "worker")
    with running_system(environment, only=only) as system:
        yield system


@contextmanager
def _bot(plan: Plan, port: int) -> Iterator[None]:
    if plan.real:
        yield
        return
    running = subprocess.Popen([PYTHON, "-m", "tests.peers.bot", str(port)], cwd=ROOT)
    try:
        yield
    finally:
        running.kill()
        running.wait()


def _user(provider: Provider, who: int) -> str:
    number = f"9198{os.getpid() % 100:02d}{'1' if provider.name == 'twilio' else '2'}{who:05d}"
    return f"+{number}" if provider.name == "twilio" else number
