-- Search: one line finds a customer, or a device in a stock, by whatever an operator hears or reads. Functions, because
-- LIKE and trigram matching are not leakproof: under row security they would lose their indexes. Bounds of ranges are
-- written out, so that one plan serves every text.

CREATE TYPE customers.search_hit AS (
    customer_id bigint,
    -- A device in a stock; the customer is NULL then.
    device_id bigint,
    -- What matched: "phone 37477101234", "name".
    matched text
);

-- Above every text that begins as the other does.
CREATE FUNCTION customers.search_end(p_start text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT p_start || chr(1114111) $$;

-- What a typed word may be the beginning of, likeliest first, with | between: half a letter of two that becomes one
-- (k of kh, t of tch, o of ou), h for kh and kh for h, and without h.
CREATE FUNCTION customers.search_endings(p_word text, p_is_last boolean) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH endings AS (
        SELECT p_word AS word, 1 AS place UNION ALL
        SELECT left(p_word, -length(half)) || ending, 2
            FROM (VALUES ('k', 'x'), ('k', 'ch'), ('tk', 'ch'), ('t', 'ch'), ('o', 'u'), ('d', 'j')) e (half, ending)
            WHERE p_is_last AND right(p_word, length(half)) = half UNION ALL
        SELECT 'e', 2 WHERE p_is_last AND p_word = 'i'),
    swapped AS (
        SELECT word, place FROM endings UNION ALL
        SELECT regexp_replace(word, '(?<![scz])h', 'x', 'g'), place + 2 FROM endings UNION ALL
        SELECT replace(word, 'x', 'h'), place + 2 FROM endings UNION ALL
        SELECT regexp_replace(word, '(?<![scz])h', '', 'g'), place + 4 FROM endings)
    SELECT string_agg(word, '|' ORDER BY place, word) FROM (
        SELECT word, min(place) AS place FROM swapped WHERE word <> '' GROUP BY word) distinct_words
    $$;

-- Customers whose names have all these words' beginnings, in any order: first names' first words, then further ones,
-- then those who were customers. A word is its ways to be written with | between. Branches NULL: every branch.
CREATE FUNCTION customers.search_names(p_words text[], p_branches int[], p_limit int) RETURNS bigint[] LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET enable_bitmapscan = off
    SET enable_seqscan = off
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_rarest int := 1;
    v_other text;
    v_likes text[] := '{}';
    v_patterns text[] := '{}';
    v_start text;
    v_customer bigint;
    v_found bigint[] := '{}';
    v_candidates refcursor;
BEGIN
    -- The index gives the customers of one word, the rarest of them; the others are looked for beside it.
    IF cardinality(p_words) > 1 THEN
        SELECT place INTO v_rarest FROM unnest(p_words) WITH ORDINALITY w (ways, place)
            ORDER BY (SELECT sum(n) FROM string_to_table(ways, '|') way, generate_series(0, 3) r, LATERAL (
                SELECT count(*) AS n FROM (SELECT FROM customers.search_word s WHERE s.rank = r AND s.word >= way
                    AND s.word < customers.search_end(way) LIMIT 1000) few) counted), place
            LIMIT 1;
        FOR v_other IN SELECT ways FROM unnest(p_words) WITH ORDINALITY w (ways, place) WHERE place <> v_rarest LOOP
            IF strpos(v_other, '|') = 0 THEN
                v_likes := v_likes || ('% ' || v_other || '%');
            ELSE
                v_patterns := v_patterns || (' (' || v_other || ')');
            END IF;
        END LOOP;
    END IF;
    FOREACH v_start IN ARRAY string_to_array(p_words[v_rarest], '|') LOOP
        FOR v_rank IN 0..3 LOOP
            IF p_branches IS NULL THEN
                OPEN v_candidates FOR SELECT s.customer_id FROM customers.search_word s
                    WHERE s.rank = v_rank AND s.word >= v_start AND s.word < v_start || chr(1114111)
                        AND s.words LIKE ALL (v_likes) AND s.words ~ ALL (v_patterns)
                    ORDER BY s.word, s.words, s.customer_id LIMIT p_limit * 3;
            ELSE
                OPEN v_candidates FOR SELECT o.customer_id FROM unnest(p_branches) b (branch_id), LATERAL (
                        SELECT s.word, s.words, s.customer_id FROM customers.search_word s
                        WHERE s.branch_id = b.branch_id AND s.rank = v_rank
                            AND s.word >= v_start AND s.word < v_start || chr(1114111)
                            AND s.words LIKE ALL (v_likes) AND s.words ~ ALL (v_patterns)
                        ORDER BY s.word, s.words, s.customer_id LIMIT p_limit * 3) o
                    ORDER BY o.word, o.words, o.customer_id LIMIT p_limit * 3;
            END IF;
            LOOP
                FETCH v_candidates INTO v_customer;
                EXIT WHEN NOT FOUND OR cardinality(v_found) >= p_limit;
                -- Who was merged is found as who they are now, and does not fill the page twice.
                SELECT coalesce(c.merged_into, c.customer_id) INTO v_customer FROM customers.customer c
                    WHERE c.customer_id = v_customer;
                IF v_customer <> ALL (v_found) THEN v_found := v_found || v_customer; END IF;
            END LOOP;
            CLOSE v_candidates;
            IF cardinality(v_found) >= p_limit THEN RETURN v_found; END IF;
        END LOOP;
    END LOOP;
    RETURN v_found;
END $$;

-- The words of the dictionary one slip away from the beginning of a word: a letter left out, doubled, wrong, or two
-- exchanged; failing these, the ones most alike.
CREATE FUNCTION customers.search_alike(p_kind text, p_word text, p_limit int) RETURNS text[] LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_length int := length(p_word);
    v_found text[];
BEGIN
    IF v_length < 4 THEN RETURN '{}'; END IF;
    WITH slips AS MATERIALIZED (
        SELECT left(p_word, i) || substr(p_word, i + 2) AS start FROM generate_series(0, v_length - 1) i UNION
        SELECT left(p_word, i) || substr(p_word, i + 2, 1) || substr(p_word, i + 1, 1) || substr(p_word, i + 3)
            FROM generate_series(0, v_length - 2) i UNION
        SELECT left(p_word, i) || letter || substr(p_word, i + 1 + is_wrong)
            FROM generate_series(0, v_length - 1) i, string_to_table('abcdefghijklmnoprstuvxz', NULL) letter,
                generate_series(0, 1) is_wrong)
    SELECT array_agg(word) INTO v_found FROM (
        SELECT DISTINCT word, abs(length(word) - v_length) FROM slips, LATERAL (
            SELECT s.word FROM customers.search_spelling s WHERE s.kind = p_kind AND s.word >= slips.start
                AND s.word < slips.start || chr(1114111) ORDER BY s.word LIMIT 20) near
        WHERE NOT starts_with(word, p_word)
        ORDER BY 2, 1 LIMIT p_limit) nearest;
    IF v_found IS NULL AND v_length > 4 THEN
        SELECT array_agg(word) INTO v_found FROM (
            SELECT s.word FROM customers.search_spelling s WHERE s.kind = p_kind AND s.word % p_word
                AND abs(length(s.word) - v_length) < 5
            ORDER BY similarity(s.word, p_word) DESC, s.word LIMIT p_limit) nearest;
    END IF;
    RETURN coalesce(v_found, '{}');
END $$;

-- The word itself where the dictionary has one that begins so; else the one most alike.
CREATE FUNCTION customers.search_corrected(p_kind text, p_word text) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM customers.search_spelling s WHERE s.kind = p_kind AND s.word >= p_word
            AND s.word < customers.search_end(p_word)) THEN p_word
        ELSE coalesce((customers.search_alike(p_kind, p_word, 1))[1], p_word) END
    $$;

