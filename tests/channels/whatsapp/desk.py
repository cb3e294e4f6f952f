"""A gateway and a worker's loops, with both simulated providers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from supervisor.ports import free_port
from supervisor.system import System
from tests.channels.serving import Served, serving, settings_for
from tests.peers import meta, twilio
from tests.peers.bot import FakeBot
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

_numbers = count(1)


@dataclass
class Desk:
    """Everything of one test."""

    served: Served
    bot: FakeBot
    twilio: FakeTwilio
    meta: FakeMeta

    def provider(self, name: str) -> FakeTwilio | FakeMeta:
        return self.twilio if name == "twilio" else self.meta


def citizen(provider: FakeTwilio | FakeMeta | str) -> str:
    """Somebody who has never written, as this provider names them."""
    name = provider if isinstance(provider, str) else provider.name
    number = f"919{next(_numbers):03d}{free_port():06d}"
    return f"+{number}" if name == "twilio" else number


@asynccontextmanager
async def desk(servers: System, *, working: bool = True, **changes: Any) -> AsyncIterator[Desk]:
    """Serving until left; without `working`, nothing is sent unless a test does it."""
    bot, by_twilio, by_meta = FakeBot(), FakeTwilio(), FakeMeta()
    async with AsyncExitStack() as stack:
        bot_url = await stack.enter_async_context(bot.serving())
        await stack.enter_async_context(by_twilio.serving())
        await stack.enter_async_context(by_meta.serving())
        port = free_port()
        gateway = f"http://127.0.0.1:{port}"
        by_twilio.gateway = by_meta.gateway = gateway
        values = {
            "port": port, "burst_s": 0.1, "turns_interval_s": 0.02, "delivery_interval_s": 0.02,
            "delivery_doubt_s": 1.2, "delivery_deadline_s": 0.6,
            **twilio.settings(by_twilio, gateway), **meta.settings(by_meta, gateway), **changes,
        }  # fmt: skip
        served = await stack.enter_async_context(serving(settings_for(servers, bot_url, **values)))
        stop = asyncio.Event()
        tasks = [asyncio.create_task(loop) for loop in served.here.loops(stop)] if working else []
        try:
            yield Desk(served, bot, by_twilio, by_meta)
        finally:
            stop.set()
            if tasks:
                await asyncio.wait(tasks)
