-- What pricing reads: the catalogue, whole, for an immutable snapshot in memory; and the facts of subscriptions. The daemon
-- charges by them, and the client tells by them what a service will cost.

CREATE FUNCTION api.charging_catalog() RETURNS TABLE (
    tariff_id int, code text, name text, service_type text, currency text, suspension_limit bigint, resumption_limit bigint,
    trial_days int, component_id int, component_code text, component_name text, charging text, selection text,
    unit text, unit_count int, due text, alignment text, proration text, event text, instalments int, term_months int,
    per_remaining_month boolean, rounding text, rounding_step bigint, charged_while_suspended boolean, tax_category text,
    valid_from date, valid_to date, amount bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT t.tariff_id, t.code, t.name, y.code, t.currency::text, t.suspension_limit, t.resumption_limit, t.trial_days,
        k.component_id, k.code, k.name, k.charging, c.selection, c.unit, c.unit_count, c.due, c.alignment, c.proration,
        c.event, c.instalments, c.term_months, c.per_remaining_month, c.rounding, c.rounding_step,
        c.charged_while_suspended, c.tax_category, lower(p.valid), upper(p.valid), p.amount
    FROM catalog.tariff t JOIN catalog.service_type y USING (service_type_id)
        LEFT JOIN (catalog.tariff_component c JOIN catalog.component k USING (component_id)) USING (tariff_id)
        LEFT JOIN catalog.tariff_price p ON p.tariff_id = c.tariff_id AND p.component_id = c.component_id
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view'))
    ORDER BY t.tariff_id, k.component_id, p.valid
    $$;

CREATE FUNCTION api.price_discounts() RETURNS TABLE (
    discount_id int, code text, name text, kind text, value bigint, component_id int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT discount_id, code, name, kind, value, component_id FROM catalog.discount
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view')) ORDER BY discount_id
    $$;

CREATE FUNCTION api.price_taxes() RETURNS TABLE (
    tax_scheme_id int, code text, name text, is_inclusive boolean, rounding text, is_standard boolean, tax_rate_id int,
    category text, rate_name text, valid_from date, valid_to date, share bigint, treatment text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.tax_scheme_id, s.code, s.name, s.is_inclusive, s.rounding, s.is_standard, r.tax_rate_id, r.category, r.name,
        lower(r.valid), upper(r.valid), r.share, s.treatment
    FROM catalog.tax_scheme s LEFT JOIN catalog.tax_rate r USING (tax_scheme_id)
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view')) ORDER BY s.tax_scheme_id, r.tax_rate_id
    $$;

-- Days as numbers since 1970-01-01: what travels by the million is small and quick to read. An open end is NULL.
CREATE FUNCTION accounts.day_number(p_day date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN p_day - '1970-01-01'::date;

-- The billing days that fall on a date: on the last day of a short month those beyond it as well.
CREATE FUNCTION accounts.billing_days(p_day date) RETURNS smallint[] LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT array_agg(d::smallint) FROM generate_series(extract(day FROM p_day)::int,
        CASE WHEN extract(day FROM p_day + 1) = 1 THEN 31 ELSE extract(day FROM p_day)::int END) d
    $$;

-- The subscriptions of a range of customers for which something may become owed on a day, one row for each tariff they
-- had until then, in order. Those activated on the day are evaluated by their activation.
CREATE FUNCTION api.charging_due(p_day date, p_first bigint, p_last bigint) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on int,
    tariff_id int, tariff_from int, tariff_to int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_days smallint[] := accounts.billing_days(p_day);
    -- Tariffs charged by days: they are due whatever the billing day.
    v_daily int[] := ARRAY(SELECT DISTINCT c.tariff_id FROM catalog.tariff_component c JOIN catalog.component k USING (component_id)
        WHERE k.charging = 'periodic' AND (c.due = 'daily' OR c.unit = 'day'));
    -- A period in arrears ends after the tariff that it was begun under was left: at most its days ago.
    v_longest int := (SELECT coalesce(max(c.unit_count), 1) FROM catalog.tariff_component c
        WHERE c.unit = 'day' AND c.due = 'arrears');
BEGIN
    RETURN QUERY
        SELECT s.customer_id, s.account_id, s.subscription_id, s.billing_day, accounts.day_number(s.activated_on),
            t.tariff_id, accounts.day_number(lower(t.valid)), accounts.day_number(upper(t.valid))
        FROM catalog.subscription s JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
        WHERE s.customer_id BETWEEN p_first AND p_last AND t.customer_id BETWEEN p_first AND p_last
            AND s.state <> 'ended' AND s.activated_on < p_day AND lower(t.valid) <= p_day
            AND (s.charged_from IS NULL OR s.charged_from <= p_day)
            AND (s.billing_day = ANY (v_days) OR s.activation_day = ANY (v_days) OR s.has_options
                OR (v_daily <> '{}' AND EXISTS (SELECT FROM catalog.subscription_tariff d
                    WHERE d.customer_id = s.customer_id AND d.subscription_id = s.subscription_id
                        AND d.tariff_id = ANY (v_daily) AND d.valid && daterange(p_day - v_longest, p_day + 1))))
        ORDER BY s.customer_id, s.account_id, s.subscription_id, lower(t.valid);
END $$;

-- Everything else that prices the subscriptions of a range of customers: suspensions ('s'; 'q' those on request), options
-- ('o'), discounts ('d'), own prices ('p', in the days of their tariffs), taxes ('t', subscription 0: of the customer), and
-- of a single customer from which day on the charges are ours ('c'; a run has only those that are). What begins after the day is a plan and stays away.
CREATE FUNCTION api.charging_facts(p_day date, p_first bigint, p_last bigint) RETURNS TABLE (
    customer_id bigint, subscription_id bigint, what text, number int, fact_from int, fact_to int, quantity bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT customer_id, subscription_id, 's', 0, accounts.day_number(sec.local_date(lower(r))),
            accounts.day_number(sec.local_date(upper(r))), 1
        FROM (SELECT customer_id, subscription_id, range_agg(during) AS gone FROM catalog.suspension
            WHERE customer_id BETWEEN p_first AND p_last AND sec.local_date(lower(during)) <= p_day GROUP BY 1, 2) u,
            unnest(u.gone) r
    UNION ALL
    SELECT customer_id, subscription_id, 'q', 0, accounts.day_number(sec.local_date(lower(during))),
            accounts.day_number(sec.local_date(upper(during))), 1
        FROM catalog.suspension WHERE customer_id BETWEEN p_first AND p_last AND reason = 'request'
            AND sec.local_date(lower(during)) <= p_day
    UNION ALL
    SELECT customer_id, subscription_id, 'o', component_id, accounts.day_number(lower(valid)),
            accounts.day_number(upper(valid)), quantity
        FROM catalog.subscription_option WHERE customer_id BETWEEN p_first AND p_last AND lower(valid) <= p_day
    UNION ALL
    SELECT customer_id, subscription_id, 'd', discount_id, accounts.day_number(lower(valid)),
            accounts.day_number(upper(valid)), 1
        FROM catalog.subscription_discount WHERE customer_id BETWEEN p_first AND p_last AND lower(valid) <= p_day
    UNION ALL
    SELECT p.customer_id, p.subscription_id, 'p', p.component_id, accounts.day_number(lower(p.valid * t.valid)),
            accounts.day_number(upper(p.valid * t.valid)), p.amount
        FROM catalog.subscription_price p JOIN catalog.subscription_tariff t
            ON t.customer_id = p.customer_id AND t.subscription_id = p.subscription_id AND t.tariff_id = p.tariff_id
                AND t.valid && p.valid
        WHERE p.customer_id BETWEEN p_first AND p_last AND lower(p.valid * t.valid) <= p_day
    UNION ALL
    SELECT customer_id, subscription_id, 'c', 0, accounts.day_number(charged_from), NULL, 1
        FROM catalog.subscription WHERE p_first = p_last AND customer_id = p_first AND charged_from IS NOT NULL
    UNION ALL
    SELECT customer_id, 0, 't', tax_scheme_id, accounts.day_number(lower(valid)), accounts.day_number(upper(valid)), 1
        FROM catalog.customer_tax WHERE customer_id BETWEEN p_first AND p_last
    ORDER BY 1, 2, 3, 5
    $$;

-- One subscription, for an evaluation out of turn: as api.charging_due gives it, with its end.
CREATE FUNCTION accounts.subscription_spans(p_customer bigint, p_subscription bigint) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on int,
    tariff_id int, tariff_from int, tariff_to int, ended_on int)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.customer_id, s.account_id, s.subscription_id, s.billing_day, accounts.day_number(s.activated_on),
        t.tariff_id, accounts.day_number(lower(t.valid)), accounts.day_number(upper(t.valid)),
        accounts.day_number(s.ended_on)
    FROM catalog.subscription s JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
    WHERE s.customer_id = p_customer AND s.subscription_id = p_subscription
    ORDER BY lower(t.valid)
    $$;

CREATE FUNCTION api.charging_subscription(p_customer bigint, p_subscription bigint) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on int,
    tariff_id int, tariff_from int, tariff_to int, ended_on int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM accounts.subscription_spans(p_customer, p_subscription) $$;

-- What stands on the ledger for a subscription's charges that begin on or after a day: sums by charge, tariff and leg,
-- with the next free line. What a person reversed stays reversed; what a run's reversal took back counts as not charged.
CREATE FUNCTION api.charging_posted(p_customer bigint, p_account bigint, p_subscription bigint, p_from date)
    RETURNS TABLE (kind text, component_id int, period_on int, tariff_id int, leg smallint, leg_source_id int,
        amount bigint, next_line int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH posted AS (
        SELECT * FROM accounts.transfer t WHERE t.customer_id = p_customer AND t.account_id = p_account
            AND t.subscription_id = p_subscription AND t.period_on >= p_from
            AND (t.kind IN ('fee', 'one_time') OR (t.kind = 'reversal' AND t.run_id IS NOT NULL)))
    SELECT (SELECT k.kind FROM posted k WHERE k.kind <> 'reversal' AND k.component_id = p.component_id
            AND k.period_on = p.period_on LIMIT 1),
        p.component_id, accounts.day_number(p.period_on), p.tariff_id, p.leg, p.leg_source_id, sum(p.amount)::bigint,
        (SELECT max(k.line) + 1 FROM posted k WHERE k.kind <> 'reversal' AND k.component_id = p.component_id
            AND k.period_on = p.period_on)
    FROM posted p GROUP BY p.component_id, p.period_on, p.tariff_id, p.leg, p.leg_source_id
    $$;

-- The same three for an operator's own preview of what a change costs.
CREATE FUNCTION accounts.service_check(p_customer bigint) RETURNS void LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.view');
    PERFORM sec.need('account.view');
    IF NOT EXISTS (SELECT FROM customers.customer c WHERE c.customer_id = p_customer
        AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()))) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no customer %s.', p_customer);
    END IF;
END $$;

CREATE FUNCTION api.service_spans(p_customer bigint, p_subscription bigint) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, billing_day smallint, activated_on int,
    tariff_id int, tariff_from int, tariff_to int, ended_on int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM accounts.service_check(p_customer);
    RETURN QUERY SELECT * FROM accounts.subscription_spans(p_customer, p_subscription);
END $$;

CREATE FUNCTION api.service_facts(p_customer bigint, p_day date) RETURNS TABLE (
    customer_id bigint, subscription_id bigint, what text, number int, fact_from int, fact_to int, quantity bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM accounts.service_check(p_customer);
    RETURN QUERY SELECT * FROM api.charging_facts(p_day, p_customer, p_customer);
END $$;

CREATE FUNCTION api.service_posted(p_customer bigint, p_subscription bigint, p_from date)
    RETURNS TABLE (kind text, component_id int, period_on int, tariff_id int, leg smallint, leg_source_id int,
        amount bigint, next_line int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM accounts.service_check(p_customer);
    RETURN QUERY SELECT p.* FROM catalog.subscription s
        CROSS JOIN LATERAL api.charging_posted(s.customer_id, s.account_id, s.subscription_id, p_from) p
        WHERE s.customer_id = p_customer AND s.subscription_id = p_subscription;
END $$;

CREATE FUNCTION api.balance_on(p_customer bigint, p_account bigint, p_day date) RETURNS bigint LANGUAGE plpgsql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM accounts.service_check(p_customer);
    RETURN accounts.balance_on(p_customer, p_account, p_day);
END $$;
