"""Whether a webhook is Twilio's: both ways in which it signs, and only with keys that are configured."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData, Headers
from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)


class Signatures:
    """`token` is the account's, for the older way; `keys` are shared keys by their id, for the newer.

    The header names a key and so its secret, never a secret that suits it: a call that claims a shared key is
    measured by that key with SHA-256 and by nothing else.
    """

    def __init__(self, token: str | None, keys: Mapping[str, str]) -> None:
        self._by_token = RequestValidator(token) if token else None
        self._by_key = {key: RequestValidator(secret) for key, secret in keys.items()}

    def genuine(self, headers: Headers, url: str, form: FormData) -> bool:
        """Whether Twilio signed this form for this address, query included."""
        signature = headers.get(SIGNATURE_HEADER)
        if not signature or not signature.isascii():
            return False
        settings = headers.get(SIGNATURE_SETTINGS_HEADER)
        if settings is None:
            return _matches(self._by_token, url, form, signature, HMAC_SHA1)
        named = dict(part.strip().partition("=")[::2] for part in settings.split(","))
        if named.get("algorithm") != HMAC_SHA256:
            return False
        return _matches(self._by_key.get(named.get("key", "")), url, form, signature, HMAC_SHA256)


def shared_keys(listed: str) -> dict[str, str]:
    """`id=secret,id=secret` as a table; raises ValueError for anything else."""
    keys = dict(part.strip().partition("=")[::2] for part in listed.split(",") if part.strip())
    if not all(key and secret for key, secret in keys.items()):
        raise ValueError("TWILIO_WEBHOOK_KEYS is id=secret, separated by commas")
    return keys


def _matches(validator: RequestValidator | None, url: str, form: FormData, signature: str, algorithm: str) -> bool:
    return validator is not None and bool(validator.validate(url, form, signature, algorithm))
