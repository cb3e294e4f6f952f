"""Citizens who apply and pay while things break: each answers what is asked, and says again what got no good answer."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import randrange
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import orjson
from sqlalchemy import select

from portal.applications.models import ApplicationRow
from portal.payments.models import Payment, PaymentEvent
from portal.payments.signature import SIGNATURE, TIMESTAMP, sign
from portal.services import Portal
from supervisor.system import System
from tests.channels.serving import Client
from tests.peers.bot import TOKEN
from tests.system.test_survival import persistently

_MOST_TURNS = 60
_PAUSE_S = 1.0
# What a person needs to read a reply and to write the next answer.
_THINKS_S = float(os.environ.get("THINKING_S", "0"))
_AGAIN_S = 0.3
_BEGIN = "खसरे की नकल का फॉर्म यहीं भर दो"
_GO_ON = "कितने सवाल और बाकी हैं"
_NUMBER = re.compile(r"\b26\d{8}\b")


@dataclass
class Applicant:
    """Applies for one copy of a khasra after another, pays for each, and asks whether that is known."""

    name: str
    client: Client
    system: System
    session: str = ""
    phone: str = field(default_factory=lambda: f"97{randrange(10**8):08}")
    turns: Any = field(default_factory=count)
    numbers: dict[str, str] = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)

    async def open(self) -> Applicant:
        """Begin a session."""
        async with self.client.http.post(f"{self.client.url}/chat/sessions", json={"language": "hi"}) as answer:
            opened = await answer.json()
        self.client.token, self.session = opened["token"], opened["session_id"]
        return self

    async def apply(self, over: asyncio.Event) -> None:
        """Until it is over; what was begun is seen to its end."""
        for place in count():
            marker = f"Marker {self.name} {_letters(place)}"
            await self._pay(await self._lodge(marker))
            await self._hear_that_it_is_paid(marker)
            if over.is_set():
                return
            await asyncio.sleep(_PAUSE_S)

    async def _lodge(self, marker: str) -> dict[str, Any]:
        known, words = set(self.numbers.values()), _BEGIN
        for _ in range(_MOST_TURNS):
            replies = await self._say_until_answered(words)
            for reply in replies:
                new = [number for number in _NUMBER.findall(reply["text"]) if number not in known]
                if reply["meta"]["kind"] == "apply" and reply["attachments"] and new:
                    self.numbers[marker] = new[0]
                    return reply
            words = await self._answer_to(replies[-1], marker)
        raise AssertionError(f"{marker}: no number after {_MOST_TURNS} turns: {self.heard[-12:]}")

    async def _answer_to(self, reply: dict[str, Any], marker: str) -> str:
        asks, kind = reply["meta"]["asks"], reply["meta"]["kind"]
        if asks == "otp":
            return await self._code() or "नया कोड भेजो"
        if kind == "confirm":
            return "हाँ जमा कर दो"
        told = f"नाम {marker}, जिला सीहोर, तहसील आष्टा, गाँव खेड़ी, खसरा नंबर 12"
        return {"consent": "हाँ", "phone": self.phone, "confirmation": "हाँ", "name": told}.get(asks, _BEGIN)

    async def _code(self) -> str | None:
        body = {"session": self.session}
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            status, answer = await self.client.post(body, path="/internal/evaluation/last-code", token=TOKEN)
            return str(answer["code"]) if status == 200 and answer["code"] else None
        return None

    async def _pay(self, reply: dict[str, Any]) -> None:
        """The gateway tells it twice, each time until it is noted."""
        while not reply["links"]:
            reply = (await self._say_until_answered("पेमेंट का लिंक दो"))[-1]
        reference = await self._reference(reply["links"][0]["url"])
        told = {"event": f"event-{reference}", "reference": reference, "kind": "paid", "paise": 3000, "currency": "INR"}
        for _ in range(2):
            while not await self._noted(orjson.dumps(told)):  # noqa: ASYNC110 - another process
                await asyncio.sleep(_AGAIN_S)

    async def _reference(self, link: str) -> str:
        url = f"{self.client.url}{urlsplit(link).path}"
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with self.client.http.get(url, allow_redirects=False) as answer:
                    if answer.status == 302:
                        return parse_qs(urlsplit(answer.headers["Location"]).query)["tr"][0]
            await asyncio.sleep(_AGAIN_S)

    async def _noted(self, body: bytes) -> bool:
        timestamp = str(int(time.time()))
        signature = sign(self.system.environment["PAYMENT_WEBHOOK_SECRETS"], timestamp, body)
        headers = {TIMESTAMP: timestamp, SIGNATURE: signature}
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            url = f"{self.client.url}/payments/confirmations"
            async with self.client.http.post(url, data=body, headers=headers) as answer:
                assert answer.status in (200, 503), await answer.text()
                return answer.status == 200
        return False

    async def _hear_that_it_is_paid(self, marker: str) -> None:
        for _ in range(_MOST_TURNS):
            reply = (await self._say_until_answered("पेमेंट हो गया क्या"))[-1]
            if "भर दिया" in reply["text"]:
                self.paid.add(marker)
                return
            if reply["meta"]["asks"] == "otp" and (code := await self._code()):
                await self._say(code)
            await asyncio.sleep(_AGAIN_S)
        raise AssertionError(f"{marker}: paid, and not known to be")

    async def _say(self, words: str) -> list[dict[str, Any]]:
        await asyncio.sleep(_THINKS_S)
        message = {"id": f"t{next(self.turns)}", "text": words}
        _, body = await persistently(self.client, message, "/chat/messages?wait=true", until=200)
        replies: list[dict[str, Any]] = body["replies"]
        self.heard.append(f"{words[:20]} -> {replies[-1]['meta']['kind']}, {replies[-1]['text'][:60]}")
        return replies

    async def _say_until_answered(self, words: str) -> list[dict[str, Any]]:
        """While something is down, every turn is answered with an error; then it is asked how things stand."""
        while (replies := await self._say(words))[-1]["meta"]["kind"] == "error":
            await asyncio.sleep(_AGAIN_S)
            words = _GO_ON
        return replies


async def check(portal: Portal, people: list[Applicant]) -> str:
    """Each application is there once, with one fee that was paid once: what was done, in words, or AssertionError."""
    rows = await portal.database.do(lambda session: session.scalars(select(ApplicationRow)))
    there: dict[str, list[str]] = {}
    for row in rows:
        if (row.name or "").startswith("Marker "):
            there.setdefault(row.name or "", []).append(row.number)
    told = {marker: [number] for one in people for marker, number in one.numbers.items()}
    differing = {marker: (there.get(marker), told.get(marker)) for marker in there.keys() | told.keys()}
    wrong = {marker: both for marker, both in differing.items() if both[0] != both[1]}
    assert wrong == {}, wrong
    payments = list(await portal.database.do(lambda session: session.scalars(select(Payment))))
    mine = [payment for payment in payments if [payment.application_number] in told.values()]
    fees = Counter((payment.application_number, payment.state, payment.refund_due_paise) for payment in mine)
    assert fees == Counter((number, "paid", 0) for (number,) in told.values())
    events = await portal.database.do(lambda session: session.scalars(select(PaymentEvent.payment_id)))
    assert Counter(event for event in events if event in {payment.id for payment in mine}) == Counter(
        payment.id for payment in mine
    )
    assert {one.name for one in people if one.paid == one.numbers.keys()} == {one.name for one in people}
    return f"{len(people)} citizens lodged and paid {len(told)} applications"


def _letters(number: int) -> str:
    """A number that may stand in a name."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
