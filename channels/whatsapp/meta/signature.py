"""Whether a webhook is Meta's: HMAC-SHA256 over the bytes as they came."""

from __future__ import annotations

import hmac

HEADER = "X-Hub-Signature-256"
_PREFIX = "sha256="


def signature(secret: str, body: bytes) -> str:
    """What the header holds for this body."""
    return _PREFIX + hmac.digest(secret.encode(), body, "sha256").hex()


def genuine(secret: str, body: bytes, header: str | None) -> bool:
    """Before anything is read: escaped and plain Hindi are different bytes."""
    return header is not None and header.isascii() and hmac.compare_digest(header, signature(secret, body))
