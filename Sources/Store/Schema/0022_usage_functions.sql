-- Usage: accounting records kept once, and what rating reads of them. Executed by bcrm_daemon only.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage.accounting_record
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON usage.accounting_record
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage.call_revision
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_but_forgetting('calling', 'payer', 'called');
-- What people said stays, but for the numbers and the words when a customer is forgotten (0048): the session has none then.
CREATE FUNCTION usage.correction_keep() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_forgotten usage.correction := OLD;
BEGIN
    v_forgotten.fields := OLD.fields - '{calling,called,subscriber}'::text[];
    v_forgotten.reason := '';
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM v_forgotten AND NOT EXISTS (SELECT FROM usage.session s
        WHERE s.session_id = OLD.session_id AND s.sub_session_id = OLD.sub_session_id
            AND num_nonnulls(s.calling, s.called) > 0) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'usage.correction is append-only: what was said is never changed.';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage.correction
    FOR EACH ROW EXECUTE FUNCTION usage.correction_keep();

-- Keeps records of one sender's connection or several, in one statement and one commit. Answers the number of the batch,
-- and how many were new: fewer than given, and api.usage_known tells which were there.
CREATE FUNCTION api.usage_store(p_sessions text[], p_subs bigint[], p_types smallint[], p_numbers bigint[], p_contents bytea[],
    p_source text, OUT batch bigint, OUT stored int) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO usage.intake_batch (records, source) VALUES (cardinality(p_sessions), p_source) RETURNING batch_id INTO batch;
    INSERT INTO usage.accounting_record (session_id, sub_session_id, record_type, record_number, batch_id, format, content)
        SELECT r.session_id, r.sub, r.type, r.number, batch, 1, r.content
        FROM unnest(p_sessions, p_subs, p_types, p_numbers, p_contents) r (session_id, sub, type, number, content)
        ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS stored = ROW_COUNT;
    IF stored = 0 THEN DELETE FROM usage.intake_batch WHERE batch_id = batch; END IF;
END $$;

-- What is kept under the keys, in their order, and in which batch it came.
CREATE FUNCTION api.usage_known(p_sessions text[], p_subs bigint[], p_types smallint[], p_numbers bigint[])
    RETURNS TABLE (place bigint, batch_id bigint, content bytea) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT k.place, r.batch_id, r.content
    FROM unnest(p_sessions, p_subs, p_types, p_numbers) WITH ORDINALITY k (session_id, sub, type, number, place)
        JOIN usage.accounting_record r ON (r.session_id, r.sub_session_id, r.record_type, r.record_number)
            = (k.session_id, k.sub, k.type, k.number)
    ORDER BY k.place
    $$;

