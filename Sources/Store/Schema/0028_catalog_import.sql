-- The catalogue as a document: import brings the tables to what the document says, by codes, whole or not at all. Every
-- step answers what it changed in words; what it refuses is gathered, so that all of it is told at once.

SELECT hist.track('catalog.channel', 'code'), hist.track('catalog.component_channel', 'component_id', 'channel_id'),
    hist.track('catalog.campaign_tariff', 'campaign_id', 'tariff_id');

CREATE TYPE catalog.difference AS (
    words text,
    is_refusal boolean,
    -- Of prices and limits: how many services are hit, and what they pay more together, per period or once.
    subscriptions bigint,
    amount numeric,
    currency text);

CREATE FUNCTION catalog.difference(p_words text) RETURNS catalog.difference LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT ROW(p_words, false, NULL, NULL, NULL)::catalog.difference $$;

CREATE FUNCTION catalog.services_text(p_count bigint) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT p_count || CASE p_count WHEN 1 THEN ' subscription' ELSE ' subscriptions' END $$;

CREATE FUNCTION catalog.refuse(p_words text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = p_words; END $$;

-- Minor units of a currency as sentences write them (its digits by ISO 4217): 5 000,00.
CREATE FUNCTION catalog.amount_text(p_amount numeric, p_currency text) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN p_amount < 0 THEN '-' ELSE '' END
        || reverse(regexp_replace(reverse(div(abs(p_amount), 10::numeric ^ digits)::text), '(\d{3})(?=\d)', '\1 ', 'g'))
        || CASE WHEN digits = 0 THEN ''
            ELSE ',' || lpad(trunc(mod(abs(p_amount), 10::numeric ^ digits))::text, digits, '0') END
    FROM (SELECT CASE WHEN p_currency = ANY ('{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,VND,VUV,XAF,XOF,XPF}') THEN 0
        WHEN p_currency = ANY ('{BHD,IQD,JOD,KWD,LYD,OMR,TND}') THEN 3 ELSE 2 END AS digits) c
    $$;

-- What differs between two records with the same members: "name Home → Home 50; tag → internet".
CREATE FUNCTION catalog.changed_words(p_old jsonb, p_new jsonb) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT string_agg(format('%s %s → %s', replace(n.key, '_', ' '), coalesce(nullif(p_old ->> n.key, ''), '—'),
        coalesce(nullif(n.value #>> '{}', ''), '—')), '; ' ORDER BY n.key)
    FROM jsonb_each(p_new) n WHERE n.value IS DISTINCT FROM p_old -> n.key
    $$;

CREATE FUNCTION catalog.code_check(p_what text, p_code text, p_name text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_code IS NULL OR p_code !~ '^[a-z][a-z0-9_-]{0,39}$' THEN
        PERFORM catalog.refuse(format(
            '%s %s: a code is a small Latin letter, then letters, digits, - or _, at most 40 in all.', p_what, p_code));
    END IF;
    IF p_name IS NULL OR p_name = '' THEN PERFORM catalog.refuse(format('%s %s has no name: give it one.', p_what, p_code)); END IF;
END $$;

-- The house account of a code, made when it is missing.
CREATE FUNCTION catalog.import_house(p_code text, p_kind text, p_name text, OUT house int, OUT is_new boolean)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_kind text;
BEGIN
    is_new := false;
    SELECT house_account_id, kind INTO house, v_kind FROM accounts.house_account WHERE code = p_code;
    IF FOUND THEN
        IF v_kind <> p_kind THEN
            PERFORM catalog.refuse(format('House account %s is a %s account: name one for %s.', p_code, v_kind, p_kind));
        END IF;
        RETURN;
    END IF;
    IF p_code !~ ('^' || p_kind || '\.[a-z][a-z0-9_.-]{0,59}$') THEN
        PERFORM catalog.refuse(format('House account %s: there is none, and a new one is called %s.something.', p_code, p_kind));
    END IF;
    INSERT INTO accounts.house_account (code, kind, name) VALUES (p_code, p_kind, p_name)
        RETURNING house_account_id INTO house;
    is_new := true;
END $$;

-- Every step has the same two arguments, its part of the document and what it stands in, so that one function can call
-- them all and catch what they refuse.

CREATE FUNCTION catalog.import_channel(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_old text;
BEGIN
    PERFORM catalog.code_check('Channel', p_item ->> 'code', p_item ->> 'name');
    SELECT name INTO v_old FROM catalog.channel WHERE code = p_item ->> 'code';
    IF NOT FOUND THEN
        INSERT INTO catalog.channel (code, name) VALUES (p_item ->> 'code', p_item ->> 'name');
        RETURN NEXT catalog.difference(format('channel %s: new', p_item ->> 'code'));
    ELSIF v_old <> p_item ->> 'name' THEN
        UPDATE catalog.channel SET name = p_item ->> 'name' WHERE code = p_item ->> 'code';
        RETURN NEXT catalog.difference(format('channel %s: name %s → %s', p_item ->> 'code', v_old, p_item ->> 'name'));
    END IF;
END $$;

CREATE FUNCTION catalog.import_service(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_old text;
BEGIN
    PERFORM catalog.code_check('Service type', p_item ->> 'code', p_item ->> 'name');
    SELECT name INTO v_old FROM catalog.service_type WHERE code = p_item ->> 'code';
    IF NOT FOUND THEN
        INSERT INTO catalog.service_type (code, name) VALUES (p_item ->> 'code', p_item ->> 'name');
        RETURN NEXT catalog.difference(format('service type %s: new', p_item ->> 'code'));
    ELSIF v_old <> p_item ->> 'name' THEN
        UPDATE catalog.service_type SET name = p_item ->> 'name' WHERE code = p_item ->> 'code';
        RETURN NEXT catalog.difference(format('service type %s: name %s → %s', p_item ->> 'code', v_old, p_item ->> 'name'));
    END IF;
END $$;

-- Something was charged for the component, or somebody has it.
CREATE FUNCTION catalog.component_is_used(p_component int) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT EXISTS (SELECT FROM catalog.subscription_option WHERE component_id = p_component)
        OR EXISTS (SELECT FROM catalog.tariff_component c JOIN catalog.subscription_tariff s USING (tariff_id)
            WHERE c.component_id = p_component AND c.selection = 'included')
        OR EXISTS (SELECT FROM accounts.transfer WHERE component_id = p_component)
    $$;

CREATE FUNCTION catalog.import_component(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := format('Component %s.%s', p_in ->> 'service', p_item ->> 'code');
    v_type int := (SELECT service_type_id FROM catalog.service_type WHERE code = p_in ->> 'service');
    v_component catalog.component;
    v_channels int[];
    v_unknown text;
    v_account text;
    v_house record;
    v_old jsonb;
    v_new jsonb;
BEGIN
    IF v_type IS NULL THEN RETURN; END IF;
    PERFORM catalog.code_check('Component', p_item ->> 'code', p_item ->> 'name');
    SELECT string_agg(c, ', ') INTO v_unknown FROM jsonb_array_elements_text(p_item -> 'channels') c
        WHERE NOT EXISTS (SELECT FROM catalog.channel WHERE code = c);
    IF v_unknown IS NOT NULL THEN
        PERFORM catalog.refuse(format('%s: there is no channel %s: add it, or name another.', v_words, v_unknown));
    END IF;
    SELECT coalesce(array_agg(channel_id ORDER BY channel_id), '{}') INTO v_channels FROM catalog.channel
        WHERE p_item -> 'channels' ? code;
    SELECT * INTO v_component FROM catalog.component WHERE service_type_id = v_type AND code = p_item ->> 'code';
    -- Without an account of its own a component keeps the one it has.
    v_account := coalesce(nullif(p_item ->> 'revenue_account', ''),
        (SELECT code FROM accounts.house_account WHERE house_account_id = v_component.revenue_account_id),
        'revenue.' || (p_in ->> 'service'));
    v_house := catalog.import_house(v_account, 'revenue', p_item ->> 'name');
    IF v_house.is_new THEN RETURN NEXT catalog.difference(format('house account %s: new', v_account)); END IF;
    IF v_component.component_id IS NULL THEN
        INSERT INTO catalog.component (service_type_id, code, name, charging, revenue_account_id, tag)
            VALUES (v_type, p_item ->> 'code', p_item ->> 'name', p_item ->> 'charging', v_house.house, p_item ->> 'tag')
            RETURNING * INTO v_component;
        RETURN NEXT catalog.difference(format('component %s.%s: new', p_in ->> 'service', p_item ->> 'code'));
    ELSE
        SELECT jsonb_build_object('name', v_component.name, 'charging', v_component.charging, 'tag', v_component.tag,
                'revenue_account', (SELECT code FROM accounts.house_account
                    WHERE house_account_id = v_component.revenue_account_id),
                'channels', (SELECT coalesce(jsonb_agg(code ORDER BY code), '[]') FROM catalog.component_channel
                    JOIN catalog.channel USING (channel_id) WHERE component_id = v_component.component_id)),
            jsonb_build_object('name', p_item ->> 'name', 'charging', p_item ->> 'charging', 'tag', p_item ->> 'tag',
                'revenue_account', v_account, 'channels', (SELECT coalesce(jsonb_agg(code ORDER BY code), '[]')
                    FROM catalog.channel WHERE channel_id = ANY (v_channels)))
            INTO v_old, v_new;
        IF v_old = v_new THEN RETURN; END IF;
        IF v_component.charging <> p_item ->> 'charging' AND catalog.component_is_used(v_component.component_id) THEN
            PERFORM catalog.refuse(format('%s is in use and charged as %s: its kind of charging cannot become %s; add another component.',
                v_words, v_component.charging, p_item ->> 'charging'));
        END IF;
        UPDATE catalog.component SET name = p_item ->> 'name', charging = p_item ->> 'charging', tag = p_item ->> 'tag',
            revenue_account_id = v_house.house WHERE component_id = v_component.component_id;
        RETURN NEXT catalog.difference(format('component %s.%s: %s', p_in ->> 'service', p_item ->> 'code',
            catalog.changed_words(v_old, v_new)));
    END IF;
    DELETE FROM catalog.component_channel WHERE component_id = v_component.component_id AND channel_id <> ALL (v_channels);
    INSERT INTO catalog.component_channel (component_id, channel_id)
        SELECT v_component.component_id, c FROM unnest(v_channels) c ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION catalog.import_discount(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := 'Discount ' || (p_item ->> 'code');
    v_discount catalog.discount;
    v_component int;
    v_old jsonb;
    v_new jsonb := p_item - 'code';
BEGIN
    PERFORM catalog.code_check('Discount', p_item ->> 'code', p_item ->> 'name');
    IF p_item ->> 'component' IS NOT NULL THEN
        SELECT component_id INTO v_component FROM catalog.component c JOIN catalog.service_type t USING (service_type_id)
            WHERE t.code || '.' || c.code = p_item ->> 'component';
        IF NOT FOUND THEN
            PERFORM catalog.refuse(format('%s: there is no component %s: add it, or name another.', v_words, p_item ->> 'component'));
        END IF;
    END IF;
    SELECT * INTO v_discount FROM catalog.discount WHERE code = p_item ->> 'code';
    IF NOT FOUND THEN
        INSERT INTO catalog.discount (code, name, kind, value, component_id) VALUES (p_item ->> 'code', p_item ->> 'name',
            p_item ->> 'kind', (p_item ->> 'value')::bigint, v_component);
        RETURN NEXT catalog.difference(format('discount %s: new', p_item ->> 'code'));
        RETURN;
    END IF;
    v_old := jsonb_build_object('name', v_discount.name, 'kind', v_discount.kind, 'value', v_discount.value,
        'component', (SELECT t.code || '.' || c.code FROM catalog.component c JOIN catalog.service_type t USING (service_type_id)
            WHERE c.component_id = v_discount.component_id));
    IF v_old = v_new THEN RETURN; END IF;
    IF v_old - 'name' <> v_new - 'name'
        AND EXISTS (SELECT FROM catalog.subscription_discount WHERE discount_id = v_discount.discount_id) THEN
        PERFORM catalog.refuse(format('%s is given to customers already: what it reduces cannot change; add another discount.', v_words));
    END IF;
    UPDATE catalog.discount SET name = p_item ->> 'name', kind = p_item ->> 'kind', value = (p_item ->> 'value')::bigint,
        component_id = v_component WHERE discount_id = v_discount.discount_id;
    RETURN NEXT catalog.difference(format('discount %s: %s', p_item ->> 'code', catalog.changed_words(v_old, v_new)));
END $$;

CREATE FUNCTION catalog.import_campaign(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := 'Campaign ' || (p_item ->> 'code');
    v_campaign catalog.campaign;
    v_discount int := (SELECT discount_id FROM catalog.discount WHERE code = p_item ->> 'discount');
    v_during daterange := daterange((p_item ->> 'from')::date, (p_item ->> 'until')::date);
    v_unknown text;
    v_old jsonb;
    v_new jsonb;
BEGIN
    PERFORM catalog.code_check('Campaign', p_item ->> 'code', p_item ->> 'name');
    IF v_discount IS NULL THEN
        PERFORM catalog.refuse(format('%s: there is no discount %s: add it, or name another.', v_words, p_item ->> 'discount'));
    END IF;
    SELECT string_agg(t, ', ') INTO v_unknown FROM jsonb_array_elements_text(p_item -> 'tariffs') t
        WHERE NOT EXISTS (SELECT FROM catalog.tariff WHERE code = t);
    IF v_unknown IS NOT NULL THEN
        PERFORM catalog.refuse(format('%s: there is no tariff %s: add it, or name another.', v_words, v_unknown));
    END IF;
    IF isempty(v_during) THEN
        PERFORM catalog.refuse(format('%s has no days: let its last day follow its first.', v_words));
    END IF;
    SELECT * INTO v_campaign FROM catalog.campaign WHERE code = p_item ->> 'code';
    v_new := jsonb_build_object('name', p_item ->> 'name', 'discount', p_item ->> 'discount', 'days', v_during::text,
        'months', (p_item ->> 'months')::int, 'tariffs', (SELECT jsonb_agg(t ORDER BY t) FROM jsonb_array_elements_text(p_item -> 'tariffs') t));
    IF v_campaign.campaign_id IS NULL THEN
        INSERT INTO catalog.campaign (code, name, discount_id, during, months) VALUES (p_item ->> 'code',
            p_item ->> 'name', v_discount, v_during, (p_item ->> 'months')::int) RETURNING * INTO v_campaign;
        RETURN NEXT catalog.difference(format('campaign %s: new', p_item ->> 'code'));
    ELSE
        v_old := jsonb_build_object('name', v_campaign.name,
            'discount', (SELECT code FROM catalog.discount WHERE discount_id = v_campaign.discount_id),
            'days', v_campaign.during::text, 'months', v_campaign.months,
            'tariffs', (SELECT jsonb_agg(code ORDER BY code) FROM catalog.campaign_tariff JOIN catalog.tariff USING (tariff_id)
                WHERE campaign_id = v_campaign.campaign_id));
        IF v_old = v_new THEN RETURN; END IF;
        UPDATE catalog.campaign SET name = p_item ->> 'name', discount_id = v_discount, during = v_during,
            months = (p_item ->> 'months')::int WHERE campaign_id = v_campaign.campaign_id;
        RETURN NEXT catalog.difference(format('campaign %s: %s', p_item ->> 'code', catalog.changed_words(v_old, v_new)));
    END IF;
    DELETE FROM catalog.campaign_tariff t USING catalog.tariff r WHERE t.campaign_id = v_campaign.campaign_id
        AND r.tariff_id = t.tariff_id AND NOT p_item -> 'tariffs' ? r.code;
    INSERT INTO catalog.campaign_tariff (campaign_id, tariff_id)
        SELECT v_campaign.campaign_id, tariff_id FROM catalog.tariff WHERE p_item -> 'tariffs' ? code ON CONFLICT DO NOTHING;
END $$;

-- A tax scheme with its rates. How charges are taxed is decided by the day they count from, so rates begin after today
-- unless back-dating is allowed; then whoever was charged since is looked at again.
CREATE FUNCTION catalog.import_tax(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := 'Tax scheme ' || (p_item ->> 'code');
    v_scheme catalog.tax_scheme;
    v_rates int[];
    v_is_charged boolean := EXISTS (SELECT FROM accounts.transfer WHERE kind IN ('fee', 'one_time'));
    v_is_used boolean := false;
    v_old jsonb;
    v_new jsonb := p_item - '{code,rates}'::text[];
    v_rate record;
    v_house record;
    v_account text;
    v_since date;
BEGIN
    PERFORM catalog.code_check('Tax scheme', p_item ->> 'code', p_item ->> 'name');
    IF p_item ->> 'treatment' = 'exempt' AND jsonb_array_length(p_item -> 'rates') > 0 THEN
        PERFORM catalog.refuse(format('%s is exempt and has rates: take them out, or leave out the treatment.', v_words));
    END IF;
    SELECT * INTO v_scheme FROM catalog.tax_scheme WHERE code = p_item ->> 'code';
    IF coalesce(v_scheme.is_standard, false) <> (p_item ->> 'is_standard')::boolean AND v_is_charged THEN
        PERFORM catalog.refuse(format('%s: what everybody is taxed by cannot change once something is charged; change its rates, or give customers a scheme of their own.', v_words));
    END IF;
    IF (p_item ->> 'is_standard')::boolean THEN
        UPDATE catalog.tax_scheme SET is_standard = false WHERE is_standard AND code <> p_item ->> 'code';
    END IF;
    IF v_scheme.tax_scheme_id IS NULL THEN
        INSERT INTO catalog.tax_scheme (code, name, is_inclusive, rounding, treatment, is_standard) VALUES (
            p_item ->> 'code', p_item ->> 'name', (p_item ->> 'is_inclusive')::boolean, p_item ->> 'rounding',
            p_item ->> 'treatment', (p_item ->> 'is_standard')::boolean)
            RETURNING * INTO v_scheme;
        RETURN NEXT catalog.difference(format('tax scheme %s: new', p_item ->> 'code'));
    ELSE
        v_rates := ARRAY(SELECT tax_rate_id FROM catalog.tax_rate WHERE tax_scheme_id = v_scheme.tax_scheme_id);
        -- What is not charged leaves no tax behind: there it is whose scheme it is.
        v_is_used := EXISTS (SELECT FROM accounts.transfer WHERE leg >= 16 AND leg_source_id = ANY (v_rates))
            OR v_scheme.treatment <> 'charged' AND v_is_charged AND (v_scheme.is_standard
                OR EXISTS (SELECT FROM catalog.customer_tax WHERE tax_scheme_id = v_scheme.tax_scheme_id));
        v_old := jsonb_build_object('name', v_scheme.name, 'is_inclusive', v_scheme.is_inclusive,
            'rounding', v_scheme.rounding, 'treatment', v_scheme.treatment, 'is_standard', v_scheme.is_standard);
        IF v_old <> v_new THEN
            IF v_is_used AND v_old - '{name,is_standard}'::text[] <> v_new - '{name,is_standard}'::text[] THEN
                PERFORM catalog.refuse(format('%s: taxes are charged by it already: add another scheme.', v_words));
            END IF;
            UPDATE catalog.tax_scheme SET name = p_item ->> 'name', is_inclusive = (p_item ->> 'is_inclusive')::boolean,
                rounding = p_item ->> 'rounding', treatment = p_item ->> 'treatment', is_standard = (p_item ->> 'is_standard')::boolean
                WHERE tax_scheme_id = v_scheme.tax_scheme_id;
            RETURN NEXT catalog.difference(format('tax scheme %s: %s', p_item ->> 'code', catalog.changed_words(v_old, v_new)));
        END IF;
    END IF;
    v_is_used := v_is_charged AND (v_scheme.is_standard
        OR EXISTS (SELECT FROM catalog.customer_tax WHERE tax_scheme_id = v_scheme.tax_scheme_id));
    -- The first day that is taxed otherwise and of which something is charged; other categories may begin when they like.
    SELECT min(greatest(d.from_on, f.day)) INTO v_since FROM (SELECT DISTINCT r ->> 'category' AS category, r ->> 'name' AS name
            FROM jsonb_array_elements(p_item -> 'rates') r) k
        CROSS JOIN LATERAL catalog.span_changes(
            (SELECT coalesce(jsonb_agg(jsonb_build_object('from', lower(valid), 'until', upper(valid), 'amount', share)), '[]')
                FROM catalog.tax_rate WHERE tax_scheme_id = v_scheme.tax_scheme_id AND category = k.category AND name = k.name),
            (SELECT jsonb_agg(jsonb_build_object('from', r -> 'from', 'until', r -> 'until', 'amount', r -> 'share'))
                FROM jsonb_array_elements(p_item -> 'rates') r
                WHERE r ->> 'category' = k.category AND r ->> 'name' = k.name)) d
        CROSS JOIN LATERAL (SELECT min(t.value_on) AS day FROM accounts.transfer t
            JOIN catalog.tariff_component c USING (tariff_id, component_id)
            WHERE t.kind IN ('fee', 'one_time') AND c.tax_category = k.category) f
        WHERE v_is_used AND d.until_on > f.day;
    IF v_is_used AND v_since <= (SELECT closed_until FROM accounts.ledger) THEN
        PERFORM catalog.refuse(format('%s: days up to %s are closed: let the rate begin on a later day.', v_words,
            (SELECT closed_until FROM accounts.ledger)));
    END IF;
    IF v_is_used AND v_since <= sec.today() AND NOT (p_in ->> 'allow_backdate')::boolean THEN
        PERFORM catalog.refuse(format('%s: charges of %s and later are taxed already: let the rate begin on %s, or allow back-dating.',
            v_words, v_since, sec.today() + 1));
    END IF;
    -- The days of a name are as the document has them; a rate that taxed something stays, and may then be in the way.
    FOR v_rate IN DELETE FROM catalog.tax_rate t WHERE t.tax_scheme_id = v_scheme.tax_scheme_id
        AND EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'rates') r
            WHERE r ->> 'category' = t.category AND r ->> 'name' = t.name)
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'rates') r WHERE r ->> 'category' = t.category
            AND r ->> 'name' = t.name AND (r ->> 'from')::date IS NOT DISTINCT FROM lower(t.valid))
        AND NOT EXISTS (SELECT FROM accounts.transfer x WHERE x.leg >= 16 AND x.leg_source_id = t.tax_rate_id)
        RETURNING t.name, t.valid LOOP
        RETURN NEXT catalog.difference(format('tax scheme %s: %s from %s: taken out', p_item ->> 'code', v_rate.name,
            coalesce(lower(v_rate.valid)::text, 'the beginning')));
    END LOOP;
    FOR v_rate IN
        SELECT t.tax_rate_id, r ->> 'category' AS category, r ->> 'name' AS name, (r ->> 'share')::bigint AS share,
            daterange((r ->> 'from')::date, (r ->> 'until')::date) AS valid, r ->> 'account' AS account,
            t.valid AS old_valid, t.share AS old_share, a.code AS old_account
        FROM jsonb_array_elements(p_item -> 'rates') WITH ORDINALITY u (r, place)
            LEFT JOIN catalog.tax_rate t ON t.tax_scheme_id = v_scheme.tax_scheme_id AND t.category = r ->> 'category'
                AND t.name = r ->> 'name' AND lower(t.valid) IS NOT DISTINCT FROM (r ->> 'from')::date
            LEFT JOIN accounts.house_account a ON a.house_account_id = t.house_account_id
        -- What gets shorter makes room first.
        ORDER BY t.tax_rate_id IS NULL, upper(t.valid) IS NOT NULL, place
    LOOP
        -- Without an account of its own a rate goes where the scheme's other rates go.
        v_account := coalesce(nullif(v_rate.account, ''), v_rate.old_account, (SELECT a.code FROM catalog.tax_rate t
                JOIN accounts.house_account a USING (house_account_id) WHERE t.tax_scheme_id = v_scheme.tax_scheme_id
                ORDER BY t.category <> v_rate.category, t.tax_rate_id LIMIT 1), 'tax.' || (p_item ->> 'code'));
        v_house := catalog.import_house(v_account, 'tax', v_rate.name);
        IF v_house.is_new THEN RETURN NEXT catalog.difference(format('house account %s: new', v_account)); END IF;
        IF v_rate.tax_rate_id IS NULL THEN
            INSERT INTO catalog.tax_rate (tax_scheme_id, category, name, valid, share, house_account_id) VALUES (
                v_scheme.tax_scheme_id, v_rate.category, v_rate.name, v_rate.valid, v_rate.share, v_house.house);
            RETURN NEXT catalog.difference(format('tax scheme %s: %s %s from %s: new', p_item ->> 'code', v_rate.name,
                v_rate.share / 10000000.0 || ' %', coalesce(lower(v_rate.valid)::text, 'the beginning')));
        ELSE
            v_old := jsonb_build_object('share', v_rate.old_share, 'days', v_rate.old_valid::text, 'account', v_rate.old_account);
            v_new := jsonb_build_object('share', v_rate.share, 'days', v_rate.valid::text, 'account', v_account);
            CONTINUE WHEN v_old = v_new;
            UPDATE catalog.tax_rate SET share = v_rate.share, valid = v_rate.valid, house_account_id = v_house.house
                WHERE tax_rate_id = v_rate.tax_rate_id;
            RETURN NEXT catalog.difference(format('tax scheme %s: %s: %s', p_item ->> 'code', v_rate.name,
                catalog.changed_words(v_old, v_new)));
        END IF;
    END LOOP;
    IF v_is_used AND v_since <= sec.today() THEN
        INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause, since)
            SELECT DISTINCT t.customer_id, t.account_id, t.subscription_id, 'tax', v_since FROM accounts.transfer t
            WHERE t.value_on >= v_since AND t.kind IN ('fee', 'one_time') AND t.leg = 0 AND t.subscription_id <> 0
            ORDER BY 1, 2, 3;
    END IF;
EXCEPTION WHEN exclusion_violation THEN
    PERFORM catalog.refuse(format('%s has two rates of one name on one day: end the earlier one.', v_words));
END $$;
