"""The pictures of the turn benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes

mpl.use("Agg")
import matplotlib.pyplot as plt

_COLOURS = {"stock Rasa": "#b8bec8", "ours, turn API": "#2f6b4f", "ours, web API": "#6f9bd1"}


def draw(figures: Mapping[str, Any], file: Path) -> None:
    """Throughput and p99 by level and system, as PNG."""
    picture, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    rows = figures["turns"]
    _bars(left, rows, [row["per_s"] for row in rows], "turns a second")
    _bars(right, rows, [row["ms"]["p99"] for row in rows], "p99, ms")
    right.set_yscale("log")
    left.legend(fontsize=8)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, dpi=90)
    plt.close(picture)


def _bars(axes: Axes, rows: Sequence[Mapping[str, Any]], heights: Sequence[float], title: str) -> None:
    levels = list(dict.fromkeys(row["level"] for row in rows))
    for at, (way, colour) in enumerate(_COLOURS.items()):
        own = [number for number, row in enumerate(rows) if row["way"] == way]
        places = [levels.index(rows[number]["level"]) + (at - 1) * 0.27 for number in own]
        axes.bar(places, [heights[number] for number in own], 0.27, label=way, color=colour)
    axes.set_xticks(range(len(levels)), [level.replace(", ", ",\n") for level in levels], fontsize=8)
    axes.set_title(title, fontsize=10)
    axes.grid(axis="y", alpha=0.3)


def draw_session(by_way: Mapping[str, Sequence[float]], file: Path) -> None:
    """Time of each turn of a conversation, by its number."""
    picture, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
    for way, times in by_way.items():
        axes.plot(range(1, len(times) + 1), times, color=_COLOURS[way], linewidth=1.2, label=way)
    axes.set_xlabel("turn of the conversation")
    axes.set_ylabel("ms (median of conversations)")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, dpi=90)
    plt.close(picture)
