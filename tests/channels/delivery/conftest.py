from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from supervisor.system import System
from tests.channels.delivery.office import Office, office


@pytest.fixture
async def post(servers: System) -> AsyncIterator[Office]:
    async with office(servers) as running:
        yield running
