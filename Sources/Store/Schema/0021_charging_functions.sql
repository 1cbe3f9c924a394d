-- Charging: the daemon's door. Only bcrm_daemon may execute these; amounts come computed, invariants are kept here.

-- The days still to be run, oldest first: from the day after the last finished one to today.
CREATE FUNCTION api.charging_days() RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT d::date FROM generate_series(
        coalesce((SELECT max(day) + 1 FROM accounts.charge_run WHERE kind = 'day' AND finished_at IS NOT NULL), sec.today()),
        sec.today(), interval '1 day') d
    $$;

-- The run of a day, made when there is none; the daemon's own.
CREATE FUNCTION api.charging_day_run(p_day date) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_run int;
BEGIN
    IF p_day > sec.today() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s has not begun yet.', p_day);
    END IF;
    INSERT INTO accounts.charge_run (day, kind, requested_by, requested_at) VALUES (p_day, 'day', session_user, sec.now())
        ON CONFLICT DO NOTHING RETURNING run_id INTO v_run;
    IF v_run IS NULL THEN
        SELECT run_id INTO v_run FROM accounts.charge_run
            WHERE day = p_day AND kind = 'day' AND reversed_at IS NULL AND cancelled_at IS NULL;
    END IF;
    RETURN v_run;
END $$;

