-- The catalogue is saved as it is written in files: everything by its code, saved again it changes nothing. What services
-- are charged by is not changed under them: terms of a tariff in use stay, and prices change by api.catalog_price_set.

-- A field that has to be there.
CREATE FUNCTION catalog.field(p_of jsonb, p_name text, p_what text) RETURNS text LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF btrim(coalesce(p_of ->> p_name, '')) = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: %s must be filled in.', p_what, p_name);
    END IF;
    RETURN p_of ->> p_name;
END $$;

-- {"code", "name", "components": [{"code", "name", "charging", "tag", "revenue_account"}]}. A component that is not named
-- stays; the kind of charging of one that a tariff has is not changed.
CREATE FUNCTION api.catalog_service_type_save(p_type jsonb, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_type int;
    v_one jsonb;
    v_what text;
    v_revenue int;
BEGIN
    PERFORM sec.need('catalog.edit');
    v_earlier := sec.command_begin(p_key, 'catalog.service_type', p_type);
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'id')::int; END IF;
    v_what := 'Service type ' || catalog.field(p_type, 'code', 'Service type');
    INSERT INTO catalog.service_type (code, name) VALUES (p_type ->> 'code', catalog.field(p_type, 'name', v_what))
        ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING service_type_id INTO v_type;
    FOR v_one IN SELECT * FROM jsonb_array_elements(coalesce(p_type -> 'components', '[]')) LOOP
        v_what := format('Component %s of %s', catalog.field(v_one, 'code', 'Component'), p_type ->> 'code');
        IF EXISTS (SELECT FROM catalog.component c JOIN catalog.tariff_component USING (component_id)
            WHERE c.service_type_id = v_type AND c.code = v_one ->> 'code' AND c.charging <> v_one ->> 'charging') THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
                '%s: tariffs have it as it is charged now; make another component.', v_what);
        END IF;
        SELECT house_account_id INTO v_revenue FROM accounts.house_account
            WHERE code = catalog.field(v_one, 'revenue_account', v_what) AND kind = 'revenue';
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
                '%s: %s is no revenue account.', v_what, v_one ->> 'revenue_account');
        END IF;
        INSERT INTO catalog.component AS c (service_type_id, code, name, charging, revenue_account_id, tag)
            VALUES (v_type, v_one ->> 'code', catalog.field(v_one, 'name', v_what),
                catalog.field(v_one, 'charging', v_what), v_revenue, coalesce(v_one ->> 'tag', ''))
            ON CONFLICT (service_type_id, code) DO UPDATE SET name = excluded.name, charging = excluded.charging,
                revenue_account_id = excluded.revenue_account_id, tag = excluded.tag;
    END LOOP;
    PERFORM sec.command_end(p_key, jsonb_build_object('id', v_type));
    RETURN v_type;
EXCEPTION WHEN check_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: the code or the charging is not allowed.', v_what);
END $$;

-- {"code", "name", "kind": "share" or "amount", "value", "component": {"service", "code"}}.
CREATE FUNCTION api.catalog_discount_save(p_discount jsonb, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_what text;
    v_component int;
    v_old catalog.discount;
    v_discount int;
BEGIN
    PERFORM sec.need('catalog.edit');
    v_earlier := sec.command_begin(p_key, 'catalog.discount', p_discount);
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'id')::int; END IF;
    v_what := 'Discount ' || catalog.field(p_discount, 'code', 'Discount');
    IF p_discount -> 'component' ->> 'code' IS NOT NULL THEN
        SELECT component_id INTO v_component FROM catalog.component c JOIN catalog.service_type y USING (service_type_id)
            WHERE y.code = p_discount -> 'component' ->> 'service' AND c.code = p_discount -> 'component' ->> 'code';
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = v_what || ': there is no such component.';
        END IF;
    END IF;
    SELECT * INTO v_old FROM catalog.discount WHERE code = p_discount ->> 'code' FOR UPDATE;
    IF EXISTS (SELECT FROM catalog.subscription_discount WHERE discount_id = v_old.discount_id)
        AND (v_old.kind, v_old.value, v_old.component_id) IS DISTINCT FROM
            (p_discount ->> 'kind', (p_discount ->> 'value')::bigint, v_component) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = v_what || ': services have it as it is; make another discount.';
    END IF;
    INSERT INTO catalog.discount (code, name, kind, value, component_id)
        VALUES (p_discount ->> 'code', catalog.field(p_discount, 'name', v_what),
            catalog.field(p_discount, 'kind', v_what), catalog.field(p_discount, 'value', v_what)::bigint, v_component)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, value = excluded.value,
            component_id = excluded.component_id
        RETURNING discount_id INTO v_discount;
    PERFORM sec.command_end(p_key, jsonb_build_object('id', v_discount));
    RETURN v_discount;
EXCEPTION WHEN check_violation OR invalid_text_representation OR numeric_value_out_of_range THEN
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = v_what
        || ': a share is more than nothing and at most the whole, in parts per billion; a sum is more than nothing.';
END $$;

