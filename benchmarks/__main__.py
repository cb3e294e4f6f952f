"""Measure against the budgets: `python -m benchmarks [PART] [--bench-data FOLDER]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from supervisor.settings import ROOT

DOCUMENTS = ROOT / "docs" / "benchmarks"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for, one after another."""
    asked = _parser().parse_args(arguments)
    if asked.bench_data and not asked.bench_data.is_dir():
        print(f"There is no folder {asked.bench_data}: parts that need open data are passed over.", file=sys.stderr)
        asked.bench_data = None
    for name in PARTS if asked.part == "all" else (asked.part,):
        print(f"\n== {name} ==", flush=True)
        PARTS[name](asked)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", default="all", choices=("all", *PARTS))
    data = os.environ.get("BENCH_DATA")
    parser.add_argument("--bench-data", type=Path, default=Path(data) if data else None, help="open data (BENCH_DATA)")
    parser.add_argument("--quick", action="store_true", help="little of everything, to see whether it runs")
    parser.add_argument("--into", type=Path, help="where figures and pictures are kept; docs/benchmarks")
    parser.add_argument("--stock-epochs", type=int, default=8, help="of the baseline's training; Rasa's default is 100")
    parser.add_argument("--stock-model", type=Path, help="a baseline trained before, whatever has changed since")
    return parser


def _into(asked: argparse.Namespace) -> Path:
    kept: Path = asked.into or (ROOT / "var" / "bench" if asked.quick else DOCUMENTS)
    return kept


def _search(asked: argparse.Namespace) -> None:
    from benchmarks import search

    search.run(asked.bench_data, _into(asked), quick=asked.quick)


def _turns(asked: argparse.Namespace) -> None:
    from benchmarks import stock, turns

    turns.run(asked.stock_model or stock.model(asked.stock_epochs), _into(asked), quick=asked.quick)


def _session(asked: argparse.Namespace) -> None:
    from benchmarks import session, stock

    session.run(asked.stock_model or stock.model(asked.stock_epochs), _into(asked), quick=asked.quick)


def _gateway(asked: argparse.Namespace) -> None:
    from benchmarks import gateway

    gateway.main(*((8, 10) if asked.quick else (32, 40)))


def _queue(asked: argparse.Namespace) -> None:
    from benchmarks import queue

    queue.main(*((8, 10) if asked.quick else (32, 40)))


def _voice(asked: argparse.Namespace) -> None:
    from benchmarks import voice

    voice.run(_into(asked), quick=asked.quick)


def _widget(asked: argparse.Namespace) -> None:
    from benchmarks import widget

    widget.run(_into(asked), quick=asked.quick)


def _whatsapp(asked: argparse.Namespace) -> None:
    from benchmarks import whatsapp

    whatsapp.run(_into(asked), quick=asked.quick)


def _interviews(asked: argparse.Namespace) -> None:
    from benchmarks import interviews

    interviews.run(_into(asked), quick=asked.quick)


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "search": _search,
    "turns": _turns,
    "session": _session,
    "gateway": _gateway,
    "queue": _queue,
    "voice": _voice,
    "whatsapp": _whatsapp,
    "widget": _widget,
    "interviews": _interviews,
}

if __name__ == "__main__":
    sys.exit(main())
