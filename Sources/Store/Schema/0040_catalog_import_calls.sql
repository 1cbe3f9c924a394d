-- The part of the catalogue's import (0028, 0029) that is about calls: price lists with their bands, what tariffs make of
-- them, how the country dials, holidays. Rates have an import of their own (0035).

CREATE FUNCTION catalog.import_call_steps(p_document jsonb, p_in jsonb)
    RETURNS TABLE (part int, outer_place bigint, inner_place bigint, step text, item jsonb, inside jsonb)
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT 11, place, 0, 'import_price_list', item, p_in FROM jsonb_array_elements(p_document -> 'price_lists')
        WITH ORDINALITY c (item, place)
    UNION ALL SELECT 12, place, 0, 'import_call_terms', item -> 'calls' -> 0, p_in || jsonb_build_object('tariff', item -> 'code')
        FROM jsonb_array_elements(p_document -> 'tariffs') WITH ORDINALITY c (item, place) WHERE item -> 'calls' -> 0 IS NOT NULL
    UNION ALL SELECT 13, t.place, b.place, 'import_call_bucket', b.item, p_in || jsonb_build_object('tariff', t.item -> 'code')
        FROM jsonb_array_elements(p_document -> 'tariffs') WITH ORDINALITY t (item, place),
            jsonb_array_elements(t.item -> 'calls' -> 0 -> 'buckets') WITH ORDINALITY b (item, place)
    UNION ALL SELECT 14, 0, 0, 'import_numbering', item, p_in FROM jsonb_array_elements(p_document -> 'numbering') item
    UNION ALL SELECT 15, place, 0, 'import_holiday', item, p_in FROM jsonb_array_elements(p_document -> 'holidays')
        WITH ORDINALITY c (item, place)
    UNION ALL SELECT 16, 0, 0, 'import_retire_calls', p_document, p_in WHERE (p_document ->> 'retire')::boolean
    $$;

-- A window as files have it: mon-fri 08:00-20:00.
CREATE FUNCTION catalog.window_text(p_days int, p_from int, p_to int) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT concat_ws(',',
            CASE WHEN p_days = 255 THEN 'daily' ELSE (
                SELECT string_agg(CASE WHEN first = last THEN names[first] ELSE names[first] || '-' || names[last] END, ',' ORDER BY first)
                FROM (SELECT min(d) AS first, max(d) AS last FROM (
                    SELECT d, d - row_number() OVER (ORDER BY d) AS run FROM generate_series(1, 7) d WHERE p_days >> d - 1 & 1 = 1) days
                    GROUP BY run) runs) END,
            CASE WHEN p_days <> 255 AND p_days & 128 <> 0 THEN 'holiday' END)
        || format(' %s:%s-%s:%s', lpad((p_from / 60)::text, 2, '0'), lpad((p_from % 60)::text, 2, '0'),
            lpad((p_to / 60)::text, 2, '0'), lpad((p_to % 60)::text, 2, '0'))
    FROM (SELECT '{mon,tue,wed,thu,fri,sat,sun}'::text[] AS names) n
    $$;

