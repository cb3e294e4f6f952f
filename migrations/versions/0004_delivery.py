"""WhatsApp addresses, bursts of messages, deliveries to providers, and media."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE inbox
    ADD COLUMN gathers boolean NOT NULL DEFAULT false,
    ADD COLUMN part_of bigint,
    ADD COLUMN held_until timestamptz,
    ADD COLUMN heard boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN inbox.gathers IS 'its turn begins when no more come, and takes in the ones after it';
COMMENT ON COLUMN inbox.part_of IS 'the first message of the turn that it was taken into';
COMMENT ON COLUMN inbox.heard IS 'the words were made out of speech, and may be wrong';
COMMENT ON COLUMN inbox.held_until IS 'no turn before then: its words are still being made out';

ALTER TABLE outbox DROP COLUMN delivery;

-- No reference to sessions: who does not want messages stays so when the session has long expired.
CREATE TABLE addresses (
    session_id text PRIMARY KEY,
    provider text NOT NULL,
    account text NOT NULL,
    sealed bytea NOT NULL,
    window_until timestamptz NOT NULL DEFAULT '-infinity',
    opted_out_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_message_at timestamptz
);
COMMENT ON COLUMN addresses.sealed IS 'the user id at the provider, encrypted with VAULT_KEY; not always a number';
COMMENT ON COLUMN addresses.account IS 'our sender that the user writes to';
COMMENT ON COLUMN addresses.window_until IS 'until then free messages may be sent, after it approved templates only';

CREATE TABLE address_names (
    digest bytea PRIMARY KEY,
    session_id text NOT NULL REFERENCES addresses ON DELETE CASCADE
);
CREATE INDEX address_names_by_session ON address_names (session_id);
COMMENT ON TABLE address_names IS 'one user may be known by a number and by an opaque id';

CREATE TABLE deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id text NOT NULL,
    inbox_id bigint REFERENCES inbox ON DELETE CASCADE,
    source text NOT NULL UNIQUE,
    provider text NOT NULL,
    message json NOT NULL,
    proactive boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sending', 'sent', 'delivered', 'read', 'dead', 'withheld')),
    attempts integer NOT NULL DEFAULT 0,
    forgiven integer NOT NULL DEFAULT 0,
    failed_attempt integer NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    provider_message_id text,
    error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz
);
CREATE INDEX deliveries_by_session ON deliveries (session_id, id);
CREATE INDEX deliveries_due ON deliveries (id) WHERE state IN ('pending', 'sending');
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_by_inbox ON deliveries (inbox_id);
CREATE INDEX deliveries_by_age ON deliveries (created_at);
COMMENT ON COLUMN deliveries.source IS 'what it comes of; the same thing is delivered once';
COMMENT ON COLUMN deliveries.proactive IS 'nobody asked for it just now: not for those who opted out';
COMMENT ON COLUMN deliveries.forgiven IS 'attempts before an operator let it try again';
COMMENT ON COLUMN deliveries.failed_attempt IS 'the last one that failed after it was taken; news of it counts no more';
COMMENT ON COLUMN deliveries.fence IS 'grows with each taking up, so whoever was taken over from changes nothing';

CREATE TABLE media (
    id text PRIMARY KEY,
    session_id text NOT NULL,
    provider text NOT NULL,
    message_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('audio', 'image', 'document')),
    place bytea NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stored', 'refused')),
    error text,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_by_session ON media (session_id, created_at);
CREATE INDEX media_by_age ON media (created_at);
CREATE INDEX media_waiting ON media (due_at) WHERE state = 'waiting';
COMMENT ON TABLE media IS 'files to be fetched from a provider; photos and papers become documents of this reference';
COMMENT ON COLUMN media.message_id IS 'the message they came with; there before it is stored';
COMMENT ON COLUMN media.place IS 'where the provider keeps it, encrypted with VAULT_KEY';

CREATE TABLE voice_replies (
    delivery_id bigint PRIMARY KEY REFERENCES deliveries ON DELETE CASCADE,
    content bytea NOT NULL,
    content_type text NOT NULL
);
COMMENT ON TABLE voice_replies IS 'spoken replies while a provider fetches them, encrypted with VAULT_KEY';

CREATE TABLE twilio_contents (
    account text NOT NULL,
    shape text NOT NULL,
    sid text NOT NULL,
    PRIMARY KEY (account, shape)
);
COMMENT ON TABLE twilio_contents IS 'content templates made at Twilio, one for each number of buttons or list items';
"""

_DROP = """
DROP TABLE twilio_contents, voice_replies, media, deliveries, address_names, addresses;
ALTER TABLE outbox
    ADD COLUMN delivery text NOT NULL DEFAULT 'fetched'
        CHECK (delivery IN ('fetched', 'pending', 'delivered', 'failed'));
CREATE INDEX outbox_pending ON outbox (id) WHERE delivery = 'pending';
ALTER TABLE inbox DROP COLUMN gathers, DROP COLUMN part_of, DROP COLUMN held_until, DROP COLUMN heard;
"""


def upgrade() -> None:
    op.execute(_TABLES)


def downgrade() -> None:
    op.execute(_DROP)
