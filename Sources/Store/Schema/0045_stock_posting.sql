-- Stock documents take effect: everything of one document in one transaction, each device locked and looked at again. What
-- is not as it was when it was scanned stays where it is and is set aside with the reason.

CREATE FUNCTION warehouse.set_aside(p_document bigint, p_line int, p_outcome text, p_explanation text) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE warehouse.document_line l SET is_counted = false, outcome = p_outcome, explanation = p_explanation
        WHERE l.document_id = p_document AND l.line = p_line
    $$;

-- Changes a stock's quantity of a consumable, never below zero; answers what is there then.
CREATE FUNCTION warehouse.add_quantity(p_stock int, p_model int, p_change bigint) RETURNS bigint LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_there bigint;
BEGIN
    IF p_change >= 0 THEN
        INSERT INTO warehouse.quantity AS q (stock_id, model_id, quantity) VALUES (p_stock, p_model, p_change)
            ON CONFLICT (stock_id, model_id) DO UPDATE SET quantity = q.quantity + excluded.quantity
            RETURNING q.quantity INTO v_there;
        RETURN v_there;
    END IF;
    SELECT q.quantity INTO v_there FROM warehouse.quantity q WHERE q.stock_id = p_stock AND q.model_id = p_model FOR UPDATE;
    IF coalesce(v_there, 0) + p_change < 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s: only %s are left there; %s were scanned.',
            (SELECT m.name FROM warehouse.device_model m WHERE m.model_id = p_model), coalesce(v_there, 0), -p_change);
    END IF;
    UPDATE warehouse.quantity q SET quantity = q.quantity + p_change WHERE q.stock_id = p_stock AND q.model_id = p_model
        RETURNING q.quantity INTO v_there;
    RETURN v_there;
END $$;

CREATE FUNCTION warehouse.write_quantity(
    p_document warehouse.document, p_kind text, p_model int, p_from int, p_to int, p_customer bigint, p_quantity bigint)
    RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_from bigint;
    v_to bigint;
BEGIN
    IF p_quantity = 0 THEN RETURN; END IF;
    IF p_from IS NOT NULL THEN v_from := warehouse.add_quantity(p_from, p_model, -p_quantity); END IF;
    IF p_to IS NOT NULL THEN v_to := warehouse.add_quantity(p_to, p_model, p_quantity); END IF;
    INSERT INTO warehouse.quantity_movement (model_id, kind, from_stock_id, to_stock_id, customer_id, quantity,
            from_balance, to_balance, document_id, moved_at, actor)
        VALUES (p_model, p_kind, p_from, p_to, p_customer, p_quantity, v_from, v_to, p_document.document_id, sec.now(),
            session_user);
END $$;

-- Registers the devices of a receipt.
CREATE FUNCTION warehouse.post_new(p_document warehouse.document) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_line warehouse.document_line;
    v_device bigint;
BEGIN
    -- In the order of serials, so that two receipts of the same labels wait for each other instead of deadlocking.
    FOR v_line IN SELECT * FROM warehouse.document_line l WHERE l.document_id = p_document.document_id
        AND l.is_counted AND l.undone_at IS NULL AND l.serial IS NOT NULL ORDER BY l.serial LOOP
        v_device := NULL;
        INSERT INTO warehouse.device (model_id, serial, mac, state, stock_id)
            VALUES (v_line.model_id, v_line.serial, v_line.mac, warehouse.state_in(p_document.to_stock_id, 'new'),
                p_document.to_stock_id)
            ON CONFLICT DO NOTHING RETURNING device_id INTO v_device;
        IF v_device IS NULL THEN
            PERFORM warehouse.set_aside(p_document.document_id, v_line.line,
                CASE WHEN EXISTS (SELECT FROM warehouse.device d WHERE d.serial = v_line.serial) THEN 'registered'
                    ELSE 'mac_taken' END, '');
        ELSE
            UPDATE warehouse.document_line l SET device_id = v_device
                WHERE l.document_id = p_document.document_id AND l.line = v_line.line;
            INSERT INTO warehouse.movement (device_id, kind, to_stock_id, document_id, moved_at, actor)
                VALUES (v_device, 'receive', p_document.to_stock_id, p_document.document_id, sec.now(), session_user);
        END IF;
    END LOOP;
