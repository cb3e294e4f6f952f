from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from supervisor.system import System
from tests.channels.whatsapp.desk import Desk, desk
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio


@pytest.fixture
async def whatsapp(servers: System) -> AsyncIterator[Desk]:
    async with desk(servers) as running:
        yield running


@pytest.fixture(params=["twilio", "meta"])
def provider(request: pytest.FixtureRequest, whatsapp: Desk) -> FakeTwilio | FakeMeta:
    """Each of them in turn."""
    return whatsapp.provider(request.param)