-- A run, asked for by a person: a dry one, one of a day taken back before, or the taking back of one.
CREATE FUNCTION api.charge_run_request(p_day date, p_kind text, p_reverses int, p_reason text, p_key text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_run int;
    v_original accounts.charge_run;
    v_day date := p_day;
BEGIN
    PERFORM sec.need('charge.run');
    v_earlier := sec.command_begin(p_key, 'charge.run', jsonb_build_array(p_day, p_kind, p_reverses, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'run')::int; END IF;
    IF length(p_reason) > 200 OR p_reason ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: at most 200 characters, on one line.';
    END IF;
    CASE p_kind
    WHEN 'dry' THEN
        IF p_day IS NULL OR p_day NOT BETWEEN sec.today() - 31 AND sec.today() + 400 THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Date: a dry run may be of any day of the last month and the next year.';
        END IF;
    WHEN 'day' THEN
        IF p_day IS NULL OR p_day > sec.today() THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Date: a day that has not begun cannot be charged; try a dry run.';
        END IF;
        IF NOT EXISTS (SELECT FROM accounts.charge_run WHERE kind = 'day' AND day = p_day AND reversed_at IS NOT NULL) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002',
                MESSAGE = 'Every day is charged by itself; only a day whose run was taken back can be run again.';
        END IF;
    WHEN 'reversal' THEN
        SELECT * INTO v_original FROM accounts.charge_run WHERE run_id = p_reverses FOR UPDATE;
        IF NOT FOUND OR v_original.kind <> 'day' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Run: only the run of a day can be taken back.';
        END IF;
        IF v_original.finished_at IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'This run is not finished yet; wait for it, or cancel it first.';
        END IF;
        IF btrim(coalesce(p_reason, '')) = '' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in.';
        END IF;
        v_day := v_original.day;
    ELSE
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Kind: dry, day or reversal.';
    END CASE;
    BEGIN
        INSERT INTO accounts.charge_run (day, kind, reverses_run_id, reason, requested_by, requested_at)
            VALUES (v_day, p_kind, CASE WHEN p_kind = 'reversal' THEN p_reverses END, coalesce(p_reason, ''), session_user, sec.now())
            RETURNING run_id INTO v_run;
    EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = CASE p_kind
            WHEN 'reversal' THEN 'This run is taken back already.' ELSE 'This day has a run already.' END;
    END;
    PERFORM sec.command_end(p_key, jsonb_build_object('run', v_run));
    PERFORM sec.announce('accounts');
    RETURN v_run;
END $$;

-- Stops a run after the batches under way; what is posted stays, and a day's run goes on when asked for again.
CREATE FUNCTION api.charge_run_cancel(p_run int, p_key text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('charge.run');
    IF sec.command_begin(p_key, 'charge.cancel', jsonb_build_array(p_run)) IS NOT NULL THEN RETURN true; END IF;
    UPDATE accounts.charge_run SET cancelled_at = sec.now()
        WHERE run_id = p_run AND finished_at IS NULL AND cancelled_at IS NULL AND kind <> 'day';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE =
            'Only a dry run or a reversal that is not finished can be cancelled; the charging of a day always goes to its end.';
    END IF;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('accounts');
    RETURN true;
END $$;

-- Runs that people asked for and that are not done, oldest first; a reversal of a run cancelled half-way is left alone.
CREATE FUNCTION api.charging_requested() RETURNS TABLE (run_id int, day date, kind text, reverses_run_id int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT run_id, day, kind, reverses_run_id FROM accounts.charge_run
    WHERE finished_at IS NULL AND cancelled_at IS NULL AND requested_by <> 'bcrm_daemon' ORDER BY run_id
    $$;

-- Cuts a run into batches of customers in the order of their numbers, once; returns how many are open.
CREATE FUNCTION api.charging_plan(p_run int, p_batch_size int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_run accounts.charge_run;
BEGIN
    SELECT * INTO v_run FROM accounts.charge_run WHERE run_id = p_run FOR UPDATE;
    IF v_run.planned_at IS NULL THEN
        PERFORM accounts.partitions_ensure((v_run.day - interval '1 month')::date, (v_run.day + interval '1 month')::date);
        INSERT INTO accounts.charge_batch (run_id, batch, first_customer, last_customer)
            SELECT p_run, (row_number() OVER (ORDER BY min(customer_id)))::int, min(customer_id), max(customer_id)
            FROM (SELECT customer_id, (row_number() OVER (ORDER BY customer_id) - 1) / p_batch_size AS slot
                FROM (SELECT DISTINCT customer_id FROM catalog.subscription) c) slots
            GROUP BY slot;
        UPDATE accounts.charge_run SET planned_at = sec.now() WHERE run_id = p_run;
    END IF;
    RETURN (SELECT count(*) FROM accounts.charge_batch WHERE run_id = p_run AND done_at IS NULL);
END $$;

-- Claims the next open batch of a run, and an empty stage for it, for this transaction.
CREATE FUNCTION api.charging_claim(p_run int) RETURNS TABLE (batch int, first_customer bigint, last_customer bigint, worker int)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts.charge_run WHERE run_id = p_run AND cancelled_at IS NOT NULL) THEN RETURN; END IF;
    -- The catalogue is not imported while something is charged by it.
    PERFORM pg_advisory_xact_lock_shared(72110028, 1);
    SELECT b.batch, b.first_customer, b.last_customer INTO batch, first_customer, last_customer
        FROM accounts.charge_batch b WHERE b.run_id = p_run AND b.done_at IS NULL ORDER BY b.batch LIMIT 1
        FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT w.worker INTO worker FROM accounts.charge_worker w ORDER BY w.worker LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '55P03', MESSAGE = 'All eight charging workers are busy; this one waits.';
    END IF;
    EXECUTE format('TRUNCATE accounts.charge_stage_%s', worker);
    RETURN NEXT;
END $$;

-- Marks a run finished when no batch is open; false when it is not, or was before.
CREATE FUNCTION api.charging_finish(p_run int) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_run accounts.charge_run;
BEGIN
    UPDATE accounts.charge_run r SET finished_at = sec.now() WHERE r.run_id = p_run AND r.finished_at IS NULL
        AND r.planned_at IS NOT NULL AND r.cancelled_at IS NULL
        AND NOT EXISTS (SELECT FROM accounts.charge_batch b WHERE b.run_id = p_run AND b.done_at IS NULL)
        RETURNING * INTO v_run;
    IF NOT FOUND THEN RETURN false; END IF;
    IF v_run.kind = 'reversal' THEN
        UPDATE accounts.charge_run SET reversed_at = sec.now() WHERE run_id = v_run.reverses_run_id;
    END IF;
    RETURN true;
END $$;

-- One charge line computed by the daemon, or by nobody else; all its legs commit together.
CREATE TYPE accounts.charge_line AS (
    customer_id bigint, account_id bigint, subscription_id bigint, amount bigint, period_on date, period_ends_on date,
    value_on date, component_id int, tariff_id int, leg_source_id int, line smallint, leg smallint, kind text, note text);

-- Moves one batch from its stage into the ledger: charges that have no line yet, balances with them, reviews of accounts
-- whose money may not suffice, totals, the progress mark. Everything of it commits together or not at all.
CREATE FUNCTION api.charging_post(p_run int, p_batch int, p_worker int, p_subscriptions bigint) RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '64MB'
    AS $$
DECLARE
    v_charges bigint := 0;
    v_bounds record;
    v_batch accounts.charge_batch;
    v_stage text := 'accounts.charge_stage_' || p_worker;
    v_standing bigint;
    v_foreign bigint := 0;
BEGIN
    SELECT * INTO v_batch FROM accounts.charge_batch WHERE run_id = p_run AND batch = p_batch;
    EXECUTE format('SELECT min(period_on) AS first, max(period_on) AS last, max(value_on) AS value, min(value_on) AS early
        FROM %s', v_stage) INTO v_bounds;
    IF v_bounds.value > sec.today() OR v_bounds.last > sec.today() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A fee for a day that has not begun is refused.';
    END IF;
    IF v_bounds.first IS NOT NULL THEN
        -- Charges that stand already are taken out: one leg of them is enough, since a discount may take all of a fee.
        -- Those taken back by a run's reversal get the next line, and so do arrears of a tariff that was left within the
        -- period, beside what the tariff after it charged in advance.
        EXECUTE format($sql$
            WITH stood AS MATERIALIZED (
                SELECT t.customer_id, t.account_id, t.period_on, t.subscription_id, t.component_id, t.tariff_id,
                    max(t.line) FILTER (WHERE t.kind <> 'reversal') AS line, sum(t.amount) AS amount
                FROM accounts.transfer t
                WHERE t.customer_id BETWEEN %2$s AND %3$s AND t.period_on BETWEEN %4$L AND %5$L
                    AND (t.kind IN ('fee', 'one_time') OR (t.kind = 'reversal' AND t.run_id IS NOT NULL))
                GROUP BY 1, 2, 3, 4, 5, 6, t.leg, t.leg_source_id),
            keys AS MATERIALIZED (
                SELECT s.ctid AS place, max(p.line) AS line, bool_or(p.amount <> 0
                    AND (s.value_on = s.period_on OR p.tariff_id = s.tariff_id)) AS stands
                FROM %1$s s JOIN stood p ON (s.customer_id, s.account_id, s.period_on, s.subscription_id, s.component_id)
                    = (p.customer_id, p.account_id, p.period_on, p.subscription_id, p.component_id)
                GROUP BY s.ctid),
            standing AS (
                DELETE FROM %1$s s USING keys k WHERE s.ctid = k.place AND k.stands
                    RETURNING s.customer_id, s.account_id, s.subscription_id, s.period_on),
            again AS (
                UPDATE %1$s s SET line = s.line + k.line + 1 FROM keys k WHERE s.ctid = k.place AND NOT k.stands),
            -- On a day that was taken back what stands may be a mere correction: the difference is posted by a review.
            reviewed AS (
                INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause, since)
                    SELECT customer_id, account_id, subscription_id, 'change', min(period_on) FROM standing
                    WHERE EXISTS (SELECT FROM accounts.charge_run r JOIN accounts.charge_run t USING (day, kind)
                        WHERE t.run_id = %6$s AND r.reversed_at IS NOT NULL)
                    GROUP BY 1, 2, 3)
            SELECT count(*) FROM standing
            $sql$, v_stage, v_batch.first_customer, v_batch.last_customer, v_bounds.first, v_bounds.last, p_run)
            INTO v_standing;
        -- Nothing is charged to an account of another currency than the tariff's: nobody can make one, but data brought
        -- along from elsewhere may have some. Looked at only where there is more than one currency.
        IF EXISTS (SELECT FROM catalog.tariff WHERE currency <> sec.currency()) OR EXISTS (SELECT FROM accounts.account
            WHERE customer_id BETWEEN v_batch.first_customer AND v_batch.last_customer AND currency <> sec.currency()) THEN
            EXECUTE format($sql$
                WITH wrong AS (
                    DELETE FROM %1$s s USING accounts.account a, catalog.tariff t
                        WHERE (a.customer_id, a.account_id) = (s.customer_id, s.account_id) AND t.tariff_id = s.tariff_id
                            AND a.currency <> t.currency
                        RETURNING s.customer_id, s.subscription_id, t.code, t.currency, a.account_id, a.currency AS other),
                kept AS (
                    INSERT INTO accounts.charge_failure (customer_id, subscription_id, day, run_id, reason)
                        SELECT DISTINCT ON (customer_id, subscription_id) customer_id, subscription_id,
                            (SELECT day FROM accounts.charge_run WHERE run_id = %2$s), %2$s, format(
                            'Tariff %%s is in %%s and account %%s in %%s: change the tariff, or move the service to another account.',
                            code, currency, account_id, other)
                        FROM wrong ORDER BY customer_id, subscription_id, code
                        ON CONFLICT (customer_id, subscription_id, day) DO UPDATE SET run_id = excluded.run_id,
                            reason = excluded.reason, failed_at = clock_timestamp(), solved_at = NULL)
                SELECT count(*) FROM wrong
                $sql$, v_stage, p_run) INTO v_foreign;
        END IF;
        IF v_standing + v_foreign > 0 THEN
            EXECUTE format($sql$
                UPDATE %1$s s SET later_amount = w.later_amount, later_legs = w.later_legs, is_first = w.is_first
                FROM (SELECT ctid AS place, (sum(amount) OVER account - amount)::bigint AS later_amount,
                        row_number() OVER account - 1 AS later_legs,
                        row_number() OVER account = count(*) OVER (PARTITION BY customer_id, account_id) AS is_first
                    FROM %1$s WINDOW account AS (PARTITION BY customer_id, account_id
                        ORDER BY subscription_id DESC, period_on DESC, component_id DESC, line DESC, leg DESC
                        ROWS UNBOUNDED PRECEDING)) w
                WHERE s.ctid = w.place
                $sql$, v_stage);
        END IF;
        -- Accounts are locked in the order of their keys, as every posting locks them: the joins that keep an order.
        PERFORM set_config('enable_hashjoin', 'off', true);
        EXECUTE format($sql$
            UPDATE accounts.account a SET balance = a.balance + x.amount + x.later_amount, version = a.version + x.later_legs + 1
            FROM (SELECT customer_id, account_id, amount, later_amount, later_legs FROM %1$s WHERE is_first
                ORDER BY customer_id, account_id) x
            WHERE a.customer_id = x.customer_id AND a.account_id = x.account_id AND a.customer_id BETWEEN %2$s AND %3$s
            $sql$, v_stage, v_batch.first_customer, v_batch.last_customer);
        PERFORM set_config('enable_hashjoin', 'on', true);
        PERFORM set_config('enable_nestloop', 'off', true);
        EXECUTE format($sql$
            INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id,
                    line, leg, leg_source_id, period_ends_on, amount, balance_after, posting_no, house_account_id,
                    tariff_id, value_on, booked_at, actor, tag, note, run_id)
                SELECT s.customer_id, s.account_id, s.period_on, s.kind, s.subscription_id, s.component_id, s.line, s.leg,
                    s.leg_source_id, s.period_ends_on, s.amount, a.balance - s.later_amount, a.version - s.later_legs,
                    CASE WHEN s.leg = 0 THEN c.revenue_account_id WHEN s.leg >= 16 THEN r.house_account_id ELSE %5$s END,
                    s.tariff_id, greatest(s.value_on, %6$L), %7$L, session_user, c.tag, s.note, %4$s
                FROM %1$s s JOIN accounts.account a USING (customer_id, account_id)
                    JOIN catalog.component c USING (component_id)
                    LEFT JOIN catalog.tax_rate r ON s.leg >= 16 AND r.tax_rate_id = s.leg_source_id
                WHERE a.customer_id BETWEEN %2$s AND %3$s
            $sql$, v_stage, v_batch.first_customer, v_batch.last_customer, p_run, accounts.house('discount'),
            accounts.value_day(v_bounds.early), sec.now());
        PERFORM set_config('enable_nestloop', 'on', true);
        -- Whose money may not suffice any more: the limits of the services decide when it is looked at. Planned tariffs
        -- count as well; services that money has stopped already do not.
        EXECUTE format($sql$
            INSERT INTO accounts.review (customer_id, account_id, cause)
                SELECT a.customer_id, a.account_id, 'charge'
                FROM %1$s x JOIN accounts.account a USING (customer_id, account_id)
                WHERE x.is_first AND a.customer_id BETWEEN %2$s AND %3$s
                    AND a.balance + a.credit_limit < (SELECT max(suspension_limit) FROM catalog.tariff)
                    AND accounts.may_be_short(a)
            $sql$, v_stage, v_batch.first_customer, v_batch.last_customer);
        EXECUTE format($sql$
            INSERT INTO accounts.charge_total (run_id, batch, component_id, leg, charges, amount)
                SELECT %2$s, %3$s, component_id, leg, count(*), sum(amount)::bigint FROM %1$s GROUP BY component_id, leg
            $sql$, v_stage, p_run, p_batch);
        SELECT coalesce(sum(charges), 0) INTO v_charges FROM accounts.charge_total
            WHERE run_id = p_run AND batch = p_batch AND leg = 0;
    END IF;
    UPDATE accounts.charge_batch SET done_at = clock_timestamp(), charges = v_charges, subscriptions = p_subscriptions
        WHERE run_id = p_run AND batch = p_batch;
    RETURN v_charges;
END $$;

-- The totals of a batch of a dry run, and its progress mark: nothing is posted.
CREATE FUNCTION api.charging_post_dry(p_run int, p_batch int, p_worker int, p_subscriptions bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_charges bigint;
BEGIN
    EXECUTE format('INSERT INTO accounts.charge_total (run_id, batch, component_id, leg, charges, amount)
        SELECT $1, $2, component_id, leg, count(*), sum(amount)::bigint FROM accounts.charge_stage_%s GROUP BY 3, 4',
        p_worker) USING p_run, p_batch;
    SELECT coalesce(sum(charges), 0) INTO v_charges FROM accounts.charge_total
        WHERE run_id = p_run AND batch = p_batch AND leg = 0;
    UPDATE accounts.charge_batch SET done_at = clock_timestamp(), charges = v_charges, subscriptions = p_subscriptions
        WHERE run_id = p_run AND batch = p_batch;
    RETURN v_charges;
END $$;

-- Takes back a batch of what a run charged, as far as nobody did so before.
CREATE FUNCTION api.charging_reverse(p_run int, p_batch int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET enable_hashjoin = off
    SET enable_nestloop = off
    SET work_mem = '64MB'
    AS $$
DECLARE
    v_run accounts.charge_run;
    v_batch accounts.charge_batch;
    v_charges bigint;
    v_today date := sec.today();
BEGIN
    SELECT * INTO v_run FROM accounts.charge_run WHERE run_id = p_run;
    SELECT * INTO v_batch FROM accounts.charge_batch WHERE run_id = p_run AND batch = p_batch;
    WITH rest AS MATERIALIZED (
        SELECT t.customer_id, t.account_id, t.period_on, t.subscription_id, t.component_id, t.posting_no, t.leg,
            t.leg_source_id, t.period_ends_on, t.house_account_id, t.tariff_id, t.tag,
            -(t.amount + coalesce(r.amount, 0)) AS amount, coalesce(r.line + 1, 0)::smallint AS line
        FROM accounts.transfer t LEFT JOIN (
            SELECT x.customer_id, x.account_id, x.source_id, sum(x.amount)::bigint AS amount, max(x.line) AS line
            FROM accounts.transfer x
            WHERE x.customer_id BETWEEN v_batch.first_customer AND v_batch.last_customer AND x.kind = 'reversal'
            GROUP BY 1, 2, 3) r
            ON r.customer_id = t.customer_id AND r.account_id = t.account_id AND r.source_id = t.posting_no
        WHERE t.customer_id BETWEEN v_batch.first_customer AND v_batch.last_customer AND t.run_id = v_run.reverses_run_id
            AND t.kind <> 'reversal'),
    fresh AS MATERIALIZED (
        SELECT *, sum(amount) OVER account AS so_far, row_number() OVER account AS number FROM rest WHERE amount <> 0
        WINDOW account AS (PARTITION BY customer_id, account_id ORDER BY posting_no ROWS UNBOUNDED PRECEDING)),
    sums AS MATERIALIZED (
        SELECT customer_id, account_id, sum(amount)::bigint AS amount, count(*) AS legs FROM fresh GROUP BY 1, 2 ORDER BY 1, 2),
    balanced AS (
        UPDATE accounts.account a SET balance = a.balance + x.amount, version = a.version + x.legs
            FROM sums x WHERE a.customer_id = x.customer_id AND a.account_id = x.account_id
                AND a.customer_id BETWEEN v_batch.first_customer AND v_batch.last_customer
            RETURNING a.customer_id, a.account_id, a.balance, a.version, x.amount, x.legs),
    posted AS (
        INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id, source_id,
                line, leg, leg_source_id, period_ends_on, amount, balance_after, posting_no, house_account_id, tariff_id,
                value_on, booked_at, actor, tag, note, run_id)
            SELECT f.customer_id, f.account_id, f.period_on, 'reversal', f.subscription_id, f.component_id, f.posting_no,
                f.line, f.leg, f.leg_source_id, f.period_ends_on, f.amount, b.balance - b.amount + f.so_far,
                b.version - b.legs + f.number, f.house_account_id, f.tariff_id, greatest(v_today, f.period_on), sec.now(),
                v_run.requested_by, f.tag, v_run.reason, p_run
            FROM fresh f JOIN balanced b USING (customer_id, account_id)),
    reviewed AS (
        INSERT INTO accounts.review (customer_id, account_id, cause)
            SELECT DISTINCT b.customer_id, b.account_id, 'limit' FROM balanced b JOIN catalog.subscription s USING (customer_id, account_id)
            WHERE s.state = 'suspended'),
    totals AS (
        INSERT INTO accounts.charge_total (run_id, batch, component_id, leg, charges, amount)
            SELECT p_run, p_batch, component_id, leg, count(*), sum(amount)::bigint FROM fresh GROUP BY component_id, leg)
    SELECT count(*) FILTER (WHERE leg = 0) INTO v_charges FROM fresh;
    PERFORM accounts.value_day(v_today);
    UPDATE accounts.charge_batch SET done_at = clock_timestamp(), charges = v_charges
        WHERE run_id = p_run AND batch = p_batch;
    RETURN v_charges;
END $$;

-- Posts lines computed out of turn: an activation, a change, a resumption, an end. A line that is there already means
-- that somebody else was faster: the transaction fails and is tried again with what stands then.
CREATE FUNCTION api.charging_post_lines(p_lines jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_line accounts.charge_line;
    v_lines bigint := 0;
BEGIN
    FOR v_line IN SELECT * FROM jsonb_populate_recordset(NULL::accounts.charge_line, p_lines)
        ORDER BY customer_id, account_id, subscription_id, component_id, period_on, line, leg LOOP
        IF v_line.value_on > sec.today() OR v_line.period_on > sec.today() THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A fee for a day that has not begun is refused.';
        END IF;
        CONTINUE WHEN v_line.amount = 0;
        PERFORM accounts.post(v_line.customer_id, v_line.account_id, v_line.kind, v_line.period_on, v_line.amount,
            CASE WHEN v_line.leg = 0 THEN (SELECT revenue_account_id FROM catalog.component WHERE component_id = v_line.component_id)
                WHEN v_line.leg >= 16 THEN (SELECT house_account_id FROM catalog.tax_rate WHERE tax_rate_id = v_line.leg_source_id)
                ELSE accounts.house('discount') END,
            (SELECT tag FROM catalog.component WHERE component_id = v_line.component_id), v_line.note, 0,
            v_line.subscription_id, v_line.component_id, v_line.tariff_id, v_line.line, v_line.leg, v_line.leg_source_id,
            v_line.period_ends_on, v_line.value_on);
        IF v_line.leg = 0 THEN v_lines := v_lines + 1; END IF;
    END LOOP;
    RETURN v_lines;
END $$;

-- What could not be charged; charged later, it is marked solved.
CREATE FUNCTION api.charging_fail(p_run int, p_day date, p_failures jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO accounts.charge_failure (customer_id, subscription_id, day, run_id, reason)
        SELECT (f ->> 0)::bigint, (f ->> 1)::bigint, p_day, p_run, f ->> 2 FROM jsonb_array_elements(p_failures) f
        ON CONFLICT (customer_id, subscription_id, day) DO UPDATE SET run_id = excluded.run_id,
            reason = excluded.reason, failed_at = clock_timestamp(), solved_at = NULL
    $$;

-- A subscription that is up to date again has no failure any more.
CREATE FUNCTION api.charging_solved(p_customer bigint, p_subscription bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE accounts.charge_failure SET solved_at = clock_timestamp()
        WHERE customer_id = p_customer AND subscription_id = p_subscription AND solved_at IS NULL
    $$;

-- Subscriptions whose charging failed and may work now, put to review: called when the catalogue has changed. Their
-- failures stay until a review has charged them from the first day that failed.
CREATE FUNCTION api.charging_retry_failures() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_retried bigint;
BEGIN
    WITH again AS (
        INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause)
            SELECT DISTINCT s.customer_id, s.account_id, s.subscription_id, 'price'
            FROM accounts.charge_failure f JOIN catalog.subscription s USING (customer_id, subscription_id)
            WHERE f.solved_at IS NULL RETURNING 1)
    SELECT count(*) INTO v_retried FROM again;
    RETURN v_retried;
END $$;

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

-- The proof of the whole ledger; differences are an alarm.
CREATE FUNCTION api.ledger_proof() RETURNS TABLE (customer_id bigint, account_id bigint, balance bigint, transfers numeric, what text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM accounts.proof() $$;

-- The nightly proof: once a day, after three in the morning. NULL: not now. Otherwise how many accounts are wrong; each
-- of the first hundred becomes an alarm with its sentence.
CREATE FUNCTION api.ledger_proof_nightly() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_today date := sec.today();
    v_started timestamptz := sec.now();
    v_differences bigint := 0;
    v_one record;
BEGIN
    IF v_started < v_today::timestamp AT TIME ZONE (SELECT time_zone FROM sec.installation) + interval '3 hours'
        OR EXISTS (SELECT FROM accounts.proof_run WHERE day = v_today) THEN
        RETURN NULL;
    END IF;
    FOR v_one IN SELECT * FROM accounts.proof() LOOP
        v_differences := v_differences + 1;
        IF v_differences <= 100 THEN
            INSERT INTO sec.alarm (raised_at, area, sentence) VALUES (v_started, 'ledger', format(
                'Account %s of customer %s: %s (balance %s, transfers %s). Nothing was changed; somebody has to find out why.',
                v_one.account_id, v_one.customer_id, v_one.what, v_one.balance, v_one.transfers));
        END IF;
    END LOOP;
    FOR v_one IN SELECT * FROM accounts.house_proof() LOOP
        v_differences := v_differences + 1;
        INSERT INTO sec.alarm (raised_at, area, sentence) VALUES (v_started, 'tills',
            v_one.sentence || ' Nothing was changed; somebody has to find out why.');
    END LOOP;
    INSERT INTO accounts.proof_run (day, started_at, finished_at, accounts, differences)
        SELECT v_today, v_started, sec.now(), count(*), v_differences FROM accounts.account
        ON CONFLICT DO NOTHING;
    RETURN v_differences;
END $$;
