"""What was said is sealed: messages, replies, and what a provider is to carry.

A Fernet token is text too, so rows are sealed in place, and the change of type then writes each table anew: nothing
that was in clear stays in its pages.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from alembic import op
from alembic.util import CommandError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SEALED = (("inbox", "value", "text"), ("outbox", "reply", "json"), ("deliveries", "message", "json"))

# What was looked for inside of them is told beside them.
_BEFORE = """
ALTER TABLE outbox ADD COLUMN reply_id text;
UPDATE outbox SET reply_id = reply ->> 'id';
COMMENT ON COLUMN outbox.reply_id IS 'the reply''s own id, by which an opinion names it';

ALTER TABLE addresses ADD COLUMN opted_by bigint NOT NULL DEFAULT 0;
UPDATE addresses SET opted_by = last.id
FROM (
    SELECT session_id, max(id) AS id FROM inbox
    WHERE kind = 'notice' AND value IN ('opted_out', 'opted_in') GROUP BY session_id
) AS last
WHERE last.session_id = addresses.session_id;
COMMENT ON COLUMN addresses.opted_by IS 'the last message that said STOP or START; an earlier one changes nothing';

ALTER TABLE inbox ALTER COLUMN value DROP NOT NULL;
UPDATE inbox SET value = NULL WHERE value = '' AND answered_at IS NOT NULL;
"""
_AFTER = """
COMMENT ON COLUMN inbox.value IS
    'masked: tokens in place of identifiers; encrypted with VAULT_KEY; null when erased at the citizen''s word';
COMMENT ON COLUMN outbox.reply IS 'JSON, encrypted with VAULT_KEY';
COMMENT ON COLUMN deliveries.message IS 'JSON, encrypted with VAULT_KEY';
"""
_BACK = """
UPDATE inbox SET value = '' WHERE value IS NULL;
ALTER TABLE inbox ALTER COLUMN value SET NOT NULL;
COMMENT ON COLUMN inbox.value IS 'masked: tokens in place of identifiers';
COMMENT ON COLUMN outbox.reply IS NULL;
COMMENT ON COLUMN deliveries.message IS NULL;
ALTER TABLE addresses DROP COLUMN opted_by;
ALTER TABLE outbox DROP COLUMN reply_id;
"""


def upgrade() -> None:
    op.execute(_BEFORE)
    for table, column, _ in _SEALED:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING {column}::text")
        _each(table, column, lambda value: _keys().encrypt(value.encode()).decode())
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea USING convert_to({column}, 'UTF8')")
    op.execute(_AFTER)


def downgrade() -> None:
    for table, column, kind in _SEALED:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING convert_from({column}, 'UTF8')")
        _each(table, column, lambda value: _keys().decrypt(value).decode())
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} USING {column}::{kind}")
    op.execute(_BACK)


def _each(table: str, column: str, change: Callable[[str], str]) -> None:
    """Change each value, in portions."""
    if op.get_context().as_sql:
        op.execute(f"DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM {table}), 'only a migration that runs seals'; END $$")
        return
    some = text(f"SELECT id, {column} FROM {table} WHERE id > :after AND {column} IS NOT NULL ORDER BY id LIMIT 1000")  # noqa: S608
    write = text(f"UPDATE {table} SET {column} = :value WHERE id = :id")  # noqa: S608 - our own words
    after = 0
    while rows := op.get_bind().execute(some, {"after": after}).all():
        after = rows[-1][0]
        try:
            changed = [{"id": number, "value": change(value)} for number, value in rows]
        except InvalidToken:
            raise CommandError(f"no key in VAULT_KEY opens all of {table}.{column}") from None
        op.get_bind().execute(write, changed)


@cache
def _keys() -> MultiFernet:
    """Asked for when there is something to seal; as in channels/vault.py."""
    keys = [key.strip() for key in os.environ.get("VAULT_KEY", "").split(",") if key.strip()]
    if not keys:
        raise CommandError("set VAULT_KEY, as the gateway has it: there are messages to seal or to open")
    return MultiFernet([Fernet(key) for key in keys])
