"""Audio of any kind as what recognisers take, and speech as what WhatsApp plays; by ffmpeg, from pipe to pipe."""

from __future__ import annotations

from channels.speech.interfaces import Audio
from channels.speech.programs import output

# Nothing but the data given: no file, address or playlist that it may name.
_SAFE = ["-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "pipe"]
_WAV_BYTES_A_SECOND = 32000
_HEADER = 1024


async def to_wav(audio: Audio, *, most_s: int, program: str = "ffmpeg", deadline_s: float = 8.0) -> Audio:
    """Mono WAV of 16 kHz, its first `most_s` seconds; raises SpeechFailed."""
    command = [
        program, *_SAFE, "-i", "pipe:0", "-vn", "-t", str(most_s), "-ac", "1", "-ar", "16000", "-f", "wav", "pipe:1"
    ]  # fmt: skip
    return Audio(await output(command, audio.data, deadline_s, most_s * _WAV_BYTES_A_SECOND + _HEADER), "audio/wav")


async def to_voice_note(audio: Audio, *, most_s: int, program: str = "ffmpeg", deadline_s: float = 8.0) -> Audio:
    """Opus in OGG, as WhatsApp shows voice notes; raises SpeechFailed."""
    command = [
        program, *_SAFE, "-i", "pipe:0", "-vn", "-t", str(most_s), "-ac", "1", "-ar", "48000", "-c:a", "libopus",
        "-b:a", "16k", "-application", "voip", "-f", "ogg", "pipe:1",
    ]  # fmt: skip
    return Audio(await output(command, audio.data, deadline_s, most_s * _WAV_BYTES_A_SECOND), "audio/ogg; codecs=opus")
