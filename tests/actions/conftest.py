from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from actions.host import create_app
from actions.tasks.store import Dialogues
from channels.database import Database, create_pool
from channels.vault import Vault
from knowledge.base import Shelf
from portal.database import Database as PortalDatabase
from supervisor.system import System, running_servers
from tests.actions.talk import TOKEN, VAULT_KEY, settings_for
from tests.actions.talking import Talk


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The repository's own records, without what this machine may have imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPORT_FOLDER", str(tmp_path_factory.mktemp("imports")))
        return Shelf()


@pytest.fixture(scope="session")
def servers() -> Iterator[System]:
    """A PostgreSQL with our tables and a Redis."""
    with running_servers(migrated=True) as running:
        yield running


@pytest.fixture
async def client(shelf: Shelf, servers: System) -> AsyncIterator[httpx.AsyncClient]:
    # Many tests at once on few cores: the deadline is no part of what they test.
    app = create_app(settings_for(servers, ACTIONS_DEADLINE_S=20.0), shelf)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://actions", headers=headers) as client,
    ):
        yield client


@pytest.fixture
async def dialogues(servers: System) -> AsyncIterator[Dialogues]:
    """What the conversations hold, read behind the assistant's back."""
    pool = create_pool(servers.database_url, 1)
    await pool.open()
    yield Dialogues(Database(pool), Vault(VAULT_KEY))
    await pool.close()


@pytest.fixture
async def database(servers: System, client: httpx.AsyncClient) -> AsyncIterator[PortalDatabase]:
    """The portal's tables, behind the assistant's back."""
    opened = PortalDatabase(servers.database_url, connections=2, deadline_s=5.0)
    yield opened
    await opened.close()


@pytest.fixture
async def talk(client: httpx.AsyncClient, database: PortalDatabase) -> Talk:
    """A conversation on the web."""
    return await Talk(client, database).open()
