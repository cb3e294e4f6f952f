"""espeak-ng, the synthesiser that needs no service."""

from __future__ import annotations

from channels.speech.interfaces import Audio, SpeechFailed
from channels.speech.programs import output
from channels.speech.settings import SpeechSettings
from channels.wording import Language

_VOICES: dict[Language, str] = {"hi": "hi", "en": "en"}
_WORDS_A_MINUTE = "145"
_LONGEST = 4000
_MOST_BYTES = 32 * 1024 * 1024


class Espeak:
    """Speaks; the text goes in by pipe, never as an argument."""

    def __init__(self, settings: SpeechSettings) -> None:
        self._program = settings.espeak_program
        self._deadline_s = settings.speech_deadline_s

    async def speak(self, text: str, language: Language) -> Audio:
        if len(text) > _LONGEST:
            raise SpeechFailed("too_long")
        command = [self._program, "-v", _VOICES[language], "-s", _WORDS_A_MINUTE, "--stdin", "--stdout"]
        return Audio(await output(command, text.encode(), self._deadline_s, _MOST_BYTES), "audio/wav")