END $$;

-- Moves the scanned devices of a document that takes them from where they are.
CREATE FUNCTION warehouse.post_known(p_document warehouse.document) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_line record;
    v_device warehouse.device;
    v_found warehouse.scan_result;
BEGIN
    FOR v_line IN SELECT l.line, l.device_id FROM warehouse.document_line l
        WHERE l.document_id = p_document.document_id AND l.is_counted AND l.undone_at IS NULL AND l.device_id IS NOT NULL
        ORDER BY l.device_id LOOP
        SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = v_line.device_id FOR UPDATE;
        v_found := warehouse.scan_known(p_document, v_device);
        -- Another draft has it as well: who posts first has it.
        IF v_found.outcome NOT IN ('accepted', 'elsewhere')
            OR (v_found.outcome = 'elsewhere' AND v_device.state = 'reserved' AND p_document.kind <> 'hand_over') THEN
            PERFORM warehouse.set_aside(p_document.document_id, v_line.line, v_found.outcome, v_found.explanation);
            CONTINUE;
        END IF;
        IF p_document.kind = 'move' THEN
            PERFORM warehouse.place(v_device, 'send', NULL, NULL, p_document.document_id, NULL, p_document.document_id);
            UPDATE warehouse.document_line l SET state_before = v_device.state
                WHERE l.document_id = p_document.document_id AND l.line = v_line.line;
        ELSIF p_document.kind = 'hand_over' THEN
            PERFORM warehouse.place(v_device, 'hand_over', NULL, p_document.customer_id, NULL, p_document.ticket_id,
                p_document.document_id);
        ELSE
            PERFORM warehouse.place(v_device, 'return', p_document.to_stock_id, NULL, NULL, p_document.ticket_id,
                p_document.document_id);
        END IF;
    END LOOP;
END $$;

-- The quantities of a draft: received, sent, handed over, taken back.
CREATE FUNCTION warehouse.post_quantities(p_document warehouse.document) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT warehouse.write_quantity(p_document, CASE p_document.kind WHEN 'move' THEN 'send' ELSE p_document.kind END,
        l.model_id, p_document.from_stock_id, CASE WHEN p_document.kind <> 'move' THEN p_document.to_stock_id END,
        p_document.customer_id, l.quantity)
    FROM (SELECT l.model_id, sum(l.quantity)::bigint AS quantity FROM warehouse.document_line l
        WHERE l.document_id = p_document.document_id AND l.is_counted AND l.undone_at IS NULL AND l.quantity IS NOT NULL
        GROUP BY l.model_id ORDER BY l.model_id) l
    $$;

-- A line of a sent move of which something has not come and is not settled. A device that was found elsewhere meanwhile, by
-- a count, is not awaited any more.
CREATE FUNCTION warehouse.is_missing(p_line warehouse.document_line) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_line.is_counted AND p_line.undone_at IS NULL AND p_line.settled IS NULL
        AND CASE WHEN p_line.quantity IS NOT NULL THEN coalesce(p_line.arrived_quantity, 0) < p_line.quantity
            ELSE p_line.arrived_at IS NULL AND EXISTS (SELECT FROM warehouse.device d
                WHERE d.device_id = p_line.device_id AND d.transit_id = p_line.document_id) END
    $$;

-- Something of a line has come by this scan. Answers the arrival's number: a new one, unless it is given.
CREATE FUNCTION warehouse.arrive(p_document bigint, p_line int, p_quantity bigint DEFAULT NULL, p_arrival int DEFAULT NULL)
    RETURNS int LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO warehouse.document_arrival (document_id, arrival, line, quantity, arrived_at, arrived_by)
        VALUES (p_document, coalesce(p_arrival, (SELECT coalesce(max(o.arrival), 0) + 1 FROM warehouse.document_arrival o
            WHERE o.document_id = p_document)), p_line, p_quantity, sec.now(), session_user)
        RETURNING arrival
    $$;