-- {"code", "name", "service", "currency", "suspend_below", "resume_from", "trial_days", "sold_from", "sold_until",
-- "components": [{"code", "selection", terms, "rounding", "rounding_step", "charged_while_suspended", "tax_category",
-- "prices": [{"from", "amount"}]}], "parameters": [...]}, terms and parameters by the names of their columns. Of a tariff
-- that services have, only its name, limits, days of sale and parameters change, and options are added; the prices of
-- components that are there already are left alone.
CREATE FUNCTION api.catalog_tariff_save(p_tariff jsonb, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_what text;
    v_type int;
    v_old catalog.tariff;
    v_tariff int;
    v_is_used boolean;
    v_one jsonb;
    v_new catalog.tariff_component;
    v_component catalog.tariff_component;
BEGIN
    PERFORM sec.need('catalog.edit');
    v_earlier := sec.command_begin(p_key, 'catalog.tariff', p_tariff);
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'id')::int; END IF;
    v_what := 'Tariff ' || catalog.field(p_tariff, 'code', 'Tariff');
    SELECT service_type_id INTO v_type FROM catalog.service_type WHERE code = catalog.field(p_tariff, 'service', v_what);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: there is no service %s.', v_what, p_tariff ->> 'service');
    END IF;
    SELECT * INTO v_old FROM catalog.tariff WHERE code = p_tariff ->> 'code' FOR UPDATE;
    v_is_used := EXISTS (SELECT FROM catalog.subscription_tariff WHERE tariff_id = v_old.tariff_id);
    IF v_is_used AND (v_old.service_type_id, v_old.currency::text, v_old.trial_days) IS DISTINCT FROM
        (v_type, coalesce(p_tariff ->> 'currency', v_old.currency::text), coalesce((p_tariff ->> 'trial_days')::int, 0)) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = v_what || ': services have it; its service, currency and trial stay. Make another tariff.';
    END IF;
    INSERT INTO catalog.tariff (service_type_id, code, name, currency, suspension_limit, resumption_limit, trial_days, sold)
        VALUES (v_type, p_tariff ->> 'code', catalog.field(p_tariff, 'name', v_what),
            coalesce(p_tariff ->> 'currency', 'AMD'), coalesce((p_tariff ->> 'suspend_below')::bigint, 0),
            coalesce((p_tariff ->> 'resume_from')::bigint, (p_tariff ->> 'suspend_below')::bigint, 0),
            coalesce((p_tariff ->> 'trial_days')::int, 0),
            daterange((p_tariff ->> 'sold_from')::date, (p_tariff ->> 'sold_until')::date))
        ON CONFLICT (code) DO UPDATE SET service_type_id = excluded.service_type_id, name = excluded.name,
            currency = excluded.currency, suspension_limit = excluded.suspension_limit,
            resumption_limit = excluded.resumption_limit, trial_days = excluded.trial_days, sold = excluded.sold
        RETURNING tariff_id INTO v_tariff;
    FOR v_one IN SELECT * FROM jsonb_array_elements(coalesce(p_tariff -> 'components', '[]')) LOOP
        v_what := format('Component %s of tariff %s', catalog.field(v_one, 'code', 'Component'), p_tariff ->> 'code');
        -- What is not said is as the table has it.
        SELECT * INTO v_new FROM jsonb_populate_record(ROW(v_tariff, NULL, 'included', 'month', 1, 'advance',
            'billing_day', 'actual', 'activation', 1, 0, false, 'half_up', 1, false, 'standard')::catalog.tariff_component,
            v_one - 'tariff_id' - 'component_id');
        SELECT component_id INTO v_new.component_id FROM catalog.component
            WHERE service_type_id = v_type AND code = v_one ->> 'code';
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = v_what || ': the service has no such component.';
        END IF;
        SELECT * INTO v_component FROM catalog.tariff_component
            WHERE tariff_id = v_tariff AND component_id = v_new.component_id;
        IF FOUND THEN
            CONTINUE WHEN v_component = v_new;
            IF v_is_used THEN
                RAISE EXCEPTION USING ERRCODE = 'BC002',
                    MESSAGE = v_what || ': services are charged by it; its terms stay. Make another tariff.';
            END IF;
            DELETE FROM catalog.tariff_price WHERE tariff_id = v_tariff AND component_id = v_new.component_id;
            DELETE FROM catalog.tariff_component WHERE tariff_id = v_tariff AND component_id = v_new.component_id;
        ELSIF v_is_used AND v_new.selection = 'included' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002',
                MESSAGE = v_what || ': services have the tariff; only options can be added to it.';
        END IF;
        INSERT INTO catalog.tariff_component SELECT v_new.*;
        INSERT INTO catalog.tariff_price (tariff_id, component_id, valid, amount)
            SELECT v_tariff, v_new.component_id,
                daterange((p ->> 'from')::date, lead((p ->> 'from')::date) OVER (ORDER BY (p ->> 'from')::date NULLS FIRST)),
                (p ->> 'amount')::bigint
            FROM jsonb_array_elements(coalesce(v_one -> 'prices', '[]')) p;
    END LOOP;
    v_what := 'Tariff ' || (p_tariff ->> 'code');
    IF p_tariff ? 'parameters' THEN
        DELETE FROM catalog.tariff_parameter WHERE tariff_id = v_tariff;
        INSERT INTO catalog.tariff_parameter (tariff_id, code, label, mode, type, unit, minimum, maximum, choices, value)
            SELECT v_tariff, p.code, coalesce(p.label, p.code), p.mode, p.type, coalesce(p.unit, ''), p.minimum, p.maximum,
                coalesce(p.choices, '{}'), p.value
            FROM jsonb_populate_recordset(NULL::catalog.tariff_parameter, p_tariff -> 'parameters') p;
    END IF;
    PERFORM sec.command_end(p_key, jsonb_build_object('id', v_tariff));
    PERFORM sec.announce('accounts');
    RETURN v_tariff;
EXCEPTION
    WHEN check_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = v_what || ': a value is outside what is allowed; '
            || 'the sum to run again from is never below the sum to stop at.';
    WHEN not_null_violation OR invalid_text_representation OR datatype_mismatch OR numeric_value_out_of_range
        OR invalid_datetime_format OR data_exception THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = v_what || ': a value is missing or cannot be read.';
    WHEN exclusion_violation OR unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = v_what || ': prices overlap, or a code is there twice.';
END $$;
