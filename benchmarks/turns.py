"""Whole turns through our gateway and through stock Rasa, turn about in one run, on the same data and action server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import report, yardstick
from benchmarks.load import Load, converse
from benchmarks.processes import cpu_s, megabytes
from benchmarks.start import warm_start_s
from benchmarks.systems import Internal, Way, Web, ours, stock_rasa, supervisor_of, troubles
from benchmarks.turns_picture import draw

_ROUNDS = 3
_WARM_UP = 24
_LIMITS_MS = {"p50": 120, "p95": 300, "p99": 500}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Level:
    """How many callers, how long they think, how many turns of each system."""

    at_once: int
    turns: int
    think_s: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.at_once} at once" + (f", thinking {self.think_s:g} s" if self.think_s else "")


@dataclass(frozen=True)
class Side:
    """A way in, and the processes at whose head it is answered."""

    way: Way
    processes: tuple[int, ...]


LEVELS = (Level(1, 90), Level(8, 360), Level(32, 960), Level(32, 576, 1.0))
QUICK = (Level(1, 12), Level(8, 48))


def run(model: Path, into: Path, *, quick: bool = False) -> None:
    """Print everything, and keep it."""
    ready_s = warm_start_s()
    with ExitStack() as until_the_end:
        system = until_the_end.enter_context(ours())
        idle_mb = megabytes([supervisor_of(system)])
        stock, pid = until_the_end.enter_context(stock_rasa(model, system))
        light, light_pid = until_the_end.enter_context(stock_rasa(yardstick.model(), system))
        above, actions = supervisor_of(system), system.pids()["actions"]
        sides = (
            Side(stock, (pid, actions)),
            Side(Internal(system.base_url, system.internal_token), (above,)),
            Side(Web(system.base_url), (above,)),
            Side(yardstick.Yardstick(light.url, messages=yardstick.messages()), (light_pid,)),
        )
        rows = asyncio.run(_measure(sides, QUICK if quick else LEVELS))
        if any(row["failed"] for row in rows):
            print("\n" + troubles(system))
        ours_mb, stock_mb = megabytes([above]), megabytes([pid, actions])
    print("\n" + turns_table(rows))
    print(f"\nMemory after the load: ours {ours_mb:,.0f} MB (all processes; {idle_mb:,.0f} MB before), ", end="")
    print(f"stock Rasa with the action server {stock_mb:,.0f} MB. Warm start to ready {ready_s:.1f} s.")
    budgets = _budgets(rows, ours_mb, ready_s)
    print("\n" + report.budgets_table(budgets))
    memory = {"ours_idle_mb": idle_mb, "ours_mb": ours_mb, "stock_mb": stock_mb}
    figures = {"turns": rows, "memory": memory, "ready_s": round(ready_s, 1), "budgets": budgets, "stock": model.name}
    report.save("turns", figures, into)
    draw(figures, into / "turns.png")


async def _measure(sides: Sequence[Side], levels: Sequence[Level]) -> Rows:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        for side in sides:
            await converse(http, side.way, 4, _WARM_UP)
        return [row for level in levels for row in await _level(http, sides, level)]


async def _level(http: aiohttp.ClientSession, sides: Sequence[Side], level: Level) -> Rows:
    """Each system in turn, three times over, so that a busy minute of the machine falls on all."""
    loads = {side.way.name: Load() for side in sides}
    for _ in range(_ROUNDS):
        for side in sides:
            before = cpu_s(side.processes)
            load = await converse(http, side.way, level.at_once, level.turns // _ROUNDS, level.think_s)
            load.cpu_s = cpu_s(side.processes) - before
            loads[side.way.name].add(load)
        print(".", end="", flush=True)
    base = loads[sides[0].way.name]
    return [_row(level, name, load, base) for name, load in loads.items()]


def _row(level: Level, name: str, load: Load, base: Load) -> dict[str, Any]:
    ms = report.percentiles(load.seconds)
    return {
        "level": level.name,
        "at_once": level.at_once,
        "think_s": level.think_s,
        "way": name,
        "turns": len(load.seconds),
        "failed": load.failures.total(),
        "failures": dict(load.failures),
        "cpu_ms": round(load.cpu_ms, 2),
        "cpu_of_stock": round(load.cpu_ms / base.cpu_ms, 3),
        "per_s": round(load.per_second, 1),
        "ms": ms,
        "times_stock": round(load.per_second / base.per_second, 2),
        "p50_of_stock": round(ms["p50"] / report.percentiles(base.seconds)["p50"], 3),
    }


def turns_table(rows: Rows) -> str:
    head = ("", "way", "turns/s", "÷ stock", "p50 ms", "p95 ms", "p99 ms", "CPU ms a turn", "÷ stock", "failed")
    cells = [
        (
            row["level"], row["way"], row["per_s"], row["times_stock"], row["ms"]["p50"], row["ms"]["p95"],
            row["ms"]["p99"], row["cpu_ms"], row["cpu_of_stock"], row["failed"],
        )
        for row in rows
    ]  # fmt: skip
    return report.table(head, cells)


def _budgets(rows: Rows, memory_mb: float, ready_s: float) -> list[dict[str, Any]]:
    light = {row["level"]: row["per_s"] for row in rows if row["way"] == yardstick.NAME}
    ours_at_32 = [row for row in rows if row["at_once"] == 32 and row["way"].startswith("ours")]
    found = [one for row in ours_at_32 for one in _turn_budgets(row, light[row["level"]])]
    found.append(report.budget("memory, all processes", memory_mb / 1000, 2.5, "GB"))
    found.append(report.budget("warm start to ready", ready_s, 25, "s"))
    return found


def _turn_budgets(row: Mapping[str, Any], light_per_s: float) -> list[dict[str, Any]]:
    """As measured; back to back also as the study's machine would have had it: thinking callers do not fill it."""
    where = f"{row['way']}, {row['level']}"
    found = [report.budget(f"{where}, {name}", row["ms"][name], limit, "ms") for name, limit in _LIMITS_MS.items()]
    if not row["think_s"]:
        for name, limit in _LIMITS_MS.items():
            ms = yardstick.study_ms(row["ms"][name], light_per_s)
            found.append(report.budget(f"{where}, {name}, the study's machine", ms, limit, "ms"))
        found.append(report.budget(f"{where}, throughput", row["times_stock"], 8, "× stock", at_least=True))
    return found
