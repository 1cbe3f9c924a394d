-- The second half of the import: tariffs with their components, prices over time and parameters; and the door itself.

-- Where two lists of spans [{from, until, amount}] differ, in order. An open begin is -infinity, an open end infinity.
CREATE FUNCTION catalog.span_changes(p_old jsonb, p_new jsonb)
    RETURNS TABLE (from_on date, until_on date, old_amount bigint, new_amount bigint)
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH spans AS MATERIALIZED (
        SELECT 'old' AS side, daterange((s ->> 'from')::date, (s ->> 'until')::date) AS valid, (s ->> 'amount')::bigint AS amount
            FROM jsonb_array_elements(p_old) s
        UNION ALL
        SELECT 'new', daterange((s ->> 'from')::date, (s ->> 'until')::date), (s ->> 'amount')::bigint
            FROM jsonb_array_elements(p_new) s),
    edges AS (
        SELECT coalesce(lower(valid), '-infinity') AS day FROM spans WHERE NOT isempty(valid)
        UNION SELECT upper(valid) FROM spans WHERE NOT upper_inf(valid) AND NOT isempty(valid)),
    pieces AS (SELECT day, lead(day, 1, 'infinity') OVER (ORDER BY day) AS next FROM edges)
    SELECT p.day, p.next, o.amount, n.amount
    FROM pieces p LEFT JOIN spans o ON o.side = 'old' AND o.valid @> p.day LEFT JOIN spans n ON n.side = 'new' AND n.valid @> p.day
    WHERE o.amount IS DISTINCT FROM n.amount
    ORDER BY p.day
    $$;

CREATE FUNCTION catalog.price_spans(p_tariff int, p_component int) RETURNS jsonb LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('from', lower(valid), 'until', upper(valid), 'amount', amount)
        ORDER BY valid), '[]')
    FROM catalog.tariff_price WHERE tariff_id = p_tariff AND component_id = p_component
    $$;

-- Each day from the first price on has one and only one price, for as long as anybody may keep the tariff.
CREATE FUNCTION catalog.prices_check(p_words text, p_prices jsonb, p_sold daterange) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_one record;
    v_until date;
    v_is_first boolean := true;
BEGIN
    IF jsonb_array_length(p_prices) = 0 THEN PERFORM catalog.refuse(format('%s has no price: enter one.', p_words)); END IF;
    FOR v_one IN SELECT (p ->> 'from')::date AS starts, (p ->> 'until')::date AS ends, (p ->> 'amount')::numeric AS amount
        FROM jsonb_array_elements(p_prices) p ORDER BY 1 NULLS FIRST LOOP
        IF v_one.amount < 0 THEN
            PERFORM catalog.refuse(format('%s: a price is never below zero: correct the one of %s.', p_words,
                coalesce(v_one.starts::text, 'the beginning')));
        ELSIF v_one.ends <= v_one.starts THEN
            PERFORM catalog.refuse(format('%s: the price of %s ends before it begins.', p_words, v_one.starts));
        ELSIF v_is_first AND v_one.starts > lower(p_sold) THEN
            PERFORM catalog.refuse(format('%s has no price before %s, but the tariff is sold from %s on: enter one.', p_words,
                v_one.starts, lower(p_sold)));
        ELSIF NOT v_is_first AND (v_until IS NULL OR v_one.starts IS NULL OR v_one.starts < v_until) THEN
            PERFORM catalog.refuse(format('%s has two prices from %s on: end the earlier one on that day.', p_words,
                coalesce(v_one.starts::text, 'the beginning')));
        ELSIF NOT v_is_first AND v_one.starts > v_until THEN
            PERFORM catalog.refuse(format('%s has no price from %s to %s: enter one.', p_words, v_until, v_one.starts - 1));
        END IF;
        v_until := v_one.ends;
        v_is_first := false;
    END LOOP;
    IF v_until IS NOT NULL THEN
        PERFORM catalog.refuse(format('%s has no price from %s on: services that keep the tariff need one.', p_words, v_until));
    END IF;
END $$;

-- The first day on which anybody has or had the component by the tariff; NULL: nobody.
CREATE FUNCTION catalog.first_use(p_tariff int, p_component int, p_selection text) RETURNS date LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN p_selection = 'included' THEN (SELECT min(lower(valid)) FROM catalog.subscription_tariff WHERE tariff_id = p_tariff)
        ELSE (SELECT min(lower(o.valid * t.valid)) FROM catalog.subscription_option o
            JOIN catalog.subscription_tariff t USING (customer_id, subscription_id)
            WHERE o.component_id = p_component AND t.tariff_id = p_tariff AND o.valid && t.valid) END
    $$;

