"""Sessions and their leases, inbox and outbox, identifiers."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE sessions (
    id text PRIMARY KEY,
    channel text NOT NULL,
    conversation text NOT NULL UNIQUE,
    language text CHECK (language IN ('hi', 'en')),
    spoken text CHECK (spoken IN ('hi', 'en')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
COMMENT ON COLUMN sessions.conversation IS 'id of the conversation at the bot; another one after starting over';
COMMENT ON COLUMN sessions.language IS 'what the interface was set to at first';
COMMENT ON COLUMN sessions.spoken IS 'what the citizen was last answered in';

-- Apart from sessions, and with room on each page, because every turn updates it twice.
CREATE TABLE leases (
    session_id text PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    token bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT '-infinity',
    attempts integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
COMMENT ON COLUMN leases.token IS 'grows when the lease is taken and when it is given back';

-- No reference to sessions: what was said may be kept longer than they are, and the other way round.
CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id text NOT NULL,
    provider text NOT NULL,
    message_id text NOT NULL,
    reference text,
    channel text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    language text,
    aadhaar_seen boolean NOT NULL DEFAULT false,
    correlation_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    answered_at timestamptz,
    answered_by text,
    state json,
    UNIQUE (provider, message_id)
);
CREATE INDEX inbox_unanswered ON inbox (session_id, id) WHERE answered_at IS NULL;
CREATE INDEX inbox_by_age ON inbox (received_at);
COMMENT ON COLUMN inbox.value IS 'masked: tokens in place of identifiers';
COMMENT ON COLUMN inbox.correlation_id IS 'the same when a turn is run again, so actions can use it to do things once';

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id text NOT NULL,
    inbox_id bigint NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    position smallint NOT NULL,
    reply json NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    delivery text NOT NULL DEFAULT 'fetched' CHECK (delivery IN ('fetched', 'pending', 'delivered', 'failed')),
    UNIQUE (inbox_id, position)
);
CREATE INDEX outbox_by_session ON outbox (session_id, id);
CREATE INDEX outbox_pending ON outbox (id) WHERE delivery = 'pending';
COMMENT ON COLUMN outbox.delivery IS 'fetched: clients read it here; pending and after: a provider is to carry it';

CREATE TABLE identifiers (
    session_id text NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('phone', 'samagra', 'number')),
    number integer NOT NULL,
    digest bytea NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (session_id, kind, number),
    UNIQUE (session_id, kind, digest)
);
COMMENT ON COLUMN identifiers.sealed IS 'encrypted with VAULT_KEY';
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE identifiers, outbox, inbox, leases, sessions")
