-- Usage: what became of sessions, posted in one transaction with the claim of their records. Executed by bcrm_daemon only.

-- Where a posted leg of usage goes.
CREATE FUNCTION usage.house_of(p_leg int, p_component int, p_rate int) RETURNS int LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN p_leg = 0 THEN (SELECT revenue_account_id FROM catalog.component WHERE component_id = p_component)
        ELSE (SELECT house_account_id FROM catalog.tax_rate WHERE tax_rate_id = p_rate) END
    $$;

-- Posts what is in a worker's stage: sessions, calls, their transfers and balances, all or nothing. A session that somebody
-- else changed meanwhile is not posted but looked at again; with p_is_strict, that fails the transaction instead.
CREATE FUNCTION api.usage_post(p_worker int, p_records bigint, p_is_strict boolean, OUT rated bigint, OUT rejected bigint,
    OUT passed bigint, OUT opened bigint, OUT lost bigint) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '64MB'
    AS $$
DECLARE
    v_stage text := 'usage.rating_stage_' || p_worker;
    v_now timestamptz := sec.now();
    v_bounds record;
    v_won bigint;
    v_moved bigint := 0;
    v_summary text := format($sql$
        SELECT count(*) AS staged, count(*) FILTER (WHERE seen_revision > 0) AS seen,
            count(*) FILTER (WHERE state = 'rated') AS rated, count(*) FILTER (WHERE state = 'rejected') AS rejected,
            count(*) FILTER (WHERE state = 'passed') AS passed, count(*) FILTER (WHERE state = 'open') AS opened,
            min(period_on) AS first, max(period_on) AS last, max(cardinality(taxes)) AS taxes, sum(amount) AS amount
        FROM %s $sql$, v_stage);
BEGIN
    EXECUTE v_summary INTO v_bounds;
    EXECUTE format($sql$
        INSERT INTO usage.session (session_id, sub_session_id, state, changed_at, started_at, last_record_at, closes_at,
                origin_host, calling, called, reason, explanation, identity, customer_id, subscription_id, call_id)
            SELECT x.session_id, x.sub_session_id, x.state, %2$L, x.started_at, x.last_record_at, x.closes_at, x.origin_host,
                CASE WHEN x.state <> 'rated' THEN x.calling END, CASE WHEN x.state <> 'rated' THEN x.called END, x.reason,
                x.explanation, x.identity, x.customer_id, x.subscription_id, CASE WHEN x.state = 'rated' THEN x.call_id END
            FROM %1$s x WHERE x.seen_revision = 0 ORDER BY x.session_id, x.sub_session_id
            ON CONFLICT DO NOTHING
        $sql$, v_stage, v_now);
    GET DIAGNOSTICS v_won = ROW_COUNT;
    IF v_bounds.seen > 0 THEN
        EXECUTE format($sql$
            UPDATE usage.session s SET state = x.state, revision = s.revision + 1, changed_at = %2$L, started_at = x.started_at,
                    last_record_at = x.last_record_at, closes_at = x.closes_at, origin_host = x.origin_host,
                    calling = CASE WHEN x.state <> 'rated' THEN x.calling END,
                    called = CASE WHEN x.state <> 'rated' THEN x.called END, reason = x.reason, explanation = x.explanation,
                    identity = x.identity, customer_id = x.customer_id, subscription_id = x.subscription_id,
                    call_id = CASE WHEN x.state = 'rated' THEN x.call_id END
                FROM %1$s x
                WHERE x.seen_revision > 0 AND s.session_id = x.session_id AND s.sub_session_id = x.sub_session_id
                    AND s.revision = x.seen_revision
            $sql$, v_stage, v_now);
        GET DIAGNOSTICS v_moved = ROW_COUNT;
    END IF;
    lost := v_bounds.staged - v_won - v_moved;
    IF lost > 0 THEN
        IF p_is_strict THEN
            RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'Another worker rated one of these sessions; they are rated again.';
        END IF;
        -- Whoever's row is not of this transaction was too late.
        EXECUTE format($sql$
            WITH gone AS (
                DELETE FROM %1$s x WHERE NOT EXISTS (SELECT FROM usage.session s WHERE s.session_id = x.session_id
                    AND s.sub_session_id = x.sub_session_id AND s.xmin = %2$L::xid)
                RETURNING x.session_id, x.sub_session_id)
            INSERT INTO usage.session_queue (session_id, sub_session_id, cause)
                SELECT g.session_id, g.sub_session_id, 'again' FROM gone g
            $sql$, v_stage, pg_current_xact_id()::xid);
        EXECUTE v_summary INTO v_bounds;
    END IF;
    rated := v_bounds.rated;
    rejected := v_bounds.rejected;
    passed := v_bounds.passed;
    opened := v_bounds.opened;
    IF rated > 0 THEN
        PERFORM accounts.partitions_ensure(v_bounds.first, v_bounds.last);
        IF lost > 0 THEN PERFORM usage.stage_windows(v_stage); END IF;
        EXECUTE format($sql$
            INSERT INTO usage.call (customer_id, subscription_id, started_at, call_id, session_id, sub_session_id, calling, payer, called,
                    duration_seconds, charged_seconds, destination, destination_group, prefix, tariff_id, account_id, amount, tax,
                    is_complete, arithmetic)
                SELECT customer_id, subscription_id, started_at, call_id, session_id, sub_session_id, calling, payer, called,
                    duration_seconds, charged_seconds, destination, destination_group, prefix, tariff_id, account_id, amount, tax,
                    is_complete, arithmetic
                FROM %1$s WHERE state = 'rated'
            $sql$, v_stage);
    END IF;
    IF v_bounds.amount > 0 THEN PERFORM usage.post_legs(v_stage, v_now, v_bounds.first, v_bounds.taxes); END IF;
    DELETE FROM usage.session_queue
        WHERE queue_id = ANY (string_to_array(nullif(current_setting('bcrm.queued', true), ''), ',')::bigint[]);
    INSERT INTO usage.hourly AS h (hour, worker, records, calls, amount, rejected, passed)
        VALUES (date_trunc('hour', v_now), p_worker, p_records, rated, coalesce(v_bounds.amount, 0), rejected, passed)
        ON CONFLICT (hour, worker) DO UPDATE SET records = h.records + excluded.records, calls = h.calls + excluded.calls,
            amount = h.amount + excluded.amount, rejected = h.rejected + excluded.rejected, passed = h.passed + excluded.passed;
