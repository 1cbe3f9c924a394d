-- Payments people take and take back, refunds, further accounts, moves between them, credit limits, promises.

CREATE SEQUENCE accounts.move_id_seq;

CREATE TYPE accounts.receipt AS (
    payment_id bigint, account_id bigint, amount bigint, balance_before bigint, balance_after bigint, currency text,
    booked_at timestamptz);

-- The receipt of what accounts.payment_post answered.
CREATE FUNCTION accounts.receipt_of(p_account bigint, p_amount bigint, p_posted record) RETURNS accounts.receipt
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN (p_posted.payment_id, p_account, p_amount, p_posted.balance_before, p_posted.balance_after, p_posted.currency,
        p_posted.booked_at)::accounts.receipt;
END $$;

-- A payment taken in cash, into the caller's open shift. The same key returns the first receipt.
CREATE FUNCTION api.payment_register(p_customer bigint, p_account bigint, p_amount bigint, p_note text, p_key text)
    RETURNS accounts.receipt LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_shift accounts.till_shift;
    v_posted record;
    v_receipt accounts.receipt;
BEGIN
    PERFORM sec.need('payment.register');
    v_earlier := sec.command_begin(p_key, 'payment.register', jsonb_build_array(p_customer, p_account, p_amount, p_note));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_receipt, v_earlier); END IF;
    PERFORM accounts.amount_check('Amount', p_amount, 1), accounts.line_check('Note', p_note, false);
    v_shift := accounts.my_shift();
    PERFORM customers.lock(p_customer);
    SELECT * INTO v_posted FROM accounts.payment_post('till', p_key, p_customer, p_account, p_amount, sec.today(),
        v_shift.house_account_id, v_shift.shift_id, p_note);
    v_receipt := accounts.receipt_of(p_account, p_amount, v_posted);
    PERFORM sec.command_end(p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END $$;

-- A payment of an earlier day, or of another channel, entered by a person. It carries the number its channel gave it, so
-- that the channel's own record of it, when that comes, is the same payment and no second one.
CREATE FUNCTION api.payment_take(p_customer bigint, p_account bigint, p_amount bigint, p_channel text, p_external_id text,
    p_value_on date, p_note text, p_key text) RETURNS accounts.receipt LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_value_on date := coalesce(p_value_on, sec.today());
    v_external_id text := btrim(coalesce(p_external_id, ''));
    v_shift accounts.till_shift;
    v_house int;
    v_posted record;
    v_receipt accounts.receipt;
BEGIN
    IF v_value_on <> sec.today() THEN
        PERFORM sec.need('payment.backdate');
    ELSIF p_channel = 'till' OR NOT sec.has('payment.backdate') THEN
        PERFORM sec.need('payment.register');
    END IF;
    v_earlier := sec.command_begin(p_key, 'payment.take',
        jsonb_build_array(p_customer, p_account, p_amount, p_channel, p_external_id, p_value_on, p_note));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_receipt, v_earlier); END IF;
    PERFORM accounts.amount_check('Amount', p_amount, 1), accounts.line_check('Note', p_note, false);
    IF p_channel = 'till' THEN
        v_external_id := p_key;
        v_shift := accounts.my_shift();
        v_house := v_shift.house_account_id;
    ELSE
        v_house := accounts.house(CASE p_channel WHEN 'bank' THEN 'bank.main' WHEN 'card' THEN 'gateway.card'
            WHEN 'terminal' THEN 'gateway.terminals' END);
        IF v_house IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = format('Channel: "%s" is none; choose till, card, bank or terminal.', p_channel);
        END IF;
        IF v_external_id !~ '^[[:graph:]]([[:print:]]{0,98}[[:graph:]])?$' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE =
                'Number: give the number of the slip or document, at most 100 characters; it keeps the payment from being posted twice.';
        END IF;
    END IF;
    PERFORM customers.lock(p_customer);
    SELECT * INTO v_posted FROM accounts.payment_post(p_channel, v_external_id, p_customer, p_account, p_amount, v_value_on,
        v_house, v_shift.shift_id, p_note);
    v_receipt := accounts.receipt_of(p_account, p_amount, v_posted);
    PERFORM sec.command_end(p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END $$;

-- Takes a whole payment (or refund) back, once. The ledger's reversal points to the original posting; what moved in cash
-- moves in the caller's own open shift, whichever till the original went to, and stands there as a payment of channel
-- 'reversal' whose external id is the original's number.
CREATE FUNCTION api.payment_reverse(p_customer bigint, p_account bigint, p_payment bigint, p_reason text, p_key text)
    RETURNS accounts.receipt LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_payment accounts.payment;
    v_is_cash boolean;
    v_shift accounts.till_shift;
    v_account accounts.account;
    v_posting bigint;
    v_amount bigint;
    v_receipt accounts.receipt;
BEGIN
    PERFORM sec.need('payment.reverse');
    v_earlier := sec.command_begin(p_key, 'payment.reverse',
        jsonb_build_array(p_customer, p_account, p_payment, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_receipt, v_earlier); END IF;
    PERFORM accounts.line_check('Reason', p_reason, true);
    SELECT * INTO v_payment FROM accounts.payment p
        WHERE p.payment_id = p_payment AND p.customer_id = p_customer AND p.account_id = p_account;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003',
            MESSAGE = format('There is no payment %s on account %s.', p_payment, p_account);
    END IF;
    IF v_payment.channel = 'reversal' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'A reversal cannot be reversed; take the payment again instead.';
    END IF;
    v_is_cash := (SELECT kind = 'till' FROM accounts.house_account WHERE house_account_id = v_payment.house_account_id);
    IF v_is_cash THEN v_shift := accounts.my_shift(); END IF;
    PERFORM customers.lock(p_customer);
    v_account := accounts.lock(p_customer, p_account);
    IF EXISTS (SELECT FROM accounts.payment p WHERE p.channel = 'reversal' AND p.external_id = p_payment::text) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('Payment %s is taken back already.', p_payment);
    END IF;
    IF v_is_cash THEN PERFORM accounts.my_shift_holding(v_payment.amount); END IF;
    SELECT t.posting_no INTO STRICT v_posting FROM accounts.transfer t
        WHERE t.customer_id = p_customer AND t.account_id = p_account AND t.period_on = v_payment.value_on
            AND t.kind IN ('payment', 'refund') AND t.source_id = p_payment;
    v_amount := accounts.reverse(p_customer, p_account, v_posting, NULL, btrim(p_reason), NULL, v_shift.house_account_id);
    INSERT INTO accounts.payment (channel, external_id, customer_id, account_id, amount, house_account_id, shift_id,
            value_on, booked_at, actor, note)
        VALUES ('reversal', p_payment::text, p_customer, p_account, v_amount,
            coalesce(v_shift.house_account_id, v_payment.house_account_id), v_shift.shift_id, sec.today(), sec.now(),
            session_user, btrim(p_reason))
        RETURNING payment_id INTO v_receipt.payment_id;
    PERFORM accounts.history_note(p_customer, 'accounts.payment', p_payment::text,
        jsonb_build_object('balance', v_account.balance),
        jsonb_build_object('balance', v_account.balance + v_amount, 'amount', v_amount, 'account', p_account),
        'taken back: ' || btrim(p_reason));
    v_receipt := (v_receipt.payment_id, p_account, v_amount, v_account.balance, v_account.balance + v_amount,
        v_account.currency, sec.now())::accounts.receipt;
    PERFORM sec.command_end(p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END $$;

-- What a person did to an account beside postings.
CREATE FUNCTION accounts.history_note(p_customer bigint, p_object text, p_object_id text, p_old jsonb, p_new jsonb,
    p_note text) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO hist.event (at, actor, address, application, customer_id, object, object_id, action, old, new, note)
        VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true), p_customer,
            p_object, p_object_id, CASE WHEN p_old IS NULL THEN 'insert' ELSE 'update' END, p_old, p_new, nullif(p_note, ''))
    $$;

-- Gives money back in cash: at most what the account holds, credit not counted, and what the till holds.
CREATE FUNCTION api.refund_pay(p_customer bigint, p_account bigint, p_amount bigint, p_reason text, p_key text)
    RETURNS accounts.receipt LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_shift accounts.till_shift;
    v_account accounts.account;
    v_posted record;
    v_receipt accounts.receipt;
BEGIN
    PERFORM sec.need('payment.refund');
    v_earlier := sec.command_begin(p_key, 'refund.pay', jsonb_build_array(p_customer, p_account, p_amount, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_receipt, v_earlier); END IF;
    PERFORM accounts.amount_check('Amount', p_amount, 1), accounts.line_check('Reason', p_reason, true);
    v_shift := accounts.my_shift_holding(p_amount);
    PERFORM customers.lock(p_customer);
    v_account := accounts.lock(p_customer, p_account);
    IF p_amount > v_account.balance THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Amount: account %s holds only %s to give back.',
            p_account, accounts.money_text(greatest(v_account.balance, 0)));
    END IF;
    SELECT * INTO v_posted FROM accounts.payment_post('till', p_key, p_customer, p_account, -p_amount, sec.today(),
        v_shift.house_account_id, v_shift.shift_id, btrim(p_reason));
    v_receipt := accounts.receipt_of(p_account, -p_amount, v_posted);
    PERFORM sec.command_end(p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END $$;

-- An account as the card shows it.
CREATE TYPE accounts.account_info AS (
    account_id bigint, balance bigint, credit_limit bigint, is_default boolean, version bigint, currency text);

CREATE FUNCTION accounts.account_show(p_customer bigint, p_account bigint) RETURNS accounts.account_info LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT account_id, balance, credit_limit, is_default, version, currency::text FROM accounts.account
    WHERE customer_id = p_customer AND account_id = p_account
    $$;

-- A further account of a customer.
CREATE FUNCTION api.account_open(p_customer bigint, p_key text) RETURNS accounts.account_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_account bigint;
    v_info accounts.account_info;
BEGIN
    PERFORM sec.need('account.open');
    v_earlier := sec.command_begin(p_key, 'account.open', jsonb_build_array(p_customer));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    PERFORM customers.lock(p_customer);
    IF (SELECT count(*) FROM accounts.account WHERE customer_id = p_customer AND closed_at IS NULL) >= 50 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A customer has at most 50 open accounts.';
    END IF;
    v_account := accounts.account_open(p_customer, false);
    v_info := accounts.account_show(p_customer, v_account);
    PERFORM accounts.history_note(p_customer, 'accounts.account', v_info.account_id::text, NULL,
        jsonb_build_object('currency', v_info.currency), '');
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;

CREATE FUNCTION api.account_credit_limit_set(p_customer bigint, p_account bigint, p_limit bigint, p_reason text, p_key text)
    RETURNS accounts.account_info LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_account accounts.account;
    v_info accounts.account_info;
BEGIN
    PERFORM sec.need('account.credit_limit');
    v_earlier := sec.command_begin(p_key, 'account.credit_limit',
        jsonb_build_array(p_customer, p_account, p_limit, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    PERFORM accounts.amount_check('Credit limit', p_limit, 0), accounts.line_check('Reason', p_reason, true);
    PERFORM customers.lock(p_customer);
    v_account := accounts.lock(p_customer, p_account);
    UPDATE accounts.account SET credit_limit = p_limit, version = version + 1
        WHERE customer_id = p_customer AND account_id = p_account;
    INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (p_customer, p_account, 'limit');
    PERFORM accounts.history_note(p_customer, 'accounts.account', p_account::text,
        jsonb_build_object('credit_limit', v_account.credit_limit), jsonb_build_object('credit_limit', p_limit),
        btrim(p_reason));
    v_info := accounts.account_show(p_customer, p_account);
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;

-- Moves money between two accounts of one customer: two linked transfers over a clearing account, at most what the first
-- account holds.
CREATE FUNCTION api.account_move(p_customer bigint, p_from bigint, p_to bigint, p_amount bigint, p_note text, p_key text)
    RETURNS TABLE (move_no bigint, amount bigint, from_balance bigint, to_balance bigint, currency text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_from accounts.account;
    v_to accounts.account;
    v_clearing int := accounts.house('suspense.move');
    v_today date := sec.today();
    v_move bigint;
BEGIN
    PERFORM sec.need('account.move');
    v_earlier := sec.command_begin(p_key, 'account.move', jsonb_build_array(p_customer, p_from, p_to, p_amount, p_note));
    IF v_earlier IS NULL THEN
        PERFORM accounts.amount_check('Amount', p_amount, 1), accounts.line_check('Note', p_note, false);
        IF p_from = p_to THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'To: choose another account than the money comes from.';
        END IF;
        PERFORM customers.lock(p_customer);
        -- In the order of their numbers, as everybody does.
        PERFORM accounts.lock(p_customer, least(p_from, p_to)), accounts.lock(p_customer, greatest(p_from, p_to));
        v_from := accounts.lock(p_customer, p_from);
        v_to := accounts.lock(p_customer, p_to);
        IF v_from.currency <> v_to.currency THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
                'To: account %s is in %s and account %s in %s.', p_from, v_from.currency, p_to, v_to.currency);
        END IF;
        IF p_amount > v_from.balance THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Amount: account %s holds only %s.', p_from,
                accounts.money_text(greatest(v_from.balance, 0)));
        END IF;
        v_move := nextval('accounts.move_id_seq');
        PERFORM accounts.post(p_customer, p_from, 'move', v_today, -p_amount, v_clearing, 'move', p_note, v_move);
        PERFORM accounts.post(p_customer, p_to, 'move', v_today, p_amount, v_clearing, 'move', p_note, v_move);
        INSERT INTO accounts.review (customer_id, account_id, cause)
            VALUES (p_customer, p_from, 'charge'), (p_customer, p_to, 'payment');
        v_earlier := jsonb_build_object('move', v_move, 'from', v_from.balance - p_amount, 'to', v_to.balance + p_amount,
            'currency', v_from.currency);
        PERFORM sec.command_end(p_key, v_earlier);
        PERFORM sec.announce('accounts');
    END IF;
    RETURN QUERY SELECT (v_earlier ->> 'move')::bigint, p_amount, (v_earlier ->> 'from')::bigint,
        (v_earlier ->> 'to')::bigint, v_earlier ->> 'currency';
END $$;

CREATE TYPE accounts.promise_info AS (
    promise_id bigint, account_id bigint, amount bigint, promised_at timestamptz, ends_at timestamptz, state text,
    actor text, note text, currency text);

CREATE FUNCTION accounts.promise_show(p_promise accounts.promise) RETURNS accounts.promise_info LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_promise.promise_id, p_promise.account_id, p_promise.amount, p_promise.promised_at, p_promise.ends_at,
        p_promise.state, sec.name_of(p_promise.actor), p_promise.note, sec.currency()
    $$;

-- What a repeated command answers: as it was then, with the note that stands there now. A note is kept in one place only,
-- where it is found when the customer is to be forgotten.
CREATE FUNCTION accounts.promise_again(p_customer bigint, p_account bigint, p_earlier jsonb) RETURNS accounts.promise_info
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT jsonb_populate_record(NULL::accounts.promise_info, p_earlier || jsonb_build_object('note', (
        SELECT p.note FROM accounts.promise p WHERE p.customer_id = p_customer AND p.account_id = p_account
            AND p.promise_id = (p_earlier ->> 'promise_id')::bigint)))
    $$;

-- Promises of an account whose day has passed are broken, whether anybody has looked or not.
CREATE FUNCTION accounts.promises_settle(p_customer bigint, p_account bigint) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE accounts.promise SET state = 'broken' WHERE customer_id = p_customer AND account_id = p_account
        AND state = 'open' AND ends_at <= sec.now()
    $$;

-- Counts as paid until the end of the day so many days from today. One at a time, of few days, and none for a while after
-- a broken one. The account is looked at now (resume) and when the promise ends (suspend).
CREATE FUNCTION api.promise_give(p_customer bigint, p_account bigint, p_amount bigint, p_days int, p_note text, p_key text)
    RETURNS accounts.promise_info LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_rules accounts.ledger;
    v_zone text := (SELECT time_zone FROM sec.installation);
    v_promise accounts.promise;
    v_info accounts.promise_info;
BEGIN
    PERFORM sec.need('payment.promise');
    v_earlier := sec.command_begin(p_key, 'promise.give',
        jsonb_build_array(p_customer, p_account, p_amount, p_days, p_note));
    IF v_earlier IS NOT NULL THEN RETURN accounts.promise_again(p_customer, p_account, v_earlier); END IF;
    PERFORM accounts.amount_check('Amount', p_amount, 1), accounts.line_check('Note', p_note, false);
    SELECT * INTO v_rules FROM accounts.ledger;
    IF p_days IS NULL OR p_days NOT BETWEEN 1 AND v_rules.promise_days THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Days: a payment can be promised for 1 to %s days.', v_rules.promise_days);
    END IF;
    PERFORM customers.lock(p_customer), accounts.lock(p_customer, p_account);
    PERFORM accounts.promises_settle(p_customer, p_account);
    SELECT * INTO v_promise FROM accounts.promise
        WHERE customer_id = p_customer AND account_id = p_account AND state = 'open';
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            'Account %s has a promise of %s already, until %s; withdraw it first.', p_account,
            accounts.money_text(v_promise.amount), sec.local_date(v_promise.ends_at) - 1);
    END IF;
    SELECT * INTO v_promise FROM accounts.promise p
        WHERE p.customer_id = p_customer AND p.account_id = p_account AND p.state = 'broken'
        ORDER BY p.ends_at DESC LIMIT 1;
    IF sec.today() < sec.local_date(v_promise.ends_at) + v_rules.promise_pause_days THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'The promise of %s was broken; the next one can be given from %s on.', accounts.money_text(v_promise.amount),
            sec.local_date(v_promise.ends_at) + v_rules.promise_pause_days);
    END IF;
    INSERT INTO accounts.promise (customer_id, account_id, amount, promised_at, ends_at, actor, note)
        VALUES (p_customer, p_account, p_amount, sec.now(),
            (sec.today() + p_days + 1)::timestamp AT TIME ZONE v_zone, session_user, btrim(coalesce(p_note, '')))
        RETURNING * INTO v_promise;
    INSERT INTO accounts.review (customer_id, account_id, cause, due_at)
        VALUES (p_customer, p_account, 'limit', '-infinity'), (p_customer, p_account, 'limit', v_promise.ends_at);
    v_info := accounts.promise_show(v_promise);
    PERFORM sec.command_end(p_key, to_jsonb(v_info) - 'note');
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;

CREATE FUNCTION api.promise_withdraw(p_customer bigint, p_account bigint, p_reason text, p_key text)
    RETURNS accounts.promise_info LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_promise accounts.promise;
    v_info accounts.promise_info;
BEGIN
    PERFORM sec.need('payment.promise');
    v_earlier := sec.command_begin(p_key, 'promise.withdraw', jsonb_build_array(p_customer, p_account, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN accounts.promise_again(p_customer, p_account, v_earlier); END IF;
    PERFORM accounts.line_check('Reason', p_reason, true);
    PERFORM customers.lock(p_customer), accounts.lock(p_customer, p_account);
    PERFORM accounts.promises_settle(p_customer, p_account);
    UPDATE accounts.promise SET state = 'withdrawn', note = concat_ws('; ', nullif(note, ''), btrim(p_reason))
        WHERE customer_id = p_customer AND account_id = p_account AND state = 'open' RETURNING * INTO v_promise;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Account %s has no open promise.', p_account);
    END IF;
    INSERT INTO accounts.review (customer_id, account_id, cause) VALUES (p_customer, p_account, 'limit');
    v_info := accounts.promise_show(v_promise);
    PERFORM sec.command_end(p_key, to_jsonb(v_info) - 'note');
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;
