-- The history of a customer as people read it: rows are named there as people call them, not by their numbers.

-- The columns of a row as texts, those of what lies within it by their path ("parameters.speed"). What is nothing is left out.
CREATE FUNCTION hist.flat(p_row jsonb) RETURNS TABLE (field text, value text) LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH RECURSIVE parts (path, content) AS (
        SELECT e.key, e.value FROM jsonb_each(CASE WHEN jsonb_typeof(p_row) = 'object' THEN p_row END) e
        UNION ALL
        SELECT CASE p.path WHEN 'data' THEN e.key ELSE p.path || '.' || e.key END, e.value
        FROM parts p, jsonb_each(CASE WHEN jsonb_typeof(p.content) = 'object' THEN p.content END) e)
    SELECT p.path, CASE jsonb_typeof(p.content)
        WHEN 'array' THEN (SELECT string_agg(x #>> '{}', ', ') FROM jsonb_array_elements(p.content) x)
        ELSE p.content #>> '{}' END
    FROM parts p WHERE jsonb_typeof(p.content) NOT IN ('object', 'null') AND p.content NOT IN ('""', '[]')
    $$;

-- A service by its type, the tariff it had that day, and what it is known by outside.
CREATE FUNCTION hist.service_name(p_customer bigint, p_subscription bigint, p_on date) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT concat_ws(' ', y.name, (SELECT t.name FROM catalog.subscription_tariff h JOIN catalog.tariff t USING (tariff_id)
            WHERE h.customer_id = s.customer_id AND h.subscription_id = s.subscription_id
            ORDER BY h.valid @> p_on DESC, lower(h.valid) DESC LIMIT 1), nullif(s.identifier, ''))
    FROM catalog.subscription s JOIN catalog.service_type y USING (service_type_id)
    WHERE s.customer_id = p_customer AND s.subscription_id = p_subscription
    $$;

CREATE FUNCTION hist.port_name(p_port bigint) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT n.code || ' ' || o.name FROM network.port o JOIN network.node n USING (node_id) WHERE o.port_id = p_port LIMIT 1 $$;

-- What people call that which a value of an event stands for: a queue by its name, a ticket by its number, an operator by
-- the full name. A value that stands for itself is its own name.
CREATE FUNCTION hist.called(p_event hist.event, p_field text, p_value text) RETURNS text LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_field text := split_part(p_field, '.', -1);
    v_number bigint := CASE WHEN p_value ~ '^[0-9]{1,18}$' THEN p_value::bigint END;
    v_name text;
BEGIN
    IF v_field IN ('taken_by', 'opened_by', 'created_by', 'posted_by', 'received_by', 'suspended_by', 'resumed_by',
        'added_by', 'withdrawn_by', 'author', 'actor') THEN
        RETURN sec.name_of(p_value);
    ELSIF v_field = 'segment' THEN
        SELECT s.name INTO v_name FROM customers.segment s WHERE s.segment = p_value;
    ELSIF v_field = 'step' THEN
        SELECT s.name INTO v_name FROM tickets.ticket t JOIN tickets.step s USING (flow_id)
            WHERE t.customer_id = p_event.customer_id AND t.ticket_id::text = p_event.object_id AND s.step = p_value;
    ELSIF v_number IS NULL THEN
        RETURN p_value;
    ELSE
        CASE v_field
        WHEN 'branch_id' THEN SELECT name INTO v_name FROM sec.branch WHERE branch_id = v_number;
        WHEN 'queue_id' THEN SELECT name INTO v_name FROM sec.queue WHERE queue_id = v_number;
        WHEN 'tariff_id' THEN SELECT name INTO v_name FROM catalog.tariff WHERE tariff_id = v_number;
        WHEN 'service_type_id' THEN SELECT name INTO v_name FROM catalog.service_type WHERE service_type_id = v_number;
        WHEN 'component_id' THEN SELECT name INTO v_name FROM catalog.component WHERE component_id = v_number;
        WHEN 'discount_id' THEN SELECT name INTO v_name FROM catalog.discount WHERE discount_id = v_number;
        WHEN 'campaign_id' THEN SELECT code INTO v_name FROM catalog.campaign WHERE campaign_id = v_number;
        WHEN 'tax_scheme_id' THEN SELECT name INTO v_name FROM catalog.tax_scheme WHERE tax_scheme_id = v_number;
        WHEN 'ticket_type_id' THEN SELECT name INTO v_name FROM tickets.ticket_type WHERE ticket_type_id = v_number;
        WHEN 'subscription_id' THEN
            v_name := hist.service_name(p_event.customer_id, v_number, sec.local_date(p_event.at));
        WHEN 'node_id' THEN SELECT code INTO v_name FROM network.node WHERE node_id = v_number;
        WHEN 'port_id' THEN v_name := hist.port_name(v_number);
        WHEN 'model_id' THEN SELECT name INTO v_name FROM warehouse.device_model WHERE model_id = v_number;
        WHEN 'device_id' THEN SELECT serial INTO v_name FROM warehouse.device WHERE device_id = v_number;
        WHEN 'transit_id', 'document_id' THEN SELECT number INTO v_name FROM warehouse.document WHERE document_id = v_number;
        WHEN 'stock_id', 'from_stock_id', 'to_stock_id' THEN SELECT name INTO v_name FROM warehouse.stock WHERE stock_id = v_number;
        WHEN 'merged_into' THEN SELECT number INTO v_name FROM customers.contract WHERE customer_id = v_number
            ORDER BY merged_from IS NOT NULL, contract_id DESC LIMIT 1;
        ELSE NULL;
        END CASE;
    END IF;
    RETURN coalesce(v_name, p_value);
END $$;

-- What an event is about, as people call it; NULL where its number is all there is to say.
CREATE FUNCTION hist.object_name(p_event hist.event) RETURNS text LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_first text := split_part(p_event.object_id, '/', 1);
    v_line text := nullif(split_part(p_event.object_id, '/', 2), '');
    v_row jsonb := coalesce(p_event.old, '{}') || coalesce(p_event.new, '{}');
    v_name text;
BEGIN
    CASE p_event.object
    WHEN 'catalog.subscription', 'catalog.subscription_tariff', 'catalog.subscription_parameter', 'catalog.suspension',
        'catalog.subscription_option', 'catalog.subscription_discount', 'catalog.subscription_price' THEN
        v_name := hist.called(p_event, 'subscription_id', v_first);
        v_line := CASE p_event.object WHEN 'catalog.subscription_tariff' THEN hist.called(p_event, 'tariff_id', v_line)
            WHEN 'catalog.subscription_discount' THEN hist.called(p_event, 'discount_id', v_line)
            WHEN 'catalog.subscription_option' THEN hist.called(p_event, 'component_id', v_line)
            WHEN 'catalog.subscription_price' THEN hist.called(p_event, 'component_id', v_line) ELSE v_line END;
        RETURN concat_ws(' of ', v_line, v_name);
    WHEN 'catalog.customer_tax' THEN RETURN hist.called(p_event, 'tax_scheme_id', v_first);
    WHEN 'network.port' THEN RETURN hist.called(p_event, 'port_id', v_first);
    WHEN 'customers.phone' THEN
        v_name := coalesce(v_row ->> 'number',
            (SELECT number FROM customers.phone WHERE customer_id = p_event.customer_id AND line::text = v_line));
    WHEN 'customers.contact' THEN
        v_name := coalesce(v_row ->> 'value',
            (SELECT value FROM customers.contact WHERE customer_id = p_event.customer_id AND line::text = v_line));
    WHEN 'customers.address' THEN
        SELECT concat_ws(' ', a.street, concat_ws('-', a.building, nullif(a.flat, ''))) INTO v_name FROM customers.address a
            WHERE a.customer_id = p_event.customer_id AND a.line::text = v_line;
        v_name := coalesce(v_name, concat_ws(' ', v_row ->> 'street',
            concat_ws('-', v_row ->> 'building', nullif(v_row ->> 'flat', ''))));
    WHEN 'customers.contract' THEN
        v_name := coalesce(v_row ->> 'number',
            (SELECT number FROM customers.contract WHERE customer_id = p_event.customer_id AND contract_id::text = v_line));
    WHEN 'customers.attachment' THEN
        v_name := coalesce(v_row ->> 'file_name',
            (SELECT file_name FROM customers.attachment WHERE customer_id = p_event.customer_id AND attachment_id::text = v_line));
    WHEN 'customers.signer' THEN
        v_name := coalesce(v_row ->> 'name',
            (SELECT name FROM customers.signer WHERE customer_id = p_event.customer_id AND line::text = v_line));
    ELSE NULL;
    END CASE;
    RETURN nullif(v_name, '');
END $$;

-- The fields of an event that are something on one side and another thing on the other.
CREATE FUNCTION hist.fields(p_event hist.event) RETURNS TABLE (field text, old text, new text) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT f.field, CASE WHEN f.is_named THEN hist.called(p_event, f.field, f.old) ELSE f.old END,
        CASE WHEN f.is_named THEN hist.called(p_event, f.field, f.new) ELSE f.new END
    FROM (SELECT field, o.value AS old, n.value AS new,
            field ~ '(_id|_by|^step|^segment|^author|^merged_into)$' AS is_named
        FROM hist.flat(p_event.old) o FULL JOIN hist.flat(p_event.new) n USING (field)
        WHERE o.value IS DISTINCT FROM n.value) f
    $$;

-- A page of a customer's history, newest first, with what belongs to those merged into the customer.
--   p_kinds           schemas or tables whose rows are wanted; none: all
--   p_objects, p_words  what tables are called on the screen, for p_text may be part of that, too
--   p_actor, p_text   parts of who did it, and of what is told, in any case
CREATE FUNCTION api.customer_history(p_customer bigint, p_kinds text[], p_objects text[], p_words text[], p_actor text,
    p_text text, p_from timestamptz, p_to timestamptz, p_before bigint, p_limit int) RETURNS TABLE (
    event_id bigint, at timestamptz, actor text, command text, object text, object_id text, name text, action text,
    fields text[], old text[], new text[], note text, currency text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET jit = off
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_actor text := lower(coalesce(p_actor, ''));
    v_text text := lower(coalesce(p_text, ''));
    v_limit int := least(greatest(p_limit, 0), 1000);
    v_everywhere boolean := sec.has('branch.all');
    v_branches int[] := sec.my_branches();
    v_identity boolean := sec.has('customer.identity');
    v_currency text := sec.currency();
BEGIN
    IF NOT sec.has('history.view') OR NOT sec.has('customer.view') THEN RETURN; END IF;
    RETURN QUERY
        SELECT (p.e).event_id, (p.e).at, sec.name_of((p.e).actor), (p.e).transaction_id::text, (p.e).object, (p.e).object_id,
            hist.object_name(p.e), (p.e).action, k.fields, k.old, k.new, coalesce((p.e).note, ''), v_currency
        FROM (SELECT mine.e FROM customers.customer c CROSS JOIN LATERAL (
                SELECT h AS e FROM hist.event h
                WHERE h.customer_id = c.customer_id AND h.event_id < p_before
                    AND h.at >= coalesce(p_from, '-infinity') AND h.at < coalesce(p_to, 'infinity')
                    AND (p_kinds = '{}' OR split_part(h.object, '.', 1) = ANY (p_kinds) OR h.object = ANY (p_kinds))
                    AND (v_identity OR h.object NOT IN ('customers.identity_document', 'customers.bank_account'))
                    AND (v_actor = '' OR strpos(lower(sec.name_of(h.actor)), v_actor) > 0)
                    AND (v_text = '' OR strpos(lower(concat_ws(' ', p_words[array_position(p_objects, h.object)],
                            h.object_id, h.old, h.new, h.note)), v_text) > 0
                        OR strpos(lower(concat_ws(' ', p_words[array_position(p_objects, h.object)], hist.object_name(h))),
                            v_text) > 0
                        OR EXISTS (SELECT FROM hist.fields(h) f WHERE strpos(lower(concat_ws(' ', f.old, f.new)), v_text) > 0))
                ORDER BY h.event_id DESC LIMIT v_limit) mine
            WHERE c.customer_id = ANY (customers.family(p_customer)) AND (v_everywhere OR c.branch_id = ANY (v_branches))
            ORDER BY (mine.e).event_id DESC LIMIT v_limit) p
            CROSS JOIN LATERAL (SELECT array_agg(f.field ORDER BY f.field) AS fields, array_agg(f.old ORDER BY f.field) AS old,
                array_agg(f.new ORDER BY f.field) AS new FROM hist.fields(p.e) f) k
        ORDER BY (p.e).event_id DESC;
END $$;

-- The newest calls of a customer on any service, as far back as two months: by each service's own end of the index.
CREATE FUNCTION api.customer_last_calls(p_customer bigint, p_limit int) RETURNS TABLE (call_id bigint, subscription_id bigint,
    service text, account_id bigint, started_at timestamptz, calling text, called text, destination text,
    destination_group text, duration_seconds int, charged_seconds int, amount bigint, tax bigint, currency text,
    is_complete boolean, revision int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET jit = off
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_everywhere boolean := sec.has('branch.all');
    v_branches int[] := sec.my_branches();
    v_limit int := least(greatest(p_limit, 0), 50);
    v_from timestamptz := sec.now() - interval '2 months';
BEGIN
    IF NOT sec.has('usage.view') OR NOT sec.has('customer.view') THEN RETURN; END IF;
    RETURN QUERY
        SELECT k.call_id, k.subscription_id, concat_ws(' ', t.name, s.identifier), k.account_id, k.started_at,
            k.calling, k.called, k.destination, k.destination_group, k.duration_seconds, k.charged_seconds, k.amount,
            k.tax, t.currency::text, k.is_complete, k.revision::int
        FROM customers.customer c JOIN catalog.subscription s USING (customer_id)
            CROSS JOIN LATERAL (SELECT * FROM usage.call u WHERE u.customer_id = s.customer_id
                AND u.subscription_id = s.subscription_id AND u.started_at >= v_from
                ORDER BY u.started_at DESC, u.call_id DESC LIMIT v_limit) k
            JOIN catalog.tariff t USING (tariff_id)
        WHERE c.customer_id = ANY (customers.family(p_customer)) AND (v_everywhere OR c.branch_id = ANY (v_branches))
        ORDER BY k.started_at DESC, k.call_id DESC LIMIT v_limit;
END $$;
