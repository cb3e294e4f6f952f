from __future__ import annotations

import asyncio
import time

import psycopg
import pytest

from channels.wording import say
from supervisor.system import System
from tests.channels.serving import NOBODY, Client, Served, serving, settings_for
from tests.kept import in_clear, opened
from tests.peers.bot import FakeBot

_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


async def test_a_message_is_answered(citizen: Client) -> None:
    [reply] = await citizen.say("लाड़ली बहना", id="first")
    assert reply["text"] == "echo: लाड़ली बहना"
    assert reply["in_reply_to"] == "first"
    assert reply["meta"]["kind"] == "answer"


async def test_words_that_look_like_an_escape_are_answered_and_shown_again(citizen: Client) -> None:
    words = "\\u0000 nahi"
    [reply] = await citizen.say(words, id="escape")
    assert reply["text"] == f"echo: {words}"
    assert await citizen.say(words, id="escape") == [reply]


async def test_several_replies_keep_their_order(citizen: Client) -> None:
    assert [reply["text"] for reply in await citizen.say("many")] == ["part 0", "part 1", "part 2"]


async def test_a_message_sent_again_gets_the_same_replies_and_no_second_turn(citizen: Client, bot: FakeBot) -> None:
    first = await citizen.say("hello", id="same")
    assert await citizen.say("hello", id="same") == first
    assert bot.values == ["hello"]


async def test_a_message_sent_many_times_at_once_is_one_turn(citizen: Client, bot: FakeBot) -> None:
    bot.delay_s = 0.1
    answers = await asyncio.gather(*(citizen.say("hello", id="same") for _ in range(12)))
    assert all(answer == answers[0] for answer in answers)
    assert bot.values == ["hello"]


async def test_an_id_used_for_other_content_is_a_conflict(citizen: Client, bot: FakeBot) -> None:
    await citizen.say("hello", id="same")
    status, body = await citizen.post({"id": "same", "text": "other"})
    assert (status, body["code"]) == (409, "conflict")
    assert bot.values == ["hello"]


async def test_the_same_id_in_two_sessions_is_two_messages(served: Served, bot: FakeBot) -> None:
    for words in ("one", "two"):
        await (await Client(served.client.http, served.client.url).open()).say(words, id="same")
    assert bot.values == ["one", "two"]


async def test_messages_of_a_conversation_take_turns_in_order_of_arrival(citizen: Client, bot: FakeBot) -> None:
    bot.delay_s = 0.03
    words = [f"word {number}" for number in range(8)]
    for number, word in enumerate(words):
        status, _ = await citizen.post({"id": f"o{number}", "text": word}, path="/chat/messages")
        assert status == 202
    replies = await citizen.events(8)
    assert bot.values == words
    assert bot.together == 1
    assert len(replies) == 8


async def test_two_gateways_never_work_on_one_conversation_together(
    servers: System, bot: FakeBot, bot_url: str
) -> None:
    bot.delay_s = 0.02
    async with serving(settings_for(servers, bot_url)) as one, serving(settings_for(servers, bot_url)) as two:
        citizen = await one.client.open()
        same = Client(two.client.http, two.client.url, citizen.token)
        answers = await asyncio.gather(
            *((citizen, same)[number % 2].say(f"w{number}", id=f"t{number}") for number in range(20))
        )
    assert bot.together == 1
    assert sorted(bot.values) == sorted(f"w{number}" for number in range(20))
    assert [reply["text"] for [reply] in answers] == [f"echo: w{number}" for number in range(20)]


async def test_a_reader_at_another_gateway_hears_at_once(servers: System, bot_url: str) -> None:
    settings = settings_for(servers, bot_url, heartbeat_s=30)
    async with serving(settings) as one, serving(settings_for(servers, bot_url, heartbeat_s=30)) as two:
        citizen = await one.client.open()
        reader = Client(two.client.http, two.client.url, citizen.token)
        reading = asyncio.create_task(reader.events(1))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await citizen.say("hello")
        assert len(await reading) == 1
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("words", ["fail 500", "fail 503", "nonsense"])
async def test_a_failing_bot_gets_an_apology_that_offers_the_helpline(citizen: Client, words: str) -> None:
    [reply] = await citizen.say(words)
    assert reply["meta"]["kind"] == "error"
    assert "181" in reply["text"]


