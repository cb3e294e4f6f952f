import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from channels.conversation import notices
from channels.conversation.notices import Notices
from tests.channels.serving import Served

SESSIONS = [f"session-{number}" for number in range(50)]


@pytest.fixture
async def two(served: Served) -> AsyncIterator[tuple[Notices, Notices]]:
    redis = served.here.redis
    before = (await redis.pubsub_numsub(notices._TOPIC))[0][1]
    here, there = Notices(redis), Notices(redis)
    await here.start()
    await there.start()
    async with asyncio.timeout(5):
        while (await redis.pubsub_numsub(notices._TOPIC))[0][1] < before + 2:  # noqa: ASYNC110 - another's work
            await asyncio.sleep(0.01)
    yield here, there
    await here.close()
    await there.close()


async def test_whoever_waits_in_another_process_hears_of_each_conversation(two: tuple[Notices, Notices]) -> None:
    here, there = two
    async with AsyncExitStack() as until_the_end:
        listeners = [until_the_end.enter_context(there.listening(session)) for session in SESSIONS]
        await asyncio.gather(*(listener.news(0.05) for listener in listeners))
        for session in SESSIONS:
            here.moved_on(session)
        assert all(await asyncio.gather(*(listener.news(5.0) for listener in listeners)))


async def test_conversations_that_move_on_together_are_told_of_in_one_message(
    two: tuple[Notices, Notices], served: Served
) -> None:
    here, _ = two
    async with served.here.redis.pubsub(ignore_subscribe_messages=True) as watching:
        await watching.subscribe(notices._TOPIC)
        for session in SESSIONS:
            here.moved_on(session)
        told = ""
        while not told:
            message = await watching.get_message(timeout=5.0)
            told = message["data"].decode() if message else ""
    assert set(told.split()[1:]) == set(SESSIONS)


async def test_what_moved_on_just_before_the_end_is_told(two: tuple[Notices, Notices]) -> None:
    here, there = two
    with there.listening("session-1") as listener:
        await listener.news(0.05)
        here.moved_on("session-1")
        await here.close()
        assert await listener.news(5.0)
