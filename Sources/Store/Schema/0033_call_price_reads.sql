-- What rating reads of call prices, for the daemon's snapshots and the client's "what would this call cost".

CREATE FUNCTION api.call_price_lists() RETURNS TABLE (price_list_id int, code text, name text, currency text, version int)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT price_list_id, code, name, currency::text, version FROM catalog.price_list ORDER BY price_list_id $$;

CREATE FUNCTION api.call_bands() RETURNS TABLE (price_list_id int, code text, name text, days smallint, from_minute smallint,
    to_minute smallint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT b.price_list_id, b.code, b.name, w.days, w.from_minute, w.to_minute
    FROM catalog.time_band b LEFT JOIN catalog.band_window w ON w.price_list_id = b.price_list_id AND w.band = b.code
    ORDER BY b.price_list_id, b.place, b.code, w.days, w.from_minute
    $$;

-- The rates of a list; of one number only those of its prefixes.
CREATE FUNCTION api.call_rates(p_list int, p_number text DEFAULT NULL) RETURNS SETOF catalog.call_rate
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT r.* FROM catalog.call_rate r WHERE r.price_list_id = p_list
        AND (p_number IS NULL OR r.prefix = ANY (ARRAY(SELECT left(p_number, n) FROM generate_series(0, length(p_number)) n)))
    ORDER BY r.prefix, r.band, r.valid_from
    $$;

CREATE FUNCTION api.call_terms() RETURNS TABLE (tariff_id int, split text, lists int[], rounding text, rounding_step bigint,
    tax_category text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT t.tariff_id, t.split,
        ARRAY(SELECT l.price_list_id FROM catalog.call_terms_list l WHERE l.tariff_id = t.tariff_id ORDER BY l.place),
        coalesce(c.rounding, 'half_up'), coalesce(c.rounding_step, 1), coalesce(c.tax_category, 'standard')
    FROM catalog.call_terms t LEFT JOIN (catalog.tariff_component c JOIN catalog.component k
        ON k.component_id = c.component_id AND k.charging = 'usage') USING (tariff_id)
    ORDER BY t.tariff_id
    $$;

CREATE FUNCTION api.call_buckets() RETURNS SETOF catalog.call_bucket
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM catalog.call_bucket ORDER BY tariff_id, bucket_id $$;

CREATE FUNCTION api.numbering_plan() RETURNS SETOF catalog.numbering_plan
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT * FROM catalog.numbering_plan $$;

CREATE FUNCTION api.holidays() RETURNS SETOF date
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT holiday_on FROM catalog.holiday ORDER BY 1 $$;
