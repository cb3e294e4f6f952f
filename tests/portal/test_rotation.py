from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from channels.vault import Vault
from portal import sealed
from portal.citizens import service as citizens
from portal.citizens.models import ChannelAddress
from portal.database import Database
from portal.outside.sms import EmbeddedSms, Message
from portal.rotation import Rotated, main, rotate
from supervisor.system import System
from tests.portal import made
from tests.portal.conftest import KEY

NEW = Fernet.generate_key().decode()


async def test_after_rotation_the_old_key_is_not_needed_any_more(own_database: Database) -> None:
    database, phone = own_database, made.phone()
    made_first = await database.do(lambda s: citizens.at_address_or_new(s, "phone", phone, name="Rukmini"))
    await EmbeddedSms(database, production=False).send(Message(phone, "words", "notice", "k1"))
    sealed.unlock(f"{NEW},{KEY}")
    assert (await rotate(database))["citizens"].written == 1
    sealed.unlock(NEW)
    found = await database.do(lambda s: citizens.at_address(s, "phone", phone))
    assert found is not None
    assert (found.id, found.name) == (made_first.id, "Rukmini")
    assert await EmbeddedSms(database, production=False).sent("k1") == "words"


COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public'
  AND (data_type = 'bytea' OR is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO')
"""
CHECKS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""
# Bytes that are neither sealed nor named a digest: hashes of the audit trail, and of what a call's turn was about.
NOT_SEALED = {("audit", "previous"), ("audit", "hash"), ("calls", "input")}
PLAIN: dict[str, Any] = {
    "boolean": False,
    "date": datetime.now(UTC).date(),
    "timestamp with time zone": datetime.now(UTC),
}


def is_sealed(column: Row[Any]) -> bool:
    name = column.column_name
    plain = name.endswith("digest") or (column.table_name, name) in NOT_SEALED
    return bool(column.data_type == "bytea" and not plain)


def a_value(column: Row[Any], checks: list[str]) -> Any:
    """Something that the column takes; what is sealed tells where it stood."""
    if is_sealed(column):
        return Vault(KEY).seal(f"{column.table_name}.{column.column_name}")
    for check in checks:
        if match := re.search(rf"\b{column.column_name} = ANY \(ARRAY\['(\w+)'", check):
            return match[1]
    if column.data_type.endswith("int") or column.data_type == "integer":
        return 1
    made_up = {"text": uuid4().hex, "uuid": uuid4(), "bytea": uuid4().bytes, "json": "{}"}
    return (PLAIN | made_up)[column.data_type]


async def fill(session: AsyncSession) -> set[str]:
    """A row in each table with anything sealed; which columns those are."""
    checks: dict[str, list[str]] = {}
    for name, definition in await session.execute(text(CHECKS)):
        checks.setdefault(name, []).append(definition)
    tables: dict[str, list[Row[Any]]] = {}
    for column in await session.execute(text(COLUMNS)):
        tables.setdefault(column.table_name, []).append(column)
    await session.execute(text("SET LOCAL session_replication_role = replica"))
    sealed_tables = {name: columns for name, columns in tables.items() if any(map(is_sealed, columns))}
    await session.execute(text(f"TRUNCATE {', '.join(sealed_tables)} CASCADE"))
    for name, columns in sealed_tables.items():
        values = {column.column_name: a_value(column, checks.get(name, [])) for column in columns}
        marks = ", ".join(f":{column}" for column in values)
        await session.execute(text(f"INSERT INTO {name} ({', '.join(values)}) VALUES ({marks})"), values)
    return {
        f"{one.table_name}.{one.column_name}" for found in sealed_tables.values() for one in found if is_sealed(one)
    }


async def test_every_sealed_column_of_the_whole_database_is_rotated(own_database: Database) -> None:
    database = own_database
    places = await database.do(fill)
    assert len(places) > 40
    sealed.unlock(f"{NEW},{KEY}")
    await rotate(database)
    for place in places:
        name, column = place.split(".")
        values = await database.do(lambda s, q=f"SELECT {column} FROM {name}": s.scalars(text(q)))  # type: ignore[misc]
        held = [Vault(NEW).open(bytes(value)) for value in values if value is not None]
        assert place in held
    await database.do(lambda s: s.execute(text(f"TRUNCATE {', '.join({one.split('.')[0] for one in places})} CASCADE")))


async def test_before_rotation_rows_of_the_old_key_are_read_and_found(own_database: Database) -> None:
    phone = made.phone()
    made_first = await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", phone, name="Rukmini"))
    sealed.unlock(f"{NEW},{KEY}")
    found = await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", phone))
    assert (found.id, found.name) == (made_first.id, "Rukmini")


async def test_without_its_key_nothing_can_be_read(own_database: Database) -> None:
    await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone(), name="Rukmini"))
    sealed.unlock(NEW)
    with pytest.raises(InvalidToken):
        await own_database.do(lambda s: s.scalar(select(ChannelAddress.value)))


async def test_a_row_that_no_key_opens_is_told_and_the_rest_written(
    own_database: Database, servers: System, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone(), name="Rukmini"))
    lost = text("UPDATE citizens SET name = :sealed WHERE id = (SELECT min(id::text)::uuid FROM citizens)")
    await own_database.do(lambda s: s.execute(lost, {"sealed": Vault(NEW).seal("x")}))
    for name, value in {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url, "VAULT_KEY": KEY}.items():
        monkeypatch.setenv(name, value)
    assert await asyncio.to_thread(main) == 1
    assert "citizens: 1, and 1 that no key opens\n" in capsys.readouterr().out


async def test_many_rows_are_rotated_in_portions(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.rotation._AT_ONCE", 3)
    for _ in range(8):
        await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone(), name="x"))
    assert (await rotate(own_database))["citizens"].written == 8


async def test_words_that_were_erased_are_nothing_to_rotate(own_database: Database) -> None:
    said = """
        INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id)
        VALUES ('s', 'web', :name, 'web', 'text', :value, gen_random_uuid())"""
    for name, value in (("kept", sealed.keys().seal("words")), ("erased", None)):
        values = {"name": name, "value": value}
        await own_database.do(lambda s, values=values: s.execute(text(said), values))  # type: ignore[misc]
    sealed.unlock(f"{NEW},{KEY}")
    assert (await rotate(own_database))["inbox"] == Rotated(2, 0)
    sealed.unlock(NEW)
    held = await own_database.do(lambda s: s.scalars(text("SELECT value FROM inbox ORDER BY id")))
    assert [value and sealed.keys().open(value) for value in held] == ["words", None]
