"""Cases in outside systems whose citizens hear of a change."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE followed_cases (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('application', 'complaint')),
    number bytea NOT NULL,
    number_digest bytea NOT NULL,
    state text NOT NULL,
    level text,
    changes integer NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz,
    tries smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, number_digest)
);
CREATE INDEX followed_cases_by_citizen ON followed_cases (citizen_id);
CREATE INDEX followed_cases_due ON followed_cases (kind, due_at) WHERE due_at IS NOT NULL;
COMMENT ON TABLE followed_cases IS 'empty while e-District and CM Helpline are embedded: those tell themselves';
COMMENT ON COLUMN followed_cases.state IS 'as last seen, and told to who agreed to news';
COMMENT ON COLUMN followed_cases.due_at IS 'when the system is asked next; none when the case is over';
"""


def upgrade() -> None:
    op.execute(_TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE followed_cases")
