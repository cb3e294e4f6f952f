"""Tables for the terminal, figures for the documents."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

Cell = str | float | int | None


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Right-aligned columns under their heads; the first is left-aligned."""
    lines = [[*head], *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join("  ".join(_placed(cell, widths[at], at) for at, cell in enumerate(line)) for line in lines)


def budget(what: str, found: float, limit: float, unit: str, *, at_least: bool = False) -> dict[str, Any]:
    """One budget and whether it is met."""
    met = found >= limit if at_least else found <= limit
    return {"what": what, "found": round(found, 2), "limit": limit, "unit": unit, "at_least": at_least, "met": met}


def budgets_table(budgets: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (
            one["what"],
            one["found"],
            f"{'≥' if one['at_least'] else '≤'} {one['limit']:g} {one['unit']}",
            _met(one["met"]),
        )
        for one in budgets
    ]
    return table(("budget", "found", "wanted", ""), rows)


def save(name: str, figures: Mapping[str, Any], into: Path) -> None:
    """The figures as JSON, with the machine and the hour."""
    into.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine(), **figures}, indent=1, ensure_ascii=False)
    (into / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """Where and when; `load` tells what else was running."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "p99": round(float(p99), 2)}


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.3f}" if abs(cell) < 1 else f"{cell:,.2f}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _placed(cell: str, width: int, at: int) -> str:
    return cell.ljust(width) if at == 0 else cell.rjust(width)


def _met(met: bool) -> str:
    return "met" if met else "NOT MET"
