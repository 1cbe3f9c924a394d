-- Customers: registration, and the numbers and forms it needs.

-- International digits of a phone number as people say it; NULL when it is none.
CREATE FUNCTION customers.phone_form(p_text text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_country text := (SELECT country_code FROM sec.installation);
    v_digits text := regexp_replace(p_text, '[^0-9+]', '', 'g');
BEGIN
    IF v_digits LIKE '+%' THEN
        v_digits := substr(v_digits, 2);
    ELSIF v_digits LIKE '00%' THEN
        v_digits := substr(v_digits, 3);
    ELSIF v_digits LIKE '0%' THEN
        v_digits := v_country || substr(v_digits, 2);
    ELSIF length(v_digits) = 8 THEN
        v_digits := v_country || v_digits;
    END IF;
    RETURN CASE WHEN v_digits ~ '^[1-9][0-9]{5,14}$' THEN v_digits END;
END $$;

-- The next number of a gap-free series; the row stays locked until the transaction ends, so it is taken last.
CREATE FUNCTION customers.next_number(p_series text) RETURNS bigint LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO customers.number_series (series, last_value) VALUES (p_series, 1)
        ON CONFLICT (series) DO UPDATE SET last_value = customers.number_series.last_value + 1
        RETURNING last_value
    $$;

-- A number as papers have it: six digits, and more when it needs them, which lpad alone would cut off.
CREATE FUNCTION customers.number_text(p_number bigint) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT lpad(p_number::text, greatest(6, length(p_number::text)), '0') $$;

-- Locks the customer for a change; one out of the caller's branches is as absent as none.
CREATE FUNCTION customers.lock(p_customer bigint) RETURNS customers.customer LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found_customer customers.customer;
BEGIN
    SELECT * INTO found_customer FROM customers.customer c WHERE c.customer_id = p_customer
        AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches())) FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no customer %s.', p_customer);
    END IF;
    RETURN found_customer;
END $$;

-- A text of the registration, trimmed; required ones and lengths are checked here so that each refusal names its field.
CREATE FUNCTION customers.field(p_form jsonb, p_name text, p_label text, p_required boolean, p_longest int)
    RETURNS text LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_value text := btrim(coalesce(p_form ->> p_name, ''));
BEGIN
    IF p_required AND v_value = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be filled in.', p_label);
    END IF;
    IF length(v_value) > p_longest THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: at most %s characters.', p_label, p_longest);
    END IF;
    IF v_value ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: contains a control character.', p_label);
    END IF;
    RETURN v_value;
END $$;

-- The number of an identity document. Those that states number have series letters at most and then digits; what else shows
-- who somebody is only needs to be told apart from others.
CREATE FUNCTION customers.document_check(p_kind text, p_number text, p_label text) RETURNS void LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_signs text := regexp_replace(p_number, '[^[:alnum:]]', '', 'g');
BEGIN
    IF v_signs = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: has no letter and no digit.', p_label);
    END IF;
    IF p_kind IN ('passport', 'id_card', 'residence_permit')
        AND (length(v_signs) NOT BETWEEN 5 AND 20 OR length(regexp_replace(v_signs, '[^0-9]', '', 'g')) < 4) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('%s: must have 5 to 20 letters and digits, 4 digits at least.', p_label);
    END IF;
END $$;

