"""The picture of the telephone benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

_COLOURS = {"p50": "#2f6b4f", "p95": "#6f9bd1", "p99": "#e0a458", "most": "#b8bec8"}
_P95_MS, _MOST_MS = 800, 5000


def draw(figures: Mapping[str, Any], file: Path) -> None:
    """How long a provider waits, by situation, as PNG; dotted: the budgets of p95 and of the longest."""
    rows = figures["rows"]
    picture, axes = plt.subplots(figsize=(8.5, 4.0), layout="constrained")
    for at, (share, colour) in enumerate(_COLOURS.items()):
        places = [number + (at - 1.5) * 0.2 for number in range(len(rows))]
        axes.barh(places, [row["ms"][share] for row in rows], 0.2, label=share, color=colour)
    for limit in (_P95_MS, _MOST_MS):
        axes.axvline(limit, color="black", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(rows)), [row["what"] for row in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel(f"ms, {figures['level']['calls']} calls at once")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(fontsize=8)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, dpi=90)
    plt.close(picture)
