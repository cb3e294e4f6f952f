"""Callers: so many conversations at once, each with one message under way."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import yaml

from benchmarks.systems import Failed, Way

_QUESTIONS = Path(__file__).parent / "questions.yaml"


@dataclass
class Load:
    """What came of it: a time for each turn answered, and the time it took in all."""

    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0
    cpu_s: float = 0.0

    def add(self, other: Load) -> None:
        self.seconds += other.seconds
        self.failures += other.failures
        self.lasted += other.lasted
        self.cpu_s += other.cpu_s

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.lasted

    @property
    def cpu_ms(self) -> float:
        """Processor time for each turn answered."""
        return self.cpu_s * 1000 / len(self.seconds)


@dataclass(frozen=True)
class Pace:
    """When a caller begins, and how long it thinks between turns."""

    start_s: float
    think_s: float


def conversations() -> list[list[str]]:
    """The made-up conversations, six turns each."""
    read: list[list[str]] = yaml.safe_load(_QUESTIONS.read_text(encoding="utf-8"))
    return read


async def converse(http: aiohttp.ClientSession, way: Way, at_once: int, turns: int, think_s: float = 0.0) -> Load:
    """`turns` turns in all by `at_once` callers, who begin a new conversation after each six turns."""
    load, left = Load(), itertools.count(1)
    chance = random.Random(at_once)
    starts = [chance.random() * think_s for _ in range(at_once)]
    began = time.perf_counter()
    await asyncio.gather(
        *(_caller(http, way, load, left, turns, who, Pace(starts[who], think_s)) for who in range(at_once))
    )
    load.lasted = time.perf_counter() - began
    return load


async def _caller(
    http: aiohttp.ClientSession, way: Way, load: Load, left: Iterator[int], turns: int, who: int, pace: Pace
) -> None:
    script = conversations()
    await asyncio.sleep(pace.start_s)
    for number in itertools.count(who):
        conversation = await way.open(http)
        for text in script[number % len(script)]:
            if next(left) > turns:
                return
            await _timed(http, way, load, conversation, text)
            await asyncio.sleep(pace.think_s)


async def _timed(http: aiohttp.ClientSession, way: Way, load: Load, conversation: str, text: str) -> None:
    began = time.perf_counter()
    try:
        await way.turn(http, conversation, text)
    except (Failed, aiohttp.ClientError) as error:
        load.failures[str(error) or type(error).__name__] += 1
    else:
        load.seconds.append(time.perf_counter() - began)
