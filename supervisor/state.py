"""var/supervisor.json: what runs now, for `make status`, `make stop` and the tests."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypedDict

from supervisor.kernel import is_alive


class ProcessState(TypedDict):
    """One process as last seen."""

    pid: int
    born: int
    state: str
    since: str
    restarts: int


class State(TypedDict):
    """One run of the supervisor, with the variables it gave its children (so: readable by the owner alone)."""

    pid: int
    born: int
    state: str
    address: str
    environment: dict[str, str]
    processes: dict[str, ProcessState]


def path(data: Path) -> Path:
    """Where the state of a data folder's run is."""
    return data / "supervisor.json"


def read(data: Path) -> State | None:
    """The last state written, if its run is not over."""
    try:
        state: State = json.loads(path(data).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return state


def write(data: Path, state: State) -> None:
    """Replace the state at once, so that no reader sees half of it."""
    aside = path(data).with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as out:
        json.dump(state, out, indent=1)
    aside.replace(path(data))


def remove(data: Path) -> None:
    """The run is over."""
    path(data).unlink(missing_ok=True)


def running(data: Path) -> State | None:
    """The state of a run whose supervisor lives."""
    state = read(data)
    return state if state and is_alive(state["pid"], state["born"]) else None
