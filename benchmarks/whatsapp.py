"""WhatsApp through both providers, each a process of its own: how soon a message is acknowledged, and answered.

The same questions through the internal turn API in the same run are what an acknowledgement is measured against: so
long a provider would wait for a webhook that answers first, as Rasa's own connectors do.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import report
from benchmarks.load import conversations
from benchmarks.whatsapp_picture import draw
from supervisor.ports import free_port
from supervisor.settings import ROOT
from supervisor.system import PYTHON, System, running_system
from tests.peers import meta, twilio
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

Provider = FakeTwilio | FakeMeta

_ACK_MS, _REPLY_S, _SHARE = 50.0, 3.0, 95.0
_APART_S = 20.0
_PATIENCE_S = 60.0
_TRIES = 2
_WITHOUT_LIMITS = {
    "LIMIT_MESSAGES_PER_SESSION": "0",
    "LIMIT_WHATSAPP_MESSAGES": "0",
    "WHATSAPP_MESSAGES_PER_SECOND": "500",
}


@dataclass(frozen=True)
class Level:
    """Messages a second, for how long."""

    name: str
    a_second: float
    seconds: float


@dataclass
class Outcome:
    """Seconds until messages were acknowledged and until replies were with the provider; what failed."""

    level: Level
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    failed: int = 0
    unanswered: int = 0

    def row(self) -> dict[str, Any]:
        """As it is kept and shown."""
        return {
            "what": self.level.name,
            "a_second": self.level.a_second,
            "messages": len(self.acknowledged),
            "failed": self.failed,
            "unanswered": self.unanswered,
            "ack_ms": report.percentiles(self.acknowledged),
            "reply_ms": report.percentiles(self.answered or [float("nan")]),
        }


FULL = (Level("acknowledging", 50, 300), Level("answering", 30, 120))
QUICK = (Level("acknowledging", 20, 5), Level("answering", 10, 5))
STEPS = tuple(Level("ceiling", rate, 20) for rate in (40, 60, 80, 100, 125, 150, 200))


def run(into: Path, *, quick: bool = False) -> None:
    """Measure, print and keep."""
    with _providers() as (environment, providers), running_system(environment) as system:
        rows, turns, ceiling = asyncio.run(_measure(system, providers, QUICK if quick else FULL, quick))
    print(_table(rows))
    acks = rows[0]["ack_ms"]
    ratio = turns["p99"] / acks["p99"]
    print(f"a turn against an acknowledgement, p99: {turns['p99']:.0f} : {acks['p99']:.0f} ms = {ratio:.1f}")
    print(f"the most that keeps both: {ceiling:g} messages a second")
    lost = sum(row["failed"] + row["unanswered"] for row in rows[:2])
    acknowledging, answering = rows[0], rows[1]
    budgets = [
        report.budget(
            f"acknowledged p99, {acknowledging['a_second']:g} messages/s", acknowledging["ack_ms"]["p99"], _ACK_MS, "ms"
        ),
        report.budget(
            f"reply with the provider p95, {answering['a_second']:g} messages/s",
            answering["reply_ms"]["p95"] / 1000, _REPLY_S, "s",
        ),
        report.budget("not acknowledged or not answered", lost, 0, ""),
    ]  # fmt: skip
    print(report.budgets_table(budgets))
    levels = [asdict(level) for level in (QUICK if quick else FULL)]
    figures = {"levels": levels, "rows": rows, "turns_ms": turns, "ceiling_a_second": ceiling, "budgets": budgets}
    report.save("whatsapp", figures, into)
    draw(figures, into / "whatsapp.png")


async def _measure(
    system: System, providers: tuple[Provider, ...], levels: tuple[Level, ...], quick: bool
) -> tuple[list[dict[str, Any]], dict[str, float], float]:
    """(rows, a turn's percentiles in ms, the ceiling in messages a second)"""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        for provider in providers:
            provider.http = http
        await _storm(providers, Level("warm-up", 5, 4))
        turns = await _turns(http, system, 5 if quick else 60)
        rows = [(await _storm(providers, level)).row() for level in levels]
        steps, ceiling = await _climb(providers, STEPS[:1] if quick else STEPS)
    return rows + steps, turns, ceiling


async def _climb(providers: tuple[Provider, ...], steps: Sequence[Level]) -> tuple[list[dict[str, Any]], float]:
    """(rows, the highest step that keeps the budgets); a step that does not is tried once more, for its p99 is that of
    eight messages.
    """
    rows, ceiling = list[dict[str, Any]](), 0.0
    for step in steps:
        for _ in range(_TRIES):
            outcome = await _storm(providers, step)
            rows.append(outcome.row())
            if _keeps(outcome):
                ceiling = step.a_second
                break
        else:
            break
    return rows, ceiling


def _keeps(outcome: Outcome) -> bool:
    row = outcome.row()
    well = row["ack_ms"]["p99"] <= _ACK_MS and row["reply_ms"]["p95"] <= _REPLY_S * 1000
    return bool(well) and not outcome.failed and not outcome.unanswered


async def _storm(providers: tuple[Provider, ...], level: Level) -> Outcome:
    """So many messages, by turns through each provider; each citizen writes every twenty seconds."""
    outcome, sent = Outcome(level), dict[str, list[float]]()
    citizens = max(2, int(level.a_second * min(_APART_S, level.seconds)))
    users = [_user(providers[who % len(providers)]) for who in range(citizens)]
    script = itertools.cycle([text for conversation in conversations() for text in conversation])
    began, sending = time.monotonic(), set[asyncio.Task[None]]()
    for number in range(int(level.a_second * level.seconds)):
        await asyncio.sleep(max(0.0, began + number / level.a_second - time.monotonic()))
        who = number % citizens
        task = _send(providers[who % len(providers)], users[who], next(script), outcome, sent)
        sending.add(asyncio.create_task(task))
    await asyncio.gather(*sending)
    await _collect(providers, outcome, sent)
    return outcome


async def _send(provider: Provider, user: str, text: str, outcome: Outcome, sent: dict[str, list[float]]) -> None:
    began = time.monotonic()
    sent.setdefault(user, []).append(began)
    status = await provider.say(user, text)
    outcome.acknowledged.append(time.monotonic() - began)
    outcome.failed += status not in (200, 204)


async def _collect(providers: tuple[Provider, ...], outcome: Outcome, sent: Mapping[str, list[float]]) -> None:
    """When each reply was with its provider; a burst that became one turn has one."""
    deadline, wanted = time.monotonic() + _PATIENCE_S, sum(len(times) for times in sent.values())
    seen: dict[str, list[float]] = {}
    while sum(len(times) for times in seen.values()) < wanted and time.monotonic() < deadline:
        await asyncio.sleep(1.0)
        seen = {user: [] for user in sent}
        for provider in providers:
            async with provider.http.get(f"{provider.url}/seen") as answer:
                for user, at in await answer.json():
                    if user in seen and at >= sent[user][0]:
                        seen[user].append(at)
    for user, times in sent.items():
        outcome.answered += [at - began for began, at in zip(times, seen[user], strict=False)]
    outcome.unanswered = wanted - len(outcome.answered)


async def _turns(http: aiohttp.ClientSession, system: System, count: int) -> dict[str, float]:
    """Percentiles of turns through the internal API, eight conversations at once."""
    seconds: list[float] = []
    headers = {"Authorization": f"Bearer {system.internal_token}"}

    async def converse(who: int) -> None:
        script = conversations()[who % len(conversations())]
        for number in range(count):
            body = {"conversation": f"{who}-{number // 6}", "channel": "whatsapp", "text": script[number % len(script)]}
            began = time.perf_counter()
            async with http.post(f"{system.base_url}/internal/turns", json=body, headers=headers) as answer:
                await answer.read()
            seconds.append(time.perf_counter() - began)

    await asyncio.gather(*(converse(who) for who in range(8)))
    return report.percentiles(seconds)


@contextmanager
def _providers() -> Iterator[tuple[dict[str, str], tuple[Provider, ...]]]:
    """What a system needs to use them, and the citizens' side of each."""
    port = free_port()
    gateway = f"http://127.0.0.1:{port}"
    by_twilio, by_meta = FakeTwilio(), FakeMeta()
    running = []
    for provider in (by_twilio, by_meta):
        own = free_port()
        provider.url, provider.gateway = f"http://127.0.0.1:{own}", gateway
        command = [PYTHON, "-m", "benchmarks.whatsapp_provider", provider.name, str(own), gateway]
        running.append(subprocess.Popen(command, cwd=ROOT))
    given = {**twilio.settings(by_twilio, gateway), **meta.settings(by_meta, gateway)}
    values = {name.upper(): ",".join(one) if isinstance(one, tuple) else str(one) for name, one in given.items()}
    try:
        yield {**values, **_WITHOUT_LIMITS, "PORT": str(port)}, (by_twilio, by_meta)
    finally:
        for process in running:
            process.terminate()
            process.wait()


def _user(provider: Provider) -> str:
    number = f"919{secrets.randbelow(10**9):09d}"
    return f"+{number}" if provider.name == "twilio" else number


def _table(rows: list[dict[str, Any]]) -> str:
    head = (
        "", "a second", "messages", "ack p50 ms", "p95", "p99", "reply p50 ms", "p95", "p99", "failed", "unanswered"
    )  # fmt: skip
    return report.table(
        head,
        [
            (
                row["what"], row["a_second"], row["messages"], *row["ack_ms"].values(), *row["reply_ms"].values(),
                row["failed"], row["unanswered"],
            )
            for row in rows
        ],
    )  # fmt: skip