-- Names with a slip in a word, or with the middle of one: words that nothing begins with are replaced by those alike,
-- else one word after the other.
CREATE FUNCTION customers.search_names_alike(p_words text[], p_branches int[], p_limit int) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_ways text[] := '{}';
    v_alike text[] := '{}';
    v_unknown boolean[] := '{}';
    v_word text;
    v_found bigint[] := '{}';
BEGIN
    FOREACH v_word IN ARRAY p_words LOOP
        v_unknown := v_unknown || NOT EXISTS (SELECT FROM customers.search_spelling s WHERE s.kind = 'name'
            AND s.word >= v_word AND s.word < customers.search_end(v_word));
        v_ways := v_ways || customers.search_endings(v_word, false);
        v_alike := v_alike || nullif(array_to_string(customers.search_alike('name', v_word, 6) || ARRAY(
            SELECT s.word FROM customers.search_spelling s WHERE length(v_word) > 3 AND s.kind = 'name'
                AND s.word LIKE '_%' || v_word || '%' ORDER BY length(s.word), s.word LIMIT 6), '|'), '');
    END LOOP;
    IF true = ANY (v_unknown) THEN
        FOR i IN 1..cardinality(p_words) LOOP
            IF v_unknown[i] THEN v_ways[i] := v_alike[i]; END IF;
        END LOOP;
        RETURN CASE WHEN array_position(v_ways, NULL) IS NULL
            THEN customers.search_names(v_ways, p_branches, p_limit) ELSE '{}' END;
    END IF;
    FOR i IN 1..cardinality(p_words) LOOP
        IF v_alike[i] IS NOT NULL THEN
            v_found := v_found || customers.search_names(
                v_ways[:i - 1] || v_alike[i] || v_ways[i + 1:], p_branches, p_limit);
        END IF;
    END LOOP;
    RETURN v_found;
END $$;

