-- A price list from a file: what differs from what holds on the day is added with that day, whole or not at all.

-- What a rate says, apart from whose it is and since when.
CREATE TYPE catalog.rate_terms AS (destination text, destination_group text, price_per_minute_micro bigint,
    connection_fee_micro bigint, cap_micro bigint, first_increment int, next_increment int, minimum_duration int,
    grace_seconds int, free_seconds int, tiers bigint[]);

-- kind: 'added', 'dearer', 'cheaper', 'altered' (neither or both, or other words), 'withdrawn' (not offered any more),
-- 'dropped' (a row of a later day that a whole list does not have).
CREATE TYPE catalog.rate_change AS (kind text, prefix text COLLATE "C", band text COLLATE "C", day date,
    -- There is a row of this very day already.
    is_replacing boolean,
    old catalog.rate_terms, new catalog.rate_terms);

CREATE FUNCTION catalog.rate_terms(r catalog.call_rate) RETURNS catalog.rate_terms LANGUAGE sql IMMUTABLE
    AS $$ SELECT ROW(r.destination, r.destination_group, r.price_per_minute_micro, r.connection_fee_micro, r.cap_micro,
        r.first_increment, r.next_increment, r.minimum_duration, r.grace_seconds, r.free_seconds, r.tiers)::catalog.rate_terms $$;

-- Of two prices of a destination: which of their parts cost more, which less.
CREATE FUNCTION catalog.rate_kind(o catalog.rate_terms, n catalog.rate_terms) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE
        WHEN o.tiers <> n.tiers THEN 'altered'
        WHEN n.price_per_minute_micro >= o.price_per_minute_micro AND n.connection_fee_micro >= o.connection_fee_micro
            AND coalesce(n.cap_micro, 9223372036854775807) >= coalesce(o.cap_micro, 9223372036854775807)
            AND n.first_increment >= o.first_increment AND n.next_increment >= o.next_increment
            AND n.minimum_duration >= o.minimum_duration AND n.grace_seconds <= o.grace_seconds
            AND n.free_seconds <= o.free_seconds
            THEN CASE WHEN (n.price_per_minute_micro, n.connection_fee_micro, n.cap_micro, n.first_increment,
                n.next_increment, n.minimum_duration, n.grace_seconds, n.free_seconds) IS NOT DISTINCT FROM
                (o.price_per_minute_micro, o.connection_fee_micro, o.cap_micro, o.first_increment, o.next_increment,
                o.minimum_duration, o.grace_seconds, o.free_seconds) THEN 'altered' ELSE 'dearer' END
        WHEN n.price_per_minute_micro <= o.price_per_minute_micro AND n.connection_fee_micro <= o.connection_fee_micro
            AND coalesce(n.cap_micro, 9223372036854775807) <= coalesce(o.cap_micro, 9223372036854775807)
            AND n.first_increment <= o.first_increment AND n.next_increment <= o.next_increment
            AND n.minimum_duration <= o.minimum_duration AND n.grace_seconds >= o.grace_seconds
            AND n.free_seconds >= o.free_seconds THEN 'cheaper'
        ELSE 'altered' END $$;

