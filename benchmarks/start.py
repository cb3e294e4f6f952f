"""From a stopped system to a ready one, when everything has been made before."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from supervisor import state
from supervisor.logs import last_lines
from supervisor.ports import free_port
from supervisor.settings import ROOT
from supervisor.system import PYTHON, DidNotStart

_PATIENCE_S = 180.0


def warm_start_s() -> float:
    """The second start on the same folder: databases, tables and keys are there."""
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        _start(Path(folder))
        return _start(Path(folder))


def _start(data: Path) -> float:
    """Start, wait until ready, stop; the seconds until ready."""
    settings = {"DATA_DIR": str(data), "PORT": str(free_port())}
    log, began = data / "supervisor.log", time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PYTHON, "-m", "supervisor", "run"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not _is_ready(data):
            if process.poll() is not None or time.perf_counter() - began > _PATIENCE_S:
                raise DidNotStart(last_lines(log, 40))
            time.sleep(0.05)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _is_ready(data: Path) -> bool:
    now = state.running(data)
    return now is not None and now["state"] == "ready"