-- Customers by address: words of street and city begin as typed, in any order; then house and flat, of which only the
-- last typed may be a beginning. `p_is_alike`: a word of the street has a slip.
CREATE FUNCTION customers.search_addresses(
    p_words text[], p_branches int[], p_limit int, p_is_alike boolean DEFAULT false) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_likes text[];
    v_numbers text[] := ARRAY(SELECT w FROM unnest(p_words) WITH ORDINALITY words (w, place) WHERE w ~ '[0-9]' ORDER BY place);
    v_is_open boolean := p_words[cardinality(p_words)] ~ '[0-9]';
    v_streets int[];
    v_starts text[];
    v_found bigint[];
BEGIN
    v_likes := ARRAY(SELECT '% ' || CASE WHEN p_is_alike THEN customers.search_corrected('street', w) ELSE w END || '%'
        FROM unnest(p_words) w WHERE w !~ '[0-9]');
    IF cardinality(v_likes) = 0 THEN RETURN '{}'; END IF;
    -- Numbers in a street's own name are not the house's.
    SELECT array_agg(street_id), array_agg(start) INTO v_streets, v_starts FROM (
        SELECT s.street_id, array_to_string(ARRAY(SELECT n FROM unnest(v_numbers) WITH ORDINALITY numbers (n, place)
            WHERE strpos(s.words, ' ' || n || ' ') = 0 ORDER BY place), ' ') AS start
        FROM customers.search_street s WHERE s.words LIKE ALL (v_likes) ORDER BY length(s.words), s.words LIMIT 200) found;
    SELECT array_agg(customer_id) INTO v_found FROM (
        SELECT a.customer_id FROM unnest(v_streets, v_starts) WITH ORDINALITY s (street_id, start, place), LATERAL (
            SELECT h.customer_id, h.number, h.number = s.start OR starts_with(h.number, s.start || ' ') AS is_whole
            FROM (
                (SELECT e.customer_id, e.number FROM customers.search_address e
                    WHERE p_branches IS NULL AND e.street_id = s.street_id AND e.number >= s.start
                        AND e.number < s.start || CASE WHEN v_is_open OR s.start = '' THEN chr(1114111) ELSE '!' END
                    ORDER BY e.number, e.customer_id LIMIT p_limit)
                UNION ALL (SELECT o.customer_id, o.number FROM unnest(p_branches) b (branch_id), LATERAL (
                    SELECT e.customer_id, e.number FROM customers.search_address e
                    WHERE e.branch_id = b.branch_id AND e.street_id = s.street_id AND e.number >= s.start
                        AND e.number < s.start || CASE WHEN v_is_open OR s.start = '' THEN chr(1114111) ELSE '!' END
                    ORDER BY e.number, e.customer_id LIMIT p_limit) o)) h) a
        ORDER BY NOT is_whole, place, length(number), number, customer_id LIMIT p_limit) found;
    -- A flat alone, on the streets of few.
    IF v_found IS NULL AND cardinality(v_numbers) = 1 AND cardinality(v_streets) <= 20 THEN
        SELECT array_agg(customer_id) INTO v_found FROM (
            SELECT h.customer_id FROM customers.search_address h WHERE h.street_id = ANY (v_streets)
                AND h.number LIKE '% ' || v_numbers[1] AND (p_branches IS NULL OR h.branch_id = ANY (p_branches))
            ORDER BY h.number, h.customer_id LIMIT p_limit) found;
    END IF;
    RETURN coalesce(v_found, '{}');
END $$;

-- By digits: account, contract, phone, line, tax number and, for those who may see it, document, whole or their
-- beginning; phone and contract also by their end. What is whole comes first. So many of each are looked at as could
-- fill the page, or, where not every branch is the operator's, a thousand.
CREATE FUNCTION customers.search_digits(p_text text, p_branches int[], p_limit int) RETURNS SETOF customers.search_hit
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_digits text := left(regexp_replace(p_text, '[^0-9]', '', 'g'), 18);
    v_number text := customers.phone_form(p_text);
    v_short text := ltrim(v_digits, '0');
    v_country text := (SELECT country_code FROM sec.installation);
    -- The beginning of an international number: of a national one, or as it is typed.
    v_start text := CASE WHEN p_text LIKE '+%' THEN v_digits WHEN v_digits LIKE '00%' THEN substr(v_digits, 3)
        WHEN v_digits LIKE '0%' THEN v_country || substr(v_digits, 2) END;
    v_some int := CASE WHEN p_branches IS NULL THEN p_limit ELSE 1000 END;
    v_end text := reverse(v_short);
    -- Otherwise numbers of documents could be read by guessing their beginnings.
    v_identity boolean := sec.has('customer.identity');
