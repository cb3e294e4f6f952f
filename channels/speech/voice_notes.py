"""Voice notes as words, and words as voice notes."""

from __future__ import annotations

import structlog

from channels.speech.conversion import to_voice_note, to_wav
from channels.speech.interfaces import Audio, Recogniser, SpeechFailed, Synthesiser
from channels.speech.settings import SpeechSettings
from channels.wording import Language

_log = structlog.get_logger(__name__)


class VoiceNotes:
    """Hears Hindi, which holds English words too."""

    def __init__(self, recogniser: Recogniser, settings: SpeechSettings, language: Language = "hi") -> None:
        self._recogniser = recogniser
        self._settings = settings
        self._language = language

    async def words(self, audio: bytes, content_type: str) -> str | None:
        """What was said, None if it could not be made out."""
        settings = self._settings
        try:
            wav = await to_wav(
                Audio(audio, content_type), most_s=settings.audio_most_s, program=settings.ffmpeg_program,
                deadline_s=settings.speech_deadline_s,
            )  # fmt: skip
            return (await self._recogniser.hear(wav, self._language)).text
        except SpeechFailed as failure:
            _log.warning("voice_note.unheard", reason=failure.reason)
            return None


class SpokenNotes:
    """Says texts in voice notes."""

    def __init__(self, synthesiser: Synthesiser, settings: SpeechSettings) -> None:
        self._synthesiser = synthesiser
        self._settings = settings

    async def note(self, text: str, language: Language) -> Audio:
        """Opus in OGG; raises SpeechFailed."""
        settings = self._settings
        return await to_voice_note(
            await self._synthesiser.speak(text, language), most_s=settings.audio_most_s,
            program=settings.ffmpeg_program, deadline_s=settings.speech_deadline_s,
        )  # fmt: skip
