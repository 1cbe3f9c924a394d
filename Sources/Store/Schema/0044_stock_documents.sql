-- Stock documents as drafts: opened, scanned into by one or several people at once, undone scan by scan. A scan is looked
-- at when it comes and again when the document is posted (0045).

-- The permission that a document of a kind needs.
CREATE FUNCTION warehouse.permission_for(p_kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE p_kind WHEN 'receive' THEN 'device.receive' WHEN 'move' THEN 'stock.move'
        WHEN 'hand_over' THEN 'device.hand_over' WHEN 'return' THEN 'device.return' ELSE 'stock.count' END
    $$;

-- Whether a serial looks like those of a model; the client's masks mean the same (SerialMask).
CREATE FUNCTION warehouse.fits(p_mask text, p_serial text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_mask IS NULL OR p_serial ~ ('^(' || replace(replace(replace(replace(
        regexp_replace(p_mask, '\{([0-9]+)-([0-9]+)\}', '{\1,\2}', 'g'),
        '?', '[A-Z0-9]'), '@', '[A-Z]'), '#', '[0-9]'), '%', '[0-9A-F]') || ')$')
    $$;

-- Whether a mask takes a serial and tells by it whose it is: two signs at least stand for themselves (SerialMask.tells).
CREATE FUNCTION warehouse.tells(p_mask text, p_serial text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT EXISTS (SELECT FROM regexp_split_to_table(p_mask, '[|]') AS way
        WHERE warehouse.fits(way, p_serial)
            AND length(regexp_replace(way, '.[{][^}]*[}]|[?@#%]', '', 'g')) >= 2)
    $$;

-- What a serial plainly is where its model has no mask: of the model whose mask tells it, or of a maker of GPON terminals
-- where this is nothing that hangs on a fibre; NULL: nothing else (DeviceModel.stranger).
CREATE FUNCTION warehouse.stranger(p_model warehouse.device_model, p_serial text) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN p_model.serial_mask IS NULL THEN coalesce(
        (SELECT m.name FROM warehouse.device_model m WHERE m.model_id <> p_model.model_id
            AND warehouse.tells(m.serial_mask, p_serial) ORDER BY m.model_id LIMIT 1),
        CASE WHEN p_model.kind NOT IN ('ont', 'router', 'modem')
                AND p_serial ~ '^(ADTN|ALCL|CXNK|DSNW|FHTT|HWTC|UBNT|ZTEG)[0-9A-F]{8}$'
            THEN 'GPON' END) END
    $$;

-- A stock of the caller's branches, in use; another is refused by its field's name.
CREATE FUNCTION warehouse.my_stock(p_stock int, p_label text) RETURNS warehouse.stock LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_stock warehouse.stock;
BEGIN
    SELECT * INTO v_stock FROM warehouse.stock s
        WHERE s.stock_id = p_stock AND s.is_active AND s.branch_id = ANY (sec.my_branches());
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('%s: choose one of yours.', p_label);
    END IF;
    RETURN v_stock;
END $$;

CREATE FUNCTION api.document_open(
    p_kind text, p_from int, p_to int, p_customer bigint, p_ticket bigint, p_model int, p_stops boolean, p_note text,
    p_key text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_document bigint;
BEGIN
    IF p_kind IS NULL OR p_kind NOT IN ('receive', 'move', 'hand_over', 'return', 'count') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Kind: choose receive, move, hand over, return or count.';
    END IF;
    PERFORM sec.need(warehouse.permission_for(p_kind));
    v_earlier := sec.command_begin(p_key, 'document.open',
        jsonb_build_array(p_kind, p_from, p_to, p_customer, p_ticket, p_model, p_stops, p_note));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'document_id')::bigint; END IF;
    IF p_kind IN ('receive', 'return') THEN
        PERFORM warehouse.my_stock(p_to, 'Stock');
    ELSE
        PERFORM warehouse.my_stock(p_from, CASE p_kind WHEN 'count' THEN 'Stock' ELSE 'From' END);
    END IF;
    IF p_kind = 'move' AND (p_to = p_from OR NOT EXISTS (SELECT FROM warehouse.stock s
        WHERE s.stock_id = p_to AND s.is_active)) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'To: choose another stock.';
    END IF;
    IF p_model IS NOT NULL AND NOT EXISTS (SELECT FROM warehouse.device_model m WHERE m.model_id = p_model) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'Model: choose one.';
    END IF;
    IF p_kind = 'hand_over' AND p_customer IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Customer: must be chosen.';
    END IF;
    IF length(coalesce(p_note, '')) > 400 OR p_note ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Note: at most 400 characters on one line.';
    END IF;
    IF p_customer IS NOT NULL THEN PERFORM customers.lock(p_customer); END IF;
    v_document := nextval('warehouse.document_id_seq');
    INSERT INTO warehouse.document (document_id, number, kind, from_stock_id, to_stock_id, customer_id, ticket_id,
            model_id, stops_on_error, note, created_at, created_by, since_movement)
        VALUES (v_document,
            format('%s-%s-%s', CASE p_kind WHEN 'receive' THEN 'R' WHEN 'move' THEN 'M' WHEN 'hand_over' THEN 'H'
                WHEN 'return' THEN 'T' ELSE 'C' END, to_char(sec.today(), 'YYYY'), customers.number_text(v_document)),
            p_kind, CASE WHEN p_kind IN ('move', 'hand_over', 'count') THEN p_from END,
            CASE WHEN p_kind IN ('receive', 'move', 'return') THEN p_to END,
            CASE WHEN p_kind IN ('hand_over', 'return') THEN p_customer END,
            CASE WHEN p_kind IN ('hand_over', 'return') THEN p_ticket END, p_model, coalesce(p_stops, false),
            btrim(coalesce(p_note, '')), sec.now(), session_user,
            coalesce((SELECT max(m.movement_id) FROM warehouse.movement m), 0));
    PERFORM sec.command_end(p_key, jsonb_build_object('document_id', v_document));
    PERFORM sec.announce('document ' || v_document);
    RETURN v_document;
END $$;

-- Locks a document that the caller may work on: a draft of the own stocks, or a sent move that comes to one of them.
CREATE FUNCTION warehouse.lock_document(p_document bigint) RETURNS warehouse.document LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_document warehouse.document;
    v_stock int;
BEGIN
    SELECT * INTO v_document FROM warehouse.document d WHERE d.document_id = p_document FOR UPDATE;
    v_stock := CASE WHEN v_document.state IN ('sent', 'received') OR v_document.kind IN ('receive', 'return')
        THEN v_document.to_stock_id ELSE v_document.from_stock_id END;
    IF v_document.document_id IS NULL OR NOT EXISTS (SELECT FROM warehouse.stock s
        WHERE s.stock_id = v_stock AND s.branch_id = ANY (sec.my_branches())) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003',
            MESSAGE = format('There is no document %s of your stocks.', coalesce(v_document.number, p_document::text));
    END IF;
    PERFORM sec.need(warehouse.permission_for(v_document.kind));
    RETURN v_document;
END $$;

-- Refuses what is not being scanned any more, by who ended it.
CREATE FUNCTION warehouse.need_scanning(p_document warehouse.document) RETURNS void LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_document.state IN ('draft', 'sent') THEN RETURN; END IF;
    RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s was %s by %s already; nothing more is scanned into it.',
        p_document.number, p_document.state, sec.name_of(coalesce(p_document.received_by, p_document.posted_by,
        p_document.created_by)));
END $$;

-- The supplier's list of a delivery: replaces the one there was. Rows: {serial, mac, model, quantity}, the model by code.
CREATE FUNCTION api.document_expect(p_document bigint, p_rows jsonb, p_key text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_document warehouse.document;
    v_row record;
    v_count int := 0;
BEGIN
    PERFORM sec.need('device.receive');
    v_earlier := sec.command_begin(p_key, 'document.expect', jsonb_build_array(p_document, p_rows));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'rows')::int; END IF;
    v_document := warehouse.lock_document(p_document);
    IF v_document.kind <> 'receive' OR v_document.state <> 'draft' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s is no draft of a receipt.', v_document.number);
    END IF;
    DELETE FROM warehouse.document_expected e WHERE e.document_id = p_document;
    FOR v_row IN SELECT r.ordinality AS entry, nullif(r.value ->> 'serial', '') AS serial,
            nullif(r.value ->> 'mac', '') AS mac, r.value ->> 'model' AS code, (r.value ->> 'quantity')::bigint AS quantity,
            m.model_id, m.is_serialised
        FROM jsonb_array_elements(p_rows) WITH ORDINALITY r (value, ordinality)
            LEFT JOIN warehouse.device_model m ON m.code = r.value ->> 'model' ORDER BY r.ordinality LOOP
        IF v_row.model_id IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = format('Row %s of the list: there is no model %s.', v_row.entry, coalesce(v_row.code, '(empty)'));
        END IF;
        IF v_row.is_serialised <> (v_row.serial IS NOT NULL) OR v_row.is_serialised = (coalesce(v_row.quantity, 0) > 0) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
                'Row %s of the list: a device has a serial, a consumable a quantity.', v_row.entry);
        END IF;
        BEGIN
            INSERT INTO warehouse.document_expected (document_id, entry, serial, mac, model_id, quantity)
                VALUES (p_document, v_row.entry, v_row.serial, v_row.mac, v_row.model_id, v_row.quantity);
        EXCEPTION WHEN unique_violation OR check_violation THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
                'Row %s of the list: %s is there twice, or is no serial or MAC.', v_row.entry, v_row.serial);
        END;
        v_count := v_count + 1;
    END LOOP;
    PERFORM warehouse.judge_by_list(p_document);
    PERFORM sec.command_end(p_key, jsonb_build_object('rows', v_count));
    PERFORM sec.announce('document ' || p_document);
    RETURN v_count;
