"""Evaluation through WhatsApp: a telephone for each conversation, and only what was seen on it counts."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from channels.settings import Settings
from evaluation.client import TurnFailed
from evaluation.given import HttpPortal
from evaluation.system import Address
from evaluation.through import THROUGH
from evaluation.through.whatsapp import PROVIDERS, Chats, WhatsApp
from supervisor.system import System
from tests.channels.serving import Served, serving, settings_for
from tests.peers.bot import TOKEN, FakeBot

NEEDS_FFMPEG = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
EACH = pytest.mark.parametrize("name", PROVIDERS)


@dataclass
class Chat:
    """An assistant that echoes, reached by WhatsApp."""

    chats: Chats
    bot: FakeBot
    served: Served

    async def turn(self, **does: Any) -> Any:
        (reply,) = await self.chats.turn("c", "whatsapp", does)
        return reply


@asynccontextmanager
async def chat(servers: System, name: str) -> AsyncIterator[Chat]:
    through, bot = WhatsApp(name), FakeBot()
    given = {name.lower(): value for name, value in through.environment.items()}
    environment = {name: value for name, value in given.items() if name in Settings.model_fields}
    stop = asyncio.Event()
    async with bot.serving() as bot_url, serving(settings_for(servers, bot_url, **environment)) as served:
        assert served.here.whatsapp
        working = [asyncio.create_task(loop) for loop in served.here.loops(stop)]
        try:
            async with through.way(Address(served.client.url, TOKEN)) as chats:
                await chats.check()
                await chats.begin("c", {"citizen": {"phone": "+919812345699"}})
                yield Chat(chats, bot, served)
        finally:
            stop.set()
            await asyncio.wait(working)


@EACH
async def test_words_are_answered_as_they_are_seen(servers: System, name: str) -> None:
    async with chat(servers, name) as here:
        assert (await here.turn(text="पेंशन कितनी है")).text == "echo: पेंशन कितनी है"
        assert (await here.turn(text="menu 8")).meta.kind == "answer"


@NEEDS_FFMPEG
@EACH
async def test_a_voice_note_is_answered_as_it_is_seen(servers: System, name: str) -> None:
    async with chat(servers, name) as here:
        assert "echo: लाड़ली बहना" in (await here.turn(voice_note="लाड़ली बहना")).text
        assert here.bot.turns[-1]["metadata"]["heard"] is True


@EACH
async def test_the_session_is_known_for_codes_and_for_a_new_day(servers: System, name: str) -> None:
    async with chat(servers, name) as here:
        assert here.chats.named("c") == {"conversation": "c"}
        await here.turn(text="hello")
        assert here.chats.named("c").keys() == {"session"}
        async with HttpPortal(here.served.client.url, TOKEN, named=here.chats.named) as portal:
            await portal.new_day("c")
        assert (await here.turn(event="new_day")).text == ""
        await here.turn(text="hello again")
        assert len({turn["conversation"] for turn in here.bot.turns}) == 2


async def test_what_a_chat_does_not_have_is_a_miss(servers: System) -> None:
    async with chat(servers, "meta") as here:
        with pytest.raises(TurnFailed, match="not in a chat"):
            await here.turn(event="silence")


async def test_a_reply_that_is_not_seen_is_a_miss(servers: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.through.whatsapp._PATIENCE_S", 0.8)
    async with chat(servers, "meta") as here:
        # What a test before left undelivered may come first.
        here.chats._provider.fail_later.extend([131026] * 9)
        with pytest.raises(TurnFailed, match="not seen"):
            await here.turn(text="hello")


def test_each_way_has_addresses_of_its_own() -> None:
    for name in PROVIDERS:
        one, other = THROUGH[name](), THROUGH[name]()
        assert one.channel == "whatsapp"
        assert one.environment["PORT"] != other.environment["PORT"]
