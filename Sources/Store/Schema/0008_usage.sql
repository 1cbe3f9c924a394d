-- Usage: accounting records as they came, and the calls rated from them.

CREATE SCHEMA usage;
CREATE SEQUENCE usage.call_id_seq;

-- Acknowledged to the sender only after its commit. Same key and content: a duplicate; same key and other
-- content: kept in usage.conflict.
CREATE TABLE usage.accounting_record (
    session_id text NOT NULL,
    record_type smallint NOT NULL,
    record_number bigint NOT NULL,
    origin_host text NOT NULL,
    event_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    content_hash bytea NOT NULL,
    -- The fields rating needs, decoded: subscriber, calling, called, answered_at, duration, cause, role.
    content jsonb NOT NULL,
    PRIMARY KEY (session_id, record_type, record_number)
);

CREATE TABLE usage.conflict (
    conflict_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    session_id text NOT NULL,
    record_type smallint NOT NULL,
    record_number bigint NOT NULL,
    origin_host text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    content jsonb NOT NULL
);

-- Sessions that ended and wait to be rated; taken with SKIP LOCKED.
CREATE TABLE usage.pending_session (
    session_id text PRIMARY KEY,
    ready_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE usage.call (
    customer_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    started_at timestamptz NOT NULL,
    call_id bigint NOT NULL DEFAULT nextval('usage.call_id_seq'),
    session_id text NOT NULL,
    calling text NOT NULL,
    called text NOT NULL,
    duration_seconds int NOT NULL CHECK (duration_seconds >= 0),
    charged_seconds int NOT NULL CHECK (charged_seconds >= 0),
    destination text NOT NULL,
    prefix text NOT NULL,
    tariff_id int NOT NULL,
    account_id bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (customer_id, subscription_id, started_at, call_id)
) PARTITION BY RANGE (started_at);

-- One row per session that was rated: the proof that a call is charged once.
CREATE TABLE usage.rated_session (
    session_id text PRIMARY KEY,
    customer_id bigint NOT NULL,
    call_id bigint NOT NULL
);

-- What could not be rated: kept, explained, replayable.
CREATE TABLE usage.rejected_session (
    session_id text PRIMARY KEY,
    reason text NOT NULL,
    explanation text NOT NULL,
    rejected_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
