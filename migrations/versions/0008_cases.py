"""Applications with their history and appeals, complaints with theirs."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE applications (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    number bytea NOT NULL,
    number_digest bytea NOT NULL,
    phone bytea NOT NULL,
    phone_digest bytea NOT NULL,
    name bytea,
    service text NOT NULL,
    district text,
    form bytea,
    documents bytea,
    state text NOT NULL CHECK (state IN
        ('submitted', 'in_process', 'document_needed', 'approved', 'rejected', 'delivered', 'withdrawn')),
    reason bytea,
    submitted_on date NOT NULL,
    due_on date,
    request_key text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX applications_by_number ON applications (number_digest);
CREATE INDEX applications_by_phone ON applications (phone_digest);
CREATE INDEX applications_by_citizen ON applications (citizen_id);
COMMENT ON TABLE applications IS 'the embedded e-District: used where EDISTRICT_URL is not set';
COMMENT ON COLUMN applications.phone IS 'the number on record: where codes and notices go';
COMMENT ON COLUMN applications.request_key IS 'what is lodged twice with one key counts once';

CREATE TABLE application_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    state text NOT NULL,
    note bytea,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX application_events_by_application ON application_events (application_id, id);

-- No reference to applications: those may be kept by e-District itself.
CREATE TABLE appeals (
    id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL REFERENCES citizens (id) ON DELETE CASCADE,
    application_number bytea NOT NULL,
    application_digest bytea NOT NULL,
    step smallint NOT NULL CHECK (step IN (1, 2)),
    text bytea NOT NULL,
    prepared_on date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (application_digest, step)
);
CREATE INDEX appeals_by_citizen ON appeals (citizen_id);

CREATE TABLE complaints (
    id uuid PRIMARY KEY,
    citizen_id uuid REFERENCES citizens (id) ON DELETE CASCADE,
    number bytea NOT NULL,
    number_digest bytea NOT NULL,
    phone bytea,
    phone_digest bytea,
    name bytea,
    department text NOT NULL,
    subject text NOT NULL,
    district text NOT NULL,
    block text,
    locality bytea,
    location bytea,
    text bytea NOT NULL,
    attachments bytea,
    state text NOT NULL CHECK (state IN ('open', 'resolved', 'closed', 'force_closed')),
    level text NOT NULL CHECK (level IN ('L1', 'L2', 'L3', 'L4')),
    lodged_at timestamptz NOT NULL,
    level_since timestamptz NOT NULL,
    resolution bytea,
    resolved_at timestamptz,
    satisfied boolean,
    rating smallint CHECK (rating BETWEEN 1 AND 5),
    request_key text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX complaints_by_number ON complaints (number_digest);
CREATE INDEX complaints_by_phone ON complaints (phone_digest);
CREATE INDEX complaints_by_citizen ON complaints (citizen_id);
CREATE INDEX complaints_open ON complaints (level_since) WHERE state = 'open';
COMMENT ON TABLE complaints IS 'the embedded CM Helpline: used where CM_HELPLINE_URL is not set';

CREATE TABLE complaint_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id uuid NOT NULL REFERENCES complaints (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('lodged', 'added', 'escalated', 'resolved', 'judged', 'reopened', 'closed')),
    level text NOT NULL,
    text bytea,
    request_key text UNIQUE,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX complaint_events_by_complaint ON complaint_events (complaint_id, id);
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE complaint_events, complaints, appeals, application_events, applications")