async def test_the_bot_is_told_which_turns_ended_in_an_apology(citizen: Client, bot: FakeBot) -> None:
    for words in ("fail 503", "nonsense", "hello", "again"):
        await citizen.say(words)
    unheard = [turn["metadata"].get("unheard", []) for turn in bot.turns]
    assert unheard == [[], bot.correlation_ids[:1], bot.correlation_ids[:2], []]


async def test_however_long_the_actions_are_down_the_turn_whose_reply_is_owed_is_remembered(
    citizen: Client, bot: FakeBot
) -> None:
    await citizen.say("fail 503")
    bot.without_actions = True
    for number in range(25):
        await citizen.say(f"are you there? {number}")
    bot.without_actions = False
    await citizen.say("hello")
    assert bot.turns[-1]["metadata"]["unheard"] == bot.correlation_ids[:1]


async def test_however_long_the_bot_is_down_the_turn_whose_reply_is_owed_is_remembered(
    servers: System, bot: FakeBot
) -> None:
    async with bot.serving() as url:
        port = int(url.rsplit(":", 1)[1])
        async with serving(settings_for(servers, url)) as served:
            citizen = await served.client.open()
            await citizen.say("fail 503")
    async with serving(settings_for(servers, url)) as served:
        same = Client(served.client.http, served.client.url, citizen.token)
        for number in range(22):
            await same.post({"id": f"n{number}", "text": "are you there?"}, path="/chat/messages?wait=true")
        async with bot.serving(port):
            await same.post({"id": "last", "text": "hello"}, path="/chat/messages?wait=true")
    assert bot.turns[-1]["metadata"]["unheard"] == bot.correlation_ids[:1]


async def test_an_apology_is_remembered_at_another_gateway(servers: System, bot: FakeBot, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url)) as one, serving(settings_for(servers, bot_url)) as two:
        citizen = await one.client.open()
        await citizen.say("fail 503")
        same = Client(two.client.http, two.client.url, citizen.token)
        await same.post({"id": "n", "text": "hello"}, path="/chat/messages")
        await same.events(2)
    assert bot.turns[-1]["metadata"]["unheard"] == bot.correlation_ids[:1]


async def test_a_slow_bot_gets_an_apology_by_the_deadline(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, bot_deadline_s=0.3)) as served:
        citizen = await served.client.open()
        began = time.monotonic()
        [reply] = await citizen.say("wait 5")
        assert time.monotonic() - began < 1
        assert reply["meta"]["kind"] == "error"
        [reply] = await citizen.say("still there")
        assert reply["text"] == "echo: still there"


async def test_turns_wait_in_order_for_their_place_at_the_bot(servers: System, bot: FakeBot, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, bot_turns_at_once=1, bot_deadline_s=2)) as served:
        people = [await Client(served.client.http, served.client.url).open() for _ in range(4)]
        asking = []
        for number, citizen in enumerate(people):
            asking.append(asyncio.create_task(citizen.say(f"wait 1.{number}")))
            await asyncio.sleep(0.3)
        replies = [(await answer)[0]["text"] for answer in asking]
    assert replies == [f"echo: wait 1.{number}" for number in range(4)]
    assert bot.values == [f"wait 1.{number}" for number in range(4)]


async def test_who_finds_no_place_at_the_bot_is_told_that_many_are_asking(servers: System, bot_url: str) -> None:
    tight = settings_for(servers, bot_url, bot_turns_at_once=1, bot_deadline_s=4, lease_s=4.3)
    async with serving(tight) as served:
        first, second = (
            await Client(served.client.http, served.client.url).open(),
            await Client(served.client.http, served.client.url).open(language="hi"),
        )
        slow = asyncio.create_task(first.say("wait 1.5"))
        await asyncio.sleep(0.1)
        [reply] = await second.say("नमस्ते")
        assert reply["text"] == say("bot_busy", "hi")
        assert [one["text"] for one in await slow] == ["echo: wait 1.5"]
        assert [one["text"] for one in await second.say("नमस्ते फिर")] == ["echo: नमस्ते फिर"]


async def test_a_dead_bot_gets_an_apology_in_the_citizens_language(servers: System) -> None:
    async with serving(settings_for(servers, NOBODY)) as served:
        citizen = await served.client.open(language="hi")
        [english] = await citizen.say("Which papers do I need for an income certificate?")
        [hindi] = await citizen.say("आय प्रमाण पत्र कैसे बनेगा")
    assert (english["lang"], hindi["lang"]) == ("en", "hi")


