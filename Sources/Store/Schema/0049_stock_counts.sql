-- Counts, and what differs in a document. A count says what was there when it was scanned: what moves afterwards is no
-- difference, whoever posts the count and when.

-- Where what is lost out of a stock is written: a scrap stock, of the same branch if it has one. NULL: there is none.
CREATE FUNCTION warehouse.scrap_of(p_stock int) RETURNS int LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.stock_id FROM warehouse.stock s JOIN warehouse.stock own ON own.stock_id = p_stock
        WHERE s.kind = 'scrap' AND s.is_active ORDER BY s.branch_id <> own.branch_id, s.stock_id LIMIT 1
    $$;

-- Whether a device moved after a line of a count saw it.
CREATE FUNCTION warehouse.has_moved(p_device bigint, p_seen bigint) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce((SELECT max(m.movement_id) FROM warehouse.movement m WHERE m.device_id = p_device), 0)
        <> coalesce(p_seen, 0)
    $$;

-- What a draft of a count found otherwise than it is written: devices that are missing ('missing'), those written elsewhere
-- ('misplaced'), quantities ('quantity', as written when they were counted); and what it does not change: what has moved
-- since it was scanned ('moved', with its line) and consumables nobody counted ('uncounted').
CREATE FUNCTION warehouse.count_differences(p_document bigint)
    RETURNS TABLE (kind text, device_id bigint, model_id int, written bigint, counted bigint, line int)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH d AS (SELECT * FROM warehouse.document WHERE document_id = p_document),
        found AS (SELECT l.* FROM warehouse.document_line l
            WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL),
        -- Counted in parts with a movement in between: nobody can say of which part that was.
        counts AS (SELECT f.model_id, sum(f.quantity)::bigint AS quantity, min(f.written) AS written,
                min(f.seen_movement) <> max(f.seen_movement) AS has_moved
            FROM found f WHERE f.quantity IS NOT NULL GROUP BY 1)
    SELECT 'missing', v.device_id, v.model_id, 1::bigint, 0::bigint, NULL::int
        FROM d JOIN warehouse.device v ON v.stock_id = d.from_stock_id
        WHERE NOT EXISTS (SELECT FROM found f WHERE f.device_id = v.device_id)
            AND NOT EXISTS (SELECT FROM warehouse.movement m WHERE m.device_id = v.device_id
                AND m.movement_id > d.since_movement AND m.to_stock_id = d.from_stock_id)
    UNION ALL
    SELECT CASE WHEN warehouse.has_moved(v.device_id, f.seen_movement) THEN 'moved' ELSE 'misplaced' END, v.device_id,
            v.model_id, 0, 1, f.line
        FROM d, found f JOIN warehouse.device v USING (device_id) WHERE v.stock_id IS DISTINCT FROM d.from_stock_id
    UNION ALL
    SELECT 'quantity', NULL, c.model_id, c.written, c.quantity, NULL FROM counts c
        WHERE NOT c.has_moved AND c.written <> c.quantity
    UNION ALL
    SELECT 'moved', NULL, f.model_id, c.written, c.quantity, f.line FROM counts c JOIN found f USING (model_id)
        WHERE c.has_moved AND f.quantity IS NOT NULL
    UNION ALL
    SELECT 'uncounted', NULL, q.model_id, q.quantity, 0, NULL
        FROM d JOIN warehouse.quantity q ON q.stock_id = d.from_stock_id AND q.quantity > 0
        WHERE NOT EXISTS (SELECT FROM counts c WHERE c.model_id = q.model_id)
    $$;

CREATE FUNCTION warehouse.post_count(p_document warehouse.document) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_difference record;
    v_device warehouse.device;
    v_change bigint;
    v_scrap int := warehouse.scrap_of(p_document.from_stock_id);
