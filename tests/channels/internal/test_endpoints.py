from __future__ import annotations

import psycopg
import pytest

from supervisor.system import System
from tests.channels.serving import Served, serving, settings_for
from tests.peers.bot import TOKEN, FakeBot


async def test_a_turn_returns_replies_and_state(served: Served) -> None:
    answer = await served.client.turn("any words at all", channel="voice", text="hello")
    assert answer["replies"][0]["text"] == "echo: hello"
    assert answer["state"] == {"language": "hi", "intent": "ask_summary", "topic": "ladli_behna"}


async def test_turns_with_one_name_are_one_conversation(served: Served, bot: FakeBot) -> None:
    for name in ("a", "b", "a"):
        await served.client.turn(name, text="hello")
    first, second, third = (turn["conversation"] for turn in bot.turns)
    assert first == third != second


@pytest.mark.parametrize(
    ("body", "kind", "value"),
    [
        ({"text": "hello"}, "text", "hello"),
        ({"voice_note": "नमस्ते जी"}, "text", "नमस्ते जी"),
        ({"press": "1"}, "key", "1"),
        ({"press": "98765 43210#".replace(" ", "")}, "key", "<phone:1>#"),
        ({"event": "silence"}, "event", "silence"),
    ],
)
async def test_each_input_reaches_the_bot_as_its_kind(
    served: Served, bot: FakeBot, body: dict[str, str], kind: str, value: str
) -> None:
    await served.client.turn(f"inputs {value}", channel="voice", **body)
    assert (bot.turns[0]["kind"], bot.turns[0]["value"]) == (kind, value)
    assert bot.turns[0]["metadata"]["channel"] == "voice"


async def test_an_option_can_be_chosen(served: Served, bot: FakeBot) -> None:
    answer = await served.client.turn("chooser", text="options")
    await served.client.turn("chooser", option_id=answer["replies"][0]["options"][1]["id"])
    assert (bot.turns[1]["kind"], bot.turns[1]["value"]) == ("choice", "topic:sambal:summary")


async def test_a_turn_with_an_id_is_taken_once(served: Served, bot: FakeBot) -> None:
    first = await served.client.turn("once", id="x", text="hello")
    assert await served.client.turn("once", id="x", text="hello") == first
    assert len(bot.turns) == 1


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "é"])
async def test_a_wrong_token_is_refused(served: Served, bot: FakeBot, token: str) -> None:
    status, _ = await served.client.post({"conversation": "a", "text": "x"}, path="/internal/turns", token=token)
    assert status == 401
    assert not bot.turns


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "a", "press": "1"}, {"press": "abc"}, {"event": "Drop Table"}, {"channel": "fax", "text": "a"}],
)
async def test_exactly_one_sound_input_is_needed(served: Served, body: dict[str, str]) -> None:
    status, _ = await served.client.post({"conversation": "a", **body}, path="/internal/turns", token=TOKEN)
    assert status == 422


async def test_without_a_token_in_the_settings_there_is_no_such_address(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, internal_token=None)) as served:
        status, _ = await served.client.post({"conversation": "a", "text": "x"}, path="/internal/turns", token="x")
    assert status == 404


async def test_the_callers_name_for_the_conversation_is_not_kept(served: Served, servers: System) -> None:
    await served.client.turn("+919812345678", text="hello")
    with psycopg.connect(servers.database_url) as connection:
        rows = connection.execute("SELECT id FROM sessions").fetchall()
    assert "9812345678" not in str(rows)


async def test_first_words_may_hold_an_identifier(served: Served, bot: FakeBot) -> None:
    await served.client.turn("first with a number", text="my number is 9876543210")
    assert bot.values == ["my number is <phone:1>"]
