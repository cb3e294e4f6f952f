"""What a provider is asked to send back with its receipts: which delivery, and which attempt at it."""

from __future__ import annotations

import re

_MARK = re.compile(r"d(\d{1,18})\.(\d{1,6})", re.ASCII)


def mark(delivery_id: int, attempt: int) -> str:
    """A mark of ours."""
    return f"d{delivery_id}.{attempt}"


def read(text: str) -> tuple[int, int] | None:
    """(delivery, attempt), or None for what is no mark of ours."""
    found = _MARK.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
