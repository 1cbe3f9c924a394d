-- Usage as operators see it: calls with what explains them, the way from records to calls, the error bin, re-ratings,
-- price lists. Reading only.

-- Whether a customer's calls may be seen; says so when not.
CREATE FUNCTION usage.see_customer(p_customer bigint) RETURNS void LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.view');
    IF NOT EXISTS (SELECT FROM customers.customer c WHERE c.customer_id = p_customer
        AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()))) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no customer %s.', p_customer);
    END IF;
END $$;

-- A session that may be seen: a customer's calls with the permission for calls; what belongs to nobody, and what is
-- still to be decided, with that for the error bin or the panel.
CREATE FUNCTION usage.see_session(p_session text, p_sub bigint) RETURNS usage.session LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_session usage.session;
BEGIN
    PERFORM sec.need('usage.view');
    SELECT * INTO v_session FROM usage.session WHERE session_id = p_session AND sub_session_id = p_sub;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no session of that name.';
    END IF;
    IF v_session.customer_id IS NOT NULL THEN
        PERFORM usage.see_customer(v_session.customer_id);
    END IF;
    IF v_session.state = 'rejected' THEN
        PERFORM sec.need('usage.replay');
    END IF;
    RETURN v_session;
END $$;

-- The moments between which the local days [first, end) lie.
CREATE FUNCTION usage.days_between(p_first date, p_end date, OUT from_at timestamptz, OUT to_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(p_first::timestamp AT TIME ZONE time_zone, '-infinity'),
        coalesce(p_end::timestamp AT TIME ZONE time_zone, 'infinity')
    FROM sec.installation
    $$;

-- LIKE takes more than itself for some characters.
CREATE FUNCTION usage.contains_pattern(p_text text) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%' $$;

-- A page of a customer's calls of one month, newest first.
CREATE FUNCTION api.usage_calls(p_customer bigint, p_subscription bigint, p_month date, p_text text,
    p_before_at timestamptz, p_before_call bigint, p_limit int)
    RETURNS TABLE (call_id bigint, subscription_id bigint, service text, account_id bigint, started_at timestamptz,
        calling text, called text, destination text, destination_group text, duration_seconds int, charged_seconds int,
        amount bigint, tax bigint, currency text, is_complete boolean, revision int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_from timestamptz;
    v_to timestamptz;
    v_pattern text := usage.contains_pattern(p_text);
BEGIN
    PERFORM usage.see_customer(p_customer);
    SELECT from_at, to_at INTO v_from, v_to
        FROM usage.days_between(p_month, (p_month + interval '1 month')::date);
    RETURN QUERY
        SELECT k.call_id, k.subscription_id, concat_ws(' ', t.name, s.identifier), k.account_id, k.started_at,
            k.calling, k.called, k.destination, k.destination_group, k.duration_seconds, k.charged_seconds, k.amount,
            k.tax, t.currency::text, k.is_complete, k.revision::int
        FROM usage.call k JOIN catalog.tariff t USING (tariff_id)
            LEFT JOIN catalog.subscription s USING (customer_id, subscription_id)
        WHERE k.customer_id = p_customer AND k.started_at >= v_from AND k.started_at < v_to
            AND (p_subscription IS NULL OR k.subscription_id = p_subscription)
            AND (p_before_at IS NULL OR (k.started_at, k.call_id) < (p_before_at, p_before_call))
            AND (p_text = '' OR concat_ws(' ', k.calling, k.called, k.destination, k.destination_group)
                ILIKE v_pattern)
        ORDER BY k.started_at DESC, k.call_id DESC LIMIT p_limit;
END $$;

-- What the calls of a month come to: of everything, and by destination group.
CREATE FUNCTION api.usage_call_totals(p_customer bigint, p_subscription bigint, p_month date, p_text text)
    RETURNS TABLE (is_sum boolean, destination_group text, currency text, calls bigint, duration bigint, charged bigint,
        amount bigint, tax bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_from timestamptz;
    v_to timestamptz;
    v_pattern text := usage.contains_pattern(p_text);
BEGIN
    PERFORM usage.see_customer(p_customer);
    SELECT from_at, to_at INTO v_from, v_to
        FROM usage.days_between(p_month, (p_month + interval '1 month')::date);
    RETURN QUERY
        SELECT grouping(k.destination_group) = 1, coalesce(k.destination_group, ''), t.currency::text, count(*),
            sum(k.duration_seconds)::bigint, sum(k.charged_seconds)::bigint, sum(k.amount)::bigint, sum(k.tax)::bigint
        FROM usage.call k JOIN catalog.tariff t USING (tariff_id)
        WHERE k.customer_id = p_customer AND k.started_at >= v_from AND k.started_at < v_to
            AND (p_subscription IS NULL OR k.subscription_id = p_subscription)
            AND (p_text = '' OR concat_ws(' ', k.calling, k.called, k.destination, k.destination_group)
                ILIKE v_pattern)
        GROUP BY GROUPING SETS ((t.currency), (t.currency, k.destination_group))
        ORDER BY 1 DESC, 7 DESC, 2;
END $$;

-- One call, as it is rated now.
CREATE FUNCTION api.usage_call(p_customer bigint, p_started_at timestamptz, p_call bigint)
    RETURNS TABLE (call_id bigint, subscription_id bigint, service text, account_id bigint, started_at timestamptz,
        calling text, called text, destination text, destination_group text, duration_seconds int, charged_seconds int,
        amount bigint, tax bigint, currency text, is_complete boolean, revision int, session_id text,
        sub_session_id bigint, tariff_id int, tariff_name text, prefix text, payer text, arithmetic text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_customer(p_customer);
    RETURN QUERY
        SELECT k.call_id, k.subscription_id, concat_ws(' ', t.name, s.identifier), k.account_id, k.started_at,
            k.calling, k.called, k.destination, k.destination_group, k.duration_seconds, k.charged_seconds, k.amount,
            k.tax, t.currency::text, k.is_complete, k.revision::int, k.session_id, k.sub_session_id, k.tariff_id,
            t.name, k.prefix, coalesce(k.payer, ''), k.arithmetic
        FROM usage.call k JOIN catalog.tariff t USING (tariff_id)
            LEFT JOIN catalog.subscription s USING (customer_id, subscription_id)
        WHERE k.customer_id = p_customer AND k.started_at = p_started_at AND k.call_id = p_call;
END $$;

-- How it was rated before, newest first.
CREATE FUNCTION api.usage_call_revisions(p_customer bigint, p_call bigint)
    RETURNS TABLE (revision int, replaced_at timestamptz, cause text, actor text, started_at timestamptz,
        duration_seconds int, charged_seconds int, amount bigint, currency text, tariff_id int, arithmetic text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_customer(p_customer);
    RETURN QUERY
        SELECT r.revision::int, r.replaced_at, r.cause, sec.name_of(r.actor), r.started_at, r.duration_seconds,
            r.charged_seconds, r.amount, t.currency::text, r.tariff_id, r.arithmetic
        FROM usage.call_revision r JOIN catalog.tariff t USING (tariff_id)
        WHERE r.customer_id = p_customer AND r.call_id = p_call ORDER BY r.revision DESC, r.replaced_at DESC;
END $$;

-- The records of a session as they came, in their order.
CREATE FUNCTION api.usage_session_records(p_session text, p_sub bigint)
    RETURNS TABLE (record_type smallint, record_number bigint, batch_id bigint, format smallint, received_at timestamptz,
        source text, content bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_session(p_session, p_sub);
    RETURN QUERY
        SELECT r.record_type, r.record_number, r.batch_id, r.format, r.received_at,
            coalesce((SELECT b.source FROM usage.intake_batch b WHERE b.batch_id = r.batch_id), ''), r.content
        FROM usage.accounting_record r WHERE r.session_id = p_session AND r.sub_session_id = p_sub
        ORDER BY r.received_at, r.record_type, r.record_number LIMIT 500;
END $$;

CREATE FUNCTION api.usage_session_corrections(p_session text, p_sub bigint)
    RETURNS TABLE (at timestamptz, actor text, reason text, names text[], contents text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_session(p_session, p_sub);
    RETURN QUERY
        SELECT c.at, sec.name_of(c.actor), c.reason,
            ARRAY(SELECT f.key FROM jsonb_each_text(c.fields) f WHERE f.value IS NOT NULL ORDER BY f.key),
            ARRAY(SELECT f.value FROM jsonb_each_text(c.fields) f WHERE f.value IS NOT NULL ORDER BY f.key)
        FROM usage.correction c WHERE c.session_id = p_session AND c.sub_session_id = p_sub
        ORDER BY c.correction_id DESC;
END $$;

-- Sessions as lists show them.
CREATE TYPE usage.session_info AS (session_id text, sub_session_id bigint, state text, changed_at timestamptz,
    started_at timestamptz, last_record_at timestamptz, origin_host text, calling text, called text, reason text,
    explanation text, customer_id bigint, customer_name text, call_at timestamptz, call_id bigint);

CREATE FUNCTION usage.info(p_session usage.session) RETURNS usage.session_info LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_session.session_id, p_session.sub_session_id, p_session.state, p_session.changed_at, p_session.started_at,
        coalesce(p_session.last_record_at, p_session.changed_at), coalesce(p_session.origin_host, ''),
        coalesce(p_session.calling, k.calling, ''), coalesce(p_session.called, k.called, ''),
        coalesce(p_session.reason, ''), coalesce(p_session.explanation, ''), p_session.customer_id, coalesce(c.name, ''),
        k.started_at, k.call_id
    FROM (VALUES (1)) x LEFT JOIN customers.customer c ON c.customer_id = p_session.customer_id
        LEFT JOIN usage.call k ON k.customer_id = p_session.customer_id AND k.subscription_id = p_session.subscription_id
            AND k.started_at = p_session.started_at AND k.call_id = p_session.call_id
    $$;

CREATE FUNCTION api.usage_session(p_session text, p_sub bigint) RETURNS SETOF usage.session_info
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM usage.info(usage.see_session(p_session, p_sub)) $$;

-- Sessions under way, the longest first.
CREATE FUNCTION api.usage_open_sessions(p_limit int) RETURNS SETOF usage.session_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.view');
    RETURN QUERY SELECT i.* FROM (SELECT s FROM usage.session s WHERE s.state = 'open'
        ORDER BY coalesce(s.started_at, s.last_record_at), s.session_id LIMIT p_limit) o, usage.info(o.s) i
        ORDER BY coalesce(i.started_at, i.last_record_at), i.session_id;
END $$;

-- A page of the error bin, newest first.
CREATE FUNCTION api.usage_rejected(p_reason text, p_from date, p_to date, p_text text, p_after_at timestamptz,
    p_after_session text, p_after_sub bigint, p_limit int) RETURNS SETOF usage.session_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_from timestamptz;
    v_to timestamptz;
    v_pattern text := usage.contains_pattern(p_text);
BEGIN
    PERFORM sec.need('usage.replay');
    SELECT from_at, to_at INTO v_from, v_to FROM usage.days_between(p_from, p_to + 1);
    RETURN QUERY SELECT i.* FROM (SELECT s FROM usage.session s WHERE s.state = 'rejected'
            AND s.changed_at >= v_from AND s.changed_at < v_to
            AND (p_reason IS NULL OR s.reason = p_reason)
            AND (p_after_at IS NULL OR (s.changed_at, s.session_id, s.sub_session_id)
                < (p_after_at, p_after_session, p_after_sub))
            AND (p_text = '' OR concat_ws(' ', s.calling, s.called, s.session_id, s.origin_host)
                ILIKE v_pattern)
        ORDER BY s.changed_at DESC, s.session_id DESC, s.sub_session_id DESC LIMIT p_limit) o, usage.info(o.s) i
        ORDER BY i.changed_at DESC, i.session_id DESC, i.sub_session_id DESC;
END $$;

CREATE FUNCTION api.usage_rejections() RETURNS TABLE (reason text, sessions bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.view');
    RETURN QUERY SELECT coalesce(s.reason, ''), count(*) FROM usage.session s WHERE s.state = 'rejected'
        GROUP BY 1 ORDER BY 2 DESC, 1;
END $$;

-- How the way from records to calls stands; the lag by the server's own clock, which records are stamped with.
CREATE FUNCTION api.usage_health() RETURNS TABLE (batches bigint, records bigint, lag_seconds int, open_sessions bigint,
    conflicts bigint, peers_up bigint, peers_known bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.view');
    RETURN QUERY SELECT b.batches, b.records,
        CASE WHEN b.oldest IS NOT NULL THEN greatest(extract(epoch FROM clock_timestamp() - b.oldest), 0)::int END,
        (SELECT count(*) FROM usage.session s WHERE s.state = 'open'), (SELECT count(*) FROM usage.record_conflict),
        (SELECT count(*) FROM usage.peer p WHERE p.state = 'open'), (SELECT count(*) FROM usage.peer)
    FROM (SELECT count(*) AS batches, coalesce(sum(i.records), 0)::bigint AS records, min(i.stored_at) AS oldest
        FROM usage.intake_batch i) b;
END $$;

-- Records and calls of the last 24 hours by the hour in which they were rated, and those since midnight.
CREATE FUNCTION api.usage_traffic() RETURNS TABLE (hour timestamptz, records bigint, calls bigint, records_today bigint,
    calls_today bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_last timestamptz := date_trunc('hour', sec.now());
    v_midnight timestamptz;
BEGIN
    PERFORM sec.need('usage.view');
    SELECT from_at INTO v_midnight FROM usage.days_between(sec.today(), NULL);
    RETURN QUERY
        WITH counted AS (
            SELECT h.hour AS at, sum(h.records)::bigint AS records, sum(h.calls)::bigint AS calls FROM usage.hourly h
            WHERE h.hour >= v_last - interval '26 hours' GROUP BY 1),
        today AS (
            SELECT coalesce(sum(c.records), 0)::bigint AS records, coalesce(sum(c.calls), 0)::bigint AS calls
            FROM counted c WHERE c.at >= v_midnight)
        SELECT g.at, coalesce(c.records, 0), coalesce(c.calls, 0), t.records, t.calls
        FROM generate_series(v_last - interval '23 hours', v_last, interval '1 hour') g (at)
            CROSS JOIN today t LEFT JOIN counted c ON c.at = g.at
        ORDER BY g.at;
END $$;

CREATE FUNCTION api.usage_peer_list() RETURNS SETOF usage.peer LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.view');
    RETURN QUERY SELECT p.* FROM usage.peer p ORDER BY p.origin_host, p.daemon;
END $$;

-- Records that came again with another content, newest first; one of them with both contents.
CREATE FUNCTION api.usage_conflict_list(p_conflict bigint, p_limit int)
    RETURNS TABLE (conflict_id bigint, session_id text, sub_session_id bigint, record_type smallint, record_number bigint,
        format smallint, source text, received_at timestamptz, content bytea, stored_format smallint,
        stored_at timestamptz, stored bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.replay');
    RETURN QUERY
        SELECT c.conflict_id, c.session_id, c.sub_session_id, c.record_type, c.record_number, c.format,
            c.source, c.received_at, CASE WHEN p_conflict IS NOT NULL THEN c.content END, r.format,
            r.received_at, r.content
        FROM (SELECT * FROM usage.record_conflict x WHERE p_conflict IS NULL OR x.conflict_id = p_conflict
                ORDER BY x.conflict_id DESC LIMIT p_limit) c
            LEFT JOIN usage.accounting_record r ON p_conflict IS NOT NULL AND r.session_id = c.session_id
                AND r.sub_session_id = c.sub_session_id AND r.record_type = c.record_type
                AND r.record_number = c.record_number
        ORDER BY c.conflict_id DESC;
END $$;

-- Re-ratings, newest first, or one.
CREATE FUNCTION api.usage_reratings(p_rerating bigint, p_limit int)
    RETURNS TABLE (rerating_id bigint, first_on date, last_on date, tariff_id int, tariff_name text, prefix text,
        customer_id bigint, customer_name text, subscription_id bigint, is_dry boolean, state text, requested_by text,
        requested_at timestamptz, finished_at timestamptz, reason text, calls bigint, changed bigint, left_alone bigint,
        difference bigint, currency text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.rerate');
    RETURN QUERY
        SELECT r.rerating_id::bigint, (r.filter ->> 'from')::date, (r.filter ->> 'to')::date, t.tariff_id,
            coalesce(t.name, ''), coalesce(r.filter ->> 'prefix', ''), c.customer_id, coalesce(c.name, ''),
            (r.filter ->> 'subscription')::bigint, r.is_dry, r.state, sec.name_of(r.requested_by), r.requested_at,
            r.finished_at, r.reason, r.calls, r.changed, r.left_alone, r.difference, sec.currency()
        FROM usage.rerating r LEFT JOIN catalog.tariff t ON t.tariff_id = (r.filter ->> 'tariff')::int
            LEFT JOIN customers.customer c ON c.customer_id = (r.filter ->> 'customer')::bigint
        WHERE p_rerating IS NULL OR r.rerating_id = p_rerating
        ORDER BY r.rerating_id DESC LIMIT p_limit;
END $$;

-- The calls that a re-rating changes, the greatest difference first.
CREATE FUNCTION api.usage_rerating_lines(p_rerating bigint, p_limit int)
    RETURNS TABLE (customer_id bigint, customer_name text, call_id bigint, old_amount bigint, new_amount bigint,
        explanation text, currency text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.rerate');
    RETURN QUERY
        SELECT l.customer_id, c.name, l.call_id, l.old_amount, l.new_amount, l.explanation, sec.currency()
        FROM usage.rerating_line l JOIN customers.customer c USING (customer_id)
        WHERE l.rerating_id = p_rerating
        ORDER BY abs(l.new_amount - l.old_amount) DESC, l.customer_id, l.call_id LIMIT p_limit;
END $$;

CREATE FUNCTION api.price_lists() RETURNS TABLE (price_list_id int, code text, name text, currency text, rates bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('catalog.view');
    RETURN QUERY SELECT l.price_list_id, l.code, l.name, l.currency::text,
        (SELECT count(*) FROM catalog.call_rate r WHERE r.price_list_id = l.price_list_id)
        FROM catalog.price_list l ORDER BY l.name, l.price_list_id;
END $$;

-- A page of a price list by prefix: rows whose prefix a number begins with or that begin like it, or whose destination
-- has the words. Each with the day from which another row takes its place.
CREATE FUNCTION api.price_list_page(p_list int, p_digits text, p_words text, p_after_prefix text, p_after_band text,
    p_after_from date, p_limit int)
    RETURNS TABLE (prefix text, band text, valid_from date, destination text, destination_group text,
        price_per_minute_micro bigint, connection_fee_micro bigint, first_increment int, next_increment int,
        minimum_duration int, grace_seconds int, free_seconds int, tiers bigint[], cap_micro bigint, ends_on date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_pattern text := usage.contains_pattern(p_words);
    -- The beginnings of the number, which price it; what begins like it is everything up to the sign after the nine.
    v_heads text[] := ARRAY(SELECT left(p_digits, n) FROM generate_series(0, length(p_digits) - 1) n);
    v_end text := p_digits || ':';
BEGIN
    PERFORM sec.need('catalog.view');
    RETURN QUERY
        SELECT r.prefix, r.band, r.valid_from, r.destination, r.destination_group, r.price_per_minute_micro,
            r.connection_fee_micro, r.first_increment, r.next_increment, r.minimum_duration, r.grace_seconds,
            r.free_seconds, r.tiers, r.cap_micro,
            (SELECT min(n.valid_from) FROM catalog.call_rate n WHERE n.price_list_id = r.price_list_id
                AND n.prefix = r.prefix AND n.band = r.band AND n.valid_from > r.valid_from)
        FROM (SELECT * FROM catalog.call_rate h WHERE h.price_list_id = p_list AND h.prefix = ANY (v_heads)
            UNION ALL
            SELECT * FROM catalog.call_rate w WHERE w.price_list_id = p_list AND w.prefix >= p_digits AND w.prefix < v_end) r
        WHERE (p_after_prefix IS NULL OR (r.prefix, r.band, r.valid_from) > (p_after_prefix, p_after_band, p_after_from))
            AND (p_words = '' OR concat_ws(' ', r.destination, r.destination_group) ILIKE v_pattern)
        ORDER BY r.prefix, r.band, r.valid_from LIMIT p_limit;
END $$;

-- The services of a customer that make calls, as they are on a day: what rating knows of them.
CREATE FUNCTION api.usage_services(p_customer bigint, p_day date) RETURNS TABLE (subscription_id bigint, service text,
    account_id bigint, tariff_id int, tariff_since date, billing_day smallint, component_id int, tax_scheme_id int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_customer(p_customer);
    RETURN QUERY
        SELECT s.subscription_id, concat_ws(' ', t.name, s.identifier), s.account_id, t.tariff_id, lower(v.valid),
            s.billing_day, k.component_id,
            (SELECT x.tax_scheme_id FROM catalog.customer_tax x WHERE x.customer_id = p_customer AND x.valid @> p_day)
        FROM catalog.subscription s
            JOIN (SELECT c.service_type_id, min(c.component_id) AS component_id FROM catalog.component c
                WHERE c.charging = 'usage' GROUP BY 1) k USING (service_type_id)
            JOIN catalog.subscription_tariff v ON v.customer_id = s.customer_id AND v.subscription_id = s.subscription_id
                AND v.valid @> p_day
            JOIN catalog.tariff t ON t.tariff_id = v.tariff_id
        WHERE s.customer_id = p_customer AND s.activated_on <= p_day AND (s.ended_on IS NULL OR p_day <= s.ended_on)
        ORDER BY s.subscription_id;
END $$;

-- The optional components that bring buckets, and what is used of buckets; of one customer.
CREATE FUNCTION api.usage_service_options(p_customer bigint) RETURNS TABLE (subscription_id bigint, component_id int,
    held_from date, held_to date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_customer(p_customer);
    RETURN QUERY SELECT o.subscription_id, o.component_id, lower(o.valid), upper(o.valid)
        FROM catalog.subscription_option o WHERE o.customer_id = p_customer
        UNION SELECT t.subscription_id, c.component_id, lower(t.valid), upper(t.valid)
        FROM catalog.subscription_tariff t JOIN catalog.tariff_component c ON c.tariff_id = t.tariff_id AND c.selection = 'included'
        WHERE t.customer_id = p_customer
        ORDER BY 1, 2, 3;
END $$;
CREATE FUNCTION api.usage_bucket_uses(p_customer bigint) RETURNS TABLE (account_id bigint, subscription_id bigint,
    bucket_id int, period_on date, used bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM usage.see_customer(p_customer);
    RETURN QUERY SELECT u.account_id, u.subscription_id, u.bucket_id, u.period_on, u.used FROM usage.bucket_use u
        WHERE u.customer_id = p_customer AND u.period_on >= sec.today() - 800;
END $$;

-- The zone whose wall clock prices go by.
CREATE FUNCTION api.business_zone() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT time_zone FROM sec.installation $$;

CREATE FUNCTION api.call_tariffs() RETURNS TABLE (tariff_id int, name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('catalog.view');
    RETURN QUERY SELECT t.tariff_id, t.name FROM catalog.tariff t JOIN catalog.call_terms USING (tariff_id) ORDER BY t.name;
END $$;

GRANT EXECUTE ON FUNCTION api.usage_calls(bigint, bigint, date, text, timestamptz, bigint, int),
    api.usage_call_totals(bigint, bigint, date, text), api.usage_call(bigint, timestamptz, bigint),
    api.usage_call_revisions(bigint, bigint), api.usage_session_records(text, bigint),
    api.usage_session_corrections(text, bigint), api.usage_session(text, bigint), api.usage_open_sessions(int),
    api.usage_rejected(text, date, date, text, timestamptz, text, bigint, int), api.usage_rejections(),
    api.usage_health(), api.usage_traffic(), api.usage_peer_list(), api.usage_conflict_list(bigint, int),
    api.usage_reratings(bigint, int), api.usage_rerating_lines(bigint, int), api.price_lists(),
    api.price_list_page(int, text, text, text, text, date, int), api.usage_services(bigint, date),
    api.usage_service_options(bigint), api.usage_bucket_uses(bigint), api.business_zone(), api.call_tariffs()
    TO bcrm_operator;
