"""What a turn costs late in a conversation, against early in it: ours, and stock Rasa with its Redis tracker store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
from numpy.typing import NDArray

from benchmarks import report
from benchmarks.load import conversations
from benchmarks.systems import Failed, Internal, Way, ours, stock_rasa, troubles
from benchmarks.turns_picture import draw_session

TURNS = 202
_AT = (5, 50, 200)
_QUICK_AT = (5, 10, 15)
# Five messages over and over, so that any five turns in a row ask the same.
_CYCLE = 5


def run(model: Path, into: Path, *, quick: bool = False) -> None:
    """Print everything, and keep it."""
    at = _QUICK_AT if quick else _AT
    with ExitStack() as until_the_end:
        system = until_the_end.enter_context(ours())
        stock, _ = until_the_end.enter_context(stock_rasa(model, system, in_redis=True))
        ways: tuple[Way, ...] = (stock, Internal(system.base_url, system.internal_token))
        try:
            times = asyncio.run(_measure(ways, at[-1] + 2, 1 if quick else 4))
        except Failed:
            print("\n" + troubles(system))
            raise
    rows = [_row(name, spent, at) for name, spent in times.items()]
    head = ("", *(f"turn {turn}, ms" for turn in at), f"{at[-1]} ÷ {at[0]}")
    print("\n" + report.table(head, [(row["way"], *row["ms"].values(), row["growth"]) for row in rows]))
    found = rows[1]["growth"]
    budgets = [report.budget(f"turn {at[-1]} ÷ turn {at[0]}", found, 1.2, "×")]
    print(f"\nstock grows {rows[0]['growth'] / found:.1f} times as much\n\n" + report.budgets_table(budgets))
    medians = {name: [round(float(ms), 1) for ms in np.median(spent, axis=0)] for name, spent in times.items()}
    report.save("session", {"ways": rows, "budgets": budgets, "median_ms_by_turn": medians, "stock": model.name}, into)
    draw_session(medians, into / "session.png")


async def _measure(ways: Sequence[Way], turns: int, rounds: int) -> dict[str, NDArray[np.float64]]:
    """Milliseconds, (conversations, turns) for each way; the ways take turns message by message."""
    times: dict[str, list[list[float]]] = {way.name: [] for way in ways}
    async with aiohttp.ClientSession() as http:
        for number in range(rounds + 1):
            spent = await _conversation(http, ways, turns if number else _CYCLE, number)
            # The first only warms.
            for name in times if number else ():
                times[name].append(spent[name])
            print(".", end="", flush=True)
    return {name: np.array(spent) for name, spent in times.items()}


async def _conversation(
    http: aiohttp.ClientSession, ways: Sequence[Way], turns: int, number: int
) -> dict[str, list[float]]:
    script = conversations()
    messages = script[number % len(script)][:_CYCLE]
    opened = {way.name: await way.open(http) for way in ways}
    spent: dict[str, list[float]] = {way.name: [] for way in ways}
    for turn in range(turns):
        for way in ways:
            began = time.perf_counter()
            await way.turn(http, opened[way.name], messages[turn % _CYCLE])
            spent[way.name].append((time.perf_counter() - began) * 1000)
    return spent


def _row(name: str, spent: NDArray[np.float64], at: Sequence[int]) -> dict[str, Any]:
    ms = {str(turn): round(_around(spent, turn), 1) for turn in at}
    return {"way": name, "ms": ms, "growth": round(ms[str(at[-1])] / ms[str(at[0])], 2)}


def _around(spent: NDArray[np.float64], turn: int) -> float:
    """The median over the five turns about this one, of all conversations."""
    return float(np.median(spent[:, turn - 3 : turn + 2]))
