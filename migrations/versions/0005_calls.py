"""Calls, and what they leave behind: recordings, wishes to be called back, summaries to send."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE calls (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text NOT NULL,
    call_id text NOT NULL,
    session_id text NOT NULL,
    turn integer NOT NULL DEFAULT 0,
    conduct bytea,
    input bytea,
    caller_digest bytea,
    caller bytea,
    talked boolean NOT NULL DEFAULT false,
    closed boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT now(),
    advanced_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    UNIQUE (provider, call_id)
);
CREATE INDEX calls_by_caller ON calls (caller_digest, started_at) WHERE caller_digest IS NOT NULL;
CREATE INDEX calls_by_session ON calls (session_id);
CREATE INDEX calls_by_age ON calls (started_at);
COMMENT ON COLUMN calls.turn IS 'the number in our last document; a request with another one is late or comes again';
COMMENT ON COLUMN calls.conduct IS 'where the call stands, encrypted with VAULT_KEY';
COMMENT ON COLUMN calls.input IS 'digest of what the last turn was about, to know it again where no number comes back';
COMMENT ON COLUMN calls.caller IS 'the telephone number, encrypted with VAULT_KEY; providers may send it only once';
COMMENT ON COLUMN calls.closed IS 'the caller was told goodbye: a new call begins anew';

CREATE TABLE call_recordings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call bigint NOT NULL REFERENCES calls ON DELETE CASCADE,
    address bytea NOT NULL,
    transcript bytea,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'heard', 'unheard')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX call_recordings_by_call ON call_recordings (call);
COMMENT ON COLUMN call_recordings.address IS 'where the provider keeps it, encrypted with VAULT_KEY';

CREATE TABLE call_backs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call bigint NOT NULL UNIQUE REFERENCES calls ON DELETE CASCADE,
    requested_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz
);
CREATE INDEX call_backs_open ON call_backs (requested_at) WHERE done_at IS NULL;

CREATE TABLE call_summaries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call bigint NOT NULL REFERENCES calls ON DELETE CASCADE,
    source text NOT NULL UNIQUE,
    address bytea NOT NULL,
    language text NOT NULL CHECK (language IN ('hi', 'en')),
    body bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
CREATE INDEX call_summaries_by_call ON call_summaries (call);
CREATE INDEX call_summaries_due ON call_summaries (not_before) WHERE sent_at IS NULL;
COMMENT ON TABLE call_summaries IS 'messages that callers asked for; a worker hands them over';
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE call_summaries, call_backs, call_recordings, calls")
