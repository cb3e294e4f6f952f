"""What lies in a database: as whoever gets hold of a dump reads it, and as whoever has the key does."""

from __future__ import annotations

import re
from typing import Any

import psycopg

from channels.vault import Vault

_BYTES = re.compile(r"\\+x((?:[0-9a-f]{2})+)")
_SEALED = re.compile(r"gAAAA[\w-]{70,}={0,2}", re.ASCII)


def in_clear(url: str) -> dict[str, str]:
    """Each table as text; what it keeps as bytes is shown as the text that it would be, were it not sealed."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: _BYTES.sub(_as_text, _rows(connection, name)) for (name,) in names}


def opened(url: str, keys: str) -> dict[str, str]:
    """The same with all opened that these keys open."""
    vault = Vault(keys)
    return {
        name: _SEALED.sub(lambda found: vault.opened(found[0].encode()) or found[0], text)
        for name, text in in_clear(url).items()
    }


def _rows(connection: psycopg.Connection[Any], table: str) -> str:
    return str(connection.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t'.encode()).fetchall())


def _as_text(found: re.Match[str]) -> str:
    return bytes.fromhex(found[1]).decode("utf-8", "replace")