END $$;

-- What was scanned before there was this list, judged as if it came now.
CREATE FUNCTION warehouse.judge_by_list(p_document bigint) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE warehouse.document_line l SET is_counted = false, outcome = 'wrong_model', explanation = m.name
        FROM warehouse.document_expected e JOIN warehouse.device_model m USING (model_id)
        WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL AND e.document_id = p_document
            AND e.serial = l.serial AND e.model_id <> l.model_id;
    UPDATE warehouse.document_line l SET outcome = CASE
            WHEN EXISTS (SELECT FROM warehouse.document_expected e WHERE e.document_id = p_document AND e.serial = l.serial)
                OR NOT EXISTS (SELECT FROM warehouse.document_expected e WHERE e.document_id = p_document)
            THEN 'accepted' ELSE 'unexpected' END
        WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL AND l.serial IS NOT NULL;
    UPDATE warehouse.document_line l SET mac = e.mac FROM warehouse.document_expected e
        WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL AND l.mac IS NULL
            AND e.document_id = p_document AND e.serial = l.serial
            AND NOT EXISTS (SELECT FROM warehouse.device v WHERE v.mac = e.mac)
            AND NOT EXISTS (SELECT FROM warehouse.document_line o WHERE o.document_id = p_document AND o.mac = e.mac
                AND o.is_counted AND o.undone_at IS NULL);
    $$;

