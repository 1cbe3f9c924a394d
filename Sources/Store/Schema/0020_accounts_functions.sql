-- Accounts: the ledger's fences, postings, reversals, closed periods, the proof.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.transfer
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_but_forgetting('note');
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.transfer
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.payment
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_but_forgetting('note');
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.payment
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();

-- Makes the monthly partitions of transfers and calls for every month touched by [p_from, p_to].
CREATE FUNCTION accounts.partitions_ensure(p_from date, p_to date) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_month date := date_trunc('month', p_from)::date;
    v_next date;
    v_zone text := (SELECT time_zone FROM sec.installation);
BEGIN
    WHILE v_month <= p_to LOOP
        v_next := (v_month + interval '1 month')::date;
        IF to_regclass('accounts.transfer_' || to_char(v_month, 'YYYYMM')) IS NULL THEN
            EXECUTE format('CREATE TABLE accounts.%I PARTITION OF accounts.transfer FOR VALUES FROM (%L) TO (%L)',
                'transfer_' || to_char(v_month, 'YYYYMM'), v_month, v_next);
            EXECUTE format('ALTER TABLE accounts.%I ENABLE ROW LEVEL SECURITY', 'transfer_' || to_char(v_month, 'YYYYMM'));
            -- Triggers for whole statements are not inherited.
            EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.%I FOR EACH STATEMENT
                EXECUTE FUNCTION hist.refuse_change()', 'transfer_' || to_char(v_month, 'YYYYMM'));
        END IF;
        IF to_regclass('usage.call_' || to_char(v_month, 'YYYYMM')) IS NULL THEN
            EXECUTE format('CREATE TABLE usage.%I PARTITION OF usage.call FOR VALUES FROM (%L) TO (%L)',
                'call_' || to_char(v_month, 'YYYYMM'), v_month::timestamp AT TIME ZONE v_zone,
                v_next::timestamp AT TIME ZONE v_zone);
            EXECUTE format('ALTER TABLE usage.%I ENABLE ROW LEVEL SECURITY', 'call_' || to_char(v_month, 'YYYYMM'));
        END IF;
        v_month := v_next;
    END LOOP;
END $$;

CREATE FUNCTION accounts.account_open(p_customer bigint, p_is_default boolean) RETURNS bigint LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO accounts.account (customer_id, currency, is_default, opened_at)
        SELECT p_customer, currency, p_is_default, sec.now() FROM sec.installation
        RETURNING account_id
    $$;

-- The first open day from a day on. Whoever posts holds this shared until the end of the transaction, so that no period
-- is closed between the question and the posting.
CREATE FUNCTION accounts.value_day(p_day date) RETURNS date LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7211000003);
    RETURN (SELECT greatest(p_day, closed_until + 1) FROM accounts.ledger);
END $$;

CREATE FUNCTION accounts.house(p_code text) RETURNS int LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT house_account_id FROM accounts.house_account WHERE code = p_code $$;

-- An open account, locked; anything else is refused in words.
CREATE FUNCTION accounts.lock(p_customer bigint, p_account bigint) RETURNS accounts.account LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_account accounts.account;
BEGIN
    SELECT * INTO v_account FROM accounts.account a
        WHERE a.customer_id = p_customer AND a.account_id = p_account FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no account %s of customer %s.', p_account, p_customer);
    END IF;
    IF v_account.closed_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Account %s is closed.', p_account);
    END IF;
    RETURN v_account;
END $$;

