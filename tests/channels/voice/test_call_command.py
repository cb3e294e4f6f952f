"""`make call`: a call from the terminal."""

from __future__ import annotations

import shutil

import pytest

from channels.voice.settings import PROVIDERS
from supervisor.system import System
from tests.channels.voice.calling import CallBot, said
from tests.peers.bot import TOKEN
from tests.peers.call import Terminal, call


async def typing(servers: System, bot: CallBot, provider: str, *typed: str) -> None:
    """A call in which this is typed."""
    lines = iter(typed)
    async with bot.serving() as url:
        terminal = Terminal(aloud=False, typed=lambda: next(lines))
        addresses = {"bot_url": url, "actions_url": url, "internal_token": TOKEN}
        await call(servers, provider, "anonymous", terminal, **addresses)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_what_is_said_is_read_in_the_terminal(
    servers: System, call_bot: CallBot, provider: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await typing(servers, call_bot, provider, "1", "", "q")
    told = capsys.readouterr().out
    assert "  hi  नमस्ते, जन सहायक में आपका स्वागत है।" in told
    assert "  en  For English, press two." in told
    assert "आपकी आवाज़ नहीं आई" in told


async def test_what_the_provider_does_not_take_is_told_and_the_call_goes_on(
    servers: System, call_bot: CallBot, capsys: pytest.CaptureFixture[str]
) -> None:
    await typing(servers, call_bot, "exotel", "1", "पेंशन कितनी है", "*", "q")
    assert "(the provider does not listen for speech here)" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
async def test_words_typed_while_the_provider_records_are_what_was_recorded(
    servers: System, call_bot: CallBot, capsys: pytest.CaptureFixture[str]
) -> None:
    call_bot.answers["पेंशन कितनी है"] = said("छह सौ रुपये।", topic="ss_vridh_pension")
    await typing(servers, call_bot, "kookoo", "1", "7", "पेंशन कितनी है", "1", "q")
    told = capsys.readouterr().out
    assert "आपने कहा, पेंशन कितनी है" in told
    assert "छह सौ रुपये" in told