-- What one scan is to a document, and what is written of it.
CREATE TYPE warehouse.scan_result AS (
    outcome text, explanation text, is_counted boolean, device_id bigint, model_id int, serial text, mac text);

-- A device that is to be registered: new, of its model's form, expected if there is a list.
CREATE FUNCTION warehouse.scan_new(
    p_document warehouse.document, p_serial text, p_mac text, p_model int, p_known warehouse.device)
    RETURNS warehouse.scan_result LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_model warehouse.device_model;
    v_expected warehouse.document_expected;
    v_result warehouse.scan_result := ('accepted', '', true, NULL, p_model, p_serial, p_mac)::warehouse.scan_result;
BEGIN
    IF p_known.device_id IS NOT NULL THEN
        RETURN (CASE WHEN p_known.state = 'at_customer' THEN 'at_customer' WHEN p_known.serial <> p_serial
                THEN 'mac_taken' ELSE 'registered' END,
            p_known.serial, false, p_known.device_id, p_known.model_id, p_serial, p_mac)::warehouse.scan_result;
    END IF;
    SELECT * INTO v_expected FROM warehouse.document_expected e
        WHERE e.document_id = p_document.document_id AND e.serial = p_serial;
    SELECT * INTO v_model FROM warehouse.device_model m
        WHERE m.model_id = coalesce(p_model, v_expected.model_id, p_document.model_id);
    v_result.model_id := v_model.model_id;
    v_result.mac := coalesce(p_mac, v_expected.mac);
    IF v_model.model_id IS NULL OR NOT v_model.is_serialised THEN
        v_result.outcome := 'no_model';
    ELSIF NOT warehouse.fits(v_model.serial_mask, p_serial) OR warehouse.stranger(v_model, p_serial) IS NOT NULL THEN
        v_result.outcome := 'wrong_model';
        v_result.explanation := v_model.name;
    ELSIF v_expected.entry IS NOT NULL AND v_expected.model_id <> v_model.model_id THEN
        v_result.outcome := 'wrong_model';
        v_result.explanation := (SELECT m.name FROM warehouse.device_model m WHERE m.model_id = v_expected.model_id);
    ELSIF v_model.needs_mac AND v_result.mac IS NULL THEN
        v_result.outcome := 'incomplete';
    ELSIF v_result.mac IS NOT NULL AND EXISTS (SELECT FROM warehouse.document_line l
        WHERE l.document_id = p_document.document_id AND l.mac = v_result.mac AND l.is_counted AND l.undone_at IS NULL) THEN
        v_result.outcome := 'mac_taken';
    ELSIF v_expected.entry IS NULL AND EXISTS (SELECT FROM warehouse.document_expected e
        WHERE e.document_id = p_document.document_id) THEN
        -- It is here all the same: counted, and told.
        v_result.outcome := 'unexpected';
    END IF;
    v_result.is_counted := v_result.outcome IN ('accepted', 'unexpected');
    RETURN v_result;
