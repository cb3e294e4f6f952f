"""What WhatsApp lets a message hold, by provider (research of November 2026; docs/operators/whatsapp.md).

Lengths are in UTF-16 units, the stricter way to count.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """Buttons and lists share `body`, the text above them; media of the kinds `captioned` take text below them."""

    text: int
    body: int = 1024
    caption: int = 1024
    buttons: int = 3
    title: int = 20
    rows: int = 10
    row_title: int = 24
    description: int = 72
    id: int = 200
    menu: int = 20
    captioned: frozenset[str] = frozenset({"image"})


TWILIO = MessageLimits(text=1600)
META = MessageLimits(text=4096, captioned=frozenset({"image", "document", "video"}))
BY_PROVIDER = {"twilio": TWILIO, "meta": META}
