"""What Linux knows of processes: who is alive, who is whose, and how they end."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(how: signal.Signals) -> None:
    """In a new child: be sent this signal when the supervisor itself is killed."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def birth(pid: int) -> int:
    """When a process began, in ticks since boot; 0 if it is gone. With the pid this names it for ever."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    state, *fields = stat.rpartition(")")[2].split()
    return 0 if state == "Z" else int(fields[18])


def is_alive(pid: int, born: int) -> bool:
    """Whether it is still that very process, not a later one with its number."""
    return bool(born) and birth(pid) == born


def working_in(folder: Path) -> Iterator[int]:
    """The processes whose current folder is this one."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.readlink(entry / "cwd") == str(folder):
                yield int(entry.name)


def signal_group(leader: int, how: signal.Signals) -> None:
    """Signal a process and all it started in its group, if any are left."""
    with suppress(ProcessLookupError):
        os.killpg(leader, how)


def end(pid: int, born: int, grace: float) -> None:
    """End a process and its group: politely, then not."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        if is_alive(pid, born):
            signal_group(pid, how)
        deadline = time.monotonic() + grace
        while is_alive(pid, born) and time.monotonic() < deadline:
            time.sleep(0.05)
