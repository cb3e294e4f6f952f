"""A bot that speaks the gateway's contract, and is slow, failing or senseless when told so.

What a message says decides: "wait 0.5", "fail 503", "nonsense", "options", "menu 2", "ask place", "lines 300", "file
https://…", "sources", "many"; anything else is echoed. Also runs as a program, `python -m tests.peers.bot PORT
[SECONDS]`, to be killed; GET /turns lists its turns.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.peers.serving import served

TOKEN = "token-of-the-tests-0123456789abcdef"


def reply(text: str, lang: str = "hi", kind: str = "answer", choices: tuple[str, ...] = ()) -> dict[str, Any]:
    """A neutral reply as the bot sends it."""
    return {
        "lang": lang,
        "text": text,
        "speech": text,
        "options": [{"choice": choice, "label": choice.title(), "short_label": choice} for choice in choices],
        "links": [],
        "sources": [],
        "attachments": [],
        "meta": {"kind": kind, "topic": "ladli_behna", "section": "summary", "confidence": "high"},
    }


class FakeBot:
    """Remembers each turn it was given, and how many it worked on at once in one conversation.

    `without_actions`: its action server is down.
    """

    def __init__(self, delay_s: float = 0.0) -> None:
        self.turns: list[dict[str, Any]] = []
        self.correlation_ids: list[str] = []
        self.together = 0
        self.delay_s = delay_s
        self.without_actions = False
        self._at_work: dict[str, int] = {}
        self.app = web.Application()
        self.app.router.add_post("/webhooks/gateway/turns", self._turn)
        self.app.router.add_get("/readyz", self._ready)
        self.app.router.add_get("/turns", self._listed)

    @property
    def values(self) -> list[str]:
        """What was said, in order."""
        return [turn["value"] for turn in self.turns]

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on this port, or any; gives the address."""
        async with served(self.app, port) as url:
            yield url

    async def _turn(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "unauthorised"}, status=401)
        turn = await request.json()
        self.turns.append(turn)
        self.correlation_ids.append(request.headers.get("X-Correlation-Id", ""))
        conversation = turn["conversation"]
        self._at_work[conversation] = self._at_work.get(conversation, 0) + 1
        self.together = max(self.together, self._at_work[conversation])
        try:
            return await self._answer(turn)
        finally:
            self._at_work[conversation] -= 1

    async def _answer(self, turn: dict[str, Any]) -> web.Response:
        value = turn["value"]
        state: dict[str, Any] = {"language": "hi", "intent": "ask_summary", "topic": "ladli_behna"}
        order, _, amount = value.partition(" ")
        replies = [reply(f"echo: {value}")]
        await asyncio.sleep(float(amount) if order == "wait" else self.delay_s)
        if self.without_actions:
            return web.json_response({"error": "actions_unreachable"}, status=503)
        if order == "reason":
            return web.json_response({"error": json.loads(amount)}, status=503)
        if order == "fail":
            return web.json_response({"error": "action_failed"}, status=int(amount))
        if order == "nonsense":
            return web.json_response({"replies": [{"no": "reply"}], "state": {}})
        if order == "options":
            replies = [reply("which?", choices=("topic:ladli_behna:summary", "topic:sambal:summary"))]
        if order == "menu":
            replies = [reply("which?", choices=tuple(f"topic:s{number}:fee" for number in range(int(amount))))]
        if order == "ask":
            replies = [reply("which one?", kind="ask")]
            replies[0]["meta"]["asks"] = amount
        if order == "lines":
            replies = [reply("\n".join(f"line {number}" for number in range(int(amount))))]
        if order == "file":
            kind = "image" if amount.endswith(".png") else "document"
            replies = [reply("here it is")]
            replies[0]["attachments"] = [{"kind": kind, "url": amount, "caption": "a paper"}]
        if order == "many":
            replies = [reply(f"part {number}") for number in range(3)]
        if order == "sources":
            replies[0]["sources"] = [{"title": "मध्यप्रदेश शासन", "url": "https://example.org/order", "as_of": "2026-04"}]
            replies[0]["links"] = [
                {"label": "पोर्टल", "url": "https://example.org/"},
                {"label": "x", "url": "javascript:x"},
            ]
        if order == "english":
            state["language"] = "en"
        if order == "start":
            state["starts_over"] = True
        return web.json_response({"replies": replies, "state": state})

    async def _ready(self, request: web.Request) -> web.Response:
        return web.json_response({"ready": True})

    async def _listed(self, request: web.Request) -> web.Response:
        return web.json_response(self.turns)


async def _serve(port: int, delay_s: float) -> None:
    async with FakeBot(delay_s).serving(port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