BEGIN
    IF length(v_digits) < 3 OR v_short = '' THEN RETURN; END IF;
    RETURN QUERY SELECT f.customer_id, NULL::bigint, f.matched FROM (
        (SELECT 1 AS place, a.customer_id, 'account ' || a.account_id AS matched FROM accounts.account a
            WHERE a.account_id = v_digits::bigint LIMIT v_some)
        UNION ALL (SELECT 1, c.customer_id, 'contract ' || c.number FROM customers.contract c
            WHERE customers.digits_from_end(c.number) ~>=~ reverse(lpad(v_digits, 6, '0'))
                AND customers.digits_from_end(c.number) ~<~ (reverse(lpad(v_digits, 6, '0')) || ':')
                AND length(v_digits) <= 6 LIMIT v_some)
        UNION ALL (SELECT 2, p.customer_id, 'phone ' || p.number FROM customers.phone p WHERE p.number = v_number LIMIT v_some)
        UNION ALL (SELECT 2, i.customer_id, 'line ' || i.identifier FROM catalog.service_identifier i
            WHERE i.service_type_id IN (SELECT service_type_id FROM catalog.service_type)
                AND i.identifier IN (v_number, v_digits) LIMIT v_some)
        UNION ALL (SELECT 2, c.customer_id, 'tax number ' || c.tax_number FROM customers.customer c
            WHERE c.tax_number = v_digits LIMIT v_some)
        UNION ALL (SELECT 3, p.customer_id, 'phone ' || p.number FROM customers.phone p
            WHERE p.number ~>=~ coalesce(v_start, v_digits) AND p.number ~<~ (coalesce(v_start, v_digits) || ':')
            ORDER BY p.number USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 3, p.customer_id, 'phone ' || p.number FROM customers.phone p
            WHERE v_start IS NULL AND p.number ~>=~ (v_country || v_digits) AND p.number ~<~ (v_country || v_digits || ':')
            ORDER BY p.number USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 4, p.customer_id, 'phone ' || p.number FROM customers.phone p
            WHERE length(v_short) > 3 AND reverse(p.number) ~>=~ v_end AND reverse(p.number) ~<~ (v_end || ':')
            ORDER BY reverse(p.number) USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 5, c.customer_id, 'contract ' || c.number FROM customers.contract c
            WHERE customers.digits_from_end(c.number) ~>=~ reverse(v_digits)
                AND customers.digits_from_end(c.number) ~<~ (reverse(v_digits) || ':')
            ORDER BY customers.digits_from_end(c.number) USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 5, a.customer_id, 'account ' || a.account_id FROM accounts.account a
            WHERE a.account_id::text ~>=~ v_digits AND a.account_id::text ~<~ (v_digits || ':')
            ORDER BY a.account_id::text USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 6, c.customer_id, 'tax number ' || c.tax_number FROM customers.customer c
            WHERE c.tax_number ~>=~ v_digits AND c.tax_number ~<~ (v_digits || ':')
            ORDER BY c.tax_number USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 6, d.customer_id, 'document ' || d.number FROM customers.identity_document d
            WHERE v_identity AND d.number_form >= v_digits COLLATE "C" AND d.number_form < customers.search_end(v_digits) COLLATE "C"
            ORDER BY d.number_form LIMIT v_some)
        ) f JOIN customers.customer c USING (customer_id)
        WHERE p_branches IS NULL OR c.branch_id = ANY (p_branches)
        ORDER BY f.place, f.matched, f.customer_id LIMIT p_limit * 2;
END $$;

-- Devices by serial or MAC as read or scanned, whole, its beginning or its last characters; a GPON serial in either form,
-- also the beginning of the hexadecimal one. The best places first; a device may be there twice.
CREATE FUNCTION warehouse.devices_like(p_text text, p_some int)
    RETURNS TABLE (place int, device_id bigint, serial text, mac text, customer_id bigint) LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_plain text := upper(regexp_replace(p_text, '[[:space:][:cntrl:]:.-]', '', 'g'));
    v_serial text := coalesce(warehouse.scan_form(p_text), v_plain);
    v_end text := reverse(v_plain);
BEGIN
    IF v_plain !~ '^[A-Z0-9]{3,32}$' THEN RETURN; END IF;
    IF v_plain ~ '^((4[1-9A-F]|5[0-9A]){4})[0-9A-F]{0,8}$' AND length(v_plain) < 16 THEN
        v_serial := convert_from(decode(left(v_plain, 8), 'hex'), 'SQL_ASCII') || substr(v_plain, 9);
    END IF;
    RETURN QUERY SELECT d.place, d.device_id, d.serial, d.mac, d.customer_id
        FROM (
            (SELECT 1 AS place, s.* FROM warehouse.device s WHERE s.serial = v_serial)
            UNION ALL (SELECT 2, s.* FROM warehouse.device s WHERE s.mac = v_plain)
            UNION ALL (SELECT 3, s.* FROM warehouse.device s
                WHERE s.serial ~>=~ v_serial AND s.serial ~<~ (v_serial || '[') ORDER BY s.serial USING ~<~ LIMIT p_some)
            UNION ALL (SELECT 3, s.* FROM warehouse.device s WHERE v_plain <> v_serial
                AND s.serial ~>=~ v_plain AND s.serial ~<~ (v_plain || '[') ORDER BY s.serial USING ~<~ LIMIT p_some)
            UNION ALL (SELECT 4, s.* FROM warehouse.device s
                WHERE s.mac ~>=~ v_plain AND s.mac ~<~ (v_plain || '[') ORDER BY s.mac USING ~<~ LIMIT p_some)
            UNION ALL (SELECT 5, s.* FROM warehouse.device s WHERE length(v_plain) > 3 AND reverse(s.serial) ~>=~ v_end
                AND reverse(s.serial) ~<~ (v_end || '[') ORDER BY reverse(s.serial) USING ~<~ LIMIT p_some)
            UNION ALL (SELECT 4, s.* FROM warehouse.device s WHERE length(v_plain) > 3 AND reverse(s.mac) ~>=~ v_end
                AND reverse(s.mac) ~<~ (v_end || '[') ORDER BY reverse(s.mac) USING ~<~ LIMIT p_some)) d;
