-- Lifecycle: what people do to a running service: change its tariff and options, stop it, resume it, end it. Each may be
-- planned for a day to come; a plan has no effect before its day and can be withdrawn.

-- The subscription, locked, in the version the caller has seen.
CREATE FUNCTION catalog.subscription_lock(p_customer bigint, p_subscription bigint, p_version int)
    RETURNS catalog.subscription LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_subscription catalog.subscription;
BEGIN
    PERFORM customers.lock(p_customer);
    SELECT * INTO v_subscription FROM catalog.subscription
        WHERE customer_id = p_customer AND subscription_id = p_subscription FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no service %s of this customer.', p_subscription);
    END IF;
    IF v_subscription.state = 'ended' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('This service ended on %s.', v_subscription.ended_on);
    END IF;
    IF p_version IS NOT NULL AND v_subscription.version <> p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = 'Somebody has changed this service meanwhile; look at it again.';
    END IF;
    RETURN v_subscription;
END $$;

CREATE FUNCTION catalog.day_check(p_on date) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_on IS NULL OR p_on < sec.today() OR p_on > sec.today() + 730 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Date: choose a day from today (%s) to two years ahead.', sec.today());
    END IF;
END $$;

CREATE FUNCTION catalog.touch(p_customer bigint, p_subscription bigint) RETURNS int LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE catalog.subscription SET version = version + 1
        WHERE customer_id = p_customer AND subscription_id = p_subscription RETURNING version
    $$;

-- A new tariff from a day on. The last change of a day holds; a plan that was there gives way. Values of parameters that
-- both tariffs know are kept unless given.
CREATE FUNCTION api.subscription_change_tariff(p_customer bigint, p_subscription bigint, p_tariff int, p_on date,
    p_parameters jsonb, p_version int, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_subscription catalog.subscription;
    v_current catalog.subscription_tariff;
    v_parameters jsonb;
    v_version int;
BEGIN
    PERFORM sec.need('service.change');
    -- The version is no part of what is asked: a form that is sent again asks the same of what it has read since.
    v_earlier := sec.command_begin(p_key, 'service.change',
        jsonb_build_array(p_customer, p_subscription, p_tariff, p_on, p_parameters));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    v_subscription := catalog.subscription_lock(p_customer, p_subscription, p_version);
    PERFORM catalog.day_check(p_on);
    IF NOT EXISTS (SELECT FROM catalog.tariff WHERE tariff_id = p_tariff AND sold @> p_on
        AND service_type_id = v_subscription.service_type_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Tariff: choose one of this kind of service that is sold on %s.', p_on);
    END IF;
    PERFORM catalog.currency_check(p_customer, v_subscription.account_id, p_tariff);
    IF v_subscription.ended_on <= p_on THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('The service ends on %s; withdraw that first.', v_subscription.ended_on);
    END IF;
    IF p_on = v_subscription.activated_on AND EXISTS (SELECT FROM accounts.transfer WHERE customer_id = p_customer
        AND account_id = v_subscription.account_id AND subscription_id = p_subscription AND kind = 'one_time') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = 'The service was activated today and its activation is charged; change it from tomorrow on.';
    END IF;
    -- A plan, or an earlier change of the same day, gives way.
    DELETE FROM catalog.subscription_tariff WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) >= p_on;
    DELETE FROM catalog.subscription_discount WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) >= p_on AND campaign_id IS NOT NULL;
    SELECT * INTO v_current FROM catalog.subscription_tariff WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND lower(valid) < p_on ORDER BY lower(valid) DESC LIMIT 1;
    IF v_current.tariff_id = p_tariff THEN
        UPDATE catalog.subscription_tariff SET valid = daterange(lower(valid), NULL) WHERE customer_id = p_customer
            AND subscription_id = p_subscription AND lower(valid) = lower(v_current.valid);
    ELSE
        UPDATE catalog.subscription_tariff SET valid = daterange(lower(valid), p_on) WHERE customer_id = p_customer
            AND subscription_id = p_subscription AND lower(valid) = lower(v_current.valid);
        INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
            VALUES (p_customer, p_subscription, daterange(p_on, NULL), p_tariff);
        PERFORM catalog.campaigns_apply(p_customer, p_subscription, p_tariff, p_on);
    END IF;
    v_parameters := catalog.resolve_parameters(p_tariff, (
        SELECT coalesce(jsonb_object_agg(code, value), '{}') FROM catalog.subscription_parameter p
        WHERE customer_id = p_customer AND subscription_id = p_subscription AND upper_inf(valid)
            AND EXISTS (SELECT FROM catalog.tariff_parameter t WHERE t.tariff_id = p_tariff AND t.code = p.code
                AND t.mode <> 'fixed')) || coalesce(p_parameters, '{}'));
    PERFORM catalog.parameters_set(p_customer, p_subscription, v_parameters, p_on);
    IF p_on = sec.today() THEN
        PERFORM catalog.job_add(p_customer, p_subscription, 'change', 'tariff change');
        PERFORM catalog.review_add(p_customer, p_subscription, 'change');
    END IF;
    v_version := catalog.touch(p_customer, p_subscription);
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    PERFORM sec.announce('accounts');
    RETURN v_version;