CREATE FUNCTION catalog.import_tariff(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := 'Tariff ' || (p_item ->> 'code');
    v_type int := (SELECT service_type_id FROM catalog.service_type WHERE code = p_item ->> 'service');
    v_tariff catalog.tariff;
    v_currency text := p_item ->> 'currency';
    v_sold daterange := daterange((p_item ->> 'sold_from')::date, (p_item ->> 'sold_until')::date);
    v_suspend bigint := (p_item ->> 'suspend_below')::bigint;
    v_resume bigint := (p_item ->> 'resume_from')::bigint;
    v_is_used boolean;
    v_old jsonb;
    v_new jsonb;
    v_difference catalog.difference;
BEGIN
    PERFORM catalog.code_check('Tariff', p_item ->> 'code', p_item ->> 'name');
    IF v_type IS NULL THEN
        PERFORM catalog.refuse(format('%s: there is no service type %s: add it, or name another.', v_words, p_item ->> 'service'));
    END IF;
    IF v_resume < v_suspend THEN
        PERFORM catalog.refuse(format('%s: the service would be resumed at %s, below the %s it is suspended at, and stop again at once: raise resume_from to at least suspend_below.',
            v_words, catalog.amount_text(v_resume, v_currency), catalog.amount_text(v_suspend, v_currency)));
    END IF;
    IF isempty(v_sold) THEN
        PERFORM catalog.refuse(format('%s is never sold: let its last day follow its first.', v_words));
    END IF;
    IF v_currency !~ '^[A-Z]{3}$' THEN
        PERFORM catalog.refuse(format('%s: %s is no currency: write a code like AMD.', v_words, v_currency));
    END IF;
    SELECT * INTO v_tariff FROM catalog.tariff WHERE code = p_item ->> 'code';
    IF NOT FOUND THEN
        INSERT INTO catalog.tariff (service_type_id, code, name, currency, suspension_limit, resumption_limit, trial_days, sold)
            VALUES (v_type, p_item ->> 'code', p_item ->> 'name', v_currency, v_suspend, v_resume,
                (p_item ->> 'trial_days')::int, v_sold);
        RETURN NEXT catalog.difference(format('tariff %s: new', p_item ->> 'code'));
        RETURN;
    END IF;
    v_old := jsonb_build_object('name', v_tariff.name, 'service', (SELECT code FROM catalog.service_type
            WHERE service_type_id = v_tariff.service_type_id), 'currency', v_tariff.currency::text,
        'suspend_below', catalog.amount_text(v_tariff.suspension_limit, v_tariff.currency::text),
        'resume_from', catalog.amount_text(v_tariff.resumption_limit, v_tariff.currency::text),
        'trial_days', v_tariff.trial_days, 'sold', v_tariff.sold::text);
    v_new := jsonb_build_object('name', p_item ->> 'name', 'service', p_item ->> 'service', 'currency', v_currency,
        'suspend_below', catalog.amount_text(v_suspend, v_currency), 'resume_from', catalog.amount_text(v_resume, v_currency),
        'trial_days', (p_item ->> 'trial_days')::int, 'sold', v_sold::text);
    IF v_old = v_new THEN RETURN; END IF;
    v_is_used := EXISTS (SELECT FROM catalog.subscription_tariff WHERE tariff_id = v_tariff.tariff_id);
    IF v_is_used AND v_old -> 'service' <> v_new -> 'service' THEN
        PERFORM catalog.refuse(format('%s is in use: its service type cannot become %s; add another tariff.', v_words, p_item ->> 'service'));
    ELSIF v_is_used AND v_old -> 'currency' <> v_new -> 'currency' THEN
        PERFORM catalog.refuse(format('%s is in use: its currency cannot become %s; add another tariff.', v_words, v_currency));
    ELSIF v_is_used AND v_old -> 'trial_days' <> v_new -> 'trial_days' THEN
        PERFORM catalog.refuse(format('%s is in use: its trial of %s days was promised to customers; add another tariff.', v_words, v_tariff.trial_days));
    END IF;
    IF v_old -> 'service' <> v_new -> 'service' THEN
        DELETE FROM catalog.tariff_price WHERE tariff_id = v_tariff.tariff_id;
        DELETE FROM catalog.tariff_component WHERE tariff_id = v_tariff.tariff_id;
    END IF;
    UPDATE catalog.tariff SET service_type_id = v_type, name = p_item ->> 'name', currency = v_currency,
        suspension_limit = v_suspend, resumption_limit = v_resume, trial_days = (p_item ->> 'trial_days')::int, sold = v_sold
        WHERE tariff_id = v_tariff.tariff_id;
    v_difference := catalog.difference(format('tariff %s: %s', p_item ->> 'code', catalog.changed_words(v_old, v_new)));
    IF v_old -> 'suspend_below' <> v_new -> 'suspend_below' OR v_old -> 'resume_from' <> v_new -> 'resume_from' THEN
        -- Other limits may stop a service, or start one: its account is looked at.
        WITH hit AS (
            SELECT s.customer_id, s.account_id FROM catalog.subscription_tariff t
                JOIN catalog.subscription s USING (customer_id, subscription_id)
            WHERE t.tariff_id = v_tariff.tariff_id AND t.valid @> sec.today() AND s.state <> 'ended'),
        reviewed AS (
            INSERT INTO accounts.review (customer_id, account_id, cause)
                SELECT DISTINCT customer_id, account_id, 'limit' FROM hit ORDER BY 1, 2)
        SELECT count(*) INTO v_difference.subscriptions FROM hit;
        v_difference.words := v_difference.words || ', ' || catalog.services_text(v_difference.subscriptions);
    END IF;
    RETURN NEXT v_difference;
END $$;

-- What of a component's terms means something for its kind of charging.
CREATE FUNCTION catalog.terms(p_charging text, p_terms jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(p_terms)
    WHERE key = ANY ('{selection,rounding,rounding_step,charged_while_suspended,tax_category}'::text[] || CASE p_charging
        WHEN 'periodic' THEN '{unit,count,due,alignment,proration}'::text[] WHEN 'one_time' THEN '{event}'
        WHEN 'instalments' THEN '{instalments}' WHEN 'early_termination' THEN '{term_months,per_remaining_month}' ELSE '{}' END)
    $$;

CREATE FUNCTION catalog.import_tariff_component(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := format('Tariff %s, component %s', p_in ->> 'tariff', p_item ->> 'component');
    v_tariff catalog.tariff;
    v_component catalog.component;
    v_entry catalog.tariff_component;
    v_is_new boolean;
    v_used date;
    v_since date;
    v_old jsonb;
    v_new jsonb;
BEGIN
    SELECT * INTO v_tariff FROM catalog.tariff WHERE code = p_in ->> 'tariff';
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO v_component FROM catalog.component
        WHERE service_type_id = v_tariff.service_type_id AND code = p_item ->> 'component';
    IF NOT FOUND THEN
        PERFORM catalog.refuse(format('%s: service type %s has no such component: add it there, or take it out.', v_words,
            (SELECT code FROM catalog.service_type WHERE service_type_id = v_tariff.service_type_id)));
    END IF;
    IF v_component.charging <> 'usage' THEN PERFORM catalog.prices_check(v_words, p_item -> 'prices', v_tariff.sold); END IF;
    SELECT * INTO v_entry FROM catalog.tariff_component
        WHERE tariff_id = v_tariff.tariff_id AND component_id = v_component.component_id;
    v_is_new := NOT FOUND;
    v_new := catalog.terms(v_component.charging, p_item);
    IF NOT v_is_new THEN
        v_old := catalog.terms(v_component.charging, to_jsonb(v_entry) || jsonb_build_object('count', v_entry.unit_count));
        -- Who has the component is only asked when something changes.
        IF v_old = v_new AND NOT EXISTS (SELECT FROM catalog.span_changes(
            catalog.price_spans(v_tariff.tariff_id, v_component.component_id), p_item -> 'prices')) THEN RETURN; END IF;
    END IF;
    v_used := catalog.first_use(v_tariff.tariff_id, v_component.component_id, coalesce(v_entry.selection, p_item ->> 'selection'));
    IF NOT v_is_new THEN
        IF v_old = v_new THEN
            v_new := NULL;
        ELSIF v_used <= sec.today() AND (v_component.charging = 'usage' OR EXISTS (SELECT FROM catalog.tariff_price
                WHERE tariff_id = v_tariff.tariff_id AND component_id = v_component.component_id
                    AND valid && daterange(NULL, sec.today() + 1))) THEN
            PERFORM catalog.refuse(format('%s is in use: how it is charged cannot change (%s); add another component or tariff.',
                v_words, catalog.changed_words(v_old, v_new)));
        END IF;
    END IF;
    v_since := catalog.prices_allowed(v_words, v_tariff, v_component, v_used, p_item -> 'prices',
        (p_in ->> 'allow_backdate')::boolean);
    IF v_new IS NOT NULL THEN
        INSERT INTO catalog.tariff_component (tariff_id, component_id, selection, unit, unit_count, due, alignment, proration,
                event, instalments, term_months, per_remaining_month, rounding, rounding_step, charged_while_suspended, tax_category)
            SELECT v_tariff.tariff_id, v_component.component_id, i.selection, i.unit, i.count, i.due, i.alignment, i.proration,
                i.event, i.instalments, i.term_months, i.per_remaining_month, i.rounding, i.rounding_step,
                i.charged_while_suspended, i.tax_category
            FROM jsonb_to_record(p_item) AS i (selection text, unit text, count int, due text, alignment text, proration text,
                event text, instalments int, term_months int, per_remaining_month boolean, rounding text, rounding_step bigint,
                charged_while_suspended boolean, tax_category text)
            ON CONFLICT (tariff_id, component_id) DO UPDATE SET selection = excluded.selection, unit = excluded.unit,
                unit_count = excluded.unit_count, due = excluded.due, alignment = excluded.alignment,
                proration = excluded.proration, event = excluded.event, instalments = excluded.instalments,
                term_months = excluded.term_months, per_remaining_month = excluded.per_remaining_month,
                rounding = excluded.rounding, rounding_step = excluded.rounding_step,
                charged_while_suspended = excluded.charged_while_suspended, tax_category = excluded.tax_category;
        RETURN NEXT catalog.difference(format('tariff %s: %s: %s', p_in ->> 'tariff', p_item ->> 'component',
            CASE WHEN v_is_new THEN 'new' ELSE catalog.changed_words(v_old, v_new) END));
    END IF;
    RETURN QUERY SELECT * FROM catalog.price_words(v_tariff, v_component, v_used, p_item -> 'prices');
    -- The spans as the document has them; what begins on the same day stays the same row.
    DELETE FROM catalog.tariff_price t WHERE tariff_id = v_tariff.tariff_id AND component_id = v_component.component_id
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'prices') p
            WHERE (p ->> 'from')::date IS NOT DISTINCT FROM lower(t.valid));
    UPDATE catalog.tariff_price t SET valid = p.valid, amount = p.amount
        FROM (SELECT daterange((p ->> 'from')::date, (p ->> 'until')::date) AS valid, (p ->> 'amount')::bigint AS amount
            FROM jsonb_array_elements(p_item -> 'prices') p) p
        WHERE t.tariff_id = v_tariff.tariff_id AND t.component_id = v_component.component_id
            AND lower(t.valid) IS NOT DISTINCT FROM lower(p.valid) AND (t.valid, t.amount) IS DISTINCT FROM (p.valid, p.amount);
    INSERT INTO catalog.tariff_price (tariff_id, component_id, valid, amount)
        SELECT v_tariff.tariff_id, v_component.component_id, p.valid, p.amount
        FROM (SELECT daterange((p ->> 'from')::date, (p ->> 'until')::date) AS valid, (p ->> 'amount')::bigint AS amount
            FROM jsonb_array_elements(p_item -> 'prices') p) p
        WHERE NOT EXISTS (SELECT FROM catalog.tariff_price t WHERE t.tariff_id = v_tariff.tariff_id
            AND t.component_id = v_component.component_id AND lower(t.valid) IS NOT DISTINCT FROM lower(p.valid));
    -- Days that are charged or past: whoever had the component since is brought up to date.
    IF v_since IS NOT NULL THEN
        INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause, since)
            SELECT DISTINCT s.customer_id, s.account_id, s.subscription_id, 'price', v_since
            FROM catalog.subscription_tariff t JOIN catalog.subscription s USING (customer_id, subscription_id)
            WHERE t.tariff_id = v_tariff.tariff_id AND t.valid && daterange(v_since, NULL)
                AND (p_item ->> 'selection' = 'included' OR EXISTS (SELECT FROM catalog.subscription_option o
                    WHERE o.customer_id = t.customer_id AND o.subscription_id = t.subscription_id
                        AND o.component_id = v_component.component_id AND o.valid && daterange(v_since, NULL)))
            ORDER BY 1, 2, 3;
    END IF;
