-- Charging: runs by day, cut into batches that commit with their progress mark.

CREATE TABLE accounts.charge_run (
    run_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    day date NOT NULL,
    -- 'day': what becomes due on the day; 'dry': the same, computed and not posted; 'reversal': takes a run back.
    kind text NOT NULL CHECK (kind IN ('day', 'dry', 'reversal')),
    reverses_run_id int REFERENCES accounts.charge_run,
    reason text NOT NULL DEFAULT '',
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    planned_at timestamptz,
    finished_at timestamptz,
    cancelled_at timestamptz,
    -- Taken back: the day may be charged again.
    reversed_at timestamptz,
    CHECK ((kind = 'reversal') = (reverses_run_id IS NOT NULL))
);
-- A day is charged by one run; a run is taken back once.
CREATE UNIQUE INDEX charge_run_day ON accounts.charge_run (day)
    WHERE kind = 'day' AND reversed_at IS NULL AND cancelled_at IS NULL;
CREATE UNIQUE INDEX charge_run_reversal ON accounts.charge_run (reverses_run_id)
    WHERE kind = 'reversal' AND cancelled_at IS NULL;

CREATE TABLE accounts.charge_batch (
    run_id int NOT NULL REFERENCES accounts.charge_run,
    batch int NOT NULL,
    -- Customers [first, last].
    first_customer bigint NOT NULL,
    last_customer bigint NOT NULL,
    done_at timestamptz,
    subscriptions bigint NOT NULL DEFAULT 0,
    charges bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, batch)
);

-- What a batch charged, by component and leg: totals of a run without reading the ledger.
CREATE TABLE accounts.charge_total (
    run_id int NOT NULL,
    batch int NOT NULL,
    component_id int NOT NULL,
    leg smallint NOT NULL,
    charges bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (run_id, batch, component_id, leg),
    FOREIGN KEY (run_id, batch) REFERENCES accounts.charge_batch
);

-- What could not be charged, and why: kept until the subscription is charged.
CREATE TABLE accounts.charge_failure (
    customer_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    day date NOT NULL,
    run_id int,
    reason text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    solved_at timestamptz,
    PRIMARY KEY (customer_id, subscription_id, day)
);

-- What the daemon computed, on its way into the ledger: one table a worker, so that each empties its own at once.
-- Unlogged: a crash empties them, and the batch is computed again.
CREATE TABLE accounts.charge_worker (
    worker int PRIMARY KEY
);
DO $$
BEGIN
    FOR n IN 1..8 LOOP
        INSERT INTO accounts.charge_worker (worker) VALUES (n);
        EXECUTE format($table$
            CREATE UNLOGGED TABLE accounts.charge_stage_%s (
                customer_id bigint NOT NULL,
                account_id bigint NOT NULL,
                subscription_id bigint NOT NULL,
                amount bigint NOT NULL,
                -- What follows in the same account: the balance this leg leaves is the new one without it.
                later_amount bigint NOT NULL,
                later_legs int NOT NULL,
                is_first boolean NOT NULL,
                period_on date NOT NULL,
                period_ends_on date NOT NULL,
                value_on date NOT NULL,
                component_id int NOT NULL,
                tariff_id int NOT NULL,
                leg_source_id int,
                line smallint NOT NULL,
                leg smallint NOT NULL,
                kind text NOT NULL,
                note text NOT NULL
            ) WITH (autovacuum_enabled = false)
            $table$, n);
    END LOOP;
END $$;

-- The nightly proof of the ledger, and what it found.
CREATE TABLE accounts.proof_run (
    day date PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    accounts bigint NOT NULL,
    differences bigint NOT NULL
);

-- What somebody has to look at, until somebody did.
CREATE TABLE sec.alarm (
    alarm_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    raised_at timestamptz NOT NULL,
    area text NOT NULL,
    sentence text NOT NULL,
    cleared_at timestamptz,
    cleared_by text
);
