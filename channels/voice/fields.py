"""A call's turn from the form that a provider posts, by the names it has for its fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.datastructures import FormData

from channels.voice.model import CallTurn
from channels.voice.webhooks import Signalled, call_turn, spoken_or_pressed


@dataclass(frozen=True, slots=True)
class Fields:
    """The names; `reached` are the values of `dialled` after a talk, and who hears no speech has none for `words`."""

    provider: str
    call_id: str
    caller: str
    digits: str
    recording: str
    dialled: str
    reached: frozenset[str]
    words: str | None = None
    confidence: str | None = None

    def ended(self, form: FormData) -> CallTurn:
        """The call is over."""
        return call_turn(self.provider, _text(form, self.call_id), "ended")

    def turn(self, form: FormData, number: int | None, signal: Signalled | None) -> CallTurn:
        """What happened, by the form and by what our document put into its address."""
        happened = partial(
            call_turn, self.provider, _text(form, self.call_id), turn=number, caller=_text(form, self.caller)
        )
        if number is None:
            return happened("start")
        digits = _text(form, self.digits)
        match signal:
            case "transferred":
                return happened("transferred", reached=_text(form, self.dialled) in self.reached)
            case "recording":
                return happened("recording", digits=digits, recording=_text(form, self.recording) or None)
            case "continued" | "silence":
                return happened(signal)
            case _:
                words, confidence = _text(form, self.words), _text(form, self.confidence)
                event = spoken_or_pressed(digits, words)
                return happened(event, digits=digits, text=words, confidence=confidence)


def _text(form: FormData, name: str | None) -> str:
    value = form.get(name) if name else None
    return value if isinstance(value, str) else ""