END $$;

-- Refuses prices that rewrite days that are closed, past or charged; returns the first such day where back-dating is
-- allowed and needed, and NULL where nobody has to be looked at again.
CREATE FUNCTION catalog.prices_allowed(p_words text, p_tariff catalog.tariff, p_component catalog.component, p_used date,
    p_prices jsonb, p_allow_backdate boolean) RETURNS date LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_closed date := (SELECT closed_until FROM accounts.ledger);
    v_first date;
    v_lost date;
    v_charged date;
BEGIN
    IF p_used IS NULL THEN RETURN NULL; END IF;
    SELECT min(greatest(from_on, p_used)), min(greatest(from_on, p_used)) FILTER (WHERE new_amount IS NULL)
        INTO v_first, v_lost
        FROM catalog.span_changes(catalog.price_spans(p_tariff.tariff_id, p_component.component_id), p_prices)
        WHERE until_on > p_used;
    IF v_first IS NULL THEN RETURN NULL; END IF;
    IF v_lost IS NOT NULL AND p_component.charging <> 'usage' THEN
        PERFORM catalog.refuse(format('%s is in use and would have no price from %s on: enter one.', p_words, v_lost));
    END IF;
    IF v_first <= v_closed THEN
        PERFORM catalog.refuse(format('%s: the price of %s cannot change, days up to %s are closed: let the new price begin on %s or later.',
            p_words, v_first, v_closed, greatest(v_closed + 1, sec.today())));
    END IF;
    -- A charge covers its days up to its end; the longest period bounds how far back it can have begun.
    SELECT max(coalesce(t.period_ends_on, t.period_on + 1)) INTO v_charged
        FROM accounts.transfer t
        WHERE t.tariff_id = p_tariff.tariff_id AND t.component_id = p_component.component_id AND t.leg = 0
            AND t.kind IN ('fee', 'one_time') AND t.period_on > v_first - coalesce((
                SELECT CASE c.unit WHEN 'day' THEN 1 WHEN 'month' THEN 31 ELSE 366 END * c.unit_count
                FROM catalog.tariff_component c WHERE c.tariff_id = p_tariff.tariff_id
                    AND c.component_id = p_component.component_id), 1)
            AND coalesce(t.period_ends_on, t.period_on + 1) > v_first;
    IF v_first >= sec.today() AND v_charged IS NULL THEN RETURN NULL; END IF;
    IF NOT p_allow_backdate THEN
        IF v_charged IS NOT NULL THEN
            PERFORM catalog.refuse(format('%s: the price of %s cannot change, charges through %s are posted: let the new price begin on %s, or allow back-dating.',
                p_words, v_first, v_charged - 1, greatest(v_charged, sec.today())));
        END IF;
        PERFORM catalog.refuse(format('%s: the price of %s cannot change, that day is past: let the new price begin on %s or later, or allow back-dating.',
            p_words, v_first, sec.today()));
    END IF;
    RETURN v_first;
