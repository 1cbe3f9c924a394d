-- Usage: accounting records kept once, and calls rated from them. Executed by bcrm_daemon only.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage.call
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage.accounting_record
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_change();

CREATE FUNCTION usage.records_of(p_records jsonb) RETURNS TABLE (place bigint, session_id text, record_type smallint,
    record_number bigint, origin_host text, event_at timestamptz, content_hash bytea, content jsonb)
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT r.place, r.value ->> 'session', (r.value ->> 'type')::smallint, (r.value ->> 'number')::bigint,
        r.value ->> 'host', (r.value ->> 'at')::timestamptz, decode(r.value ->> 'hash', 'hex'), r.value -> 'content'
    FROM jsonb_array_elements(p_records) WITH ORDINALITY r (value, place)
    $$;

-- Keeps records: an array of {session, type, number, host, at, hash, content}. Answers each, in order, with 'stored',
-- 'duplicate' (same content: the sender repeats itself) or 'conflict' (other content under the same key, kept apart).
CREATE FUNCTION api.usage_store(p_records jsonb) RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    -- Positions of the records that were not there before.
    v_new bigint[];
    v_answers text[];
BEGIN
    WITH firsts AS (
        SELECT DISTINCT ON (session_id, record_type, record_number) * FROM usage.records_of(p_records)
        ORDER BY session_id, record_type, record_number, place),
    stored AS (
        INSERT INTO usage.accounting_record (session_id, record_type, record_number, origin_host, event_at, content_hash, content)
            SELECT session_id, record_type, record_number, origin_host, event_at, content_hash, content FROM firsts
            ON CONFLICT DO NOTHING
            RETURNING session_id, record_type, record_number)
    SELECT array_agg(f.place) INTO v_new
        FROM firsts f JOIN stored USING (session_id, record_type, record_number);
    -- A statement of its own: it sees what another transaction stored while the insertion waited for it.
    WITH judged AS (
        SELECT i.*, i.place = ANY (coalesce(v_new, '{}')) AS is_new, e.content_hash = i.content_hash AS is_same
        FROM usage.records_of(p_records) i
            JOIN usage.accounting_record e USING (session_id, record_type, record_number)),
    conflicts AS (
        INSERT INTO usage.conflict (session_id, record_type, record_number, origin_host, content)
            SELECT session_id, record_type, record_number, origin_host, content FROM judged WHERE NOT is_same
            RETURNING 1),
    -- 1 EVENT and 4 STOP end a session (RFC 6733 section 9.8.1); a START that comes late completes one.
    pending AS (
        INSERT INTO usage.pending_session (session_id)
            SELECT DISTINCT session_id FROM judged j WHERE is_new AND (record_type IN (1, 4)
                OR record_type = 2 AND EXISTS (SELECT FROM usage.rejected_session x WHERE x.session_id = j.session_id))
            ON CONFLICT DO NOTHING
            RETURNING 1)
    SELECT array_agg(CASE WHEN is_new THEN 'stored' WHEN is_same THEN 'duplicate' ELSE 'conflict' END ORDER BY place)
        INTO v_answers FROM judged;
    RETURN v_answers;
END $$;

