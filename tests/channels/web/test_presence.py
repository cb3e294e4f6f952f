from __future__ import annotations

import asyncio

from channels.web.presence import Presence
from tests.channels.serving import Client, Served


def session_of(citizen: Client) -> str:
    return citizen.token.split(".")[0]


async def until(presence: Presence, session: str, wanted: bool) -> None:
    async with asyncio.timeout(5):
        while await presence.is_open(session) is not wanted:  # noqa: ASYNC110 - another's work
            await asyncio.sleep(0.01)


async def test_a_session_is_open_while_its_stream_is_read(citizen: Client, served: Served) -> None:
    presence = Presence(served.here.redis, served.here.conversations.notices)
    session = session_of(citizen)
    assert not await presence.is_open(session)
    reading = asyncio.create_task(citizen.events(1, within_s=5))
    await until(presence, session, True)
    reading.cancel()
    await asyncio.wait({reading})
    await until(presence, session, False)


async def test_without_redis_nobody_seems_to_be_there(served: Served, citizen: Client) -> None:
    broken = Presence(served.here.redis.__class__.from_url("redis://127.0.0.1:9"), served.here.conversations.notices)
    await broken.note(session_of(citizen), 5)
    assert not await broken.is_open(session_of(citizen))