END $$;

-- Every change of the price in words, with who pays it on its first day.
CREATE FUNCTION catalog.price_words(p_tariff catalog.tariff, p_component catalog.component, p_used date, p_prices jsonb)
    RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_entry catalog.tariff_component;
    v_change record;
    v_difference catalog.difference;
    v_pieces numeric;
    v_currency text := p_tariff.currency::text;
BEGIN
    SELECT * INTO v_entry FROM catalog.tariff_component
        WHERE tariff_id = p_tariff.tariff_id AND component_id = p_component.component_id;
    FOR v_change IN SELECT *, lead(from_on) OVER (ORDER BY from_on) AS next FROM catalog.span_changes(
        catalog.price_spans(p_tariff.tariff_id, p_component.component_id), p_prices) LOOP
        v_difference := catalog.difference(format('tariff %s: %s%s%s %s → %s', p_tariff.code, p_component.code,
            CASE WHEN v_change.from_on = '-infinity' THEN '' ELSE ' from ' || v_change.from_on END,
            CASE WHEN v_change.until_on = 'infinity' OR (v_change.from_on <> '-infinity' AND v_change.until_on = v_change.next) THEN ''
                ELSE ' through ' || v_change.until_on - 1 END,
            coalesce(catalog.amount_text(v_change.old_amount, v_currency), 'none'),
            coalesce(catalog.amount_text(v_change.new_amount, v_currency), 'none')));
        IF v_change.until_on > greatest(p_used, sec.today()) THEN
            SELECT count(*), coalesce(sum(pieces), 0) INTO v_difference.subscriptions, v_pieces
                FROM catalog.price_payers(v_entry, greatest(v_change.from_on, p_used, sec.today()));
            v_difference.amount := v_pieces * (coalesce(v_change.new_amount, 0)::numeric - coalesce(v_change.old_amount, 0));
            v_difference.currency := v_currency;
            IF v_difference.subscriptions > 0 THEN
                v_difference.words := v_difference.words || format(', %s, %s%s %s', catalog.services_text(v_difference.subscriptions),
                    CASE WHEN v_difference.amount > 0 THEN '+' ELSE '' END,
                    catalog.amount_text(v_difference.amount, v_currency),
                    CASE WHEN p_component.charging <> 'periodic' THEN 'each time' WHEN v_entry.unit_count = 1 THEN 'a ' || v_entry.unit
                        ELSE format('every %s %ss', v_entry.unit_count, v_entry.unit) END);
            END IF;
        END IF;
        RETURN NEXT v_difference;
    END LOOP;