-- Whether money may stop a service of the account: available money is below the limit of one that runs, planned tariffs
-- included. The balance alone is compared first by whoever asks for many. It pins no search path, so that it becomes part
-- of their statements; every name in it is qualified.
CREATE FUNCTION accounts.may_be_short(a accounts.account) RETURNS boolean LANGUAGE sql STABLE
    AS $$
    SELECT a.balance + a.credit_limit < (SELECT max(t.suspension_limit) FROM catalog.subscription s
        JOIN catalog.subscription_tariff st USING (customer_id, subscription_id)
        JOIN catalog.tariff t USING (tariff_id)
        WHERE s.customer_id = a.customer_id AND s.account_id = a.account_id AND s.state <> 'ended'
            AND NOT EXISTS (SELECT FROM catalog.suspension u WHERE s.state = 'suspended'
                AND u.customer_id = s.customer_id AND u.subscription_id = s.subscription_id
                AND u.reason = 'money' AND upper_inf(u.during))
            AND NOT s.never_suspend AND (upper_inf(st.valid) OR upper(st.valid) > sec.today() OR s.ended_on IS NOT NULL))
    $$;

-- Posts one transfer and moves the balance with it: the only way besides a charging batch. Amount as the customer's
-- account sees it. A day in a closed period counts from the first open day and keeps its own date as period_on.
CREATE FUNCTION accounts.post(
    p_customer bigint, p_account bigint, p_kind text, p_period_on date, p_amount bigint, p_house int, p_tag text,
    p_note text, p_source bigint DEFAULT 0, p_subscription bigint DEFAULT 0, p_component int DEFAULT 0,
    p_tariff int DEFAULT NULL, p_line smallint DEFAULT 0, p_leg smallint DEFAULT 0, p_leg_source int DEFAULT NULL,
    p_period_ends_on date DEFAULT NULL, p_value_on date DEFAULT NULL) RETURNS accounts.account LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_account accounts.account;
BEGIN
    IF p_amount NOT BETWEEN -1000000000000000 AND 1000000000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Amount: is too large for a posting; check it.';
    END IF;
    PERFORM accounts.partitions_ensure(p_period_on, p_period_on);
    UPDATE accounts.account a SET balance = a.balance + p_amount, version = a.version + 1
        WHERE a.customer_id = p_customer AND a.account_id = p_account RETURNING * INTO v_account;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no account %s of customer %s.', p_account, p_customer);
    END IF;
    INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, subscription_id, component_id, source_id, line,
            leg, leg_source_id, period_ends_on, amount, balance_after, posting_no, house_account_id, tariff_id, value_on,
            booked_at, actor, tag, note)
        VALUES (p_customer, p_account, p_period_on, p_kind, p_subscription, p_component, p_source, p_line,
            p_leg, p_leg_source, p_period_ends_on, p_amount, v_account.balance, v_account.version, p_house, p_tariff,
            accounts.value_day(greatest(coalesce(p_value_on, p_period_on), p_period_on)), sec.now(), session_user, p_tag,
            coalesce(p_note, ''));
    RETURN v_account;
END $$;

-- A payment of any channel: once for each (channel, external id). The same again answers the first; the same id with
-- other contents is a conflict. Negative: money given back.
CREATE FUNCTION accounts.payment_post(
    p_channel text, p_external_id text, p_customer bigint, p_account bigint, p_amount bigint, p_value_on date,
    p_house int, p_shift bigint, p_note text, OUT payment_id bigint, OUT balance_before bigint, OUT balance_after bigint,
    OUT booked_at timestamptz, OUT currency text, OUT is_repeat boolean) LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier accounts.payment;
    v_account accounts.account;
    v_posted accounts.account;
    v_house int := p_house;
