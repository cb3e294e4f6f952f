"""Links that only we can make and that soon end: whoever has one need not say again who he is."""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from uuid import UUID

from portal.errors import NotFound
from portal.sealed import keys

LIFE_S = 1800
_KIND = "acknowledgement link"
_ID, _TIME, _MARK = 16, 5, 16


def issue(acknowledgement: UUID, now: float | None = None) -> str:
    """A name for this acknowledgement that is good for half an hour."""
    ends = int((time.time() if now is None else now) + LIFE_S).to_bytes(_TIME, "big")
    head = acknowledgement.bytes + ends
    return _encoded(head + keys().digest(_KIND, head.hex())[:_MARK])


def read(name: str, now: float | None = None) -> UUID:
    """Which acknowledgement it names. Raises NotFound for one that is not ours, is changed, or has ended."""
    try:
        given = base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NotFound from None
    head, mark = given[: _ID + _TIME], given[_ID + _TIME :]
    genuine = [hmac.compare_digest(one[:_MARK], mark) for one in keys().digests(_KIND, head.hex())]
    ends = int.from_bytes(head[_ID:], "big")
    if not any(genuine) or _encoded(given) != name or ends < (time.time() if now is None else now):
        raise NotFound
    return UUID(bytes=head[:_ID])


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