-- Keeps what came with other content under a key that is taken; the same twice is kept once.
CREATE FUNCTION api.usage_conflicts(p_sessions text[], p_subs bigint[], p_types smallint[], p_numbers bigint[], p_contents bytea[],
    p_source text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_kept bigint;
BEGIN
    INSERT INTO usage.record_conflict (session_id, sub_session_id, record_type, record_number, format, source, content)
        SELECT DISTINCT ON (k.session_id, k.sub, k.type, k.number, k.content) k.session_id, k.sub, k.type, k.number, 1, p_source, k.content
        FROM unnest(p_sessions, p_subs, p_types, p_numbers, p_contents) k (session_id, sub, type, number, content)
        WHERE NOT EXISTS (SELECT FROM usage.record_conflict c WHERE (c.session_id, c.sub_session_id, c.record_type, c.record_number)
            = (k.session_id, k.sub, k.type, k.number) AND c.content = k.content);
    GET DIAGNOSTICS v_kept = ROW_COUNT;
    RETURN v_kept;
END $$;

-- Empties a stage: small ones row by row, since a truncation costs more than a lone call does.
CREATE FUNCTION usage.stage_empty(p_stage text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF pg_relation_size(p_stage::regclass) > 1000000 THEN
        EXECUTE format('TRUNCATE %s', p_stage);
    ELSE
        EXECUTE format('DELETE FROM %s', p_stage);
    END IF;
END $$;

-- Claims stored batches of about so many records, and sessions that are to be looked at again, for this transaction. The
-- stage that comes with them is the claimer's own and empty.
CREATE FUNCTION api.usage_claim(p_records int, OUT batches bigint[], OUT records bigint, OUT queued bigint, OUT worker smallint) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_batch record;
    v_queued bigint[];
    -- Fetched one by one: a loop over the query reads ahead, and locks what other workers could take.
    v_waiting CURSOR FOR SELECT b.batch_id, b.records FROM usage.intake_batch b ORDER BY b.batch_id FOR UPDATE SKIP LOCKED;
BEGIN
    batches := '{}';
    records := 0;
    OPEN v_waiting;
    WHILE records < p_records LOOP
        FETCH v_waiting INTO v_batch;
        EXIT WHEN NOT FOUND;
        batches := batches || v_batch.batch_id;
        records := records + v_batch.records;
    END LOOP;
    CLOSE v_waiting;
    SELECT array_agg(q.queue_id) INTO v_queued FROM (SELECT queue_id FROM usage.session_queue ORDER BY queue_id
        LIMIT greatest(p_records - records, 100) FOR UPDATE SKIP LOCKED) q;
    queued := coalesce(cardinality(v_queued), 0);
    IF records + queued = 0 THEN RETURN; END IF;
    -- The catalogue is not imported while something is rated by it.
    PERFORM pg_advisory_xact_lock_shared(72110028, 1);
    SELECT w.worker INTO worker FROM usage.rating_worker w ORDER BY w.worker LIMIT 1 FOR UPDATE SKIP LOCKED;
    -- All eight are at work, of this daemon and of others: they take what waits.
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM usage.stage_empty('usage.rating_stage_' || worker);
    DELETE FROM usage.intake_batch WHERE batch_id = ANY (batches);
    -- What was claimed of the queue, remembered for the reading and for the posting.
    PERFORM set_config('bcrm.queued', coalesce(array_to_string(v_queued, ','), ''), true);
END $$;

-- The records of the claimed batches, and of every session that was seen before or is in the queue all of its records, in no
-- order, with what became of the session before and what people said of it. Of a session that nobody has seen the rest is
-- in batches that are still to come: whoever is second there finds it seen.
CREATE FUNCTION api.usage_work(p_batches bigint[]) RETURNS TABLE (session_id text, sub_session_id bigint, record_type smallint,
    record_number bigint, format smallint, received_at timestamptz, content bytea, state text, revision int,
    cause text, is_corrected boolean, subscriber text, calling text, called text, answered_at timestamptz, duration bigint,
    is_dismissed boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '64MB'
    -- A few thousand sessions of any number of records: always by the index, whatever the statistics say of a table that
    -- grows by the second.
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET enable_seqscan = off
    -- Starting other processes costs more than a claim's reading does.
    SET max_parallel_workers_per_gather = 0
    AS $$
    WITH queued AS MATERIALIZED (
        SELECT q.session_id, q.sub_session_id, max(q.cause) AS cause FROM usage.session_queue q
        WHERE q.queue_id = ANY (string_to_array(nullif(current_setting('bcrm.queued', true), ''), ',')::bigint[])
        GROUP BY 1, 2),
    claimed AS MATERIALIZED (
        SELECT r.session_id, r.sub_session_id, r.record_type, r.record_number, r.format, r.received_at, r.content,
            s.revision IS NOT NULL AS is_seen
        FROM usage.accounting_record r
            LEFT JOIN usage.session s ON s.session_id = r.session_id AND s.sub_session_id = r.sub_session_id
        WHERE r.batch_id = ANY (p_batches)),
    seen AS MATERIALIZED (
        SELECT k.session_id, k.sub_session_id, max(k.cause) AS cause FROM (
            SELECT session_id, sub_session_id, NULL AS cause FROM claimed WHERE is_seen
            UNION ALL SELECT session_id, sub_session_id, cause FROM queued) k
        GROUP BY 1, 2)
    SELECT c.session_id, c.sub_session_id, c.record_type, c.record_number, c.format, c.received_at, c.content, NULL, 0, NULL,
        false, NULL, NULL, NULL, NULL::timestamptz, NULL::bigint, false
    FROM claimed c
    WHERE NOT c.is_seen AND NOT EXISTS (SELECT FROM queued q WHERE q.session_id = c.session_id
        AND q.sub_session_id = c.sub_session_id)
    UNION ALL
    SELECT t.session_id, t.sub_session_id, r.record_type, r.record_number, r.format, r.received_at, r.content, s.state,
        coalesce(s.revision, 0), t.cause, c.fields IS NOT NULL, c.fields ->> 'subscriber', c.fields ->> 'calling',
        c.fields ->> 'called', (c.fields ->> 'answered_at')::timestamptz, (c.fields ->> 'duration')::bigint,
        coalesce((c.fields ->> 'dismissed')::boolean, false)
    FROM seen t
        JOIN usage.accounting_record r ON r.session_id = t.session_id AND r.sub_session_id = t.sub_session_id
        LEFT JOIN usage.session s ON s.session_id = t.session_id AND s.sub_session_id = t.sub_session_id
        -- Of several corrections each field's last one counts, and a correction after a dismissal takes it back.
        LEFT JOIN LATERAL (SELECT jsonb_object_agg(f.key, f.value ORDER BY k.correction_id)
                || jsonb_build_object('dismissed', (array_agg(k.fields ? 'dismissed' ORDER BY k.correction_id DESC))[1]) AS fields
            FROM usage.correction k, jsonb_each(k.fields) f
            WHERE k.session_id = s.session_id AND k.sub_session_id = s.sub_session_id HAVING count(*) > 0) c ON true
    $$;

-- Whose line a number was on a day, and by what it is charged: the running service first, else the one that had it then.
CREATE FUNCTION api.usage_lines(p_numbers text[], p_days date[]) RETURNS TABLE (place bigint, customer_id bigint,
    subscription_id bigint, account_id bigint, tariff_id int, tariff_since date, billing_day smallint, component_id int,
    tax_scheme_id int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET enable_seqscan = off
    AS $$
    WITH kinds AS MATERIALIZED (
        SELECT service_type_id, min(component_id) AS component_id FROM catalog.component WHERE charging = 'usage' GROUP BY 1),
    running AS MATERIALIZED (
        SELECT n.place, n.number, n.day, k.service_type_id, k.component_id, c.customer_id, c.subscription_id, c.account_id,
            c.billing_day
        FROM unnest(p_numbers, p_days) WITH ORDINALITY n (number, day, place) CROSS JOIN kinds k
            LEFT JOIN (catalog.service_identifier i JOIN catalog.subscription c USING (customer_id, subscription_id))
                ON i.service_type_id = k.service_type_id AND i.identifier = n.number AND c.activated_on <= n.day),
    held AS (
        SELECT * FROM running WHERE customer_id IS NOT NULL
        UNION ALL
        SELECT r.place, r.number, r.day, r.service_type_id, r.component_id, e.customer_id, e.subscription_id, e.account_id,
            e.billing_day
        FROM running r CROSS JOIN LATERAL (SELECT o.* FROM catalog.subscription o WHERE o.state = 'ended'
                AND o.identifier = r.number AND o.service_type_id = r.service_type_id AND r.day >= o.activated_on
                AND r.day <= o.ended_on
            ORDER BY o.activated_on DESC LIMIT 1) e
        WHERE r.customer_id IS NULL)
    SELECT h.place, h.customer_id, h.subscription_id, h.account_id, t.tariff_id, lower(t.valid), h.billing_day, h.component_id,
        (SELECT x.tax_scheme_id FROM catalog.customer_tax x WHERE x.customer_id = h.customer_id AND x.valid @> h.day)
    FROM held h
        -- By rows, not by @>: so that the B-tree of the keys is used, and not the slower index of the exclusion.
        JOIN catalog.subscription_tariff t ON (t.customer_id, t.subscription_id) >= (h.customer_id, h.subscription_id)
            AND (t.customer_id, t.subscription_id, lower(t.valid)) <= (h.customer_id, h.subscription_id, h.day)
            AND (upper_inf(t.valid) OR upper(t.valid) > h.day)
    $$;

-- Since when services have components: those they chose, and those that every service of their tariff has.
CREATE FUNCTION api.usage_options(p_customers bigint[], p_subscriptions bigint[]) RETURNS TABLE (subscription_id bigint,
    component_id int, held_from date, held_to date)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT o.subscription_id, o.component_id, lower(o.valid), upper(o.valid)
    FROM unnest(p_customers, p_subscriptions) k (customer_id, subscription_id)
        JOIN catalog.subscription_option o USING (customer_id, subscription_id)
    UNION
    SELECT t.subscription_id, c.component_id, lower(t.valid), upper(t.valid)
    FROM unnest(p_customers, p_subscriptions) k (customer_id, subscription_id)
        JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
        JOIN catalog.tariff_component c ON c.tariff_id = t.tariff_id AND c.selection = 'included'
    ORDER BY 1, 2, 3
    $$;

-- What is used of the buckets of accounts, without what these sessions took. Whoever reads this has their accounts locked
-- until the end of the transaction, in the order of their keys: two workers never draw on the same minutes.
CREATE FUNCTION api.usage_buckets(p_customers bigint[], p_accounts bigint[], p_sessions text[], p_subs bigint[])
    RETURNS TABLE (account_id bigint, subscription_id bigint, bucket_id int, period_on date, used bigint) LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM a.balance FROM (SELECT DISTINCT k.customer_id, k.account_id
            FROM unnest(p_customers, p_accounts) k (customer_id, account_id) ORDER BY 1, 2) k
        JOIN accounts.account a ON a.customer_id = k.customer_id AND a.account_id = k.account_id
        ORDER BY a.customer_id, a.account_id FOR NO KEY UPDATE OF a;
    RETURN QUERY SELECT u.account_id, u.subscription_id, u.bucket_id, u.period_on, u.used - coalesce((SELECT sum(b.used)
                FROM unnest(p_sessions, p_subs) s (session_id, sub) JOIN usage.session_bucket b
                    ON b.session_id = s.session_id AND b.sub_session_id = s.sub
                WHERE (b.customer_id, b.account_id, b.subscription_id, b.bucket_id, b.period_on)
                    = (u.customer_id, u.account_id, u.subscription_id, u.bucket_id, u.period_on)), 0)::bigint
        FROM (SELECT DISTINCT k.customer_id, k.account_id FROM unnest(p_customers, p_accounts) k (customer_id, account_id)) k
            JOIN usage.bucket_use u ON u.customer_id = k.customer_id AND u.account_id = k.account_id;
END $$;

-- Which of these calls another session has told already.
CREATE FUNCTION api.usage_identities(p_identities uuid[]) RETURNS TABLE (identity uuid, session_id text, sub_session_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.identity, s.session_id, s.sub_session_id FROM usage.session s WHERE s.identity = ANY (p_identities)
    $$;

-- Whether at least so many records wait to be rated; counts no further.
CREATE FUNCTION api.usage_waits(p_records int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(sum(b.records), 0) >= p_records FROM (SELECT records FROM usage.intake_batch LIMIT p_records) b
    $$;

-- Open sessions whose time is over, put to be closed as incomplete; how many.
CREATE FUNCTION api.usage_close_due() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_closed bigint;
BEGIN
    INSERT INTO usage.session_queue (session_id, sub_session_id, cause)
        SELECT s.session_id, s.sub_session_id, 'timeout' FROM usage.session s
        WHERE s.state = 'open' AND s.closes_at <= sec.now()
            AND NOT EXISTS (SELECT FROM usage.session_queue q WHERE q.session_id = s.session_id
                AND q.sub_session_id = s.sub_session_id AND q.cause = 'timeout')
        ORDER BY s.closes_at LIMIT 10000;
    GET DIAGNOSTICS v_closed = ROW_COUNT;
    RETURN v_closed;
END $$;

-- A sender has lost its sessions (a higher Origin-State-Id, RFC 6733 section 8.16), so many microseconds ago: what it had
-- open will get no STOP. What was stored before and is not rated yet is told by usage.host_restart.
CREATE FUNCTION api.usage_host_restarted(p_host text, p_ago bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_sessions bigint;
BEGIN
    INSERT INTO usage.host_restart AS r (origin_host, restarted_at)
        VALUES (lower(p_host), clock_timestamp() - p_ago * interval '1 microsecond')
        ON CONFLICT (origin_host) DO UPDATE SET restarted_at = greatest(r.restarted_at, excluded.restarted_at);
    -- In the order in which the rater takes them: neither waits for the other then.
    UPDATE usage.session s SET closes_at = least(s.closes_at, sec.now())
        FROM (SELECT session_id, sub_session_id FROM usage.session WHERE state = 'open' AND lower(origin_host) = lower(p_host)
            ORDER BY session_id, sub_session_id FOR NO KEY UPDATE) o
        WHERE (s.session_id, s.sub_session_id) = (o.session_id, o.sub_session_id);
    GET DIAGNOSTICS v_sessions = ROW_COUNT;
    RETURN v_sessions;
END $$;

-- Which senders lost their sessions, and when.
CREATE FUNCTION api.usage_host_restarts() RETURNS SETOF usage.host_restart LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM usage.host_restart $$;

-- Grows with every change of the catalogue: the daemon reloads its snapshots when it differs.
CREATE FUNCTION api.catalog_stamp() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce(max(event_id), 0) FROM hist.event WHERE customer_id IS NULL
        AND object LIKE 'catalog.%' $$;
