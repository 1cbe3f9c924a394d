-- Usage: calls rated again by a filter, customer by customer; and what daemons tell of themselves.

-- Asks for calls to be rated again: as a preview (dry), or with the differences posted.
CREATE FUNCTION api.usage_rerate(p_filter jsonb, p_is_dry boolean, p_reason text, p_key text) RETURNS int LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_rerating int;
    v_from date;
    v_to date;
    v_key text;
BEGIN
    PERFORM sec.need('usage.rerate');
    v_earlier := sec.command_begin(p_key, 'usage.rerate', jsonb_build_array(p_filter, p_is_dry, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'rerating')::int; END IF;
    IF length(p_reason) > 200 OR p_reason ~ '[[:cntrl:]]' OR (NOT p_is_dry AND btrim(coalesce(p_reason, '')) = '') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in, at most 200 characters, on one line.';
    END IF;
    FOR v_key IN SELECT jsonb_object_keys(p_filter) LOOP
        IF v_key NOT IN ('from', 'to', 'customer', 'subscription', 'tariff', 'prefix') THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: is nothing calls are chosen by.', left(v_key, 40));
        END IF;
    END LOOP;
    BEGIN
        v_from := (p_filter ->> 'from')::date;
        v_to := (p_filter ->> 'to')::date;
        PERFORM (p_filter ->> 'customer')::bigint, (p_filter ->> 'subscription')::bigint, (p_filter ->> 'tariff')::int;
    EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR invalid_text_representation OR numeric_value_out_of_range THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Filter: days as 2026-01-31, customer, service and tariff by number.';
    END;
    IF v_from IS NULL OR v_to IS NULL OR v_to < v_from OR v_to > sec.today() OR v_to - v_from > 400 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Days: from and to must be given, at most 400 days, not in the future.';
    END IF;
    IF p_filter ->> 'prefix' !~ '^#?[0-9]*$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Prefix: only the digits a called number begins with.';
    END IF;
    INSERT INTO usage.rerating (requested_by, requested_at, filter, reason, is_dry)
        VALUES (session_user, sec.now(), p_filter, coalesce(p_reason, ''), p_is_dry) RETURNING rerating_id INTO v_rerating;
    PERFORM sec.command_end(p_key, jsonb_build_object('rerating', v_rerating));
    PERFORM sec.announce('usage');
    RETURN v_rerating;
END $$;

CREATE FUNCTION api.usage_rerate_cancel(p_rerating int, p_key text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.rerate');
    IF sec.command_begin(p_key, 'usage.rerate_cancel', jsonb_build_array(p_rerating)) IS NOT NULL THEN RETURN true; END IF;
    UPDATE usage.rerating SET state = 'cancelled', finished_at = sec.now()
        WHERE rerating_id = p_rerating AND state IN ('waiting', 'running');
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'Only a re-rating that is not finished can be cancelled.';
    END IF;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('usage');
    RETURN true;
END $$;

-- The oldest re-rating that is not done, claimed for this transaction, and the next customers with calls it is about.
CREATE FUNCTION api.rerating_claim(p_customers int, OUT rerating_id int, OUT is_dry boolean, OUT requested_by text,
    OUT customers bigint[]) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_one usage.rerating;
BEGIN
    SELECT r.* INTO v_one FROM usage.rerating r WHERE r.state IN ('waiting', 'running') ORDER BY r.rerating_id LIMIT 1
        FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock_shared(72110028, 1);
    rerating_id := v_one.rerating_id;
    is_dry := v_one.is_dry;
    requested_by := v_one.requested_by;
    customers := ARRAY(SELECT DISTINCT c.customer_id FROM usage.call c, sec.installation i
        WHERE c.customer_id > v_one.done_customer
            AND c.started_at >= (v_one.filter ->> 'from')::timestamp AT TIME ZONE i.time_zone
            AND c.started_at < ((v_one.filter ->> 'to')::date + 1)::timestamp AT TIME ZONE i.time_zone
            AND (v_one.filter ->> 'customer' IS NULL OR c.customer_id = (v_one.filter ->> 'customer')::bigint)
            AND (v_one.filter ->> 'subscription' IS NULL OR c.subscription_id = (v_one.filter ->> 'subscription')::bigint)
            AND (v_one.filter ->> 'tariff' IS NULL OR c.tariff_id = (v_one.filter ->> 'tariff')::int)
            AND (v_one.filter ->> 'prefix' IS NULL OR starts_with(c.called, v_one.filter ->> 'prefix'))
            AND NOT EXISTS (SELECT FROM customers.customer f WHERE f.customer_id = c.customer_id AND f.anonymised_at IS NOT NULL)
        ORDER BY c.customer_id LIMIT p_customers);
END $$;

-- The calls of customers a re-rating is about, in the order of their starts; with p_since all those of one account from
-- then on, and which of them the filter chose.
CREATE FUNCTION api.rerating_calls(p_rerating int, p_customers bigint[], p_account bigint, p_since timestamptz)
    RETURNS TABLE (customer_id bigint, subscription_id bigint, account_id bigint, call_id bigint, session_id text,
        sub_session_id bigint, session_revision int, calling text, payer text, called text, started_at timestamptz,
        duration_seconds int, is_complete boolean, amount bigint, is_chosen boolean, has_bucket boolean, identity uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT c.customer_id, c.subscription_id, c.account_id, c.call_id, c.session_id, c.sub_session_id, coalesce(s.revision, 0),
        c.calling, c.payer, c.called, c.started_at, c.duration_seconds, c.is_complete, c.amount, x.is_chosen,
        EXISTS (SELECT FROM usage.session_bucket b WHERE b.session_id = c.session_id AND b.sub_session_id = c.sub_session_id),
        s.identity
    FROM usage.rerating r CROSS JOIN sec.installation i
        JOIN usage.call c ON c.customer_id = ANY (p_customers)
        LEFT JOIN usage.session s ON s.session_id = c.session_id AND s.sub_session_id = c.sub_session_id
        CROSS JOIN LATERAL (SELECT c.started_at >= (r.filter ->> 'from')::timestamp AT TIME ZONE i.time_zone
            AND c.started_at < ((r.filter ->> 'to')::date + 1)::timestamp AT TIME ZONE i.time_zone
            AND (r.filter ->> 'subscription' IS NULL OR c.subscription_id = (r.filter ->> 'subscription')::bigint)
            AND (r.filter ->> 'tariff' IS NULL OR c.tariff_id = (r.filter ->> 'tariff')::int)
            AND (r.filter ->> 'prefix' IS NULL OR starts_with(c.called, r.filter ->> 'prefix')) AS is_chosen) x
    WHERE r.rerating_id = p_rerating
        AND CASE WHEN p_since IS NULL THEN x.is_chosen ELSE c.account_id = p_account AND c.started_at >= p_since END
    ORDER BY c.customer_id, c.account_id, c.started_at, c.call_id
    $$;

-- Notes what a step found, and where the next begins; at the end the re-rating is done.
CREATE FUNCTION api.rerating_progress(p_rerating int, p_done_customer bigint, p_calls bigint, p_left_alone bigint, p_lines jsonb,
    p_is_end boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO usage.rerating_line (rerating_id, customer_id, call_id, old_amount, new_amount, explanation)
        SELECT p_rerating, (l ->> 0)::bigint, (l ->> 1)::bigint, (l ->> 2)::bigint, (l ->> 3)::bigint, l ->> 4
        FROM jsonb_array_elements(p_lines) l;
    UPDATE usage.rerating r SET state = CASE WHEN p_is_end THEN 'done' ELSE 'running' END,
            done_customer = greatest(r.done_customer, p_done_customer), calls = r.calls + p_calls,
            left_alone = r.left_alone + p_left_alone, changed = r.changed + jsonb_array_length(p_lines),
            difference = r.difference + coalesce((SELECT sum((l ->> 3)::bigint - (l ->> 2)::bigint) FROM jsonb_array_elements(p_lines) l), 0),
            finished_at = CASE WHEN p_is_end THEN sec.now() END
        WHERE r.rerating_id = p_rerating;
END $$;

-- What a daemon knows of its Diameter peers, instead of what it told before.
CREATE FUNCTION api.usage_peers(p_daemon text, p_peers jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    DELETE FROM usage.peer WHERE daemon = p_daemon OR updated_at < clock_timestamp() - interval '1 day';
    INSERT INTO usage.peer SELECT p_daemon, x.origin_host, x.address, x.transport, x.state, x.since, x.last_heard_at, x.received,
            x.answered, x.duplicates, x.conflicts, x.refused, x.per_second, x.outstanding, clock_timestamp()
        FROM jsonb_populate_recordset(NULL::usage.peer, p_peers) x
        ON CONFLICT DO NOTHING;
END $$;

-- How long the oldest record that waits to be rated has waited, in milliseconds; above the limit an alarm is raised, which
-- goes when the lag does (business-rules section 5; feature F11.2: at most five minutes behind).
CREATE FUNCTION api.usage_lag_watch(p_limit interval) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_lag interval := coalesce((SELECT clock_timestamp() - stored_at FROM usage.intake_batch ORDER BY batch_id LIMIT 1), interval '0');
BEGIN
    IF v_lag > p_limit THEN
        INSERT INTO sec.alarm (raised_at, area, sentence)
            SELECT sec.now(), 'usage', format('Calls are rated %s behind; the limit is %s. Is a daemon running that rates?',
                date_trunc('second', v_lag), p_limit)
            WHERE NOT EXISTS (SELECT FROM sec.alarm WHERE area = 'usage' AND cleared_at IS NULL);
    ELSIF EXISTS (SELECT FROM sec.alarm WHERE area = 'usage' AND cleared_at IS NULL) THEN
        UPDATE sec.alarm SET cleared_at = sec.now(), cleared_by = session_user WHERE area = 'usage' AND cleared_at IS NULL;
    END IF;
    RETURN (extract(epoch FROM v_lag) * 1000)::bigint;
END $$;
