"""What a citizen sent on WhatsApp, whichever provider brought it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal[
    "text", "tap", "voice", "image", "document", "video", "location", "reaction", "sticker", "contact", "unsupported",
    "changed_number", "nothing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Media:
    """`place` is the provider's address or id of the content."""

    place: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message. `users` are the names under which the provider knows the sender, the steadiest first; they need
    not be phone numbers. `text` is what was written: the words, a caption, a button's label, a place's name.
    `payload` came from a button or list; `place` is (latitude, longitude). `sent_s` is when it was sent, in seconds
    since 1970, where the provider tells."""

    message_id: str
    account: str
    users: tuple[str, ...]
    form: Form
    text: str = ""
    payload: str = ""
    media: Media | None = None
    place: tuple[float, float] | None = None
    sent_s: float | None = None


def place(latitude: object, longitude: object) -> tuple[float, float] | None:
    """A point on the earth; None for anything else."""
    try:
        point = float(str(latitude)), float(str(longitude))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def place_name(*parts: object) -> str:
    """What a place is called, as far as the provider tells it."""
    return ", ".join(part for part in parts if isinstance(part, str) and part.strip())
