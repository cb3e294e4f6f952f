"""One process kept alive."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from supervisor.backoff import Backoff
from supervisor.kernel import birth, die_with_parent, signal_group
from supervisor.logs import RotatingLog, last_lines
from supervisor.output import Output
from supervisor.processes import Process
from supervisor.servers import ServerError
from supervisor.settings import ROOT

NEWS_EVERY = 60.0
_POLL = 0.05


class StartError(Exception):
    """A process did not come up; carries the end of its log."""


class Child:
    """A process of the table: started, logged, started again when it dies, stopped on request."""

    def __init__(
        self, process: Process, environment: Mapping[str, str], logs: Path, changed: Callable[[Child, str], None]
    ) -> None:
        self.process = process
        self.pid = 0
        self.born = 0
        self.state = "waiting"
        self.since = datetime.now(UTC)
        self.restarts = 0
        self._environment = {**os.environ, **environment}
        self._log = RotatingLog(logs / f"{process.name}.log")
        self._changed = changed
        self._stopping = asyncio.Event()
        self._running: asyncio.subprocess.Process | None = None
        self._life: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it; returns when it is ready, or for a once-only process when it has succeeded."""
        life = self._run_once() if self.process.once else self._keep_alive()
        self._life = asyncio.create_task(life, name=self.process.name)
        started, told = time.monotonic(), time.monotonic()
        while not await self._is_up(self._life):
            if time.monotonic() - started > self.process.patience:
                raise self._failure(f"was not ready within {self.process.patience:g} s")
            if time.monotonic() - told > NEWS_EVERY:
                told = time.monotonic()
                self._changed(self, f"is not ready yet; its log: {self._log.path}")
            await asyncio.sleep(_POLL)

    async def stop(self) -> None:
        """End it and its group, by force after its grace; returns when nothing is left."""
        self._stopping.set()
        self._signal(self.process.stop_signal)
        if self._life:
            _, late = await asyncio.wait({self._life}, timeout=self.process.grace)
            if late:
                self._signal(signal.SIGKILL)
            await asyncio.wait({self._life})
        self._log.close()
        if self.state != "done":
            self._to("stopped")

    async def _keep_alive(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            started = time.monotonic()
            outcome = await self._live()
            if self._stopping.is_set():
                return
            wait = backoff.after(time.monotonic() - started)
            self.restarts += 1
            self._to("waiting", f"{outcome}; restart {self.restarts} {f'in {wait:g} s' if wait else 'now'}")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait or _POLL)

    async def _run_once(self) -> None:
        outcome = await self._live()
        if self._stopping.is_set():
            return
        if outcome != "finished":
            raise self._failure(outcome)
        self._to("done")

    async def _live(self) -> str:
        """From preparation to end of one incarnation; says how it ended."""
        try:
            await asyncio.to_thread(self.process.prepare)
            return _described(await self._run())
        except (OSError, ServerError) as error:
            self._log.write(f"{error}\n".encode())
            return f"could not start: {error}"
        finally:
            self._running, self.pid, self.born = None, 0, 0

    async def _run(self) -> int:
        output = Output(self._log)
        try:
            running = await self._spawn(output)
            code = await running.wait()
            signal_group(running.pid, signal.SIGKILL)
            return code
        finally:
            output.finish()

    async def _spawn(self, output: Output) -> asyncio.subprocess.Process:
        try:
            running = await asyncio.create_subprocess_exec(
                *self.process.command,
                env=self._environment,
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output.writing,
                stderr=output.writing,
                start_new_session=True,
                preexec_fn=self._settle,
            )
        finally:
            output.started()
        self._running, self.pid, self.born = running, running.pid, birth(running.pid)
        self._to("running", f"started, pid {running.pid}")
        if self._stopping.is_set():
            self._signal(self.process.stop_signal)
        return running

    def _settle(self) -> None:
        """In the new child."""
        die_with_parent(self.process.stop_signal)
        os.nice(self.process.gives_way)

    async def _is_up(self, life: asyncio.Task[None]) -> bool:
        if life.done():
            life.result()
            return True
        if self.process.once or not self.pid:
            return False
        return await asyncio.to_thread(self.process.is_ready, self.pid)

    def _signal(self, how: signal.Signals) -> None:
        if self._running and self._running.returncode is None:
            signal_group(self._running.pid, how)

    def _failure(self, what: str) -> StartError:
        return StartError(f"{self.process.name} {what}\n{last_lines(self._log.path)}\nIts log: {self._log.path}")

    def _to(self, state: str, news: str = "") -> None:
        self.state = state
        self.since = datetime.now(UTC)
        self._changed(self, news or state)


def _described(code: int) -> str:
    if code == 0:
        return "finished"
    return f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