CREATE FUNCTION catalog.import_price_list(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := 'Price list ' || (p_item ->> 'code');
    v_list catalog.price_list;
    v_old jsonb;
    v_new jsonb := p_item - '{code,bands}'::text[];
    v_band record;
    v_is_changed boolean := false;
BEGIN
    PERFORM catalog.code_check('Price list', p_item ->> 'code', p_item ->> 'name');
    IF p_item ->> 'currency' !~ '^[A-Z]{3}$' THEN
        PERFORM catalog.refuse(format('%s: %s is no currency: write a code like AMD.', v_words, p_item ->> 'currency'));
    END IF;
    -- Imports of rates wait.
    SELECT * INTO v_list FROM catalog.price_list WHERE code = p_item ->> 'code' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO catalog.price_list (code, name, currency)
            VALUES (p_item ->> 'code', p_item ->> 'name', p_item ->> 'currency') RETURNING * INTO v_list;
        RETURN NEXT catalog.difference(format('price list %s: new', p_item ->> 'code'));
    ELSE
        v_old := jsonb_build_object('name', v_list.name, 'currency', v_list.currency::text);
        IF v_old <> v_new THEN
            IF v_list.currency <> p_item ->> 'currency'
                AND EXISTS (SELECT FROM catalog.call_rate WHERE price_list_id = v_list.price_list_id) THEN
                PERFORM catalog.refuse(format('%s has prices in %s: its currency cannot become %s; add another list.', v_words,
                    v_list.currency, p_item ->> 'currency'));
            ELSIF EXISTS (SELECT FROM catalog.call_terms_list l JOIN catalog.tariff t USING (tariff_id)
                WHERE l.price_list_id = v_list.price_list_id AND t.currency <> p_item ->> 'currency') THEN
                PERFORM catalog.refuse(format('%s belongs to tariffs in %s: its currency cannot become %s; add another list.',
                    v_words, v_list.currency, p_item ->> 'currency'));
            END IF;
            v_is_changed := true;
            RETURN NEXT catalog.difference(format('price list %s: %s', p_item ->> 'code', catalog.changed_words(v_old, v_new)));
        END IF;
    END IF;
    FOR v_band IN
        SELECT b.item ->> 'code' AS code, b.item ->> 'name' AS name, b.place::smallint AS place, b.item -> 'windows' AS windows,
            o.code IS NULL AS is_new, o.place AS old_place,
            jsonb_build_object('name', o.name, 'windows', (SELECT string_agg(catalog.window_text(w.days, w.from_minute, w.to_minute),
                '; ' ORDER BY w.days, w.from_minute, w.to_minute) FROM catalog.band_window w
                WHERE w.price_list_id = v_list.price_list_id AND w.band = o.code)) AS old,
            jsonb_build_object('name', b.item ->> 'name', 'windows', (SELECT string_agg(catalog.window_text((w ->> 'days')::int,
                (w ->> 'from')::int, (w ->> 'to')::int), '; ' ORDER BY (w ->> 'days')::int, (w ->> 'from')::int, (w ->> 'to')::int)
                FROM jsonb_array_elements(b.item -> 'windows') w)) AS new
        FROM jsonb_array_elements(p_item -> 'bands') WITH ORDINALITY b (item, place)
            LEFT JOIN catalog.time_band o ON o.price_list_id = v_list.price_list_id AND o.code = b.item ->> 'code'
        ORDER BY b.place
    LOOP
        PERFORM catalog.code_check(v_words || ', band', v_band.code, v_band.name);
        IF v_band.new ->> 'windows' IS NULL THEN
            PERFORM catalog.refuse(format('%s, band %s holds no moment: give it windows.', v_words, v_band.code));
        END IF;
        CONTINUE WHEN v_band.old = v_band.new AND v_band.old_place = v_band.place;
        v_is_changed := true;
        INSERT INTO catalog.time_band (price_list_id, code, place, name)
            VALUES (v_list.price_list_id, v_band.code, v_band.place, v_band.name)
            ON CONFLICT (price_list_id, code) DO UPDATE SET place = excluded.place, name = excluded.name;
        IF v_band.old ->> 'windows' IS DISTINCT FROM v_band.new ->> 'windows' THEN
            DELETE FROM catalog.band_window WHERE price_list_id = v_list.price_list_id AND band = v_band.code;
            INSERT INTO catalog.band_window (price_list_id, band, days, from_minute, to_minute)
                SELECT v_list.price_list_id, v_band.code, (w ->> 'days')::smallint, (w ->> 'from')::smallint, (w ->> 'to')::smallint
                FROM jsonb_array_elements(v_band.windows) w;
        END IF;
        RETURN NEXT catalog.difference(format('price list %s: band %s: %s', p_item ->> 'code', v_band.code, CASE
            WHEN v_band.is_new THEN 'new, ' || (v_band.new ->> 'windows')
            WHEN v_band.old = v_band.new THEN format('place %s → %s', v_band.old_place, v_band.place)
            ELSE catalog.changed_words(v_band.old, v_band.new) END));
    END LOOP;
    -- Bands that the document does not name come after those it does.
    FOR v_band IN
        UPDATE catalog.time_band b SET place = o.place FROM (
            SELECT code, row_number() OVER (ORDER BY place, code) + jsonb_array_length(p_item -> 'bands') AS place
            FROM catalog.time_band t WHERE price_list_id = v_list.price_list_id
                AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'bands') i WHERE i ->> 'code' = t.code)) o
        WHERE b.price_list_id = v_list.price_list_id AND b.code = o.code AND b.place <> o.place
        RETURNING b.code, b.place LOOP
        v_is_changed := true;
        RETURN NEXT catalog.difference(format('price list %s: band %s: place %s', p_item ->> 'code', v_band.code, v_band.place));
    END LOOP;
    -- Snapshots in memory notice by the version.
    IF v_is_changed THEN
        UPDATE catalog.price_list SET name = p_item ->> 'name', currency = p_item ->> 'currency', version = version + 1
            WHERE price_list_id = v_list.price_list_id;
    END IF;