END $$;

-- The values that hold from a day on; those of other tariffs end there.
CREATE FUNCTION catalog.parameters_set(p_customer bigint, p_subscription bigint, p_parameters jsonb, p_on date)
    RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    DELETE FROM catalog.subscription_parameter WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) >= p_on;
    UPDATE catalog.subscription_parameter SET valid = daterange(lower(valid), p_on) WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND valid @> p_on AND value IS DISTINCT FROM p_parameters ->> code;
    INSERT INTO catalog.subscription_parameter (customer_id, subscription_id, code, valid, value)
        SELECT p_customer, p_subscription, key, daterange(p_on, NULL), value FROM jsonb_each_text(p_parameters)
        WHERE NOT EXISTS (SELECT FROM catalog.subscription_parameter WHERE customer_id = p_customer
            AND subscription_id = p_subscription AND code = key AND valid @> p_on);
END $$;

-- Television: a channel that a package of the service contains is not paid for a second time.
CREATE FUNCTION catalog.channels_check(p_customer bigint, p_subscription bigint, p_component int, p_on date) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_channels int[] := ARRAY(SELECT channel_id FROM catalog.component_channel WHERE component_id = p_component);
    v_other record;
BEGIN
    IF v_channels = '{}' THEN RETURN; END IF;
    -- What else the service has from that day on: its tariff's own components and what was chosen.
    SELECT k.name AS component, c.name AS channel, m.own INTO v_other
        FROM (
            SELECT t.component_id FROM catalog.subscription_tariff s JOIN catalog.tariff_component t USING (tariff_id)
                WHERE s.customer_id = p_customer AND s.subscription_id = p_subscription
                    AND s.valid && daterange(p_on, NULL) AND t.selection = 'included'
            UNION SELECT o.component_id FROM catalog.subscription_option o
                WHERE o.customer_id = p_customer AND o.subscription_id = p_subscription
                    AND o.valid && daterange(p_on, NULL)) had
            JOIN catalog.component k USING (component_id)
            JOIN LATERAL (SELECT count(*) AS own FROM catalog.component_channel x WHERE x.component_id = k.component_id) m ON true
            JOIN catalog.component_channel x ON x.component_id = k.component_id AND x.channel_id = ANY (v_channels)
            JOIN catalog.channel c ON c.channel_id = x.channel_id
        WHERE k.component_id <> p_component AND (cardinality(v_channels) = 1 OR m.own = 1)
        ORDER BY k.component_id, c.channel_id LIMIT 1;
    IF NOT FOUND THEN RETURN; END IF;
    RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = CASE WHEN cardinality(v_channels) = 1
        THEN format('Option: the service has the channel %s already, in "%s"; it is not charged twice.', v_other.channel, v_other.component)
        ELSE format('Option: the service has the channel %s by itself, as "%s"; end that first, so that it is not charged twice.',
            v_other.channel, v_other.component) END;