END $$;

-- A device that is known already and is to be moved, handed over, taken back or counted.
CREATE FUNCTION warehouse.scan_known(p_document warehouse.document, p_device warehouse.device)
    RETURNS warehouse.scan_result LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_outcome text := 'accepted';
    v_explanation text := '';
BEGIN
    IF p_document.state = 'sent' THEN
        v_outcome := CASE WHEN p_device.transit_id = p_document.document_id THEN 'accepted'
            WHEN p_device.stock_id = p_document.from_stock_id AND p_device.state <> 'reserved' THEN 'extra'
            WHEN p_device.customer_id IS NOT NULL THEN 'at_customer'
            WHEN p_device.transit_id IS NOT NULL THEN 'in_transit' ELSE 'wrong_stock' END;
    ELSIF p_document.kind = 'count' THEN
        v_outcome := CASE WHEN p_device.stock_id = p_document.from_stock_id THEN 'accepted'
            WHEN p_device.customer_id IS NOT NULL THEN 'at_customer' ELSE 'misplaced' END;
        IF v_outcome = 'misplaced' THEN
            -- Where it is written now: posting changes that.
            v_explanation := (SELECT w.location FROM warehouse.describe(p_device.device_id) w);
        END IF;
    ELSIF p_document.kind = 'return' THEN
        v_outcome := CASE WHEN p_device.customer_id IS NULL THEN 'not_at_customer'
            WHEN p_device.customer_id <> p_document.customer_id THEN 'wrong_customer' ELSE 'accepted' END;
    ELSE
        v_outcome := CASE WHEN p_device.customer_id IS NOT NULL THEN 'at_customer'
            WHEN p_device.transit_id IS NOT NULL THEN 'in_transit'
            WHEN p_device.stock_id <> p_document.from_stock_id THEN 'wrong_stock'
            WHEN p_device.state = 'written_off' THEN 'written_off'
            WHEN p_document.kind = 'hand_over' AND p_device.state NOT IN ('in_stock', 'new', 'reserved') THEN 'not_free'
            WHEN p_document.kind = 'hand_over' AND p_document.model_id <> p_device.model_id THEN 'wrong_model'
            ELSE 'accepted' END;
        IF v_outcome = 'wrong_model' THEN
            v_explanation := (SELECT m.name FROM warehouse.device_model m WHERE m.model_id = p_document.model_id);
        END IF;
    END IF;
    IF v_outcome = 'accepted' AND p_document.kind <> 'count' AND p_document.state = 'draft' THEN
        SELECT 'elsewhere', format('%s of %s', d.number, sec.name_of(d.created_by)) INTO v_outcome, v_explanation
            FROM warehouse.document_line l JOIN warehouse.document d USING (document_id)
            WHERE l.serial = p_device.serial AND l.is_counted AND l.undone_at IS NULL AND d.state = 'draft'
                AND d.kind <> 'count' AND d.document_id <> p_document.document_id
            ORDER BY d.kind <> 'hand_over', d.document_id LIMIT 1;
        v_outcome := coalesce(v_outcome, 'accepted');
        v_explanation := coalesce(v_explanation, '');
    END IF;
    RETURN (v_outcome, v_explanation, v_outcome IN ('accepted', 'extra', 'misplaced'), p_device.device_id,
        p_device.model_id, p_device.serial, p_device.mac)::warehouse.scan_result;