END $$;

-- What follows each priced call of a stage in its account, computed anew: some rows are gone.
CREATE FUNCTION usage.stage_windows(p_stage text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    EXECUTE format($sql$
        UPDATE %1$s s SET later_amount = w.later_amount, later_legs = w.later_legs, is_first = w.is_first
        FROM (SELECT ctid AS place, (sum(-amount) OVER account + amount)::bigint AS later_amount,
                sum((net <> 0)::int + cardinality(taxes)) OVER account - (net <> 0)::int - cardinality(taxes) AS later_legs,
                row_number() OVER account = count(*) OVER (PARTITION BY customer_id, account_id) AS is_first
            FROM %1$s WHERE state = 'rated' AND amount > 0
            WINDOW account AS (PARTITION BY customer_id, account_id ORDER BY call_id DESC ROWS UNBOUNDED PRECEDING)) w
        WHERE s.ctid = w.place
        $sql$, p_stage);
END $$;

-- The balances and transfers of the priced calls of a stage, and whose money has to be looked at.
CREATE FUNCTION usage.post_legs(p_stage text, p_now timestamptz, p_first date, p_taxes int) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_open date := accounts.value_day(p_first);
BEGIN
    -- Accounts are locked in the order of their keys, as every posting locks them: the joins that keep an order.
    PERFORM set_config('enable_hashjoin', 'off', true);
    EXECUTE format($sql$
        WITH charged AS (
            UPDATE accounts.account a SET balance = a.balance - x.amount + x.later_amount,
                    version = a.version + x.later_legs + (x.net <> 0)::int + cardinality(x.taxes)
                FROM (SELECT customer_id, account_id, amount, net, taxes, later_amount, later_legs FROM %1$s
                    WHERE is_first AND state = 'rated' ORDER BY customer_id, account_id) x
                WHERE a.customer_id = x.customer_id AND a.account_id = x.account_id
                RETURNING a AS account)
        INSERT INTO accounts.review (customer_id, account_id, cause)
            SELECT (account).customer_id, (account).account_id, 'charge' FROM charged
            WHERE (account).balance + (account).credit_limit < (SELECT max(suspension_limit) FROM catalog.tariff)
                AND accounts.may_be_short(account)
        $sql$, p_stage);
    PERFORM set_config('enable_hashjoin', 'on', true);
    -- The net and the first tax of a call together: most have no other.
    EXECUTE format($sql$
        INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id, source_id, line,
                leg, leg_source_id, amount, balance_after, posting_no, house_account_id, tariff_id, value_on, booked_at, actor,
                tag, note)
            SELECT x.customer_id, x.account_id, x.period_on, 'call', x.subscription_id, x.component_id, x.call_id, 0, l.leg, l.rate,
                -l.amount, a.balance - x.later_amount + l.after, a.version - x.later_legs - l.legs_after,
                CASE WHEN l.leg = 0 THEN c.revenue_account_id ELSE r.house_account_id END,
                x.tariff_id, greatest(x.period_on, %2$L), %3$L, session_user, c.tag, x.called
            FROM %1$s x JOIN accounts.account a USING (customer_id, account_id) JOIN catalog.component c USING (component_id)
                CROSS JOIN LATERAL (VALUES (0, NULL, x.net, x.tax, cardinality(x.taxes)),
                    (16, x.tax_rates[1], x.taxes[1], x.tax - x.taxes[1], cardinality(x.taxes) - 1))
                    l (leg, rate, amount, after, legs_after)
                LEFT JOIN catalog.tax_rate r ON r.tax_rate_id = l.rate
            WHERE x.state = 'rated' AND l.amount <> 0
        $sql$, p_stage, v_open, p_now);
    FOR n IN 2..coalesce(p_taxes, 0) LOOP
        EXECUTE format($sql$
            INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id, source_id,
                    line, leg, leg_source_id, amount, balance_after, posting_no, house_account_id, tariff_id, value_on, booked_at,
                    actor, tag, note)
                SELECT x.customer_id, x.account_id, x.period_on, 'call', x.subscription_id, x.component_id, x.call_id, 0,
                    15 + %4$s, x.tax_rates[%4$s], -x.taxes[%4$s],
                    a.balance - x.later_amount + (SELECT coalesce(sum(t), 0)::bigint FROM unnest(x.taxes[%4$s + 1:]) t),
                    a.version - x.later_legs - cardinality(x.taxes) + %4$s, r.house_account_id, x.tariff_id,
                    greatest(x.period_on, %2$L), %3$L, session_user, c.tag, x.called
                FROM %1$s x JOIN accounts.account a USING (customer_id, account_id)
                    JOIN catalog.component c USING (component_id) JOIN catalog.tax_rate r ON r.tax_rate_id = x.tax_rates[%4$s]
                WHERE x.state = 'rated' AND cardinality(x.taxes) >= %4$s
            $sql$, p_stage, v_open, p_now, n);
    END LOOP;