-- Claims ended sessions with their records; they come back if the transaction fails.
CREATE FUNCTION api.usage_pending(p_limit int) RETURNS TABLE (
    session_id text, start_at timestamptz, start_content jsonb, stop_at timestamptz, stop_content jsonb,
    event_at timestamptz, event_content jsonb)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH claimed AS (
        DELETE FROM usage.pending_session p WHERE p.session_id IN (
            SELECT q.session_id FROM usage.pending_session q ORDER BY q.ready_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
            RETURNING p.session_id)
    SELECT c.session_id, b.event_at, b.content, e.event_at, e.content, v.event_at, v.content
    FROM claimed c
        LEFT JOIN LATERAL (SELECT * FROM usage.accounting_record r WHERE r.session_id = c.session_id AND r.record_type = 2
            ORDER BY r.record_number LIMIT 1) b ON true
        LEFT JOIN LATERAL (SELECT * FROM usage.accounting_record r WHERE r.session_id = c.session_id AND r.record_type = 4
            ORDER BY r.record_number DESC LIMIT 1) e ON true
        LEFT JOIN LATERAL (SELECT * FROM usage.accounting_record r WHERE r.session_id = c.session_id AND r.record_type = 1
            ORDER BY r.record_number LIMIT 1) v ON true
    WHERE NOT EXISTS (SELECT FROM usage.rated_session x WHERE x.session_id = c.session_id)
    $$;

-- The phone line with a number, and the tariff it had on a day.
CREATE FUNCTION api.usage_line(p_number text, p_on date) RETURNS TABLE (
    customer_id bigint, subscription_id bigint, account_id bigint, tariff_id int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.customer_id, s.subscription_id, s.account_id, t.tariff_id
    FROM catalog.service_identifier i JOIN catalog.service_type y USING (service_type_id)
        JOIN catalog.subscription s USING (customer_id, subscription_id)
        JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
    WHERE y.code = 'phone' AND i.identifier = p_number AND t.valid @> p_on
    $$;

-- Posts a rated call: the call, its transfer, the balance and the proof that this session is done, all or nothing.
-- False: the session was rated before.
CREATE FUNCTION api.usage_post_call(
    p_session text, p_customer bigint, p_subscription bigint, p_account bigint, p_tariff int, p_started_at timestamptz,
    p_calling text, p_called text, p_duration int, p_charged int, p_destination text, p_prefix text, p_amount bigint)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_call bigint := nextval('usage.call_id_seq');
    v_day date := sec.local_date(p_started_at);
    v_component catalog.component;
BEGIN
    INSERT INTO usage.rated_session (session_id, customer_id, call_id) VALUES (p_session, p_customer, v_call)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM accounts.partitions_ensure(v_day, v_day);
    INSERT INTO usage.call (customer_id, subscription_id, started_at, call_id, session_id, calling, called,
            duration_seconds, charged_seconds, destination, prefix, tariff_id, account_id, amount)
        VALUES (p_customer, p_subscription, p_started_at, v_call, p_session, p_calling, p_called, p_duration, p_charged,
            p_destination, p_prefix, p_tariff, p_account, p_amount);
    DELETE FROM usage.rejected_session WHERE session_id = p_session;
    IF p_amount > 0 THEN
        SELECT c.* INTO v_component FROM catalog.component c JOIN catalog.tariff t USING (service_type_id)
            WHERE t.tariff_id = p_tariff AND c.charging = 'usage' LIMIT 1;
        PERFORM accounts.post(p_customer, p_account, 'call', v_day, -p_amount, v_component.revenue_account_id, v_component.tag,
            p_called, v_call, p_subscription, v_component.component_id, p_tariff);
        INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (p_customer, p_account, 'charge');
    END IF;
    RETURN true;
END $$;

-- Keeps a session that could not be rated, with the reason in words.
CREATE FUNCTION api.usage_reject(p_session text, p_reason text, p_explanation text) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO usage.rejected_session (session_id, reason, explanation) VALUES (p_session, p_reason, p_explanation)
        ON CONFLICT (session_id) DO UPDATE SET reason = excluded.reason, explanation = excluded.explanation,
            rejected_at = clock_timestamp()
    $$;

-- Puts a rejected session back to be rated again, after the cause was mended.
CREATE FUNCTION api.usage_replay(p_session text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.replay');
    DELETE FROM usage.rejected_session WHERE session_id = p_session;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no rejected session of that name.';
    END IF;
    INSERT INTO usage.pending_session (session_id) VALUES (p_session) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- Grows with every change of the catalogue: the daemon reloads its snapshots when it differs.
CREATE FUNCTION api.catalog_stamp() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce(max(event_id), 0) FROM hist.event WHERE customer_id IS NULL
        AND object LIKE 'catalog.%' $$;
