"""The services that the settings name, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import aiohttp

from channels.speech.audio_api import AudioApi
from channels.speech.bhashini import Bhashini
from channels.speech.breaker import Breaker
from channels.speech.chain import RecogniserChain, SynthesiserChain
from channels.speech.espeak import Espeak
from channels.speech.interfaces import Recogniser, Synthesiser
from channels.speech.programs import is_here
from channels.speech.settings import SpeechSettings
from channels.speech.voice_notes import SpokenNotes, VoiceNotes
from channels.speech.whisper import Whisper

Service = TypeVar("Service")


def recogniser(settings: SpeechSettings, http: aiohttp.ClientSession) -> Recogniser | None:
    """None when no service is named: then citizens are asked to type or press keys."""
    makers: dict[str, Callable[[], Recogniser]] = {
        "bhashini": lambda: Bhashini(http, settings),
        "audio_api": lambda: AudioApi(http, settings),
        "whisper": lambda: Whisper(settings),
    }
    names = settings.speech_recognisers or (("whisper",) if settings.whisper_model else ())
    return RecogniserChain(_made(names, makers, settings)) if names else None


def synthesiser(settings: SpeechSettings, http: aiohttp.ClientSession) -> Synthesiser | None:
    """None when no service is named and espeak-ng is not here: then replies stay text."""
    makers: dict[str, Callable[[], Synthesiser]] = {
        "bhashini": lambda: Bhashini(http, settings),
        "audio_api": lambda: AudioApi(http, settings),
        "espeak": lambda: Espeak(settings),
    }
    names = settings.speech_synthesisers or (("espeak",) if is_here(settings.espeak_program) else ())
    return SynthesiserChain(_made(names, makers, settings)) if names else None


def _made(
    names: tuple[str, ...], makers: Mapping[str, Callable[[], Service]], settings: SpeechSettings
) -> list[tuple[str, Service, Breaker]]:
    if unknown := set(names) - makers.keys():
        raise ValueError(f"unknown speech services: {', '.join(sorted(unknown))}")
    return [(name, makers[name](), Breaker(settings.speech_pause_after, settings.speech_pause_s)) for name in names]


def voice_notes(settings: SpeechSettings, http: aiohttp.ClientSession) -> VoiceNotes | None:
    """None when nobody writes down what is said."""
    hears = recogniser(settings, http)
    return VoiceNotes(hears, settings) if hears else None


def spoken_notes(settings: SpeechSettings, http: aiohttp.ClientSession) -> SpokenNotes | None:
    """None when nobody reads out."""
    speaks = synthesiser(settings, http)
    return SpokenNotes(speaks, settings) if speaks else None