-- So much more of a consumable came: taken to the lines that still wait for it. Answers the last of them.
CREATE FUNCTION warehouse.arrive_quantity(
    p_document warehouse.document, p_model int, p_quantity bigint, OUT line int, OUT arrival int) LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_left bigint := p_quantity;
    v_line warehouse.document_line;
    v_part bigint;
BEGIN
    FOR v_line IN SELECT * FROM warehouse.document_line l WHERE l.document_id = p_document.document_id
        AND l.model_id = p_model AND l.quantity > coalesce(l.arrived_quantity, 0) AND l.is_counted AND l.undone_at IS NULL
            AND l.settled IS NULL
        ORDER BY l.line LOOP
        EXIT WHEN v_left = 0;
        v_part := least(v_left, v_line.quantity - coalesce(v_line.arrived_quantity, 0));
        UPDATE warehouse.document_line l SET arrived_quantity = coalesce(l.arrived_quantity, 0) + v_part,
                arrived_at = sec.now(), arrived_by = session_user
            WHERE l.document_id = p_document.document_id AND l.line = v_line.line;
        v_left := v_left - v_part;
        line := v_line.line;
        arrival := warehouse.arrive(p_document.document_id, line, v_part, arrival);
    END LOOP;
END $$;

-- What came by one scan is on its way again, as much as that scan brought. NULL: it is undone or posted already.
CREATE FUNCTION warehouse.undo_arrival(p_document bigint, p_arrival int) RETURNS text LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_arrival warehouse.document_arrival;
    v_scan text;
    v_quantity bigint := 0;
BEGIN
    FOR v_arrival IN UPDATE warehouse.document_arrival a SET undone_at = sec.now(), undone_by = session_user
        WHERE a.document_id = p_document AND a.arrival = p_arrival AND a.undone_at IS NULL AND a.posted_at IS NULL
        RETURNING * LOOP
        UPDATE warehouse.document_line l SET arrived_quantity = nullif(l.arrived_quantity - v_arrival.quantity, 0),
                arrived_at = CASE WHEN l.arrived_quantity > v_arrival.quantity THEN l.arrived_at END,
                arrived_by = CASE WHEN l.arrived_quantity > v_arrival.quantity THEN l.arrived_by END,
                undone_at = CASE WHEN l.outcome = 'extra' THEN sec.now() END,
                undone_by = CASE WHEN l.outcome = 'extra' THEN session_user END
            WHERE l.document_id = p_document AND l.line = v_arrival.line;
        v_quantity := v_quantity + v_arrival.quantity;
        v_scan := (SELECT CASE WHEN m.is_serialised THEN l.serial WHEN m.unit = 'metre' THEN v_quantity || ' m'
                WHEN v_quantity = 1 THEN '1 piece' ELSE v_quantity || ' pieces' END
            FROM warehouse.document_line l JOIN warehouse.device_model m USING (model_id)
            WHERE l.document_id = p_document AND l.line = v_arrival.line);
    END LOOP;
    RETURN v_scan;
END $$;

-- A sent move comes in: what has arrived since it came in last is in its stock from now on, the rest stays on the way.
-- Answers how many lines that is.
CREATE FUNCTION warehouse.post_arrival(p_document warehouse.document, p_whole boolean) RETURNS bigint LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_line warehouse.document_line;
    v_device warehouse.device;
    v_found warehouse.scan_result;
    v_arrival int;
    v_taken bigint;