BEGIN
    FOR v_difference IN SELECT c.*, (SELECT l.seen_movement FROM warehouse.document_line l
                WHERE l.document_id = p_document.document_id AND l.line = c.line) AS seen
            FROM warehouse.count_differences(p_document.document_id) c WHERE c.kind <> 'uncounted'
            ORDER BY c.device_id NULLS LAST, c.model_id LOOP
        IF v_difference.kind = 'moved' THEN
            PERFORM warehouse.set_aside(p_document.document_id, v_difference.line, 'moved', '');
            CONTINUE;
        END IF;
        PERFORM sec.need('stock.adjust');
        IF v_difference.kind = 'quantity' THEN
            -- What was too much or too little when it was counted, and of what has left since no more than is there.
            v_change := greatest(v_difference.counted - v_difference.written, -coalesce((
                SELECT q.quantity FROM warehouse.quantity q WHERE q.stock_id = p_document.from_stock_id
                    AND q.model_id = v_difference.model_id FOR UPDATE), 0));
            PERFORM warehouse.write_quantity(p_document, 'adjust', v_difference.model_id,
                CASE WHEN v_change < 0 THEN p_document.from_stock_id END,
                CASE WHEN v_change > 0 THEN p_document.from_stock_id END, NULL, abs(v_change));
            CONTINUE;
        END IF;
        SELECT * INTO v_device FROM warehouse.device d WHERE d.device_id = v_difference.device_id FOR UPDATE;
        -- Looked at again, now that nobody else moves it.
        IF v_difference.kind = 'misplaced' THEN
            IF warehouse.has_moved(v_device.device_id, v_difference.seen) THEN
                PERFORM warehouse.set_aside(p_document.document_id, v_difference.line, 'moved', '');
            ELSE
                PERFORM warehouse.place(v_device, 'adjust', p_document.from_stock_id, NULL, NULL, NULL,
                    p_document.document_id, NULL, 'found by a count');
            END IF;
        ELSIF v_device.stock_id = p_document.from_stock_id AND NOT EXISTS (SELECT FROM warehouse.movement m
            WHERE m.device_id = v_device.device_id AND m.movement_id > p_document.since_movement
                AND m.to_stock_id = p_document.from_stock_id) THEN
            IF v_scrap IS NULL OR v_scrap = p_document.from_stock_id THEN
                RAISE EXCEPTION USING ERRCODE = 'BC002',
                    MESSAGE = 'What is missing goes to a scrap stock, and there is none: make one first.';
            END IF;
            PERFORM warehouse.place(v_device, 'adjust', v_scrap, NULL, NULL, NULL, p_document.document_id, NULL,
                'missing in a count');
        END IF;
    END LOOP;
END $$;

