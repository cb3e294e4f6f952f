"""Messages whose answer nobody waits for."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE inbox ADD COLUMN waited_for boolean NOT NULL DEFAULT true")
    op.execute(
        "COMMENT ON COLUMN inbox.waited_for IS "
        "'whoever received it runs its turn at once; if not, its turn is any worker''s'"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE inbox DROP COLUMN waited_for")