BEGIN
    IF p_whole THEN
        FOR v_line IN SELECT * FROM warehouse.document_line l WHERE l.document_id = p_document.document_id
            AND warehouse.is_missing(l) ORDER BY l.line LOOP
            v_arrival := warehouse.arrive(p_document.document_id, v_line.line,
                v_line.quantity - coalesce(v_line.arrived_quantity, 0), v_arrival);
            UPDATE warehouse.document_line l SET arrived_at = sec.now(), arrived_by = session_user,
                    arrived_quantity = l.quantity
                WHERE l.document_id = p_document.document_id AND l.line = v_line.line;
        END LOOP;
    END IF;
    SELECT count(DISTINCT a.line) INTO v_taken FROM warehouse.document_arrival a
        WHERE a.document_id = p_document.document_id AND a.undone_at IS NULL AND a.posted_at IS NULL;
    IF v_taken = 0 AND EXISTS (SELECT FROM warehouse.document_line l
        WHERE l.document_id = p_document.document_id AND warehouse.is_missing(l)) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Nothing of %s was scanned that is not received already.', p_document.number);
    END IF;
    FOR v_line IN SELECT l.* FROM warehouse.document_line l JOIN warehouse.document_arrival a USING (document_id, line)
        WHERE l.document_id = p_document.document_id AND l.is_counted AND l.undone_at IS NULL AND l.device_id IS NOT NULL
            AND a.undone_at IS NULL AND a.posted_at IS NULL ORDER BY l.device_id LOOP
        SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = v_line.device_id FOR UPDATE;
        v_found := warehouse.scan_known(p_document, v_device);
        IF NOT v_found.is_counted THEN
            PERFORM warehouse.set_aside(p_document.document_id, v_line.line, v_found.outcome, v_found.explanation);
            v_taken := v_taken - 1;
            CONTINUE;
        END IF;
        PERFORM warehouse.place(v_device, CASE v_found.outcome WHEN 'extra' THEN 'transfer' ELSE 'arrive' END,
            p_document.to_stock_id, NULL, NULL, NULL, p_document.document_id, v_line.state_before);
    END LOOP;
    PERFORM warehouse.write_quantity(p_document, 'arrive', q.model_id, NULL, p_document.to_stock_id, NULL, q.quantity)
        FROM (SELECT l.model_id, sum(a.quantity)::bigint AS quantity
            FROM warehouse.document_line l JOIN warehouse.document_arrival a USING (document_id, line)
            WHERE l.document_id = p_document.document_id AND a.quantity IS NOT NULL AND a.undone_at IS NULL
                AND a.posted_at IS NULL GROUP BY l.model_id ORDER BY l.model_id) q;
    UPDATE warehouse.document_arrival a SET posted_at = sec.now()
        WHERE a.document_id = p_document.document_id AND a.undone_at IS NULL AND a.posted_at IS NULL;
    RETURN v_taken;
END $$;

-- Received, once nothing of it is missing and nothing that came is not posted yet.
CREATE FUNCTION warehouse.end_of_way(p_document bigint) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE warehouse.document d SET version = d.version + 1, state = 'received',
            received_at = coalesce(d.received_at, sec.now()), received_by = coalesce(d.received_by, session_user)
        WHERE d.document_id = p_document AND d.state = 'sent'
            AND NOT EXISTS (SELECT FROM warehouse.document_line l
                WHERE l.document_id = p_document AND warehouse.is_missing(l))
            AND NOT EXISTS (SELECT FROM warehouse.document_arrival a
                WHERE a.document_id = p_document AND a.undone_at IS NULL AND a.posted_at IS NULL)
    $$;