async def test_a_bot_that_is_being_restarted_is_asked_again(servers: System, bot: FakeBot) -> None:
    async with bot.serving() as url:
        port = int(url.rpartition(":")[2])
    async with serving(settings_for(servers, url, bot_retry_after_s=0.5)) as served:
        citizen = await served.client.open()
        asking = asyncio.create_task(citizen.say("hello"))
        await asyncio.sleep(0.2)
        async with bot.serving(port):
            [reply] = await asking
    assert reply["text"] == "echo: hello"


async def test_starting_over_begins_a_new_conversation_at_the_bot(citizen: Client, bot: FakeBot) -> None:
    for words in ("hello", "again", "start over", "hello"):
        await citizen.say(words)
    conversations = [turn["conversation"] for turn in bot.turns]
    assert conversations[0] == conversations[1] == conversations[2] != conversations[3]


async def test_the_bot_gets_what_the_contract_says(citizen: Client, bot: FakeBot) -> None:
    given = "0f2e7d2a-1111-4222-8333-444455556666"
    await citizen.post({"id": "a", "text": "/start{}", "language": "en"}, headers={"X-Request-Id": given})
    assert bot.correlation_ids == [given]
    [turn] = bot.turns
    assert (turn["kind"], turn["value"]) == ("text", "/start{}")
    assert turn["metadata"] == {"channel": "web", "correlation_id": given, "language": "en"}


async def test_identifiers_are_stored_as_tokens_and_an_aadhaar_number_nowhere(
    citizen: Client, bot: FakeBot, servers: System, keys: str
) -> None:
    [reply] = await citizen.say("मेरा फ़ोन 9876501234, आधार 2345 6789 0123, फिर फ़ोन +91 98765 01234, दूसरा 9876501235")
    assert reply["text"] == "echo: मेरा फ़ोन <phone:1>, आधार <aadhaar>, फिर फ़ोन <phone:1>, दूसरा <phone:2>"
    assert bot.turns[0]["metadata"]["aadhaar_seen"] is True
    tables = opened(servers.database_url, keys)
    assert "दूसरा <phone:2>" in tables["inbox"]
    for text in (*tables.values(), *in_clear(servers.database_url).values()):
        assert not any(number in text for number in ("234567890123", "2345 6789"))
    for text in (tables["inbox"], tables["outbox"], *in_clear(servers.database_url).values()):
        assert "9876501234" not in text


async def test_a_lease_that_was_lost_changes_nothing(served: Served, bot: FakeBot, servers: System) -> None:
    citizen = await served.client.open()
    bot.delay_s = 0.4
    saying = asyncio.create_task(citizen.say("hello", id="x"))
    await asyncio.sleep(0.2)
    repository = served.here.conversations.repository
    session = served.here.tokens.session(citizen.token)
    async with await psycopg.AsyncConnection.connect(servers.database_url, autocommit=True) as connection:
        await connection.execute("UPDATE leases SET until = '-infinity' WHERE session_id = %s", (session,))
    await served.here.conversations.take_up(session, "recovery")
    [reply] = await saying
    assert reply["in_reply_to"] == "x"
    assert len(await repository.replies_after(session, 0)) == 1


async def test_a_message_that_kills_whoever_takes_it_up_gets_an_apology(
    served: Served, bot: FakeBot, servers: System
) -> None:
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    bot.delay_s = 0.5
    await citizen.post({"id": "x", "text": "hello"}, path="/chat/messages")
    async with await psycopg.AsyncConnection.connect(servers.database_url, autocommit=True) as connection:
        await connection.execute(
            "UPDATE leases SET until = '-infinity', attempts = 3 WHERE session_id = %s", (session,)
        )
    await served.here.conversations.take_up(session, "recovery")
    [event] = await citizen.events(1)
    assert '"kind":"error"' in event["data"]


async def test_a_lost_database_connection_is_not_noticed(served: Served, servers: System) -> None:
    citizen = await served.client.open()
    await citizen.say("before")
    async with await psycopg.AsyncConnection.connect(servers.database_url, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    assert (await citizen.say("after"))[0]["text"] == "echo: after"


@pytest.mark.parametrize(
    "words", ["hello", "my number is 9876543210", "my number is 9876543211, Aadhaar 2345 6789 0123"]
)
async def test_a_database_that_was_restarted_is_asked_again(servers: System, citizen: Client, words: str) -> None:
    await citizen.say("first")
    async with await psycopg.AsyncConnection.connect(servers.database_url, autocommit=True) as connection:
        await connection.execute(_END_OTHERS)
    assert [reply["meta"]["kind"] for reply in await citizen.say(words)] == ["answer"]
