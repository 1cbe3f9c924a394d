-- Search: one line finds a customer by whatever an operator hears or reads. A function, because LIKE and trigram
-- matching are not leakproof: under row security they would lose their indexes.

-- By address, in any order of the words: those with digits stand whole in it, others at the beginning of a word; the
-- last one, which may still be typed, always at a beginning, and whole first.
CREATE FUNCTION customers.found_by_address(p_words text[], p_limit int) RETURNS TABLE (customer_id bigint, rank int)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT f.customer_id, CASE WHEN f.is_whole THEN 6 ELSE 7 END FROM (
        SELECT a.customer_id, a.search_address LIKE '% ' || p_words[cardinality(p_words)] || ' %' AS is_whole
        FROM customers.address a
        WHERE a.search_address LIKE ALL (
            SELECT CASE WHEN w ~ '[0-9]' AND place < cardinality(p_words) THEN '% ' || w || ' %' ELSE '% ' || w || '%' END
            FROM unnest(p_words) WITH ORDINALITY words (w, place))
        ORDER BY is_whole DESC LIMIT p_limit) f
    $$;

-- A device's serial or MAC as it is read or scanned.
CREATE FUNCTION customers.found_by_device(p_serial text, p_limit int) RETURNS TABLE (customer_id bigint, matched text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    (SELECT d.customer_id, 'device ' || d.serial FROM warehouse.device d
        WHERE d.serial LIKE p_serial || '%' AND d.customer_id IS NOT NULL ORDER BY d.serial LIMIT p_limit)
    UNION ALL
    (SELECT d.customer_id, 'device ' || d.serial FROM warehouse.device d
        WHERE d.mac = p_serial AND d.customer_id IS NOT NULL LIMIT p_limit)
    $$;

-- `@` and `!` before the text say that it is an address, or a device; otherwise everything it may be is tried.
CREATE FUNCTION customers.found(p_text text, p_limit int) RETURNS TABLE (customer_id bigint, matched text, rank int)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_kind text := substr(btrim(p_text), 1, 1);
    v_text text := btrim(ltrim(btrim(p_text), '@!'));
    v_digits text := regexp_replace(v_text, '[^0-9]', '', 'g');
    v_words text[] := string_to_array(customers.search_form(v_text), ' ');
    v_serial text := warehouse.scan_form(v_text);
    v_number text := customers.phone_form(v_text);
BEGIN
    IF v_kind = '@' THEN
        IF cardinality(v_words) > 0 THEN
            RETURN QUERY SELECT f.customer_id, 'address', f.rank FROM customers.found_by_address(v_words, p_limit) f;
        END IF;
        RETURN;
    END IF;
    IF v_kind = '!' THEN
        RETURN QUERY SELECT f.customer_id, f.matched, 2 FROM customers.found_by_device(v_serial, p_limit) f;
        RETURN;
    END IF;
    IF v_text ~ '^#\s*[0-9]{1,18}$' THEN
        RETURN QUERY SELECT t.customer_id, 'ticket ' || t.ticket_id, 1 FROM tickets.ticket t
            WHERE t.ticket_id = v_digits::bigint LIMIT p_limit;
        RETURN;
    END IF;
    IF v_text ~ '^[+0-9][0-9 ().-]*$' AND length(v_digits) BETWEEN 3 AND 18 THEN
        RETURN QUERY SELECT a.customer_id, 'account ' || a.account_id, 1 FROM accounts.account a
            WHERE a.account_id = v_digits::bigint LIMIT p_limit;
        RETURN QUERY SELECT p.customer_id, 'phone ' || p.number, 2 FROM customers.phone p
            WHERE p.number LIKE coalesce(v_number, v_digits) || '%' ORDER BY p.number LIMIT p_limit;
        IF v_digits LIKE '0%' AND v_number IS NULL THEN
            -- The beginning of a national number.
            RETURN QUERY SELECT p.customer_id, 'phone ' || p.number, 2 FROM customers.phone p
                WHERE p.number LIKE (SELECT country_code FROM sec.installation) || substr(v_digits, 2) || '%'
                ORDER BY p.number LIMIT p_limit;
        END IF;
        IF length(v_digits) >= 4 THEN
            RETURN QUERY SELECT p.customer_id, 'phone ' || p.number, 3 FROM customers.phone p
                WHERE reverse(p.number) LIKE reverse(ltrim(v_digits, '0')) || '%' ORDER BY p.number LIMIT p_limit;
            RETURN QUERY SELECT i.customer_id, 'line ' || i.identifier, 2 FROM catalog.service_identifier i
                WHERE i.service_type_id IN (SELECT service_type_id FROM catalog.service_type)
                    AND i.identifier IN (v_number, v_digits) LIMIT p_limit;
        END IF;
    END IF;
    RETURN QUERY SELECT c.customer_id, 'contract ' || c.number, 1 FROM customers.contract c
        WHERE c.number = upper(v_text) LIMIT p_limit;
    IF v_serial IS NOT NULL AND v_serial ~ '[0-9]' THEN
        RETURN QUERY SELECT f.customer_id, f.matched, 2 FROM customers.found_by_device(v_serial, p_limit) f;
    END IF;
    IF v_text !~ '[[:alpha:]]' OR cardinality(v_words) = 0 THEN RETURN; END IF;
    -- The name begins with what was typed.
    RETURN QUERY SELECT c.customer_id, 'name', 4 FROM customers.customer c
        WHERE c.search_name >= array_to_string(v_words, ' ') AND c.search_name < array_to_string(v_words, ' ') || '~'
        ORDER BY c.search_name, c.customer_id LIMIT p_limit;
    -- Every word stands somewhere in the name, in any order.
    IF (SELECT bool_or(length(w) >= 3) FROM unnest(v_words) w) THEN
        RETURN QUERY SELECT c.customer_id, 'name', 5 FROM customers.customer c
            WHERE c.search_name LIKE ALL (SELECT '%' || w || '%' FROM unnest(v_words) w) LIMIT p_limit;
    END IF;
    -- A street and a number.
    IF v_text ~ '[[:alpha:]]{3,}' AND v_text ~ '[0-9]' THEN
        RETURN QUERY SELECT f.customer_id, 'address', f.rank FROM customers.found_by_address(v_words, p_limit) f;
    END IF;
END $$;

CREATE FUNCTION api.customer_search(p_text text, p_limit int) RETURNS TABLE (
    customer_id bigint, name text, contract_number text, phone text, address text, balance bigint, currency text,
    state text, matched text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_all_branches boolean := sec.has('branch.all');
    v_branches int[] := sec.my_branches();
    v_accounts boolean := sec.has('account.view');
    v_limit int := least(greatest(p_limit, 1), 200);
BEGIN
    PERFORM sec.need('customer.view');
    RETURN QUERY
        WITH best AS (
            SELECT f.customer_id, min(f.rank) AS rank, (array_agg(f.matched ORDER BY f.rank))[1] AS matched
            FROM customers.found(left(p_text, 100), v_limit) f GROUP BY f.customer_id)
        SELECT c.customer_id, c.name,
            coalesce((SELECT n.number FROM customers.contract n WHERE n.customer_id = c.customer_id
                ORDER BY n.contract_id DESC LIMIT 1), ''),
            coalesce((SELECT p.number FROM customers.phone p WHERE p.customer_id = c.customer_id ORDER BY p.line LIMIT 1), ''),
            coalesce((SELECT concat_ws(', ', a.city, a.street, nullif(concat_ws('-', a.building, nullif(a.flat, '')), ''))
                FROM customers.address a WHERE a.customer_id = c.customer_id ORDER BY a.line LIMIT 1), ''),
            CASE WHEN v_accounts THEN (SELECT b.balance FROM accounts.account b WHERE b.customer_id = c.customer_id
                AND b.is_default) END,
            coalesce((SELECT b.currency::text FROM accounts.account b WHERE b.customer_id = c.customer_id AND b.is_default), 'AMD'),
            customers.state_of(c.customer_id), best.matched
        FROM best JOIN customers.customer c USING (customer_id)
        WHERE v_all_branches OR c.branch_id = ANY (v_branches)
        ORDER BY best.rank, c.search_name, c.customer_id LIMIT v_limit;
END $$;

-- The one word for a customer's services: the worst state among them.
CREATE FUNCTION customers.state_of(p_customer bigint) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN bool_or(state = 'suspended') THEN 'suspended' WHEN bool_or(state = 'active') THEN 'active'
        WHEN count(*) > 0 THEN 'ended' ELSE 'new' END
    FROM catalog.subscription WHERE customer_id = p_customer
    $$;
