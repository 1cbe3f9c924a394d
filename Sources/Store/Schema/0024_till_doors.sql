-- Tills: what people do with them.

-- Opens the caller's till. What it held at the last closing and is not there now, or is there too much, is a difference.
CREATE FUNCTION api.shift_open(p_counted bigint, p_pieces jsonb, p_key text) RETURNS accounts.shift_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_till int;
    v_last accounts.till_shift;
    v_shift accounts.till_shift;
    v_info accounts.shift_info;
BEGIN
    PERFORM sec.need('till.use');
    v_earlier := sec.command_begin(p_key, 'shift.open', jsonb_build_array(p_counted, p_pieces));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    PERFORM accounts.count_check(p_counted, p_pieces);
    v_till := accounts.till_of(session_user);
    -- Against a second opening, and against a refusal that looks whether a shift is open.
    PERFORM FROM accounts.house_account WHERE house_account_id = v_till FOR NO KEY UPDATE;
    SELECT * INTO v_last FROM accounts.till_shift WHERE house_account_id = v_till ORDER BY shift_id DESC LIMIT 1;
    IF v_last.shift_id IS NOT NULL AND v_last.closed_at IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = format('Your shift is open already, since %s; close it first.', accounts.moment_text(v_last.opened_at));
    END IF;
    INSERT INTO accounts.till_shift (house_account_id, operator, opened_at, opening_counted, opening_expected, opening_pieces)
        VALUES (v_till, session_user, sec.now(), p_counted, coalesce(v_last.closing_counted, 0), nullif(p_pieces, 'null'))
        RETURNING * INTO v_shift;
    PERFORM accounts.difference_post('opening', v_till, v_shift.shift_id, p_counted - v_shift.opening_expected,
        format('Expected %s, counted %s', accounts.money_text(v_shift.opening_expected), accounts.money_text(p_counted)));
    -- What was refused while the till was closed comes back to it now.
    UPDATE accounts.house_transfer SET returned_at = sec.now(), returned_shift = v_shift.shift_id
        WHERE from_house = v_till AND state = 'refused' AND returned_shift IS NULL;
    v_info := accounts.shift_show(v_shift);
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    RETURN v_info;
END $$;

-- Closes the caller's till: counted is compared with expected, the difference posted.
CREATE FUNCTION api.shift_close(p_counted bigint, p_pieces jsonb, p_note text, p_key text) RETURNS accounts.shift_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_shift accounts.till_shift;
    v_closed_at timestamptz;
    v_expected bigint;
    v_info accounts.shift_info;
BEGIN
    PERFORM sec.need('till.use');
    v_earlier := sec.command_begin(p_key, 'shift.close', jsonb_build_array(p_counted, p_pieces, p_note));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    PERFORM accounts.count_check(p_counted, p_pieces), accounts.line_check('Note', p_note, false);
    SELECT * INTO v_shift FROM accounts.till_shift s WHERE s.operator = session_user AND s.closed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        SELECT max(closed_at) INTO v_closed_at FROM accounts.till_shift WHERE operator = session_user;
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = CASE WHEN v_closed_at IS NULL
            THEN 'Your till is closed: it has never had a shift. Open one first.'
            ELSE format('Your till is closed already, since %s; open a shift first.', accounts.moment_text(v_closed_at)) END;
    END IF;
    v_expected := accounts.shift_expected(v_shift.shift_id);
    PERFORM accounts.difference_post('difference', v_shift.house_account_id, v_shift.shift_id, p_counted - v_expected,
        format('Expected %s, counted %s', accounts.money_text(v_expected), accounts.money_text(p_counted)));
    UPDATE accounts.till_shift SET closed_at = sec.now(), closing_counted = p_counted,
            closing_pieces = nullif(p_pieces, 'null'), expected = v_expected, difference = p_counted - v_expected,
            note = btrim(coalesce(p_note, ''))
        WHERE shift_id = v_shift.shift_id RETURNING * INTO v_shift;
    v_info := accounts.shift_show(v_shift);
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    RETURN v_info;
END $$;

-- A moment as people read it in a sentence.
CREATE FUNCTION accounts.moment_text(p_at timestamptz) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT to_char(p_at AT TIME ZONE time_zone, 'DD.MM.YYYY HH24:MI') FROM sec.installation $$;

