from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.database import Database, create_pool
from portal.proof.gateway_origins import SessionOrigins
from supervisor.system import System


@pytest.fixture
async def gateway(servers: System) -> AsyncIterator[SessionOrigins]:
    pool = create_pool(servers.database_url, 1)
    await pool.open()
    yield SessionOrigins(Database(pool))
    await pool.close()
