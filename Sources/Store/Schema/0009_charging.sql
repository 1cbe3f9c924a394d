-- Charging: runs by day, cut into batches that commit with their progress mark.

CREATE TABLE accounts.charge_run (
    day date PRIMARY KEY,
    planned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
);

CREATE TABLE accounts.charge_batch (
    day date NOT NULL REFERENCES accounts.charge_run,
    batch int NOT NULL,
    -- Customers [first, last].
    first_customer bigint NOT NULL,
    last_customer bigint NOT NULL,
    done boolean NOT NULL DEFAULT false,
    charges bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (day, batch)
);

-- What the daemon computed, on its way into the ledger. Unlogged: a crash empties it, and the batch is computed again.
CREATE UNLOGGED TABLE accounts.charge_stage (
    batch_key text NOT NULL,
    customer_id bigint NOT NULL,
    account_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    component_id int NOT NULL,
    period_on date NOT NULL,
    period_ends_on date NOT NULL,
    line smallint NOT NULL,
    amount bigint NOT NULL,
    tariff_id int NOT NULL,
    value_on date NOT NULL,
    note text NOT NULL
);
CREATE INDEX charge_stage_by_batch ON accounts.charge_stage (batch_key);