END $$;

-- The same as hits. Devices in a stock are there for those who may see stocks.
CREATE FUNCTION customers.search_devices(p_text text, p_branches int[], p_stocks boolean, p_limit int)
    RETURNS SETOF customers.search_hit LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN QUERY SELECT d.customer_id, CASE WHEN d.customer_id IS NULL THEN d.device_id END,
            'device ' || d.serial || CASE WHEN d.place IN (2, 4) THEN ' ' || d.mac ELSE '' END
        FROM warehouse.devices_like(p_text, CASE WHEN p_branches IS NULL THEN p_limit ELSE 1000 END) d
            LEFT JOIN customers.customer c USING (customer_id)
        WHERE CASE WHEN d.customer_id IS NULL THEN p_stocks
            ELSE p_branches IS NULL OR c.branch_id = ANY (p_branches) END
        ORDER BY d.place, d.serial LIMIT p_limit * 2;
END $$;

-- By digits from the middle of a phone's number, four or more.
CREATE FUNCTION customers.search_phone_parts(p_text text, p_branches int[], p_limit int)
    RETURNS SETOF customers.search_hit LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_digits text := regexp_replace(p_text, '[^0-9]', '', 'g');
    v_end text := v_digits || ':';
    v_some int := CASE WHEN p_branches IS NULL THEN p_limit ELSE 1000 END;
BEGIN
    IF length(v_digits) NOT BETWEEN 4 AND 11 THEN RETURN; END IF;
    RETURN QUERY SELECT f.customer_id, NULL::bigint, 'phone ' || f.number FROM (
            (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 9
                AND substr(p.number, 5) ~>=~ v_digits AND substr(p.number, 5) ~<~ v_end
                ORDER BY substr(p.number, 5) USING ~<~ LIMIT v_some)
            UNION ALL (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 10
                AND substr(p.number, 6) ~>=~ v_digits AND substr(p.number, 6) ~<~ v_end
                ORDER BY substr(p.number, 6) USING ~<~ LIMIT v_some)
            UNION ALL (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 11
                AND substr(p.number, 7) ~>=~ v_digits AND substr(p.number, 7) ~<~ v_end
                ORDER BY substr(p.number, 7) USING ~<~ LIMIT v_some)
            UNION ALL (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 12
                AND substr(p.number, 8) ~>=~ v_digits AND substr(p.number, 8) ~<~ v_end
                ORDER BY substr(p.number, 8) USING ~<~ LIMIT v_some)
            UNION ALL (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 13
                AND substr(p.number, 9) ~>=~ v_digits AND substr(p.number, 9) ~<~ v_end
                ORDER BY substr(p.number, 9) USING ~<~ LIMIT v_some)
            UNION ALL (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 14
                AND substr(p.number, 10) ~>=~ v_digits AND substr(p.number, 10) ~<~ v_end
                ORDER BY substr(p.number, 10) USING ~<~ LIMIT v_some)
            UNION ALL (SELECT p.customer_id, p.number FROM customers.phone p WHERE length(p.number) >= 15
                AND substr(p.number, 11) ~>=~ v_digits AND substr(p.number, 11) ~<~ v_end
                ORDER BY substr(p.number, 11) USING ~<~ LIMIT v_some)) f JOIN customers.customer c USING (customer_id)
        WHERE p_branches IS NULL OR c.branch_id = ANY (p_branches)
        ORDER BY f.number, f.customer_id LIMIT p_limit * 2;
END $$;

-- By a contract's number, an e-mail address or, for those who may see it, a document's number as they are written. What
-- stands between a contract's letters and digits is nobody's to remember, nor are the zeros before its number.
CREATE FUNCTION customers.search_identifiers(p_text text, p_branches int[], p_limit int)
    RETURNS SETOF customers.search_hit LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    v_small text := lower(p_text);
    v_document text := customers.document_form(p_text);
    -- "D-1315", "d 1315": letters, then groups of digits; the last of them is what the number ends with.
    v_groups text[] := CASE WHEN p_text ~ '^[[:alpha:]]{1,6}[^[:alnum:]]*[0-9]+([^[:alnum:]]+[0-9]+)*$' THEN
        string_to_array(btrim(regexp_replace(p_text, '[^0-9]+', ' ', 'g')), ' ') END;
    v_last text := nullif(ltrim(v_groups[cardinality(v_groups)], '0'), '');
    v_end text := reverse(CASE WHEN length(v_last) < 4 THEN lpad(v_last, 6, '0') ELSE v_last END);
    v_pattern text := '^' || substring(v_document, '^[[:alpha:]]+') || (SELECT string_agg('0*' || ltrim(g, '0'), '' ORDER BY place)
        FROM unnest(v_groups) WITH ORDINALITY u (g, place)) || '$';
    v_identity boolean := sec.has('customer.identity');
    v_some int := CASE WHEN p_branches IS NULL THEN p_limit ELSE 1000 END;
