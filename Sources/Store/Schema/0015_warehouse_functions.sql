-- Warehouse: what a scan means, and the moves of a device.

-- True for 13 digits whose last is the check digit of an EAN-13: the bar code of a product, on every box of it.
CREATE FUNCTION warehouse.is_product_code(p_text text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_text ~ '^[0-9]{13}$' AND (
        SELECT sum(digit::int * CASE WHEN position % 2 = 1 THEN 1 ELSE 3 END) % 10 = 0
        FROM string_to_table(p_text, NULL) WITH ORDINALITY d (digit, position))
    $$;

-- The serial or MAC in a scan: prefixes of the scanner dropped, separators dropped, a GPON serial in hexadecimal form
-- (48575443...) brought to its ASCII form (HWTC...). NULL when it is neither: a serial has a digit, and a product's
-- bar code is none.
CREATE FUNCTION warehouse.scan_form(p_scan text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_text text := upper(regexp_replace(regexp_replace(p_scan, '^\][A-Za-z][0-9]', ''), '[[:space:][:cntrl:]:.-]', '', 'g'));
BEGIN
    v_text := regexp_replace(v_text, '^(S/?N|SN|SERIAL)[=]?', '');
    IF v_text ~ '^[0-9A-F]{16}$' AND v_text ~ '^(4[1-9A-F]|5[0-9A])(4[1-9A-F]|5[0-9A])(4[1-9A-F]|5[0-9A])(4[1-9A-F]|5[0-9A])' THEN
        v_text := convert_from(decode(left(v_text, 8), 'hex'), 'SQL_ASCII') || substr(v_text, 9);
    END IF;
    RETURN CASE WHEN v_text ~ '^[A-Z0-9]{4,32}$' AND v_text ~ '[0-9]' AND NOT warehouse.is_product_code(v_text)
        THEN v_text END;
END $$;

-- Why a scan has no form: what was scanned instead, in words that fit beside it.
CREATE FUNCTION warehouse.unreadable(p_scan text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN warehouse.is_product_code(btrim(p_scan)) THEN 'The product''s code; scan the serial.'
        ELSE 'No serial: 4 to 32 letters and digits, at least one digit.' END
    $$;

-- What a device is in a stock of a kind: repair and scrap say it themselves, elsewhere it stays faulty or new if it was.
CREATE FUNCTION warehouse.state_in(p_stock int, p_before text) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE s.kind WHEN 'repair' THEN 'in_repair' WHEN 'scrap' THEN 'written_off'
        ELSE CASE WHEN p_before IN ('faulty', 'new') THEN p_before ELSE 'in_stock' END END
    FROM warehouse.stock s WHERE s.stock_id = p_stock
    $$;

-- Moves a device to its new place, exactly one of the three, and writes the movement. What it was bound to ends, and so does
-- its promise to a draft, whoever moves it: a count, or another draft of the same moment.
CREATE FUNCTION warehouse.place(
    p_device warehouse.device, p_kind text, p_to_stock int, p_to_customer bigint, p_transit bigint, p_ticket bigint,
    p_document bigint, p_state_before text DEFAULT NULL, p_note text DEFAULT '') RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE warehouse.device SET stock_id = p_to_stock, customer_id = p_to_customer, transit_id = p_transit,
            subscription_id = NULL, ticket_id = CASE WHEN p_to_customer IS NOT NULL THEN p_ticket END,
            state = CASE WHEN p_to_customer IS NOT NULL THEN 'at_customer' WHEN p_transit IS NOT NULL THEN 'in_transit'
                ELSE warehouse.state_in(p_to_stock, coalesce(p_state_before, p_device.state)) END,
            version = version + 1
        WHERE device_id = p_device.device_id;
    IF p_device.state = 'reserved' THEN
        UPDATE warehouse.document_line l SET state_before = NULL FROM warehouse.document o
            WHERE l.serial = p_device.serial AND l.is_counted AND l.undone_at IS NULL AND l.state_before IS NOT NULL
                AND o.document_id = l.document_id AND o.kind = 'hand_over' AND o.state = 'draft';
    END IF;
    INSERT INTO warehouse.movement (device_id, kind, from_stock_id, to_stock_id, from_customer_id, to_customer_id,
            ticket_id, document_id, note, moved_at, actor)
        VALUES (p_device.device_id, p_kind, p_device.stock_id, p_to_stock, p_device.customer_id, p_to_customer, p_ticket,
            p_document, p_note, sec.now(), session_user);
END $$;

-- Back to the stock it was handed over from.
CREATE FUNCTION warehouse.take_back(p_device bigint, p_customer bigint, p_ticket bigint) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_device warehouse.device;
    v_stock int;
BEGIN
    SELECT * INTO v_device FROM warehouse.device WHERE device_id = p_device AND customer_id = p_customer FOR UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT from_stock_id INTO v_stock FROM warehouse.movement
        WHERE device_id = p_device AND kind = 'hand_over' ORDER BY movement_id DESC LIMIT 1;
    PERFORM warehouse.place(v_device, 'return', v_stock, NULL, NULL, p_ticket, NULL);
END $$;

-- For whom a device in a stock is reserved: ", for Ani Sahakyan, H-2026-000012".
CREATE FUNCTION warehouse.promise(p_serial text) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT concat(', for ' || (SELECT c.name FROM customers.customer c WHERE c.customer_id = o.customer_id), ', ', o.number)
    FROM warehouse.document_line l JOIN warehouse.document o USING (document_id)
    WHERE l.serial = p_serial AND l.is_counted AND l.undone_at IS NULL AND o.kind = 'hand_over' AND o.state = 'draft'
    ORDER BY l.state_before IS NULL LIMIT 1
    $$;

-- A device as screens show it.
CREATE FUNCTION warehouse.describe(p_device bigint) RETURNS TABLE (
    device_id bigint, serial text, mac text, model_name text, state text, location text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT d.device_id, d.serial, coalesce(d.mac, ''), m.name, d.state,
        coalesce(s.name || CASE d.state WHEN 'reserved' THEN coalesce(warehouse.promise(d.serial), '') ELSE '' END,
            (SELECT c.name FROM customers.customer c WHERE c.customer_id = d.customer_id),
            'on the way, ' || t.number, '')
    FROM warehouse.device d JOIN warehouse.device_model m USING (model_id) LEFT JOIN warehouse.stock s USING (stock_id)
        LEFT JOIN warehouse.document t ON t.document_id = d.transit_id
    WHERE d.device_id = p_device
    $$;

-- Hands the scanned device over to the ticket's customer. A scan that is no such device is an outcome, not an error.
CREATE FUNCTION api.device_hand_over(p_scan text, p_customer bigint, p_ticket bigint, p_key text)
    RETURNS TABLE (outcome text, explanation text, device_id bigint, serial text, mac text, model_name text, state text,
        location text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_ticket tickets.ticket;
    v_view text;
    v_form text := warehouse.scan_form(p_scan);
    v_device warehouse.device;
    v_outcome text := 'accepted';
    v_explanation text := '';
BEGIN
    PERFORM sec.need('device.hand_over');
    v_earlier := sec.command_begin(p_key, 'device.hand_over', jsonb_build_array(p_scan, p_customer, p_ticket));
    IF v_earlier IS NOT NULL THEN
        v_outcome := v_earlier ->> 'outcome';
        v_explanation := v_earlier ->> 'explanation';
        v_device.device_id := (v_earlier ->> 'device_id')::bigint;
    ELSE
        v_ticket := tickets.lock(p_customer, p_ticket);
        SELECT s.view INTO v_view FROM tickets.step s WHERE s.flow_id = v_ticket.flow_id AND s.step = v_ticket.step;
        IF v_view <> 'device' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'This ticket is not in its device step any more.';
        END IF;
        SELECT d.* INTO v_device FROM warehouse.device d WHERE d.serial = v_form OR d.mac = v_form FOR UPDATE;
        IF v_form IS NULL THEN
            v_outcome := 'unreadable';
            v_explanation := warehouse.unreadable(p_scan);
        ELSIF v_device.device_id IS NULL THEN
            v_outcome := 'unknown';
            v_explanation := v_form;
        ELSIF v_device.device_id = (v_ticket.data ->> 'device_id')::bigint THEN
            v_outcome := 'duplicate';
        ELSIF v_ticket.data ? 'device_id' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = format(
                '%s was scanned; take it back first.',
                (SELECT d.serial FROM warehouse.device d WHERE d.device_id = (v_ticket.data ->> 'device_id')::bigint));
        ELSIF v_device.state = 'at_customer' THEN
            v_outcome := 'at_customer';
        ELSIF (SELECT m.kind FROM warehouse.device_model m WHERE m.model_id = v_device.model_id) <> 'ont' THEN
            v_outcome := 'wrong_model';
            v_explanation := 'ONT';
        ELSIF v_device.stock_id IS NULL OR NOT EXISTS (SELECT FROM warehouse.stock s
            WHERE s.stock_id = v_device.stock_id AND s.branch_id = ANY (sec.my_branches())) THEN
            v_outcome := 'wrong_stock';
        ELSIF v_device.state NOT IN ('in_stock', 'new') THEN
            v_outcome := 'not_free';
        ELSE
            PERFORM warehouse.place(v_device, 'hand_over', NULL, p_customer, NULL, p_ticket, NULL);
            UPDATE tickets.ticket t SET data = t.data || jsonb_build_object('device_id', v_device.device_id)
                WHERE t.customer_id = p_customer AND t.ticket_id = p_ticket;
            PERFORM sec.announce('warehouse'), sec.announce('tickets');
        END IF;
        PERFORM sec.command_end(p_key, jsonb_build_object('outcome', v_outcome, 'explanation', v_explanation,
            'device_id', v_device.device_id));
    END IF;
    RETURN QUERY SELECT v_outcome, v_explanation, d.* FROM (SELECT 1) one
        LEFT JOIN warehouse.describe(v_device.device_id) d ON true;
END $$;

-- Undoes the hand-over on a ticket while it stands in its device step: the device is again in the stock it came from. Who
-- hands over may undo it.
CREATE FUNCTION api.device_take_back(p_customer bigint, p_ticket bigint, p_key text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_ticket tickets.ticket;
    v_device bigint;
    v_serial text;
BEGIN
    PERFORM sec.need('device.hand_over');
    v_earlier := sec.command_begin(p_key, 'device.take_back', jsonb_build_array(p_customer, p_ticket));
    IF v_earlier IS NOT NULL THEN RETURN v_earlier ->> 'serial'; END IF;
    v_ticket := tickets.lock(p_customer, p_ticket);
    IF (SELECT s.view FROM tickets.step s WHERE s.flow_id = v_ticket.flow_id AND s.step = v_ticket.step) <> 'device' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'This ticket is not in its device step any more.';
    END IF;
    v_device := (v_ticket.data ->> 'device_id')::bigint;
    IF v_device IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'No device is handed over on this ticket.';
    END IF;
    PERFORM warehouse.take_back(v_device, p_customer, p_ticket);
    UPDATE tickets.ticket t SET data = t.data - 'device_id' WHERE t.customer_id = p_customer AND t.ticket_id = p_ticket;
    v_serial := (SELECT d.serial FROM warehouse.device d WHERE d.device_id = v_device);
    PERFORM sec.command_end(p_key, jsonb_build_object('serial', v_serial));
    PERFORM sec.announce('warehouse'), sec.announce('tickets');
    RETURN v_serial;
END $$;

SELECT hist.track('warehouse.device', 'serial'), hist.track('warehouse.document', 'number');