END $$;

-- A quantity of a consumable; of a sent move, what came of it.
CREATE FUNCTION warehouse.scan_quantity(p_document warehouse.document, p_model int, p_quantity bigint)
    RETURNS warehouse.scan_result LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_model warehouse.device_model;
    v_there bigint;
BEGIN
    SELECT * INTO v_model FROM warehouse.device_model m WHERE m.model_id = p_model;
    IF v_model.model_id IS NULL OR v_model.is_serialised THEN
        RETURN ('no_model', '', false, NULL, p_model, NULL, NULL)::warehouse.scan_result;
    END IF;
    -- Nothing of it may be what is counted; nothing is never moved.
    IF p_quantity NOT BETWEEN (CASE p_document.kind WHEN 'count' THEN 0 ELSE 1 END) AND 1000000000 THEN
        RETURN ('unreadable', 'A quantity is 1 to 1 000 000 000.', false, NULL, p_model, NULL, NULL)::warehouse.scan_result;
    END IF;
    IF p_document.kind IN ('move', 'hand_over') THEN
        SELECT coalesce((SELECT q.quantity FROM warehouse.quantity q
                WHERE q.stock_id = p_document.from_stock_id AND q.model_id = p_model), 0)
            - coalesce((SELECT sum(l.quantity) FROM warehouse.document_line l WHERE l.document_id = p_document.document_id
                AND l.model_id = p_model AND l.is_counted AND l.undone_at IS NULL AND p_document.state = 'draft'), 0)
            INTO v_there;
        IF p_document.state = 'sent' THEN
            SELECT coalesce(sum(l.quantity - coalesce(l.arrived_quantity, 0)), 0) INTO v_there
                FROM warehouse.document_line l WHERE l.document_id = p_document.document_id AND l.model_id = p_model
                    AND l.is_counted AND l.undone_at IS NULL AND l.settled IS NULL;
        END IF;
        IF v_there < p_quantity THEN
            RETURN ('too_few', v_there::text, false, NULL, p_model, NULL, NULL)::warehouse.scan_result;
        END IF;
    END IF;
    RETURN ('accepted', '', true, NULL, p_model, NULL, NULL)::warehouse.scan_result;
END $$;

-- Takes one scan into a document and answers its line; NULL where nothing is written, as of a duplicate. What comes of a
-- sent move has an arrival's number as well.
CREATE FUNCTION warehouse.take_scan(
    p_document warehouse.document, p_scan jsonb, OUT result warehouse.scan_result, OUT line int, OUT arrival int)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_serials text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(p_scan -> 'serials', '[]')));
    v_mac text := nullif(p_scan ->> 'mac', '');
    v_model int := (p_scan ->> 'model')::int;
    v_quantity bigint := (p_scan ->> 'quantity')::bigint;
    v_device warehouse.device;
    v_line warehouse.document_line;
    v_written bigint;
    v_seen bigint;