CREATE FUNCTION api.shift_current() RETURNS SETOF accounts.shift_info LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('till.use');
    RETURN QUERY SELECT i.* FROM accounts.till_shift s, accounts.shift_show(s) i
        WHERE s.operator = session_user AND s.closed_at IS NULL;
END $$;

-- Refuses who may neither have a till nor see those of others.
CREATE FUNCTION accounts.tills_need() RETURNS void LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT sec.has('till.supervise') THEN PERFORM sec.need('till.use'); END IF;
END $$;

-- The newest shifts: one's own, or everybody's for who supervises.
CREATE FUNCTION api.shift_list(p_limit int) RETURNS SETOF accounts.shift_info LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM accounts.tills_need();
    RETURN QUERY SELECT i.* FROM accounts.till_shift s, accounts.shift_show(s) i
        WHERE s.shift_id IN (SELECT t.shift_id FROM accounts.till_shift t
            WHERE t.operator = session_user OR sec.has('till.supervise')
            ORDER BY t.shift_id DESC LIMIT least(greatest(p_limit, 1), 1000))
        ORDER BY s.shift_id DESC;
END $$;

CREATE FUNCTION api.shift_get(p_shift bigint) RETURNS accounts.shift_info LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_shift accounts.till_shift;
BEGIN
    PERFORM accounts.tills_need();
    SELECT * INTO v_shift FROM accounts.till_shift
        WHERE shift_id = p_shift AND (operator = session_user OR sec.has('till.supervise'));
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no shift %s of yours.', p_shift);
    END IF;
    RETURN accounts.shift_show(v_shift);
END $$;

