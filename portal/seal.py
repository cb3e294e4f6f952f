"""Encrypting with keys that can be changed: the first seals, any of them opens."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.listed import separated


class Seal:
    """Fernet keys separated by commas, the one in use first."""

    def __init__(self, keys: str) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in separated(keys)])

    def seal(self, value: str) -> bytes:
        """The value, encrypted."""
        return self._fernet.encrypt(value.encode())

    def open(self, sealed: bytes) -> str:
        """The value again; raises InvalidToken if no key fits."""
        return self._fernet.decrypt(sealed).decode()

    def opened(self, sealed: bytes) -> str | None:
        """The value again; None if no key fits."""
        try:
            return self.open(bytes(sealed))
        except InvalidToken:
            return None
