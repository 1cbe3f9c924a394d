-- Usage: calls that were rated and cost something else now, and what people do about sessions.

-- Changes what one session costs: the difference to what is posted is posted, leg by leg, and the call as it was is kept.
-- Executed by bcrm_daemon only. p_change: session, sub, seen (its revision), state, reason, explanation, cause, actor,
-- rerating, at, identity, started_at, last_record_at; call: null, or customer, subscription, account, tariff, component,
-- period_on, calling, called, duration, charged, destination, group, prefix, net, taxes [[rate, amount], ...], amount, tax,
-- complete, arithmetic. Answers 'changed', 'same', or 'by_hand': somebody took the call back, and it is left alone.
CREATE FUNCTION api.usage_revise(p_change jsonb) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_session usage.session;
    v_old usage.call;
    v_new jsonb := nullif(p_change -> 'call', 'null');
    v_day date;
    v_line smallint := 0;
    v_leg record;
    v_answer text := 'same';
    v_identity uuid := (p_change ->> 'identity')::uuid;
BEGIN
    SELECT * INTO v_session FROM usage.session s WHERE s.session_id = p_change ->> 'session'
        AND s.sub_session_id = (p_change ->> 'sub')::bigint FOR UPDATE;
    IF NOT FOUND OR v_session.revision <> (p_change ->> 'seen')::int THEN
        RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'Another worker changed this session; it is rated again.';
    END IF;
    IF v_session.state = 'rated' THEN
        -- Whose numbers are forgotten is charged as it was.
        IF EXISTS (SELECT FROM customers.customer c WHERE c.customer_id = v_session.customer_id AND c.anonymised_at IS NOT NULL) THEN
            RETURN 'by_hand';
        END IF;
        SELECT * INTO v_old FROM usage.call c WHERE c.customer_id = v_session.customer_id
            AND c.subscription_id = v_session.subscription_id AND c.started_at = v_session.started_at
            AND c.call_id = v_session.call_id;
        v_day := sec.local_date(v_old.started_at);
        IF EXISTS (SELECT FROM accounts.transfer t JOIN accounts.transfer r ON r.customer_id = t.customer_id
                AND r.account_id = t.account_id AND r.kind = 'reversal' AND r.source_id = t.posting_no
            WHERE t.customer_id = v_old.customer_id AND t.account_id = v_old.account_id AND t.period_on = v_day
                AND t.kind = 'call' AND t.subscription_id = v_old.subscription_id AND t.source_id = v_old.call_id) THEN
            RETURN 'by_hand';
        END IF;
        SELECT coalesce(max(t.line) + 1, 0) INTO v_line FROM accounts.transfer t
            WHERE t.customer_id = v_old.customer_id AND t.kind = 'call' AND t.source_id = v_old.call_id;
    END IF;
    IF v_old.call_id IS NULL THEN v_old.call_id := nextval('usage.call_id_seq'); END IF;
    FOR v_leg IN
        WITH posted AS (
            SELECT t.customer_id, t.account_id, t.period_on, t.subscription_id, t.component_id, t.tariff_id, t.leg,
                coalesce(t.leg_source_id, 0) AS rate, sum(t.amount)::bigint AS amount
            FROM accounts.transfer t WHERE v_line > 0 AND t.customer_id = v_old.customer_id AND t.account_id = v_old.account_id
                AND t.period_on = v_day AND t.kind = 'call' AND t.source_id = v_old.call_id
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
        wanted AS (
            SELECT (v_new ->> 'customer')::bigint AS customer_id, (v_new ->> 'account')::bigint AS account_id,
                (v_new ->> 'period_on')::date AS period_on, (v_new ->> 'subscription')::bigint AS subscription_id,
                (v_new ->> 'component')::int AS component_id, (v_new ->> 'tariff')::int AS tariff_id, l.leg, l.rate, -l.amount AS amount
            FROM (SELECT 0 AS leg, 0 AS rate, (v_new ->> 'net')::bigint AS amount
                UNION ALL SELECT 15 + n::int, (t -> 0)::int, (t -> 1)::bigint
                    FROM jsonb_array_elements(v_new -> 'taxes') WITH ORDINALITY x (t, n)) l
            WHERE v_new IS NOT NULL AND l.amount <> 0)
        SELECT customer_id, account_id, period_on, subscription_id, component_id, tariff_id, leg, rate,
            coalesce(w.amount, 0) - coalesce(p.amount, 0) AS amount
        FROM posted p FULL JOIN wanted w USING (customer_id, account_id, period_on, subscription_id, component_id, tariff_id, leg, rate)
        WHERE coalesce(w.amount, 0) <> coalesce(p.amount, 0)
        ORDER BY customer_id, account_id, leg, rate, tariff_id
    LOOP
        v_answer := 'changed';
        PERFORM accounts.post(v_leg.customer_id, v_leg.account_id, 'call', v_leg.period_on, v_leg.amount,
            usage.house_of(v_leg.leg, v_leg.component_id, v_leg.rate),
            (SELECT tag FROM catalog.component WHERE component_id = v_leg.component_id),
            coalesce(v_new ->> 'called', v_old.called), v_old.call_id, v_leg.subscription_id, v_leg.component_id, v_leg.tariff_id,
            v_line, v_leg.leg::smallint, nullif(v_leg.rate, 0));
        -- A leg of the same kind that left one tariff or tax rate for another needs a line of its own.
        v_line := v_line + 1;
        INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (v_leg.customer_id, v_leg.account_id, 'charge');
    END LOOP;
    IF v_session.state = 'rated' THEN
        IF v_answer = 'same' AND v_new IS NOT NULL AND v_old.charged_seconds = (v_new ->> 'charged')::int
            AND v_old.duration_seconds = (v_new ->> 'duration')::int AND v_old.is_complete = (v_new ->> 'complete')::boolean
            AND (v_old.called, v_old.calling, v_old.destination) = (v_new ->> 'called', v_new ->> 'calling', v_new ->> 'destination')
            AND v_old.started_at = (p_change ->> 'started_at')::timestamptz
            AND (v_old.customer_id, v_old.subscription_id, v_old.account_id, v_old.tariff_id) = ((v_new ->> 'customer')::bigint,
                (v_new ->> 'subscription')::bigint, (v_new ->> 'account')::bigint, (v_new ->> 'tariff')::int) THEN
            -- A late record may tell nothing new but which call this is: the next node that tells it is not charged.
            UPDATE usage.session s SET identity = v_identity, revision = s.revision + 1, changed_at = sec.now()
                WHERE s.session_id = v_session.session_id AND s.sub_session_id = v_session.sub_session_id
                    AND s.identity IS DISTINCT FROM v_identity;
            RETURN 'same';
        END IF;
        v_answer := 'changed';
        INSERT INTO usage.call_revision SELECT v_old.*, sec.now(), p_change ->> 'cause', p_change ->> 'actor', (p_change ->> 'rerating')::int;
        DELETE FROM usage.call c WHERE c.customer_id = v_old.customer_id AND c.subscription_id = v_old.subscription_id
            AND c.started_at = v_old.started_at AND c.call_id = v_old.call_id;
        v_old.revision := v_old.revision + 1;
    END IF;
    IF v_new IS NOT NULL THEN
        PERFORM accounts.partitions_ensure((v_new ->> 'period_on')::date, (v_new ->> 'period_on')::date);
        INSERT INTO usage.call (customer_id, subscription_id, started_at, call_id, session_id, sub_session_id, calling, payer, called,
                duration_seconds, charged_seconds, destination, destination_group, prefix, tariff_id, account_id, amount, tax,
                is_complete, revision, arithmetic)
            VALUES ((v_new ->> 'customer')::bigint, (v_new ->> 'subscription')::bigint, (p_change ->> 'started_at')::timestamptz,
                v_old.call_id, v_session.session_id, v_session.sub_session_id, v_new ->> 'calling', v_new ->> 'payer',
                v_new ->> 'called', (v_new ->> 'duration')::int, (v_new ->> 'charged')::int, v_new ->> 'destination', v_new ->> 'group',
                v_new ->> 'prefix', (v_new ->> 'tariff')::int, (v_new ->> 'account')::bigint, (v_new ->> 'amount')::bigint,
                (v_new ->> 'tax')::bigint, (v_new ->> 'complete')::boolean, coalesce(v_old.revision, 0), v_new ->> 'arithmetic');
    END IF;
    UPDATE usage.session s SET state = p_change ->> 'state', revision = s.revision + 1, changed_at = sec.now(),
            started_at = (p_change ->> 'started_at')::timestamptz,
            last_record_at = coalesce((p_change ->> 'last_record_at')::timestamptz, s.last_record_at), closes_at = NULL,
            reason = p_change ->> 'reason', explanation = p_change ->> 'explanation', identity = v_identity,
            calling = CASE WHEN v_new IS NULL THEN p_change ->> 'calling' END, called = CASE WHEN v_new IS NULL THEN p_change ->> 'called' END,
            customer_id = (v_new ->> 'customer')::bigint, subscription_id = (v_new ->> 'subscription')::bigint,
            call_id = CASE WHEN v_new IS NOT NULL THEN v_old.call_id END
        WHERE s.session_id = v_session.session_id AND s.sub_session_id = v_session.sub_session_id;
    RETURN v_answer;
END $$;

-- Puts one session of the error bin, or all of a reason, to be looked at again; answers how many.
CREATE FUNCTION api.usage_replay(p_session text, p_sub bigint, p_reason text, p_key text) RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_queued bigint;
BEGIN
    PERFORM sec.need('usage.replay');
    v_earlier := sec.command_begin(p_key, 'usage.replay', jsonb_build_array(p_session, p_sub, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'queued')::bigint; END IF;
    IF p_session IS NULL AND p_reason IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Say which session, or of which reason all.';
    END IF;
    INSERT INTO usage.session_queue (session_id, sub_session_id, cause)
        SELECT s.session_id, s.sub_session_id, 'replay' FROM usage.session s
        WHERE s.state = 'rejected' AND (p_session IS NULL OR (s.session_id = p_session AND s.sub_session_id = p_sub))
            AND (p_reason IS NULL OR s.reason = p_reason)
        ORDER BY s.changed_at;
    GET DIAGNOSTICS v_queued = ROW_COUNT;
    IF v_queued = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = CASE WHEN p_session IS NULL
            THEN 'Nothing of that reason is in the error bin.' ELSE 'There is no rejected session of that name.' END;
    END IF;
    PERFORM sec.command_end(p_key, jsonb_build_object('queued', v_queued));
    PERFORM sec.announce('usage');
    RETURN v_queued;
END $$;

-- Says what was really so, instead of a session's records, and has it rated anew; {"dismissed": true}: not charged.
CREATE FUNCTION usage.correct(p_session text, p_sub bigint, p_fields jsonb, p_reason text, p_verb text, p_key text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('usage.replay');
    IF sec.command_begin(p_key, p_verb, jsonb_build_array(p_session, p_sub, p_fields, p_reason)) IS NOT NULL THEN RETURN true; END IF;
    IF btrim(coalesce(p_reason, '')) = '' OR length(p_reason) > 200 OR p_reason ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in, at most 200 characters, on one line.';
    END IF;
    PERFORM FROM usage.session s WHERE s.session_id = p_session AND s.sub_session_id = p_sub;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no session of that name.';
    END IF;
    INSERT INTO usage.correction (session_id, sub_session_id, fields, reason, actor, at)
        VALUES (p_session, p_sub, p_fields, p_reason, session_user, sec.now());
    INSERT INTO usage.session_queue (session_id, sub_session_id, cause) VALUES (p_session, p_sub, 'correction');
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('usage');
    RETURN true;
END $$;

CREATE FUNCTION api.usage_correct(p_session text, p_sub bigint, p_fields jsonb, p_reason text, p_key text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_field record;
BEGIN
    PERFORM sec.need('usage.replay');
    IF p_fields IS NULL OR jsonb_typeof(p_fields) <> 'object' OR p_fields = '{}' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Nothing is corrected: change a field first.';
    END IF;
    FOR v_field IN SELECT * FROM jsonb_each_text(p_fields) LOOP
        CASE v_field.key
        WHEN 'calling', 'called', 'subscriber' THEN
            IF v_field.value !~ '^\+?[0-9][0-9 ()./-]{1,30}$' THEN
                RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s is no telephone number.', left(v_field.value, 40));
            END IF;
        WHEN 'answered_at' THEN
            BEGIN
                IF v_field.value::timestamptz NOT BETWEEN '2000-01-01' AND sec.now() + interval '10 minutes' THEN
                    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Start: must not be in the future.';
                END IF;
            EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow THEN
                RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Start: is no date and time.';
            END;
        WHEN 'duration' THEN
            IF v_field.value !~ '^[0-9]{1,5}$' OR v_field.value::int > 86400 THEN
                RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Duration: seconds from 0 to 86400.';
            END IF;
        ELSE
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s cannot be corrected.', left(v_field.key, 40));
        END CASE;
    END LOOP;
    RETURN usage.correct(p_session, p_sub, p_fields, p_reason, 'usage.correct', p_key);
END $$;

-- A session that is not to be charged, for a reason a person gives; a call charged already is taken back.
CREATE FUNCTION api.usage_dismiss(p_session text, p_sub bigint, p_reason text, p_key text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT usage.correct(p_session, p_sub, '{"dismissed": true}', p_reason, 'usage.dismiss', p_key) $$;