END $$;

CREATE FUNCTION catalog.import_parameter(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_words text := format('Tariff %s, parameter %s', p_in ->> 'tariff', p_item ->> 'code');
    v_tariff int := (SELECT tariff_id FROM catalog.tariff WHERE code = p_in ->> 'tariff');
    v_old jsonb;
BEGIN
    IF v_tariff IS NULL THEN RETURN; END IF;
    PERFORM catalog.code_check(format('Tariff %s, parameter', p_in ->> 'tariff'), p_item ->> 'code', p_item ->> 'label');
    IF p_item ->> 'mode' <> 'asked' AND p_item ->> 'value' IS NULL THEN
        PERFORM catalog.refuse(format('%s has no value: enter one, or ask for it.', v_words));
    END IF;
    IF p_item ->> 'type' = 'choice' AND jsonb_array_length(p_item -> 'choices') = 0 THEN
        PERFORM catalog.refuse(format('%s has nothing to choose from.', v_words));
    END IF;
    SELECT to_jsonb(p) - 'tariff_id' INTO v_old FROM catalog.tariff_parameter p
        WHERE tariff_id = v_tariff AND code = p_item ->> 'code';
    IF v_old = p_item THEN RETURN; END IF;
    INSERT INTO catalog.tariff_parameter (tariff_id, code, label, mode, type, unit, minimum, maximum, choices, value)
        SELECT v_tariff, i.code, i.label, i.mode, i.type, i.unit, i.minimum, i.maximum, i.choices, i.value
        FROM jsonb_to_record(p_item) AS i (code text, label text, mode text, type text, unit text, minimum bigint,
            maximum bigint, choices text[], value text)
        ON CONFLICT (tariff_id, code) DO UPDATE SET label = excluded.label, mode = excluded.mode, type = excluded.type,
            unit = excluded.unit, minimum = excluded.minimum, maximum = excluded.maximum, choices = excluded.choices,
            value = excluded.value;
    RETURN NEXT catalog.difference(format('tariff %s: parameter %s: %s', p_in ->> 'tariff', p_item ->> 'code',
        CASE WHEN v_old IS NULL THEN 'new' ELSE catalog.changed_words(v_old, p_item) END));
END $$;

-- What the document does not name is no longer sold. Nothing that was used is deleted.
CREATE FUNCTION catalog.import_retire(p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_one record;
    v_today date := sec.today();
BEGIN
    FOR v_one IN SELECT * FROM catalog.tariff t WHERE (upper_inf(sold) OR upper(sold) > v_today)
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'tariffs') i WHERE i ->> 'code' = t.code) ORDER BY tariff_id LOOP
        UPDATE catalog.tariff SET sold = daterange(CASE WHEN NOT lower_inf(sold) THEN least(lower(sold), v_today - 1) END, v_today)
            WHERE tariff_id = v_one.tariff_id;
        RETURN NEXT catalog.difference(format('tariff %s: no longer sold', v_one.code));
    END LOOP;
    FOR v_one IN SELECT * FROM catalog.campaign c WHERE (upper_inf(during) OR upper(during) > v_today)
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item -> 'campaigns') i WHERE i ->> 'code' = c.code)
        ORDER BY campaign_id LOOP
        UPDATE catalog.campaign SET during = daterange(CASE WHEN NOT lower_inf(during) THEN least(lower(during), v_today - 1) END,
                v_today) WHERE campaign_id = v_one.campaign_id;
        RETURN NEXT catalog.difference(format('campaign %s: given no longer', v_one.code));
    END LOOP;
    FOR v_one IN
        SELECT t.tariff_id, t.code, k.component_id, k.code AS component, c.selection
        FROM catalog.tariff t JOIN catalog.tariff_component c USING (tariff_id) JOIN catalog.component k USING (component_id)
            JOIN jsonb_array_elements(p_item -> 'tariffs') i ON i ->> 'code' = t.code
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(i -> 'components') e WHERE e ->> 'component' = k.code)
        ORDER BY t.tariff_id, k.component_id LOOP
        IF catalog.first_use(v_one.tariff_id, v_one.component_id, v_one.selection) IS NOT NULL OR EXISTS (
            SELECT FROM accounts.transfer WHERE tariff_id = v_one.tariff_id AND component_id = v_one.component_id) THEN
            RETURN NEXT ROW(format('Tariff %s, component %s is in use and would have no price any more: leave it in the document.',
                v_one.code, v_one.component), true, NULL, NULL, NULL)::catalog.difference;
            CONTINUE;
        END IF;
        DELETE FROM catalog.tariff_price WHERE tariff_id = v_one.tariff_id AND component_id = v_one.component_id;
        DELETE FROM catalog.tariff_component WHERE tariff_id = v_one.tariff_id AND component_id = v_one.component_id;
        RETURN NEXT catalog.difference(format('tariff %s: %s: taken out', v_one.code, v_one.component));
    END LOOP;
    FOR v_one IN DELETE FROM catalog.tariff_parameter p USING catalog.tariff t, jsonb_array_elements(p_item -> 'tariffs') i
        WHERE t.tariff_id = p.tariff_id AND i ->> 'code' = t.code
            AND NOT EXISTS (SELECT FROM jsonb_array_elements(i -> 'parameters') e WHERE e ->> 'code' = p.code)
        RETURNING t.code, p.code AS parameter LOOP
        RETURN NEXT catalog.difference(format('tariff %s: parameter %s: taken out', v_one.code, v_one.parameter));
    END LOOP;
