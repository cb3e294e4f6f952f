"""Recordings as a provider keeps them; their sound carries the words, so that a simulated recogniser hears them."""

from __future__ import annotations

import array
import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.peers.serving import served

_RATE = 16000
_STEP = 100
_MARK = b"\x02words\x03"


def wav_of(words: str) -> bytes:
    """A WAV of 16 kHz, as recognisers take it: one sample for each byte."""
    content = _MARK + words.encode() + b"\0"
    samples = array.array("h", (value * _STEP for value in content))
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes() + b"\0\0" * _RATE)
    return target.getvalue()


def words_of(sound: bytes) -> str | None:
    """What `wav_of` was given; None for any other sound."""
    with wave.open(io.BytesIO(sound)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    content = bytes(sample // _STEP % 256 for sample in samples[: 64 * 1024])
    head, mark, rest = content.partition(_MARK)
    return rest.partition(b"\0")[0].decode() if mark and not head else None


@dataclass
class RecordingHost:
    """Serves what was recorded, on a port of its own."""

    port: int
    _kept: list[bytes] = field(default_factory=list)

    def keep(self, words: str) -> str:
        """The address of a recording of these words."""
        self._kept.append(wav_of(words))
        return f"http://127.0.0.1:{self.port}/recordings/{len(self._kept) - 1}.wav"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve until left."""
        app = web.Application()
        app.router.add_get("/recordings/{place:[0-9]+}.wav", self._recording)
        async with served(app, self.port):
            yield

    async def _recording(self, request: web.Request) -> web.Response:
        return web.Response(body=self._kept[int(request.match_info["place"])], content_type="audio/wav")
