"""Applying: drafts, uploaded documents, payments with their events, acknowledgements."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    service text NOT NULL,
    answers bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (citizen_id, service)
);

CREATE TABLE documents (
    reference text PRIMARY KEY,
    session_id text NOT NULL,
    citizen_id uuid REFERENCES citizens (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('photo', 'document')),
    file_name text NOT NULL UNIQUE,
    file_key bytea NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    state text NOT NULL CHECK (state IN ('kept', 'attached', 'quarantined')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX documents_by_session ON documents (session_id, created_at);
CREATE INDEX documents_by_citizen ON documents (citizen_id);
COMMENT ON TABLE documents IS 'the files are in DOCUMENTS_FOLDER, encrypted';
COMMENT ON COLUMN documents.file_key IS 'opens the file; without the row nobody can read it any more';

CREATE TABLE payments (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    application_number bytea NOT NULL,
    application_digest bytea NOT NULL,
    service text NOT NULL,
    reference text NOT NULL UNIQUE,
    paise bigint NOT NULL CHECK (paise > 0),
    state text NOT NULL CHECK (state IN ('pending', 'failed', 'paid', 'refunded')),
    link bytea NOT NULL,
    picture text NOT NULL UNIQUE,
    request_key text NOT NULL UNIQUE,
    paid_at timestamptz,
    refund_due_paise bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payments_by_citizen ON payments (citizen_id);
CREATE INDEX payments_by_application ON payments (application_digest);
COMMENT ON COLUMN payments.refund_due_paise IS 'money that came and is not ours: paid twice, or another amount';

CREATE TABLE payment_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    event text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('paid', 'failed', 'refunded')),
    paise bigint NOT NULL,
    outcome text NOT NULL,
    content_digest bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payment_events_by_payment ON payment_events (payment_id, id);
COMMENT ON COLUMN payment_events.event IS 'the gateway''s own id of the event: told twice, it counts once';

CREATE TABLE payment_orders (
    key text PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    paise bigint NOT NULL,
    link bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE payment_orders IS 'the embedded payment gateway: used where PAYMENT_URL is not set';

CREATE TABLE acknowledgements (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    application_number bytea NOT NULL,
    application_digest bytea NOT NULL UNIQUE,
    service text NOT NULL,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX acknowledgements_by_citizen ON acknowledgements (citizen_id);
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE acknowledgements, payment_orders, payment_events, payments, documents, drafts")
