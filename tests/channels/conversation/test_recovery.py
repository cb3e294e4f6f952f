from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest

from channels.conversation.recovery import recover
from supervisor.system import System
from tests.channels.serving import Client, Served, process, serving, settings_for, until_ready
from tests.peers.bot import FakeBot


async def test_a_message_that_nobody_took_up_is_answered(served: Served, servers: System) -> None:
    """Stored by a process that died before its turn began."""
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    await served.here.database.rows(
        "INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, received_at)"
        " VALUES (%(session)s, 'web', %(session)s, 'web', 'text', 'left', gen_random_uuid(), now() - interval '3 s')",
        {"session": session},
    )
    assert await recover(served.here.conversations, after_s=2) >= 1
    [event] = await citizen.events(1)
    assert "echo: left" in event["data"]


async def test_a_message_being_answered_is_left_alone(served: Served, bot: FakeBot) -> None:
    citizen = await served.client.open()
    bot.delay_s = 0.5
    await citizen.post({"id": "x", "text": "hello"}, path="/chat/messages")
    await asyncio.sleep(0.1)
    await recover(served.here.conversations, after_s=0)
    assert len(await citizen.events(2, within_s=1.5)) == 1
    assert bot.values == ["hello"]


@pytest.mark.slow
async def test_nothing_accepted_is_lost_when_the_gateway_is_killed(
    servers: System, bot: FakeBot, bot_url: str, tmp_path: Path
) -> None:
    bot.delay_s = 0.5
    doomed = settings_for(servers, bot_url, lease_s=5)
    worker = settings_for(servers, bot_url, lease_s=5, recovery_interval_s=0.5)
    url = f"http://127.0.0.1:{doomed.port}"
    async with serving(settings_for(servers, bot_url)) as other:
        with process("channels", doomed, tmp_path / "gateway.log") as gateway:
            await until_ready(url)
            citizens = [await Client(other.client.http, url).open() for _ in range(5)]
            for citizen in citizens:
                for number in range(3):
                    status, _ = await citizen.post(
                        {"id": f"k{number}", "text": f"word {number}"}, path="/chat/messages"
                    )
                    assert status == 202
            gateway.kill()
            gateway.wait()
        killed = time.monotonic()
        with process("channels.worker", worker, tmp_path / "worker.log"):
            readers = [Client(other.client.http, other.client.url, citizen.token) for citizen in citizens]
            heard = await asyncio.gather(*(reader.events(3, within_s=30) for reader in readers))
        assert time.monotonic() - killed < 30
        for events in heard:
            assert [f'"k{number}"' in event["data"] for number, event in enumerate(events)] == [True] * 3
        again = [await reader.events(4, within_s=0.5) for reader in readers]
        assert [len(events) for events in again] == [3] * 5


@pytest.mark.slow
async def test_a_gateway_told_to_stop_ends_its_turns_and_its_streams(
    servers: System, bot: FakeBot, bot_url: str, tmp_path: Path
) -> None:
    bot.delay_s = 0.7
    settings = settings_for(servers, bot_url)
    url = f"http://127.0.0.1:{settings.port}"
    async with serving(settings_for(servers, bot_url)) as other:
        with process("channels", settings, tmp_path / "gateway.log") as gateway:
            await until_ready(url)
            citizen = await Client(other.client.http, url).open()
            reading = asyncio.create_task(citizen.events(9, within_s=20))
            asking = asyncio.create_task(citizen.say("hello"))
            await asyncio.sleep(0.3)
            gateway.terminate()
            [reply] = await asking
            assert reply["text"] == "echo: hello"
            await reading
            assert await asyncio.to_thread(gateway.wait, 10) in (0, -signal.SIGTERM)
        log = (tmp_path / "gateway.log").read_text()
        assert "Traceback" not in log
        assert "hello" not in log
