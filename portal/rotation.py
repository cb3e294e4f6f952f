"""`python -m portal.rotation`: write every sealed value anew with the first key of VAULT_KEY.

For when a key is to be given up: put the new key first, restart everything, run this, then take the old key out. It
may run while the portal is in use, and again after an interruption. A row that no key opens stays as it is; then the
status is 1.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, MetaData, RowMapping, Table, column, select, table, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from portal import command, models, sealed
from portal.base import Base
from portal.database import Database
from portal.sealed import FINDS, Sealed, keys
from portal.settings import Settings

_AT_ONCE = 500
_DEADLINE_S = 60.0
_KNOWN = models.__all__


@dataclass(frozen=True)
class Rotated:
    """Rows written anew, and those that no key opens."""

    written: int = 0
    shut: int = 0


def _gateways(name: str, key: str, sealed_columns: str) -> Table:
    """A table that the gateway made, as far as it matters here."""
    columns: list[Column[Any]] = [Column(part, primary_key=True) for part in key.split()]
    columns += [Column(part, Sealed) for part in sealed_columns.split()]
    return Table(name, MetaData(), *columns)


_GATEWAYS = (
    _gateways("inbox", "id", "value"),
    _gateways("outbox", "id", "reply"),
    _gateways("deliveries", "id", "message"),
    _gateways("dialogues", "conversation", "sealed"),
    _gateways("addresses", "session_id", "sealed"),
    _gateways("identifiers", "session_id kind number", "sealed"),
    _gateways("calls", "id", "conduct caller"),
    _gateways("call_recordings", "id", "address transcript"),
    _gateways("call_summaries", "id", "address body"),
    _gateways("media", "id", "place"),
    _gateways("voice_replies", "delivery_id", "content"),
)


async def rotate(database: Database) -> dict[str, Rotated]:
    """What became of each table."""
    tables = [known for known in Base.metadata.sorted_tables if _sealed(known)]
    return {known.name: await _rotate_table(database, known) for known in (*tables, *_GATEWAYS)}


def _sealed(known: Table) -> list[str]:
    return [held.name for held in known.columns if isinstance(held.type, Sealed)]


async def _rotate_table(database: Database, known: Table) -> Rotated:
    """In portions, by primary key, so that no transaction is long."""
    done, last = Rotated(), None
    while True:
        last, portion = await database.do(lambda session, after=last: _portion(session, known, after))  # type: ignore[misc]
        if last is None:
            return done
        done = Rotated(done.written + portion.written, done.shut + portion.shut)


async def _portion(
    session: AsyncSession, known: Table, after: Sequence[Any] | None
) -> tuple[tuple[Any, ...] | None, Rotated]:
    """The key of the last row, None after the end; the columns are taken as the bytes that they are."""
    raw = table(known.name, *(column(held.name) for held in known.columns))
    key = tuple_(*(raw.columns[held.name] for held in known.primary_key.columns))
    rows = select(raw).order_by(*key.clauses).limit(_AT_ONCE).with_for_update()
    found = (await session.execute(rows if after is None else rows.where(key > tuple_(*after)))).mappings().all()
    place, shut = None, 0
    for row in found:
        place = tuple(row[held.name] for held in known.primary_key.columns)
        try:
            anew = _anew(known, row)
        except InvalidToken:
            shut += 1
            continue
        await session.execute(update(raw).where(key == tuple_(*place)).values(anew))
    return place, Rotated(len(found) - shut, shut)


def _anew(known: Table, row: RowMapping) -> dict[str, bytes | None]:
    """Values under the first key: sealed ones, and the digests that find them."""
    anew = {name: None if row[name] is None else keys().reseal(bytes(row[name])) for name in _sealed(known)}
    for held in known.columns:
        if FINDS in held.info:
            kind, of = held.info[FINDS]
            anew[held.name] = None if row[of] is None else keys().digest(kind, keys().open(bytes(row[of])))
    return anew


async def _rotate(settings: Settings) -> dict[str, Rotated]:
    sealed.unlock(settings.vault_key.get_secret_value())
    database = Database(settings.database_url, connections=1, deadline_s=_DEADLINE_S)
    try:
        return await rotate(database)
    finally:
        await database.close()


def main() -> int:
    """Rotate, and tell how many rows of which table; 1 if a row could not be opened."""
    tables = asyncio.run(_rotate(command.settings()))
    for name, rows in tables.items():
        print(f"{name}: {rows.written}" + (f", and {rows.shut} that no key opens" if rows.shut else ""))
    return 1 if any(rows.shut for rows in tables.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
