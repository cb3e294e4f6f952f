"""The picture of the WhatsApp benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes

mpl.use("Agg")
import matplotlib.pyplot as plt

_COLOURS = {"p50": "#2f6b4f", "p95": "#6f9bd1", "p99": "#e0a458"}


def draw(figures: Mapping[str, Any], file: Path) -> None:
    """Acknowledgements and replies by messages a second, as PNG; dotted: the budgets."""
    rows = sorted(figures["rows"], key=lambda row: row["a_second"])
    picture, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    _lines(left, rows, "ack_ms", "until acknowledged, ms", 50)
    left.axhline(figures["turns_ms"]["p99"], color="#b8bec8", label="a turn, p99")
    left.legend(fontsize=8)
    _lines(right, rows, "reply_ms", "until the reply is with the provider, ms", 3000)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, dpi=90)
    plt.close(picture)


def _lines(axes: Axes, rows: list[Mapping[str, Any]], what: str, title: str, budget: float) -> None:
    for share, colour in _COLOURS.items():
        rates, times = [row["a_second"] for row in rows], [row[what][share] for row in rows]
        axes.plot(rates, times, marker="o", markersize=4, color=colour, label=share)
    axes.axhline(budget, color="black", linewidth=0.8, linestyle=":")
    axes.set_yscale("log")
    axes.set_xlabel("messages a second")
    axes.set_title(title, fontsize=10)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
