"""A message on its way through the core: as it comes in, as it is stored, as a turn, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from channels.wording import Language

Channel = Literal["web", "whatsapp", "voice"]
InputKind = Literal["text", "choice", "key", "event", "notice", "enclosure"]
CHANNELS: tuple[Channel, ...] = ("web", "whatsapp", "voice")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as a channel hands it over.

    `(provider, message_id)` names it for ever; `reference` is the sender's own id, to answer to. A `notice` is
    answered by the gateway itself: its value is a key of the catalogue. An `enclosure` is one of enclosures.py. If its
    answer is `waited_for`, whoever received it runs its turn, at once; if not, a worker does. A message that `gathers`
    is answered together with those that follow within a moment. `held_s`: no turn before then, its words are still
    being made out.
    """

    session: str
    provider: str
    message_id: str
    channel: Channel
    kind: InputKind
    value: str
    correlation_id: str
    reference: str | None = None
    language: Language | None = None
    aadhaar_seen: bool = False
    waited_for: bool = True
    gathers: bool = False
    held_s: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A stored message whose turn it is, and the lease under which it is answered.

    `heard`: its words were made out of speech. `unheard`: the correlation ids of the turns just before it that ended in
    an apology, though the bot may have done what they asked. `parts` are the messages that it took in, beside its own.
    `shut`: no key opens what was said.
    """

    inbox_id: int
    session: str
    lease: int
    attempt: int
    conversation: str
    channel: Channel
    kind: InputKind
    value: str
    correlation_id: str
    reference: str | None
    language: Language | None
    spoken: Language | None
    aadhaar_seen: bool
    provider: str
    gathers: bool = False
    heard: bool = False
    unheard: Sequence[str] = ()
    parts: tuple[int, ...] = ()
    shut: bool = False

    @property
    def answers(self) -> list[int]:
        """The inbox ids of all messages that it answers."""
        return [self.inbox_id, *self.parts]


@dataclass(frozen=True, slots=True)
class Stored:
    """The outcome of storing: the message's row, its turn if that could begin at once, the rest if it is not new."""

    inbox_id: int
    session: str
    turn: Turn | None = None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message was answered with: each reply as JSON, and the state of the conversation after it.

    `unheard` are the turns up to here, by correlation id, whose own replies the citizen has not got. `ids` are those of
    the replies, where they are to be stored.
    """

    replies: list[bytes]
    state: dict[str, Any] = field(default_factory=dict)
    unheard: Sequence[str] = ()
    ids: Sequence[str] = ()
