"""Fifty telephone calls at once: how long a provider waits for our documents, also while the bot is down.

The same questions through the internal turn API in the same run are what the telephone's own part is measured against.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from benchmarks import report
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
_P95_MS = 800.0
_MOST_S = 5.0


@dataclass
class Level:
    """So many calls at once, each with so many turns, thinking in between."""

    calls: int
    turns: int
    think_s: float


@dataclass
class Times:
    """Seconds a request took, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    apologies: int = 0

    def ms(self, share: float) -> float:
        return float(np.percentile(self.seconds, share) * 1000)


FULL, QUICK = Level(50, 8, 2.0), Level(5, 3, 0.2)


def run(into: Path, *, quick: bool = False) -> None:
    """Measure, print and keep."""
    level, secret = QUICK if quick else FULL, secrets.token_urlsafe(32)
    environment = {
        **_WITHOUT_LIMITS, "VOICE_PROVIDERS": "twilio", "TWILIO_AUTH_TOKEN": secret, "PUBLIC_URL": PUBLIC,
    }  # fmt: skip
    with running_system(environment) as system:
        asyncio.run(_measure(system, secret, level, into))


async def _measure(system: System, secret: str, level: Level, into: Path) -> None:
    await _calls(system, secret, Level(2, 2, 0.0))
    by_api = await _turns_by_api(system, level)
    by_phone = await _calls(system, secret, level)
    system.kill("bot")
    without_bot = await _calls(system, secret, Level(level.calls, 2, 0.5))
    rows: list[list[report.Cell]] = [
        [
            name,
            len(times.seconds),
            round(times.ms(50)),
            round(times.ms(95)),
            round(times.ms(99)),
            round(times.ms(100)),
            times.apologies,
        ]
        for name, times in (("internal turns", by_api), ("webhooks", by_phone), ("webhooks, bot killed", without_bot))
    ]
    print(report.table(("", "requests", "p50 ms", "p95 ms", "p99 ms", "most ms", "apologies"), rows))
    print(f"a webhook against an internal turn, p50: {by_phone.ms(50) / by_api.ms(50):.2f} ×")
    budgets = [
        report.budget(f"webhook p95, {level.calls} calls at once", by_phone.ms(95), _P95_MS, "ms"),
        report.budget("webhook at most, bot killed", without_bot.ms(100) / 1000, _MOST_S, "s"),
    ]
    print(report.budgets_table(budgets))
    report.save("voice", {"level": level.__dict__, "rows": rows, "budgets": budgets}, into)


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
        await asyncio.sleep(level.think_s)
        if caller.over:
            break
        if caller.listening.speech:
            await caller.say(_QUESTIONS[(place + turn) % len(_QUESTIONS)])
        else:
            await caller.press("9")
        times.apologies += "माफ़ कीजिए, अभी जवाब नहीं" in caller.words
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
