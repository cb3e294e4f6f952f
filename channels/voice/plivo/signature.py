"""Whether a webhook is Plivo's: version 3 of its signatures, HMAC-SHA256 over address, form and nonce."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import FormData, Headers

SIGNATURE_HEADER = "X-Plivo-Signature-V3"
NONCE_HEADER = "X-Plivo-Signature-V3-Nonce"


def genuine(headers: Headers, url: str, form: FormData, token: str) -> bool:
    """Whether Plivo signed this form for this address."""
    signatures, nonce = headers.get(SIGNATURE_HEADER, ""), headers.get(NONCE_HEADER, "")
    if not signatures.isascii() or not nonce or not nonce.isascii():
        return False
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    expected = expected_signatures(url, fields, nonce, token)
    # Several, separated by commas, while a token is being changed.
    return any(hmac.compare_digest(one, given.strip()) for given in signatures.split(",") for one in expected)


def expected_signatures(url: str, fields: Iterable[tuple[str, str]], nonce: str, token: str) -> tuple[str, str]:
    """The signature of a POST: the address with its query sorted, a full stop, the fields sorted, and the nonce.

    Two for the same content, since Plivo's Python library encodes what is not ASCII twice, others once.
    """
    given = sorted(fields)
    signed = (_address(url, bool(given)) + "".join(f"{name}{value}" for name, value in given)).encode()
    once, twice = signed, signed.decode("latin-1").encode()
    return _signature(once, nonce, token), _signature(twice, nonce, token)


def _signature(signed: bytes, nonce: str, token: str) -> str:
    return base64.b64encode(hmac.digest(token.encode(), signed + f".{nonce}".encode(), hashlib.sha256)).decode()


def _address(url: str, has_fields: bool) -> str:
    parts = urlsplit(url)
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    base = f"{parts.scheme}://{parts.netloc}{parts.path}"
    if query or has_fields:
        base += f"?{query}"
    return f"{base}." if query and has_fields else base