-- Registers a customer: profile, contract, default account and the activation ticket, all or nothing.
CREATE FUNCTION api.customer_register(p_form jsonb, p_key text)
    RETURNS TABLE (customer_id bigint, contract_number text, account_id bigint, ticket_id bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_is_person boolean := coalesce(p_form ->> 'kind', 'person') = 'person';
    v_branch int;
    v_customer bigint := nextval('customers.customer_id_seq');
    v_family text;
    v_given text;
    v_patronymic text;
    v_organisation text;
    v_legal text;
    v_segment text;
    v_tax text;
    v_document text;
    v_email text;
    v_phone text;
    v_number text;
    v_line smallint := 0;
    v_account bigint;
    v_ticket bigint;
    v_contract text;
BEGIN
    PERFORM sec.need('customer.register');
    v_earlier := sec.command_begin(p_key, 'customer.register', p_form);
    IF v_earlier IS NOT NULL THEN
        RETURN QUERY SELECT (v_earlier ->> 'customer_id')::bigint, v_earlier ->> 'contract_number',
            (v_earlier ->> 'account_id')::bigint, (v_earlier ->> 'ticket_id')::bigint;
        RETURN;
    END IF;
    v_family := customers.field(p_form, 'family_name', 'Family name', v_is_person, 100);
    v_given := customers.field(p_form, 'given_name', 'Given name', v_is_person, 100);
    v_patronymic := customers.field(p_form, 'patronymic', 'Patronymic', false, 100);
    v_organisation := customers.field(p_form, 'organisation_name', 'Name of the organisation', NOT v_is_person, 200);
    v_legal := customers.field(p_form, 'legal_form', 'Legal form', NOT v_is_person, 40);
    v_tax := customers.field(p_form, 'tax_number', 'Tax number', NOT v_is_person, 20);
    v_segment := coalesce(nullif(customers.field(p_form, 'segment', 'Segment', false, 40), ''), 'standard');
    v_document := customers.field(p_form, 'document_number', 'Document', false, 30);
    v_email := customers.field(p_form, 'email', 'E-mail', false, 200);
    IF coalesce(p_form ->> 'kind', 'person') NOT IN ('person', 'organisation') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Kind: must be person or organisation.';
    END IF;
    IF v_tax <> '' AND v_tax !~ '^[0-9]{8}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Tax number: must be 8 digits.';
    END IF;
    IF NOT EXISTS (SELECT FROM customers.segment s WHERE s.segment = v_segment) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Segment: there is no "%s".', v_segment);
    END IF;
    IF v_email <> '' AND v_email !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('E-mail: "%s" is no address.', v_email);
    END IF;
    SELECT (o.branch_ids)[1] INTO v_branch FROM sec.operator o WHERE o.pg_role = session_user;
    IF v_branch IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'You belong to no branch: an administrator must name yours.';
    END IF;
    INSERT INTO customers.customer (customer_id, kind, branch_id, name, family_name, given_name, patronymic,
            organisation_name, legal_form, tax_number, segment, language, email, note, registered_at)
        VALUES (v_customer, CASE WHEN v_is_person THEN 'person' ELSE 'organisation' END, v_branch,
            CASE WHEN v_is_person THEN concat_ws(' ', v_family, v_given, nullif(v_patronymic, '')) ELSE v_organisation END,
            nullif(v_family, ''), nullif(v_given, ''), nullif(v_patronymic, ''), nullif(v_organisation, ''),
            nullif(v_legal, ''), nullif(v_tax, ''), v_segment,
            CASE WHEN p_form ->> 'language' IN ('hy', 'ru', 'en') THEN p_form ->> 'language' ELSE 'hy' END,
            nullif(v_email, ''), nullif(customers.field(p_form, 'note', 'Note', false, 2000), ''), sec.now());
    FOR v_phone IN SELECT p FROM jsonb_array_elements_text(coalesce(p_form -> 'phones', '[]')) p WHERE btrim(p) <> '' LOOP
        v_number := customers.phone_form(v_phone);
        IF v_number IS NULL OR v_phone ~ '[[:alpha:]]' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Phone: "%s" is no phone number.', left(v_phone, 40));
        END IF;
        v_line := v_line + 1;
        INSERT INTO customers.phone (customer_id, line, number) VALUES (v_customer, v_line, v_number);
    END LOOP;
    IF v_line = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Phone: at least one is needed.';
    END IF;
    INSERT INTO customers.address (customer_id, line, city, street, building, flat)
        VALUES (v_customer, 1, customers.field(p_form, 'city', 'City', true, 100),
            customers.field(p_form, 'street', 'Street', true, 150),
            customers.field(p_form, 'building', 'Building', true, 20), customers.field(p_form, 'flat', 'Flat', false, 20));
    IF v_document <> '' THEN
        PERFORM customers.document_check('passport', v_document, 'Document');
        INSERT INTO customers.identity_document (customer_id, line, kind, number)
            VALUES (v_customer, 1, 'passport', v_document);
    END IF;
    v_account := accounts.account_open(v_customer, true);
    v_ticket := tickets.open_activation(v_customer, v_account, (p_form ->> 'tariff')::int,
        coalesce(p_form -> 'parameters', '{}'), NULL, p_key);
    -- Last: the series stays locked until the commit.
    v_contract := format('C-%s-%s', extract(year FROM sec.today()),
        customers.number_text(customers.next_number('contract-' || extract(year FROM sec.today()))));
    INSERT INTO customers.contract (customer_id, contract_id, number, signed_on)
        VALUES (v_customer, 1, v_contract, sec.today());
    PERFORM sec.command_end(p_key, jsonb_build_object('customer_id', v_customer, 'contract_number', v_contract,
        'account_id', v_account, 'ticket_id', v_ticket));
    PERFORM sec.announce('customers');
    RETURN QUERY SELECT v_customer, v_contract, v_account, v_ticket;
END $$;

SELECT hist.track('customers.customer', 'customer_id'), hist.track('customers.phone', 'customer_id', 'line'),
    hist.track('customers.address', 'customer_id', 'line'), hist.track('customers.contract', 'customer_id', 'contract_id'),
    hist.track('customers.contact', 'customer_id', 'line'),
    hist.track('customers.identity_document', 'customer_id', 'line'),
    hist.track('customers.signer', 'customer_id', 'line'), hist.track('customers.bank_account', 'customer_id', 'line'),
    hist.track('customers.consent', 'customer_id', 'line'), hist.track('customers.note', 'customer_id', 'line'),
    hist.track('customers.attachment', 'customer_id', 'attachment_id');
