from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from supervisor.system import System
from tests.channels.voice.calling import CallBot, Exchange, exchange


@pytest.fixture
def call_bot() -> CallBot:
    return CallBot()


@pytest.fixture
async def telephone(servers: System, call_bot: CallBot) -> AsyncIterator[Exchange]:
    async with exchange(servers, call_bot) as made:
        yield made
