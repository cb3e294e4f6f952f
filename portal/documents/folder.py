"""The files themselves: each under a random name and encrypted with a key of its own, which only its row has."""

from __future__ import annotations

import base64
import os
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_HALF_WRITTEN = ".part"


class FileGone(Exception):
    """There is no such file, or it is not what was written."""


@dataclass(frozen=True)
class Written:
    """A file's name, and the key that opens it."""

    name: str
    key: str = field(repr=False)


class Folder:
    """Blocking: to be called in a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, content: bytes) -> Written:
        """Keep it; whole or not at all, also when the power goes."""
        name, key = secrets.token_hex(16), AESGCM.generate_key(256)
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, content, name.encode())
        place = self._place(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = place.with_suffix(_HALF_WRITTEN)
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        half.replace(place)
        return Written(name, base64.b64encode(key).decode())

    def read(self, name: str, key: str) -> bytes:
        """The content. Raises FileGone."""
        try:
            sealed = self._place(name).read_bytes()
            return AESGCM(base64.b64decode(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except (OSError, InvalidTag, ValueError):
            raise FileGone from None

    def older_than(self, seconds: float) -> Iterator[str]:
        """Names of files written longer ago than that."""
        before = time.time() - seconds
        for file in self._path.glob("??/*"):
            if file.stat().st_mtime < before:
                yield file.name

    def delete(self, names: Collection[str]) -> None:
        """Delete these; what is not there need not be."""
        for name in names:
            self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self._path / name[:2] / name
