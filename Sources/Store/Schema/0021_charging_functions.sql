-- Charging: the daemon's door. Only bcrm_daemon may execute these; amounts come computed, invariants are kept here.

-- A day's run, planned once: batches of customers in order of their numbers. Days before are planned first.
CREATE FUNCTION api.charging_plan(p_day date, p_batch_size int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_batches int;
BEGIN
    IF p_day > sec.today() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s has not begun yet.', p_day);
    END IF;
    INSERT INTO accounts.charge_run (day) VALUES (p_day) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN (SELECT count(*) FROM accounts.charge_batch WHERE day = p_day AND NOT done);
    END IF;
    PERFORM accounts.partitions_ensure(p_day, (p_day + interval '1 month')::date);
    INSERT INTO accounts.charge_batch (day, batch, first_customer, last_customer)
        SELECT p_day, (row_number() OVER (ORDER BY slot))::int, slot * p_batch_size, (slot + 1) * p_batch_size - 1
        FROM (SELECT DISTINCT customer_id / p_batch_size AS slot FROM catalog.subscription
            WHERE billing_day = ANY (accounts.billing_days(p_day)) AND state <> 'ended') slots;
    GET DIAGNOSTICS v_batches = ROW_COUNT;
    RETURN v_batches;
END $$;

-- The billing days that fall on a date: on the last day of a short month those beyond it as well.
CREATE FUNCTION accounts.billing_days(p_day date) RETURNS smallint[] LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT array_agg(d::smallint) FROM generate_series(extract(day FROM p_day)::int,
        CASE WHEN extract(day FROM p_day + 1) = 1 THEN 31 ELSE extract(day FROM p_day)::int END) d
    $$;

-- The days still to be run, oldest first: from the day after the last finished one to today.
CREATE FUNCTION api.charging_days() RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT d::date FROM generate_series(
        coalesce((SELECT max(day) + 1 FROM accounts.charge_run WHERE finished_at IS NOT NULL), sec.today()),
        sec.today(), interval '1 day') d
    $$;

-- Claims the next open batch of a day for this transaction.
CREATE FUNCTION api.charging_claim(p_day date) RETURNS TABLE (batch int, first_customer bigint, last_customer bigint)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT b.batch, b.first_customer, b.last_customer FROM accounts.charge_batch b
        WHERE b.day = p_day AND NOT b.done ORDER BY b.batch LIMIT 1 FOR UPDATE SKIP LOCKED
    $$;

CREATE FUNCTION api.charging_finish(p_day date) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE accounts.charge_run r SET finished_at = clock_timestamp() WHERE r.day = p_day AND r.finished_at IS NULL
        AND NOT EXISTS (SELECT FROM accounts.charge_batch b WHERE b.day = p_day AND NOT b.done)
        RETURNING true
    $$;

-- What rating needs to know about subscriptions; arrays hold their histories, oldest first.
CREATE FUNCTION accounts.subscription_facts(p_subscription catalog.subscription) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on date, ended_on date,
    tariffs int[], tariffs_from date[], tariffs_to date[], suspended_from date[], suspended_to date[])
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_subscription.customer_id, p_subscription.account_id, p_subscription.subscription_id,
        p_subscription.billing_day, p_subscription.activated_on, p_subscription.ended_on, t.*, s.*
    FROM (SELECT array_agg(tariff_id ORDER BY valid), array_agg(lower(valid) ORDER BY valid),
            array_agg(upper(valid) ORDER BY valid)
        FROM catalog.subscription_tariff t WHERE t.customer_id = p_subscription.customer_id
            AND t.subscription_id = p_subscription.subscription_id) t,
        (SELECT coalesce(array_agg(sec.local_date(lower(during)) ORDER BY during), '{}'),
            coalesce(array_agg(sec.local_date(upper(during)) ORDER BY during), '{}')
        FROM catalog.suspension s WHERE s.customer_id = p_subscription.customer_id
            AND s.subscription_id = p_subscription.subscription_id) s
    $$;

