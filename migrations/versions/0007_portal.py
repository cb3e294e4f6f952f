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
"""

_DROP = """
DROP TABLE audit, members, households, channel_addresses, citizens;
DROP FUNCTION audit_is_append_only;
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute(_DROP)
