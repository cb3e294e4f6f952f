"""The picture of the interviews: what is asked for each scheme on the left, when the list lasts on the right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes

mpl.use("Agg")
import matplotlib.pyplot as plt

_COLOURS = ("#2f6b4f", "#6f9bd1", "#e0a458")


def draw(figures: Mapping[str, Any], file: Path) -> None:
    """Write the PNG."""
    picture, (left, right) = plt.subplots(1, 2, figsize=(11, 4.0), layout="constrained")
    _one(left, figures["one"])
    _all(right, figures["all"])
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, dpi=90)
    plt.close(picture)


def _one(axes: Axes, one: Mapping[str, Any]) -> None:
    for label, key, colour in (("planned", "share", "#2f6b4f"), ("in the rule's order", "in_order", "#b8bec8")):
        shares = sorted((100 * row[key] for row in one["records"]), reverse=True)
        axes.plot(range(1, len(shares) + 1), shares, color=colour, label=f"{label}, mean {100 * one[key]:.0f} %")
    axes.axhline(60, color="black", linewidth=0.8, linestyle=":", label="wanted on average")
    axes.set_ylim(0, 102)
    axes.set_xlabel("records, most asked first")
    axes.set_ylabel("asked, % of the criteria's facts")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)


def _all(axes: Axes, by_final: Mapping[str, Any]) -> None:
    for (final, kinds), colour in zip(by_final.items(), _COLOURS, strict=True):
        axes.plot([100 * share for share in kinds["same"]], "o-", color=colour, label=final)
        axes.plot([100 * share for share in kinds["shared"]], ":", color=colour)
    axes.axhline(90, color="black", linewidth=0.8, linestyle=":")
    axes.set_ylim(0, 102)
    axes.set_xlabel("questions asked")
    axes.set_ylabel("% of households with their five")
    axes.set_title("first five last, against ... (dotted: how many of the five, mean)", fontsize=9)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
