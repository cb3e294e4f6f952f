"""What the embedded payment gateway tells of an order, as the real one would: a signed body."""

from __future__ import annotations

import json
import secrets
import time

from portal.payments.models import EventKind
from portal.payments.signature import SIGNATURE, TIMESTAMP, sign


def confirmation(secret: str, reference: str, kind: EventKind, paise: int) -> tuple[bytes, dict[str, str]]:
    """(body, headers) of a POST to /payments/confirmations."""
    event = {"event": secrets.token_urlsafe(12), "reference": reference, "kind": kind, "paise": paise}
    body = json.dumps({**event, "currency": "INR"}).encode()
    timestamp = str(int(time.time()))
    return body, {TIMESTAMP: timestamp, SIGNATURE: sign(secret, timestamp, body)}