-- What a file changes in a list. A row of a day up to p_from counts from p_from, of several such the last; a row of a
-- later day counts from its own. p_whole: what the file does not name is not offered from p_from on.
CREATE FUNCTION catalog.rate_changes(p_list int, p_from date, p_whole boolean, p_rates catalog.call_rate[],
    OUT changes catalog.rate_change[], OUT unchanged bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '64MB'
    AS $$
    WITH file AS (
        SELECT DISTINCT ON (prefix, band, greatest(valid_from, p_from)) prefix, band, greatest(valid_from, p_from) AS day,
            catalog.rate_terms(r) AS terms, true AS is_there
        FROM unnest(p_rates) r ORDER BY prefix, band, greatest(valid_from, p_from), valid_from DESC),
    stored AS (
        SELECT DISTINCT ON (prefix, band, greatest(valid_from, p_from)) prefix, band, greatest(valid_from, p_from) AS day,
            catalog.rate_terms(r) AS terms, true AS is_there, valid_from >= p_from AS is_of_day
        FROM catalog.call_rate r WHERE price_list_id = p_list
        ORDER BY prefix, band, greatest(valid_from, p_from), valid_from DESC),
    days AS MATERIALIZED (
        SELECT prefix, band, day, f.terms AS new, s.terms AS stored, coalesce(f.is_there, false) AS in_file,
            coalesce(s.is_there, false) AS in_store, coalesce(s.is_of_day, false) AS is_of_day
        FROM file f FULL JOIN stored s USING (prefix, band, day)),
    judged AS (
        SELECT prefix, band, day, new, is_of_day, in_file,
            CASE WHEN in_store THEN stored ELSE lag(CASE WHEN in_file THEN new ELSE stored END) OVER key_days END AS old,
            bool_or(in_file) OVER key_days AS is_key_in_file
        -- What a whole file drops says nothing about the days after it.
        FROM days WHERE in_file OR NOT p_whole OR day = p_from
        WINDOW key_days AS (PARTITION BY prefix, band ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)),
    named AS (
        SELECT CASE
                WHEN in_file AND (old).price_per_minute_micro IS NULL AND (new).price_per_minute_micro IS NULL THEN 'unchanged'
                WHEN in_file AND (old).price_per_minute_micro IS NULL THEN 'added'
                WHEN in_file AND (new).price_per_minute_micro IS NULL THEN 'withdrawn'
                WHEN in_file AND old = new THEN 'unchanged'
                WHEN in_file THEN catalog.rate_kind(old, new)
                WHEN p_whole AND NOT is_key_in_file AND (old).price_per_minute_micro IS NOT NULL THEN 'withdrawn'
                ELSE 'left' END AS kind,
            prefix, band, day, is_of_day, old,
            CASE WHEN in_file THEN new
                -- Withdrawn because the file does not name it.
                ELSE ROW((old).destination, (old).destination_group, NULL, 0, NULL, 60, 60, 0, 0, 0,
                    '{}')::catalog.rate_terms END AS new
        FROM judged
        UNION ALL
        SELECT 'dropped', prefix, band, day, true, stored, NULL FROM days WHERE NOT in_file AND p_whole AND day > p_from)
    SELECT array_agg(ROW(kind, prefix, band, day, is_of_day, old, new)::catalog.rate_change)
            FILTER (WHERE kind NOT IN ('unchanged', 'left')),
        count(*) FILTER (WHERE kind = 'unchanged')
    FROM (SELECT * FROM named ORDER BY prefix, band, day) ordered
    $$;

-- Whether bands hold every moment of a list's week; a list that names holidays has them as a day of its own.
CREATE FUNCTION catalog.bands_fill_week(p_list int, p_bands text[]) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(bool_and(coalesce(minutes = '{[0,1440)}', false)), false) FROM (
        SELECT (SELECT range_agg(int4range(w.from_minute, w.to_minute)) FROM catalog.band_window w
            WHERE w.price_list_id = p_list AND w.band = ANY (p_bands) AND w.days & bit <> 0) AS minutes
        FROM unnest('{1,2,4,8,16,32,64,128}'::int[]) bit
        WHERE bit < 128 OR EXISTS (SELECT FROM catalog.band_window w WHERE w.price_list_id = p_list AND w.days & 128 <> 0)) d
    $$;

-- "37491, 37493 and 5 more": the first few of many.
CREATE FUNCTION catalog.some_of(p_all text[], p_count int DEFAULT 5) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT array_to_string(p_all[:p_count], ', ')
        || CASE WHEN cardinality(p_all) > p_count THEN format(' and %s more', cardinality(p_all) - p_count) ELSE '' END $$;

-- What somebody should look at before the changes are made.
CREATE FUNCTION catalog.rate_warnings(p_list catalog.price_list, p_from date, p_whole boolean, p_rates catalog.call_rate[],
    p_changes catalog.rate_change[], p_kinds text[], p_jump numeric) RETURNS SETOF text LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '64MB'
    AS $$
DECLARE
    v_some text[];
    v_bands text[];
BEGIN
    -- Bands with prices of their own, and nothing for the rest of the week.
    FOR v_bands, v_some IN
        WITH banded AS (
            SELECT prefix, array_agg(DISTINCT band ORDER BY band) AS bands FROM unnest(p_rates)
            WHERE band <> '' AND price_per_minute_micro IS NOT NULL GROUP BY prefix)
        SELECT bands, array_agg(prefix ORDER BY prefix) FROM banded b
        -- Guarded, so that a list without bands is not read for it.
        WHERE EXISTS (SELECT FROM banded) AND NOT EXISTS (SELECT FROM unnest(p_rates) r
            WHERE r.band = '' AND r.price_per_minute_micro IS NOT NULL AND r.prefix = b.prefix)
        GROUP BY bands
    LOOP
        IF NOT p_whole THEN
            v_some := ARRAY(SELECT s FROM unnest(v_some) s WHERE NOT EXISTS (SELECT FROM catalog.call_rate r
                WHERE r.price_list_id = p_list.price_list_id AND r.prefix = s AND r.band = '' AND r.valid_from <= p_from));
        END IF;
        CONTINUE WHEN v_some = '{}' OR catalog.bands_fill_week(p_list.price_list_id, v_bands);
        RETURN NEXT format('Prices in %s only, and none for the rest of the week: %s. Add a row without a band.',
            array_to_string(v_bands, ', '), catalog.some_of(v_some));
    END LOOP;
    -- Withdrawn, and nothing shorter holds them.
    IF 'withdrawn' = ANY (p_kinds) THEN
        WITH gone AS (SELECT DISTINCT c.prefix, c.band FROM unnest(p_changes) c WHERE c.kind = 'withdrawn'),
        offered AS (
            SELECT DISTINCT r.prefix FROM unnest(p_rates) r WHERE r.price_per_minute_micro IS NOT NULL
            UNION
            SELECT h.prefix FROM (SELECT DISTINCT ON (prefix, band) * FROM catalog.call_rate
                    WHERE price_list_id = p_list.price_list_id AND valid_from <= p_from ORDER BY prefix, band, valid_from DESC) h
                LEFT JOIN gone g ON g.prefix = h.prefix AND g.band = h.band
            WHERE h.price_per_minute_micro IS NOT NULL AND g.prefix IS NULL),
        held AS (
            SELECT DISTINCT g.prefix FROM gone g CROSS JOIN LATERAL generate_series(0, length(g.prefix)) n
                JOIN offered o ON o.prefix = left(g.prefix, n))
        SELECT array_agg(prefix ORDER BY prefix) INTO v_some
            FROM (SELECT prefix FROM gone EXCEPT SELECT prefix FROM held) lost;
        IF v_some IS NOT NULL THEN
            RETURN NEXT format('No longer covered, not even by a shorter prefix: %s. Calls there could not be rated.',
                catalog.some_of(v_some));
        END IF;
    END IF;
    v_some := NULL;
    IF p_kinds && '{dearer,cheaper,altered}' THEN
        SELECT array_agg(c.prefix || CASE c.band WHEN '' THEN '' ELSE ' ' || c.band END ORDER BY c.prefix, c.band) INTO v_some
            FROM unnest(p_changes) c WHERE c.kind IN ('dearer', 'cheaper', 'altered') AND (
                (c.new).price_per_minute_micro > (c.old).price_per_minute_micro * p_jump
                OR (c.new).price_per_minute_micro * p_jump < (c.old).price_per_minute_micro);
    END IF;
    IF v_some IS NOT NULL THEN
        RETURN NEXT format('The minute costs more than %s times as much as before, or as little: %s. Is the unit right?',
            trim_scale(p_jump), catalog.some_of(v_some));
    END IF;
    -- Rows of later days that stay and will hold again.
    v_some := NULL;
    IF NOT p_whole AND EXISTS (SELECT FROM catalog.call_rate
            WHERE price_list_id = p_list.price_list_id AND valid_from > p_from) THEN
        SELECT array_agg(DISTINCT c.prefix) INTO v_some FROM unnest(p_changes) c
            JOIN catalog.call_rate r ON r.price_list_id = p_list.price_list_id AND r.prefix = c.prefix AND r.band = c.band
                AND r.valid_from > c.day
            WHERE NOT EXISTS (SELECT FROM unnest(p_rates) f
                WHERE f.prefix = r.prefix AND f.band = r.band AND f.valid_from = r.valid_from);
    END IF;
    IF v_some IS NOT NULL THEN
        RETURN NEXT format('The list has prices of later days that stay as they are: %s.', catalog.some_of(v_some));
    END IF;
    SELECT array_agg(t.code || ' in ' || t.currency ORDER BY t.code) INTO v_some FROM catalog.call_terms_list l
        JOIN catalog.tariff t USING (tariff_id)
        WHERE l.price_list_id = p_list.price_list_id AND t.currency <> p_list.currency;
    IF v_some IS NOT NULL THEN
        RETURN NEXT format('The list is in %s, and tariffs that use it charge otherwise: %s.', p_list.currency,
            catalog.some_of(v_some));
    END IF;
END $$;

-- What no list may hold; the file's reader tells the same with the line.
CREATE FUNCTION catalog.rates_check(p_list catalog.price_list, p_rates catalog.call_rate[]) RETURNS void LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_row catalog.call_rate;
    v_bands text[] := ARRAY(SELECT code FROM catalog.time_band WHERE price_list_id = p_list.price_list_id) || ''::text;
BEGIN
    IF coalesce(cardinality(p_rates), 0) = 0 THEN PERFORM catalog.refuse('The file has no prices.'); END IF;
    -- One pass; NULL is none of what is asked for.
    SELECT r.* INTO v_row FROM unnest(p_rates) r WHERE (length(r.prefix) <= 20
        AND translate(ltrim(left(r.prefix, 1), '#') || substr(r.prefix, 2), '0123456789', '') = '' AND r.band = ANY (v_bands)
        AND isfinite(r.valid_from) AND r.destination <> '' AND r.destination_group IS NOT NULL
        AND coalesce(r.price_per_minute_micro, 0) >= 0 AND r.connection_fee_micro >= 0 AND coalesce(r.cap_micro, 0) >= 0
        AND r.first_increment > 0 AND r.next_increment > 0 AND r.minimum_duration >= 0 AND r.grace_seconds >= 0
        AND r.free_seconds >= 0 AND cardinality(r.tiers) % 2 = 0) IS NOT TRUE LIMIT 1;
    IF FOUND AND v_row.band <> ALL (v_bands) THEN
        PERFORM catalog.refuse(format('Prefix %s: list %s has no band %s: import it with the catalogue first, or correct the name.',
            v_row.prefix, p_list.code, v_row.band));
    END IF;
    IF FOUND THEN
        PERFORM catalog.refuse(format('Prefix %s, %s: this is no price: prefixes are digits, sums and times are not below zero, increments above it.',
            v_row.prefix, v_row.destination));
    END IF;
    SELECT prefix, band INTO v_row.prefix, v_row.band FROM unnest(p_rates) r
        GROUP BY prefix, band, valid_from HAVING count(*) > 1 LIMIT 1;
    IF FOUND THEN
        PERFORM catalog.refuse(format('Prefix %s%s is there twice for one day: take one out.', v_row.prefix,
            CASE v_row.band WHEN '' THEN '' ELSE ', band ' || v_row.band END));
    END IF;
END $$;

-- Counts, the first few changes of each kind, warnings.
CREATE FUNCTION catalog.rate_summary(p_list catalog.price_list, p_from date, p_whole boolean, p_rates catalog.call_rate[],
    p_changes catalog.rate_change[], p_unchanged bigint, p_jump numeric, p_samples int) RETURNS jsonb LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH kinds AS MATERIALIZED (
        SELECT kind, count(*) AS n, min(day) AS first_day, (array_agg(place))[:p_samples] AS places
        FROM (SELECT kind, day, place FROM unnest(p_changes)
            WITH ORDINALITY c (kind, prefix, band, day, is_replacing, old, new, place)) c GROUP BY kind),
    samples AS (
        SELECT place, (p_changes[place]).* FROM kinds CROSS JOIN LATERAL unnest(places) place)
    SELECT jsonb_build_object('list', p_list.code, 'from', p_from, 'whole', p_whole, 'rows', cardinality(p_rates),
        'unchanged', p_unchanged,
        'counts', (SELECT coalesce(jsonb_object_agg(kind, n), '{}') FROM kinds),
        'samples', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'prefix', prefix, 'band', band, 'day', day,
                'destination', coalesce((new).destination, (old).destination), 'old_price', (old).price_per_minute_micro,
                'new_price', (new).price_per_minute_micro, 'old_fee', (old).connection_fee_micro,
                'new_fee', (new).connection_fee_micro,
                'words', CASE WHEN kind IN ('dearer', 'cheaper', 'altered') THEN catalog.changed_words(
                    to_jsonb(old) - '{price_per_minute_micro,connection_fee_micro,cap_micro,tiers}'::text[],
                    to_jsonb(new) - '{price_per_minute_micro,connection_fee_micro,cap_micro,tiers}'::text[])
                    END) ORDER BY kind, place), '[]') FROM samples),
        'warnings', (SELECT coalesce(jsonb_agg(w), '[]')
            FROM catalog.rate_warnings(p_list, p_from, p_whole, p_rates, p_changes,
                ARRAY(SELECT kind FROM kinds), p_jump) w),
        -- Calls since then were rated by what held before.
        'rerate_from', (SELECT min(first_day) FROM kinds WHERE first_day <= sec.today()))
    $$;

