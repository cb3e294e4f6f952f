"""All processes of one run: started in stages, stopped in reverse, their state written down."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from supervisor import state
from supervisor.child import Child
from supervisor.kernel import birth, end
from supervisor.processes import Process
from supervisor.settings import Settings

LEFT_BEHIND_GRACE = 3.0


class Supervision:
    """One run of the system."""

    def __init__(self, settings: Settings, processes: Sequence[Process], announce: Callable[[str], None]) -> None:
        self._settings = settings
        self._announce = announce
        self._state = "starting"
        logs = settings.data / "log"
        self._children = [Child(process, settings.environment, logs, self._changed) for process in processes]

    async def start(self) -> None:
        """Start stage by stage; returns when the last is up, raises StartError if one does not come up."""
        self._write()
        for stage in sorted({child.process.stage for child in self._children}):
            await asyncio.gather(*(child.start() for child in self._of(stage)))

    async def stop(self) -> None:
        """Stop stage by stage, the last first, and leave nothing behind."""
        self._state = "stopping"
        for stage in sorted({child.process.stage for child in self._children}, reverse=True):
            await asyncio.gather(*(child.stop() for child in self._of(stage)))
        state.remove(self._settings.data)

    def ready(self) -> None:
        """Note that the system answers."""
        self._state = "ready"
        self._write()

    def _of(self, stage: int) -> list[Child]:
        return [child for child in self._children if child.process.stage == stage]

    def _changed(self, child: Child, news: str) -> None:
        self._announce(f"{time.strftime('%H:%M:%S')}  {child.process.name:<9} {news}")
        # A full disk makes the written state old, but stops nothing.
        with suppress(OSError):
            self._write()

    def _write(self) -> None:
        state.write(
            self._settings.data,
            {
                "pid": os.getpid(),
                "born": birth(os.getpid()),
                "state": self._state,
                "address": self._settings.address,
                "environment": dict(self._settings.environment),
                "processes": {child.process.name: _described(child) for child in self._children},
            },
        )


def end_left_behind(settings: Settings) -> list[str]:
    """End what a killed supervisor left running; says what that was."""
    last = state.read(settings.data)
    left = [
        (name, process)
        for name, process in reversed((last or {"processes": {}})["processes"].items())
        if birth(process["pid"]) == process["born"] != 0
    ]
    for _, process in left:
        end(process["pid"], process["born"], LEFT_BEHIND_GRACE)
    return [name for name, _ in left]


def _described(child: Child) -> state.ProcessState:
    return {
        "pid": child.pid,
        "born": child.born,
        "state": child.state,
        "since": child.since.isoformat(timespec="seconds"),
        "restarts": child.restarts,
    }
