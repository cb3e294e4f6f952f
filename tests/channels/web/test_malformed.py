from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any, cast

import orjson
from starlette.types import Message

from channels.app import create_app
from channels.conversation.core import Conversations
from channels.conversation.messages import Incoming
from tests.channels.serving import Served

SEED, INPUTS = 20261124, 10_000
SOUND = '{"id":"%d","text":"लाड़ली बहना 👍"}'
PUT_IN = [b'"', b"\\", b"\x00", b"\\u0000", b"\\ud83d", b"{", b"[", b"\xff", b"null", b"1e999"]


def broken(number: int, chance: random.Random) -> bytes:
    """A sound body with a few bytes changed, cut out, doubled or put in; or nothing but noise."""
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(200))
    body = bytearray((SOUND % number).encode())
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(4):
            case 0:
                body[at : at + 1] = chance.randbytes(1)
            case 1:
                del body[at : at + chance.randrange(8)]
            case 2:
                body[at:at] = body[at : at + 8]
            case _:
                body[at:at] = chance.choice(PUT_IN)
    return bytes(body)


class Accepting:
    """Takes every message that gets so far; what becomes of those is tested elsewhere."""

    def __init__(self) -> None:
        self.received: list[Incoming] = []

    async def receive(self, message: Incoming) -> None:
        self.received.append(message)


async def test_ten_thousand_broken_bodies_never_break_the_gateway(served: Served) -> None:
    here = served.here
    session = here.tokens.issue("fuzzed")
    accepting = Accepting()
    app = create_app(here.settings)
    app.state.gateway = replace(here, conversations=cast(Conversations, accepting))
    chance = random.Random(SEED)
    statuses: Counter[int] = Counter()
    for number in range(INPUTS):
        status, answer = await call(app, broken(number, chance), session)
        assert isinstance(orjson.loads(answer), dict)
        statuses[status] += 1
    assert statuses.keys() == {202, 400, 422}
    assert accepting.received
    assert not any("\x00" in message.value for message in accepting.received)


async def call(app: Any, body: bytes, token: str) -> tuple[int, bytes]:
    """One request straight into the application: ten thousand through a socket would take long."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/chat/messages", "raw_path": b"/chat/messages", "query_string": b"",
        "headers": [(b"authorization", f"Bearer {token}".encode())], "client": ("127.0.0.1", 1), "server": ("test", 80),
        "scheme": "http", "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])
