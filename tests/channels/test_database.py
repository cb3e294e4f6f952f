from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from channels.database import Database, create_pool
from channels.errors import Unavailable
from supervisor.system import System
from tests.channels.serving import Client, serving, settings_for


@asynccontextmanager
async def opened(servers: System, deadline_s: float) -> AsyncIterator[Database]:
    pool = create_pool(servers.database_url, 1)
    await pool.open(wait=True)
    yield Database(pool, deadline_s)
    await pool.close()


@asynccontextmanager
async def stalled(backends: list[int]) -> AsyncIterator[None]:
    """Processes of the server that neither answer nor close their connections."""
    for pid in backends:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in backends:
            os.kill(pid, signal.SIGCONT)


async def test_a_statement_that_takes_too_long_is_unavailable_and_given_up_by_the_server(servers: System) -> None:
    async with opened(servers, 0.2) as database:
        with pytest.raises(Unavailable):
            await database.rows("SELECT pg_sleep(600)", {})
        assert await database.patient(10).rows("SELECT 1", {}) == [(1,)]
        running = "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"
        assert await database.patient(10).rows(running, {}) == []


async def test_a_server_that_stalls_is_unavailable_in_time_and_serves_again_afterwards(servers: System) -> None:
    async with opened(servers, 0.2) as database:
        backends = [pid for (pid,) in await database.patient(10).rows("SELECT pg_backend_pid()", {})]
        async with stalled(backends), asyncio.timeout(5):
            with pytest.raises(Unavailable):
                await database.rows("SELECT 1", {})
        assert await database.patient(10).rows("SELECT 1", {}) == [(1,)]


async def test_who_no_longer_waits_is_let_go_at_once_by_a_server_that_stalls(servers: System) -> None:
    async with opened(servers, 60) as database:
        backends = [pid for (pid,) in await database.rows("SELECT pg_backend_pid()", {})]
        async with stalled(backends), asyncio.timeout(5):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(database.rows("SELECT 1", {}), 0.1)


async def test_a_message_is_refused_while_its_table_is_locked(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, database_deadline_s=0.5)) as served:
        citizen: Client = await served.client.open()
        async with await psycopg.AsyncConnection.connect(servers.database_url) as locker:
            await locker.execute("LOCK TABLE inbox")
            status, body = await citizen.post({"id": "m1", "text": "hello"})
        assert (status, body["code"]) == (503, "unavailable")
        assert await citizen.say("hello", id="m1")
