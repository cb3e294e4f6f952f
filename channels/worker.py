"""`python -m channels.worker`: runs turns for which nobody waits, hands over replies, and does the queue's jobs."""

from __future__ import annotations

import asyncio
import signal

import structlog
import uvloop
from procrastinate import App
from prometheus_client import start_http_server

from channels import gateway, logs
from channels.jobs import create_jobs
from channels.settings import Settings

_AGAIN_S = 2.0
_log = structlog.get_logger(__name__)


async def work(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; turns that have begun are ended."""
    stop = asyncio.Event()
    for how in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(how, stop.set)
    async with gateway.running(settings) as here:
        jobs = asyncio.create_task(_run_for_ever(create_jobs(here)))
        loops = {asyncio.create_task(loop) for loop in here.loops(stop)}
        await stop.wait()
        here.drain()
        jobs.cancel()
        await asyncio.wait({jobs, *loops}, timeout=here.drain_left_s())


async def _run_for_ever(jobs: App) -> None:
    """The queue may fail with the database; turns go on without it, and the queue begins again."""
    while True:
        try:
            async with jobs.open_async():
                await jobs.run_worker_async(concurrency=2, install_signal_handlers=False, delete_jobs="successful")
        except Exception as error:
            _log.warning("jobs.again", exc_info=error)
        await asyncio.sleep(_AGAIN_S)


def main() -> None:
    """Read the settings and work."""
    settings = Settings()
    logs.configure()
    if settings.worker_metrics_port:
        start_http_server(settings.worker_metrics_port)
    uvloop.run(work(settings))


if __name__ == "__main__":
    main()
