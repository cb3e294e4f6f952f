"""What the rest of the gateway knows of speech."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from channels.wording import Language


class SpeechFailed(Exception):
    """No words, or no voice; `reason` says why, in a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Audio:
    """Sound as a file; `kind` is its media type, such as `audio/wav`."""

    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Words; `confidence` from 0 to 1 where the service tells it."""

    text: str
    language: Language
    confidence: float | None = None


class Recogniser(Protocol):
    """Writes down what is said."""

    async def hear(self, audio: Audio, language: Language) -> Heard:
        """The words of a mono WAV of 16 kHz; raises SpeechFailed."""
        ...


class Synthesiser(Protocol):
    """Reads out."""

    async def speak(self, text: str, language: Language) -> Audio:
        """A voice saying this; raises SpeechFailed."""
        ...
