-- Moving in, kind by kind: how a row is judged, and how a batch of judged rows is written, set by set. The rules are those
-- of the functions by which people enter the same. Functions that are called for each row pin no search path of their own,
-- which would cost more than they do: they have their caller's, and every name in them is qualified.

-- A text that may be missing; most are.
CREATE FUNCTION import.field(f jsonb, p_name text, p_label text, p_longest int) RETURNS text LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF coalesce(f ->> p_name, '') = '' THEN RETURN ''; END IF;
    RETURN customers.field(f, p_name, p_label, false, p_longest);
END $$;

-- Customers: person or organisation, phones, addresses, contract.
CREATE FUNCTION import.judge_customer(c import.context, f jsonb, OUT customer_id bigint, OUT object_id bigint, OUT ready jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_kind text := coalesce(nullif(f ->> 'kind', ''), 'person');
    v_is_person boolean := v_kind = 'person';
    v_whole text := import.field(f, 'full_name', 'Full name', 300);
    v_words text[] := regexp_split_to_array(v_whole, '\s+');
    v_form jsonb := f;
    v_tax text;
    v_email text;
    v_branch int;
    v_number text;
    v_phones text[] := '{}';
    v_addresses jsonb := '[]';
    v_phone text;
    v_place text;
    v_since date := import.day(f, 'registered_on', 'Registered', c.today, '1990-01-01', c.today);
BEGIN
    IF v_kind NOT IN ('person', 'organisation') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Kind: must be person or organisation.';
    END IF;
    IF v_whole <> '' AND v_is_person THEN
        v_form := v_form || jsonb_build_object('family_name', v_words[1], 'given_name', coalesce(v_words[2], ''),
            'patronymic', array_to_string(v_words[3:], ' '));
    ELSIF v_whole <> '' THEN
        v_form := v_form || jsonb_build_object('organisation_name', v_whole);
    END IF;
    v_tax := CASE WHEN v_is_person THEN import.field(f, 'tax_number', 'Tax number', 20)
        ELSE customers.field(f, 'tax_number', 'Tax number', true, 20) END;
    IF v_tax <> '' AND v_tax !~ '^[0-9]{8}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Tax number: must be 8 digits.';
    END IF;
    v_email := import.field(f, 'email', 'E-mail', 200);
    IF v_email <> '' AND v_email !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('E-mail: "%s" is no address.', v_email);
    END IF;
    IF coalesce(nullif(f ->> 'language', ''), 'hy') NOT IN ('hy', 'ru', 'en') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Language: must be hy, ru or en.';
    END IF;
    IF coalesce(f ->> 'segment', '') <> '' AND NOT EXISTS (SELECT FROM customers.segment s WHERE s.segment = f ->> 'segment') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Segment: there is no "%s".', left(f ->> 'segment', 40));
    END IF;
    SELECT branch_id INTO v_branch FROM sec.branch WHERE code = f ->> 'branch';
    IF coalesce(f ->> 'branch', '') = '' THEN v_branch := c.branches[1]; END IF;
    IF v_branch IS NULL OR NOT (c.all_branches OR v_branch = ANY (c.branches)) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Branch: there is no branch %s of yours.', f ->> 'branch');
    END IF;
    FOR v_phone IN SELECT btrim(p) FROM regexp_split_to_table(coalesce(f ->> 'phones', ''), '[,;]') p WHERE btrim(p) <> '' LOOP
        v_number := customers.phone_form(v_phone);
        IF v_number IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Phone: "%s" is no phone number.', left(v_phone, 40));
        END IF;
        v_phones := v_phones || v_number;
    END LOOP;
    IF v_phones = '{}' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Phone: at least one is needed.';
    END IF;
    FOREACH v_place IN ARRAY '{"",legal_,postal_}'::text[] LOOP
        CONTINUE WHEN v_place <> '' AND coalesce(f ->> (v_place || 'city'), '') = '' AND coalesce(f ->> (v_place || 'street'), '') = '';
        v_addresses := v_addresses || jsonb_build_object('kind', coalesce(nullif(rtrim(v_place, '_'), ''), 'service'),
            'city', customers.field(f, v_place || 'city', 'City', true, 100),
            'street', customers.field(f, v_place || 'street', 'Street', true, 150),
            'building', customers.field(f, v_place || 'building', 'Building', true, 20),
            'flat', import.field(f, v_place || 'flat', 'Flat', 20));
    END LOOP;
    v_number := upper(import.field(f, 'contract', 'Contract', 40));
    IF NOT c.is_dry THEN customer_id := nextval('customers.customer_id_seq'); END IF;
    object_id := customer_id;
    ready := jsonb_build_object('kind', v_kind, 'branch_id', v_branch,
        'family_name', CASE WHEN v_is_person THEN customers.field(v_form, 'family_name', 'Family name', true, 100) ELSE '' END,
        'given_name', CASE WHEN v_is_person THEN customers.field(v_form, 'given_name', 'Given name', true, 100) ELSE '' END,
        'patronymic', import.field(v_form, 'patronymic', 'Patronymic', 100),
        'organisation_name', CASE WHEN v_is_person THEN '' ELSE
            customers.field(v_form, 'organisation_name', 'Name of the organisation', true, 200) END,
        'legal_form', CASE WHEN v_is_person THEN '' ELSE import.field(f, 'legal_form', 'Legal form', 40) END,
        'segment', coalesce(nullif(f ->> 'segment', ''), 'standard'), 'tax_number', v_tax, 'email', v_email, 'document_number', import.field(f, 'document_number', 'Document', 30),
        'language', coalesce(nullif(f ->> 'language', ''), 'hy'), 'note', import.field(f, 'note', 'Note', 2000),
        'registered_at', import.moment(c, v_since), 'phones', v_phones, 'addresses', v_addresses, 'contract', v_number,
        'signed_on', import.day(f, 'contract_on', 'Contract of', v_since, '1990-01-01', c.today));
END $$;

CREATE FUNCTION import.write_customers(c import.context, p_rows import.judged[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_year text := extract(year FROM c.today)::text;
    v_count bigint := (SELECT count(*) FROM unnest(p_rows) r WHERE r.ready ->> 'contract' = '');
    v_last bigint;
BEGIN
    INSERT INTO customers.customer (customer_id, kind, branch_id, name, family_name, given_name, patronymic,
            organisation_name, legal_form, segment, tax_number, language, email, note, registered_at)
        SELECT r.customer_id, x.kind, x.branch_id, CASE x.kind WHEN 'person'
                THEN concat_ws(' ', x.family_name, x.given_name, nullif(x.patronymic, '')) ELSE x.organisation_name END,
            nullif(x.family_name, ''), nullif(x.given_name, ''), nullif(x.patronymic, ''), nullif(x.organisation_name, ''),
            nullif(x.legal_form, ''), x.segment, nullif(x.tax_number, ''), x.language, nullif(x.email, ''), nullif(x.note, ''),
            x.registered_at
        FROM unnest(p_rows) r, jsonb_to_record(r.ready) AS x (kind text, branch_id int, family_name text, given_name text,
            patronymic text, organisation_name text, legal_form text, segment text, tax_number text, language text, email text,
            note text, registered_at timestamptz);
    INSERT INTO customers.identity_document (customer_id, line, kind, number)
        SELECT r.customer_id, 1, CASE r.ready ->> 'kind' WHEN 'person' THEN 'passport' ELSE 'certificate' END,
            r.ready ->> 'document_number' FROM unnest(p_rows) r
        WHERE r.ready ->> 'document_number' <> '';
    INSERT INTO customers.phone (customer_id, line, number)
        SELECT r.customer_id, p.line, p.number
        FROM unnest(p_rows) r, jsonb_array_elements_text(r.ready -> 'phones') WITH ORDINALITY p (number, line);
    INSERT INTO customers.address (customer_id, line, kind, city, street, building, flat)
        SELECT r.customer_id, a.line, a.place ->> 'kind', a.place ->> 'city', a.place ->> 'street', a.place ->> 'building',
            a.place ->> 'flat'
        FROM unnest(p_rows) r, jsonb_array_elements(r.ready -> 'addresses') WITH ORDINALITY a (place, line);
    -- Last: the series stay locked until the commit. A number like ours that was brought along is not given away again.
    INSERT INTO customers.number_series AS s (series, last_value)
        SELECT 'contract-' || m.part[1], max(m.part[2]::bigint)
        FROM unnest(p_rows) r, regexp_match(r.ready ->> 'contract', '^C-([0-9]{4})-([0-9]{6,9})$') m (part)
        WHERE m.part IS NOT NULL GROUP BY 1 ORDER BY 1
        ON CONFLICT (series) DO UPDATE SET last_value = greatest(s.last_value, excluded.last_value);
    IF v_count > 0 THEN
        INSERT INTO customers.number_series AS s (series, last_value) VALUES ('contract-' || v_year, v_count)
            ON CONFLICT (series) DO UPDATE SET last_value = s.last_value + v_count RETURNING s.last_value INTO v_last;
    END IF;
    INSERT INTO customers.contract (customer_id, contract_id, number, signed_on)
        SELECT n.customer_id, 1, CASE n.number WHEN '' THEN format('C-%s-%s', v_year,
                customers.number_text(v_last - v_count + n.place)) ELSE n.number END, n.signed_on
        FROM (SELECT r.customer_id, r.ready ->> 'contract' AS number, (r.ready ->> 'signed_on')::date AS signed_on,
                row_number() OVER (PARTITION BY r.ready ->> 'contract' = '' ORDER BY r.line) AS place FROM unnest(p_rows) r) n;
END $$;

-- Accounts with the balances they are opened with.
CREATE FUNCTION import.judge_account(c import.context, f jsonb, OUT customer_id bigint, OUT object_id bigint, OUT ready jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number text := coalesce(f ->> 'number', '');
    v_currency text := coalesce(nullif(f ->> 'currency', ''), c.currency);
    v_balance bigint := coalesce(nullif(f ->> 'balance', '')::bigint, 0);
    v_limit bigint := coalesce(nullif(f ->> 'credit_limit', '')::bigint, 0);
BEGIN
    customer_id := import.customer_of(c, f ->> 'customer');
    IF v_number <> '' AND v_number !~ '^[1-9][0-9]{0,14}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Number: must be digits, at most 15, the first not 0.';
    END IF;
    IF v_currency !~ '^[A-Z]{3}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Currency: must be a code of three letters.';
    END IF;
    IF v_balance NOT BETWEEN -1000000000000000 AND 1000000000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Balance: is too large for a posting; check it.';
    END IF;
    IF v_limit NOT BETWEEN 0 AND 1000000000000000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Credit limit: must not be negative.';
    END IF;
    -- Those without one get theirs when all of the batch are known.
    object_id := nullif(v_number, '')::bigint;
    ready := jsonb_build_object('currency', v_currency, 'balance', v_balance, 'credit_limit', v_limit,
        'opened_at', import.moment(c, import.day(f, 'opened_on', 'Opened', c.today, '1990-01-01', c.today)),
        'opening_on', import.day(f, 'opening_on', 'Opening day', c.today, c.today - 3660, c.today));
END $$;

-- The accounts with numbers for those that bring none: after every number that was brought along, of which none is given
-- away again.
CREATE FUNCTION import.number_accounts(p_rows import.judged[]) RETURNS import.judged[] LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_highest bigint := (SELECT max(r.object_id) FROM unnest(p_rows) r);
BEGIN
    PERFORM setval('accounts.account_id_seq', v_highest) FROM accounts.account_id_seq WHERE last_value <= v_highest;
    RETURN ARRAY(SELECT (r.line, r.key, r.row_text, r.fields, r.content_hash, r.is_known, r.reason, r.customer_id,
            coalesce(r.object_id, nextval('accounts.account_id_seq')), r.ready)::import.judged
        FROM unnest(p_rows) r ORDER BY r.line);
END $$;

-- The balance comes from the counter-account of opening balances, by one transfer, in the same statements as the account:
-- the ledger proves as ever, and taxes have no part in it. Returns what was posted, minor units by currency.
CREATE FUNCTION import.write_accounts(c import.context, p_rows import.judged[]) RETURNS jsonb LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_first_open date := accounts.value_day('-infinity');
BEGIN
    PERFORM accounts.partitions_ensure(d, d) FROM (SELECT DISTINCT date_trunc('month', (r.ready ->> 'opening_on')::date)::date AS d
        FROM unnest(p_rows) r) months;
    INSERT INTO accounts.account (customer_id, account_id, currency, balance, credit_limit, is_default, opened_at, version)
        SELECT r.customer_id, r.object_id, x.currency, x.balance, x.credit_limit,
            row_number() OVER (PARTITION BY r.customer_id ORDER BY r.line) = 1 AND NOT EXISTS (
                SELECT FROM accounts.account a WHERE a.customer_id = r.customer_id AND a.is_default),
            x.opened_at, CASE x.balance WHEN 0 THEN 0 ELSE 1 END
        FROM unnest(p_rows) r, jsonb_to_record(r.ready) AS x (currency text, balance bigint, credit_limit bigint, opened_at timestamptz);
    INSERT INTO accounts.transfer (customer_id, account_id, period_on, kind, source_id, amount, balance_after, posting_no,
            house_account_id, value_on, booked_at, actor, tag, note)
        SELECT r.customer_id, r.object_id, x.opening_on, 'opening', 0, x.balance, x.balance, 1,
            accounts.house('suspense.opening'), greatest(x.opening_on, v_first_open), c.now, session_user, '', 'Opening balance'
        FROM unnest(p_rows) r, jsonb_to_record(r.ready) AS x (balance bigint, opening_on date)
        WHERE x.balance <> 0;
    RETURN (SELECT coalesce(jsonb_object_agg(s.currency, s.amount), '{}') FROM (
        SELECT r.ready ->> 'currency' AS currency, sum((r.ready ->> 'balance')::numeric) AS amount FROM unnest(p_rows) r
        GROUP BY 1) s);
END $$;

-- The values of a tariff's parameters, checked as in a request. What the tariff asks for and the old system does not know is
-- left open: the service runs without it.
CREATE FUNCTION import.parameters(p_tariff int, p_given jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_open jsonb := (
        SELECT coalesce(jsonb_object_agg(code, CASE type WHEN 'integer' THEN coalesce(minimum, maximum, 0)::text
            WHEN 'choice' THEN choices[1] WHEN 'flag' THEN 'no' ELSE '-' END), '{}')
        FROM catalog.tariff_parameter
        WHERE tariff_id = p_tariff AND mode = 'asked' AND btrim(coalesce(p_given ->> code, '')) = '');
BEGIN
    IF v_open = '{}' THEN RETURN catalog.resolve_parameters(p_tariff, p_given); END IF;
    RETURN catalog.resolve_parameters(p_tariff, p_given || v_open) - ARRAY(SELECT jsonb_object_keys(v_open));
END $$;

-- Services that run, or stand, in the old system. Nothing is charged for the days before charged_from: that system did.
CREATE FUNCTION import.judge_subscription(
    c import.context, f jsonb, OUT customer_id bigint, OUT object_id bigint, OUT ready jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_account accounts.account := import.account_of(c, f ->> 'account');
    v_tariff catalog.tariff;
    v_identifier text := import.field(f, 'identifier', 'Identifier', 100);
    v_state text := coalesce(nullif(f ->> 'state', ''), 'active');
    v_reason text := coalesce(nullif(f ->> 'suspension', ''), 'other');
    v_start date := import.day(f, 'started_on', 'Started', NULL, '1990-01-01', c.today);
    v_billing_day int := coalesce(nullif(f ->> 'billing_day', '')::int, 1);
    v_options jsonb := coalesce(f -> 'options', '{}');
    v_prices jsonb := coalesce(f -> 'prices', '{}');
    v_components jsonb;
    v_single text[];
    v_unknown text;
BEGIN
    customer_id := v_account.customer_id;
    SELECT * INTO v_tariff FROM catalog.tariff WHERE code = f ->> 'tariff';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Tariff: there is none with the code %s.', left(f ->> 'tariff', 60));
    END IF;
    PERFORM catalog.currency_check(customer_id, v_account.account_id, v_tariff.tariff_id);
    IF v_start IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Started: must be filled in.';
    END IF;
    IF v_state NOT IN ('active', 'suspended') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'State: must be active or suspended.';
    END IF;
    IF v_state = 'suspended' AND v_reason NOT IN ('money', 'request', 'fraud', 'technical', 'other') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Suspension: must be money, request, fraud, technical or other.';
    END IF;
    IF v_billing_day NOT BETWEEN 1 AND 31 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Billing day: must be 1 to 31.';
    END IF;
    IF v_options <> '{}' OR v_prices <> '{}' THEN
        -- The components of the tariff by their codes.
        SELECT coalesce(jsonb_object_agg(k.code, jsonb_build_object('id', k.component_id, 'optional', t.selection = 'optional')), '{}'),
                array_agg(k.code) FILTER (WHERE t.selection = 'included' AND k.charging = 'periodic')
            INTO v_components, v_single
            FROM catalog.tariff_component t JOIN catalog.component k USING (component_id) WHERE t.tariff_id = v_tariff.tariff_id;
        SELECT min(k) INTO v_unknown FROM jsonb_object_keys(v_options) k
            WHERE NOT coalesce((v_components -> k ->> 'optional')::boolean, false);
        IF v_unknown IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Options: %s is no optional component of the tariff.', v_unknown);
        END IF;
        IF EXISTS (SELECT FROM jsonb_each_text(v_options) o WHERE o.value !~ '^[1-9][0-9]{0,2}$') THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Options: a quantity is 1 to 999.';
        END IF;
        IF v_prices ? '' THEN
            IF cardinality(v_single) IS DISTINCT FROM 1 THEN
                RAISE EXCEPTION USING ERRCODE = 'BC001',
                    MESSAGE = 'Own price: the tariff has not exactly one fee; say which, as price.fee.';
            END IF;
            v_prices := v_prices - '' || jsonb_build_object(v_single[1], v_prices -> '');
        END IF;
        SELECT min(k) INTO v_unknown FROM jsonb_object_keys(v_prices) k WHERE NOT v_components ? k;
        IF v_unknown IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Own price: %s is no component of the tariff.', v_unknown);
        END IF;
        IF EXISTS (SELECT FROM jsonb_each_text(v_prices) p WHERE p.value::bigint NOT BETWEEN 0 AND 1000000000000) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Own price: must not be negative.';
        END IF;
        v_options := (SELECT coalesce(jsonb_object_agg(v_components -> o.key ->> 'id', o.value::int), '{}')
            FROM jsonb_each_text(v_options) o);
        v_prices := (SELECT coalesce(jsonb_object_agg(v_components -> p.key ->> 'id', p.value::bigint), '{}')
            FROM jsonb_each_text(v_prices) p);
    END IF;
    IF NOT c.is_dry THEN object_id := nextval('catalog.subscription_id_seq'); END IF;
    ready := jsonb_build_object('account_id', v_account.account_id, 'tariff_id', v_tariff.tariff_id,
        'service_type_id', v_tariff.service_type_id, 'identifier', v_identifier, 'billing_day', v_billing_day,
        'started_on', v_start, 'state', v_state, 'reason', v_reason,
        'suspended_at', import.moment(c, import.day(f, 'suspended_on', 'Suspended', c.today, v_start, c.today)),
        'charged_from', import.day(f, 'charged_from', 'Charged from', c.today + 1, greatest(v_start, c.today - 400), c.today + 400),
        'parameters', import.parameters(v_tariff.tariff_id, coalesce(f -> 'parameters', '{}')),
        'options', v_options, 'prices', v_prices);
END $$;

CREATE FUNCTION import.write_subscriptions(c import.context, p_rows import.judged[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO catalog.subscription (customer_id, subscription_id, account_id, service_type_id, identifier, billing_day,
            activated_on, charged_from, has_options, state)
        SELECT r.customer_id, r.object_id, x.account_id, x.service_type_id, nullif(x.identifier, ''), x.billing_day,
            x.started_on, x.charged_from, x.options <> '{}', x.state
        FROM unnest(p_rows) r, jsonb_to_record(r.ready) AS x (account_id bigint, service_type_id int, identifier text,
            billing_day smallint, started_on date, charged_from date, options jsonb, state text);
    INSERT INTO catalog.service_identifier (service_type_id, identifier, customer_id, subscription_id)
        SELECT (r.ready ->> 'service_type_id')::int, r.ready ->> 'identifier', r.customer_id, r.object_id
        FROM unnest(p_rows) r WHERE r.ready ->> 'identifier' <> '';
    INSERT INTO catalog.subscription_tariff (customer_id, subscription_id, valid, tariff_id)
        SELECT r.customer_id, r.object_id, daterange((r.ready ->> 'started_on')::date, NULL), (r.ready ->> 'tariff_id')::int
        FROM unnest(p_rows) r;
    INSERT INTO catalog.subscription_parameter (customer_id, subscription_id, code, valid, value)
        SELECT r.customer_id, r.object_id, p.key, daterange((r.ready ->> 'started_on')::date, NULL), p.value
        FROM unnest(p_rows) r, jsonb_each_text(r.ready -> 'parameters') p;
    INSERT INTO catalog.subscription_option (customer_id, subscription_id, component_id, valid, quantity)
        SELECT r.customer_id, r.object_id, o.key::int, daterange((r.ready ->> 'started_on')::date, NULL), o.value::int
        FROM unnest(p_rows) r, jsonb_each_text(r.ready -> 'options') o;
    INSERT INTO catalog.subscription_price (customer_id, subscription_id, tariff_id, component_id, valid, amount)
        SELECT r.customer_id, r.object_id, (r.ready ->> 'tariff_id')::int, p.key::int,
            daterange((r.ready ->> 'started_on')::date, NULL), p.value::bigint
        FROM unnest(p_rows) r, jsonb_each_text(r.ready -> 'prices') p;
    INSERT INTO catalog.suspension (customer_id, subscription_id, reason, during, suspended_by)
        SELECT r.customer_id, r.object_id, r.ready ->> 'reason', tstzrange((r.ready ->> 'suspended_at')::timestamptz, NULL), session_user
        FROM unnest(p_rows) r WHERE r.ready ->> 'state' = 'suspended';
    -- Days that are ours and past or begun: the runs of those days did not know the service.
    INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause)
        SELECT r.customer_id, (r.ready ->> 'account_id')::bigint, r.object_id, 'activation'
        FROM unnest(p_rows) r WHERE (r.ready ->> 'charged_from')::date <= c.today;
END $$;

-- Devices, in a stock or at a customer.
CREATE FUNCTION import.judge_device(c import.context, f jsonb, OUT customer_id bigint, OUT object_id bigint, OUT ready jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_serial text := warehouse.scan_form(f ->> 'serial');
    v_mac text := import.mac_form(f ->> 'mac');
    v_model int := (SELECT model_id FROM warehouse.device_model WHERE lower(code) = lower(f ->> 'model'));
    v_state text := coalesce(nullif(f ->> 'state', ''), CASE WHEN coalesce(f ->> 'customer', '') = '' THEN 'in_stock' ELSE 'at_customer' END);
    v_stock int;
    v_subscription bigint;
BEGIN
    IF v_serial IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Serial: ' || coalesce(warehouse.unreadable(f ->> 'serial'), 'must be filled in.');
    END IF;
    IF v_mac !~ '^[0-9A-F]{12}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'MAC: must be 12 hexadecimal digits.';
    END IF;
    IF v_model IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Model: there is none with the code %s.', left(f ->> 'model', 60));
    END IF;
    IF v_state NOT IN ('new', 'in_stock', 'at_customer', 'faulty', 'in_repair', 'written_off') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'State: must be new, in_stock, at_customer, faulty, in_repair or written_off.';
    END IF;
    IF v_state = 'at_customer' THEN
        customer_id := import.customer_of(c, f ->> 'customer');
        IF coalesce(f ->> 'subscription', '') <> '' THEN
            SELECT o.object_id INTO v_subscription FROM import.object o WHERE o.source_id = c.source_id
                AND o.kind = 'subscriptions' AND o.key = f ->> 'subscription' AND o.customer_id = judge_device.customer_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format(
                    'Subscription: the customer has none with the key %s.', left(f ->> 'subscription', 60));
            END IF;
        END IF;
    ELSE
        SELECT stock_id INTO v_stock FROM warehouse.stock s
            WHERE s.code = f ->> 'stock' AND (c.all_branches OR s.branch_id = ANY (c.branches));
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Stock: there is none of yours with the code %s.', left(f ->> 'stock', 60));
        END IF;
    END IF;
    IF NOT c.is_dry THEN object_id := nextval(pg_get_serial_sequence('warehouse.device', 'device_id')); END IF;
    ready := jsonb_build_object('serial', v_serial, 'mac', v_mac, 'model_id', v_model, 'state', v_state, 'stock_id', v_stock,
        'subscription_id', v_subscription,
        'since', import.moment(c, import.day(f, 'since', 'Since', c.today, '1990-01-01', c.today)));
END $$;

CREATE FUNCTION import.write_devices(c import.context, p_rows import.judged[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO warehouse.device (device_id, model_id, serial, mac, state, stock_id, customer_id, subscription_id)
        SELECT r.object_id, x.model_id, x.serial, x.mac, x.state, x.stock_id, r.customer_id, x.subscription_id
        FROM unnest(p_rows) r, jsonb_to_record(r.ready) AS x (model_id int, serial text, mac text, state text, stock_id int,
            subscription_id bigint);
    INSERT INTO warehouse.movement (device_id, kind, to_stock_id, to_customer_id, moved_at, actor)
        SELECT r.object_id, CASE WHEN r.customer_id IS NULL THEN 'receive' ELSE 'hand_over' END,
            (r.ready ->> 'stock_id')::int, r.customer_id, (r.ready ->> 'since')::timestamptz, session_user
        FROM unnest(p_rows) r;
END $$;

-- Open tickets: at a step of the newest flow of their type.
CREATE FUNCTION import.judge_ticket(c import.context, f jsonb, OUT customer_id bigint, OUT object_id bigint, OUT ready jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_account accounts.account;
    v_tariff int;
    v_step tickets.step;
    v_type int;
    v_text text := import.field(f, 'text', 'Text', 4000);
BEGIN
    customer_id := import.customer_of(c, f ->> 'customer');
    IF coalesce(f ->> 'account', '') = '' THEN
        SELECT * INTO v_account FROM accounts.account a WHERE a.customer_id = judge_ticket.customer_id AND a.is_default;
    ELSE
        v_account := import.account_of(c, f ->> 'account');
    END IF;
    IF v_account.account_id IS NULL OR v_account.customer_id <> customer_id THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'Account: the customer has no such account; import the accounts first.';
    END IF;
    SELECT ticket_type_id INTO v_type FROM tickets.ticket_type WHERE code = f ->> 'type';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Type: there is none with the code %s.', left(f ->> 'type', 60));
    END IF;
    SELECT s.* INTO v_step FROM tickets.step s WHERE s.flow_id = (SELECT flow_id FROM tickets.flow w
            WHERE w.ticket_type_id = v_type AND w.published_at IS NOT NULL ORDER BY w.flow_version DESC LIMIT 1)
        AND NOT s.is_final AND CASE coalesce(f ->> 'step', '') WHEN '' THEN s.is_first ELSE s.step = f ->> 'step' END;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Step: the type has no open step %s.', left(f ->> 'step', 60));
    END IF;
    SELECT tariff_id INTO v_tariff FROM catalog.tariff WHERE code = f ->> 'tariff';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('Tariff: there is none with the code %s.', left(f ->> 'tariff', 60));
    END IF;
    PERFORM catalog.currency_check(customer_id, v_account.account_id, v_tariff);
    IF NOT c.is_dry THEN object_id := nextval('tickets.ticket_id_seq'); END IF;
    ready := jsonb_build_object('type', v_type, 'flow_id', v_step.flow_id, 'step', v_step.step, 'queue_id', v_step.queue_id,
        'text', v_text, 'opened_at', import.moment(c, import.day(f, 'opened_on', 'Opened', c.today, '1990-01-01', c.today)),
        'deadline_at', CASE WHEN coalesce(f ->> 'due_on', '') <> '' THEN
            import.moment(c, import.day(f, 'due_on', 'Due', NULL, '1990-01-01', c.today + 3660) + 1) - interval '1 second' END,
        'data', jsonb_build_object('tariff_id', v_tariff, 'account_id', v_account.account_id,
            'parameters', import.parameters(v_tariff, coalesce(f -> 'parameters', '{}'))));
END $$;

CREATE FUNCTION import.write_tickets(c import.context, p_rows import.judged[], p_name text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO tickets.ticket (customer_id, ticket_id, ticket_type_id, flow_id, step, queue_id, data, opened_at, opened_by,
            step_since, deadline_at)
        SELECT r.customer_id, r.object_id, x.type, x.flow_id, x.step, x.queue_id,
            x.data || tickets.reached(r.customer_id), x.opened_at, session_user, c.now, x.deadline_at
        FROM unnest(p_rows) r, jsonb_to_record(r.ready) AS x (type int, flow_id int, step text, queue_id int, data jsonb,
            opened_at timestamptz, deadline_at timestamptz);
    INSERT INTO tickets.flow_event (customer_id, ticket_id, line, to_step, resolution, comment, at, actor, command_key)
        SELECT r.customer_id, r.object_id, 0, r.ready ->> 'step', 'opened', r.ready ->> 'text',
            (r.ready ->> 'opened_at')::timestamptz, session_user, left(format('import %s %s', p_name, r.line), 100)
        FROM unnest(p_rows) r;
END $$;
