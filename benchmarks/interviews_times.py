"""How long verdicts of one profile and of a hundred thousand take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks.processes import peak_megabytes
from benchmarks.report import percentiles
from knowledge.rules.evaluate import evaluate, evaluate_all
from knowledge.rules.households import as_json, draw_applicants
from knowledge.rules.program import Program
from knowledge.rules.ranking import Ranking
from knowledge.rules.values import Catalogue, Facts
from supervisor.settings import ROOT

_BATCH = 10_000


class BulkFailed(Exception):
    """The command said why, above."""


def one_profile(ranking: Ranking, program: Program, profiles: Sequence[Facts]) -> dict[str, dict[str, float]]:
    """Milliseconds for all records, way by way, turn about: at once, ranked as well, and each record by itself."""
    ways: dict[str, Callable[[Facts], object]] = {
        "all records at once": lambda facts: evaluate_all(program, facts),
        "and ranked": lambda facts: ranking.suggestions(ranking.verdicts(facts), facts),
        "record by record": lambda facts: [evaluate(program, record, facts) for record in program.rules],
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number, facts in enumerate(track(profiles, "All records for one profile")):
        for name, judge in ways.items():
            began = time.perf_counter()
            judge(facts)
            # The first only warms.
            if number:
                spent[name].append(time.perf_counter() - began)
    return {name: percentiles(times) for name, times in spent.items()}


def bulk(number: int, catalogue: Catalogue, day: date) -> dict[str, Any]:
    """The bulk command on so many profiles with all facts, its CSV written, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        profiles, into = Path(folder) / "profiles.jsonl", Path(folder) / "verdicts.csv"
        _write(profiles, number, catalogue, day)
        command = [sys.executable, "-m", "knowledge.rules.bulk", str(profiles), "--into", str(into)]
        began = time.perf_counter()
        cpu_s, peak_mb = _run([*command, "--day", day.isoformat()])
        spent = time.perf_counter() - began
        with into.open(encoding="utf-8") as verdicts:
            records = len(verdicts.readline().split(",")) - 1
            rows = sum(1 for _ in verdicts)
        return {
            "profiles": rows,
            "records": records,
            "megabytes": round(profiles.stat().st_size / 1e6, 1),
            "seconds": round(spent, 1),
            "cpu_s": round(cpu_s, 1),
            "profiles_per_s": round(rows / spent),
            "verdicts_per_s": round(rows * records / spent),
            "peak_mb": peak_mb,
        }


def _run(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor time and the most megabytes held, looked at twenty times a second."""
    before, peak_mb = os.times(), 0.0
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak_mb = max(peak_mb, peak_megabytes(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise BulkFailed
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, peak_mb


def _write(file: Path, number: int, catalogue: Catalogue, day: date) -> None:
    with file.open("w", encoding="utf-8") as opened:
        for seed, first in enumerate(track(range(0, number, _BATCH), "Drawing profiles"), 1):
            for profile in draw_applicants(min(_BATCH, number - first), catalogue, day, seed):
                opened.write(json.dumps(as_json(profile)) + "\n")
