"""Memory of trees of processes, shared pages shared out fairly; Linux's own books."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def megabytes(roots: Iterable[int]) -> float:
    """The proportional set size of these processes and all below them; each is counted once."""
    below = defaultdict(list)
    for pid, parent in _parents().items():
        below[parent].append(pid)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += below[pid]
    return round(sum(_kilobytes(f"/proc/{pid}/smaps_rollup", _PSS) for pid in found) * 1024 / 1e6, 1)


def resident_megabytes() -> float:
    """What this process holds now."""
    return round(_kilobytes("/proc/self/status", _RSS) * 1024 / 1e6, 1)


def parent(pid: int) -> int:
    return _parents()[pid]


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            found[int(folder.name)] = int(fields[1])
    return found


def _kilobytes(file: str, pattern: re.Pattern[str]) -> int:
    """0 for a process that has ended."""
    with suppress(OSError):
        found = pattern.search(Path(file).read_text(encoding="utf-8"))
        return int(found[1]) if found else 0
    return 0