-- Posts a draft, or receives what came of a sent move; p_whole: all of it that was not received before. Answers what it is
-- now ('received', though some of it is still missing), how many lines took effect, how many were set aside by this, and how
-- many are still missing.
CREATE FUNCTION api.document_post(p_document bigint, p_whole boolean, p_key text)
    RETURNS TABLE (number text, state text, taken bigint, aside bigint, missing bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_document warehouse.document;
    v_before bigint;
    v_taken bigint;
BEGIN
    PERFORM sec.need('warehouse.view');
    v_earlier := sec.command_begin(p_key, 'document.post', jsonb_build_array(p_document, p_whole));
    IF v_earlier IS NULL THEN
        v_document := warehouse.lock_document(p_document);
        PERFORM warehouse.need_scanning(v_document);
        SELECT count(*) INTO v_before FROM warehouse.document_line l
            WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL;
        IF v_before = 0 AND v_document.kind <> 'count' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s holds nothing yet; scan first.', v_document.number);
        END IF;
        IF v_document.state = 'sent' THEN
            v_taken := warehouse.post_arrival(v_document, p_whole);
            UPDATE warehouse.document d SET version = d.version + 1, received_at = sec.now(), received_by = session_user
                WHERE d.document_id = p_document;
            PERFORM warehouse.end_of_way(p_document);
        ELSE
            IF v_document.customer_id IS NOT NULL AND v_document.kind = 'hand_over' THEN
                PERFORM customers.lock(v_document.customer_id);
            END IF;
            CASE v_document.kind
            WHEN 'receive' THEN PERFORM warehouse.post_new(v_document);
            WHEN 'count' THEN PERFORM warehouse.post_count(v_document);
            ELSE PERFORM warehouse.post_known(v_document);
            END CASE;
            IF v_document.kind <> 'count' THEN PERFORM warehouse.post_quantities(v_document); END IF;
            UPDATE warehouse.document d SET version = d.version + 1, posted_at = sec.now(), posted_by = session_user,
                    state = CASE d.kind WHEN 'move' THEN 'sent' ELSE 'posted' END
                WHERE d.document_id = p_document;
        END IF;
        v_earlier := (SELECT jsonb_build_object('number', v_document.number,
                'state', CASE WHEN v_document.state = 'sent' THEN 'received' WHEN v_document.kind = 'move' THEN 'sent'
                    ELSE 'posted' END,
                'taken', coalesce(v_taken, count(*)), 'aside', v_before - count(*),
                'missing', count(*) FILTER (WHERE v_document.state = 'sent' AND warehouse.is_missing(l)))
            FROM warehouse.document_line l WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL);
        PERFORM sec.command_end(p_key, v_earlier);
        PERFORM sec.announce('document ' || p_document), sec.announce('warehouse');
    END IF;
    RETURN QUERY SELECT v_earlier ->> 'number', v_earlier ->> 'state', (v_earlier ->> 'taken')::bigint,
        (v_earlier ->> 'aside')::bigint, (v_earlier ->> 'missing')::bigint;
END $$;

-- Gives a draft up: nothing has moved, nothing will.
CREATE FUNCTION api.document_drop(p_document bigint, p_key text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_document warehouse.document;
BEGIN
    PERFORM sec.need('warehouse.view');
    IF sec.command_begin(p_key, 'document.drop', jsonb_build_array(p_document)) IS NOT NULL THEN RETURN; END IF;
    v_document := warehouse.lock_document(p_document);
    IF v_document.state <> 'draft' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s is no draft any more; it is %s.', v_document.number,
            v_document.state);
    END IF;
    PERFORM warehouse.release(p_document);
    UPDATE warehouse.document d SET state = 'dropped', version = d.version + 1, posted_at = sec.now(),
        posted_by = session_user WHERE d.document_id = p_document;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('document ' || p_document);
END $$;

-- Says what became of what was sent and did not come: it arrived after all, went back to its sender, or is lost.
CREATE FUNCTION api.document_settle(p_document bigint, p_line int, p_decision text, p_reason text, p_key text)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_document warehouse.document;
    v_line warehouse.document_line;
    v_device warehouse.device;
    v_to int;
BEGIN
    PERFORM sec.need('stock.adjust');
    IF sec.command_begin(p_key, 'document.settle', jsonb_build_array(p_document, p_line, p_decision, p_reason)) IS NOT NULL
        THEN RETURN; END IF;
    IF p_decision IS NULL OR p_decision NOT IN ('arrived', 'returned', 'lost') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Decision: choose arrived, returned or lost.';
    END IF;
    IF btrim(coalesce(p_reason, '')) = '' OR length(p_reason) > 400 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in, at most 400 characters.';
    END IF;
    v_document := warehouse.lock_document(p_document);
    SELECT * INTO v_line FROM warehouse.document_line l WHERE l.document_id = p_document AND l.line = p_line;
    IF v_line.line IS NULL OR v_document.state <> 'sent' OR NOT warehouse.is_missing(v_line) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'This line has no difference to settle.';
    END IF;
    IF EXISTS (SELECT FROM warehouse.document_arrival a WHERE a.document_id = p_document AND a.line = p_line
        AND a.undone_at IS NULL AND a.posted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'Some of this line was scanned; receive that first, then settle the rest.';
    END IF;
    v_to := CASE p_decision WHEN 'arrived' THEN v_document.to_stock_id WHEN 'returned' THEN v_document.from_stock_id
        ELSE warehouse.scrap_of(v_document.from_stock_id) END;
    IF v_line.device_id IS NOT NULL THEN
        IF v_to IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'What is lost goes to a scrap stock, and there is none: make one first.';
        END IF;
        SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = v_line.device_id FOR UPDATE;
        IF v_device.transit_id IS DISTINCT FROM p_document THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'The device is not on the way with this document any more.';
        END IF;
        PERFORM warehouse.place(v_device, CASE p_decision WHEN 'lost' THEN 'write_off' ELSE 'adjust' END, v_to, NULL, NULL,
            NULL, p_document, v_line.state_before, btrim(p_reason));
    ELSIF p_decision = 'lost' THEN
        INSERT INTO warehouse.quantity_movement (model_id, kind, quantity, document_id, moved_at, actor)
            VALUES (v_line.model_id, 'write_off', v_line.quantity - coalesce(v_line.arrived_quantity, 0), p_document,
                sec.now(), session_user);
    ELSE
        PERFORM warehouse.write_quantity(v_document, 'adjust', v_line.model_id, NULL, v_to, NULL,
            v_line.quantity - coalesce(v_line.arrived_quantity, 0));
    END IF;
    UPDATE warehouse.document_line l SET settled = p_decision WHERE l.document_id = p_document AND l.line = p_line;
    PERFORM warehouse.end_of_way(p_document);
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('document ' || p_document), sec.announce('warehouse');
END $$;

-- Says that a device in a stock is faulty, or that it is not any more.
CREATE FUNCTION api.device_mark(p_device bigint, p_faulty boolean, p_reason text, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_device warehouse.device;
BEGIN
    PERFORM sec.need('stock.move');
    IF sec.command_begin(p_key, 'device.mark', jsonb_build_array(p_device, p_faulty, p_reason)) IS NOT NULL THEN RETURN; END IF;
    IF btrim(coalesce(p_reason, '')) = '' OR length(p_reason) > 400 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in, at most 400 characters.';
    END IF;
    SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = p_device FOR UPDATE;
    PERFORM warehouse.my_stock(v_device.stock_id, 'Stock');
    IF NOT v_device.state = ANY (CASE WHEN p_faulty THEN '{in_stock,new}'::text[] ELSE '{faulty}' END) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s is %s.', v_device.serial, replace(v_device.state, '_', ' '));
    END IF;
    UPDATE warehouse.device SET state = CASE WHEN p_faulty THEN 'faulty' ELSE 'in_stock' END, version = version + 1
        WHERE device_id = p_device;
    INSERT INTO warehouse.movement (device_id, kind, from_stock_id, to_stock_id, note, moved_at, actor)
        VALUES (p_device, 'state', v_device.stock_id, v_device.stock_id,
            CASE WHEN p_faulty THEN 'faulty: ' ELSE 'works: ' END || btrim(p_reason), sec.now(), session_user);
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('warehouse');
END $$;

-- Refuses a change of a row that somebody else changed meanwhile.
CREATE FUNCTION warehouse.need_version(p_what text, p_found int, p_wanted int) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_found IS NULL THEN RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no such %s.', p_what); END IF;
    IF p_found <> p_wanted THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = format('Somebody has changed this %s meanwhile; look at it again.', p_what);
    END IF;
END $$;

-- Makes a stock, or changes one: {id, version, code, name, kind, branch, active}; the branch by its code.
CREATE FUNCTION api.stock_save(p_stock jsonb, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_id int := (p_stock ->> 'id')::int;
    v_branch int := (SELECT b.branch_id FROM sec.branch b WHERE b.code = p_stock ->> 'branch');
    v_active boolean := coalesce((p_stock ->> 'active')::boolean, true);
BEGIN
    PERFORM sec.need('stock.manage');
    v_earlier := sec.command_begin(p_key, 'stock.save', p_stock);
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'id')::int; END IF;
    IF v_branch IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Branch: there is no %s.', coalesce(p_stock ->> 'branch', '(empty)'));
    END IF;
    IF coalesce(p_stock ->> 'code', '') !~ '^[a-z0-9][a-z0-9._-]{0,29}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Code: 1 to 30 small letters, digits, dots and hyphens.';
    END IF;
    IF btrim(coalesce(p_stock ->> 'name', '')) = '' OR p_stock ->> 'name' ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Name: must be filled in.';
    END IF;
    IF coalesce(p_stock ->> 'kind', '') NOT IN ('central', 'branch', 'van', 'customer', 'repair', 'scrap') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Kind: central, branch, van, customer, repair or scrap.';
    END IF;
    BEGIN
        IF v_id IS NULL THEN
            INSERT INTO warehouse.stock (code, name, kind, branch_id)
                VALUES (p_stock ->> 'code', btrim(p_stock ->> 'name'), p_stock ->> 'kind', v_branch)
                RETURNING stock_id INTO v_id;
        ELSE
            PERFORM warehouse.need_version('stock', (SELECT s.version FROM warehouse.stock s WHERE s.stock_id = v_id FOR UPDATE),
                (p_stock ->> 'version')::int);
            IF NOT v_active AND (EXISTS (SELECT FROM warehouse.device d WHERE d.stock_id = v_id)
                OR EXISTS (SELECT FROM warehouse.quantity q WHERE q.stock_id = v_id AND q.quantity > 0)) THEN
                RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'The stock is not empty; move what is there first.';
            END IF;
            UPDATE warehouse.stock SET code = p_stock ->> 'code', name = btrim(p_stock ->> 'name'),
                kind = p_stock ->> 'kind', branch_id = v_branch, is_active = v_active, version = version + 1
                WHERE stock_id = v_id;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Code: %s is another stock''s.', p_stock ->> 'code');
    END;
    PERFORM sec.command_end(p_key, jsonb_build_object('id', v_id));
    PERFORM sec.announce('stocks');
    RETURN v_id;
END $$;

CREATE FUNCTION warehouse.texts(p_list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT ARRAY(SELECT jsonb_array_elements_text(coalesce(p_list, '[]'))) $$;

-- Makes a model, or changes one: {id, version, code, name, kind, serialised, unit, mask, needs_mac, ouis, products, parts}.
CREATE FUNCTION api.device_model_save(p_model jsonb, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_id int := (p_model ->> 'id')::int;
    v_new warehouse.device_model;
    v_old warehouse.device_model;
BEGIN
    PERFORM sec.need('stock.manage');
    v_earlier := sec.command_begin(p_key, 'device_model.save', p_model);
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'id')::int; END IF;
    v_new := (coalesce(v_id, 0), btrim(coalesce(p_model ->> 'code', '')), btrim(coalesce(p_model ->> 'name', '')),
        p_model ->> 'kind', coalesce((p_model ->> 'serialised')::boolean, true), coalesce(p_model ->> 'unit', 'piece'),
        nullif(p_model ->> 'mask', ''), coalesce((p_model ->> 'needs_mac')::boolean, false),
        warehouse.texts(p_model -> 'ouis'), warehouse.texts(p_model -> 'products'), warehouse.texts(p_model -> 'parts'), 1);
    IF v_new.code = '' OR v_new.name = '' OR (v_new.code || v_new.name) ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Code and name: must be filled in.';
    END IF;
    IF EXISTS (SELECT FROM unnest(v_new.ouis) o WHERE o !~ '^[0-9A-F]{6}$') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'MACs begin with: six hexadecimal digits each.';
    END IF;
    IF EXISTS (SELECT FROM unnest(v_new.product_codes) p WHERE p !~ '^[0-9]{14}$') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'EAN: 8 to 14 digits with their check digit.';
    END IF;
    IF EXISTS (SELECT FROM warehouse.device_model m WHERE m.model_id <> v_new.model_id
        AND (m.product_codes && v_new.product_codes OR m.part_numbers && v_new.part_numbers)) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'An EAN or part number of it is another model''s.';
    END IF;
    BEGIN
        IF v_id IS NULL THEN
            INSERT INTO warehouse.device_model (code, name, kind, is_serialised, unit, serial_mask, needs_mac, ouis,
                    product_codes, part_numbers)
                VALUES (v_new.code, v_new.name, v_new.kind, v_new.is_serialised, v_new.unit, v_new.serial_mask,
                    v_new.needs_mac, v_new.ouis, v_new.product_codes, v_new.part_numbers)
                RETURNING model_id INTO v_id;
        ELSE
            SELECT * INTO v_old FROM warehouse.device_model m WHERE m.model_id = v_id FOR UPDATE;
            PERFORM warehouse.need_version('model', v_old.version, (p_model ->> 'version')::int);
            IF (v_old.is_serialised, v_old.unit) <> (v_new.is_serialised, v_new.unit) AND (
                EXISTS (SELECT FROM warehouse.device d WHERE d.model_id = v_id)
                OR EXISTS (SELECT FROM warehouse.quantity q WHERE q.model_id = v_id)) THEN
                RAISE EXCEPTION USING ERRCODE = 'BC002',
                    MESSAGE = 'There are some of it already: whether it has serials, and its unit, stay.';
            END IF;
            UPDATE warehouse.device_model SET code = v_new.code, name = v_new.name, kind = v_new.kind,
                is_serialised = v_new.is_serialised, unit = v_new.unit, serial_mask = v_new.serial_mask,
                needs_mac = v_new.needs_mac, ouis = v_new.ouis, product_codes = v_new.product_codes,
                part_numbers = v_new.part_numbers, version = version + 1 WHERE model_id = v_id;
        END IF;
    EXCEPTION
        WHEN unique_violation THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Code: %s is another model''s.', v_new.code);
        WHEN check_violation OR not_null_violation THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Kind, unit or serial mask: not one there is.';
    END;
    PERFORM sec.command_end(p_key, jsonb_build_object('id', v_id));
    PERFORM sec.announce('stocks');
    RETURN v_id;
END $$;

-- Sets how much of a model a stock is to hold at least; zero takes the level away.
CREATE FUNCTION api.stock_minimum_set(p_stock int, p_model int, p_minimum bigint, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('stock.manage');
    IF sec.command_begin(p_key, 'stock.minimum', jsonb_build_array(p_stock, p_model, p_minimum)) IS NOT NULL THEN RETURN; END IF;
    PERFORM warehouse.my_stock(p_stock, 'Stock');
    IF NOT EXISTS (SELECT FROM warehouse.device_model m WHERE m.model_id = p_model) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'Model: choose one.';
    END IF;
    IF coalesce(p_minimum, -1) NOT BETWEEN 0 AND 1000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'At least: 0 to 1 000 000 000.';
    END IF;
    DELETE FROM warehouse.minimum m WHERE m.stock_id = p_stock AND m.model_id = p_model;
    IF p_minimum > 0 THEN
        INSERT INTO warehouse.minimum (stock_id, model_id, minimum) VALUES (p_stock, p_model, p_minimum);
    END IF;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('stocks');
END $$;

-- Devices by any of the forms a scan may have: whole first, then as the search finds them, by beginnings and ends.
CREATE FUNCTION api.device_find(p_forms text[], p_limit int)
    RETURNS TABLE (device_id bigint, serial text, mac text, model_name text, state text, location text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('warehouse.view');
    RETURN QUERY
        SELECT w.device_id, w.serial, w.mac, w.model_name, w.state, w.location
        FROM (SELECT d.device_id, min(d.place) AS place, d.serial FROM (
                SELECT v.device_id, 0 AS place, v.serial FROM warehouse.device v
                    WHERE v.serial = ANY (p_forms) OR v.mac = ANY (p_forms)
                UNION ALL
                SELECT l.device_id, l.place, l.serial FROM unnest(p_forms[1:4]) f, warehouse.devices_like(f, p_limit) l) d
            GROUP BY d.device_id, d.serial ORDER BY 2, 3 LIMIT least(p_limit, 500)) found
            CROSS JOIN LATERAL warehouse.describe(found.device_id) w
        ORDER BY found.place, w.serial;
END $$;

SELECT hist.track('warehouse.stock', 'code'), hist.track('warehouse.device_model', 'code'),
    hist.track('warehouse.minimum', 'stock_id', 'model_id');
