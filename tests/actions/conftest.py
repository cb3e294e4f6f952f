from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from actions.host import create_app
from actions.tasks.store import Dialogues
from channels.database import Database, create_pool
from channels.vault import Vault
from knowledge.base import Shelf
from supervisor.system import System, running_servers
from tests.actions.talk import TOKEN, VAULT_KEY, settings_for


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
    app = create_app(settings_for(servers), shelf)
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