BEGIN
    RETURN QUERY SELECT f.customer_id, NULL::bigint, f.matched FROM (
        (SELECT 1 AS place, c.customer_id, 'contract ' || c.number AS matched FROM customers.contract c
            WHERE v_document ~ '[0-9]' AND customers.document_form(c.number) ~>=~ v_document
                AND customers.document_form(c.number) ~<~ (v_document || '~')
            ORDER BY customers.document_form(c.number) USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 1, c.customer_id, 'contract ' || c.number FROM customers.contract c
            WHERE customers.digits_from_end(c.number) ~>=~ v_end AND customers.digits_from_end(c.number) ~<~ (v_end || ':')
                AND customers.document_form(c.number) ~ v_pattern AND NOT starts_with(customers.document_form(c.number), v_document) LIMIT v_some)
        UNION ALL (SELECT 2, c.customer_id, 'e-mail ' || c.email FROM customers.customer c
            WHERE strpos(p_text, '@') > 1 AND lower(c.email) ~>=~ v_small
                AND lower(c.email) ~<~ customers.search_end(v_small)
            ORDER BY lower(c.email) USING ~<~ LIMIT v_some)
        UNION ALL (SELECT 3, d.customer_id, 'document ' || d.number FROM customers.identity_document d
            WHERE v_identity AND v_document ~ '[0-9]' AND length(v_document) > 3
                AND d.number_form >= v_document COLLATE "C"
                AND d.number_form < customers.search_end(v_document) COLLATE "C"
            ORDER BY d.number_form LIMIT v_some)
        UNION ALL (SELECT 3, i.customer_id, 'login ' || i.identifier FROM catalog.service_identifier i
            WHERE i.service_type_id IN (SELECT service_type_id FROM catalog.service_type)
                AND i.identifier IN (p_text, v_small) LIMIT v_some)
        ) f JOIN customers.customer c USING (customer_id)
        WHERE p_branches IS NULL OR c.branch_id = ANY (p_branches)
        ORDER BY f.place, f.matched, f.customer_id LIMIT p_limit * 2;
END $$;

-- Everything the text may be, as far as it takes to fill the page. `@` and `!` before it say that it is an address or
-- a device, `#` a ticket.
CREATE FUNCTION customers.search_exactly(p_text text, p_branches int[], p_stocks boolean, p_limit int)
    RETURNS SETOF customers.search_hit LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_kind text := left(p_text, 1);
    v_text text := btrim(ltrim(p_text, '@!#'));
    v_words text[] := (string_to_array(customers.search_form(v_text), ' '))[:8];
    v_found bigint[];
    -- Rows so far: a number's middle is for a page that whole ones, beginnings and ends do not fill.
    v_count int := 0;
    v_more int;
BEGIN
    IF v_kind = '#' THEN
        RETURN QUERY SELECT t.customer_id, NULL::bigint, 'ticket ' || t.ticket_id FROM tickets.ticket t
            JOIN customers.customer c USING (customer_id)
            WHERE v_text ~ '^[0-9]{1,18}$' AND t.ticket_id = v_text::bigint
                AND (p_branches IS NULL OR c.branch_id = ANY (p_branches));
    ELSIF v_kind = '!' THEN
        RETURN QUERY SELECT * FROM customers.search_devices(v_text, p_branches, p_stocks, p_limit);
    ELSIF v_kind = '@' THEN
        RETURN QUERY SELECT f, NULL::bigint, 'address'
            FROM unnest(customers.search_addresses(v_words, p_branches, p_limit)) f;
    ELSIF v_text ~ '^[+(0-9][0-9 ()./-]*$' THEN
        RETURN QUERY SELECT * FROM customers.search_digits(v_text, p_branches, p_limit);
        GET DIAGNOSTICS v_count = ROW_COUNT;
        IF length(regexp_replace(v_text, '[^0-9]', '', 'g')) > 4 THEN
            RETURN QUERY SELECT * FROM customers.search_devices(v_text, p_branches, p_stocks, p_limit);
            GET DIAGNOSTICS v_more = ROW_COUNT;
            v_count := v_count + v_more;
        END IF;
        IF v_count < p_limit AND v_text NOT LIKE '+%' THEN
            RETURN QUERY SELECT * FROM customers.search_phone_parts(v_text, p_branches, p_limit);
        END IF;
    ELSE
        IF v_text ~ '[0-9@_]' THEN
            RETURN QUERY SELECT * FROM customers.search_identifiers(v_text, p_branches, p_limit);
            RETURN QUERY SELECT * FROM customers.search_devices(v_text, p_branches, p_stocks, p_limit);
        END IF;
        IF cardinality(v_words) = 0 THEN RETURN; END IF;
        v_found := customers.search_names(ARRAY(
            SELECT customers.search_endings(w, place = cardinality(v_words)) FROM unnest(v_words) WITH ORDINALITY words (w, place)
            ORDER BY place), p_branches, p_limit);
        RETURN QUERY SELECT f, NULL::bigint, 'name' FROM unnest(v_found) f;
        -- A street and a house, or a street where nobody has such a name.
        IF v_text ~ '[[:alpha:]]{3,}' AND (v_text ~ '[0-9]' OR cardinality(v_found) = 0) AND strpos(v_text, '@') = 0 THEN
            RETURN QUERY SELECT f, NULL::bigint, 'address'
                FROM unnest(customers.search_addresses(v_words, p_branches, p_limit)) f;
        END IF;
    END IF;
