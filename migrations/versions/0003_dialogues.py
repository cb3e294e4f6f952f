"""Dialogues: tasks in hand and facts told, sealed."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE dialogues (
    conversation text PRIMARY KEY,
    sealed bytea NOT NULL,
    citizen_id uuid,
    open_task text,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dialogues_by_age ON dialogues (updated_at);
CREATE INDEX dialogues_by_citizen ON dialogues (citizen_id, updated_at) WHERE citizen_id IS NOT NULL;
COMMENT ON COLUMN dialogues.conversation IS 'id of the conversation at the bot, as in sessions';
COMMENT ON COLUMN dialogues.sealed IS 'encrypted with VAULT_KEY';
COMMENT ON COLUMN dialogues.open_task IS 'name of the task to which the citizen may return, if any';
"""


def upgrade() -> None:
    op.execute(_TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE dialogues")