END $$;

-- One step; what it refuses is a line of the answer, and nothing of it stays.
CREATE FUNCTION catalog.import_step(p_step text, p_item jsonb, p_in jsonb) RETURNS SETOF catalog.difference LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT * FROM catalog.%I($1, $2)', p_step) USING p_item, p_in;
EXCEPTION
    WHEN SQLSTATE 'BC001' OR SQLSTATE 'BC002' OR SQLSTATE 'BC003' THEN
        RETURN NEXT ROW(SQLERRM, true, NULL, NULL, NULL)::catalog.difference;
    WHEN integrity_constraint_violation OR data_exception THEN
        RETURN NEXT ROW(format('%s %s: this cannot be taken: %s.', replace(p_step, 'import_', ''),
            concat_ws('.', p_in ->> 'service', p_in ->> 'tariff', p_item ->> 'code', p_item ->> 'component'), SQLERRM),
            true, NULL, NULL, NULL)::catalog.difference;
END $$;

-- Brings the catalogue to the document, by codes: {channels, services, tariffs, discounts, campaigns, taxes, price_lists,
-- numbering, holidays}, with
-- "retire": what is missing is no longer sold, and "allow_backdate": prices may change for days past and charged. Answers
-- the differences; a dry one goes the whole way and takes all of it back.
CREATE FUNCTION api.catalog_import(p_document jsonb, p_is_dry boolean, p_key text) RETURNS jsonb LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_step record;
    v_difference catalog.difference;
    v_in jsonb := jsonb_build_object('allow_backdate', coalesce((p_document ->> 'allow_backdate')::boolean, false));
    v_differences jsonb := '[]';
    v_refusals text;
