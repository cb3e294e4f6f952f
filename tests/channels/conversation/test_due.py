from __future__ import annotations

import asyncio
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from channels.conversation.due import DueTurns
from channels.conversation.messages import Incoming
from supervisor.system import System
from tests.channels.serving import Client, Served, process, serving, settings_for, until_ready
from tests.peers.bot import FakeBot


async def one_look(served: Served, left_after_s: float) -> None:
    turns = DueTurns(
        served.here.conversations, at_once=100, quiet_s=0, left_after_s=left_after_s, interval_s=1
    )  # fmt: skip
    await turns.begin()
    await turns.ended()


async def test_a_message_that_nobody_took_up_is_answered(served: Served, servers: System) -> None:
    """Stored by a process that died before its turn began."""
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    await served.here.database.rows(
        "INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, received_at)"
        " VALUES (%(session)s, 'web', %(session)s, 'web', 'text', %(text)s, gen_random_uuid(), now() - interval '3 s')",
        {"session": session, "text": served.here.vault.seal("left")},
    )
    await one_look(served, left_after_s=2)
    [event] = await citizen.events(1)
    assert "echo: left" in event["data"]


async def test_a_message_being_answered_is_left_alone(served: Served, bot: FakeBot) -> None:
    citizen = await served.client.open()
    bot.delay_s = 0.5
    await citizen.post({"id": "x", "text": "hello"}, path="/chat/messages")
    await asyncio.sleep(0.1)
    await one_look(served, left_after_s=0)
    assert len(await citizen.events(2, within_s=1.5)) == 1
    assert bot.values == ["hello"]


@dataclass(frozen=True)
class Waiting:
    """A message that waits for its turn, as some channel stored it; ages in seconds."""

    age_s: float
    waited_for: bool = False
    gathers: bool = True
    held_s: float | None = None


async def stored(served: Served, session: str, waiting: Waiting, text: str = "x") -> None:
    await served.here.database.rows(
        "INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, received_at,"
        " waited_for, gathers, held_until) VALUES (%(session)s, 'web', %(id)s, 'web', 'text', %(text)s,"
        " gen_random_uuid(), now() - %(age_s)s * interval '1 s', %(waited_for)s, %(gathers)s,"
        " now() + %(held_s)s::float * interval '1 s')",
        {"session": session, "id": str(uuid4()), "text": served.here.vault.seal(text), **asdict(waiting)},
    )


@pytest.mark.parametrize(
    ("waiting", "due"),
    [
        ([Waiting(0.5)], None),
        ([Waiting(1.5)], "worker"),
        ([Waiting(1.5), Waiting(0.5)], None),
        ([Waiting(3.5), Waiting(2.5), Waiting(1.5), Waiting(0.5)], "worker"),
        ([Waiting(0.5), Waiting(0.1, gathers=False)], "worker"),
        ([Waiting(0.0, gathers=False)], "worker"),
        ([Waiting(9.0, gathers=False, held_s=30)], None),
        ([Waiting(9.0, gathers=False, held_s=30), Waiting(5.0)], None),
        ([Waiting(40.0, gathers=False, held_s=-1)], "worker"),
        ([Waiting(1.0, waited_for=True, gathers=False)], None),
        ([Waiting(2.5, waited_for=True, gathers=False)], "recovery"),
    ],
)
async def test_a_turn_begins_when_a_burst_is_over_and_nothing_is_to_be_heard_yet(
    served: Served, waiting: list[Waiting], due: str | None
) -> None:
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    for one in waiting:
        await stored(served, session, one)
    found = dict(await served.here.conversations.repository.due(quiet_s=1, left_after_s=2, most=1000))
    assert found.get(session) == {None: None, "worker": False, "recovery": True}[due]
    await one_look(served, left_after_s=0)


async def test_no_more_turns_begin_than_there_is_room_for(served: Served, bot: FakeBot) -> None:
    bot.delay_s = 0.3
    turns = DueTurns(served.here.conversations, at_once=2, quiet_s=0, left_after_s=2, interval_s=1)
    for number in range(3):
        citizen = await served.client.open()
        message = Incoming(
            served.here.tokens.session(citizen.token), "web", f"{citizen.token} {number}", "web", "text", "hello",
            str(uuid4()), waited_for=False,
        )  # fmt: skip
        await served.here.conversations.receive(message)
    for _ in range(2):
        await turns.begin()
        await asyncio.sleep(0.1)
        assert len(bot.turns) == 2
    await turns.ended()
    await turns.begin()
    await turns.ended()
    assert len(bot.turns) == 3


async def test_while_the_bot_is_down_nobody_who_is_not_waiting_gets_an_apology(served: Served, bot: FakeBot) -> None:
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    bot.without_actions = True
    await stored(served, session, Waiting(2.0), "hello")
    await one_look(served, left_after_s=2)
    assert bot.values == ["hello"]
    bot.without_actions = False
    await stored(served, session, Waiting(1.5), "more")
    await one_look(served, left_after_s=2)
    assert bot.values == ["hello"], "it is left in peace for a moment"
    await _until_answered(served, session)
    # A second try is of the same words, or what was done in the first could not be known again.
    assert bot.values == ["hello", "hello", "more"]
    assert len(set(bot.correlation_ids)) == 2
    [first, second] = await citizen.events(2)
    assert ("echo: hello" in first["data"], "echo: more" in second["data"]) == (True, True)


async def test_a_message_that_has_waited_long_for_the_bot_gets_the_apology(served: Served, bot: FakeBot) -> None:
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    bot.without_actions = True
    await stored(served, session, Waiting(served.here.settings.outage_patience_s + 1))
    await one_look(served, left_after_s=2)
    [event] = await citizen.events(1)
    assert '"kind":"error"' in event["data"]


@pytest.mark.parametrize("order", ["fail 500", "fail 503", "nonsense"])
async def test_what_will_not_pass_is_not_tried_again(served: Served, bot: FakeBot, order: str) -> None:
    citizen = await served.client.open()
    await stored(served, served.here.tokens.session(citizen.token), Waiting(2.0), order)
    await one_look(served, left_after_s=2)
    [event] = await citizen.events(1)
    assert '"kind":"error"' in event["data"]
    assert bot.values == [order]


async def _until_answered(served: Served, session: str) -> None:
    open_of = "SELECT count(*) FROM inbox WHERE session_id = %(session)s AND answered_at IS NULL"
    async with asyncio.timeout(10):
        while await served.here.database.rows(open_of, {"session": session}) != [(0,)]:
            await one_look(served, left_after_s=2)
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_nothing_accepted_is_lost_when_the_gateway_is_killed(
    servers: System, bot: FakeBot, bot_url: str, tmp_path: Path
) -> None:
    bot.delay_s = 0.5
    doomed = settings_for(servers, bot_url, lease_s=5)
    worker = settings_for(servers, bot_url, lease_s=5, turns_interval_s=0.5)
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