BEGIN
    IF v_quantity IS NOT NULL THEN
        result := warehouse.scan_quantity(p_document, v_model, v_quantity);
        IF p_document.state = 'sent' AND result.is_counted THEN
            SELECT a.line, a.arrival INTO line, arrival FROM warehouse.arrive_quantity(p_document, v_model, v_quantity) a;
            RETURN;
        ELSIF p_document.kind = 'count' THEN
            -- Both of one moment.
            SELECT coalesce((SELECT q.quantity FROM warehouse.quantity q
                    WHERE q.stock_id = p_document.from_stock_id AND q.model_id = v_model), 0),
                coalesce((SELECT max(m.quantity_movement_id) FROM warehouse.quantity_movement m WHERE m.model_id = v_model
                    AND p_document.from_stock_id IN (m.from_stock_id, m.to_stock_id)), 0) INTO v_written, v_seen;
        END IF;
    ELSIF p_scan ->> 'problem' IS NOT NULL THEN
        result := (CASE WHEN p_scan ->> 'incomplete' = 'true' THEN 'incomplete' ELSE 'unreadable' END,
            left(p_scan ->> 'problem', 200), false, NULL, NULL, NULL, NULL)::warehouse.scan_result;
    ELSIF cardinality(v_serials) = 0 OR NOT (SELECT bool_and(s ~ '^[A-Z0-9]{4,32}$') FROM unnest(v_serials) s)
        OR v_mac !~ '^[0-9A-F]{12}$' THEN
        result := ('unreadable', 'No serial: 4 to 32 letters and digits, at least one digit.', false, NULL, NULL, NULL, NULL)::warehouse.scan_result;
    ELSE
        SELECT l.* INTO v_line FROM warehouse.document_line l WHERE l.document_id = p_document.document_id
            AND l.is_counted AND l.undone_at IS NULL AND (l.serial = ANY (v_serials) OR l.mac = ANY (v_serials))
            ORDER BY array_position(v_serials, l.serial) NULLS LAST LIMIT 1;
        SELECT d.* INTO v_device FROM warehouse.device d
            WHERE d.serial = ANY (v_serials) OR d.mac = ANY (v_serials || v_mac)
            ORDER BY array_position(v_serials, d.serial) NULLS LAST LIMIT 1;
        IF p_document.kind = 'count' AND v_device.device_id IS NOT NULL THEN
            -- Read again behind its last movement: what moves in between counts as moved.
            SELECT coalesce(max(m.movement_id), 0) INTO v_seen FROM warehouse.movement m
                WHERE m.device_id = v_device.device_id;
            SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = v_device.device_id;
        END IF;
        IF v_line.arrived_at IS NULL AND v_line.settled IS NULL AND v_device.device_id = v_line.device_id
            AND v_device.transit_id = p_document.document_id THEN
            UPDATE warehouse.document_line l SET arrived_at = sec.now(), arrived_by = session_user
                WHERE l.document_id = p_document.document_id AND l.line = v_line.line;
            result := ('accepted', '', true, v_line.device_id, v_line.model_id, v_line.serial, v_line.mac)::warehouse.scan_result;
            line := v_line.line;
            arrival := warehouse.arrive(p_document.document_id, line);
            RETURN;
        ELSIF p_document.state = 'sent' AND v_line.arrived_at IS NULL AND v_device.device_id = v_line.device_id
            AND v_device.stock_id IS DISTINCT FROM p_document.to_stock_id THEN
            -- Lost, gone back or found elsewhere meanwhile, and here all the same: from where it is written it is moved.
            result := warehouse.scan_known(p_document, v_device);
            IF result.is_counted THEN result.outcome := 'wrong_stock'; END IF;
            result.is_counted := false;
        ELSIF v_line.line IS NOT NULL AND v_mac IS NOT NULL AND v_line.mac IS NULL AND p_document.kind = 'receive' THEN
            -- The MAC of a device scanned just before.
            result := warehouse.scan_new(p_document, v_line.serial, v_mac, v_line.model_id, v_device);
            IF result.outcome IN ('accepted', 'unexpected') THEN
                UPDATE warehouse.document_line l SET mac = v_mac
                    WHERE l.document_id = p_document.document_id AND l.line = v_line.line;
                result.outcome := 'completed';
                line := v_line.line;
                RETURN;
            END IF;
        ELSIF v_line.line IS NOT NULL THEN
            result := ('duplicate', '', false, v_line.device_id, v_line.model_id, v_line.serial, v_line.mac)::warehouse.scan_result;
            RETURN;
        ELSIF p_document.kind = 'receive' THEN
            result := warehouse.scan_new(p_document, v_serials[1], v_mac, v_model, v_device);
        ELSIF v_device.device_id IS NULL THEN
            result := ('unknown', '', false, NULL, NULL, v_serials[1], NULL)::warehouse.scan_result;
        ELSE
            result := warehouse.scan_known(p_document, v_device);
        END IF;
    END IF;
    INSERT INTO warehouse.document_line AS l (document_id, line, scan, outcome, explanation, is_counted, device_id,
            model_id, serial, mac, quantity, scanned_at, scanned_by, arrived_at, arrived_by, written, seen_movement)
        VALUES (p_document.document_id, (SELECT coalesce(max(o.line), 0) + 1 FROM warehouse.document_line o
                WHERE o.document_id = p_document.document_id),
            left(regexp_replace(coalesce(p_scan ->> 'scan', ''), '[[:cntrl:]]', ' ', 'g'), 200), result.outcome,
            result.explanation, result.is_counted, result.device_id, result.model_id, result.serial, result.mac,
            CASE WHEN result.is_counted THEN v_quantity END, sec.now(), session_user,
            CASE WHEN result.outcome = 'extra' THEN sec.now() END, CASE WHEN result.outcome = 'extra' THEN session_user END,
            v_written, v_seen)
        RETURNING l.line INTO line;
    IF result.outcome = 'extra' THEN arrival := warehouse.arrive(p_document.document_id, line); END IF;
    IF p_document.kind = 'hand_over' AND result.is_counted AND result.device_id IS NOT NULL THEN
        PERFORM warehouse.reserve(p_document.document_id, line, result.device_id);
    END IF;
