-- Tills: shifts, and the cash that moves between tills, the bank and nobody's hands.
--
-- A transfer of the house moves one amount from one house account to another and is never changed: it leaves the sender
-- at once and reaches the receiver when that is confirmed. In between it is in transit, in nobody's till. What a till is
-- found to hold besides is moved from or to difference.till. So the sum over everything is zero by construction.

CREATE TABLE accounts.till_shift (
    shift_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- The till.
    house_account_id int NOT NULL REFERENCES accounts.house_account,
    operator text NOT NULL,
    opened_at timestamptz NOT NULL,
    opening_counted bigint NOT NULL CHECK (opening_counted >= 0),
    -- What the till held at its last closing.
    opening_expected bigint NOT NULL,
    -- Pieces counted, by face value in minor units; NULL when only the sum was given.
    opening_pieces jsonb,
    closed_at timestamptz,
    closing_counted bigint CHECK (closing_counted >= 0),
    closing_pieces jsonb,
    expected bigint,
    difference bigint,
    note text NOT NULL DEFAULT '',
    CHECK ((closed_at IS NULL) = (closing_counted IS NULL)),
    CHECK (difference = closing_counted - expected)
);
CREATE UNIQUE INDEX till_shift_open ON accounts.till_shift (house_account_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX till_shift_of_operator ON accounts.till_shift (operator) WHERE closed_at IS NULL;
CREATE INDEX till_shift_by_till ON accounts.till_shift (house_account_id, shift_id);

CREATE TABLE accounts.house_transfer (
    transfer_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- 'opening' and 'difference': counted otherwise than expected when a shift was opened, closed, cash received.
    kind text NOT NULL CHECK (kind IN ('handover', 'to_bank', 'difference', 'opening')),
    from_house int NOT NULL REFERENCES accounts.house_account,
    to_house int NOT NULL REFERENCES accounts.house_account,
    amount bigint NOT NULL CHECK (amount > 0),
    -- The shifts of the tills it leaves and reaches.
    shift_from bigint REFERENCES accounts.till_shift,
    shift_to bigint REFERENCES accounts.till_shift,
    -- The transfer at whose receipt a difference was found.
    about_id bigint REFERENCES accounts.house_transfer,
    state text NOT NULL CHECK (state IN ('in_transit', 'confirmed', 'refused')),
    sent_at timestamptz NOT NULL,
    sent_by text NOT NULL,
    -- Whose till it goes to; NULL for the bank.
    to_operator text,
    received_at timestamptz,
    received_by text,
    received_amount bigint CHECK (received_amount > 0),
    -- Refused, and back in a shift of the sender's; NULL: waits until the sender opens one.
    returned_at timestamptz,
    returned_shift bigint REFERENCES accounts.till_shift,
    note text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    CHECK (from_house <> to_house),
    CHECK (kind IN ('handover', 'to_bank') OR state = 'confirmed')
);
CREATE INDEX house_transfer_from ON accounts.house_transfer (shift_from) WHERE shift_from IS NOT NULL;
CREATE INDEX house_transfer_to ON accounts.house_transfer (shift_to) WHERE shift_to IS NOT NULL;
CREATE INDEX house_transfer_returned ON accounts.house_transfer (returned_shift) WHERE returned_shift IS NOT NULL;
CREATE INDEX house_transfer_on_its_way ON accounts.house_transfer (transfer_id)
    WHERE state = 'in_transit' OR (state = 'refused' AND returned_shift IS NULL);

-- A shift changes once: it is closed.
CREATE FUNCTION accounts.shift_fence() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
        OR (NEW.shift_id, NEW.house_account_id, NEW.operator, NEW.opened_at, NEW.opening_counted, NEW.opening_expected,
                NEW.opening_pieces)
            IS DISTINCT FROM (OLD.shift_id, OLD.house_account_id, OLD.operator, OLD.opened_at, OLD.opening_counted,
                OLD.opening_expected, OLD.opening_pieces) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'accounts.till_shift is append-only: a shift is closed once and never changed otherwise.';
    END IF;
    RETURN NEW;
END $$;

-- A transfer leaves the transit once, and what was refused comes back once.
CREATE FUNCTION accounts.house_transfer_fence() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_free text[] := CASE WHEN TG_OP <> 'UPDATE' THEN NULL
        WHEN OLD.state = 'in_transit' AND NEW.state = 'confirmed' THEN
            '{state,shift_to,received_at,received_by,received_amount}'
        WHEN OLD.state = 'in_transit' AND NEW.state = 'refused' THEN
            '{state,received_at,received_by,reason,returned_at,returned_shift}'
        WHEN OLD.state = 'refused' AND OLD.returned_shift IS NULL THEN '{returned_at,returned_shift}' END;
BEGIN
    IF v_free IS NULL OR to_jsonb(NEW) - v_free <> to_jsonb(OLD) - v_free THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE =
            'accounts.house_transfer is append-only: what was sent is confirmed or refused once and never changed otherwise.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.till_shift
    FOR EACH ROW EXECUTE FUNCTION accounts.shift_fence();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.till_shift
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.house_transfer
    FOR EACH ROW EXECUTE FUNCTION accounts.house_transfer_fence();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.house_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();

-- What moved on the house's accounts between themselves; each transfer's rows add up to nothing.
CREATE VIEW accounts.house_movement AS
    SELECT transfer_id, from_house AS house_account_id, -amount AS amount FROM accounts.house_transfer
    UNION ALL SELECT transfer_id, to_house, amount FROM accounts.house_transfer WHERE state = 'confirmed'
    UNION ALL SELECT transfer_id, from_house, amount FROM accounts.house_transfer
        WHERE state = 'refused' AND returned_shift IS NOT NULL
    UNION ALL SELECT t.transfer_id, h.house_account_id, t.amount FROM accounts.house_transfer t
        JOIN accounts.house_account h ON h.code = 'suspense.transit'
        WHERE t.state = 'in_transit' OR (t.state = 'refused' AND t.returned_shift IS NULL);

-- What a house account holds, added up from every transfer: cash in a till is positive, earned revenue negative.
CREATE FUNCTION accounts.till_balance(p_house int) RETURNS bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT ((SELECT coalesce(sum(amount), 0) FROM accounts.transfer WHERE house_account_id = p_house)
        + (SELECT coalesce(sum(amount), 0) FROM accounts.house_movement WHERE house_account_id = p_house))::bigint
    $$;

-- The same of every house account at once, reading the ledger once.
CREATE FUNCTION accounts.house_balances() RETURNS TABLE (house_account_id int, balance bigint) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT m.house_account_id, sum(m.amount)::bigint
    FROM (SELECT t.house_account_id, sum(t.amount) AS amount FROM accounts.transfer t GROUP BY 1
        UNION ALL SELECT h.house_account_id, sum(h.amount) FROM accounts.house_movement h GROUP BY 1) m
    GROUP BY 1
    $$;

-- Everything there is: what customers' accounts say, what the house's accounts say, and what lies between (nothing).
CREATE FUNCTION accounts.books(OUT customers numeric, OUT house numeric, OUT difference numeric) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT c.total, h.total, h.total - c.total
    FROM (SELECT coalesce(sum(balance), 0) AS total FROM accounts.account) c,
        (SELECT coalesce(sum(balance), 0) AS total FROM accounts.house_balances()) h
    $$;

-- What must be in the till: the opening, the payments less what was given back, cash received less cash sent. The
-- differences found at the opening and the closing are no part of it.
CREATE FUNCTION accounts.shift_expected(p_shift bigint) RETURNS bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT (s.opening_counted
        + (SELECT coalesce(sum(amount), 0) FROM accounts.payment WHERE shift_id = p_shift)
        + (SELECT coalesce(sum(amount), 0) FROM accounts.house_transfer
            WHERE shift_to = p_shift AND (kind = 'handover' OR about_id IS NOT NULL))
        - (SELECT coalesce(sum(amount), 0) FROM accounts.house_transfer
            WHERE shift_from = p_shift AND (kind IN ('handover', 'to_bank') OR about_id IS NOT NULL))
        + (SELECT coalesce(sum(amount), 0) FROM accounts.house_transfer WHERE returned_shift = p_shift))::bigint
    FROM accounts.till_shift s WHERE s.shift_id = p_shift
    $$;

-- What is wrong with the house's side; no row: it is exact. Every till holds what its shifts say, and what customers'
-- accounts and the house's accounts say comes to the same.
CREATE FUNCTION accounts.house_proof() RETURNS TABLE (sentence text) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
    AS $$
    WITH house AS MATERIALIZED (SELECT * FROM accounts.house_balances())
    SELECT format('%s: its shifts say %s, the transfers %s.', h.name, accounts.money_text(s.holds),
            accounts.money_text(coalesce(b.balance, 0)))
    FROM accounts.house_account h
        CROSS JOIN LATERAL (SELECT coalesce((
            SELECT coalesce(x.closing_counted, accounts.shift_expected(x.shift_id)) FROM accounts.till_shift x
            WHERE x.house_account_id = h.house_account_id ORDER BY x.shift_id DESC LIMIT 1), 0) AS holds) s
        LEFT JOIN house b ON b.house_account_id = h.house_account_id
    WHERE h.kind = 'till' AND s.holds <> coalesce(b.balance, 0)
    UNION ALL
    SELECT format('The customers'' accounts come to %s and the house''s to %s.', accounts.money_text(c.total::bigint),
        accounts.money_text(h.total::bigint))
    FROM (SELECT coalesce(sum(balance), 0) AS total FROM accounts.account) c,
        (SELECT coalesce(sum(balance), 0) AS total FROM house) h
    WHERE c.total <> h.total
    $$;

-- An operator's till, made at its first use.
CREATE FUNCTION accounts.till_of(p_login text) RETURNS int LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_till int := accounts.house('till.' || p_login);
BEGIN
    IF v_till IS NULL THEN
        INSERT INTO accounts.house_account (code, kind, name, operator_id)
            SELECT 'till.' || p_login, 'till', 'Till of ' || o.full_name, o.operator_id
            FROM sec.operator o WHERE o.pg_role = p_login
            ON CONFLICT (code) DO UPDATE SET name = excluded.name
            RETURNING house_account_id INTO v_till;
    END IF;
    RETURN v_till;
END $$;

-- The caller's open shift, locked until the end of the transaction: nobody closes it or spends its cash meanwhile. Taken
-- before customers and accounts.
CREATE FUNCTION accounts.my_shift() RETURNS accounts.till_shift LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_shift accounts.till_shift;
BEGIN
    PERFORM sec.need('till.use');
    SELECT * INTO v_shift FROM accounts.till_shift s WHERE s.operator = session_user AND s.closed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'Open your shift first: cash is taken and given only in an open shift of your till.';
    END IF;
    RETURN v_shift;
END $$;

-- The caller's shift with at least so much cash in it.
CREATE FUNCTION accounts.my_shift_holding(p_amount bigint) RETURNS accounts.till_shift LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_shift accounts.till_shift := accounts.my_shift();
    v_holds bigint := accounts.shift_expected(v_shift.shift_id);
BEGIN
    IF p_amount > v_holds THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Amount: your till holds only %s.', accounts.money_text(v_holds));
    END IF;
    RETURN v_shift;
END $$;

-- A text people type: one line, short; required ones are named when they are missing.
CREATE FUNCTION accounts.line_check(p_label text, p_text text, p_required boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_required AND btrim(coalesce(p_text, '')) = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be filled in.', p_label);
    END IF;
    IF length(p_text) > 200 OR p_text ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: at most 200 characters, on one line.', p_label);
    END IF;
    RETURN btrim(coalesce(p_text, ''));
END $$;

CREATE FUNCTION accounts.amount_check(p_label text, p_amount bigint, p_least bigint) RETURNS void LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_amount IS NULL OR p_amount NOT BETWEEN p_least AND 100000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be %s and at most 1 000 000 000.', p_label,
            CASE p_least WHEN 0 THEN 'nothing or more' ELSE 'more than nothing' END);
    END IF;
END $$;

-- A counted sum, and the pieces it was counted by, if they were given: {"face value in minor units": pieces}.
CREATE FUNCTION accounts.count_check(p_counted bigint, p_pieces jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_sum numeric;
BEGIN
    PERFORM accounts.amount_check('Counted', p_counted, 0);
    IF p_pieces IS NULL OR p_pieces = 'null' THEN RETURN; END IF;
    IF jsonb_typeof(p_pieces) <> 'object' OR EXISTS (SELECT FROM jsonb_each(p_pieces) p
        WHERE p.key !~ '^[1-9][0-9]{0,11}$' OR jsonb_typeof(p.value) <> 'number' OR p.value::text !~ '^[0-9]{1,7}$') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'Pieces: give how many there are of each note and coin, as whole numbers.';
    END IF;
    SELECT coalesce(sum(p.key::numeric * p.value::numeric), 0) INTO v_sum FROM jsonb_each_text(p_pieces) p;
    IF v_sum <> p_counted THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Counted: the pieces come to %s and the sum given is %s; count again.',
            accounts.money_text(least(v_sum, 9000000000000000000)::bigint), accounts.money_text(p_counted));
    END IF;
END $$;

-- Cash found too much (positive) or too little goes to the account of differences. Without a shift: at the bank.
CREATE FUNCTION accounts.difference_post(p_kind text, p_house int, p_shift bigint, p_amount bigint, p_note text,
    p_about bigint DEFAULT NULL) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO accounts.house_transfer (kind, from_house, to_house, amount, shift_from, shift_to, about_id, state, sent_at,
            sent_by, received_at, received_by, note)
        SELECT p_kind, CASE WHEN p_amount < 0 THEN p_house ELSE d.house END,
            CASE WHEN p_amount < 0 THEN d.house ELSE p_house END, abs(p_amount),
            CASE WHEN p_amount < 0 THEN p_shift END, CASE WHEN p_amount > 0 THEN p_shift END, p_about, 'confirmed',
            sec.now(), session_user, sec.now(), session_user, p_note
        FROM (SELECT accounts.house('difference.till') AS house) d WHERE p_amount <> 0
    $$;

-- A shift as screens show it. Open: expected is what must be in the till now.
CREATE TYPE accounts.shift_info AS (
    shift_id bigint, till_name text, operator text, operator_name text, opened_at timestamptz, opening_counted bigint,
    opening_expected bigint, closed_at timestamptz, closing_counted bigint, expected bigint, difference bigint, note text,
    currency text);

CREATE FUNCTION accounts.shift_show(p_shift accounts.till_shift) RETURNS accounts.shift_info LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_shift.shift_id, (SELECT name FROM accounts.house_account WHERE house_account_id = p_shift.house_account_id),
        p_shift.operator, sec.name_of(p_shift.operator), p_shift.opened_at, p_shift.opening_counted,
        p_shift.opening_expected, p_shift.closed_at, p_shift.closing_counted,
        coalesce(p_shift.expected, accounts.shift_expected(p_shift.shift_id)), p_shift.difference, p_shift.note,
        sec.currency()
    $$;

-- Cash on its way, as the caller sees it.
CREATE TYPE accounts.cash_info AS (
    transfer_id bigint, state text, from_name text, to_name text, is_to_bank boolean, amount bigint, received_amount bigint,
    sent_at timestamptz, sent_by text, received_at timestamptz, received_by text, waits_for_sender boolean, note text,
    reason text, is_mine_to_receive boolean, is_mine boolean, currency text);

CREATE FUNCTION accounts.cash_show(p_cash accounts.house_transfer) RETURNS accounts.cash_info LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_cash.transfer_id, p_cash.state,
        (SELECT name FROM accounts.house_account WHERE house_account_id = p_cash.from_house),
        (SELECT name FROM accounts.house_account WHERE house_account_id = p_cash.to_house),
        p_cash.kind = 'to_bank', p_cash.amount, p_cash.received_amount, p_cash.sent_at, sec.name_of(p_cash.sent_by),
        p_cash.received_at, sec.name_of(p_cash.received_by),
        p_cash.state = 'refused' AND p_cash.returned_shift IS NULL, p_cash.note, p_cash.reason,
        p_cash.state = 'in_transit' AND (p_cash.to_operator = session_user
            OR (p_cash.to_operator IS NULL AND p_cash.sent_by <> session_user AND sec.has('till.supervise'))) IS TRUE,
        p_cash.sent_by = session_user, sec.currency()
    $$;

SELECT hist.track('accounts.till_shift', 'shift_id'), hist.track('accounts.house_transfer', 'transfer_id');
