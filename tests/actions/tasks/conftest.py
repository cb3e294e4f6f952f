from collections.abc import AsyncIterator

import httpx
import pytest

from portal import services
from portal.database import Database
from portal.services import Portal
from portal.settings import Settings
from supervisor.system import System
from tests.actions.talk import VAULT_KEY
from tests.actions.talking import Talk


@pytest.fixture
async def portal(servers: System, client: httpx.AsyncClient) -> AsyncIterator[Portal]:
    """The portal's services behind the assistant's back; nobody has asked for codes before."""
    settings = Settings(database_url=servers.database_url, redis_url=servers.redis_url, vault_key=VAULT_KEY)
    async with services.running(settings) as running:
        await running.proofs.limits.reset()
        yield running


@pytest.fixture
async def talk(client: httpx.AsyncClient, database: Database, portal: Portal) -> Talk:
    """A conversation on the web."""
    return await Talk(client, database).open()
