"""Columns that only we can read: encrypted, and found again by a keyed digest of their value.

`unlock` sets the keys of the process once, before the first row is read. The first key seals, all of them open.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import MultiFernet
from sqlalchemy import ColumnElement, Dialect, LargeBinary
from sqlalchemy.orm import InstrumentedAttribute, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.listed import separated
from portal.seal import Seal

FINDS = "finds"


class Keys(Seal):
    """With digests by each of the keys."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys)
        self._digest_keys = [hashlib.sha256(b"portal digest" + key.encode()).digest() for key in separated(keys)]

    def reseal(self, sealed: bytes) -> bytes:
        """The same value, encrypted with the first key."""
        return self._fernet.rotate(sealed)

    def digest(self, kind: str, value: str) -> bytes:
        """32 bytes, the same for the same value of a kind; by the first key."""
        return self.digests(kind, value)[0]

    def digests(self, kind: str, value: str) -> list[bytes]:
        """The digest by each key: rows not yet rotated have an older one."""
        content = f"{kind}\0{value}".encode()
        return [hmac.digest(key, content, "sha256") for key in self._digest_keys]


class _Locked(Keys):
    def __init__(self) -> None:
        self._digest_keys = []

    @property
    def _fernet(self) -> MultiFernet:  # type: ignore[override]
        raise RuntimeError("portal.sealed.unlock was not called")


_keys: Keys = _Locked()


def unlock(keys: str) -> None:
    """Use these keys, as VAULT_KEY has them, in this process from now on."""
    global _keys
    _keys = Keys(keys)


def keys() -> Keys:
    """The keys of this process."""
    return _keys


class Sealed(TypeDecorator[str]):
    """A text that the database holds encrypted. It cannot be searched for; see `finder`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keys.seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keys.open(bytes(value))


def finder(kind: str, of: str, **options: Any) -> MappedColumn[Any]:
    """The column that finds rows by the value of the sealed column named `of`; set it with `digest(kind, value)`."""
    return mapped_column(LargeBinary, info={FINDS: (kind, of)}, **options)


def digest(kind: str, value: str) -> bytes:
    """What a finder column holds for this value."""
    return _keys.digest(kind, value)


def finds(column: InstrumentedAttribute[Any], value: str) -> ColumnElement[bool]:
    """Whether the row has this value, whichever key it was written under."""
    kind, _ = column.info[FINDS]
    candidates: Sequence[bytes] = _keys.digests(kind, value)
    return column.in_(candidates)
