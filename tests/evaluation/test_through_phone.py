"""Evaluation through the telephone: a call for each conversation, and only what was heard counts."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from channels.settings import Settings
from evaluation.cases import Conversation
from evaluation.client import TurnFailed
from evaluation.given import HttpPortal
from evaluation.judge import Judge
from evaluation.run import Runner
from evaluation.system import Address
from evaluation.through import THROUGH
from evaluation.through.phone import PROVIDERS, Calls, Phone
from evaluation.topics import Topics
from supervisor.system import System
from tests.channels.serving import serving, settings_for
from tests.channels.voice.calling import CallBot, said
from tests.peers.bot import TOKEN

NEEDS_FFMPEG = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
# Who does not understand speech has it recorded.
EACH = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=NEEDS_FFMPEG if name in {"exotel", "kookoo"} else ()) for name in PROVIDERS]
)


@dataclass
class Line:
    """An assistant that answers as told, reached by telephone."""

    calls: Calls
    bot: CallBot
    address: Address

    async def turn(self, **does: Any) -> Any:
        (reply,) = await self.calls.turn("c", "voice", does)
        return reply


@asynccontextmanager
async def line(servers: System, name: str) -> AsyncIterator[Line]:
    phone, bot = Phone(PROVIDERS[name]), CallBot()
    given = {name.lower(): value for name, value in phone.environment.items()}
    environment = {name: value for name, value in given.items() if name in Settings.model_fields}
    async with bot.serving() as bot_url, serving(settings_for(servers, bot_url, **environment)) as served:
        address = Address(served.client.url, TOKEN)
        async with phone.way(address) as calls:
            await calls.check()
            await calls.begin("c", {})
            yield Line(calls, bot, address)


@EACH
async def test_keys_words_and_silence_are_answered_as_they_are_heard(servers: System, name: str) -> None:
    async with line(servers, name) as here:
        here.bot.answers["पेंशन कितनी है"] = said("छह सौ रुपये।", topic="ss_vridh_pension")
        assert (await here.turn(press="1")).meta.kind == "ask"
        silence = await here.turn(event="silence")
        assert (silence.meta.kind, silence.lang) == ("reprompt", "hi")
        answer = await here.turn(text="पेंशन कितनी है")
        assert (answer.meta.kind, answer.meta.topic, answer.text) == ("answer", "ss_vridh_pension", "छह सौ रुपये।")
        assert await here.turn(press="9") == answer
        assert here.bot.values.count("पेंशन कितनी है") == 1


async def test_a_number_is_pressed_where_nothing_can_be_said(servers: System) -> None:
    async with line(servers, "kookoo") as here:
        here.bot.answers["menu:status"] = said("नंबर बताइए।", kind="ask", asks="complaint_number")
        here.bot.answers["<number:1>"] = said("काम चल रहा है।", kind="complaint_status")
        await here.turn(press="1")
        await here.turn(press="2")
        assert (await here.turn(text="teen teen ek do zero chhah saat chaar")).meta.kind == "complaint_status"


async def test_a_new_day_is_a_new_call_in_a_new_session(servers: System) -> None:
    async with line(servers, "twilio-voice") as here:
        await here.turn(press="1")
        first = here.calls.named("c")
        assert first.keys() == {"session"}
        async with HttpPortal(here.address.url, here.address.token, named=here.calls.named) as portal:
            await portal.new_day("c")
        assert "जन सहायक" in (await here.turn(event="new_day")).text
        await here.turn(press="1")
        assert here.calls.named("c") != first


async def test_what_a_telephone_does_not_have_is_a_miss(servers: System) -> None:
    async with line(servers, "twilio-voice") as here:
        with pytest.raises(TurnFailed, match="not by telephone"):
            await here.turn(voice_note="नमस्ते")


async def test_whoever_calls_again_from_the_same_phone_begins_anew(servers: System) -> None:
    turns = [{"press": 1, "expect": {"kind": "ask"}}]
    item = {"lang": "hi", "channel": "voice", "turns": turns}
    given = {"citizen": {"phone": "+919812345607", "name": "Ramvati Test"}}
    cases = [Conversation.model_validate({"id": f"c{number}", "given": given, **item}) for number in range(2)]
    async with (
        line(servers, "plivo") as here,
        HttpPortal(here.address.url, here.address.token, named=here.calls.named) as portal,
    ):
        runner = Runner(here.calls, Judge(Topics({})), portal)
        assert [(await runner.hold(case)).passed for case in cases] == [True, True]


def test_each_way_has_a_channel_and_secrets_of_its_own() -> None:
    for name in PROVIDERS:
        one, other = THROUGH[name](), THROUGH[name]()
        assert one.channel == "voice"
        assert one.environment["KOOKOO_KEY"] != other.environment["KOOKOO_KEY"]