BEGIN
    IF p_amount IS NULL OR p_amount = 0 OR p_amount NOT BETWEEN -100000000000 AND 100000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Amount: must be more than nothing and at most 1 000 000 000.';
    END IF;
    IF length(p_note) > 200 OR p_note ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Note: at most 200 characters, on one line.';
    END IF;
    IF p_value_on > sec.today() OR p_value_on < sec.today() - 3660 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Date: %s is not a day a payment can have; it must not be in the future.', p_value_on);
    END IF;
    v_account := accounts.lock(p_customer, p_account);
    SELECT * INTO v_earlier FROM accounts.payment p WHERE p.channel = p_channel AND p.external_id = p_external_id;
    is_repeat := FOUND;
    IF is_repeat THEN
        IF (v_earlier.customer_id, v_earlier.account_id, v_earlier.amount) <> (p_customer, p_account, p_amount) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
                'Payment %s of %s was posted before with another sum or to another account; nothing was posted.',
                p_external_id, p_channel);
        END IF;
        SELECT v_earlier.payment_id, t.balance_after - t.amount, t.balance_after, t.booked_at
            INTO payment_id, balance_before, balance_after, booked_at
            FROM accounts.transfer t WHERE t.customer_id = p_customer AND t.account_id = p_account
                AND t.period_on = v_earlier.value_on AND t.kind IN ('payment', 'refund') AND t.source_id = v_earlier.payment_id;
        currency := v_account.currency;
        RETURN;
    END IF;
    INSERT INTO accounts.payment (channel, external_id, customer_id, account_id, amount, house_account_id, shift_id,
            value_on, booked_at, actor, note)
        VALUES (p_channel, p_external_id, p_customer, p_account, p_amount, v_house, p_shift, p_value_on, sec.now(),
            session_user, coalesce(p_note, ''))
        RETURNING accounts.payment.payment_id INTO payment_id;
    v_posted := accounts.post(p_customer, p_account, CASE WHEN p_amount > 0 THEN 'payment' ELSE 'refund' END, p_value_on,
        p_amount, v_house, p_channel, p_note, payment_id);
    -- What was promised and came, at once or in parts, is kept.
    IF p_amount > 0 THEN
        UPDATE accounts.promise p SET state = 'kept' WHERE p.customer_id = p_customer AND p.account_id = p_account
            AND p.state = 'open' AND p.ends_at > sec.now() AND p.amount <= (
                SELECT sum(q.amount) FROM accounts.payment q WHERE q.customer_id = p_customer
                    AND q.account_id = p_account AND q.booked_at >= p.promised_at);
    END IF;
    INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (p_customer, p_account, 'payment');
    INSERT INTO hist.event (at, actor, address, application, customer_id, object, object_id, action, old, new)
        VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true), p_customer,
            CASE WHEN p_amount > 0 THEN 'accounts.payment' ELSE 'accounts.refund' END, payment_id::text, 'insert',
            jsonb_build_object('balance', v_account.balance),
            jsonb_build_object('balance', v_posted.balance, 'amount', p_amount, 'account', p_account));
    balance_before := v_account.balance;
    balance_after := v_posted.balance;
    booked_at := sec.now();
    currency := v_account.currency;
    PERFORM sec.announce('accounts');
END $$;

