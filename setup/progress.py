"""Steps of a long preparation, shown as they go."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from setup.errors import SetupError

LAST_LINES = 15


@dataclass(frozen=True)
class Step:
    """One thing to do, with the name it is shown under."""

    title: str
    work: Callable[[], None]


def take(steps: Sequence[Step], out: TextIO = sys.stdout) -> None:
    """Do the steps in order, telling how far we are and how long each takes."""
    for number, step in enumerate(steps, start=1):
        with _Shown(f"[{number}/{len(steps)}] {step.title}", out):
            step.work()


def run_logged(
    command: Sequence[str], log: Path, remedy: str, *, cwd: Path, env: Mapping[str, str] | None = None
) -> None:
    """Run a command with its output in a log file; on failure, raise with the log's last lines."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        output.write(f"\n$ {' '.join(command)}\n".encode())
        output.flush()
        done = subprocess.run(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            check=False,
        )
    if done.returncode:
        raise SetupError(f"{_last_lines(log)}\n\nThis command failed: {' '.join(command)}\nIts log: {log}", remedy)


def _last_lines(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LAST_LINES:])


class _Shown:
    """A line on the terminal that counts seconds while its step runs."""

    def __init__(self, title: str, out: TextIO) -> None:
        self._title = title
        self._out = out
        self._live = out.isatty()
        self._started = time.monotonic()
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> None:
        if not self._live:
            print(f"{self._title} ...", file=self._out, flush=True)
        self._ticker.start()

    def __exit__(self, kind: object, *_: object) -> None:
        self._over.set()
        self._ticker.join()
        start, end = ("\r", "\n") if self._live else ("", "\n")
        outcome = "failed after" if kind else "done in"
        print(f"{start}{self._title}: {outcome} {self._elapsed} s", end=end, file=self._out, flush=True)

    def _tick(self) -> None:
        while not self._over.wait(1 if self._live else 30):
            if self._live:
                print(f"\r{self._title} ... {self._elapsed} s", end="", file=self._out, flush=True)
            else:
                print(f"{self._title} ... {self._elapsed} s", file=self._out, flush=True)

    @property
    def _elapsed(self) -> int:
        return round(time.monotonic() - self._started)
