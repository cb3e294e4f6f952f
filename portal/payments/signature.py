"""How the payment gateway signs what it tells us: an HMAC over the time and the raw body."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

TIMESTAMP = "x-payment-timestamp"
SIGNATURE = "x-payment-signature"
WINDOW_S = 300


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature, in lower-case hex."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


def is_sound(secrets: Sequence[str], timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether one of the secrets signed just this body, at a time no further than five minutes from now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    given = signature.encode(errors="replace")
    signed = [hmac.compare_digest(sign(secret, timestamp, body).encode(), given) for secret in secrets]
    return any(signed) and abs(now - int(timestamp)) <= WINDOW_S
