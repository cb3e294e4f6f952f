"""Knowledge is data: a record file put in the folder is answered from, and an unsound one harms nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from supervisor.system import System
from tests.channels.serving import Client
from tests.knowledge.made import both, write

ID = "jugnu_deepak"
QUESTION = "जुगनू दीपक योजना क्या है?"
_PATIENCE_S = 90.0


def _write(records: Path, **changes: object) -> Path:
    return write(
        records,
        ID,
        name=both("मुख्यमंत्री जुगनू दीपक योजना", "Mukhyamantri Jugnu Deepak Yojana"),
        short_name=both("जुगनू दीपक योजना", "Jugnu Deepak Yojana"),
        aliases={"hi": ["जुगनू दीपक", "जुगनू दिया"], "latin": ["jugnu deepak", "jugnu dipak", "jugnu diya"]},
        phrases={
            "hi": ["रात में जुगनू का दीपक"] * 4,
            "hinglish": ["raat me jugnu ka deepak"] * 4,
            "en": ["a firefly lamp for the night"] * 4,
        },
        **changes,
    )


@pytest.mark.slow
async def test_a_record_that_is_added_is_answered_from_and_an_unsound_one_changes_nothing(
    system: System, records: Path, visitor: Client
) -> None:
    before = system.pids()
    known = await _version(system)
    assert await _topic(visitor, QUESTION) != ID
    file, written = _write(records), time.monotonic()
    try:
        await _until(system, lambda version: version != known)
        print(f"\nin force after {time.monotonic() - written:.1f} s")
        assert await _topic(visitor, QUESTION) == ID

        with_it = await _version(system)
        complaints = _complaints(system)
        unsound = records / "unsound.yaml"
        unsound.write_text("id: unsound\nname: {hi: केवल हिंदी\n", encoding="utf-8")
        try:
            await _until(system, lambda _version: _complaints(system) > complaints)
            assert await _version(system) == with_it
            assert await _topic(visitor, QUESTION) == ID
            assert await _topic(visitor, "लाड़ली बहना योजना क्या है?") == "ladli_behna"
        finally:
            unsound.unlink()
    finally:
        file.unlink()
    await _until(system, lambda version: version == known)
    assert await _topic(visitor, QUESTION) != ID
    assert system.pids() == before


async def _topic(visitor: Client, question: str) -> str | None:
    citizen = await Client(visitor.http, visitor.url).open()
    (reply,) = await citizen.say(question)
    assert reply["meta"]["kind"] != "error"
    topic: str | None = reply["meta"]["topic"]
    return topic


async def _until(system: System, condition: Callable[[str], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not condition(await _version(system)):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.25)


async def _version(system: System) -> str:
    """Of the knowledge in force."""
    async with aiohttp.ClientSession() as http, http.get(f"{system.environment['ACTIONS_URL']}/readyz") as answer:
        return str((await answer.json())["version"])


def _complaints(system: System) -> int:
    return system.log("actions").count("knowledge.unsound")
