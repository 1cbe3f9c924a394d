-- The catalogue as pricing reads it: whole, for an immutable snapshot in memory. The daemon charges by it, and the client
-- tells by it what a service will cost.

CREATE FUNCTION api.charging_catalog() RETURNS TABLE (
    tariff_id int, code text, name text, service_type text, currency text, suspension_limit bigint, resumption_limit bigint,
    trial_days int, component_id int, component_code text, component_name text, charging text, selection text,
    unit text, unit_count int, due text, alignment text, proration text, event text, instalments int, term_months int,
    per_remaining_month boolean, rounding text, rounding_step bigint, charged_while_suspended boolean, tax_category text,
    valid_from date, valid_to date, amount bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT t.tariff_id, t.code, t.name, y.code, t.currency::text, t.suspension_limit, t.resumption_limit, t.trial_days,
        k.component_id, k.code, k.name, k.charging, c.selection, c.unit, c.unit_count, c.due, c.alignment, c.proration,
        c.event, c.instalments, c.term_months, c.per_remaining_month, c.rounding, c.rounding_step,
        c.charged_while_suspended, c.tax_category, lower(p.valid), upper(p.valid), p.amount
    FROM catalog.tariff t JOIN catalog.service_type y USING (service_type_id)
        LEFT JOIN (catalog.tariff_component c JOIN catalog.component k USING (component_id)) USING (tariff_id)
        LEFT JOIN catalog.tariff_price p ON p.tariff_id = c.tariff_id AND p.component_id = c.component_id
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view'))
    ORDER BY t.tariff_id, k.component_id, p.valid
    $$;

CREATE FUNCTION api.price_discounts() RETURNS TABLE (
    discount_id int, code text, name text, kind text, value bigint, component_id int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT discount_id, code, name, kind, value, component_id FROM catalog.discount
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view')) ORDER BY discount_id
    $$;

CREATE FUNCTION api.price_taxes() RETURNS TABLE (
    tax_scheme_id int, code text, name text, is_inclusive boolean, rounding text, is_standard boolean, tax_rate_id int,
    category text, rate_name text, valid_from date, valid_to date, share bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.tax_scheme_id, s.code, s.name, s.is_inclusive, s.rounding, s.is_standard, r.tax_rate_id, r.category, r.name,
        lower(r.valid), upper(r.valid), r.share
    FROM catalog.tax_scheme s LEFT JOIN catalog.tax_rate r USING (tax_scheme_id)
    WHERE session_user = 'bcrm_daemon' OR (SELECT sec.has('catalog.view')) ORDER BY s.tax_scheme_id, r.tax_rate_id
    $$;
