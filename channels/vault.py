"""What the gateway keeps encrypted, and by what it knows an identifier again."""

from __future__ import annotations

import hashlib
import hmac

from portal.listed import separated
from portal.seal import Seal


class Vault(Seal):
    """Seals also what is made of bytes, such as files."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys)
        self._digest_key = hashlib.sha256(b"identifier" + separated(keys)[-1].encode()).digest()

    def seal_bytes(self, content: bytes) -> bytes:
        """The bytes, encrypted."""
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes again; raises InvalidToken if no key fits."""
        return self._fernet.decrypt(sealed)

    def digest(self, kind: str, value: str) -> bytes:
        """The same for the same value, so that it keeps its token; tells nothing without the key."""
        return hmac.digest(self._digest_key, f"{kind}\0{value}".encode(), "sha256")