-- Brings a price list to a file: {list, from, whole, dry, allow_backdate, currency, jump, samples, file, hash}. Days that
-- are past need a permission of their own, closed periods do not matter: rates are not money, and calls already rated
-- keep their price until they are rated again. A file that is what the list was last changed by answers what that did.
CREATE FUNCTION api.price_list_import(p_order jsonb, p_rates catalog.call_rate[], p_key text) RETURNS jsonb LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is_dry boolean := (p_order ->> 'dry')::boolean;
    v_from date := (p_order ->> 'from')::date;
    v_whole boolean := (p_order ->> 'whole')::boolean;
    v_list catalog.price_list;
    v_last catalog.price_list_import;
    v_answer jsonb;
    v_changes catalog.rate_change[];
    v_unchanged bigint;
    v_import int;
BEGIN
    PERFORM sec.need('catalog.edit');
    IF (p_order ->> 'allow_backdate')::boolean THEN PERFORM sec.need('catalog.backdate'); END IF;
    IF NOT v_is_dry THEN
        v_answer := sec.command_begin(p_key, 'price_list.import', p_order);
        IF v_answer IS NOT NULL THEN RETURN v_answer; END IF;
        PERFORM FROM catalog.price_list WHERE code = p_order ->> 'list' FOR NO KEY UPDATE;
    END IF;
    SELECT * INTO v_list FROM catalog.price_list WHERE code = p_order ->> 'list';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003',
            MESSAGE = format('There is no price list %s: import it with the catalogue first, or correct the name.', p_order ->> 'list');
    END IF;
    IF p_order ->> 'currency' <> v_list.currency THEN
        PERFORM catalog.refuse(format('The file is in %s, and list %s is in %s: import it into a list of its own.',
            p_order ->> 'currency', v_list.code, v_list.currency));
    END IF;
    IF v_from IS NULL OR NOT isfinite(v_from) THEN
        PERFORM catalog.refuse('Say from which day on the prices hold.');
    ELSIF v_from < sec.today() AND NOT (p_order ->> 'allow_backdate')::boolean THEN
        PERFORM catalog.refuse(format('%s is past: let the prices hold from %s or later, or allow back-dating.', v_from, sec.today()));
    END IF;
    SELECT * INTO v_last FROM catalog.price_list_import
        WHERE price_list_id = v_list.price_list_id AND version = v_list.version;
    IF v_last.content_hash = p_order ->> 'hash' AND v_last.effective_on = v_from AND v_last.is_whole = v_whole THEN
        v_answer := v_last.result || jsonb_build_object('repeat_of', v_last.import_id, 'imported_at', v_last.imported_at,
            'imported_by', sec.name_of(v_last.actor));
        IF NOT v_is_dry THEN PERFORM sec.command_end(p_key, v_answer); END IF;
        RETURN v_answer;
    END IF;
    PERFORM catalog.rates_check(v_list, p_rates);
    SELECT changes, unchanged INTO v_changes, v_unchanged FROM catalog.rate_changes(v_list.price_list_id, v_from, v_whole, p_rates);
    v_answer := catalog.rate_summary(v_list, v_from, v_whole, p_rates, v_changes, v_unchanged,
        coalesce((p_order ->> 'jump')::numeric, 5), least((p_order ->> 'samples')::int, 1000));
    IF v_is_dry THEN RETURN v_answer; END IF;
    IF v_changes IS NOT NULL THEN
        UPDATE catalog.price_list SET version = version + 1 WHERE price_list_id = v_list.price_list_id
            RETURNING version INTO v_list.version;
        INSERT INTO catalog.price_list_import (price_list_id, file_name, content_hash, effective_on, is_whole, version, result,
                imported_at)
            VALUES (v_list.price_list_id, p_order ->> 'file', p_order ->> 'hash', v_from, v_whole, v_list.version, v_answer,
                sec.now())
            RETURNING import_id INTO v_import;
        PERFORM catalog.rates_write(v_import, v_list.price_list_id, v_changes);
        -- One entry for the list, which the daemon's snapshots notice as well (api.catalog_stamp).
        INSERT INTO hist.event (at, actor, address, application, object, object_id, action, new, note)
            VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true),
                'catalog.price_list', v_list.code, 'note',
                v_answer - '{samples,warnings}'::text[] || jsonb_build_object('import', v_import, 'hash', p_order ->> 'hash'),
                format('Prices from %s imported from %s', v_from, p_order ->> 'file'));
        PERFORM sec.announce('accounts');
    END IF;
    v_answer := v_answer || jsonb_build_object('import', v_import);
    PERFORM sec.command_end(p_key, v_answer);
    RETURN v_answer;