END $$;

-- How many running services of accounts bring each pooled bucket: each puts its amount into the sum.
CREATE FUNCTION api.usage_pools(p_customers bigint[], p_accounts bigint[]) RETURNS TABLE (account_id bigint, bucket_id int,
    services bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT k.account_id, b.bucket_id, count(*)
    FROM (SELECT DISTINCT customer_id, account_id FROM unnest(p_customers, p_accounts) u (customer_id, account_id)) k
        JOIN catalog.subscription s USING (customer_id, account_id)
        JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
        JOIN catalog.call_bucket b USING (tariff_id)
    WHERE b.is_pooled AND s.state <> 'ended' AND t.valid @> sec.today()
        AND (b.component_id IS NULL OR EXISTS (SELECT FROM catalog.subscription_option o
            WHERE o.customer_id = s.customer_id AND o.subscription_id = s.subscription_id AND o.component_id = b.component_id
                AND o.valid @> sec.today())
            OR EXISTS (SELECT FROM catalog.tariff_component c WHERE c.tariff_id = t.tariff_id
                AND c.component_id = b.component_id AND c.selection = 'included'))
    GROUP BY 1, 2
    $$;

-- What sessions take from buckets, instead of what they took before.
CREATE FUNCTION api.usage_bucket_take(p_given_sessions text[], p_given_subs bigint[], p_sessions text[], p_subs bigint[],
    p_customers bigint[], p_accounts bigint[], p_subscriptions bigint[], p_buckets int[], p_periods date[], p_amounts bigint[])
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    WITH given AS (
        DELETE FROM usage.session_bucket b USING unnest(p_given_sessions, p_given_subs) s (session_id, sub)
            WHERE b.session_id = s.session_id AND b.sub_session_id = s.sub RETURNING b.*)
    UPDATE usage.bucket_use u SET used = u.used - g.used
        FROM (SELECT customer_id, account_id, subscription_id, bucket_id, period_on, sum(used)::bigint AS used FROM given
            GROUP BY 1, 2, 3, 4, 5) g
        WHERE (u.customer_id, u.account_id, u.subscription_id, u.bucket_id, u.period_on)
            = (g.customer_id, g.account_id, g.subscription_id, g.bucket_id, g.period_on);
    WITH taken AS (
        INSERT INTO usage.session_bucket (session_id, sub_session_id, customer_id, account_id, subscription_id, bucket_id,
                period_on, used)
            SELECT * FROM unnest(p_sessions, p_subs, p_customers, p_accounts, p_subscriptions, p_buckets, p_periods, p_amounts)
            RETURNING *)
    INSERT INTO usage.bucket_use AS u (customer_id, account_id, subscription_id, bucket_id, period_on, used)
        SELECT customer_id, account_id, subscription_id, bucket_id, period_on, sum(used)::bigint FROM taken
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (customer_id, account_id, subscription_id, bucket_id, period_on)
            DO UPDATE SET used = u.used + excluded.used;
END $$;
