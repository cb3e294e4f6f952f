"""`supervisor run`: from start to a clean stop."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from supervisor.child import StartError
from supervisor.ports import is_free
from supervisor.processes import Process, processes
from supervisor.servers import ServerError
from supervisor.settings import Settings, data_folder, decide
from supervisor.supervision import Supervision, end_left_behind


class CannotRun(Exception):
    """Why nothing was started, and what to do about it."""


def run(only: Sequence[str] = (), attached: bool = False) -> int:
    """Run until stopped; with `attached`, also until standard input closes."""
    try:
        with _alone(data_folder()):
            settings = decide()
            left = end_left_behind(settings)
            if left:
                announce(f"Ended what an earlier run left behind: {', '.join(left)}")
            chosen = [process for process in processes(settings) if not only or process.name in only]
            check_ports(settings, chosen)
            return asyncio.run(_run(settings, chosen, attached))
    except (CannotRun, ServerError) as error:
        print(error, file=sys.stderr)
        return 1


def announce(news: str) -> None:
    """Tell the terminal."""
    # The terminal may be gone, which is no reason to stop the service.
    with suppress(OSError):
        print(news, flush=True)


def check_ports(settings: Settings, chosen: Sequence[Process]) -> None:
    """Refuse to start anything when an address is taken."""
    ports = {"gateway": "PORT", "bot": "BOT_PORT", "actions": "ACTIONS_PORT"}
    for variable in (ports[process.name] for process in chosen if process.name in ports):
        port = int(settings.environment[variable])
        if not is_free(port):
            raise CannotRun(f"Port {port} is taken. Choose another: `make run {variable}={port + 1}`.")


async def _run(settings: Settings, chosen: Sequence[Process], attached: bool) -> int:
    stop = asyncio.Event()
    _listen_for_stop(stop, attached)
    supervision = Supervision(settings, chosen, announce)
    try:
        await _unless(stop, supervision.start())
        if not stop.is_set():
            supervision.ready()
            announce(f"\nJan Sahayak is ready: {settings.address}   (Ctrl-C stops it)\n")
        await stop.wait()
    except StartError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1
    finally:
        await supervision.stop()
    announce("Stopped.")
    return 0


def _listen_for_stop(stop: asyncio.Event, attached: bool) -> None:
    loop = asyncio.get_running_loop()
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(how, stop.set)
    if attached:
        loop.add_reader(sys.stdin.fileno(), _read_to_end, stop)


def _read_to_end(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


async def _unless(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Await the work, but no longer than until the stop."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        working.result()
    else:
        working.cancel()
        await asyncio.wait({working})


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"It already runs with {data}; `make status` shows it, `make stop` stops it.") from None
        yield