-- Everything that moved in a shift; the lines add up to what is in the till.
CREATE FUNCTION api.shift_report(p_shift bigint) RETURNS TABLE (
    kind text, at timestamptz, amount bigint, title text, customer_id bigint, account_id bigint, payment_id bigint,
    transfer_id bigint, currency text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM api.shift_get(p_shift);
    RETURN QUERY
        SELECT l.kind, l.at, l.amount, l.title, l.customer_id, l.account_id, l.payment_id, l.transfer_id, sec.currency()
        FROM (
            SELECT 'opening' AS kind, s.opened_at AS at, s.opening_counted AS amount,
                CASE WHEN s.opening_counted <> s.opening_expected
                    THEN 'expected ' || accounts.money_text(s.opening_expected) ELSE '' END AS title,
                NULL::bigint AS customer_id, NULL::bigint AS account_id, NULL::bigint AS payment_id,
                NULL::bigint AS transfer_id, 0 AS place
            FROM accounts.till_shift s WHERE s.shift_id = p_shift
            UNION ALL
            SELECT CASE WHEN p.channel = 'reversal' THEN 'reversal' WHEN p.amount < 0 THEN 'refund' ELSE 'payment' END,
                p.booked_at, p.amount, c.name || CASE WHEN p.note = '' THEN '' ELSE ': ' || p.note END, p.customer_id,
                p.account_id, p.payment_id, NULL, 1
            FROM accounts.payment p JOIN customers.customer c USING (customer_id) WHERE p.shift_id = p_shift
            UNION ALL
            SELECT 'sent', t.sent_at, -t.amount, h.name || CASE t.state WHEN 'in_transit' THEN ', in transit'
                    WHEN 'refused' THEN ', refused: ' || t.reason
                    ELSE format(', %s counted %s', sec.name_of(t.received_by), accounts.money_text(t.received_amount)) END,
                NULL, NULL, NULL, t.transfer_id, 1
            FROM accounts.house_transfer t JOIN accounts.house_account h ON h.house_account_id = t.to_house
            WHERE t.shift_from = p_shift AND t.kind IN ('handover', 'to_bank')
            UNION ALL
            SELECT 'received', t.received_at, t.amount, h.name || CASE WHEN t.note = '' THEN '' ELSE ': ' || t.note END,
                NULL, NULL, NULL, t.transfer_id, 1
            FROM accounts.house_transfer t JOIN accounts.house_account h ON h.house_account_id = t.from_house
            WHERE t.shift_to = p_shift AND t.kind = 'handover'
            UNION ALL
            SELECT 'returned', t.returned_at, t.amount, h.name || ' refused: ' || t.reason, NULL, NULL, NULL, t.transfer_id, 1
            FROM accounts.house_transfer t JOIN accounts.house_account h ON h.house_account_id = t.to_house
            WHERE t.returned_shift = p_shift
            UNION ALL
            SELECT 'difference', t.sent_at, CASE WHEN t.shift_from = p_shift THEN -t.amount ELSE t.amount END, t.note,
                NULL, NULL, NULL, coalesce(t.about_id, t.transfer_id), CASE WHEN t.about_id IS NULL THEN 3 ELSE 2 END
            FROM accounts.house_transfer t
            WHERE (t.shift_from = p_shift OR t.shift_to = p_shift) AND t.kind = 'difference') l
        ORDER BY l.place = 0 DESC, l.place = 3, l.at, l.place, l.payment_id, l.transfer_id;
END $$;

-- Where the caller can send cash.
CREATE FUNCTION api.cash_destinations() RETURNS TABLE (code text, name text, is_bank boolean, is_open boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('till.use');
    RETURN QUERY
        SELECT o.pg_role::text, o.full_name, false,
            EXISTS (SELECT FROM accounts.till_shift s WHERE s.operator = o.pg_role AND s.closed_at IS NULL)
        FROM sec.operator o JOIN sec.effective e ON e.pg_role = o.pg_role AND e.permission = 'till.use'
        WHERE o.is_active AND o.pg_role <> session_user
        UNION ALL
        SELECT h.code, h.name, true, true FROM accounts.house_account h WHERE h.kind = 'bank'
        ORDER BY 3, 2;
END $$;

-- Sends cash out of the caller's till to an operator (login) or to a bank account (its code).
CREATE FUNCTION api.cash_send(p_to text, p_amount bigint, p_note text, p_key text) RETURNS accounts.cash_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_shift accounts.till_shift;
    v_bank int := (SELECT house_account_id FROM accounts.house_account WHERE code = p_to AND kind = 'bank');
    v_cash accounts.house_transfer;
    v_info accounts.cash_info;
BEGIN
    PERFORM sec.need('till.use');
    v_earlier := sec.command_begin(p_key, 'cash.send', jsonb_build_array(p_to, p_amount, p_note));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    PERFORM accounts.amount_check('Amount', p_amount, 1), accounts.line_check('Note', p_note, false);
    v_shift := accounts.my_shift_holding(p_amount);
    IF v_bank IS NULL THEN
        IF p_to = session_user THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'To: this is your own till; choose another one.';
        END IF;
        IF NOT EXISTS (SELECT FROM sec.operator o JOIN sec.effective e ON e.pg_role = o.pg_role
            AND e.permission = 'till.use' WHERE o.pg_role = p_to AND o.is_active) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC003',
                MESSAGE = format('There is no operator with a till and no bank account called "%s".', p_to);
        END IF;
    END IF;
    INSERT INTO accounts.house_transfer (kind, from_house, to_house, amount, shift_from, state, sent_at, sent_by,
            to_operator, note)
        VALUES (CASE WHEN v_bank IS NULL THEN 'handover' ELSE 'to_bank' END, v_shift.house_account_id,
            coalesce(v_bank, accounts.till_of(p_to)), p_amount, v_shift.shift_id, 'in_transit', sec.now(), session_user,
            CASE WHEN v_bank IS NULL THEN p_to END, btrim(coalesce(p_note, '')))
        RETURNING * INTO v_cash;
    v_info := accounts.cash_show(v_cash);
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;

-- A transfer that is still in transit, locked; anything else is refused with what became of it.
CREATE FUNCTION accounts.cash_lock(p_transfer bigint) RETURNS accounts.house_transfer LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_cash accounts.house_transfer;
BEGIN
    SELECT * INTO v_cash FROM accounts.house_transfer WHERE transfer_id = p_transfer FOR UPDATE;
    IF v_cash.state <> 'in_transit' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('This cash was %s by %s already, %s.', v_cash.state,
            sec.name_of(v_cash.received_by), accounts.moment_text(v_cash.received_at));
    END IF;
    RETURN v_cash;
END $$;

-- Sent cash that the caller may see; who may not see it is told that there is none.
CREATE FUNCTION accounts.cash_find(p_transfer bigint) RETURNS accounts.house_transfer LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_cash accounts.house_transfer;
BEGIN
    SELECT * INTO v_cash FROM accounts.house_transfer WHERE transfer_id = p_transfer AND kind IN ('handover', 'to_bank')
        AND (sent_by = session_user OR to_operator = session_user OR sec.has('till.supervise'));
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no transfer %s of yours.', p_transfer);
    END IF;
    RETURN v_cash;
END $$;

-- The receiver takes the cash as counted; what differs goes to the account of differences, with both names. Cash for the
-- bank is confirmed by who supervises tills, and never by its sender.
CREATE FUNCTION api.cash_confirm(p_transfer bigint, p_counted bigint, p_key text) RETURNS accounts.cash_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_cash accounts.house_transfer;
    v_shift bigint;
    v_info accounts.cash_info;
BEGIN
    PERFORM accounts.tills_need();
    v_earlier := sec.command_begin(p_key, 'cash.confirm', jsonb_build_array(p_transfer, p_counted));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    IF p_counted = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Counted: if nothing came, refuse the transfer.';
    END IF;
    PERFORM accounts.amount_check('Counted', p_counted, 1);
    v_cash := accounts.cash_find(p_transfer);
    IF v_cash.kind = 'to_bank' THEN
        PERFORM sec.need('till.supervise');
        IF v_cash.sent_by = session_user THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = 'Cash for the bank is confirmed by somebody else than its sender.';
        END IF;
    ELSE
        PERFORM sec.need('till.use');
        IF v_cash.to_operator <> session_user THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = format('Only %s can confirm this: it was sent to that till.', sec.name_of(v_cash.to_operator));
        END IF;
        v_shift := (accounts.my_shift()).shift_id;
    END IF;
    v_cash := accounts.cash_lock(p_transfer);
    UPDATE accounts.house_transfer SET state = 'confirmed', shift_to = v_shift, received_at = sec.now(),
            received_by = session_user, received_amount = p_counted
        WHERE transfer_id = p_transfer RETURNING * INTO v_cash;
    PERFORM accounts.difference_post('difference', v_cash.to_house, v_shift, p_counted - v_cash.amount,
        format('%s sent %s, %s counted %s', sec.name_of(v_cash.sent_by), accounts.money_text(v_cash.amount),
            sec.name_of(session_user), accounts.money_text(p_counted)), p_transfer);
    v_info := accounts.cash_show(v_cash);
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;

-- The receiver (or who supervises tills) does not accept: it goes back to the sender's open shift, or waits for the next.
CREATE FUNCTION api.cash_refuse(p_transfer bigint, p_reason text, p_key text) RETURNS accounts.cash_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_cash accounts.house_transfer;
    v_shift bigint;
    v_info accounts.cash_info;
BEGIN
    PERFORM accounts.tills_need();
    v_earlier := sec.command_begin(p_key, 'cash.refuse', jsonb_build_array(p_transfer, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN jsonb_populate_record(v_info, v_earlier); END IF;
    PERFORM accounts.line_check('Reason', p_reason, true);
    v_cash := accounts.cash_find(p_transfer);
    IF v_cash.to_operator IS DISTINCT FROM session_user THEN
        IF v_cash.sent_by = session_user THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = 'You sent this: only its receiver, or who supervises the tills, can refuse it.';
        END IF;
        PERFORM sec.need('till.supervise');
    END IF;
    -- The sender's till is held still while it is looked at; see api.shift_open.
    PERFORM FROM accounts.house_account WHERE house_account_id = v_cash.from_house FOR NO KEY UPDATE;
    SELECT shift_id INTO v_shift FROM accounts.till_shift
        WHERE house_account_id = v_cash.from_house AND closed_at IS NULL FOR UPDATE;
    v_cash := accounts.cash_lock(p_transfer);
    UPDATE accounts.house_transfer SET state = 'refused', received_at = sec.now(), received_by = session_user,
            reason = btrim(p_reason), returned_shift = v_shift, returned_at = CASE WHEN v_shift IS NOT NULL THEN sec.now() END
        WHERE transfer_id = p_transfer RETURNING * INTO v_cash;
    v_info := accounts.cash_show(v_cash);
    PERFORM sec.command_end(p_key, to_jsonb(v_info));
    PERFORM sec.announce('accounts');
    RETURN v_info;
END $$;

-- What has left a till and reached none: sent by the caller or to the caller; all of it for who supervises.
CREATE FUNCTION api.cash_in_transit() RETURNS SETOF accounts.cash_info LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM accounts.tills_need();
    RETURN QUERY SELECT i.* FROM accounts.house_transfer t, accounts.cash_show(t) i
        WHERE (t.state = 'in_transit' OR (t.state = 'refused' AND t.returned_shift IS NULL))
            AND (t.sent_by = session_user OR t.to_operator = session_user OR sec.has('till.supervise'))
        ORDER BY t.transfer_id;
END $$;
