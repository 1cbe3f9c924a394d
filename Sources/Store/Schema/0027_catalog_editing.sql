-- The catalogue is edited: prices from a day on. A price that was charged stays as it was charged; what changes is
-- brought to the ledger by the same review that follows every other change.

-- The tariff's component, locked, after the questions every edit of its price has to pass.
CREATE FUNCTION catalog.price_check(p_tariff int, p_component int, p_from date, p_amount bigint)
    RETURNS catalog.tariff_component LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_component catalog.tariff_component;
    v_closed date := (SELECT closed_until FROM accounts.ledger);
    v_charged date;
BEGIN
    SELECT * INTO v_component FROM catalog.tariff_component
        WHERE tariff_id = p_tariff AND component_id = p_component;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'The tariff has no such component.';
    END IF;
    IF (SELECT charging FROM catalog.component WHERE component_id = p_component) = 'usage' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'Price: this component is charged by use; its prices are the call rates.';
    END IF;
    IF p_amount IS NULL OR p_amount NOT BETWEEN 0 AND 1000000000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Price: from nothing to 10 000 000 000 000,00.';
    END IF;
    IF p_from IS NULL OR p_from > sec.today() + 3660 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'From: choose a day of the next ten years at most.';
    END IF;
    IF p_from <= v_closed THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'From: days up to %s are closed; choose %s or later.', v_closed, v_closed + 1);
    END IF;
    -- The order of prices that were charged is not rewritten.
    SELECT max(lower(p.valid)) INTO v_charged FROM catalog.tariff_price p
        WHERE p.tariff_id = p_tariff AND p.component_id = p_component AND lower(p.valid) > p_from
            AND EXISTS (SELECT FROM accounts.transfer t WHERE t.component_id = p_component AND t.tariff_id = p_tariff
                AND t.period_on >= lower(p.valid) AND t.kind IN ('fee', 'one_time'));
    IF v_charged IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            'From: the price of %s has been charged already; choose that day or a later one.', v_charged);
    END IF;
    RETURN v_component;
END $$;

-- The services that have the component of the tariff on a day, with how many pieces of it.
CREATE FUNCTION catalog.price_payers(p_component catalog.tariff_component, p_day date) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, pieces int)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.customer_id, s.account_id, s.subscription_id,
        CASE WHEN p_component.selection = 'included' THEN 1 ELSE o.quantity END
    FROM catalog.subscription_tariff t JOIN catalog.subscription s USING (customer_id, subscription_id)
        LEFT JOIN catalog.subscription_option o ON p_component.selection = 'optional'
            AND o.customer_id = t.customer_id AND o.subscription_id = t.subscription_id
            AND o.component_id = p_component.component_id AND o.valid @> p_day
    WHERE t.tariff_id = p_component.tariff_id AND t.valid @> p_day AND s.state <> 'ended'
        AND (s.ended_on IS NULL OR s.ended_on > p_day)
        AND (p_component.selection = 'included' OR o.quantity IS NOT NULL)
    $$;