BEGIN
    PERFORM sec.need('catalog.edit');
    IF (v_in ->> 'allow_backdate')::boolean THEN PERFORM sec.need('catalog.backdate'); END IF;
    IF NOT p_is_dry THEN
        v_earlier := sec.command_begin(p_key, 'catalog.import', p_document);
        IF v_earlier IS NOT NULL THEN RETURN v_earlier; END IF;
    END IF;
    -- One import at a time, no price set beside it, and nothing charged meanwhile by what the catalogue was.
    PERFORM pg_advisory_xact_lock(72110028, 0);
    IF NOT p_is_dry THEN PERFORM pg_advisory_xact_lock(72110028, 1); END IF;
    PERFORM FROM catalog.tariff ORDER BY tariff_id FOR NO KEY UPDATE;
    BEGIN
        FOR v_step IN
            SELECT * FROM (
                SELECT 1, place, 0, 'import_channel', item, v_in FROM jsonb_array_elements(p_document -> 'channels')
                    WITH ORDINALITY c (item, place)
                UNION ALL SELECT 2, place, 0, 'import_service', item, v_in FROM jsonb_array_elements(p_document -> 'services')
                    WITH ORDINALITY c (item, place)
                UNION ALL SELECT 3, s.place, c.place, 'import_component', c.item, v_in || jsonb_build_object('service', s.item -> 'code')
                    FROM jsonb_array_elements(p_document -> 'services') WITH ORDINALITY s (item, place),
                        jsonb_array_elements(s.item -> 'components') WITH ORDINALITY c (item, place)
                UNION ALL SELECT 4, place, 0, 'import_tax', item, v_in FROM jsonb_array_elements(p_document -> 'taxes')
                    WITH ORDINALITY c (item, place)
                UNION ALL SELECT 5, place, 0, 'import_tariff', item, v_in FROM jsonb_array_elements(p_document -> 'tariffs')
                    WITH ORDINALITY c (item, place)
                UNION ALL SELECT 6, t.place, c.place, 'import_tariff_component', c.item, v_in || jsonb_build_object('tariff', t.item -> 'code')
                    FROM jsonb_array_elements(p_document -> 'tariffs') WITH ORDINALITY t (item, place),
                        jsonb_array_elements(t.item -> 'components') WITH ORDINALITY c (item, place)
                UNION ALL SELECT 7, t.place, c.place, 'import_parameter', c.item, v_in || jsonb_build_object('tariff', t.item -> 'code')
                    FROM jsonb_array_elements(p_document -> 'tariffs') WITH ORDINALITY t (item, place),
                        jsonb_array_elements(t.item -> 'parameters') WITH ORDINALITY c (item, place)
                UNION ALL SELECT 8, place, 0, 'import_discount', item, v_in FROM jsonb_array_elements(p_document -> 'discounts')
                    WITH ORDINALITY c (item, place)
                UNION ALL SELECT 9, place, 0, 'import_campaign', item, v_in FROM jsonb_array_elements(p_document -> 'campaigns')
                    WITH ORDINALITY c (item, place)
                UNION ALL SELECT 10, 0, 0, 'import_retire', p_document, v_in WHERE (p_document ->> 'retire')::boolean
                UNION ALL SELECT * FROM catalog.import_call_steps(p_document, v_in)
            ) steps (part, outer_place, inner_place, step, item, inside) ORDER BY 1, 2, 3
        LOOP
            FOR v_difference IN SELECT * FROM catalog.import_step(v_step.step, v_step.item, v_step.inside) LOOP
                IF v_difference.is_refusal THEN
                    v_refusals := concat_ws(E'\n', v_refusals, v_difference.words);
                ELSE
                    v_differences := v_differences || jsonb_build_array(to_jsonb(v_difference) - 'is_refusal');
                END IF;
            END LOOP;
        END LOOP;
        IF v_refusals IS NOT NULL OR p_is_dry THEN RAISE EXCEPTION USING ERRCODE = 'BC999'; END IF;
    EXCEPTION WHEN SQLSTATE 'BC999' THEN NULL;
    END;
    IF v_refusals IS NOT NULL THEN PERFORM catalog.refuse(v_refusals); END IF;
    IF p_is_dry THEN RETURN v_differences; END IF;
    PERFORM sec.command_end(p_key, v_differences);
    IF v_differences <> '[]' THEN PERFORM sec.announce('accounts'); END IF;
    RETURN v_differences;
END $$;

-- The accounts the catalogue names, for its export.
CREATE FUNCTION api.catalog_accounts() RETURNS TABLE (house_account_id int, code text) LANGUAGE plpgsql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('catalog.view');
    RETURN QUERY SELECT a.house_account_id, a.code FROM accounts.house_account a WHERE a.kind IN ('revenue', 'tax');
END $$;