-- What a posted count changed, by its movements; what it left alone, by its lines and by what was written then.
CREATE FUNCTION warehouse.posted_differences(p_document warehouse.document)
    RETURNS TABLE (kind text, device_id bigint, model_id int, written bigint, counted bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH lines AS (SELECT * FROM warehouse.document_line l
            WHERE l.document_id = p_document.document_id AND l.undone_at IS NULL),
        counts AS (SELECT l.model_id, sum(l.quantity)::bigint AS quantity, bool_and(l.is_counted) AS is_counted
            FROM lines l WHERE l.quantity IS NOT NULL GROUP BY 1),
        changes AS (SELECT v.model_id,
                sum(CASE WHEN v.to_stock_id IS NULL THEN -v.quantity ELSE v.quantity END)::bigint AS change
            FROM warehouse.quantity_movement v WHERE v.document_id = p_document.document_id GROUP BY 1)
    SELECT CASE WHEN m.to_stock_id = p_document.from_stock_id THEN 'misplaced' ELSE 'missing' END, m.device_id, v.model_id,
            CASE WHEN m.to_stock_id = p_document.from_stock_id THEN 0 ELSE 1 END::bigint,
            CASE WHEN m.to_stock_id = p_document.from_stock_id THEN 1 ELSE 0 END::bigint
        FROM warehouse.movement m JOIN warehouse.device v USING (device_id)
        WHERE m.document_id = p_document.document_id
    UNION ALL
    SELECT 'quantity', NULL, c.model_id, n.quantity - c.change, n.quantity FROM changes c JOIN counts n USING (model_id)
    UNION ALL
    SELECT 'moved', l.device_id, l.model_id, 0, 1 FROM lines l WHERE l.outcome = 'moved' AND l.quantity IS NULL
    UNION ALL
    SELECT 'moved', NULL, n.model_id, 0, n.quantity FROM counts n WHERE NOT n.is_counted
    UNION ALL
    SELECT 'uncounted', NULL, b.model_id, b.balance, 0 FROM (
            SELECT DISTINCT ON (v.model_id) v.model_id,
                CASE v.to_stock_id WHEN p_document.from_stock_id THEN v.to_balance ELSE v.from_balance END AS balance
            FROM warehouse.quantity_movement v
            WHERE p_document.from_stock_id IN (v.from_stock_id, v.to_stock_id) AND v.moved_at <= p_document.posted_at
            ORDER BY v.model_id, v.quantity_movement_id DESC) b
        WHERE b.balance > 0 AND NOT EXISTS (SELECT FROM counts n WHERE n.model_id = b.model_id)
    $$;

-- What differs in a document: of a receipt from its list, of a count from what is written, of a posted one as it was then.
CREATE FUNCTION api.document_differences(p_document bigint)
    RETURNS TABLE (kind text, name text, model text, written bigint, counted bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_document warehouse.document;
BEGIN
    PERFORM sec.need('warehouse.view');
    SELECT * INTO v_document FROM warehouse.document d WHERE d.document_id = p_document;
    IF v_document.kind = 'count' AND v_document.state IN ('draft', 'posted') THEN
        RETURN QUERY SELECT c.kind, coalesce(d.serial, ''), m.name, c.written, c.counted
            FROM (SELECT DISTINCT x.kind, x.device_id, x.model_id, x.written, x.counted
                    FROM warehouse.count_differences(p_document) x WHERE v_document.state = 'draft'
                UNION ALL
                SELECT * FROM warehouse.posted_differences(v_document) WHERE v_document.state = 'posted') c
                JOIN warehouse.device_model m USING (model_id)
                LEFT JOIN warehouse.device d ON d.device_id = c.device_id
            ORDER BY c.kind, m.name, d.serial LIMIT 1000;
    ELSIF v_document.kind = 'receive' AND EXISTS (SELECT FROM warehouse.document_expected e
        WHERE e.document_id = p_document) THEN
        RETURN QUERY
            WITH found AS (SELECT l.* FROM warehouse.document_line l
                WHERE l.document_id = p_document AND l.is_counted AND l.undone_at IS NULL),
            expected AS (SELECT e.* FROM warehouse.document_expected e WHERE e.document_id = p_document)
            SELECT x.kind, x.name, m.name, x.written, x.counted FROM (
                SELECT 'missing' AS kind, e.serial AS name, e.model_id, 1::bigint AS written, 0::bigint AS counted
                    FROM expected e WHERE e.serial IS NOT NULL AND NOT EXISTS (SELECT FROM found f WHERE f.serial = e.serial)
                UNION ALL
                SELECT 'unexpected', f.serial, f.model_id, 0, 1 FROM found f
                    WHERE f.serial IS NOT NULL AND NOT EXISTS (SELECT FROM expected e WHERE e.serial = f.serial)
                UNION ALL
                SELECT 'quantity', '', q.model_id, sum(q.written)::bigint, sum(q.counted)::bigint
                    FROM (SELECT e.model_id, e.quantity AS written, 0 AS counted FROM expected e WHERE e.quantity IS NOT NULL
                        UNION ALL
                        SELECT f.model_id, 0, f.quantity FROM found f WHERE f.quantity IS NOT NULL) q
                    GROUP BY q.model_id HAVING sum(q.written) <> sum(q.counted)) x
                JOIN warehouse.device_model m ON m.model_id = x.model_id
            ORDER BY x.kind, m.name, x.name LIMIT 1000;
    END IF;
END $$;
