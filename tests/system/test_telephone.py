"""Whole journeys on the telephone with the real assistant, by keys alone."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from evaluation.client import Reply
from evaluation.given import HttpPortal
from evaluation.system import Address
from evaluation.through.phone import Calls
from supervisor.system import System
from tests.channels.serving import serving
from tests.peers.call import settings_for
from tests.peers.dictation import Dictation

PROVIDERS = ("twilio", "plivo", "exotel", "kookoo")
EACH = pytest.mark.parametrize("provider", PROVIDERS)
KEYS = {"एक": "1", "दो": "2", "तीन": "3", "चार": "4", "पाँच": "5"}
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@dataclass
class Line:
    """A caller's conversation; `calls` presses and speaks, `portal` reads the codes that were sent."""

    calls: Calls
    portal: HttpPortal
    name: str

    async def press(self, keys: str) -> Reply:
        return (await self.calls.turn(self.name, "voice", {"press": keys}))[-1]

    async def choose(self, label: str) -> Reply:
        """Press the key of this choice, through the pages of the menu."""
        for _ in range(5):
            if (key := self._key_of(label)) or not (key := self._key_of("और विकल्पों")):
                break
            await self.press(key)
        assert key, self.words
        return await self.press(key)

    @property
    def words(self) -> str:
        return self.calls._calls[self.name].caller.words

    def _key_of(self, label: str) -> str | None:
        for joint in (" के लिए ", " तो "):
            _, found, rest = self.words.partition(f"{label}{joint}")
            if found:
                return KEYS[rest.split()[0].rstrip("।")]
        return None


@pytest.fixture
async def line(system: System, request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    """A call that has come to the main menu in Hindi."""
    provider, secret, dictation = request.param, secrets.token_urlsafe(32), Dictation()
    settings = settings_for(system, secret, **dictation.settings)
    async with dictation.serving(), serving(settings) as served, aiohttp.ClientSession() as http:
        address = Address(served.client.url, system.internal_token)
        calls = Calls(http, address, provider, secret, dictation.recordings)
        async with HttpPortal(address.url, address.token, named=calls.named) as portal:
            name = secrets.token_hex(8)
            await calls.begin(name, {})
            made = Line(calls, portal, name)
            await made.press("1")
            yield made


ON_EACH = pytest.mark.parametrize("line", PROVIDERS, indirect=True)
WITHOUT_EARS = pytest.mark.parametrize("line", ["exotel", "kookoo"], indirect=True)


@ON_EACH
async def test_a_question_is_answered(line: Line) -> None:
    await line.choose("प्रमाण पत्र और सेवाओं")
    await line.choose("प्रमाण पत्र और पहचान")
    answer = await line.choose("आय प्रमाण पत्र")
    assert (answer.meta.kind, answer.meta.topic) == ("answer", "income_certificate")
    await line.press("1")
    papers = await line.choose("कौन से कागज़ लगेंगे")
    assert (papers.meta.topic, papers.meta.section) == ("income_certificate", "documents")


@WITHOUT_EARS
async def test_who_gets_a_pension_is_judged(line: Line) -> None:
    await line.choose("योजनाओं")
    await line.choose("पेंशन")
    await line.choose("निराश्रित पेंशन")
    await line.press("1")
    reply = await line.choose("मुझे मिलेगा या नहीं")
    for _ in range(12):
        if reply.meta.asks is None:
            break
        reply = await (line.press("67#") if reply.meta.asks == "age" else line.choose("हाँ"))
    assert reply.meta.kind == "eligibility"
    assert reply.meta.verdict in {"eligible", "not_eligible", "possibly"}


@needs_ffmpeg
@WITHOUT_EARS
async def test_a_complaint_is_lodged_with_a_recorded_description(line: Line) -> None:
    reply = await line.choose("शिकायत")
    assert reply.meta.asks == "complaint_text"
    told = {"text": "हमारे मोहल्ले के हैंडपंप में बीस दिन से पानी नहीं निकल रहा"}
    (reply,) = await line.calls.turn(line.name, "voice", told)
    for _ in range(6):
        if reply.meta.kind == "complaint":
            break
        if reply.meta.asks == "confirmation":
            reply = await line.choose("हाँ")
        elif "संभाग" in line.words:
            await line.choose("सागर")
            reply = await line.choose("दमोह")
        else:
            reply = await line.press("1")
    assert reply.meta.kind == "complaint", reply
    assert any(character.isdigit() for character in reply.text)


@WITHOUT_EARS
async def test_an_application_is_found_by_number_and_code(line: Line) -> None:
    application = {"number": "2608224477", "service": "income_certificate", "status": "approved", "due": "2026-12-05"}
    given = {"citizen": {"phone": "+919812345647", "name": "Munna Test"}, "applications": [application]}
    await line.portal.prepare(secrets.token_hex(8), "web", given)
    assert (await line.choose("आवेदन की स्थिति")).meta.asks == "application_number"
    assert (await line.press("2608224477#")).meta.asks == "otp"
    code = await line.portal.last_code(line.name)
    reply = await line.press(f"{code}#")
    assert (reply.meta.kind, reply.meta.topic) == ("application_status", "income_certificate")


@ON_EACH
async def test_a_person_is_a_key_away(line: Line) -> None:
    assert (await line.press("0")).meta.kind == "handoff"
    assert "वापस फ़ोन के लिए एक" in line.words
