import asyncio
from dataclasses import dataclass, field

import aiohttp

from benchmarks.load import conversations, converse
from benchmarks.systems import Failed


@dataclass
class Echo:
    """A way that answers at once, but for what it is told to fail on."""

    name: str = "echo"
    fails_on: str = ""
    opened: int = 0
    heard: dict[str, list[str]] = field(default_factory=dict)
    under_way: int = 0
    most_under_way: int = 0

    async def open(self, http: aiohttp.ClientSession) -> str:
        self.opened += 1
        return str(self.opened)

    async def turn(self, http: aiohttp.ClientSession, conversation: str, text: str) -> None:
        self.heard.setdefault(conversation, []).append(text)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0.001)
        self.under_way -= 1
        if text == self.fails_on:
            raise Failed("no reply")


def test_ten_conversations_of_six_different_turns() -> None:
    script = conversations()
    assert [len(turns) for turns in script] == [6] * 10
    assert len({text for turns in script for text in turns}) == 60


async def test_callers_begin_anew_after_six_turns_and_stop_in_time() -> None:
    way = Echo()
    async with aiohttp.ClientSession() as http:
        load = await converse(http, way, at_once=4, turns=50)
    assert len(load.seconds) == 50
    assert way.most_under_way == 4
    assert max(len(texts) for texts in way.heard.values()) == 6


async def test_failed_turns_are_counted_and_not_timed() -> None:
    way = Echo(fails_on=conversations()[0][0])
    async with aiohttp.ClientSession() as http:
        load = await converse(http, way, at_once=1, turns=6)
    assert (len(load.seconds), dict(load.failures)) == (5, {"no reply": 1})
