from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal import models, sealed
from portal.base import Base
from portal.database import Database
from supervisor.system import System, running_servers
from tests.portal.made import SmsBox

TABLES = models.__all__
KEY = Fernet.generate_key().decode()


@pytest.fixture(scope="session")
def servers() -> Iterator[System]:
    """A PostgreSQL with our tables and a Redis."""
    with running_servers(migrated=True) as running:
        yield running


@pytest.fixture(autouse=True)
def unlocked() -> None:
    """The tests' key, whatever the test before used."""
    sealed.unlock(KEY)


@pytest.fixture
async def database(servers: System) -> AsyncIterator[Database]:
    opened = Database(servers.database_url, connections=8, deadline_s=5.0)
    yield opened
    await opened.close()


@pytest.fixture
async def redis(servers: System) -> AsyncIterator[Redis]:
    opened = Redis.from_url(servers.redis_url)
    yield opened
    await opened.aclose()


@pytest.fixture
def sms() -> SmsBox:
    return SmsBox()


@pytest.fixture
async def own_database(database: Database) -> Database:
    """For tests that look at everything: nobody else's rows are in the portal's tables."""
    names = ", ".join(table.name for table in Base.metadata.sorted_tables if table.name not in ("sessions", "audit"))

    async def empty(session: AsyncSession) -> None:
        gateways = "sessions, inbox, outbox, dialogues, addresses, calls, deliveries, media"
        await session.execute(text(f"TRUNCATE {names}, {gateways} CASCADE"))

    await database.do(empty)
    return database
