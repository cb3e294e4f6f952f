"""`supervisor status` and `supervisor stop`: from outside, by the written state."""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from supervisor import state
from supervisor.kernel import is_alive

STOP_WITHIN = 60.0


def status(data: Path) -> int:
    """Show what runs; 1 if nothing does."""
    now = state.running(data)
    if now is None:
        print("Not running.")
        return 1
    print(f"{now['address']} is {now['state']}, supervisor pid {now['pid']}")
    for name, process in now["processes"].items():
        pid = process["pid"] or "-"
        print(f"  {name:<9} {process['state']:<8} pid {pid:<8} restarts {process['restarts']:<3} for {_age(process)}")
    return 0


def stop(data: Path) -> int:
    """Stop what runs and wait until it is gone; 1 if it will not go."""
    now = state.running(data)
    if now is None:
        print("Not running.")
        return 0
    os.kill(now["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    while is_alive(now["pid"], now["born"]):
        if time.monotonic() > deadline:
            print(f"The supervisor, pid {now['pid']}, does not stop.", file=sys.stderr)
            return 1
        time.sleep(0.05)
    print("Stopped.")
    return 0


def _age(process: state.ProcessState) -> str:
    seconds = (datetime.now(UTC) - datetime.fromisoformat(process["since"])).total_seconds()
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