END $$;

-- The same with a slip in it. Only names and streets: a number with a slip is another number.
CREATE FUNCTION customers.search_nearly(p_text text, p_branches int[], p_limit int)
    RETURNS SETOF customers.search_hit LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_kind text := left(p_text, 1);
    v_words text[] := (string_to_array(customers.search_form(ltrim(p_text, '@')), ' '))[:4];
BEGIN
    IF v_kind IN ('!', '#') OR p_text !~ '[[:alpha:]]{4,}' OR strpos(ltrim(p_text, '@'), '@') > 0
        OR NOT EXISTS (SELECT FROM unnest(v_words) w WHERE length(w) > 3) THEN RETURN; END IF;
    IF v_kind <> '@' AND p_text !~ '[0-9]' THEN
        RETURN QUERY SELECT f, NULL::bigint, 'like a name'
            FROM unnest(customers.search_names_alike(v_words, p_branches, p_limit)) f;
        IF FOUND THEN RETURN; END IF;
    END IF;
    RETURN QUERY SELECT f, NULL::bigint, 'like an address'
        FROM unnest(customers.search_addresses(v_words, p_branches, p_limit, true)) f;
END $$;

-- Stock documents by their numbers, whole or their beginnings, as rows of a search. Whoever sees stocks sees all of them.
CREATE FUNCTION customers.search_documents(p_texts text[], p_limit int) RETURNS TABLE (
    text_no int, is_alike boolean, matched text, device_id bigint, model text, device_state text, stock text,
    customer_id bigint, name text, contract_number text, phone text, address text, balance bigint, currency text,
    state text, document_id bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT 1, false, 'document ' || d.number, NULL::bigint, '', '',
        concat_ws(' > ', f.name, c.name, t.name), NULL::bigint, '', '', '', '', NULL::bigint, '',
        d.state, d.document_id
    FROM unnest(p_texts) typed, LATERAL (
            SELECT o.* FROM warehouse.document o WHERE o.number ~>=~ upper(typed) AND o.number ~<~ (upper(typed) || ':')
            ORDER BY o.number USING ~<~ LIMIT p_limit) d
        LEFT JOIN warehouse.stock f ON f.stock_id = d.from_stock_id
        LEFT JOIN warehouse.stock t ON t.stock_id = d.to_stock_id
        LEFT JOIN customers.customer c ON c.customer_id = d.customer_id
            AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()))
    WHERE typed ~* '^[rmhtc]-[0-9]{4}-[0-9]{3,}$'
    ORDER BY d.number LIMIT p_limit
    $$;

