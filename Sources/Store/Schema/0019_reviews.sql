-- Reviews: accounts and services that the daemon has to look at, and what it decides about them. Only bcrm_daemon may
-- execute these.

-- Takes accounts to look at, those whose moment has come; they come back if the transaction fails.
CREATE FUNCTION api.review_take(p_limit int) RETURNS TABLE (
    review_id bigint, customer_id bigint, account_id bigint, subscription_id bigint, cause text, since date)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    -- The catalogue is not imported while something is charged by it.
    SELECT pg_advisory_xact_lock_shared(72110028, 1);
    DELETE FROM accounts.review r WHERE r.review_id IN (
        SELECT q.review_id FROM accounts.review q WHERE q.due_at <= sec.now() ORDER BY q.due_at, q.review_id LIMIT p_limit
            FOR UPDATE SKIP LOCKED)
        RETURNING r.review_id, r.customer_id, r.account_id, r.subscription_id, r.cause, r.since
    $$;

-- Looks again later: grace, allowed hours, the time between flips. One waiting review for each account is enough.
CREATE FUNCTION api.review_later(p_customer bigint, p_account bigint, p_due_at timestamptz) RETURNS void LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO accounts.review (customer_id, account_id, cause, due_at)
        SELECT p_customer, p_account, 'limit', p_due_at
        WHERE NOT EXISTS (SELECT FROM accounts.review WHERE customer_id = p_customer AND account_id = p_account
            AND due_at = p_due_at)
    $$;

-- Evaluates a subscription later, from a day on: one stopped by money is not charged, but what changed is not forgotten.
CREATE FUNCTION api.review_again(p_customer bigint, p_account bigint, p_subscription bigint, p_since date,
    p_due_at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause, since, due_at)
        VALUES (p_customer, p_account, p_subscription, 'price', p_since, p_due_at)
    $$;

-- The account's money, locked, and its services with what a decision needs. evaluated_on: what happened to the service
-- after that day was not looked at yet, because the daemon was down or because it could not be charged.
CREATE FUNCTION api.review_account(p_customer bigint, p_account bigint) RETURNS TABLE (
    balance bigint, credit_limit bigint, promised bigint, subscription_id bigint, tariff_id int, never_suspend boolean,
    is_money_suspended boolean, was_preventable boolean, short_since timestamptz, flipped_at timestamptz, state text,
    evaluated_on date, currency text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_account accounts.account;
    v_promised bigint;
    -- Everything up to the end of the last run was evaluated in its time.
    v_evaluated date := coalesce((SELECT max(r.day) FROM accounts.charge_run r
        WHERE r.kind = 'day' AND r.finished_at IS NOT NULL), sec.today());
BEGIN
    SELECT * INTO v_account FROM accounts.account a WHERE a.customer_id = p_customer AND a.account_id = p_account FOR UPDATE;
    SELECT coalesce(sum(p.amount), 0) INTO v_promised FROM accounts.promise p WHERE p.customer_id = p_customer
        AND p.account_id = p_account AND p.state = 'open' AND p.ends_at > sec.now();
    RETURN QUERY
        SELECT v_account.balance, v_account.credit_limit, v_promised, s.subscription_id,
            (SELECT st.tariff_id FROM catalog.subscription_tariff st WHERE st.customer_id = s.customer_id
                AND st.subscription_id = s.subscription_id AND lower(st.valid) <= sec.today()
                ORDER BY lower(st.valid) DESC LIMIT 1), s.never_suspend,
            EXISTS (SELECT FROM catalog.suspension u WHERE u.customer_id = s.customer_id
                AND u.subscription_id = s.subscription_id AND u.reason = 'money' AND upper_inf(u.during)),
            -- Money that came later and counts from the day of the suspension or before.
            EXISTS (SELECT FROM catalog.suspension u JOIN accounts.payment p ON p.customer_id = u.customer_id
                AND p.account_id = p_account AND p.amount > 0 AND p.booked_at >= lower(u.during)
                AND p.value_on < sec.local_date(p.booked_at) AND p.value_on <= sec.local_date(lower(u.during))
                WHERE u.customer_id = s.customer_id AND u.subscription_id = s.subscription_id AND u.reason = 'money'
                    AND upper_inf(u.during)),
            s.short_since,
            (SELECT max(greatest(lower(u.during), upper(u.during))) FROM catalog.suspension u
                WHERE u.customer_id = s.customer_id AND u.subscription_id = s.subscription_id AND u.reason = 'money'),
            s.state,
            least(v_evaluated, (SELECT min(f.day) FROM accounts.charge_failure f WHERE f.customer_id = s.customer_id
                AND f.subscription_id = s.subscription_id AND f.solved_at IS NULL)),
            v_account.currency::text
        FROM catalog.subscription s
        WHERE s.customer_id = p_customer AND s.account_id = p_account
            AND (s.state <> 'ended' OR s.ended_on > sec.today() - 40)
        ORDER BY s.subscription_id;
END $$;

CREATE FUNCTION api.review_short(p_customer bigint, p_subscription bigint, p_is_short boolean) RETURNS void LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE catalog.subscription SET short_since = CASE WHEN p_is_short THEN coalesce(short_since, sec.now()) END
        WHERE customer_id = p_customer AND subscription_id = p_subscription AND (short_since IS NOT NULL) <> p_is_short
    $$;

CREATE FUNCTION api.charging_suspend(p_customer bigint, p_subscription bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT catalog.subscription_suspend(p_customer, p_subscription, 'money') $$;

CREATE FUNCTION api.charging_resume(p_customer bigint, p_subscription bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT catalog.subscription_resume(p_customer, p_subscription, 'money') $$;

CREATE FUNCTION api.suspension_policy() RETURNS TABLE (from_hour smallint, to_hour smallint, last_hours smallint[],
    respects_holidays boolean, grace_days smallint, minutes_between_flips int, holidays int[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT from_hour, to_hour, last_hours, respects_holidays, grace_days, minutes_between_flips,
        ARRAY(SELECT accounts.day_number(holiday_on) FROM catalog.holiday WHERE holiday_on >= sec.today() - 1 ORDER BY 1)
    FROM catalog.suspension_policy
    $$;
