from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest

from supervisor.system import System
from tests.channels.serving import Client, Served, serving, settings_for


async def test_replies_come_as_events_and_resume_after_the_last_one_seen(citizen: Client) -> None:
    for words in ("one", "two", "three"):
        await citizen.say(words)
    everything = await citizen.events(3)
    assert [words in event["data"] for words, event in zip(("one", "two", "three"), everything, strict=True)] == [
        True
    ] * 3
    rest = await citizen.events(2, after=everything[0]["id"])
    assert rest == everything[1:]


async def test_a_waiting_reader_hears_a_new_reply_at_once(citizen: Client) -> None:
    reading = asyncio.create_task(citizen.events(1, within_s=3))
    await asyncio.sleep(0.1)
    await citizen.post({"id": "a", "text": "hello"}, path="/chat/messages")
    assert len(await reading) == 1


async def test_a_reader_sees_nothing_of_another_session(citizen: Client, served: Served) -> None:
    other = await Client(served.client.http, served.client.url).open()
    await citizen.say("hello")
    assert await other.events(1, within_s=0.3) == []


async def test_a_quiet_stream_is_kept_open_by_comments(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, heartbeat_s=0.05)) as served:
        citizen = await served.client.open()
        headers = {"Authorization": f"Bearer {citizen.token}"}
        async with citizen.http.get(f"{citizen.url}/chat/events", headers=headers) as answer:
            assert b": still here" in await answer.content.readuntil(b"here\n")


@pytest.mark.parametrize("last", ["x", "-1", "9" * 30, "9" * 5000, "١"])
async def test_a_strange_last_event_id_is_refused(citizen: Client, last: str) -> None:
    headers = {"Authorization": f"Bearer {citizen.token}", "Last-Event-ID": last}
    async with citizen.http.get(f"{citizen.url}/chat/events", headers=headers) as answer:
        assert answer.status == 422


async def test_a_stream_needs_a_token(citizen: Client) -> None:
    async with citizen.http.get(f"{citizen.url}/chat/events") as answer:
        assert answer.status == 401


@pytest.mark.parametrize("limit", ["event_streams", "event_streams_per_address"])
async def test_there_are_only_so_many_streams_in_all_and_from_one_address(
    servers: System, bot_url: str, limit: str
) -> None:
    async with serving(settings_for(servers, bot_url, **{limit: 1})) as served:
        citizen = await served.client.open()
        reading = asyncio.create_task(citizen.events(1, within_s=0.5))
        await asyncio.sleep(0.2)
        headers = {"Authorization": f"Bearer {citizen.token}"}
        async with citizen.http.get(f"{citizen.url}/chat/events", headers=headers) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        await reading


async def test_one_more_stream_of_a_session_ends_its_oldest_and_no_other_sessions(citizen: Client) -> None:
    other = await Client(citizen.http, citizen.url).open()
    async with AsyncExitStack() as open_streams:
        theirs = await open_streams.enter_async_context(stream_of(other))
        mine = [await open_streams.enter_async_context(stream_of(citizen)) for _ in range(4)]
        async with asyncio.timeout(5):
            assert await mine[0].content.read() == b""
        await citizen.say("hello")
        await other.say("hello")
        for one in (theirs, *mine[1:]):
            assert await one.content.readuntil(b"event: reply\n")


@asynccontextmanager
async def stream_of(client: Client) -> AsyncIterator[aiohttp.ClientResponse]:
    """An event stream that has begun."""
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.http.get(f"{client.url}/chat/events", headers=headers) as answer:
        await answer.content.readuntil(b"retry: 2000\n\n")
        yield answer
