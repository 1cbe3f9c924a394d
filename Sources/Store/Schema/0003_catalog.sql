-- Catalog: what is sold (service types, components, tariffs, prices) and to whom (subscriptions).

CREATE SCHEMA catalog;
CREATE SEQUENCE catalog.subscription_id_seq;

CREATE TABLE catalog.service_type (
    service_type_id int PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL
);

CREATE TABLE catalog.component (
    component_id int PRIMARY KEY,
    service_type_id int NOT NULL REFERENCES catalog.service_type,
    code text NOT NULL,
    name text NOT NULL,
    charging text NOT NULL CHECK (charging IN ('periodic', 'one_time', 'call')),
    revenue_account_id int NOT NULL,
    UNIQUE (service_type_id, code)
);

CREATE TABLE catalog.tariff (
    tariff_id int PRIMARY KEY,
    service_type_id int NOT NULL REFERENCES catalog.service_type,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    currency char(3) NOT NULL DEFAULT 'AMD',
    period text NOT NULL DEFAULT 'month' CHECK (period IN ('day', 'month', 'year')),
    due text NOT NULL DEFAULT 'advance' CHECK (due IN ('advance', 'arrears')),
    proration text NOT NULL DEFAULT 'actual' CHECK (proration IN ('actual', 'fixed30', 'none', 'free_first')),
    rounding text NOT NULL DEFAULT 'half_up' CHECK (rounding IN ('half_up', 'half_even', 'up', 'down')),
    rounding_step bigint NOT NULL DEFAULT 1 CHECK (rounding_step > 0),
    charge_while_suspended boolean NOT NULL DEFAULT false,
    -- Suspend when available < suspension limit, resume when available >= resumption limit (minor units).
    suspension_limit bigint NOT NULL DEFAULT 0,
    resumption_limit bigint NOT NULL DEFAULT 0,
    sold daterange NOT NULL DEFAULT '(,)',
    CHECK (resumption_limit >= suspension_limit)
);

CREATE TABLE catalog.tariff_price (
    tariff_id int NOT NULL REFERENCES catalog.tariff,
    component_id int NOT NULL REFERENCES catalog.component,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    -- Minor units per period (periodic) or once (one_time).
    amount bigint NOT NULL CHECK (amount >= 0),
    EXCLUDE USING gist (tariff_id WITH =, component_id WITH =, valid WITH &&)
);

-- A parameter is fixed by the tariff, defaulted, or asked in the activation request.
CREATE TABLE catalog.tariff_parameter (
    tariff_id int NOT NULL REFERENCES catalog.tariff,
    code text NOT NULL,
    label text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('fixed', 'default', 'asked')),
    type text NOT NULL CHECK (type IN ('text', 'integer', 'choice', 'flag')),
    unit text NOT NULL DEFAULT '',
    minimum bigint,
    maximum bigint,
    choices text[] NOT NULL DEFAULT '{}',
    value text,
    PRIMARY KEY (tariff_id, code),
    CHECK (mode = 'asked' OR value IS NOT NULL)
);

-- Call prices: longest prefix wins; '' is the catch-all. Prices in millionths of a minor unit per minute.
CREATE TABLE catalog.call_rate (
    tariff_id int NOT NULL REFERENCES catalog.tariff,
    prefix text NOT NULL CHECK (prefix ~ '^[0-9]*$'),
    destination text NOT NULL,
    valid tstzrange NOT NULL CHECK (NOT isempty(valid)),
    price_per_minute_micro bigint NOT NULL CHECK (price_per_minute_micro >= 0),
    connection_fee_micro bigint NOT NULL DEFAULT 0 CHECK (connection_fee_micro >= 0),
    first_increment int NOT NULL DEFAULT 60 CHECK (first_increment > 0),
    next_increment int NOT NULL DEFAULT 60 CHECK (next_increment > 0),
    free_seconds int NOT NULL DEFAULT 0 CHECK (free_seconds >= 0),
    minimum_duration int NOT NULL DEFAULT 0 CHECK (minimum_duration >= 0),
    EXCLUDE USING gist (tariff_id WITH =, prefix WITH =, valid WITH &&)
);

CREATE TABLE catalog.subscription (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    subscription_id bigint NOT NULL DEFAULT nextval('catalog.subscription_id_seq'),
    account_id bigint NOT NULL,
    service_type_id int NOT NULL REFERENCES catalog.service_type,
    -- What the service is known by outside: the phone number of a phone line, the login of an internet line.
    identifier text,
    billing_day smallint NOT NULL DEFAULT 1 CHECK (billing_day BETWEEN 1 AND 31),
    activated_on date NOT NULL,
    -- First day without the service.
    ended_on date,
    -- 'active', 'suspended', 'ended': kept in step with catalog.suspension by the functions that change either.
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'ended')),
    never_suspend boolean NOT NULL DEFAULT false,
    PRIMARY KEY (customer_id, subscription_id)
);
CREATE INDEX subscription_by_account ON catalog.subscription (customer_id, account_id);
CREATE INDEX subscription_by_billing_day ON catalog.subscription (billing_day) WHERE state <> 'ended';

-- One running service per identifier: a small look-up table, so that the big table stays distributable.
CREATE TABLE catalog.service_identifier (
    service_type_id int NOT NULL REFERENCES catalog.service_type,
    identifier text NOT NULL,
    customer_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    PRIMARY KEY (service_type_id, identifier)
);

CREATE TABLE catalog.subscription_tariff (
    customer_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    tariff_id int NOT NULL REFERENCES catalog.tariff,
    FOREIGN KEY (customer_id, subscription_id) REFERENCES catalog.subscription,
    EXCLUDE USING gist (customer_id WITH =, subscription_id WITH =, valid WITH &&)
);

CREATE TABLE catalog.subscription_parameter (
    customer_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    code text NOT NULL,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    value text NOT NULL,
    FOREIGN KEY (customer_id, subscription_id) REFERENCES catalog.subscription,
    EXCLUDE USING gist (customer_id WITH =, subscription_id WITH =, code WITH =, valid WITH &&)
);

-- Reasons stack: a service runs only when none is open.
CREATE TABLE catalog.suspension (
    customer_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    reason text NOT NULL CHECK (reason IN ('money', 'request', 'fraud', 'technical', 'other')),
    during tstzrange NOT NULL CHECK (NOT isempty(during)),
    suspended_by text NOT NULL,
    resumed_by text,
    FOREIGN KEY (customer_id, subscription_id) REFERENCES catalog.subscription,
    EXCLUDE USING gist (customer_id WITH =, subscription_id WITH =, reason WITH =, during WITH &&)
);
