from __future__ import annotations

import asyncio
from random import randrange
from uuid import uuid4

import psycopg
import pytest
import structlog
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.audit.models import AuditEntry
from portal.citizens.models import ChannelAddress
from portal.database import Database
from portal.errors import NotFound, Unavailable
from supervisor.system import System

KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"


@pytest.fixture
async def named(servers: System) -> Database:
    """Its connections can be told from those of other tests."""
    mark = "&" if "?" in servers.database_url else "?"
    return Database(f"{servers.database_url}{mark}application_name=mine{randrange(10**9)}", 2, deadline_s=5.0)


async def kill(database: Database, servers: System) -> None:
    name = database.engine.url.query["application_name"]
    async with await psycopg.AsyncConnection.connect(servers.database_url, autocommit=True) as connection:
        await connection.execute(KILL, (name,))


async def times_done(database: Database, action: str) -> int:
    """How often this was kept in the audit trail."""
    found = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return await database.do(lambda s: s.scalar(found)) or 0


async def test_work_goes_on_after_all_connections_died(named: Database, servers: System) -> None:
    assert await named.do(lambda s: s.scalar(text("SELECT 1"))) == 1
    await kill(named, servers)
    assert await named.do(lambda s: s.scalar(text("SELECT 2"))) == 2
    await named.close()


async def test_a_connection_lost_in_the_middle_is_made_up_for_and_nothing_is_done_twice(
    named: Database, servers: System
) -> None:
    runs = 0
    name = f"n{randrange(10**9)}"

    async def work(session: AsyncSession) -> None:
        nonlocal runs
        runs += 1
        chain.record(session, name, actor="test")
        await session.execute(text("SELECT 1"))
        if runs == 1:
            await kill(named, servers)
        await session.execute(text("SELECT 1"))

    await named.do(work)
    assert (runs, await times_done(named, name)) == (2, 1)
    await named.close()


async def test_a_connection_lost_at_the_commit_is_told_and_not_tried_again(
    named: Database, servers: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = 0

    async def work(session: AsyncSession) -> None:
        nonlocal runs
        runs += 1
        await session.execute(text("SELECT 1"))

    commit = AsyncSession.commit

    async def lost(session: AsyncSession) -> None:
        await kill(named, servers)
        await commit(session)

    monkeypatch.setattr(AsyncSession, "commit", lost)
    with pytest.raises(Unavailable):
        await named.do(work)
    assert runs == 1
    await named.close()


async def test_work_that_takes_too_long_is_unavailable_and_kept_nowhere(servers: System) -> None:
    database = Database(servers.database_url, 1, deadline_s=0.3)
    name = f"n{randrange(10**9)}"

    async def work(session: AsyncSession) -> None:
        chain.record(session, name, actor="test")
        await asyncio.sleep(1)

    with pytest.raises(Unavailable):
        await database.do(work)
    assert await times_done(database, name) == 0
    await database.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/none", 1, deadline_s=2.0)
    with pytest.raises(Unavailable):
        await database.do(lambda s: s.scalar(text("SELECT 1")))
    await database.close()


async def test_an_expected_failure_undoes_the_work_and_comes_through(database: Database) -> None:
    name = f"n{randrange(10**9)}"

    async def work(session: AsyncSession) -> None:
        chain.record(session, name, actor="test")
        raise NotFound

    with pytest.raises(NotFound):
        await database.do(work)
    assert await times_done(database, name) == 0


async def test_errors_and_logs_do_not_quote_what_was_to_be_stored(database: Database) -> None:
    private = "+919812345678"

    async def work(session: AsyncSession) -> None:
        address = ChannelAddress(citizen_id=uuid4(), kind="phone", value=private, value_digest=b"x")
        session.add(address)
        await session.flush()

    with structlog.testing.capture_logs() as logs, pytest.raises(IntegrityError) as raised:
        await database.do(work)
    assert private not in f"{raised.value} {raised.value.params}"
    assert private not in str(logs)
