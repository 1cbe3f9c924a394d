-- Catalog: parameters checked, subscriptions activated, suspended, resumed.

-- The values of a tariff's parameters: fixed ones as they are, defaults filled in, asked ones checked.
CREATE FUNCTION catalog.resolve_parameters(p_tariff int, p_given jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    parameter catalog.tariff_parameter;
    v_value text;
    v_result jsonb := '{}';
    v_unknown text;
BEGIN
    SELECT string_agg(k, ', ') INTO v_unknown FROM jsonb_object_keys(p_given) k
        WHERE k NOT IN (SELECT code FROM catalog.tariff_parameter WHERE tariff_id = p_tariff AND mode <> 'fixed');
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('This tariff does not ask for %s.', v_unknown);
    END IF;
    FOR parameter IN SELECT * FROM catalog.tariff_parameter WHERE tariff_id = p_tariff ORDER BY code LOOP
        v_value := btrim(coalesce(CASE WHEN parameter.mode <> 'fixed' THEN p_given ->> parameter.code END, parameter.value, ''));
        IF v_value = '' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be filled in.', parameter.label);
        END IF;
        IF parameter.mode <> 'fixed' THEN
            CASE parameter.type
            WHEN 'integer' THEN
                IF v_value !~ '^-?[0-9]{1,15}$' OR v_value::bigint < coalesce(parameter.minimum, v_value::bigint)
                    OR v_value::bigint > coalesce(parameter.maximum, v_value::bigint) THEN
                    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be a whole number from %s to %s.',
                        parameter.label, coalesce(parameter.minimum::text, '-'), coalesce(parameter.maximum::text, '-'));
                END IF;
            WHEN 'choice' THEN
                IF v_value <> ALL (parameter.choices) THEN
                    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be one of %s.', parameter.label,
                        array_to_string(parameter.choices, ', '));
                END IF;
            WHEN 'flag' THEN
                IF v_value NOT IN ('yes', 'no') THEN
                    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be yes or no.', parameter.label);
                END IF;
            ELSE
                IF length(v_value) > coalesce(parameter.maximum, 200) OR v_value ~ '[[:cntrl:]]' THEN
                    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: at most %s characters.',
                        parameter.label, coalesce(parameter.maximum, 200));
                END IF;
            END CASE;
        END IF;
        v_result := v_result || jsonb_build_object(parameter.code, v_value);
    END LOOP;
    RETURN v_result;
END $$;

-- Tells the network, in the transaction that decides (business-rules section 4).
CREATE FUNCTION catalog.job_add(p_customer bigint, p_subscription bigint, p_action text, p_cause text) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO catalog.service_job (customer_id, subscription_id, action, cause, created_at)
        VALUES (p_customer, p_subscription, p_action, p_cause, sec.now())
    $$;

CREATE FUNCTION catalog.review_add(p_customer bigint, p_subscription bigint, p_cause text) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause)
        SELECT customer_id, account_id, subscription_id, p_cause FROM catalog.subscription
        WHERE customer_id = p_customer AND subscription_id = p_subscription
    $$;

-- The discounts of the campaigns of a tariff that run on a day.
CREATE FUNCTION catalog.campaigns_apply(p_customer bigint, p_subscription bigint, p_tariff int, p_on date) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO catalog.subscription_discount (customer_id, subscription_id, discount_id, valid, campaign_id)
        SELECT p_customer, p_subscription, c.discount_id,
            daterange(p_on, (p_on + make_interval(months => c.months))::date), c.campaign_id
        FROM catalog.campaign c JOIN catalog.campaign_tariff t USING (campaign_id)
        WHERE t.tariff_id = p_tariff AND c.during @> p_on
        ON CONFLICT DO NOTHING
    $$;

-- An account is charged in its own currency only.
CREATE FUNCTION catalog.currency_check(p_customer bigint, p_account bigint, p_tariff int) RETURNS void LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_account text := (SELECT currency FROM accounts.account WHERE customer_id = p_customer AND account_id = p_account);
    v_tariff text := (SELECT currency FROM catalog.tariff WHERE tariff_id = p_tariff);
BEGIN
    IF v_account <> v_tariff THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Tariff: its prices are in %s and account %s is in %s; choose a tariff or an account of the other''s currency.',
            v_tariff, p_account, v_account);
    END IF;
END $$;

