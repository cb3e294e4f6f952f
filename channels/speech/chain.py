"""Services one after the other: the first that serves counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog

from channels import metrics
from channels.speech.breaker import Breaker
from channels.speech.interfaces import Audio, Heard, Recogniser, SpeechFailed, Synthesiser
from channels.wording import Language

Service = TypeVar("Service")
Outcome = TypeVar("Outcome")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class RecogniserChain:
    """Hears with the first service that can; an empty text counts as a failure."""

    services: Sequence[tuple[str, Recogniser, Breaker]]

    async def hear(self, audio: Audio, language: Language) -> Heard:
        return await _first(self.services, lambda service: _something(service.hear(audio, language)))


@dataclass(frozen=True)
class SynthesiserChain:
    """Speaks with the first service that can."""

    services: Sequence[tuple[str, Synthesiser, Breaker]]

    async def speak(self, text: str, language: Language) -> Audio:
        return await _first(self.services, lambda service: service.speak(text, language))


async def _something(hearing: Awaitable[Heard]) -> Heard:
    heard = await hearing
    if not heard.text.strip():
        raise SpeechFailed("nothing")
    return heard


async def _first(
    services: Sequence[tuple[str, Service, Breaker]], work: Callable[[Service], Awaitable[Outcome]]
) -> Outcome:
    reason = "none"
    for name, service, breaker in services:
        if breaker.rests:
            continue
        try:
            outcome = await work(service)
        except SpeechFailed as failure:
            reason = failure.reason
            # Silence is not the service's fault.
            if reason != "nothing":
                breaker.failed()
            metrics.speech_failures.labels(name, reason).inc()
            _log.warning("speech.failed", service=name, reason=reason)
        else:
            breaker.succeeded()
            return outcome
    raise SpeechFailed(reason)
