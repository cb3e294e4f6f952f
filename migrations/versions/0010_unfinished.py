"""From which phone an unfinished dialogue came, so that it can be gone on with elsewhere after proof."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CHANGE = """
ALTER TABLE dialogues ADD COLUMN address_digest bytea;
CREATE INDEX dialogues_by_address ON dialogues (address_digest, updated_at) WHERE address_digest IS NOT NULL;
COMMENT ON COLUMN dialogues.address_digest IS 'of the phone that the channel names, as in channel_addresses';
"""


def upgrade() -> None:
    op.execute(_CHANGE)


def downgrade() -> None:
    op.execute("ALTER TABLE dialogues DROP COLUMN address_digest")