END $$;

-- A device of a hand-over that is being scanned is promised: nobody else gives it away, and it counts as free no more.
CREATE FUNCTION warehouse.reserve(p_document bigint, p_line int, p_device bigint) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_device warehouse.device;
BEGIN
    SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = p_device FOR UPDATE;
    -- Somebody was faster: the posting tells.
    IF v_device.state NOT IN ('in_stock', 'new') THEN RETURN; END IF;
    UPDATE warehouse.document_line l SET state_before = v_device.state
        WHERE l.document_id = p_document AND l.line = p_line;
    UPDATE warehouse.device d SET state = 'reserved', version = d.version + 1 WHERE d.device_id = p_device;
END $$;

-- The devices that a draft, or one line of it, has reserved are free again.
CREATE FUNCTION warehouse.release(p_document bigint, p_line int DEFAULT NULL) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_line record;
BEGIN
    FOR v_line IN SELECT l.device_id, l.state_before FROM warehouse.document_line l JOIN warehouse.document d USING (document_id)
        WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL AND l.state_before IS NOT NULL
            AND d.kind = 'hand_over' AND d.state = 'draft' AND (p_line IS NULL OR l.line = p_line) ORDER BY l.device_id LOOP
        UPDATE warehouse.device d SET state = v_line.state_before, version = d.version + 1
            WHERE d.device_id = v_line.device_id AND d.state = 'reserved';
    END LOOP;
END $$;

-- Takes scans into a document, in their order. Each is {scan, serials: [likeliest first], mac, model, quantity, problem}.
-- Where the batch stops on errors, what follows a bad one is answered with 'waiting' and not taken.
CREATE FUNCTION api.document_scan(p_document bigint, p_scans jsonb, p_key text)
    RETURNS TABLE (outcome text, explanation text, line int, serial text, model_name text, location text, arrival int)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_answers jsonb;
    v_document warehouse.document;
    v_serials text[];
    v_scan jsonb;
    v_taken record;
    v_stopped boolean := false;
