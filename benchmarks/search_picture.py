"""The picture of the search benchmark: quality on the left, growth on the right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes

mpl.use("Agg")
import matplotlib.pyplot as plt

_COLOURS = {"BM25, words": "#b8bec8", "lexical": "#6f9bd1", "dense": "#e0a458", "fused": "#2f6b4f"}


def draw(figures: Mapping[str, Any], file: Path) -> None:
    """Write the PNG."""
    picture, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=(3, 2), layout="constrained")
    _quality(left, figures["quality"])
    _growth(right, figures)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, dpi=90)
    plt.close(picture)


def _quality(axes: Axes, quality: Mapping[str, Any]) -> None:
    tasks = list(quality)
    for at, (way, colour) in enumerate(_COLOURS.items()):
        places = [number + (at - 1.5) * 0.2 for number in range(len(tasks))]
        axes.barh(places, [quality[task][way]["mrr"] for task in tasks], 0.2, label=way, color=colour)
    axes.set_yticks(range(len(tasks)), [task.replace("→", "->") for task in tasks], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel("MRR@10")
    axes.legend(fontsize=8, loc="lower right")


def _growth(axes: Axes, figures: Mapping[str, Any]) -> None:
    rows, records = figures["passages"], figures["records"]
    sizes = [row["size"] for row in rows]
    axes.loglog(sizes, [row["ms"]["p50"] for row in rows], "o-", color="#2f6b4f", label="passages, p50")
    axes.loglog(sizes, [row["ms"]["p99"] for row in rows], "o--", color="#2f6b4f", label="passages, p99")
    axes.loglog([records["size"]], [records["ms"]["p99"]], "s", color="#c0504d", label="records, p99")
    axes.loglog([100_000], [40], "_", color="black", markersize=16, label="budgets")
    axes.loglog([records["size"]], [15], "_", color="black", markersize=16)
    axes.set_xlabel("passages or records")
    axes.set_ylabel("ms a query")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