END $$;

-- Carries changes out; what they replace is kept.
CREATE FUNCTION catalog.rates_write(p_import int, p_list int, p_changes catalog.rate_change[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(p_changes) c WHERE c.is_replacing) THEN
        WITH gone AS (
            DELETE FROM catalog.call_rate r USING unnest(p_changes) c WHERE c.is_replacing AND r.price_list_id = p_list
                AND r.prefix = c.prefix AND r.band = c.band AND r.valid_from = c.day
                RETURNING r.*)
        INSERT INTO catalog.replaced_call_rate SELECT p_import, g.* FROM gone g;
    END IF;
    INSERT INTO catalog.call_rate (price_list_id, prefix, band, valid_from, destination, destination_group,
            price_per_minute_micro, connection_fee_micro, cap_micro, first_increment, next_increment, minimum_duration,
            grace_seconds, free_seconds, tiers)
        SELECT p_list, c.prefix, c.band, c.day, (c.new).*
        FROM unnest(p_changes) c WHERE c.kind <> 'dropped';
END $$;

-- The last imports of a list, or of all.
CREATE FUNCTION api.price_list_imports(p_list text, p_limit int) RETURNS TABLE (import_id int, list text, file_name text,
    effective_on date, is_whole boolean, version int, result jsonb, imported_by text, imported_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('catalog.view');
    RETURN QUERY SELECT i.import_id, l.code, i.file_name, i.effective_on, i.is_whole, i.version, i.result,
            sec.name_of(i.actor), i.imported_at
        FROM catalog.price_list_import i JOIN catalog.price_list l USING (price_list_id)
        WHERE p_list IS NULL OR l.code = p_list ORDER BY i.import_id DESC LIMIT p_limit;
END $$;
