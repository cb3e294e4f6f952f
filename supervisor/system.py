"""A running system for tests, evaluation and benchmarks.

with running_system() as system:
    httpx.get(f"{system.base_url}/healthz")

with running_servers() as servers:
    psycopg.connect(servers.database_url)
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from supervisor import state
from supervisor.logs import last_lines
from supervisor.ports import free_port
from supervisor.settings import ROOT, data_folder

PYTHON = str(ROOT / ".venv" / "app" / "bin" / "python")
SERVERS = ("postgres", "redis")
_OWN = ("DATABASE_URL", "REDIS_URL", "BOT_PORT", "BOT_URL", "ACTIONS_PORT", "ACTIONS_URL")


class DidNotStart(Exception):
    """The system did not become ready; carries its output."""


@dataclass(frozen=True)
class System:
    """One running system, seen from outside."""

    data: Path
    base_url: str
    environment: Mapping[str, str] = field(repr=False)

    @property
    def database_url(self) -> str:
        """Its PostgreSQL."""
        return self.environment["DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        """Its Redis."""
        return self.environment["REDIS_URL"]

    @property
    def internal_token(self) -> str:
        """The bearer token of its internal interfaces."""
        return self.environment["INTERNAL_TOKEN"]

    def pids(self) -> dict[str, int]:
        """The pid of each process that runs at this moment."""
        now = state.running(self.data)
        processes = now["processes"] if now else {}
        return {name: process["pid"] for name, process in processes.items() if process["pid"]}

    def kill(self, name: str) -> int:
        """Kill a process as an accident would; returns the pid it had."""
        pid = self.pids()[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_for_restart(self, name: str, killed: int, seconds: float = 30.0) -> int:
        """Wait until the process runs again under another pid."""
        deadline = time.monotonic() + seconds
        while (pid := self.pids().get(name, killed)) == killed:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name} was not restarted within {seconds:.0f} s")
            time.sleep(0.02)
        return pid

    def log(self, name: str) -> str:
        """What a process has printed so far."""
        return (self.data / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def current_system() -> System | None:
    """The system that `make run` now runs from this checkout, if it is ready."""
    return _seen(data_folder())


@contextmanager
def running_system(
    environment: Mapping[str, str] | None = None, *, only: Sequence[str] = (), within: float = 180.0
) -> Iterator[System]:
    """A whole system of its own: free ports, a folder that vanishes, private servers, new keys.

    `environment` adds variables for all processes; `only` names the processes to run.
    """
    data = Path(tempfile.mkdtemp(prefix="jan-"))
    surroundings = {name: value for name, value in os.environ.items() if name not in _OWN}
    fresh = {"DATA_DIR": str(data), "PORT": str(free_port()), "INTERNAL_TOKEN": secrets.token_urlsafe(32)}
    try:
        with _supervisor({**surroundings, **fresh, **(environment or {})}, data, only) as supervisor:
            yield _wait(supervisor, data, within)
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def running_servers(*, migrated: bool = False) -> Iterator[System]:
    """Only a private PostgreSQL and a private Redis, empty or with our tables."""
    with running_system(only=(*SERVERS, "migrate") if migrated else SERVERS, within=60.0) as servers:
        yield servers


@contextmanager
def _supervisor(surroundings: Mapping[str, str], data: Path, only: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    # Attached: if whoever uses this is killed, the pipe closes and the system stops.
    command = [PYTHON, "-m", "supervisor", "run", "--attached", "--only", ",".join(only)]
    with (data / "supervisor.log").open("wb") as output:
        supervisor = subprocess.Popen(
            command,
            cwd=ROOT,
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with supervisor:
        try:
            yield supervisor
        finally:
            supervisor.terminate()


def _wait(supervisor: subprocess.Popen[bytes], data: Path, within: float) -> System:
    deadline = time.monotonic() + within
    while (system := _seen(data)) is None:
        if supervisor.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart(last_lines(data / "supervisor.log", 60))
        time.sleep(0.05)
    return system


def _seen(data: Path) -> System | None:
    now = state.running(data)
    if now is None or now["state"] != "ready":
        return None
    return System(data, now["address"], now["environment"])
