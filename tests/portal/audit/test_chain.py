from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.audit.chain import Head, Tampered
from portal.database import Database
from portal.errors import NotFound
from supervisor.system import System, running_servers


@pytest.fixture(scope="module")
def own_servers() -> Iterator[System]:
    """The tests here spoil the trail, so it is theirs alone."""
    with running_servers(migrated=True) as running:
        yield running


@pytest.fixture
async def database(own_servers: System) -> AsyncIterator[Database]:
    opened = Database(own_servers.database_url, connections=4, deadline_s=5.0)
    await spoil(opened, "TRUNCATE audit")
    yield opened
    await opened.close()


async def write(database: Database, *actions: str) -> None:
    async def work(session: AsyncSession) -> None:
        for action in actions:
            chain.record(session, action, actor="system", count=1)

    await database.do(work)


async def spoil(database: Database, statement: str) -> None:
    """As the owner of the database could."""

    async def work(session: AsyncSession) -> None:
        await session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        await session.execute(text(statement))
        await session.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))

    await database.do(work)


async def test_what_was_written_verifies(database: Database) -> None:
    await write(database, "a", "b")
    await write(database, "c")
    head = await database.do(chain.verify)
    assert head.seq == 3


async def test_entries_of_many_at_once_make_one_chain(database: Database) -> None:
    await asyncio.gather(*(write(database, "x", "y") for _ in range(12)))
    assert (await database.do(chain.verify)).seq == 24


async def test_work_that_fails_leaves_no_entry(database: Database) -> None:
    async def work(session: AsyncSession) -> None:
        chain.record(session, "a", actor="system")
        raise NotFound

    with pytest.raises(NotFound):
        await database.do(work)
    assert (await database.do(chain.last)).seq == 0


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
async def test_the_database_refuses_to_change_the_trail(database: Database, statement: str) -> None:
    await write(database, "a")

    async def change(session: AsyncSession) -> None:
        await session.execute(text(statement))

    with pytest.raises(ProgrammingError, match="append-only"):
        await database.do(change)


@pytest.mark.parametrize(
    ("statement", "found_at"),
    [
        ("UPDATE audit SET action = 'forged' WHERE seq = 2", 2),
        ("UPDATE audit SET at = at + interval '1 microsecond' WHERE seq = 2", 2),
        ("UPDATE audit SET citizen_id = gen_random_uuid() WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE seq END", 2),
    ],
)
async def test_a_changed_or_missing_entry_is_found(database: Database, statement: str, found_at: int) -> None:
    await write(database, "a", "b", "c")
    await spoil(database, statement)
    with pytest.raises(Tampered) as raised:
        await database.do(chain.verify)
    assert raised.value.seq == found_at


async def test_entries_cut_off_at_the_end_are_found_by_an_end_noted_before(database: Database) -> None:
    await write(database, "a", "b", "c")
    noted = await database.do(chain.last)
    await spoil(database, "DELETE FROM audit WHERE seq = 3")
    assert (await database.do(chain.verify)).seq == 2
    with pytest.raises(Tampered):
        await database.do(lambda s: chain.verify(s, noted))


async def test_a_trail_written_anew_is_found_by_an_end_noted_before(database: Database) -> None:
    await write(database, "a", "b")
    noted = await database.do(chain.last)
    await spoil(database, "TRUNCATE audit")
    await write(database, "a", "forged", "c")
    assert (await database.do(chain.verify)).seq == 3
    with pytest.raises(Tampered):
        await database.do(lambda s: chain.verify(s, Head(noted.seq, noted.hash)))