END $$;

-- An optional component from a day on; quantity 0 ends it.
CREATE FUNCTION api.subscription_option_set(p_customer bigint, p_subscription bigint, p_component int, p_quantity int,
    p_on date, p_version int, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_version int;
BEGIN
    PERFORM sec.need('service.change');
    v_earlier := sec.command_begin(p_key, 'service.option',
        jsonb_build_array(p_customer, p_subscription, p_component, p_quantity, p_on));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    PERFORM catalog.subscription_lock(p_customer, p_subscription, p_version);
    PERFORM catalog.day_check(p_on);
    IF p_quantity IS NULL OR p_quantity NOT BETWEEN 0 AND 1000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Quantity: must be a whole number from 0 to 1000.';
    END IF;
    IF p_quantity > 0 AND NOT EXISTS (SELECT FROM catalog.subscription_tariff t JOIN catalog.tariff_component c USING (tariff_id)
        WHERE t.customer_id = p_customer AND t.subscription_id = p_subscription AND t.valid @> p_on
            AND c.component_id = p_component AND c.selection = 'optional') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Option: the tariff does not offer it.';
    END IF;
    IF p_quantity > 0 THEN PERFORM catalog.channels_check(p_customer, p_subscription, p_component, p_on); END IF;
    DELETE FROM catalog.subscription_option WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND component_id = p_component AND lower(valid) >= p_on;
    UPDATE catalog.subscription_option SET valid = daterange(lower(valid), p_on) WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND component_id = p_component AND valid @> p_on;
    IF p_quantity > 0 THEN
        INSERT INTO catalog.subscription_option (customer_id, subscription_id, component_id, valid, quantity)
            VALUES (p_customer, p_subscription, p_component, daterange(p_on, NULL), p_quantity);
    END IF;
    UPDATE catalog.subscription SET has_options = true, version = version + 1
        WHERE customer_id = p_customer AND subscription_id = p_subscription RETURNING version INTO v_version;
    IF p_on = sec.today() THEN
        PERFORM catalog.job_add(p_customer, p_subscription, 'change', 'options');
        PERFORM catalog.review_add(p_customer, p_subscription, 'change');
    END IF;
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    PERFORM sec.announce('accounts');
    RETURN v_version;
END $$;

-- A discount for a span of days, given by a person.
CREATE FUNCTION api.subscription_discount_give(p_customer bigint, p_subscription bigint, p_discount int, p_from date,
    p_until date, p_version int, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_version int;
BEGIN
    PERFORM sec.need('service.discount');
    v_earlier := sec.command_begin(p_key, 'service.discount',
        jsonb_build_array(p_customer, p_subscription, p_discount, p_from, p_until));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    PERFORM catalog.subscription_lock(p_customer, p_subscription, p_version);
    PERFORM catalog.day_check(p_from);
    IF p_until <= p_from THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Until: must be after the first day.';
    END IF;
    INSERT INTO catalog.subscription_discount (customer_id, subscription_id, discount_id, valid)
        VALUES (p_customer, p_subscription, p_discount, daterange(p_from, p_until));
    IF p_from = sec.today() THEN PERFORM catalog.review_add(p_customer, p_subscription, 'change'); END IF;
    v_version := catalog.touch(p_customer, p_subscription);
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    RETURN v_version;
EXCEPTION
    WHEN exclusion_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'The service has this discount on some of these days already.';
    WHEN foreign_key_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no such discount.';
END $$;

-- Stops a service for one of the reasons of people: now or from a day on, until a day or until it is resumed.
CREATE FUNCTION api.subscription_suspend(p_customer bigint, p_subscription bigint, p_reason text, p_from date,
    p_until date, p_version int, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_version int;
    v_from timestamptz;
    v_until timestamptz;
    v_zone text := (SELECT time_zone FROM sec.installation);
BEGIN
    PERFORM sec.need('service.suspend');
    v_earlier := sec.command_begin(p_key, 'service.suspend',
        jsonb_build_array(p_customer, p_subscription, p_reason, p_from, p_until));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    PERFORM catalog.subscription_lock(p_customer, p_subscription, p_version);
    PERFORM catalog.day_check(p_from);
    IF p_reason NOT IN ('request', 'fraud', 'technical', 'other') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: one of request, fraud, technical, other; money decides by itself.';
    END IF;
    IF p_until <= p_from THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Until: must be after the first day.';
    END IF;
    v_from := CASE WHEN p_from = sec.today() THEN sec.now() ELSE p_from::timestamp AT TIME ZONE v_zone END;
    v_until := p_until::timestamp AT TIME ZONE v_zone;
    INSERT INTO catalog.suspension (customer_id, subscription_id, reason, during, suspended_by)
        VALUES (p_customer, p_subscription, p_reason, tstzrange(v_from, v_until), session_user);
    IF p_from = sec.today() THEN
        PERFORM catalog.state_settle(p_customer, p_subscription, p_reason);
        PERFORM catalog.review_add(p_customer, p_subscription, 'suspension');
    END IF;
    v_version := catalog.touch(p_customer, p_subscription);
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    PERFORM sec.announce('accounts');
    RETURN v_version;
EXCEPTION WHEN exclusion_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'The service is suspended for this reason on some of these days already.';
END $$;

-- Takes one reason away now. Money takes its own away when the money is there.
CREATE FUNCTION api.subscription_resume(p_customer bigint, p_subscription bigint, p_reason text, p_version int,
    p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_version int;
BEGIN
    PERFORM sec.need('service.suspend');
    v_earlier := sec.command_begin(p_key, 'service.resume',
        jsonb_build_array(p_customer, p_subscription, p_reason));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    PERFORM catalog.subscription_lock(p_customer, p_subscription, p_version);
    IF p_reason = 'money' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'Money lets the service run again by itself: take a payment, or a promise of one.';
    END IF;
    IF NOT catalog.subscription_resume(p_customer, p_subscription, p_reason) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'The service is not suspended for this reason.';
    END IF;
    PERFORM catalog.review_add(p_customer, p_subscription, 'resumption');
    v_version := catalog.touch(p_customer, p_subscription);
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    PERFORM sec.announce('accounts');
    RETURN v_version;
END $$;

-- Ends the service: a day is its first without service. Today: at once.
CREATE FUNCTION api.subscription_terminate(p_customer bigint, p_subscription bigint, p_on date, p_version int, p_key text)
    RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_subscription catalog.subscription;
    v_version int;
BEGIN
    PERFORM sec.need('service.terminate');
    v_earlier := sec.command_begin(p_key, 'service.terminate',
        jsonb_build_array(p_customer, p_subscription, p_on));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    v_subscription := catalog.subscription_lock(p_customer, p_subscription, p_version);
    PERFORM catalog.day_check(p_on);
    IF p_on <= v_subscription.activated_on THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'Date: the day of the activation is a day of service; end it on the next day.';
    END IF;
    DELETE FROM catalog.subscription_tariff WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) >= p_on;
    UPDATE catalog.subscription SET ended_on = p_on, version = version + 1
        WHERE customer_id = p_customer AND subscription_id = p_subscription RETURNING version INTO v_version;
    IF p_on = sec.today() THEN PERFORM catalog.subscription_end(p_customer, p_subscription); END IF;
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    PERFORM sec.announce('accounts');
    RETURN v_version;
END $$;

-- What the first day without service brings: its number and its port are free again, the network and the money are told.
CREATE FUNCTION catalog.subscription_end(p_customer bigint, p_subscription bigint) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE catalog.subscription SET state = 'ended', version = version + 1
        WHERE customer_id = p_customer AND subscription_id = p_subscription AND state <> 'ended';
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE catalog.suspension SET during = tstzrange(lower(during), greatest(sec.now(),
            lower(during) + interval '1 microsecond')), resumed_by = session_user
        WHERE customer_id = p_customer AND subscription_id = p_subscription AND during @> sec.now();
    DELETE FROM catalog.suspension WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(during) > sec.now();
    DELETE FROM catalog.service_identifier WHERE customer_id = p_customer AND subscription_id = p_subscription;
    UPDATE network.port SET state = 'free', customer_id = NULL, subscription_id = NULL
        WHERE customer_id = p_customer AND subscription_id = p_subscription;
    PERFORM catalog.job_add(p_customer, p_subscription, 'terminate', 'termination');
    PERFORM catalog.review_add(p_customer, p_subscription, 'ended');
END $$;

-- Withdraws everything that is planned for a day to come: tariff, options, suspensions, the end.
CREATE FUNCTION api.subscription_withdraw_plan(p_customer bigint, p_subscription bigint, p_version int, p_key text)
    RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_today date := sec.today();
    v_version int;
BEGIN
    PERFORM sec.need('service.change');
    v_earlier := sec.command_begin(p_key, 'service.withdraw', jsonb_build_array(p_customer, p_subscription));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    PERFORM catalog.subscription_lock(p_customer, p_subscription, p_version);
    DELETE FROM catalog.subscription_tariff WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) > v_today;
    UPDATE catalog.subscription_tariff SET valid = daterange(lower(valid), NULL) WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND valid @> v_today AND NOT upper_inf(valid);
    DELETE FROM catalog.subscription_parameter WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) > v_today;
    UPDATE catalog.subscription_parameter SET valid = daterange(lower(valid), NULL) WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND valid @> v_today AND NOT upper_inf(valid);
    DELETE FROM catalog.subscription_option WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) > v_today;
    UPDATE catalog.subscription_option SET valid = daterange(lower(valid), NULL) WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND valid @> v_today AND NOT upper_inf(valid);
    DELETE FROM catalog.subscription_discount WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(valid) > v_today;
    DELETE FROM catalog.suspension WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND lower(during) > sec.now();
    UPDATE catalog.subscription SET ended_on = NULL, version = version + 1
        WHERE customer_id = p_customer AND subscription_id = p_subscription RETURNING version INTO v_version;
    PERFORM sec.command_end(p_key, jsonb_build_object('version', v_version));
    PERFORM sec.announce('accounts');
    RETURN v_version;
