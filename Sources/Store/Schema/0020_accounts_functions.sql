-- Accounts: the ledger's fences, and payments.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.transfer
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.payment
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_change();

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

-- The cashier's own till, made at its first use.
CREATE FUNCTION accounts.my_till() RETURNS int LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_till int;
BEGIN
    SELECT house_account_id INTO v_till FROM accounts.house_account WHERE code = 'till.' || session_user;
    IF NOT FOUND THEN
        INSERT INTO accounts.house_account (code, kind, name, operator_id)
            SELECT 'till.' || session_user, 'till', 'Till of ' || o.full_name, o.operator_id
            FROM sec.operator o WHERE o.pg_role = session_user
            ON CONFLICT (code) DO UPDATE SET name = excluded.name
            RETURNING house_account_id INTO v_till;
    END IF;
    RETURN v_till;
END $$;

-- A payment taken at the till. The same key returns the first receipt.
CREATE FUNCTION api.payment_register(p_customer bigint, p_account bigint, p_amount bigint, p_note text, p_key text)
    RETURNS TABLE (payment_id bigint, account_id bigint, amount bigint, balance_before bigint, balance_after bigint,
        currency text, booked_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_account accounts.account;
    v_payment bigint;
    v_now timestamptz := sec.now();
    v_today date := sec.today();
    v_till int;
BEGIN
    PERFORM sec.need('payment.register');
    v_earlier := sec.command_begin(p_key, 'payment.register', jsonb_build_array(p_customer, p_account, p_amount, p_note));
    IF v_earlier IS NULL THEN
        IF p_amount IS NULL OR p_amount NOT BETWEEN 1 AND 100000000000 THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Amount: must be more than nothing and at most 1 000 000 000.';
        END IF;
        IF length(p_note) > 200 OR p_note ~ '[[:cntrl:]]' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Note: at most 200 characters.';
        END IF;
        PERFORM customers.lock(p_customer);
        SELECT * INTO v_account FROM accounts.account a
            WHERE a.customer_id = p_customer AND a.account_id = p_account FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no account %s.', p_account);
        END IF;
        IF v_account.closed_at IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Account %s is closed.', p_account);
        END IF;
        PERFORM accounts.partitions_ensure(v_today, v_today);
        v_till := accounts.my_till();
        INSERT INTO accounts.payment (channel, external_id, customer_id, account_id, amount, value_on, booked_at, actor, note)
            VALUES ('till', p_key, p_customer, p_account, p_amount, v_today, v_now, session_user, coalesce(p_note, ''))
            RETURNING accounts.payment.payment_id INTO v_payment;
        INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, source_id, amount, house_account_id,
                value_on, booked_at, actor, tag, note)
            VALUES (p_customer, p_account, v_today, 'payment', v_payment, p_amount, v_till, v_today, v_now, session_user,
                'till', coalesce(p_note, ''));
        UPDATE accounts.account a SET balance = a.balance + p_amount, version = a.version + 1
            WHERE a.customer_id = p_customer AND a.account_id = p_account;
        INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (p_customer, p_account, 'payment');
        INSERT INTO hist.event (at, actor, address, application, customer_id, object, object_id, action, old, new)
            VALUES (v_now, session_user, inet_client_addr(), current_setting('application_name', true), p_customer,
                'accounts.payment', v_payment::text, 'insert', jsonb_build_object('balance', v_account.balance),
                jsonb_build_object('balance', v_account.balance + p_amount, 'amount', p_amount, 'account', p_account));
        v_earlier := jsonb_build_object('payment', v_payment, 'before', v_account.balance,
            'after', v_account.balance + p_amount, 'currency', v_account.currency, 'at', v_now);
        PERFORM sec.command_end(p_key, v_earlier);
    END IF;
    RETURN QUERY SELECT (v_earlier ->> 'payment')::bigint, p_account, p_amount, (v_earlier ->> 'before')::bigint,
        (v_earlier ->> 'after')::bigint, v_earlier ->> 'currency', (v_earlier ->> 'at')::timestamptz;
END $$;

-- Compares every balance with the sum of its transfers; no row: the ledger is exact.
CREATE FUNCTION accounts.proof() RETURNS TABLE (customer_id bigint, account_id bigint, balance bigint, transfers numeric)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT a.customer_id, a.account_id, a.balance, coalesce(t.sum, 0)
    FROM accounts.account a LEFT JOIN (
        SELECT customer_id, account_id, sum(amount) AS sum FROM accounts.transfer GROUP BY 1, 2) t
        USING (customer_id, account_id)
    WHERE a.balance <> coalesce(t.sum, 0)
    $$;

SELECT accounts.partitions_ensure((sec.today() - interval '3 months')::date, (sec.today() + interval '3 months')::date);
SELECT hist.track('accounts.house_account', 'code');
