"""The portal's foundation: citizens, households, audit, codes and proof, consent, notices, messages."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE citizens (
    id uuid PRIMARY KEY,
    name bytea,
    language text CHECK (language IN ('hi', 'en')),
    facts bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE citizens IS 'columns of type bytea are encrypted with VAULT_KEY, those named _digest find them';

CREATE TABLE channel_addresses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('phone', 'whatsapp', 'web')),
    value bytea NOT NULL,
    value_digest bytea NOT NULL,
    verified_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX channel_addresses_by_value ON channel_addresses (kind, value_digest);
CREATE INDEX channel_addresses_by_citizen ON channel_addresses (citizen_id);

CREATE TABLE households (
    id uuid PRIMARY KEY,
    family_id bytea,
    family_digest bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX households_by_family ON households (family_digest);

CREATE TABLE members (
    id uuid PRIMARY KEY,
    household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
    citizen_id uuid REFERENCES citizens (id) ON DELETE SET NULL,
    name bytea,
    samagra_id bytea,
    samagra_digest bytea,
    birth_date bytea,
    gender bytea,
    relation bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX members_by_samagra ON members (samagra_digest);
CREATE INDEX members_by_household ON members (household_id);
CREATE INDEX members_by_citizen ON members (citizen_id);

-- No reference to citizens: what was done is known longer than to whom.
CREATE TABLE audit (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    citizen_id uuid,
    subject text,
    detail text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX audit_by_citizen ON audit (citizen_id);
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

CREATE TABLE session_origins (
    session_id text PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    kind text CHECK (kind IN ('phone', 'whatsapp')),
    value bytea,
    value_digest bytea,
    network_digest bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE session_origins IS 'where a session comes from: who calls or writes; the client network, for limits';

CREATE TABLE one_time_codes (
    id uuid PRIMARY KEY,
    session_id text NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    citizen_id uuid REFERENCES citizens (id) ON DELETE CASCADE,
    phone bytea,
    code_digest bytea NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX one_time_codes_by_session ON one_time_codes (session_id, created_at);
CREATE INDEX one_time_codes_by_citizen ON one_time_codes (citizen_id);
COMMENT ON COLUMN one_time_codes.phone IS 'none: nobody was sent this code, and no code is right';

-- No reference to sessions: it tells whose the words are that are kept longer than they.
CREATE TABLE proofs (
    session_id text NOT NULL,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    proven_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, citizen_id)
);
CREATE INDEX proofs_by_citizen ON proofs (citizen_id);

-- No reference to sessions: what was agreed to holds longer than they do.
CREATE TABLE consents (
    id uuid PRIMARY KEY,
    session_id text NOT NULL,
    citizen_id uuid REFERENCES citizens (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('records', 'notices')),
    notice text NOT NULL,
    given boolean NOT NULL,
    channel text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_by_session ON consents (session_id, created_at);
CREATE INDEX consents_by_citizen ON consents (citizen_id, created_at);
COMMENT ON COLUMN consents.notice IS 'version of the words that were agreed to or refused';

CREATE TABLE portal_messages (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    recipient bytea NOT NULL,
    recipient_digest bytea NOT NULL,
    text bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX portal_messages_by_recipient ON portal_messages (recipient_digest, created_at);
COMMENT ON TABLE portal_messages IS 'what the embedded message sender would have sent';

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    key text NOT NULL UNIQUE,
    message text NOT NULL,
    details bytea NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'not_wanted', 'failed')),
    channel text,
    tries smallint NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notices_by_citizen ON notices (citizen_id);
CREATE INDEX notices_due ON notices (not_before) WHERE state = 'pending';
COMMENT ON COLUMN notices.key IS 'names the event, so that it is told once';
"""

_DROP = """
DROP TABLE notices, portal_messages, consents, proofs, one_time_codes, session_origins;
DROP TABLE audit, members, households, channel_addresses, citizens;
DROP FUNCTION audit_is_append_only;
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute(_DROP)