END $$;

CREATE TABLE catalog.lifecycle (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- The day up to which plans were carried out.
    advanced_until date NOT NULL
);

-- What the clock has brought about: plans whose day or moment came. Done twice it does nothing the second time.
-- Returns how many services it touched.
CREATE FUNCTION api.lifecycle_advance() RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_today date := sec.today();
    v_now timestamptz := sec.now();
    v_from date := (SELECT advanced_until FROM catalog.lifecycle FOR UPDATE);
    v_midnight timestamptz := v_from::timestamp AT TIME ZONE (SELECT time_zone FROM sec.installation);
    v_touched int := 0;
    v_one record;
BEGIN
    FOR v_one IN SELECT customer_id, subscription_id FROM catalog.subscription
        WHERE ended_on <= v_today AND state <> 'ended' ORDER BY 1, 2 LOOP
        PERFORM catalog.subscription_end(v_one.customer_id, v_one.subscription_id);
        v_touched := v_touched + 1;
    END LOOP;
    -- Suspensions that began or ended by themselves; money begins and ends its own at once, so that this, which is asked
    -- several times a second, reads only what was planned for these days.
    FOR v_one IN SELECT s.customer_id, s.subscription_id, x.is_suspended
        FROM (SELECT customer_id, subscription_id FROM catalog.suspension WHERE reason <> 'money'
                AND lower(during) > least(v_midnight, v_now) - interval '2 days' AND lower(during) <= v_now
            UNION SELECT customer_id, subscription_id FROM catalog.suspension WHERE reason <> 'money' AND NOT upper_inf(during)
                AND upper(during) > least(v_midnight, v_now) - interval '2 days' AND upper(during) <= v_now) planned
            JOIN catalog.subscription s USING (customer_id, subscription_id)
            CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM catalog.suspension u WHERE u.customer_id = s.customer_id
                AND u.subscription_id = s.subscription_id AND u.during @> v_now) AS is_suspended) x
        WHERE s.state <> 'ended' AND x.is_suspended <> (s.state = 'suspended') ORDER BY 1, 2 LOOP
        IF catalog.state_settle(v_one.customer_id, v_one.subscription_id, 'plan') THEN
            PERFORM catalog.review_add(v_one.customer_id, v_one.subscription_id,
                CASE WHEN v_one.is_suspended THEN 'suspension' ELSE 'resumption' END);
            v_touched := v_touched + 1;
        END IF;
    END LOOP;
    IF v_from <> v_today THEN
        -- Tariffs, options and discounts that begin or end on a day since the last time.
        FOR v_one IN
            SELECT customer_id, subscription_id, bool_or(is_network) AS is_network FROM (
                SELECT t.customer_id, t.subscription_id, true AS is_network FROM catalog.subscription_tariff t
                    JOIN catalog.subscription s USING (customer_id, subscription_id)
                    WHERE lower(t.valid) > v_from AND lower(t.valid) <= v_today AND lower(t.valid) > s.activated_on
                UNION ALL SELECT customer_id, subscription_id, true FROM catalog.subscription_option
                    WHERE lower(valid) > v_from AND lower(valid) <= v_today
                UNION ALL SELECT customer_id, subscription_id, true FROM catalog.subscription_option
                    WHERE upper(valid) > v_from AND upper(valid) <= v_today
                UNION ALL SELECT customer_id, subscription_id, false FROM catalog.subscription_discount
                    WHERE lower(valid) > v_from AND lower(valid) <= v_today
                -- Planned suspensions that change nothing now: over already, or of a service that stood still anyway.
                UNION ALL SELECT u.customer_id, u.subscription_id, false FROM catalog.suspension u
                    JOIN catalog.subscription s USING (customer_id, subscription_id)
                    WHERE s.state <> 'ended' AND u.reason <> 'money'
                        AND (lower(u.during) BETWEEN v_midnight AND v_now OR upper(u.during) BETWEEN v_midnight AND v_now)
                ) changed
            GROUP BY 1, 2 ORDER BY 1, 2 LOOP
            IF v_one.is_network THEN
                PERFORM catalog.job_add(v_one.customer_id, v_one.subscription_id, 'change', 'plan');
            END IF;
            PERFORM catalog.review_add(v_one.customer_id, v_one.subscription_id, 'change');
            v_touched := v_touched + 1;
        END LOOP;
        -- What a stopped service would cost if it ran again shrinks with every day without it: what was paid may suffice now.
        INSERT INTO accounts.review (customer_id, account_id, cause)
            SELECT DISTINCT s.customer_id, s.account_id, 'limit'
            FROM catalog.suspension u JOIN catalog.subscription s USING (customer_id, subscription_id)
                JOIN accounts.account a USING (customer_id, account_id)
            WHERE u.reason = 'money' AND upper_inf(u.during) AND s.state = 'suspended'
                AND a.balance + a.credit_limit + (SELECT coalesce(sum(p.amount), 0) FROM accounts.promise p
                    WHERE p.customer_id = a.customer_id AND p.account_id = a.account_id AND p.state = 'open')
                >= (SELECT min(t.resumption_limit) FROM catalog.subscription_tariff st JOIN catalog.tariff t USING (tariff_id)
                    WHERE st.customer_id = s.customer_id AND st.subscription_id = s.subscription_id)
            ORDER BY 1, 2;
        UPDATE catalog.lifecycle SET advanced_until = v_today;
    END IF;
    -- Promises whose day passed.
    WITH broken AS (
        UPDATE accounts.promise SET state = 'broken' WHERE state = 'open' AND ends_at <= v_now
            RETURNING customer_id, account_id)
    INSERT INTO accounts.review (customer_id, account_id, cause) SELECT customer_id, account_id, 'limit' FROM broken;
    RETURN v_touched;
END $$;
