"""Whoever calls where speech is not understood may record it: it is written down, read back, and only then counts."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from supervisor.system import System
from tests.channels.voice.calling import PROVIDERS, CallBot, Exchange, exchange, said
from tests.peers.bhashini import FakeBhashini
from tests.peers.dictation import Dictation
from tests.peers.recordings import RecordingHost

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
WITHOUT_EARS = ("exotel", "kookoo")
Opened = Callable[..., AbstractAsyncContextManager[tuple[Exchange, FakeBhashini, RecordingHost]]]


@pytest.fixture
def opened(servers: System, call_bot: CallBot) -> Opened:
    """A telephone with a recogniser, and where recordings lie."""

    @asynccontextmanager
    async def open_with(**changes: Any) -> AsyncIterator[tuple[Exchange, FakeBhashini, RecordingHost]]:
        dictation = Dictation()
        settings = dictation.settings | changes
        async with dictation.serving(), exchange(servers, call_bot, **settings) as telephone:
            yield telephone, dictation.bhashini, dictation.recordings

    return open_with


async def heard_back(telephone: Exchange, provider: str) -> str:
    """What is said when the words are there; where the provider does not come back by itself a key asks for them."""
    caller = telephone.made[-1]
    for _ in range(20):
        if "जवाब बन रहा है" not in caller.words:
            break
        await caller.press("1")
    return caller.words


@pytest.mark.parametrize("provider", WITHOUT_EARS)
async def test_any_question_may_be_asked_by_voice(opened: Opened, provider: str) -> None:
    async with opened() as (telephone, _, host):
        telephone.bot.answers["लाड़ली बहना में कितना मिलता है"] = said("हर महीने ₹1,500।", topic="ladli_behna")
        caller = await telephone.in_menu(provider)
        assert "टोन के बाद अपना सवाल बोलिए" in await caller.press("7")
        await caller.record(host.keep("लाड़ली बहना में कितना मिलता है"))
        assert "आपने कहा, लाड़ली बहना में कितना मिलता है" in await heard_back(telephone, provider)
        assert "लाड़ली बहना में कितना मिलता है" not in telephone.bot.values
        assert "एक हज़ार पाँच सौ रुपये" in await caller.press("1")


@pytest.mark.parametrize("provider", WITHOUT_EARS)
async def test_a_complaint_is_read_back_and_may_be_said_again(opened: Opened, provider: str) -> None:
    async with opened() as (telephone, _, host):
        telephone.bot.answers["menu:complaint"] = said("अपनी शिकायत बताइए।", kind="ask", asks="complaint_text")
        telephone.bot.answers["नल में पानी नहीं आता"] = said("दर्ज करूँ?", kind="confirm", asks="confirmation")
        caller = await telephone.in_menu(provider)
        await caller.press("1")
        await caller.record(host.keep("नल में पानी"))
        assert "आपने कहा, नल में पानी" in await heard_back(telephone, provider)
        await caller.press("2")
        assert caller.records
        await caller.record(host.keep("नल में पानी नहीं आता"))
        await heard_back(telephone, provider)
        assert "दर्ज करूँ" in await caller.press("1")


async def test_a_question_that_nobody_can_write_down_is_asked_for_again_and_then_a_person_is_offered(
    opened: Opened,
) -> None:
    async with opened() as (telephone, bhashini, host):
        bhashini.status = 500
        caller = await telephone.in_menu("kookoo")
        await caller.press("7")
        turns = len(telephone.bot.turns)
        for _ in range(2):
            assert "कुछ सुनाई नहीं दिया" in await caller.record(host.keep("पेंशन"))
            assert caller.records
        assert "वापस फ़ोन के लिए एक" in await caller.record(host.keep("पेंशन"))
        assert len(telephone.bot.turns) == turns


async def test_words_that_may_be_left_out_are_recorded_or_left_out(opened: Opened) -> None:
    async with opened() as (telephone, _, host):
        asked = said("कौन-सी तहसील है?", kind="ask", asks="tehsil", options={"task:skip": "छोड़ें"})
        telephone.bot.answers["हटा"] = said("ठीक है।", kind="ask")
        caller = await telephone.hearing(asked, "kookoo")
        assert "बोलकर बताने के लिए एक दबाइए। छोड़ें तो दो।" in caller.words
        await caller.press("1")
        await caller.record(host.keep("हटा"))
        assert "ठीक है" in await caller.press("1")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_who_says_nothing_into_a_recording_is_asked_again(opened: Opened, provider: str) -> None:
    async with opened() as (telephone, _, host):
        telephone.bot.answers["नल में पानी नहीं"] = said("ठीक है।", kind="ask")
        caller = await telephone.hearing(said("अपनी बात बताइए।", kind="ask", asks="complaint_text"), provider)
        if not caller.records:
            await caller.press("7")
        assert "कुछ सुनाई नहीं दिया" in await caller.record("")
        if provider == "exotel":
            await caller.press("1")
        await caller.record(host.keep("नल में पानी नहीं"))
        await heard_back(telephone, provider)
        assert "ठीक है" in await caller.press("1")


@pytest.mark.parametrize("provider", ["twilio", "plivo", "exotel"])
async def test_the_keys_for_a_person_and_back_end_a_recording_too(opened: Opened, provider: str) -> None:
    async with opened() as (telephone, _, host):
        telephone.bot.answers["0"] = said("181 पर फोन कीजिए।", kind="handoff")
        caller = await telephone.hearing(said("अपनी बात बताइए।", kind="ask", asks="complaint_text"), provider)
        if not caller.records:
            await caller.press("7")
        assert "वापस फ़ोन" in await caller.record(host.keep("कुछ"), key="0")
        assert "कुछ" not in telephone.bot.values


async def test_without_a_recogniser_a_question_cannot_be_recorded(telephone: Exchange) -> None:
    telephone.bot.answers["menu:schemes"] = said("अपने बारे में बताइए।", kind="ask", asks="situation")
    caller = await telephone.in_menu("kookoo")
    assert "कोई काम नहीं" in await caller.press("7")
    heard = await caller.press("3")
    assert not caller.records
    assert "व्यक्ति से बात के लिए एक दबाइए। मुख्य मेनू के लिए दो" in heard


async def test_the_way_to_ask_by_voice_is_told_only_where_there_is_one(opened: Opened, telephone: Exchange) -> None:
    answer = said("यह उत्तर है।", topic="sambal")
    assert "बोलकर पूछने" not in (await telephone.hearing(answer, "kookoo")).words
    async with opened() as (with_ears, _, _):
        assert "सवाल बोलकर पूछने के लिए सात" in (await with_ears.hearing(answer, "kookoo")).words
        assert "सवाल बोलकर पूछने" not in (await with_ears.hearing(answer, "twilio")).words
