"""A call as every provider has it: a `CallTurn` comes in, a `Plan` goes out. Renderers know nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from channels.wording import Language

Event = Literal["start", "digits", "speech", "silence", "recording", "transferred", "continued", "ended"]


@dataclass(frozen=True, slots=True)
class CallTurn:
    """What happened in a call.

    `turn` is the number that our last document put into its address, None where the provider cannot carry it.
    `caller` is a telephone number as the provider writes it, only known for sure at the start.
    """

    provider: str
    call_id: str
    event: Event
    turn: int | None = None
    caller: str | None = None
    text: str = ""
    digits: str = ""
    confidence: float | None = None
    recording: str | None = None
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Words only, in one language; `slowly` as far as the provider's voice can."""

    text: str
    language: Language
    slowly: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Say, and wait for keys, and for speech if `speech`. `digits` is the most keys taken; more than one end with #.

    `again` is what providers that do not report silence say before they listen once more, in this order.
    """

    prompt: tuple[Say, ...]
    language: Language
    digits: int = 1
    speech: bool = False
    timeout_s: int = 6
    hints: tuple[str, ...] = ()
    again: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connect the caller with a person."""

    number: str
    timeout_s: int = 25


@dataclass(frozen=True, slots=True)
class Record:
    """Record the caller until a key of `keys`, silence or the time is over.

    `again` is what providers that do not report an empty recording say: first to press a key, then goodbye.
    """

    prompt: tuple[Say, ...]
    most_s: int = 120
    silence_s: int = 5
    again: tuple[Say, ...] = ()
    keys: ClassVar[str] = "09*#"


@dataclass(frozen=True, slots=True)
class Goto:
    """Come back at once: what we wait for is not there yet."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


Last = Ask | Transfer | Record | Goto | HangUp


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said, and what comes then; `turn` is the number that the next request shall bring back."""

    turn: int
    say: tuple[Say, ...]
    then: Last


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, and what we can beside it. `redirects`: come back without the caller doing anything.

    `messages`: a summary can be sent to whoever calls. `dictation`: somebody writes down what is recorded, so that
    anything may be asked without the provider's ears.
    """

    speech: bool
    redirects: bool
    transfer: bool = True
    record: bool = True
    dictation: bool = False
    messages: bool = False