-- Charges that stand on the ledger for days from p_from on, of services that pay it: they will be corrected.
CREATE FUNCTION catalog.price_charged(p_component catalog.tariff_component, p_from date) RETURNS TABLE (
    customer_id bigint, account_id bigint, subscription_id bigint, charges bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT t.customer_id, t.account_id, t.subscription_id, count(*)
    FROM accounts.transfer t
    WHERE t.component_id = p_component.component_id AND t.tariff_id = p_component.tariff_id AND t.leg = 0
        AND t.kind IN ('fee', 'one_time')
        -- A period that covers the day began less than its length before it.
        AND t.period_on > p_from - CASE p_component.unit WHEN 'day' THEN 1 WHEN 'month' THEN 31 ELSE 366 END
            * p_component.unit_count
        AND coalesce(t.period_ends_on, t.period_on + 1) > p_from
    GROUP BY 1, 2, 3
    $$;

-- Who a new price would hit and what it would cost them together, per period or once as the component is charged.
CREATE FUNCTION api.catalog_price_impact(p_tariff int, p_component int, p_from date, p_amount bigint)
    RETURNS TABLE (price_before bigint, subscriptions bigint, pieces bigint, customers bigint, charged bigint,
        difference bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_component catalog.tariff_component;
    v_before bigint;
BEGIN
    PERFORM sec.need('catalog.edit');
    v_component := catalog.price_check(p_tariff, p_component, p_from, p_amount);
    SELECT amount INTO v_before FROM catalog.tariff_price
        WHERE tariff_id = p_tariff AND component_id = p_component AND valid @> p_from;
    RETURN QUERY
        SELECT v_before, count(*), coalesce(sum(p.pieces), 0)::bigint, count(DISTINCT p.customer_id),
            (SELECT coalesce(sum(c.charges), 0)::bigint FROM catalog.price_charged(v_component, p_from) c),
            (coalesce(sum(p.pieces), 0) * (p_amount - coalesce(v_before, 0)))::bigint
        FROM catalog.price_payers(v_component, greatest(p_from, sec.today())) p;
EXCEPTION WHEN numeric_value_out_of_range THEN
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Price: all together would pay more than can be counted.';
END $$;

-- A price from a day on. The version in force then ends with the day before; versions that begin later stay. Returns how
-- many services are looked at again because they were charged for days from then on.
CREATE FUNCTION api.catalog_price_set(p_tariff int, p_component int, p_from date, p_amount bigint, p_key text)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_component catalog.tariff_component;
    v_price catalog.tariff_price;
    v_until date;
    v_hit bigint;
    v_zone text := (SELECT time_zone FROM sec.installation);
BEGIN
    PERFORM sec.need('catalog.edit');
    v_earlier := sec.command_begin(p_key, 'catalog.price',
        jsonb_build_array(p_tariff, p_component, p_from, p_amount));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'hit')::bigint; END IF;
    -- One editor of a tariff's prices at a time, and no charge is posted by the old price meanwhile.
    PERFORM pg_advisory_xact_lock(72110028, 0), pg_advisory_xact_lock(72110028, 1);
    PERFORM FROM catalog.tariff WHERE tariff_id = p_tariff FOR UPDATE;
    v_component := catalog.price_check(p_tariff, p_component, p_from, p_amount);
    IF p_from < sec.today() THEN PERFORM sec.need('catalog.backdate'); END IF;
    SELECT * INTO v_price FROM catalog.tariff_price
        WHERE tariff_id = p_tariff AND component_id = p_component AND valid @> p_from;
    IF v_price.amount = p_amount THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('Price: that is the price on %s already.', p_from);
    END IF;
    IF lower(v_price.valid) = p_from THEN
        UPDATE catalog.tariff_price SET amount = p_amount
            WHERE tariff_id = p_tariff AND component_id = p_component AND valid = v_price.valid;
    ELSE
        v_until := CASE WHEN v_price.tariff_id IS NOT NULL THEN upper(v_price.valid) ELSE (
            SELECT min(lower(valid)) FROM catalog.tariff_price
            WHERE tariff_id = p_tariff AND component_id = p_component AND lower(valid) > p_from) END;
        UPDATE catalog.tariff_price SET valid = daterange(lower(valid), p_from)
            WHERE tariff_id = p_tariff AND component_id = p_component AND valid = v_price.valid;
        INSERT INTO catalog.tariff_price (tariff_id, component_id, valid, amount)
            VALUES (p_tariff, p_component, daterange(p_from, v_until), p_amount);
    END IF;
    -- Who was charged for days from then on is brought up to date: at once, or on the day.
    INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause, since, due_at)
        SELECT c.customer_id, c.account_id, c.subscription_id, 'price', p_from,
            CASE WHEN p_from <= sec.today() THEN '-infinity' ELSE p_from::timestamp AT TIME ZONE v_zone END
        FROM catalog.price_charged(v_component, p_from) c ORDER BY 1, 2, 3;
    GET DIAGNOSTICS v_hit = ROW_COUNT;
    PERFORM sec.command_end(p_key, jsonb_build_object('hit', v_hit));
    PERFORM sec.announce('accounts');
    RETURN v_hit;
END $$;

-- The first day postings, and so prices, may still count from.
CREATE FUNCTION api.first_open_day() RETURNS date LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('catalog.view');
    RETURN (SELECT closed_until + 1 FROM accounts.ledger);
END $$;
