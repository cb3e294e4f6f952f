"""A turn as a job of the queue against a turn run where its message arrived, with the same work inside: none.

`python -m benchmarks.queue [CONVERSATIONS] [TURNS]`; docs/decisions/0003-turns-run-inline.md.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles
from uuid import uuid4

import uvloop
from cryptography.fernet import Fernet
from procrastinate import App, PsycopgConnector

from channels.conversation.messages import Answer, Incoming, Turn
from channels.conversation.repository import Repository
from channels.database import Database, create_pool
from channels.vault import Vault
from supervisor.system import running_servers

Take = Callable[[str, int], Awaitable[None]]
_ANSWER = Answer([b'{"text":"echo"}'], {})


def main(conversations: int, turns: int) -> None:
    """Run and print."""
    with running_servers(migrated=True) as servers:
        uvloop.run(_measure(conversations, turns, servers.database_url))


async def _measure(conversations: int, turns: int, url: str) -> None:
    database = Database(create_pool(url, 12))
    await database.pool.open()
    repository = Repository(database, Vault(Fernet.generate_key().decode()), 10)
    jobs = App(connector=PsycopgConnector(conninfo=url, min_size=2, max_size=12))
    begun: dict[int, tuple[Turn, asyncio.Event]] = {}

    @jobs.task(name="turn")
    async def turn_job(inbox_id: int) -> None:
        turn, finished = begun.pop(inbox_id)
        await repository.finish(turn, _ANSWER, "queue", None, None)
        finished.set()

    async def inline(session: str, number: int) -> None:
        stored = await repository.receive(_message(session, number))
        assert stored.turn
        await repository.finish(stored.turn, _ANSWER, "inline", None, None)

    async def queued(session: str, number: int) -> None:
        stored = await repository.receive(_message(session, number))
        assert stored.turn
        # In the queue's favour: here the job need not take the lease, which it would have to in another process.
        begun[stored.inbox_id] = stored.turn, (finished := asyncio.Event())
        await turn_job.configure(lock=session).defer_async(inbox_id=stored.inbox_id)
        await finished.wait()

    async with jobs.open_async():
        worker = asyncio.create_task(
            jobs.run_worker_async(concurrency=12, install_signal_handlers=False, delete_jobs="successful")
        )
        print(f"{conversations} conversations at once, {turns} turns each; all in one process, PostgreSQL beside it\n")
        print(f"{'':28}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'per s':>8}{'CPU ms':>8}")
        await _row("warm-up", inline, repository, conversations, 10)
        base = await _row("run inline", inline, repository, conversations, turns)
        job = await _row("a job each", queued, repository, conversations, turns)
        print(f"\na job each : run inline = {job / base:.1f} : 1 (p50)")
        worker.cancel()
        await asyncio.wait({worker})
    await database.pool.close()


def _message(session: str, number: int) -> Incoming:
    return Incoming(session, "bench", f"{session}:{number}", "web", "text", "नमस्ते", str(uuid4()))


async def _row(name: str, take: Take, repository: Repository, conversations: int, turns: int) -> float:
    sessions = [uuid4().hex for _ in range(conversations)]
    for session in sessions:
        await repository.create_session(session, "web", session, "hi", 600)
    times: list[float] = []

    async def converse(session: str) -> None:
        for number in range(turns):
            began = time.perf_counter()
            await take(session, number)
            times.append((time.perf_counter() - began) * 1000)

    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(converse(session) for session in sessions))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    cuts = quantiles(times, n=100)
    rate, cpu_ms = len(times) / seconds, cpu * 1000 / len(times)
    print(f"{name:28}{cuts[49]:8.1f}{cuts[94]:8.1f}{cuts[98]:8.1f}{rate:8.0f}{cpu_ms:8.2f}")
    return cuts[49]


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["32", "40"][len(sys.argv) - 1 :])))
