"""What citizens think of replies: a thumb, and if they like a reason."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLE = """
-- No reference to sessions: like what was said, an opinion may be kept longer than they are.
CREATE TABLE feedback (
    reply_id text PRIMARY KEY,
    session_id text NOT NULL,
    rating text NOT NULL CHECK (rating IN ('up', 'down')),
    reason text CHECK (reason IN ('wrong', 'unclear', 'other_question')),
    words text,
    kind text,
    topic text,
    section text,
    language text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX feedback_by_session ON feedback (session_id);
CREATE INDEX feedback_by_age ON feedback (created_at);
CREATE INDEX feedback_by_topic ON feedback (topic, section);
COMMENT ON COLUMN feedback.words IS 'masked: tokens in place of identifiers';
COMMENT ON COLUMN feedback.topic IS 'of the reply; with kind and section, which stay when the reply is forgotten';
"""


def upgrade() -> None:
    op.execute(_TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE feedback")
