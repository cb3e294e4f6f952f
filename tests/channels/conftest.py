from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from supervisor.system import System, running_servers
from tests.channels.serving import Client, Served, serving, settings_for
from tests.peers.bot import FakeBot


@pytest.fixture(scope="session")
def servers() -> Iterator[System]:
    """A PostgreSQL with our tables and a Redis."""
    with running_servers(migrated=True) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test has left unanswered, a worker of the next one would answer."""
    yield
    if "servers" in request.fixturenames:
        with psycopg.connect(request.getfixturevalue("servers").database_url, autocommit=True) as connection:
            connection.execute("UPDATE inbox SET answered_at = now() WHERE answered_at IS NULL")


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
async def bot_url(bot: FakeBot) -> AsyncIterator[str]:
    async with bot.serving() as url:
        yield url


@pytest.fixture
async def served(servers: System, bot_url: str) -> AsyncIterator[Served]:
    async with serving(settings_for(servers, bot_url)) as running:
        yield running


@pytest.fixture
def keys(served: Served) -> str:
    """Those under which the gateway seals."""
    return served.here.settings.vault_key.get_secret_value()


@pytest.fixture
async def citizen(served: Served) -> Client:
    """A client with a session."""
    return await served.client.open(language="hi")
