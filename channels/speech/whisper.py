"""Whisper models on this machine: a folder is loaded by faster-whisper, a file by whisper.cpp's program."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from channels.speech.interfaces import Audio, Heard, SpeechFailed
from channels.speech.programs import output
from channels.speech.settings import SpeechSettings
from channels.wording import Language

_MOST_BYTES = 1024 * 1024


class Whisper:
    """Hears, one utterance at a time; the model is loaded when the first comes."""

    def __init__(self, settings: SpeechSettings) -> None:
        self._path = Path(settings.whisper_model)
        self._program = settings.whisper_program
        self._deadline_s = settings.speech_deadline_s
        self._model: Any = None
        self._one_at_a_time = asyncio.Lock()
        # Its one thread goes on with what nobody waits for any more; the next utterance waits for it.
        self._thread = ThreadPoolExecutor(1, "whisper")

    async def hear(self, audio: Audio, language: Language) -> Heard:
        work = self._by_library if self._path.is_dir() else self._by_program
        try:
            async with asyncio.timeout(self._deadline_s), self._one_at_a_time:
                return Heard((await work(audio, language)).strip(), language)
        except TimeoutError:
            raise SpeechFailed("deadline") from None

    async def _by_program(self, audio: Audio, language: Language) -> str:
        command = [self._program, "-m", str(self._path), "-l", language, "-nt", "-np", "-f", "-"]
        return (await output(command, audio.data, self._deadline_s, _MOST_BYTES)).decode(errors="replace")

    async def _by_library(self, audio: Audio, language: Language) -> str:
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._transcribed, audio, language)
        return await running

    def _transcribed(self, audio: Audio, language: Language) -> str:
        try:
            if self._model is None:
                self._model = import_module("faster_whisper").WhisperModel(
                    str(self._path), device="cpu", compute_type="int8", local_files_only=True
                )
            segments, _ = self._model.transcribe(io.BytesIO(audio.data), language=language, vad_filter=True)
            return " ".join(segment.text.strip() for segment in segments)
        except ImportError:
            raise SpeechFailed("absent") from None
        except (RuntimeError, ValueError, OSError):
            raise SpeechFailed("model") from None