BEGIN
    PERFORM sec.need('warehouse.view');
    v_answers := sec.command_begin(p_key, 'document.scan', jsonb_build_array(p_document, p_scans));
    IF v_answers IS NULL THEN
        v_document := warehouse.lock_document(p_document);
        PERFORM warehouse.need_scanning(v_document);
        IF jsonb_array_length(p_scans) > 200 THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'At most 200 scans at once.';
        END IF;
        IF v_document.kind = 'hand_over' THEN
            -- What is to be reserved, in the order in which a posting takes it: neither waits for the other then.
            v_serials := ARRAY(SELECT jsonb_array_elements_text(coalesce(s.value -> 'serials', '[]'))
                FROM jsonb_array_elements(p_scans) s);
            PERFORM FROM warehouse.device d WHERE d.serial = ANY (v_serials) OR d.mac = ANY (v_serials)
                ORDER BY d.device_id FOR UPDATE;
        END IF;
        v_answers := '[]';
        FOR v_scan IN SELECT value FROM jsonb_array_elements(p_scans) LOOP
            IF v_stopped THEN
                v_answers := v_answers || jsonb_build_object('outcome', 'waiting');
                CONTINUE;
            END IF;
            SELECT * INTO v_taken FROM warehouse.take_scan(v_document, v_scan);
            v_answers := v_answers || jsonb_build_object('outcome', (v_taken.result).outcome,
                'explanation', (v_taken.result).explanation, 'line', v_taken.line, 'arrival', v_taken.arrival,
                'serial', coalesce((v_taken.result).serial, (SELECT m.name FROM warehouse.device_model m
                    WHERE m.model_id = (v_taken.result).model_id AND NOT m.is_serialised)),
                'device', (v_taken.result).device_id, 'model', (v_taken.result).model_id);
            v_stopped := v_document.stops_on_error AND NOT (v_taken.result).is_counted
                AND (v_taken.result).outcome <> 'duplicate';
        END LOOP;
        PERFORM sec.command_end(p_key, v_answers);
        PERFORM sec.announce('document ' || p_document);
    END IF;
    RETURN QUERY SELECT a.value ->> 'outcome', coalesce(a.value ->> 'explanation', ''), (a.value ->> 'line')::int,
            coalesce(d.serial, a.value ->> 'serial', ''),
            coalesce(d.model_name, (SELECT m.name FROM warehouse.device_model m
                WHERE m.model_id = (a.value ->> 'model')::int), ''),
            coalesce(d.location, ''), (a.value ->> 'arrival')::int
        FROM jsonb_array_elements(v_answers) WITH ORDINALITY a (value, place)
            LEFT JOIN LATERAL warehouse.describe((a.value ->> 'device')::bigint) d ON true
        ORDER BY a.place;
END $$;

-- Takes back what one scan did and no more: a line of a draft, or of a sent move one that was set aside; an arrival of a
-- sent move; the MAC ('mac') that was given to a line.
CREATE FUNCTION api.document_undo(p_document bigint, p_part text, p_number int, p_key text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_document warehouse.document;
    v_line warehouse.document_line;
    v_scan text;
BEGIN
    PERFORM sec.need('warehouse.view');
    v_earlier := sec.command_begin(p_key, 'document.undo', jsonb_build_array(p_document, p_part, p_number));
    IF v_earlier IS NOT NULL THEN RETURN v_earlier ->> 'scan'; END IF;
    v_document := warehouse.lock_document(p_document);
    PERFORM warehouse.need_scanning(v_document);
    SELECT * INTO v_line FROM warehouse.document_line l WHERE l.document_id = p_document AND l.line = p_number
        AND l.undone_at IS NULL;
    IF p_part = 'arrival' THEN
        v_scan := warehouse.undo_arrival(p_document, p_number);
    ELSIF p_part = 'mac' AND v_line.mac IS NOT NULL AND v_document.kind = 'receive' THEN
        UPDATE warehouse.document_line l SET mac = NULL WHERE l.document_id = p_document AND l.line = p_number;
        v_scan := format('The MAC of %s', v_line.serial);
    ELSIF p_part = 'line' AND v_line.line IS NOT NULL AND (v_document.state = 'draft' OR NOT v_line.is_counted) THEN
        PERFORM warehouse.release(p_document, p_number);
        UPDATE warehouse.document_line l SET undone_at = sec.now(), undone_by = session_user
            WHERE l.document_id = p_document AND l.line = p_number;
        v_scan := coalesce(v_line.serial, v_line.scan);
    END IF;
    IF v_scan IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'This scan is undone already.';
    END IF;
    PERFORM sec.command_end(p_key, jsonb_build_object('scan', v_scan));
    PERFORM sec.announce('document ' || p_document);
    RETURN v_scan;
END $$;
