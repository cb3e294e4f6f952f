"""What citizens say and who they are is in no log, in no metric and not in the bot's memory."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pytest
import redis.asyncio

from supervisor.system import System
from tests.channels.serving import Client

# Said once in each message, and nowhere else.
WORDS = ("zuqmarvex", "झंकुटपर")
IDENTIFIERS = {
    "aadhaar": ("2345 6789 0123", "234567890123"),
    "phone": ("98765 43210", "9876543210"),
    "samagra": ("samagra 187654321", "187654321"),
    "application": ("application number 7788990011223", "7788990011223"),
}
_CLEAR = (*WORDS, "2345 6789", "23456789", "9876543210", "98765 43210", "187654321", "7788990011223")
# As they are, and as JSON may write them.
MARKERS = tuple(dict.fromkeys([*_CLEAR, *(json.dumps(marker)[1:-1] for marker in _CLEAR)]))


@pytest.mark.slow
async def test_neither_words_nor_identifiers_of_citizens_leave_a_trace(system: System, citizen: Client) -> None:
    await _say_everything(citizen)
    await _say_it_wrongly(citizen)
    for name in ("actions", "bot"):
        with _frozen(system, name):
            reply = (await citizen.say(_all_at_once("how do I apply for Ladli Behna")))[0]
            assert reply["meta"]["kind"] == "error"
    # Whatever the frozen ones still had to say, they have said before this is answered.
    await citizen.say("thanks")
    found = {where: marker for where, text in _logs(system) for marker in MARKERS if marker in text}
    assert found == {}
    async with citizen.http.get(f"{citizen.url}/metrics") as figures:
        text = await figures.text()
    assert "jan_masked_total" in text
    assert [marker for marker in MARKERS if marker in text] == []


async def test_the_bots_memory_is_slots_without_words(system: System, citizen: Client) -> None:
    await _say_everything(citizen)
    memory = await _redis(system)
    trackers = [value for key, value in memory.items() if key.startswith("tracker:")]
    assert trackers
    assert {tuple(sorted(orjson.loads(tracker))) for tracker in trackers} == {("loop", "slots")}
    assert [(key, marker) for key, value in memory.items() for marker in MARKERS if marker in key + value] == []


async def _say_everything(citizen: Client) -> None:
    """Understood, not understood, in danger, with each identifier, through both interfaces."""
    for word in WORDS:
        await citizen.say(word)
        await citizen.say(f"लाड़ली बहना योजना क्या है {word}")
        await citizen.say(f"{word} I will kill myself")
        await citizen.say(f"/{word}{{}}")
    for number, _ in IDENTIFIERS.values():
        await citizen.say(f"मेरा नंबर {number} है, लाड़ली बहना योजना क्या है?")
        await citizen.turn(f"{WORDS[0]} {number}", text=f"my number is {number}, what is Ladli Behna?")
    await citizen.turn("keys", press=IDENTIFIERS["phone"][1])
    await citizen.turn("voice", voice_note=_all_at_once("mujhe pension chahiye"), channel="whatsapp")


async def _say_it_wrongly(citizen: Client) -> None:
    """Each of these is refused, which is when programs like to quote."""
    everything = _all_at_once("मुझे बताओ")
    await citizen.post(data=f'{{"id":"a","text":"{everything}'.encode())
    await citizen.post(data=everything.encode() + b"\xff")
    await citizen.post({"id": everything, "text": everything})
    await citizen.post({"id": "b", "text": [everything], "language": everything})
    await citizen.post({"id": "c", "option_id": everything})
    await citizen.post({"id": "d", "text": everything * 400})
    await citizen.post({"id": "e", "text": everything * 12})
    await citizen.post({"id": "f", "text": "hello"}, token=WORDS[0])
    await citizen.post({"id": "g", "text": "hello"}, headers={"X-Request-Id": WORDS[0], "Cookie": WORDS[0]})
    await citizen.post({"conversation": everything, "text": everything}, path="/internal/turns", token=WORDS[0])
    await citizen.post({"id": "h", "text": everything}, path=f"/chat/{WORDS[0]}?text={WORDS[1]}")
    await citizen.post({"id": "once", "text": everything})
    await citizen.post({"id": "once", "text": f"{everything}, not"})


def _all_at_once(words: str) -> str:
    return f"{words} {' '.join(WORDS)}, {', '.join(number for number, _ in IDENTIFIERS.values())}"


@contextmanager
def _frozen(system: System, name: str) -> Iterator[None]:
    """A process that is there but does nothing."""
    pid = system.pids()[name]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _logs(system: System) -> Iterator[tuple[str, str]]:
    files = [system.data / "supervisor.log", *(system.data / "log").iterdir()]
    assert {"gateway.log", "worker.log", "bot.log", "actions.log", "postgres.log", "redis.log"} <= {
        file.name for file in files
    }
    for file in files:
        yield file.name, file.read_text(encoding="utf-8", errors="replace")


async def _redis(system: System) -> dict[str, str]:
    memory: dict[str, str] = {}
    async with redis.asyncio.from_url(system.redis_url, decode_responses=True) as client:
        async for key in client.scan_iter("*", _type="string"):
            memory[str(key)] = str(await client.get(key))
    return memory
