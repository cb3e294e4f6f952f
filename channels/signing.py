"""Tokens of sessions and ids of options: signed by us, so that nobody can make their own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from channels.errors import SessionExpired, Unauthorised, UnknownOption

_MARK_BYTES = 9


class SessionTokens:
    """A token carries the session's id and nothing else, and ends after a fixed time."""

    def __init__(self, key: str, ttl_s: int) -> None:
        self._signer = TimestampSigner(key, salt="session", key_derivation="hmac", digest_method=hashlib.sha256)
        self._ttl_s = ttl_s

    def issue(self, session: str) -> str:
        """A token for this session, from now on."""
        return self._signer.sign(session).decode()

    def session(self, token: str) -> str:
        """The session of a token; raises Unauthorised or SessionExpired."""
        return self._session(token, self._ttl_s)

    def session_at_any_age(self, token: str) -> str:
        """As `session`, but however old the token is: what was said may be kept longer than a session lasts."""
        return self._session(token, None)

    def _session(self, token: str, ttl_s: int | None) -> str:
        try:
            return self._signer.unsign(token, max_age=ttl_s).decode()
        except SignatureExpired:
            raise SessionExpired from None
        except (BadSignature, ValueError):
            raise Unauthorised from None


class OptionIds:
    """An option id says what is chosen, and is good in one session only."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"option" + key.encode()).digest()

    def issue(self, session: str, choice: str) -> str:
        """The id of a choice offered in this session."""
        return f"{_encoded(choice.encode())}.{self._mark(session, choice)}"

    def choice(self, session: str, option_id: str) -> str:
        """What was chosen; raises UnknownOption for an id that is not ours or not of this session."""
        encoded, _, mark = option_id.partition(".")
        try:
            choice = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
            genuine = hmac.compare_digest(self._mark(session, choice).encode(), mark.encode())
        except (binascii.Error, ValueError):
            raise UnknownOption from None
        if not genuine or _encoded(choice.encode()) != encoded:
            raise UnknownOption
        return choice

    def _mark(self, session: str, choice: str) -> str:
        return _encoded(hmac.digest(self._key, f"{session}\0{choice}".encode(), "sha256")[:_MARK_BYTES])


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
