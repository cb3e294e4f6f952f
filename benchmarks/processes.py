"""Memory and processor time of trees of processes, from Linux's own books."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def megabytes(roots: Iterable[int]) -> float:
    """The proportional set size of these processes and all below them; each is counted once."""
    return round(sum(_kilobytes(f"/proc/{pid}/smaps_rollup", _PSS) for pid in _tree(roots)) * 1024 / 1e6, 1)


def cpu_s(roots: Iterable[int]) -> float:
    """The processor time that they have had, that of their ended children with it."""
    ticks = 0
    for pid in _tree(roots):
        with suppress(OSError):
            ticks += sum(int(field) for field in _fields(pid)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_megabytes() -> float:
    """What this process holds now."""
    return round(_kilobytes("/proc/self/status", _RSS) * 1024 / 1e6, 1)


def peak_megabytes(pid: int) -> float:
    """The most that a process has held since it began; 0 once it has ended."""
    return round(_kilobytes(f"/proc/{pid}/status", _PEAK) * 1024 / 1e6, 1)


def parent(pid: int) -> int:
    return _parents()[pid]


def _tree(roots: Iterable[int]) -> set[int]:
    below = defaultdict(list)
    for pid, above in _parents().items():
        below[above].append(pid)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += below[pid]
    return found


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found[int(folder.name)] = int(_fields(int(folder.name))[1])
    return found


def _fields(pid: int) -> list[str]:
    """Of /proc/pid/stat, from the state on."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _kilobytes(file: str, pattern: re.Pattern[str]) -> int:
    """0 for a process that has ended."""
    with suppress(OSError):
        found = pattern.search(Path(file).read_text(encoding="utf-8"))
        return int(found[1]) if found else 0
    return 0
