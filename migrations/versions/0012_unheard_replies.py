"""Turns whose reply the citizen did not get."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE sessions ADD COLUMN unheard uuid[] NOT NULL DEFAULT '{}'")
    op.execute(
        "COMMENT ON COLUMN sessions.unheard IS "
        "'correlation ids of the turns since the last reply that were answered with an apology'"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE sessions DROP COLUMN unheard")
