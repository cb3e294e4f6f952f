"""What was said before the migration that seals it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from cryptography.fernet import Fernet

from channels.vault import Vault
from supervisor.settings import ROOT
from supervisor.system import PYTHON, System, running_servers

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
WORDS = "Zuqmarven की छत"
REPLY = '{"id": "r1", "text": "Zuqmarven sees"}'
_MANY = 2100
_SAID = f"""
INSERT INTO addresses (session_id, provider, account, sealed) VALUES ('s', 'meta', 'ours', 'x');
INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, answered_at)
VALUES ('s', 'meta', 'said', 'whatsapp', 'text', '{WORDS}', gen_random_uuid(), now()),
       ('s', 'meta', 'erased', 'whatsapp', 'text', '', gen_random_uuid(), now()),
       ('s', 'meta', 'stop', 'whatsapp', 'notice', 'opted_out', gen_random_uuid(), now());
INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id)
SELECT 's', 'meta', number, 'whatsapp', 'text', 'Zuqmarven ' || number, gen_random_uuid()
FROM generate_series(1, {_MANY}) AS number;
INSERT INTO outbox (session_id, inbox_id, position, reply) VALUES ('s', 1, 1, '{REPLY}');
INSERT INTO deliveries (session_id, source, provider, message) VALUES ('s', 'x', 'meta', '{REPLY}');
"""


@pytest.fixture(scope="module")
def server() -> Iterator[System]:
    with running_servers() as running:
        yield running


@pytest.fixture
def url(server: System) -> str:
    """A database with nothing in it."""
    name = f"d{uuid4().hex}"
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        here, _, options = server.database_url.partition("?")
    return f"{here.rpartition('/')[0]}/{name}?{options}"


def alembic(url: str, *arguments: str, key: str = "") -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if name != "VAULT_KEY"}
    return subprocess.run(
        [PYTHON, "-m", "alembic", *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**surroundings, "DATABASE_URL": url, **({"VAULT_KEY": key} if key else {})},
    )  # fmt: skip


def before(url: str) -> None:
    """What was said, as it lay there in clear."""
    assert alembic(url, "upgrade", "0013").returncode == 0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_SAID.encode())


def one(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        [(value,)] = connection.execute(statement.encode()).fetchall()
        return value


def said(url: str, message: str) -> str | None:
    value = one(url, f"SELECT value FROM inbox WHERE message_id = '{message}'")
    return Vault(KEY).open(value) if isinstance(value, bytes) else None


def test_what_was_said_before_is_sealed_and_can_be_read_afterwards(url: str) -> None:
    before(url)
    done = alembic(url, "upgrade", "0014", key=KEY)
    assert done.returncode == 0, done.stderr
    assert (said(url, "said"), said(url, "erased"), said(url, str(_MANY))) == (WORDS, None, f"Zuqmarven {_MANY}")
    for column in ("reply FROM outbox", "message FROM deliveries"):
        sealed = one(url, f"SELECT {column}")
        assert isinstance(sealed, bytes)
        assert Vault(KEY).open(sealed) == REPLY
    assert one(url, "SELECT reply_id FROM outbox") == "r1"
    assert one(url, "SELECT opted_by = (SELECT id FROM inbox WHERE message_id = 'stop') FROM addresses") is True


def test_what_was_in_clear_is_in_no_page_of_the_tables_any_more(url: str) -> None:
    before(url)
    found = "position('Zuqmarven'::bytea IN pg_read_binary_file(pg_relation_filepath('{}'))) > 0"
    everywhere = " OR ".join(found.format(table) for table in ("inbox", "outbox", "deliveries"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    assert one(url, f"SELECT {everywhere}") is True
    alembic(url, "upgrade", "0014", key=f"{KEY},{OTHER}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    assert one(url, f"SELECT {everywhere}") is False


def test_the_way_back_opens_it_again(url: str) -> None:
    before(url)
    alembic(url, "upgrade", "0014", key=KEY)
    refused = alembic(url, "downgrade", "0013", key=OTHER)
    assert refused.returncode != 0
    assert "no key in VAULT_KEY opens" in refused.stderr + refused.stdout
    done = alembic(url, "downgrade", "0013", key=f"{OTHER},{KEY}")
    assert done.returncode == 0, done.stderr
    assert one(url, "SELECT value FROM inbox WHERE message_id = 'said'") == WORDS
    assert one(url, "SELECT value FROM inbox WHERE message_id = 'erased'") == ""
    assert one(url, "SELECT reply ->> 'text' FROM outbox") == "Zuqmarven sees"
    assert one(url, "SELECT message ->> 'text' FROM deliveries") == "Zuqmarven sees"


def test_without_a_key_what_was_said_stays_as_it_is_and_the_migration_says_what_it_needs(url: str) -> None:
    before(url)
    refused = alembic(url, "upgrade", "0014")
    assert refused.returncode != 0
    assert "set VAULT_KEY" in refused.stderr + refused.stdout
    assert one(url, "SELECT value FROM inbox WHERE message_id = 'said'") == WORDS
    assert one(url, "SELECT version_num FROM alembic_version") == "0013"


def test_a_database_in_which_nothing_was_said_needs_no_key(url: str) -> None:
    for step in (("upgrade", "head"), ("downgrade", "base"), ("upgrade", "head")):
        done = alembic(url, *step)
        assert done.returncode == 0, done.stderr


def test_as_a_script_it_refuses_what_only_a_migration_that_runs_can_seal(url: str) -> None:
    before(url)
    script = alembic(url, "upgrade", "0013:0014", "--sql").stdout
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.AssertFailure):
        connection.execute(script.encode())
