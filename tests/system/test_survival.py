"""Each process is killed under load: nothing that was accepted is lost or answered twice, and service comes back."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, cycle, groupby
from typing import Any
from uuid import uuid4

import aiohttp
import orjson
import psycopg
import pytest

from supervisor.system import System
from tests.channels.serving import Client
from tests.system.storm import vault

PROCESSES = ("actions", "bot", "gateway", "worker", "postgres", "redis")
RECOVERY_S = 30.0
STEADY_S = 3.0
_PATIENCE_S = 120.0
QUESTIONS = (
    "लाड़ली बहना योजना क्या है?",
    "kagaz kya lagenge",
    "What is the Matru Vandana scheme?",
    "मेरा नंबर 9876543210 है, और फीस?",
    "repeat that",
)
_LEFT_BEHIND = """
INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id)
VALUES (%(session)s, 'web', %(session)s || ':left', 'web', 'text', %(text)s, %(now)s)
ON CONFLICT DO NOTHING
"""
_ANSWERED_BY = """
SELECT answered_by FROM inbox WHERE session_id = %(session)s AND correlation_id = %(now)s AND answered_at IS NOT NULL
"""
_PAUSE_S = 0.5
_AGAIN_S = 0.2
_TO_BE_TRIED_AGAIN = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass
class Conversation:
    """A citizen who says one thing after another, each until it is acknowledged, and hears the replies on the side."""

    client: Client
    waits: bool
    acknowledged: list[str] = field(default_factory=list)
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    heard: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    async def talk(self, over: asyncio.Event) -> None:
        """Until it is over; the last message, too, is sent until it is acknowledged."""
        questions = cycle(QUESTIONS)
        for number in count():
            if over.is_set():
                return
            await self._send(f"m{number}", next(questions))
            await asyncio.sleep(_PAUSE_S)

    async def _send(self, id: str, text: str) -> None:
        path = f"/chat/messages?wait={'true' if self.waits else 'false'}"
        status, body = await persistently(self.client, {"id": id, "text": text}, path)
        self.acknowledged.append(id)
        if status == 200:
            self.told[id] = body["replies"]

    async def listen(self) -> None:
        """Hear the replies as a browser does: connect again, and go on after the last one heard."""
        while True:
            with suppress(*_TO_BE_TRIED_AGAIN):
                async for heard in self._stream():
                    self.heard.append(heard)
            await asyncio.sleep(_AGAIN_S)

    async def _stream(self) -> AsyncIterator[tuple[int, dict[str, Any]]]:
        after = self.heard[-1][0] if self.heard else 0
        headers = {"Authorization": f"Bearer {self.client.token}", "Last-Event-ID": str(after)}
        patience = aiohttp.ClientTimeout(total=None, connect=5, sock_read=30)
        async with self.client.http.get(f"{self.client.url}/chat/events", headers=headers, timeout=patience) as answer:
            assert answer.status in (200, 503)
            async for line in answer.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "data":
                    yield number, orjson.loads(value)


@dataclass
class Load:
    """Several conversations at once, for as long as the load lasts."""

    conversations: list[Conversation]
    talking: list[asyncio.Task[None]]
    listening: list[asyncio.Task[None]]

    def check(self) -> None:
        """Raise what a conversation met that it must not meet."""
        for task in (*self.talking, *self.listening):
            if task.done():
                task.result()


@asynccontextmanager
async def load(visitor: Client, conversations: int = 5) -> AsyncIterator[Load]:
    """Leaving it ends the talking; the listening goes on until all acknowledged messages are answered."""
    over = asyncio.Event()
    talks = [
        Conversation(await Client(visitor.http, visitor.url).open(language="hi"), waits=number % 2 == 0)
        for number in range(conversations)
    ]
    listening = [asyncio.create_task(talk.listen()) for talk in talks]
    running = Load(talks, [asyncio.create_task(talk.talk(over)) for talk in talks], listening)
    try:
        yield running
        over.set()
        await asyncio.gather(*running.talking)
        await asyncio.gather(*(_until_heard(talk) for talk in talks))
        running.check()
    finally:
        for task in (*running.talking, *listening):
            task.cancel()
        await asyncio.wait((*running.talking, *listening))


async def _until_heard(talk: Conversation) -> None:
    """The same id again, waiting: the answer, whoever gave it."""
    for id, text in zip(talk.acknowledged, cycle(QUESTIONS), strict=False):
        if id not in talk.told:
            _, body = await persistently(talk.client, {"id": id, "text": text}, "/chat/messages?wait=true", until=200)
            talk.told[id] = body["replies"]
    expected = sum(len(replies) for replies in talk.told.values())
    with suppress(TimeoutError):
        async with asyncio.timeout(20):
            while len(talk.heard) < expected:  # noqa: ASYNC110 - another task hears them
                await asyncio.sleep(0.1)


async def persistently(client: Client, body: dict[str, Any], path: str, until: int = 0) -> tuple[int, Any]:
    """Sent again, with the same id, until it is acknowledged (or, if asked for, answered)."""
    while True:
        with suppress(*_TO_BE_TRIED_AGAIN):
            async with asyncio.timeout(20):
                status, answer = await client.post(body, path=path)
            assert status in (200, 202, 503), answer
            if status == until or (not until and status != 503):
                return status, answer
        await asyncio.sleep(_AGAIN_S)


async def recovered(system: System, visitor: Client, name: str) -> float:
    """Seconds from its death until another process has its place, and everything that citizens need works again."""
    began, killed = time.monotonic(), system.kill(name)
    while True:
        with suppress(*_TO_BE_TRIED_AGAIN):
            async with asyncio.timeout(10):
                if await _serves(system, visitor, name, killed):
                    return time.monotonic() - began
        assert time.monotonic() - began < _PATIENCE_S, f"no service {_PATIENCE_S:.0f} s after {name} was killed"
        await asyncio.sleep(0.1)


async def _serves(system: System, visitor: Client, name: str, killed: int) -> bool:
    """Everything is ready, a new citizen gets an answer, and for the worker: what nobody answers is answered."""
    if system.pids().get(name, killed) in (0, killed):
        return False
    async with visitor.http.get(f"{visitor.url}/readyz") as ready:
        if ready.status != 200:
            return False
    async with visitor.http.post(f"{visitor.url}/chat/sessions", json={}) as opened:
        if opened.status != 201:
            return False
        session = await opened.json()
    status, body = await visitor.post({"id": "new", "text": QUESTIONS[0]}, token=session["token"])
    if status != 200 or body["replies"][0]["meta"]["kind"] != "answer":
        return False
    return name != "worker" or await _answers_what_is_left_behind(system, session["session_id"])


async def _answers_what_is_left_behind(system: System, session: str) -> bool:
    """Whether a message that is stored, and forgotten as if its gateway had died, is answered."""
    values = {"session": session, "text": vault(system).seal(QUESTIONS[2]), "now": uuid4()}
    async with await psycopg.AsyncConnection.connect(system.database_url, autocommit=True) as connection:
        await connection.execute(_LEFT_BEHIND, values)
        while True:
            rows = await connection.execute(_ANSWERED_BY, values)
            answered = await rows.fetchone()
            if answered:
                return bool(answered[0] == "recovery")
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.alone
async def test_whatever_process_is_killed_each_accepted_message_is_answered_once_and_service_returns(
    system: System, visitor: Client
) -> None:
    seconds: dict[str, float] = {}
    async with load(visitor) as running:
        for name in PROCESSES:
            await asyncio.sleep(STEADY_S)
            running.check()
            seconds[name] = await recovered(system, visitor, name)
        await asyncio.sleep(STEADY_S)
    # What comes too late or twice would come now.
    await asyncio.sleep(STEADY_S)
    for talk in running.conversations:
        _check(talk, await _stored(system, talk))
    kinds = Counter(replies[-1]["meta"]["kind"] for talk in running.conversations for replies in talk.told.values())
    print("\nrecovered after, in seconds:", ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))
    print("answered:", dict(kinds))
    assert set(kinds) <= {"answer", "ask", "decline", "disambiguate", "error", "reprompt"}
    assert [talk for talk in running.conversations if _last_kind(talk) == "error"] == []
    assert {name: value for name, value in seconds.items() if value > RECOVERY_S} == {}


def _last_kind(talk: Conversation) -> str:
    return str(talk.told[talk.acknowledged[-1]][-1]["meta"]["kind"])


def _check(talk: Conversation, stored: list[dict[str, Any]]) -> None:
    """What is stored, what was streamed and what is told when asked again are one and the same, in the order sent."""
    answered = [(id, [reply["id"] for reply in replies]) for id, replies in groupby(stored, _answered)]
    assert [id for id, _ in answered] == talk.acknowledged
    assert dict(answered) == {id: [reply["id"] for reply in replies] for id, replies in talk.told.items()}
    assert [reply["id"] for _, reply in talk.heard] == [reply["id"] for reply in stored]


def _answered(reply: dict[str, Any]) -> str:
    return str(reply["in_reply_to"])


async def _stored(system: System, talk: Conversation) -> list[dict[str, Any]]:
    session = talk.client.token.split(".")[0]
    async with await psycopg.AsyncConnection.connect(system.database_url) as connection:
        rows = await connection.execute("SELECT reply FROM outbox WHERE session_id = %s ORDER BY id", (session,))
        return [orjson.loads(vault(system).open(sealed)) for (sealed,) in await rows.fetchall()]