-- Takes back a posting with everything linked to it, whole or in part, never more than what is left of it. The reversal
-- points to its original by the posting's number; the tax goes back with its net. p_house: where the money goes back to,
-- when that is another account than it came from (cash leaves the till of who takes the payment back). Returns what was
-- taken back, as the customer's account sees it.
CREATE FUNCTION accounts.reverse(
    p_customer bigint, p_account bigint, p_posting bigint, p_amount bigint, p_reason text, p_run int DEFAULT NULL,
    p_house int DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_account accounts.account := accounts.lock(p_customer, p_account);
    v_original accounts.transfer;
    v_legs bigint[];
    v_rest bigint[];
    v_total bigint;
    v_part bigint;
    v_given bigint := 0;
    v_wanted bigint;
    v_leg accounts.transfer;
    v_line smallint;
    v_today date := sec.today();
BEGIN
    IF btrim(coalesce(p_reason, '')) = '' OR length(p_reason) > 200 OR p_reason ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in, at most 200 characters.';
    END IF;
    SELECT * INTO v_original FROM accounts.transfer t
        WHERE t.customer_id = p_customer AND t.account_id = p_account AND t.posting_no = p_posting;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Account %s has no posting %s.', p_account, p_posting);
    END IF;
    IF v_original.kind = 'reversal' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'A reversal cannot be reversed; post the charge or the payment again instead.';
    END IF;
    -- What is left of every linked leg, in order.
    SELECT array_agg(t.posting_no ORDER BY t.leg), array_agg(t.amount + coalesce(r.amount, 0) ORDER BY t.leg),
            sum(t.amount + coalesce(r.amount, 0)), max(coalesce(r.line, -1)) + 1
        INTO v_legs, v_rest, v_total, v_line
        FROM accounts.transfer t LEFT JOIN LATERAL (
            SELECT sum(x.amount)::bigint AS amount, max(x.line) AS line FROM accounts.transfer x
            WHERE x.customer_id = p_customer AND x.account_id = p_account AND x.period_on = v_original.period_on
                AND x.kind = 'reversal' AND x.source_id = t.posting_no) r ON true
        WHERE t.customer_id = p_customer AND t.account_id = p_account AND t.period_on = v_original.period_on
            AND t.kind = v_original.kind AND t.subscription_id = v_original.subscription_id
            AND t.component_id = v_original.component_id AND t.source_id = v_original.source_id AND t.line = v_original.line;
    IF v_total = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('Posting %s is reversed already.', p_posting);
    END IF;
    v_wanted := coalesce(p_amount, abs(v_total));
    IF v_wanted NOT BETWEEN 1 AND abs(v_total) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Amount: at most %s of posting %s can be reversed.', accounts.money_text(abs(v_total)), p_posting);
    END IF;
    FOR i IN 1 .. array_length(v_legs, 1) LOOP
        -- In proportion; the last leg takes what is missing.
        v_part := CASE WHEN i = array_length(v_legs, 1) THEN sign(v_total) * v_wanted - v_given
            ELSE trunc(v_rest[i]::numeric * v_wanted / abs(v_total)) END;
        v_given := v_given + v_part;
        CONTINUE WHEN v_part = 0;
        SELECT * INTO STRICT v_leg FROM accounts.transfer t WHERE t.customer_id = p_customer
            AND t.account_id = p_account AND t.period_on = v_original.period_on AND t.posting_no = v_legs[i];
        PERFORM accounts.post(p_customer, p_account, 'reversal', v_original.period_on, -v_part,
            coalesce(p_house, v_leg.house_account_id), v_leg.tag, p_reason, v_leg.posting_no, v_leg.subscription_id,
            v_leg.component_id, v_leg.tariff_id, v_line, v_leg.leg, v_leg.leg_source_id, v_leg.period_ends_on, greatest(v_today, v_original.period_on));
    END LOOP;
    INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (p_customer, p_account, 'charge');
    RETURN -sign(v_total) * v_wanted;
END $$;

-- Minor units as people read them in a sentence: 1 234,50.
CREATE FUNCTION accounts.money_text(p_amount bigint) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN p_amount < 0 THEN '-' ELSE '' END
        || btrim(replace(to_char(trunc(abs(p_amount)::numeric / 100), '999G999G999G999G999G990'), ',', ' '))
        || ',' || lpad((abs(p_amount) % 100)::text, 2, '0')
    $$;

-- A charge taken back by a person. Payments are taken back where their money lies: see api.payment_reverse.
CREATE FUNCTION api.charge_reverse(p_customer bigint, p_account bigint, p_posting bigint, p_amount bigint, p_reason text,
    p_key text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_amount bigint;
BEGIN
    PERFORM sec.need('charge.reverse');
    v_earlier := sec.command_begin(p_key, 'charge.reverse',
        jsonb_build_array(p_customer, p_account, p_posting, p_amount, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'amount')::bigint; END IF;
    PERFORM customers.lock(p_customer);
    IF EXISTS (SELECT FROM accounts.transfer WHERE customer_id = p_customer AND account_id = p_account
        AND posting_no = p_posting AND kind IN ('payment', 'refund', 'move')) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'This is no charge: take a payment back with "reverse payment", a move by moving the money back.';
    END IF;
    v_amount := accounts.reverse(p_customer, p_account, p_posting, p_amount, p_reason);
    PERFORM sec.command_end(p_key, jsonb_build_object('amount', v_amount));
    PERFORM sec.announce('accounts');
    RETURN v_amount;
END $$;

-- The balance by value date at the end of a day: what counted from that day or before.
CREATE FUNCTION accounts.balance_on(p_customer bigint, p_account bigint, p_day date) RETURNS bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(sum(amount), 0)::bigint FROM accounts.transfer
    WHERE customer_id = p_customer AND account_id = p_account AND period_on <= p_day AND value_on <= p_day
    $$;

-- Closes every day up to and including one: nothing posted from now on counts from them. Waits for postings under way.
CREATE FUNCTION api.period_close(p_until date, p_key text) RETURNS date LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_closed date;
BEGIN
    PERFORM sec.need('period.close');
    IF sec.command_begin(p_key, 'period.close', jsonb_build_array(p_until)) IS NOT NULL THEN RETURN p_until; END IF;
    PERFORM pg_advisory_xact_lock(7211000003);
    SELECT closed_until INTO v_closed FROM accounts.ledger FOR UPDATE;
    IF p_until IS NULL OR p_until >= sec.today() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Date: only days that are over can be closed.';
    END IF;
    IF p_until <= v_closed THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('Every day up to %s is closed already.', v_closed);
    END IF;
    IF EXISTS (SELECT FROM accounts.charge_run WHERE kind = 'day' AND day <= p_until AND finished_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = 'The charging of these days is not finished; close them when it is.';
    END IF;
    INSERT INTO accounts.closing (closed_until, closed_at, actor, transfers, amount)
        SELECT p_until, sec.now(), session_user, count(*), coalesce(sum(amount), 0) FROM accounts.transfer
        WHERE value_on > v_closed AND value_on <= p_until;
    UPDATE accounts.ledger SET closed_until = p_until;
    PERFORM sec.command_end(p_key, '{}');
    RETURN p_until;
END $$;

-- What is wrong with the ledger; no row: it is exact. Every balance is the sum of its transfers and the last in its chain,
-- and every posting leaves the balance the next one finds.
CREATE FUNCTION accounts.proof() RETURNS TABLE (
    customer_id bigint, account_id bigint, balance bigint, transfers numeric, what text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
    AS $$
    WITH chain AS (
        SELECT t.customer_id, t.account_id, t.amount, t.balance_after, t.posting_no,
            lag(t.balance_after, 1, 0::bigint) OVER (PARTITION BY t.customer_id, t.account_id ORDER BY t.posting_no) AS found
        FROM accounts.transfer t),
    sums AS (
        SELECT c.customer_id, c.account_id, sum(c.amount) AS total, max(c.posting_no) AS last,
            count(*) FILTER (WHERE c.balance_after <> c.found + c.amount) AS breaks
        FROM chain c GROUP BY 1, 2)
    SELECT coalesce(a.customer_id, s.customer_id), coalesce(a.account_id, s.account_id), a.balance, coalesce(s.total, 0),
        CASE WHEN a.account_id IS NULL THEN 'transfers of no account'
            WHEN a.balance <> coalesce(s.total, 0) THEN 'the balance is not the sum of its transfers'
            WHEN s.breaks > 0 THEN 'the chain of balances is broken'
            ELSE 'a posting is newer than its account' END
    FROM accounts.account a FULL JOIN sums s USING (customer_id, account_id)
    WHERE a.account_id IS NULL OR a.balance <> coalesce(s.total, 0) OR s.breaks > 0 OR s.last > a.version
    $$;

SELECT hist.track('accounts.house_account', 'code'), hist.track('accounts.promise', 'account_id', 'promise_id'),
    hist.track('accounts.ledger', 'singleton');