-- Creates the running service. The caller holds the customer's lock and has checked the permission.
CREATE FUNCTION catalog.subscription_activate(
    p_customer bigint, p_account bigint, p_tariff int, p_parameters jsonb, p_identifier text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_subscription bigint := nextval('catalog.subscription_id_seq');
    v_type int := (SELECT service_type_id FROM catalog.tariff WHERE tariff_id = p_tariff);
    v_taken bigint;
BEGIN
    PERFORM catalog.currency_check(p_customer, p_account, p_tariff);
    INSERT INTO catalog.subscription (customer_id, subscription_id, account_id, service_type_id, identifier, activated_on)
        VALUES (p_customer, v_subscription, p_account, v_type, nullif(p_identifier, ''), sec.today());
    IF p_identifier <> '' THEN
        INSERT INTO catalog.service_identifier (service_type_id, identifier, customer_id, subscription_id)
            VALUES (v_type, p_identifier, p_customer, v_subscription)
            ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            SELECT customer_id INTO v_taken FROM catalog.service_identifier
                WHERE service_type_id = v_type AND identifier = p_identifier;
            RAISE EXCEPTION USING ERRCODE = 'BC002',
                MESSAGE = format('%s is in use already, by customer %s; choose another.', p_identifier, v_taken);
        END IF;
    END IF;
    INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
        VALUES (p_customer, v_subscription, daterange(sec.today(), NULL), p_tariff);
    INSERT INTO catalog.subscription_parameter (customer_id, subscription_id, code, valid, value)
        SELECT p_customer, v_subscription, key, daterange(sec.today(), NULL), value FROM jsonb_each_text(p_parameters);
    PERFORM catalog.campaigns_apply(p_customer, v_subscription, p_tariff, sec.today());
    PERFORM catalog.job_add(p_customer, v_subscription, 'activate', 'activation');
    PERFORM catalog.review_add(p_customer, v_subscription, 'activation');
    RETURN v_subscription;
END $$;

-- Adds a reason not to run; the service stops with the first. False: that reason was open already.
CREATE FUNCTION catalog.subscription_suspend(p_customer bigint, p_subscription bigint, p_reason text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_state text;
BEGIN
    SELECT state INTO v_state FROM catalog.subscription WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND state <> 'ended' FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM catalog.suspension WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND reason = p_reason AND during @> sec.now()) THEN
        RETURN false;
    END IF;
    -- A suspension that ended at this very moment goes on instead of leaving an empty gap.
    INSERT INTO catalog.suspension (customer_id, subscription_id, reason, during, suspended_by)
        VALUES (p_customer, p_subscription, p_reason, tstzrange(
            greatest(sec.now(), (SELECT max(upper(during)) FROM catalog.suspension WHERE customer_id = p_customer
                AND subscription_id = p_subscription AND reason = p_reason AND lower(during) <= sec.now())), NULL),
            session_user);
    IF v_state <> 'suspended' THEN
        UPDATE catalog.subscription SET state = 'suspended', version = version + 1
            WHERE customer_id = p_customer AND subscription_id = p_subscription;
        PERFORM catalog.job_add(p_customer, p_subscription, 'suspend', p_reason);
    END IF;
    RETURN true;
END $$;

-- Takes a reason away; the service runs again with the last.
CREATE FUNCTION catalog.subscription_resume(p_customer bigint, p_subscription bigint, p_reason text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM FROM catalog.subscription WHERE customer_id = p_customer AND subscription_id = p_subscription
        AND state = 'suspended' FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE catalog.suspension
        SET during = tstzrange(lower(during), greatest(sec.now(), lower(during) + interval '1 microsecond')),
            resumed_by = session_user
        WHERE customer_id = p_customer AND subscription_id = p_subscription AND reason = p_reason
            AND during @> sec.now();
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM catalog.state_settle(p_customer, p_subscription, p_reason);
    RETURN true;
END $$;

-- The state that the reasons in force now make; the network is told when it changes.
CREATE FUNCTION catalog.state_settle(p_customer bigint, p_subscription bigint, p_cause text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_state text := CASE WHEN EXISTS (SELECT FROM catalog.suspension WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND during @> sec.now()) THEN 'suspended' ELSE 'active' END;
BEGIN
    UPDATE catalog.subscription SET state = v_state, version = version + 1 WHERE customer_id = p_customer
        AND subscription_id = p_subscription AND state <> 'ended' AND state <> v_state;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM catalog.job_add(p_customer, p_subscription, CASE v_state WHEN 'active' THEN 'resume' ELSE 'suspend' END, p_cause);
    RETURN true;
END $$;

SELECT hist.track('catalog.subscription', 'subscription_id'),
    hist.track('catalog.subscription_tariff', 'subscription_id', 'tariff_id'),
    hist.track('catalog.subscription_parameter', 'subscription_id', 'code'),
    hist.track('catalog.suspension', 'subscription_id', 'reason'),
    hist.track('catalog.subscription_option', 'subscription_id', 'component_id'),
    hist.track('catalog.subscription_price', 'subscription_id', 'component_id'),
    hist.track('catalog.subscription_discount', 'subscription_id', 'discount_id'),
    hist.track('catalog.customer_tax', 'tax_scheme_id'),
    hist.track('catalog.service_type', 'code'), hist.track('catalog.component', 'code'),
    hist.track('catalog.tariff_component', 'tariff_id', 'component_id'), hist.track('catalog.discount', 'code'),
    hist.track('catalog.campaign', 'code'), hist.track('catalog.tax_scheme', 'code'),
    hist.track('catalog.tax_rate', 'tax_rate_id'), hist.track('catalog.suspension_policy', 'singleton'),
    hist.track('catalog.tariff', 'tariff_id'), hist.track('catalog.tariff_price', 'tariff_id', 'component_id'),
    hist.track('catalog.tariff_parameter', 'tariff_id', 'code'),
    hist.track('network.port', 'port_id');
