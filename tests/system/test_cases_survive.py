"""Citizens lodge and follow complaints while each process is killed: none is lost, none is lodged twice.

CASES_CITIZENS sets how many do so at once (24); docs/operators/portal.md says how to try it with 200.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from random import randrange
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from actions.words import say
from portal.complaints.models import ComplaintRow
from portal.services import Portal
from portal.services import running as portal_running
from portal.settings import Settings
from supervisor.system import System
from tests.channels.serving import Client
from tests.system.test_survival import PROCESSES, STEADY_S, persistently, recovered

CITIZENS = int(os.environ.get("CASES_CITIZENS", "24"))
_PAUSE_S = 1.0
_NUMBER = re.compile(r"\b\d{8}\b")
_PATIENCE_S = 240.0
_MOST_ANSWERS = 4
WORDS = (
    "मुझे शिकायत दर्ज करनी है, राशन दुकानदार {marker} तौल में दो किलो कम देता है, मेरा नंबर {phone}, "
    "गाँव चाड़ा, ब्लॉक बजाग, जिला डिंडोरी"
)


@dataclass
class Citizen:
    """Tells one complaint after another, each until its number is known, and follows it by that number."""

    name: str
    client: Client
    turns: Any = field(default_factory=count)
    numbers: dict[str, str] = field(default_factory=dict)
    followed: int = 0
    errors: int = 0

    async def complain(self, over: asyncio.Event) -> None:
        """Until it is over; what was begun is seen to its end."""
        for place in count():
            marker = f"{self.name}x{place}"
            self.numbers[marker] = await self._lodge(marker)
            await self._follow(self.numbers[marker])
            if over.is_set():
                return
            await asyncio.sleep(_PAUSE_S)

    async def _lodge(self, marker: str) -> str:
        """As people do: tell it, say yes, and ask what became of it when no number comes."""
        told = WORDS.format(marker=marker, phone=f"98{randrange(10**8):08}")
        known = set(self.numbers.values())
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            replies = await self._say(told)
            for _ in range(_MOST_ANSWERS):
                if (words := _answer_to(replies)) is None or _new_number(replies, known):
                    break
                replies = await self._say(words)
            if number := _new_number(replies, known):
                return number
            if number := _new_number(await self._say("शिकायत की स्थिति बताओ"), known):
                return number
        raise AssertionError(f"{marker}: no number within {_PATIENCE_S:.0f} s; the last words were {replies}")

    async def _follow(self, number: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            replies = await self._say("शिकायत की स्थिति बताओ")
            if any(number in reply["text"] for reply in replies):
                self.followed += 1
                return
        raise AssertionError(f"{number} was not found again")

    async def _say(self, words: str) -> list[dict[str, Any]]:
        message = {"id": f"t{next(self.turns)}", "text": words}
        _, body = await persistently(self.client, message, "/chat/messages?wait=true", until=200)
        replies: list[dict[str, Any]] = body["replies"]
        if replies[-1]["meta"]["kind"] == "error":
            self.errors += 1
            await asyncio.sleep(_PAUSE_S)
        return replies


def _answer_to(replies: list[dict[str, Any]]) -> str | None:
    """Yes to what was read back; and this is not the one before, on the same matter at the same place."""
    if replies[-1]["meta"]["kind"] == "confirm":
        return "हाँ भेज दो"
    another = say("option_new", "hi")
    return another if any(option["label"] == another for option in replies[-1]["options"]) else None


def _new_number(replies: list[dict[str, Any]], known: set[str]) -> str | None:
    """Told when it is lodged, when its state is asked, and when it is told again because the answer was lost."""
    found = [number for reply in replies for number in _NUMBER.findall(reply["text"])]
    return next((number for number in found if number not in known), None)


@asynccontextmanager
async def complaining(people: list[Citizen]) -> AsyncIterator[None]:
    """All at once; leaving it waits for what was begun."""
    over = asyncio.Event()
    busy = [asyncio.create_task(one.complain(over)) for one in people]
    try:
        yield
        over.set()
        await asyncio.gather(*busy)
    finally:
        for task in busy:
            task.cancel()
        await asyncio.wait(busy)


@asynccontextmanager
async def portal_of(system: System) -> AsyncIterator[Portal]:
    """The portal's own services on the system's tables."""
    settings = Settings(
        database_url=system.database_url,
        redis_url=system.redis_url,
        vault_key=SecretStr(system.environment["VAULT_KEY"]),
    )
    async with portal_running(settings) as portal:
        yield portal


async def lodged(system: System) -> dict[str, list[str]]:
    """The numbers of the complaints that there are, by the marker in their words."""
    async with portal_of(system) as portal:
        rows = await portal.database.do(lambda session: session.scalars(select(ComplaintRow)))
        found: dict[str, list[str]] = {}
        for row in rows:
            for marker in re.findall(r"\bc\d+x\d+\b", row.text):
                found.setdefault(marker, []).append(row.number)
        return found


@pytest.mark.alone
@pytest.mark.slow
async def test_whatever_process_is_killed_no_complaint_is_lost_or_lodged_twice(system: System, visitor: Client) -> None:
    people = [Citizen(f"c{n}", await Client(visitor.http, visitor.url).open(language="hi")) for n in range(CITIZENS)]
    began = time.monotonic()
    async with complaining(people):
        for name in PROCESSES:
            await asyncio.sleep(STEADY_S)
            await recovered(system, visitor, name)
    seconds = time.monotonic() - began
    told = {marker: [number] for one in people for marker, number in one.numbers.items()}
    there = await lodged(system)
    doubled = {marker: numbers for marker, numbers in there.items() if len(numbers) > 1}
    print(
        f"\n{CITIZENS} citizens lodged {len(told)} complaints in {seconds:.0f} s, "
        f"{sum(one.errors for one in people)} turns were answered with an error on the way"
    )
    assert doubled == {}
    assert there == told
    assert Counter(one.followed == len(one.numbers) for one in people) == {True: CITIZENS}
