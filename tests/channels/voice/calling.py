"""A gateway with a telephone, callers for each provider, and a bot that answers as told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from supervisor.system import System
from tests.channels.serving import Served, serving, settings_for
from tests.peers.bot import FakeBot, reply
from tests.peers.caller import CALLER, Caller, Provider
from tests.peers.exotel import Exotel
from tests.peers.kookoo import KooKoo
from tests.peers.plivo import Plivo
from tests.peers.twilio_voice import TwilioVoice

PUBLIC = "https://helpline.example"
TOKEN = "token-of-the-provider-0123456789abcdef"
PROVIDERS = ("twilio", "plivo", "exotel", "kookoo")
SETTINGS: dict[str, Any] = {
    "public_url": PUBLIC, "voice_providers": ",".join(PROVIDERS), "twilio_auth_token": TOKEN,
    "plivo_auth_token": TOKEN, "exotel_key": TOKEN, "kookoo_key": TOKEN,
}  # fmt: skip


def said(text: str, lang: str = "hi", kind: str = "answer", *, asks: str | None = None, **more: Any) -> dict[str, Any]:
    """A reply as the bot sends it; `options` as choice → label."""
    options = more.pop("options", {})
    made = reply(text, lang, kind)
    made["options"] = [{"choice": choice, "label": label, "short_label": label} for choice, label in options.items()]
    made["meta"] |= {"asks": asks, "topic": more.pop("topic", None), "confidence": "high", **more}
    return made


MENU = said(
    "क्या काम है?", kind="ask", asks="topic",
    options={"menu:complaint": "शिकायत", "menu:status": "शिकायत की स्थिति", "menu:schemes": "योजना"},
)  # fmt: skip


class CallBot(FakeBot):
    """Answers by what it is told: the words or keys → the reply; a main menu for the keys of the welcome."""

    def __init__(self, **answers: dict[str, Any]) -> None:
        super().__init__()
        self.answers: dict[str, dict[str, Any]] = {"1": MENU, "2": said("What do you need?", "en", "ask"), "*": MENU}
        self.answers |= answers
        self.intents: dict[str, str] = {}

    async def _answer(self, turn: dict[str, Any]) -> web.Response:
        answer = self.answers.get(turn["value"])
        if answer is None:
            return await super()._answer(turn)
        state = {"language": answer["lang"], "intent": self.intents.get(turn["value"], "ask_summary")}
        return web.json_response({"replies": [answer], "state": state})


@dataclass
class Exchange:
    """The telephone exchange: makes calls to one gateway."""

    served: Served
    bot: CallBot
    http: aiohttp.ClientSession
    made: list[Caller] = field(default_factory=list)

    def caller(self, provider: str = "twilio", number: str = CALLER, call_id: str = "") -> Caller:
        """A caller who has not dialled yet."""
        caller = Caller(self.http, self.provider(provider), number, call_id)
        self.made.append(caller)
        return caller

    def provider(self, name: str) -> Provider:
        """A provider that knows this gateway."""
        real = self.served.client.url
        makers: dict[str, Provider] = {
            "twilio": TwilioVoice(PUBLIC, real, TOKEN),
            "plivo": Plivo(PUBLIC, real, TOKEN),
            "exotel": Exotel(PUBLIC, real, TOKEN),
            "kookoo": KooKoo(PUBLIC, real, TOKEN),
        }
        return makers[name]

    async def in_menu(self, provider: str = "twilio", **more: str) -> Caller:
        """A caller who chose Hindi and hears the main menu."""
        caller = await self.caller(provider, **more).dial()
        await caller.press("1")
        return caller

    async def hearing(self, reply: dict[str, Any], provider: str = "twilio", **more: str) -> Caller:
        """A caller who chose schemes from the main menu and hears this."""
        self.bot.answers["menu:schemes"] = reply
        caller = await self.in_menu(provider, **more)
        await caller.press("3")
        return caller


@asynccontextmanager
async def exchange(servers: System, bot: CallBot, **changes: Any) -> AsyncIterator[Exchange]:
    """Serve a gateway with a telephone."""
    async with (
        bot.serving() as url,
        serving(settings_for(servers, url, **(SETTINGS | changes))) as served,
        aiohttp.ClientSession() as http,
    ):
        # Nobody has called before.
        await served.here.database.rows("DELETE FROM calls", {})
        yield Exchange(served, bot, http)
