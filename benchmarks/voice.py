"""Fifty telephone calls at once: how long a provider waits for our documents, also while something behind us is down.

The same questions through the internal turn API in the same run are what the telephone's own part is measured against.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from benchmarks import report
from benchmarks.voice_picture import draw
from supervisor.system import System, running_system
from tests.peers.call import PUBLIC, provider
from tests.peers.caller import Caller

_QUESTIONS = (
    "लाड़ली बहना योजना क्या है",
    "कौन से कागज़ लगेंगे",
    "आवेदन कैसे करें",
    "वृद्धावस्था पेंशन कितनी मिलती है",
    "आय प्रमाण पत्र कितने दिन में बनता है",
)
_WITHOUT_LIMITS = {
    "LIMIT_MESSAGES_PER_SESSION": "0",
    "LIMIT_MESSAGES_PER_ADDRESS": "0",
    "LIMIT_SESSIONS_PER_ADDRESS": "0",
}
_APOLOGIES = ("माफ़ कीजिए, अभी", "Sorry")
_P95_MS = 800.0
_MOST_S = 5.0


@dataclass(frozen=True)
class Level:
    """So many calls at once, each with so many turns, thinking in between."""

    calls: int
    turns: int
    think_s: float


@dataclass
class Times:
    """Seconds a request took; how many answers were apologies; how many calls ended without a way on."""

    seconds: list[float] = field(default_factory=list)
    apologies: int = 0
    dead_ends: int = 0

    def ms(self, share: float) -> float:
        return float(np.percentile(self.seconds, share) * 1000)

    def row(self, name: str) -> dict[str, Any]:
        """As it is kept and shown."""
        shares = {"p50": 50.0, "p95": 95.0, "p99": 99.0, "most": 100.0}
        return {
            "what": name,
            "requests": len(self.seconds),
            "ms": {title: round(self.ms(share)) for title, share in shares.items()},
            "apologies": self.apologies,
            "dead_ends": self.dead_ends,
        }


FULL, QUICK = Level(50, 8, 2.0), Level(5, 3, 0.2)


def run(into: Path, *, quick: bool = False) -> None:
    """Measure, print and keep."""
    level, secret = QUICK if quick else FULL, secrets.token_urlsafe(32)
    environment = {
        **_WITHOUT_LIMITS, "VOICE_PROVIDERS": "twilio", "TWILIO_AUTH_TOKEN": secret, "PUBLIC_URL": PUBLIC,
    }  # fmt: skip
    with running_system(environment) as system:
        rows = asyncio.run(_measure(system, secret, level))
    by_api, by_phone, *in_trouble = rows
    print(_table(rows))
    print(f"a webhook against an internal turn, p50: {by_phone['ms']['p50'] / by_api['ms']['p50']:.2f} ×")
    budgets = [
        report.budget(f"webhook p95, {level.calls} calls at once", by_phone["ms"]["p95"], _P95_MS, "ms"),
        *(report.budget(f"{row['what']}, at most", row["ms"]["most"] / 1000, _MOST_S, "s") for row in in_trouble),
        report.budget("calls without a way on", sum(row["dead_ends"] for row in rows), 0, ""),
    ]
    print(report.budgets_table(budgets))
    figures = {"level": asdict(level), "rows": rows, "budgets": budgets}
    report.save("voice", figures, into)
    draw(figures, into / "voice.png")


async def _measure(system: System, secret: str, level: Level) -> list[dict[str, Any]]:
    def calls(at: Level) -> Awaitable[Times]:
        return _calls(system, secret, at)

    await calls(Level(2, 2, 0.0))
    times = {"internal turns": await _turns_by_api(system, level), "webhooks": await calls(level)}
    brief = replace(level, turns=2, think_s=0.5)
    for name in ("bot", "actions"):
        with _hanging(system, name):
            times[f"webhooks, {name} hangs"] = await calls(brief)
        await calls(Level(2, 2, 1.0))
        system.kill(name)
        times[f"webhooks, {name} killed"] = await calls(brief)
    return [one.row(name) for name, one in times.items()]


def _table(rows: list[dict[str, Any]]) -> str:
    head = ("", "requests", "p50 ms", "p95 ms", "p99 ms", "most ms", "apologies", "no way on")
    return report.table(
        head, [(row["what"], row["requests"], *row["ms"].values(), row["apologies"], row["dead_ends"]) for row in rows]
    )


@contextmanager
def _hanging(system: System, name: str) -> Iterator[None]:
    """The process takes connections and never answers."""
    pid = system.pids()[name]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        _unless_gone(lambda: os.kill(pid, signal.SIGCONT))


def _unless_gone(act: Callable[[], None]) -> None:
    """The supervisor may have replaced it meanwhile."""
    try:
        act()
    except ProcessLookupError:
        return


async def _calls(system: System, secret: str, level: Level) -> Times:
    times = Times()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=level.calls)) as http:
        await asyncio.gather(*(_call(http, system, secret, level, place, times) for place in range(level.calls)))
    return times


async def _call(
    http: aiohttp.ClientSession, system: System, secret: str, level: Level, place: int, times: Times
) -> None:
    caller = Caller(http, provider("twilio", system.base_url, secret), "anonymous", f"CA{secrets.token_hex(16)}")
    await asyncio.sleep(place * level.think_s / level.calls)
    await caller.dial()
    await caller.press("1")
    for turn in range(level.turns):
        times.apologies += any(word in caller.words for word in _APOLOGIES)
        await asyncio.sleep(level.think_s)
        if caller.over:
            break
        if caller.listening.speech:
            await caller.say(_QUESTIONS[(place + turn) % len(_QUESTIONS)])
        else:
            await caller.press("9")
    times.apologies += any(word in caller.words for word in _APOLOGIES)
    times.dead_ends += caller.over
    times.seconds += caller.seconds


async def _turns_by_api(system: System, level: Level) -> Times:
    times = Times()
    headers = {"Authorization": f"Bearer {system.internal_token}"}

    async def converse(http: aiohttp.ClientSession, place: int) -> None:
        name = secrets.token_hex(8)
        await asyncio.sleep(place * level.think_s / level.calls)
        for turn in range(level.turns):
            await asyncio.sleep(level.think_s)
            body: dict[str, Any] = {
                "conversation": name,
                "channel": "voice",
                "text": _QUESTIONS[(place + turn) % len(_QUESTIONS)],
            }
            began = time.perf_counter()
            async with http.post(f"{system.base_url}/internal/turns", json=body, headers=headers) as answer:
                await answer.read()
            times.seconds.append(time.perf_counter() - began)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=level.calls)) as http:
        await asyncio.gather(*(converse(http, place) for place in range(level.calls)))
    return times
