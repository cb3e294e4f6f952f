from __future__ import annotations

import json

import pytest

from supervisor.system import System
from tests.channels.serving import NOBODY, Client, Served, serving, settings_for
from tests.peers.bot import FakeBot


async def option_ids(citizen: Client) -> list[str]:
    [reply] = await citizen.say("options")
    return [option["id"] for option in reply["options"]]


async def test_a_chosen_option_reaches_the_bot_as_a_choice(citizen: Client, bot: FakeBot) -> None:
    first, _ = await option_ids(citizen)
    status, _ = await citizen.post({"id": "c", "option_id": first})
    assert status == 200
    assert (bot.turns[-1]["kind"], bot.turns[-1]["value"]) == ("choice", "topic:ladli_behna:summary")


async def test_an_option_of_another_conversation_is_refused(citizen: Client, served: Served, bot: FakeBot) -> None:
    first, _ = await option_ids(citizen)
    other = await Client(served.client.http, served.client.url).open()
    status, body = await other.post({"id": "c", "option_id": first})
    assert (status, body["code"]) == (400, "unknown_option")
    assert len(bot.turns) == 1


@pytest.mark.parametrize("forged", ["", "x", "dG9waWM6eA.AAAAAAAAAAAA", "dG9waWM6eA", ".", "é" * 10])
async def test_a_forged_option_is_refused(citizen: Client, bot: FakeBot, forged: str) -> None:
    status, body = await citizen.post({"id": "c", "option_id": forged})
    assert (status, body["code"]) == (400, "unknown_option")
    assert not bot.turns


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "AAAAAAAAAAAAAAAAAAAAAA.aaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
)
async def test_a_made_up_token_is_refused(citizen: Client, bot: FakeBot, token: str) -> None:
    status, body = await citizen.post({"id": "c", "text": "hello"}, token=token)
    assert (status, body["code"]) == (401, "unauthorised")
    assert not bot.turns


async def test_an_expired_session_is_told_so(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url)) as served:
        citizen = await served.client.open()
        session = served.here.tokens.session(citizen.token)
        await served.here.database.rows("UPDATE sessions SET expires_at = now() WHERE id = %(id)s", {"id": session})
        status, body = await citizen.post({"id": "c", "text": "hello"})
    assert (status, body["code"]) == (401, "session_expired")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\x00\x01\x02", "...", "\ufffd\ufffd\ufffd", "?!"])
async def test_a_message_without_words_gets_help_and_never_reaches_the_bot(
    citizen: Client, bot: FakeBot, text: str
) -> None:
    [reply] = await citizen.say(text)
    assert reply["meta"]["kind"] == "reprompt"
    assert not bot.turns


@pytest.mark.parametrize("text", ["👍", "❤️", "👨‍👩‍👧‍👦", "1️⃣"])
async def test_an_emoji_is_a_message(citizen: Client, bot: FakeBot, text: str) -> None:
    await citizen.say(text)
    assert bot.values == [text]


async def test_a_very_long_message_is_asked_to_be_shorter(citizen: Client, bot: FakeBot, served: Served) -> None:
    [reply] = await citizen.say("क" * 2001)
    assert reply["meta"]["kind"] == "reprompt"
    assert not bot.turns
    assert (await citizen.say("क" * 2000))[0]["meta"]["kind"] == "answer"


async def test_a_body_over_the_cap_is_refused(citizen: Client) -> None:
    status, body = await citizen.post(data=b'{"id":"a","text":"' + b"a" * 17000 + b'"}')
    assert (status, body["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400), (b"{", 400), (b"\xff\xfe", 400), (b'{"id":"a","text":"\xff"}', 400),
        (b'{"id":"a","text":"\\ud800"}', 400),
        (b"[]", 422), (b"null", 422), (b'"text"', 422), (b'{"id":"a"}', 422), (b'{"id":1,"text":"a"}', 422),
        (b'{"id":"a","text":"a","option_id":"b"}', 422), (b'{"id":"' + b"a" * 65 + b'","text":"a"}', 422),
        (b"[" * 8000, 400),
        (b'{"id":"a b","text":"a"}', 422), (b'{"id":"a","text":null}', 422), (b"NaN", 422),
    ],
)  # fmt: skip
async def test_a_malformed_body_is_refused_without_being_quoted(citizen: Client, data: bytes, status: int) -> None:
    found, body = await citizen.post(data=data)
    assert found == status
    assert set(body) == {"type", "title", "status", "code", "message"}


async def test_messages_that_come_too_fast_are_politely_asked_to_wait(
    servers: System, bot: FakeBot, bot_url: str
) -> None:
    async with serving(settings_for(servers, bot_url, limit_messages_per_session=3)) as served:
        citizen = await served.client.open(language="en")
        for _ in range(3):
            assert (await citizen.say("hello"))[0]["meta"]["kind"] == "answer"
        [reply] = await citizen.say("please tell me about the scheme")
        assert (reply["meta"]["kind"], reply["lang"]) == ("error", "en")
        status, body = await citizen.post({"id": "x", "text": "hello"}, path="/chat/messages")
        assert (status, body["status"]) == (202, "slow_down")
    assert len(bot.turns) == 3


async def test_a_flood_of_sessions_is_turned_away_for_a_while(servers: System, bot_url: str) -> None:
    settings = settings_for(servers, bot_url, limit_sessions_per_address=2, trusted_proxies="127.0.0.0/8")
    async with serving(settings) as served:
        address = {"X-Forwarded-For": "203.0.113.7"}
        statuses = []
        for _ in range(4):
            async with served.client.http.post(f"{served.client.url}/chat/sessions", headers=address) as answer:
                statuses.append(answer.status)
        assert statuses == [201, 201, 429, 429]
        assert 0 < int(answer.headers["Retry-After"]) <= 60


async def test_without_redis_messages_are_answered_all_the_same(servers: System, bot_url: str) -> None:
    settings = settings_for(servers, bot_url, redis_url="redis://127.0.0.1:9/0", limit_messages_per_session=1)
    async with serving(settings) as served:
        citizen = await served.client.open()
        assert [(await citizen.say("hello"))[0]["meta"]["kind"] for _ in range(3)] == ["answer"] * 3


async def test_without_a_database_the_citizen_is_told_and_offered_the_helpline(bot_url: str, servers: System) -> None:
    settings = settings_for(servers, bot_url)
    async with serving(settings) as served:
        citizen = await served.client.open()
        await served.here.database.pool.close()
        status, body = await citizen.post({"id": "a", "text": "hello"})
    assert status == 503
    assert "181" in body["message"]["hi"]


async def test_answers_carry_the_security_headers(citizen: Client) -> None:
    for path in ("/", "/healthz", "/nowhere"):
        async with citizen.http.get(f"{citizen.url}{path}") as answer:
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "server" not in answer.headers


async def test_only_a_uuid_is_taken_as_the_callers_request_id(citizen: Client, bot: FakeBot) -> None:
    await citizen.post({"id": "a", "text": "hello"}, headers={"X-Request-Id": "9876543210 evil"})
    assert "9876543210" not in json.dumps(bot.correlation_ids)


async def test_other_origins_need_to_be_allowed(servers: System) -> None:
    async with serving(settings_for(servers, NOBODY, allowed_origins="https://portal.example")) as served:
        for origin, allowed in (("https://portal.example", "https://portal.example"), ("https://evil.example", None)):
            headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            async with served.client.http.options(f"{served.client.url}/chat/messages", headers=headers) as answer:
                assert answer.headers.get("Access-Control-Allow-Origin") == allowed