-- Finds what was typed: `p_texts` begins with that; further ones are the same keys on other keyboard layouts, tried in
-- their order only when it finds nothing. Slips are forgiven when that finds too little. One row more than `p_limit`
-- says that there is more. `text_no` is the text that found the row, `is_alike` that a slip was forgiven.
CREATE FUNCTION api.search(p_texts text[], p_limit int) RETURNS TABLE (
    text_no int, is_alike boolean, matched text, device_id bigint, model text, device_state text, stock text,
    customer_id bigint, name text, contract_number text, phone text, address text, balance bigint, currency text,
    state text, document_id bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET jit = off
    AS $$
DECLARE
    v_accounts boolean := sec.has('account.view');
    v_stocks boolean := sec.has('warehouse.view');
    v_branches int[] := CASE WHEN sec.has('branch.all') THEN NULL ELSE sec.my_branches() END;
    v_limit int := least(greatest(p_limit, 1), 500) + 1;
    -- Blanks and dashes of every kind, as copied from a page, are plain ones.
    v_texts text[] := ARRAY(SELECT btrim(left(translate(regexp_replace(regexp_replace(t, '^\s*(tel|sip|mailto):', ''),
            '[\s\u00A0\u2000-\u200F\u202A-\u202F\u2060\uFEFF]+', ' ', 'g'), '‐‑‒–—−', '------'), 100))
        FROM unnest(p_texts[:16]) t);
    v_text_no int := 1;
    v_alike int;
    v_hits customers.search_hit[] := '{}';
    v_words text[];
BEGIN
    PERFORM sec.need('customer.view');
    FOR i IN 1..cardinality(v_texts) LOOP
        CONTINUE WHEN v_texts[i] IS NULL OR v_texts[i] = '';
        v_text_no := i;
        v_hits := ARRAY(SELECT h FROM customers.search_exactly(v_texts[i], v_branches, v_stocks, v_limit) h);
        EXIT WHEN cardinality(v_hits) > 0;
    END LOOP;
    v_alike := cardinality(v_hits);
    IF v_alike < 3 AND v_texts[1] <> '' AND (v_alike = 0 OR v_text_no = 1) THEN
        v_text_no := CASE WHEN v_alike = 0 THEN 1 ELSE v_text_no END;
        v_hits := v_hits || ARRAY(SELECT h FROM customers.search_nearly(v_texts[1], v_branches, v_limit) h);
    END IF;
    v_words := string_to_array(customers.search_form(ltrim(v_texts[v_text_no], '@')), ' ');
    RETURN QUERY
        WITH hits AS (
            -- By a device, an account or an e-mail, too.
            SELECT DISTINCT ON (coalesce(k.merged_into, h.customer_id), h.device_id)
                coalesce(k.merged_into, h.customer_id) AS customer_id, h.device_id, h.matched, h.place
            FROM unnest(v_hits) WITH ORDINALITY h (customer_id, device_id, matched, place)
                LEFT JOIN customers.customer k ON k.customer_id = h.customer_id
            ORDER BY 1, h.device_id, h.place),
        best AS (SELECT * FROM hits ORDER BY place LIMIT v_limit)
        SELECT v_text_no, b.place > v_alike, b.matched, b.device_id, coalesce(m.name, ''), coalesce(d.state, ''),
            coalesce(s.name, ''), b.customer_id, coalesce(c.name, ''),
            coalesce((SELECT n.number FROM customers.contract n WHERE n.customer_id = c.customer_id
                ORDER BY n.merged_from IS NOT NULL, n.contract_id DESC LIMIT 1), ''),
            coalesce((SELECT p.number FROM customers.phone p WHERE p.customer_id = c.customer_id ORDER BY p.line LIMIT 1), ''),
            -- Street and house first; of several the one that was looked for.
            coalesce((SELECT concat_ws(', ', nullif(concat_ws(' ', nullif(a.street, ''),
                    nullif(concat_ws('-', nullif(a.building, ''), nullif(a.flat, '')), '')), ''), nullif(a.city, ''))
                FROM customers.address a WHERE a.customer_id = c.customer_id
                ORDER BY CASE WHEN b.matched LIKE '%address' THEN (SELECT count(*) FROM unnest(v_words) w
                    WHERE strpos(' ' || customers.search_form(concat_ws(' ', a.city, a.street, a.building, a.flat)),
                        ' ' || w) > 0) END DESC, a.line LIMIT 1), ''),
            -- Services and accounts stay booked under the number they began with; what they hold in one currency is one sum.
            CASE WHEN v_accounts THEN (SELECT sum(a.balance)::bigint FROM accounts.account a
                WHERE a.customer_id = ANY (f.ids) AND a.currency = f.currency) END,
            coalesce(f.currency::text, 'AMD'), customers.state_of(f.ids), NULL::bigint
        FROM best b LEFT JOIN customers.customer c USING (customer_id)
            LEFT JOIN LATERAL (SELECT customers.family(c.customer_id) AS ids, (SELECT d.currency FROM accounts.account d
                WHERE d.customer_id = c.customer_id AND d.is_default) AS currency OFFSET 0) f ON true
            LEFT JOIN warehouse.device d ON d.device_id = b.device_id
            LEFT JOIN warehouse.device_model m USING (model_id) LEFT JOIN warehouse.stock s USING (stock_id)
        ORDER BY b.place;
    IF v_stocks AND array_to_string(v_texts, ' ') ~* '(^| )[rmhtc]-[0-9]{4}-[0-9]' THEN
        RETURN QUERY SELECT * FROM customers.search_documents(v_texts, v_limit);
    END IF;
END $$;

-- Customers only, as typed, and no more than asked for: who pays at the till, whose account it is.
CREATE FUNCTION api.customer_search(p_text text, p_limit int) RETURNS TABLE (
    customer_id bigint, name text, contract_number text, phone text, address text, balance bigint, currency text,
    state text, matched text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.customer_id, s.name, s.contract_number, s.phone, s.address, s.balance, s.currency, s.state, s.matched
    FROM api.search(ARRAY[p_text], p_limit) s WHERE s.customer_id IS NOT NULL AND NOT s.is_alike LIMIT p_limit
    $$;
