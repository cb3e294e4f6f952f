from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from supervisor.system import System
from tests.channels.serving import Served, serving, settings_for
from tests.peers.bot import FakeBot


@pytest.fixture
async def served(servers: System) -> AsyncIterator[Served]:
    """A gateway with a bot of no consequence."""
    async with FakeBot().serving() as bot_url, serving(settings_for(servers, bot_url)) as running:
        yield running
