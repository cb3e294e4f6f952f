from __future__ import annotations

import pytest

from channels.conversation.core import Conversations
from supervisor.system import System
from tests.channels.serving import serving, settings_for


async def test_who_stops_has_one_budget_from_the_first_time_it_is_told(
    servers: System, bot_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, given = [1000.0], []

    async def drain(self: Conversations, within_s: float) -> None:
        given.append(within_s)

    monkeypatch.setattr("channels.gateway.monotonic", lambda: now[0])
    monkeypatch.setattr(Conversations, "drain", drain)
    async with serving(settings_for(servers, bot_url, drain_s=3)) as served:
        served.here.drain()
        now[0] += 2
    assert given == [1.0]