END $$;

-- What the calls of a tariff cost by: lists in their order, and what happens at a band's border.
CREATE FUNCTION catalog.import_call_terms(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := 'Tariff ' || (p_in ->> 'tariff');
    v_tariff catalog.tariff;
    v_list record;
    v_lists text;
    v_old jsonb;
    v_new jsonb;
    v_difference catalog.difference;
BEGIN
    SELECT * INTO v_tariff FROM catalog.tariff WHERE code = p_in ->> 'tariff';
    IF NOT FOUND THEN RETURN; END IF;
    IF NOT EXISTS (SELECT FROM catalog.tariff_component JOIN catalog.component USING (component_id)
        WHERE tariff_id = v_tariff.tariff_id AND charging = 'usage') THEN
        PERFORM catalog.refuse(format('%s has prices of calls, but no component of the kind usage to charge them: add it.', v_words));
    END IF;
    FOR v_list IN SELECT w.code, l.price_list_id, l.currency
        FROM jsonb_array_elements_text(p_item -> 'price_lists') WITH ORDINALITY w (code, place)
            LEFT JOIN catalog.price_list l USING (code) ORDER BY w.place LOOP
        IF v_list.price_list_id IS NULL THEN
            PERFORM catalog.refuse(format('%s: there is no price list %s: add it, or name another.', v_words, v_list.code));
        ELSIF v_list.currency <> v_tariff.currency THEN
            PERFORM catalog.refuse(format('%s is in %s, and price list %s in %s: name one in the same currency.', v_words,
                v_tariff.currency, v_list.code, v_list.currency));
        END IF;
        v_lists := concat_ws(', ', v_lists, v_list.code);
    END LOOP;
    IF v_lists IS NULL THEN
        PERFORM catalog.refuse(format('%s: its calls have no price list: name one.', v_words));
    END IF;
    SELECT jsonb_build_object('split', t.split, 'price_lists', (SELECT string_agg(l.code, ', ' ORDER BY x.place)
            FROM catalog.call_terms_list x JOIN catalog.price_list l USING (price_list_id) WHERE x.tariff_id = t.tariff_id))
        INTO v_old FROM catalog.call_terms t WHERE t.tariff_id = v_tariff.tariff_id;
    v_new := jsonb_build_object('split', p_item ->> 'split', 'price_lists', v_lists);
    IF v_old = v_new THEN RETURN; END IF;
    INSERT INTO catalog.call_terms (tariff_id, split) VALUES (v_tariff.tariff_id, p_item ->> 'split')
        ON CONFLICT (tariff_id) DO UPDATE SET split = excluded.split;
    IF v_old -> 'price_lists' IS DISTINCT FROM v_new -> 'price_lists' THEN
        DELETE FROM catalog.call_terms_list WHERE tariff_id = v_tariff.tariff_id;
        INSERT INTO catalog.call_terms_list (tariff_id, place, price_list_id)
            SELECT v_tariff.tariff_id, w.place, l.price_list_id
            FROM jsonb_array_elements_text(p_item -> 'price_lists') WITH ORDINALITY w (code, place)
                JOIN catalog.price_list l USING (code);
    END IF;
    v_difference := catalog.difference(format('tariff %s: calls: %s', p_in ->> 'tariff',
        CASE WHEN v_old IS NULL THEN 'new, price lists ' || v_lists ELSE catalog.changed_words(v_old, v_new) END));
    -- Whose calls cost something else from now on.
    IF v_old IS NOT NULL THEN
        SELECT count(*) INTO v_difference.subscriptions FROM catalog.subscription_tariff
            WHERE tariff_id = v_tariff.tariff_id AND valid @> sec.today();
        v_difference.words := v_difference.words || ', ' || catalog.services_text(v_difference.subscriptions);
    END IF;
    RETURN NEXT v_difference;
END $$;

CREATE FUNCTION catalog.import_call_bucket(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := format('Tariff %s, bucket %s', p_in ->> 'tariff', p_item ->> 'code');
    v_tariff int := (SELECT tariff_id FROM catalog.tariff WHERE code = p_in ->> 'tariff');
    v_component int;
    v_unknown text;
    v_old jsonb;
    v_difference catalog.difference;
BEGIN
    IF NOT EXISTS (SELECT FROM catalog.call_terms WHERE tariff_id = v_tariff) THEN RETURN; END IF;
    PERFORM catalog.code_check(format('Tariff %s, bucket', p_in ->> 'tariff'), p_item ->> 'code', p_item ->> 'name');
    IF p_item ->> 'component' IS NOT NULL THEN
        SELECT component_id INTO v_component FROM catalog.tariff_component JOIN catalog.component USING (component_id)
            WHERE tariff_id = v_tariff AND code = p_item ->> 'component';
        IF NOT FOUND THEN
            PERFORM catalog.refuse(format('%s: the tariff has no component %s: add it, or name another.', v_words, p_item ->> 'component'));
        END IF;
    END IF;
    SELECT string_agg(b, ', ') INTO v_unknown FROM jsonb_array_elements_text(p_item -> 'bands') b WHERE b <> ''
        AND NOT EXISTS (SELECT FROM catalog.call_terms_list l JOIN catalog.time_band t USING (price_list_id)
            WHERE l.tariff_id = v_tariff AND t.code = b);
    IF v_unknown IS NOT NULL THEN
        PERFORM catalog.refuse(format('%s: no price list of the tariff has a band %s: add it, or name another.', v_words, v_unknown));
    END IF;
    SELECT jsonb_build_object('code', b.code, 'name', b.name, 'unit', b.unit, 'amount', b.amount, 'component', c.code,
            'period', b.period, 'roll_over', b.roll_over_periods, 'pooled', b.is_pooled, 'groups', to_jsonb(b.destination_groups),
            'bands', to_jsonb(b.bands)) INTO v_old
        FROM catalog.call_bucket b LEFT JOIN catalog.component c USING (component_id)
        WHERE b.tariff_id = v_tariff AND b.code = p_item ->> 'code';
    IF v_old = p_item THEN RETURN; END IF;
    INSERT INTO catalog.call_bucket (tariff_id, code, name, component_id, unit, amount, period, roll_over_periods, is_pooled,
            destination_groups, bands)
        SELECT v_tariff, i.code, i.name, v_component, i.unit, i.amount, i.period, i.roll_over, i.pooled, i.groups, i.bands
        FROM jsonb_to_record(p_item) AS i (code text, name text, unit text, amount bigint, period text, roll_over int,
            pooled boolean, groups text[], bands text[])
        ON CONFLICT (tariff_id, code) DO UPDATE SET name = excluded.name, component_id = excluded.component_id,
            unit = excluded.unit, amount = excluded.amount, period = excluded.period,
            roll_over_periods = excluded.roll_over_periods, is_pooled = excluded.is_pooled,
            destination_groups = excluded.destination_groups, bands = excluded.bands;
    v_difference := catalog.difference(format('tariff %s: bucket %s: %s', p_in ->> 'tariff', p_item ->> 'code',
        CASE WHEN v_old IS NULL THEN format('new, %s %s', p_item ->> 'amount', p_item ->> 'unit')
            ELSE catalog.changed_words(v_old, p_item) END));
    IF v_old IS NOT NULL THEN
        SELECT count(*) INTO v_difference.subscriptions FROM catalog.subscription_tariff
            WHERE tariff_id = v_tariff AND valid @> sec.today();
        v_difference.words := v_difference.words || ', ' || catalog.services_text(v_difference.subscriptions);
    END IF;
    RETURN NEXT v_difference;
END $$;

CREATE FUNCTION catalog.import_numbering(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_old jsonb := (SELECT to_jsonb(n) - 'singleton' FROM catalog.numbering_plan n);
BEGIN
    IF v_old = p_item THEN RETURN; END IF;
    INSERT INTO catalog.numbering_plan (country_code, international_prefixes, trunk_prefix, shortest_national,
            longest_national, local_length, short_numbers, routing_prefixes)
        SELECT i.country_code, i.international_prefixes, i.trunk_prefix, i.shortest_national, i.longest_national,
            i.local_length, i.short_numbers, i.routing_prefixes
        FROM jsonb_to_record(p_item) AS i (country_code text, international_prefixes text[], trunk_prefix text,
            shortest_national int, longest_national int, local_length int, short_numbers text[], routing_prefixes text[])
        ON CONFLICT (singleton) DO UPDATE SET country_code = excluded.country_code,
            international_prefixes = excluded.international_prefixes, trunk_prefix = excluded.trunk_prefix,
            shortest_national = excluded.shortest_national, longest_national = excluded.longest_national,
            local_length = excluded.local_length, short_numbers = excluded.short_numbers,
            routing_prefixes = excluded.routing_prefixes;
    RETURN NEXT catalog.difference('numbering: ' || CASE WHEN v_old IS NULL THEN 'new' ELSE catalog.changed_words(v_old, p_item) END);
END $$;

CREATE FUNCTION catalog.import_holiday(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_day date := (p_item ->> 'day')::date;
    v_old text := (SELECT name FROM catalog.holiday WHERE holiday_on = v_day);
BEGIN
    IF v_old = p_item ->> 'name' THEN RETURN; END IF;
    IF coalesce(p_item ->> 'name', '') = '' THEN
        PERFORM catalog.refuse(format('Holiday %s has no name: give it one.', v_day));
    END IF;
    INSERT INTO catalog.holiday (holiday_on, name) VALUES (v_day, p_item ->> 'name')
        ON CONFLICT (holiday_on) DO UPDATE SET name = excluded.name;
    RETURN NEXT catalog.difference(format('holiday %s: %s', v_day,
        CASE WHEN v_old IS NULL THEN 'new, ' || (p_item ->> 'name') ELSE format('name %s → %s', v_old, p_item ->> 'name') END));
END $$;

-- What the document does not name of what it names is taken out: calls and buckets of its tariffs, bands of its lists,
-- holidays to come. Lists stay: they cost nothing, and calls were rated by them.
CREATE FUNCTION catalog.import_retire_calls(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_one record;
BEGIN
    FOR v_one IN SELECT t.tariff_id, t.code FROM catalog.call_terms JOIN catalog.tariff t USING (tariff_id)
            JOIN jsonb_array_elements(p_item -> 'tariffs') i ON i ->> 'code' = t.code
        WHERE i -> 'calls' -> 0 IS NULL ORDER BY t.tariff_id LOOP
        IF EXISTS (SELECT FROM catalog.subscription_tariff WHERE tariff_id = v_one.tariff_id) THEN
            RETURN NEXT ROW(format('Tariff %s is in use and its calls could not be rated any more: leave them in the document.',
                v_one.code), true, NULL, NULL, NULL)::catalog.difference;
            CONTINUE;
        END IF;
        DELETE FROM catalog.call_bucket WHERE tariff_id = v_one.tariff_id;
        DELETE FROM catalog.call_terms_list WHERE tariff_id = v_one.tariff_id;
        DELETE FROM catalog.call_terms WHERE tariff_id = v_one.tariff_id;
        RETURN NEXT catalog.difference(format('tariff %s: calls: taken out', v_one.code));
    END LOOP;
    FOR v_one IN SELECT b.bucket_id, t.code, b.code AS bucket FROM catalog.call_bucket b JOIN catalog.tariff t USING (tariff_id)
            JOIN jsonb_array_elements(p_item -> 'tariffs') i ON i ->> 'code' = t.code
        WHERE i -> 'calls' -> 0 IS NOT NULL
            AND NOT EXISTS (SELECT FROM jsonb_array_elements(i -> 'calls' -> 0 -> 'buckets') e WHERE e ->> 'code' = b.code)
        ORDER BY b.bucket_id LOOP
        IF EXISTS (SELECT FROM usage.bucket_use WHERE bucket_id = v_one.bucket_id) THEN
            RETURN NEXT ROW(format('Tariff %s, bucket %s was drawn from: leave it in the document.', v_one.code, v_one.bucket),
                true, NULL, NULL, NULL)::catalog.difference;
            CONTINUE;
        END IF;
        DELETE FROM catalog.call_bucket WHERE bucket_id = v_one.bucket_id;
        RETURN NEXT catalog.difference(format('tariff %s: bucket %s: taken out', v_one.code, v_one.bucket));
    END LOOP;
    FOR v_one IN SELECT b.price_list_id, l.code, b.code AS band FROM catalog.time_band b JOIN catalog.price_list l USING (price_list_id)
            JOIN jsonb_array_elements(p_item -> 'price_lists') i ON i ->> 'code' = l.code
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(i -> 'bands') e WHERE e ->> 'code' = b.code) LOOP
        IF EXISTS (SELECT FROM catalog.call_rate WHERE price_list_id = v_one.price_list_id AND band = v_one.band)
            OR EXISTS (SELECT FROM catalog.call_bucket JOIN catalog.call_terms_list l USING (tariff_id)
                WHERE l.price_list_id = v_one.price_list_id AND v_one.band = ANY (bands)) THEN
            RETURN NEXT ROW(format('Price list %s, band %s has prices or buckets: leave it in the document.', v_one.code, v_one.band),
                true, NULL, NULL, NULL)::catalog.difference;
            CONTINUE;
        END IF;
        DELETE FROM catalog.band_window WHERE price_list_id = v_one.price_list_id AND band = v_one.band;
        DELETE FROM catalog.time_band WHERE price_list_id = v_one.price_list_id AND code = v_one.band;
        UPDATE catalog.price_list SET version = version + 1 WHERE price_list_id = v_one.price_list_id;
        RETURN NEXT catalog.difference(format('price list %s: band %s: taken out', v_one.code, v_one.band));
    END LOOP;
    FOR v_one IN DELETE FROM catalog.holiday h WHERE jsonb_array_length(p_item -> 'holidays') > 0 AND h.holiday_on > sec.today()
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'holidays') e WHERE (e ->> 'day')::date = h.holiday_on)
        RETURNING h.holiday_on LOOP
        RETURN NEXT catalog.difference(format('holiday %s: taken out', v_one.holiday_on));
    END LOOP;
END $$;