-- The subscriptions of a batch whose period begins on the day.
CREATE FUNCTION api.charging_due(p_day date, p_first bigint, p_last bigint) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on date, ended_on date,
    tariffs int[], tariffs_from date[], tariffs_to date[], suspended_from date[], suspended_to date[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT f.* FROM catalog.subscription s CROSS JOIN LATERAL accounts.subscription_facts(s) f
    WHERE s.customer_id BETWEEN p_first AND p_last AND s.billing_day = ANY (accounts.billing_days(p_day))
        AND s.state <> 'ended' AND s.activated_on < p_day
    ORDER BY s.customer_id, s.account_id, s.subscription_id
    $$;

CREATE FUNCTION api.charging_subscription(p_customer bigint, p_subscription bigint) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on date, ended_on date,
    tariffs int[], tariffs_from date[], tariffs_to date[], suspended_from date[], suspended_to date[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT f.* FROM catalog.subscription s CROSS JOIN LATERAL accounts.subscription_facts(s) f
    WHERE s.customer_id = p_customer AND s.subscription_id = p_subscription
    $$;

-- The fees posted for a subscription in periods that begin on or after a day: their sums and the next free line.
CREATE FUNCTION api.charging_posted(p_customer bigint, p_account bigint, p_subscription bigint, p_from date)
    RETURNS TABLE (component_id int, period_on date, amount bigint, lines smallint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT component_id, period_on, sum(amount)::bigint, (max(line) + 1)::smallint FROM accounts.transfer
    WHERE customer_id = p_customer AND account_id = p_account AND kind = 'fee' AND subscription_id = p_subscription
        AND period_on >= p_from
    GROUP BY 1, 2
    $$;

-- The whole catalogue of periodic fees, for an immutable snapshot in memory: the daemon charges by it, and the client
-- tells by it what a service will cost.
CREATE FUNCTION api.charging_catalog() RETURNS TABLE (
    tariff_id int, name text, component_id int, component_name text, period text, due text, proration text,
    rounding text, rounding_step bigint, charge_while_suspended boolean, suspension_limit bigint,
    resumption_limit bigint, currency text, valid_from date, valid_to date, amount bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT t.tariff_id, t.name, c.component_id, c.name, t.period, t.due, t.proration, t.rounding, t.rounding_step,
        t.charge_while_suspended, t.suspension_limit, t.resumption_limit, t.currency::text,
        lower(p.valid), upper(p.valid), p.amount
    FROM catalog.tariff t
        LEFT JOIN (catalog.tariff_price p JOIN catalog.component c ON c.component_id = p.component_id
            AND c.charging = 'periodic') USING (tariff_id)
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view'))
    ORDER BY t.tariff_id, c.component_id, p.valid
    $$;

-- Moves one batch from the stage into the ledger: transfers that are not there yet, balances from what was inserted,
-- reviews, the progress mark. One statement, so that nothing can come between.
CREATE FUNCTION api.charging_post(p_batch_key text, p_day date, p_batch int) RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_charges bigint;
    v_now timestamptz := sec.now();
BEGIN
    IF EXISTS (SELECT FROM accounts.charge_stage WHERE batch_key = p_batch_key AND (period_on > sec.today()
        OR value_on > sec.today())) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A fee for a day that has not begun is refused.';
    END IF;
    -- Accounts in order of their keys, as every posting locks them.
    PERFORM FROM accounts.account a WHERE (a.customer_id, a.account_id) IN (
        SELECT customer_id, account_id FROM accounts.charge_stage WHERE batch_key = p_batch_key)
        ORDER BY a.customer_id, a.account_id FOR UPDATE;
    WITH staged AS (
        DELETE FROM accounts.charge_stage WHERE batch_key = p_batch_key RETURNING *),
    posted AS (
        INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id, line,
                period_ends_on, amount, house_account_id, tariff_id, value_on, booked_at, actor, tag, note)
            SELECT s.customer_id, s.account_id, s.period_on, 'fee', s.subscription_id, s.component_id, s.line,
                s.period_ends_on, s.amount, c.revenue_account_id, s.tariff_id, s.value_on, v_now, session_user, 'fee', s.note
            FROM staged s JOIN catalog.component c USING (component_id)
            WHERE s.amount <> 0
            ORDER BY s.customer_id, s.account_id, s.period_on, s.subscription_id, s.component_id
            ON CONFLICT DO NOTHING
            RETURNING customer_id, account_id, amount),
    changed AS (
        SELECT customer_id, account_id, sum(amount)::bigint AS amount, count(*) AS charges FROM posted GROUP BY 1, 2),
    balanced AS (
        UPDATE accounts.account a SET balance = a.balance + c.amount, version = a.version + 1
            FROM changed c WHERE a.customer_id = c.customer_id AND a.account_id = c.account_id
            RETURNING a.customer_id, a.account_id, a.balance, a.credit_limit, c.charges),
    reviewed AS (
        -- Whose money may not suffice any more: the limits of the services decide when it is looked at.
        INSERT INTO accounts.review (customer_id, account_id, cause)
            SELECT customer_id, account_id, 'charge' FROM balanced b
            WHERE b.balance + b.credit_limit < (
                SELECT max(t.suspension_limit) FROM catalog.subscription s
                    JOIN catalog.subscription_tariff st USING (customer_id, subscription_id)
                    JOIN catalog.tariff t USING (tariff_id)
                WHERE s.customer_id = b.customer_id AND s.account_id = b.account_id AND s.state <> 'ended'
                    AND upper_inf(st.valid)))
    SELECT coalesce(sum(charges), 0) INTO v_charges FROM balanced;
    UPDATE accounts.charge_batch SET done = true, charges = v_charges WHERE day = p_day AND batch = p_batch;
    RETURN v_charges;
END $$;

-- Takes accounts to look at, with the services on them; they come back if the transaction fails.
CREATE FUNCTION api.review_take(p_limit int) RETURNS TABLE (
    review_id bigint, customer_id bigint, account_id bigint, subscription_id bigint, cause text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM accounts.review r WHERE r.review_id IN (
        SELECT q.review_id FROM accounts.review q ORDER BY q.review_id LIMIT p_limit FOR UPDATE SKIP LOCKED)
        RETURNING r.review_id, r.customer_id, r.account_id, r.subscription_id, r.cause
    $$;

-- The account's money, locked, and its services with their limits: what a decision needs.
CREATE FUNCTION api.review_account(p_customer bigint, p_account bigint) RETURNS TABLE (
    balance bigint, credit_limit bigint, subscription_id bigint, tariff_id int, never_suspend boolean,
    is_money_suspended boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_account accounts.account;
BEGIN
    SELECT * INTO v_account FROM accounts.account a WHERE a.customer_id = p_customer AND a.account_id = p_account FOR UPDATE;
    RETURN QUERY
        SELECT v_account.balance, v_account.credit_limit, s.subscription_id, st.tariff_id, s.never_suspend,
            EXISTS (SELECT FROM catalog.suspension u WHERE u.customer_id = s.customer_id
                AND u.subscription_id = s.subscription_id AND u.reason = 'money' AND upper_inf(u.during))
        FROM catalog.subscription s JOIN catalog.subscription_tariff st
            ON st.customer_id = s.customer_id AND st.subscription_id = s.subscription_id AND st.valid @> sec.today()
        WHERE s.customer_id = p_customer AND s.account_id = p_account AND s.state <> 'ended'
        ORDER BY s.subscription_id;
END $$;

CREATE FUNCTION api.charging_suspend(p_customer bigint, p_subscription bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT catalog.subscription_suspend(p_customer, p_subscription, 'money') $$;

CREATE FUNCTION api.charging_resume(p_customer bigint, p_subscription bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT catalog.subscription_resume(p_customer, p_subscription, 'money') $$;

CREATE FUNCTION api.daemon_announce(p_area text) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT sec.announce(p_area) $$;

CREATE FUNCTION api.daemon_clock() RETURNS TABLE (now timestamptz, today date, time_zone text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT sec.now(), sec.today(), i.time_zone FROM sec.installation i $$;

-- Months ahead get their partitions before anybody needs them.
CREATE FUNCTION api.daemon_prepare() RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT accounts.partitions_ensure((sec.today() - interval '1 month')::date, (sec.today() + interval '2 months')::date) $$;

-- The nightly proof; differences are an alarm.
CREATE FUNCTION api.ledger_proof() RETURNS TABLE (customer_id bigint, account_id bigint, balance bigint, transfers numeric)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM accounts.proof() $$;
