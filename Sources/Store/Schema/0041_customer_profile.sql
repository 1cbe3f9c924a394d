-- Customers: the parts of a profile. Each is a row of a table: it is added, changed and removed through one door, which
-- compares what the operator saw with what stands there now, so that nobody's change is lost unseen.

-- The table of a part, and the column that tells its rows apart; the profile itself has one row.
CREATE FUNCTION customers.part_table(p_part text, OUT name text, OUT key text, OUT permission text) LANGUAGE plpgsql
    IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    SELECT t.name, t.key, t.permission INTO part_table.name, part_table.key, part_table.permission FROM (VALUES
        ('profile', 'customer', 'customer_id', 'customer.edit'), ('phone', 'phone', 'line', 'customer.edit'),
        ('contact', 'contact', 'line', 'customer.edit'), ('address', 'address', 'line', 'customer.edit'),
        ('document', 'identity_document', 'line', 'customer.edit'), ('signer', 'signer', 'line', 'customer.edit'),
        ('bank', 'bank_account', 'line', 'customer.edit'), ('contract', 'contract', 'contract_id', 'customer.edit'),
        ('consent', 'consent', 'line', 'customer.edit'), ('note', 'note', 'line', 'customer.note'))
        t (part, name, key, permission) WHERE t.part = p_part;
    IF part_table.name IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('A profile has no part "%s".', p_part);
    END IF;
END $$;

-- A row's values as text, what is empty as the empty text; NULL when there is no such row.
CREATE FUNCTION customers.part_values(p_row jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT jsonb_object_agg(key, coalesce(value #>> '{}', '')) FROM jsonb_each(p_row) $$;

CREATE FUNCTION customers.part_row(p_part text, p_customer bigint, p_line int) RETURNS jsonb LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_table record := customers.part_table(p_part);
    v_row jsonb;
BEGIN
    IF p_part = 'profile' THEN
        SELECT to_jsonb(c) INTO v_row FROM customers.customer c WHERE customer_id = p_customer;
    ELSE
        EXECUTE format('SELECT to_jsonb(t) FROM customers.%I t WHERE customer_id = $1 AND %I = $2', v_table.name, v_table.key)
            INTO v_row USING p_customer, p_line;
    END IF;
    RETURN customers.part_values(v_row);
END $$;

-- Fields of a form beside texts; each refusal names its field.
CREATE FUNCTION customers.date_field(p_form jsonb, p_name text, p_label text, p_required boolean) RETURNS date
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_text text := customers.field(p_form, p_name, p_label, p_required, 10);
BEGIN
    IF v_text = '' THEN RETURN NULL; END IF;
    IF v_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: "%s" is no day.', p_label, v_text);
    END IF;
    RETURN make_date(substr(v_text, 1, 4)::int, substr(v_text, 6, 2)::int, substr(v_text, 9, 2)::int);
EXCEPTION WHEN datetime_field_overflow THEN
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: "%s" is no day.', p_label, v_text);
END $$;

-- The day of what has happened.
CREATE FUNCTION customers.past_field(p_form jsonb, p_name text, p_label text, p_required boolean) RETURNS date
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_day date := customers.date_field(p_form, p_name, p_label, p_required);
BEGIN
    IF v_day > sec.today() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: is still to come.', p_label);
    END IF;
    RETURN v_day;
END $$;

CREATE FUNCTION customers.choice_field(p_form jsonb, p_name text, p_label text, p_choices text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_text text := customers.field(p_form, p_name, p_label, true, 40);
BEGIN
    IF v_text <> ALL (p_choices) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: must be one of %s.', p_label, array_to_string(p_choices, ', '));
    END IF;
    RETURN v_text;
END $$;

CREATE FUNCTION customers.flag_field(p_form jsonb, p_name text) RETURNS boolean LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce(p_form ->> p_name, '') = 'true' $$;

CREATE FUNCTION customers.email_field(p_form jsonb, p_name text, p_label text, p_required boolean) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_text text := customers.field(p_form, p_name, p_label, p_required, 200);
BEGIN
    IF v_text <> '' AND v_text !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: "%s" is no address.', p_label, v_text);
    END IF;
    RETURN v_text;
END $$;

-- The profile: what a person and an organisation must have is their own.
CREATE FUNCTION customers.put_profile(p_customer bigint, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is_person boolean := f ->> 'kind' = 'person';
    v_family text := customers.field(f, 'family_name', 'Family name', v_is_person, 100);
    v_given text := customers.field(f, 'given_name', 'Given name', v_is_person, 100);
    v_patronymic text := customers.field(f, 'patronymic', 'Patronymic', false, 100);
    v_organisation text := customers.field(f, 'organisation_name', 'Name of the organisation', NOT v_is_person, 200);
    v_tax text := customers.field(f, 'tax_number', 'Tax number', NOT v_is_person, 20);
    v_birth date := customers.date_field(f, 'birth_on', 'Born on', false);
    v_segment text := customers.field(f, 'segment', 'Segment', true, 40);
BEGIN
    IF v_tax <> '' AND v_tax !~ '^[0-9]{8}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Tax number: must be 8 digits.';
    END IF;
    IF v_birth > sec.today() OR v_birth < sec.today() - 55000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Born on: must be a day of the last 150 years.';
    END IF;
    IF NOT EXISTS (SELECT FROM customers.segment s WHERE s.segment = v_segment) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Segment: there is no "%s".', v_segment);
    END IF;
    UPDATE customers.customer SET
        name = CASE WHEN v_is_person THEN concat_ws(' ', v_family, v_given, nullif(v_patronymic, '')) ELSE v_organisation END,
        family_name = nullif(v_family, ''), given_name = nullif(v_given, ''), patronymic = nullif(v_patronymic, ''),
        organisation_name = nullif(v_organisation, ''), tax_number = nullif(v_tax, ''), birth_on = v_birth,
        segment = v_segment, birth_place = nullif(customers.field(f, 'birth_place', 'Born in', false, 200), ''),
        name_hy = nullif(customers.field(f, 'name_hy', 'Name in Armenian', false, 300), ''),
        name_ru = nullif(customers.field(f, 'name_ru', 'Name in Russian', false, 300), ''),
        name_en = nullif(customers.field(f, 'name_en', 'Name in Latin letters', false, 300), ''),
        legal_form = nullif(customers.field(f, 'legal_form', 'Legal form', NOT v_is_person, 40), ''),
        register_number = nullif(customers.field(f, 'register_number', 'Register number', false, 40), ''),
        language = customers.choice_field(f, 'language', 'Language', '{hy,ru,en}'),
        email = nullif(customers.email_field(f, 'email', 'E-mail', false), ''),
        note = nullif(customers.field(f, 'note', 'Note', false, 2000), '')
        WHERE customer_id = p_customer;
END $$;

CREATE FUNCTION customers.put_phone(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_text text := customers.field(f, 'number', 'Phone', true, 40);
    v_stored text := (SELECT number FROM customers.phone WHERE customer_id = p_customer AND line = p_line);
    -- A number left as it stands is not read as if somebody dialled it.
    v_number text := CASE WHEN v_text = v_stored THEN v_text ELSE customers.phone_form(v_text) END;
BEGIN
    IF v_number IS NULL OR v_text ~ '[[:alpha:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Phone: "%s" is no phone number.', v_text);
    END IF;
    IF EXISTS (SELECT FROM customers.phone WHERE customer_id = p_customer AND number = v_number AND line <> p_line) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Phone: %s is in the profile already.', v_number);
    END IF;
    INSERT INTO customers.phone (customer_id, line, number, label, person, is_preferred, is_verified)
        VALUES (p_customer, p_line, v_number, customers.field(f, 'label', 'Purpose', false, 60),
            customers.field(f, 'person', 'Person', false, 200), customers.flag_field(f, 'is_preferred'),
            customers.flag_field(f, 'is_verified') AND (v_stored IS NULL OR v_stored = v_number))
        ON CONFLICT (customer_id, line) DO UPDATE SET number = excluded.number, label = excluded.label,
            person = excluded.person, is_preferred = excluded.is_preferred, is_verified = excluded.is_verified;
END $$;

CREATE FUNCTION customers.put_contact(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_kind text := customers.choice_field(f, 'kind', 'Kind', '{email,telegram,whatsapp,viber,other}');
    v_value text := CASE v_kind WHEN 'email' THEN customers.email_field(f, 'value', 'E-mail', true)
        ELSE customers.field(f, 'value', 'Name or number', true, 200) END;
BEGIN
    INSERT INTO customers.contact (customer_id, line, kind, value, label, person, is_preferred, is_verified)
        VALUES (p_customer, p_line, v_kind, v_value, customers.field(f, 'label', 'Purpose', false, 60),
            customers.field(f, 'person', 'Person', false, 200), customers.flag_field(f, 'is_preferred'),
            customers.flag_field(f, 'is_verified'))
        ON CONFLICT (customer_id, line) DO UPDATE SET kind = excluded.kind, value = excluded.value,
            label = excluded.label, person = excluded.person, is_preferred = excluded.is_preferred,
            -- Another address is not verified because the old one was.
            is_verified = excluded.is_verified AND contact.value = excluded.value;
END $$;

CREATE FUNCTION customers.put_address(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO customers.address (customer_id, line, kind, postcode, city, street, building, flat)
        VALUES (p_customer, p_line, customers.choice_field(f, 'kind', 'Kind', '{service,legal,postal}'),
            customers.field(f, 'postcode', 'Postcode', false, 12), customers.field(f, 'city', 'City', true, 100),
            customers.field(f, 'street', 'Street', true, 150), customers.field(f, 'building', 'Building', true, 20),
            customers.field(f, 'flat', 'Flat', false, 20))
        ON CONFLICT (customer_id, line) DO UPDATE SET kind = excluded.kind, postcode = excluded.postcode,
            city = excluded.city, street = excluded.street, building = excluded.building, flat = excluded.flat
    $$;

CREATE FUNCTION customers.put_document(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_issued date := customers.past_field(f, 'issued_on', 'Issued on', false);
    v_expires date := customers.date_field(f, 'expires_on', 'Valid until', false);
    v_number text := customers.field(f, 'number', 'Number', true, 30);
BEGIN
    PERFORM customers.document_check(f ->> 'kind', v_number, 'Number');
    IF v_expires <= v_issued THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Valid until: must be after the day of issue.';
    END IF;
    INSERT INTO customers.identity_document (customer_id, line, kind, number, issued_by, issued_on, expires_on)
        VALUES (p_customer, p_line,
            customers.choice_field(f, 'kind', 'Kind',
                '{passport,id_card,residence_permit,certificate,power_of_attorney,other}'), v_number,
            customers.field(f, 'issued_by', 'Issued by', false, 200), v_issued, v_expires)
        ON CONFLICT (customer_id, line) DO UPDATE SET kind = excluded.kind, number = excluded.number,
            issued_by = excluded.issued_by, issued_on = excluded.issued_on, expires_on = excluded.expires_on;
END $$;

CREATE FUNCTION customers.put_signer(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO customers.signer (customer_id, line, role, name, basis, expires_on)
        VALUES (p_customer, p_line,
            customers.choice_field(f, 'role', 'Role', '{director,accountant,representative,owner}'),
            customers.field(f, 'name', 'Name', true, 200), customers.field(f, 'basis', 'On the ground of', false, 200),
            customers.date_field(f, 'expires_on', 'Valid until', false))
        ON CONFLICT (customer_id, line) DO UPDATE SET role = excluded.role, name = excluded.name,
            basis = excluded.basis, expires_on = excluded.expires_on
    $$;

CREATE FUNCTION customers.put_bank(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_number text := upper(regexp_replace(customers.field(f, 'number', 'Account', true, 42), '[[:space:]-]', '', 'g'));
BEGIN
    IF v_number !~ '^[A-Z0-9]{8,34}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Account: has 8 to 34 letters and digits.';
    END IF;
    INSERT INTO customers.bank_account (customer_id, line, bank, number, bic)
        VALUES (p_customer, p_line, customers.field(f, 'bank', 'Bank', true, 200), v_number,
            upper(customers.field(f, 'bic', 'BIC', false, 11)))
        ON CONFLICT (customer_id, line) DO UPDATE SET bank = excluded.bank, number = excluded.number, bic = excluded.bic;
END $$;

-- The number is taken last, from the gap-free series of the year of signing; it never changes.
CREATE FUNCTION customers.put_contract(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_signed date := customers.date_field(f, 'signed_on', 'Signed on', true);
    v_ended date := customers.date_field(f, 'ended_on', 'Ended on', false);
    v_terms text := customers.field(f, 'terms', 'Terms', false, 2000);
    v_by text := customers.field(f, 'signed_by', 'Signed by', false, 200);
    v_year int := extract(year FROM v_signed);
BEGIN
    IF v_signed > sec.today() OR v_signed < sec.today() - 36525 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Signed on: must be a day of the last hundred years.';
    END IF;
    IF v_ended < v_signed THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Ended on: cannot be before the day of signing.';
    END IF;
    UPDATE customers.contract SET signed_on = v_signed, ended_on = v_ended, terms = v_terms, signed_by = v_by
        WHERE customer_id = p_customer AND contract_id = p_line;
    IF FOUND THEN RETURN; END IF;
    INSERT INTO customers.contract (customer_id, contract_id, number, signed_on, ended_on, terms, signed_by)
        VALUES (p_customer, p_line, format('C-%s-%s', v_year, customers.number_text(customers.next_number('contract-' || v_year))),
            v_signed, v_ended, v_terms, v_by);
END $$;

CREATE FUNCTION customers.put_consent(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_given date := customers.past_field(f, 'given_on', 'Given on', true);
    v_withdrawn date := customers.past_field(f, 'withdrawn_on', 'Withdrawn on', false);
BEGIN
    IF v_withdrawn < v_given THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Withdrawn on: cannot be before the day it was given.';
    END IF;
    INSERT INTO customers.consent (customer_id, line, kind, given_on, how, withdrawn_on, withdrawn_how)
        VALUES (p_customer, p_line,
            customers.choice_field(f, 'kind', 'For', '{processing,marketing,messages,third_parties}'), v_given,
            customers.field(f, 'how', 'Given how', true, 200), v_withdrawn,
            customers.field(f, 'withdrawn_how', 'Withdrawn how', v_withdrawn IS NOT NULL, 200))
        ON CONFLICT (customer_id, line) DO UPDATE SET kind = excluded.kind, given_on = excluded.given_on,
            how = excluded.how, withdrawn_on = excluded.withdrawn_on, withdrawn_how = excluded.withdrawn_how;
END $$;

-- The words of a note are its author's; whoever may write notes may pin them.
CREATE FUNCTION customers.put_note(p_customer bigint, p_line int, f jsonb) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_text text := btrim(regexp_replace(coalesce(f ->> 'text', ''), '[\r\n\t]+', ' ', 'g'));
    v_note customers.note;
BEGIN
    PERFORM customers.field(jsonb_build_object('text', v_text), 'text', 'Note', true, 2000);
    SELECT * INTO v_note FROM customers.note WHERE customer_id = p_customer AND line = p_line;
    IF FOUND AND v_note.text <> v_text AND v_note.author <> session_user THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format(
            'The note is of %s: only its author changes its words; write one of your own.', sec.name_of(v_note.author));
    END IF;
    INSERT INTO customers.note (customer_id, line, text, is_pinned, author, written_at)
        VALUES (p_customer, p_line, v_text, customers.flag_field(f, 'is_pinned'), session_user, sec.now())
        ON CONFLICT (customer_id, line) DO UPDATE SET text = excluded.text, is_pinned = excluded.is_pinned;
END $$;

-- What cannot go: the last phone and address, numbered contracts, consents (withdrawn, not removed), others' notes.
CREATE FUNCTION customers.remove_part(p_part text, p_customer bigint, p_line int, p_now jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_table record := customers.part_table(p_part);
    v_left bigint;
BEGIN
    IF p_part IN ('profile', 'contract', 'consent') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = CASE p_part
            WHEN 'contract' THEN 'A contract has its number for good: give it the day on which it ended.'
            WHEN 'consent' THEN 'A consent is withdrawn, with the day and the way.'
            ELSE 'A profile is not removed: it is merged, or anonymised.' END;
    END IF;
    IF p_part = 'note' AND p_now ->> 'author' <> session_user AND NOT sec.has('customer.edit') THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('The note is of %s.', sec.name_of(p_now ->> 'author'));
    END IF;
    EXECUTE format('DELETE FROM customers.%I WHERE customer_id = $1 AND %I = $2', v_table.name, v_table.key)
        USING p_customer, p_line;
    EXECUTE format('SELECT count(*) FROM customers.%I WHERE customer_id = $1', v_table.name) INTO v_left USING p_customer;
    IF p_part IN ('phone', 'address') AND v_left = 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('The last %s stays: change it, or add another first.', p_part);
    END IF;
END $$;

-- One contact is preferred at most: a new one takes the place of the old.
CREATE FUNCTION customers.prefer(p_part text, p_customer bigint, p_line int) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE customers.phone SET is_preferred = false
        WHERE customer_id = p_customer AND is_preferred AND (p_part, p_line) IS DISTINCT FROM ('phone', line);
    UPDATE customers.contact SET is_preferred = false
        WHERE customer_id = p_customer AND is_preferred AND (p_part, p_line) IS DISTINCT FROM ('contact', line);
    $$;

-- Of the fields to be changed, those that are not any more what the operator saw: both values, by whom and when.
CREATE FUNCTION customers.part_collisions(
    p_part text, p_customer bigint, p_line int, p_seen jsonb, p_form jsonb, p_now jsonb,
    OUT fields text[], OUT present text[], OUT actors text[], OUT times timestamptz[]) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT array_agg(s.key ORDER BY s.key), array_agg(coalesce(p_now ->> s.key, '') ORDER BY s.key),
        array_agg(coalesce(sec.name_of(e.actor), '') ORDER BY s.key), array_agg(coalesce(e.at, sec.now()) ORDER BY s.key)
    FROM jsonb_each_text(p_seen) s
        LEFT JOIN LATERAL (SELECT h.actor, h.at FROM hist.event h
            WHERE h.customer_id = p_customer AND h.object = 'customers.' || (customers.part_table(p_part)).name
                AND h.object_id = CASE p_part WHEN 'profile' THEN p_customer::text ELSE p_customer || '/' || p_line END
                AND (h.new ? s.key OR h.old ? s.key)
            ORDER BY h.event_id DESC LIMIT 1) e ON true
    WHERE p_now ? s.key AND s.value IS DISTINCT FROM p_now ->> s.key
        AND (p_form IS NULL OR (p_form ? s.key AND p_form ->> s.key IS DISTINCT FROM p_now ->> s.key))
    $$;

-- Locks a customer whose profile may still be changed.
CREATE FUNCTION customers.lock_present(p_customer bigint) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_customer customers.customer := customers.lock(p_customer);
BEGIN
    IF v_customer.merged_into IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            '%s was merged into %s: change it there.', v_customer.name,
            (SELECT coalesce((SELECT n.number FROM customers.contract n WHERE n.customer_id = c.customer_id
                ORDER BY n.merged_from IS NOT NULL, n.contract_id DESC LIMIT 1), c.name)
            FROM customers.customer c WHERE c.customer_id = v_customer.merged_into));
    ELSIF v_customer.anonymised_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'The customer was anonymised: nothing can be changed.';
    END IF;
END $$;

-- Adds (no line), changes, or removes (no form) a part of the profile. `p_seen` holds what the operator saw in the
-- fields that are changed, or in all of them for a removal. Where that is not what stands there now, nothing is done
-- and the outcome is "collided" with both values of each field; the key may then be used again.
CREATE FUNCTION api.customer_part_save(
    p_customer bigint, p_part text, p_line int, p_seen jsonb, p_form jsonb, p_key text)
    RETURNS TABLE (outcome text, line int, fields text[], present text[], actors text[], times timestamptz[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_table record := customers.part_table(p_part);
    v_earlier jsonb;
    v_now jsonb;
    v_line int := p_line;
    v_form jsonb;
    v_hit record;
BEGIN
    PERFORM sec.need(v_table.permission);
    IF p_part IN ('document', 'bank') THEN PERFORM sec.need('customer.identity'); END IF;
    v_earlier := sec.command_begin(p_key, 'customer.part', jsonb_build_array(p_customer, p_part, p_line, p_form));
    IF v_earlier IS NOT NULL THEN
        RETURN QUERY SELECT 'saved', (v_earlier ->> 'line')::int, '{}'::text[], '{}'::text[], '{}'::text[], '{}'::timestamptz[];
        RETURN;
    END IF;
    PERFORM customers.lock_present(p_customer);
    IF p_part = 'profile' THEN v_line := 0; END IF;
    IF v_line IS NULL THEN
        IF p_form IS NULL THEN RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Nothing is named to be removed.'; END IF;
        EXECUTE format('SELECT coalesce(max(%I), 0) + 1 FROM customers.%I WHERE customer_id = $1', v_table.key, v_table.name)
            INTO v_line USING p_customer;
        IF v_line > 10000 THEN RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The profile holds too many of these.'; END IF;
        v_form := p_form;
    ELSE
        v_now := customers.part_row(p_part, p_customer, v_line);
        IF v_now IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'It is not there any more: somebody removed it. Look again.';
        END IF;
        v_hit := customers.part_collisions(p_part, p_customer, v_line, coalesce(p_seen, '{}'), p_form, v_now);
        IF v_hit.fields IS NOT NULL THEN
            DELETE FROM sec.command WHERE key = p_key;
            RETURN QUERY SELECT 'collided', v_line, v_hit.fields, v_hit.present, v_hit.actors, v_hit.times;
            RETURN;
        END IF;
        v_form := v_now || coalesce(p_form, '{}') || jsonb_build_object('kind', CASE p_part
            WHEN 'profile' THEN v_now ->> 'kind' ELSE coalesce(p_form ->> 'kind', v_now ->> 'kind') END);
    END IF;
    IF p_form IS NULL THEN
        PERFORM customers.remove_part(p_part, p_customer, v_line, v_now);
    ELSIF p_part = 'profile' THEN
        PERFORM customers.put_profile(p_customer, v_form);
    ELSE
        EXECUTE format('SELECT customers.%I($1, $2, $3)', 'put_' || p_part) USING p_customer, v_line, v_form;
        IF p_part IN ('phone', 'contact') AND customers.flag_field(v_form, 'is_preferred') THEN
            PERFORM customers.prefer(p_part, p_customer, v_line);
        END IF;
    END IF;
    UPDATE customers.customer SET version = version + 1 WHERE customer_id = p_customer;
    PERFORM sec.command_end(p_key, jsonb_build_object('line', v_line));
    PERFORM sec.announce('customer ' || p_customer);
    RETURN QUERY SELECT 'saved', v_line, '{}'::text[], '{}'::text[], '{}'::text[], '{}'::timestamptz[];
END $$;

-- Another tax scheme from a day on, for all that are shown as this customer; an empty code is the installation's own
-- again. What is charged is not touched.
CREATE FUNCTION api.customer_tax_set(p_customer bigint, p_scheme text, p_from date, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_scheme int := (SELECT tax_scheme_id FROM catalog.tax_scheme WHERE code = p_scheme);
    v_family bigint[];
BEGIN
    PERFORM sec.need('customer.edit');
    IF sec.command_begin(p_key, 'customer.tax', jsonb_build_array(p_customer, p_scheme, p_from)) IS NOT NULL THEN RETURN; END IF;
    PERFORM customers.lock_present(p_customer);
    IF v_scheme IS NULL AND p_scheme <> '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Tax scheme: there is no "%s".', p_scheme);
    END IF;
    IF p_from IS NULL OR p_from < sec.today() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'From: a tax scheme begins today or later.';
    END IF;
    v_family := customers.family(p_customer);
    DELETE FROM catalog.customer_tax WHERE customer_id = ANY (v_family) AND lower(valid) >= p_from;
    UPDATE catalog.customer_tax SET valid = daterange(lower(valid), p_from)
        WHERE customer_id = ANY (v_family) AND valid @> p_from;
    IF v_scheme IS NOT NULL THEN
        INSERT INTO catalog.customer_tax (customer_id, tax_scheme_id, valid)
            SELECT member, v_scheme, daterange(p_from, NULL) FROM unnest(v_family) member;
    END IF;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('customer ' || p_customer);
END $$;

-- The customer this one is shown as, and all that are shown with it: itself first. As far as the caller may see them.
CREATE FUNCTION customers.family(p_customer bigint) RETURNS bigint[] LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH head AS (SELECT coalesce(c.merged_into, c.customer_id) AS id FROM customers.customer c WHERE c.customer_id = p_customer)
    SELECT ARRAY(SELECT id FROM head) || ARRAY(SELECT m.customer_id FROM customers.customer m, head
        WHERE m.merged_into = head.id ORDER BY 1)
    $$;

-- Every part of a profile, as rows of texts; identity documents and bank accounts only for those who may see them.
CREATE FUNCTION api.customer_parts(p_customer bigint) RETURNS TABLE (part text, line int, names text[], contents text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_customer bigint;
    v_family bigint[];
    v_identity boolean := sec.has('customer.identity');
BEGIN
    PERFORM sec.need('customer.view');
    SELECT coalesce(c.merged_into, c.customer_id) INTO v_customer FROM customers.customer c
        WHERE c.customer_id = p_customer AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()));
    v_family := customers.family(v_customer);
    RETURN QUERY
        SELECT r.part, r.line, k.names, k.contents FROM (
            SELECT 1 AS place, 'profile' AS part, 0 AS line, to_jsonb(c) || jsonb_build_object('segment_name', s.name) AS row
                FROM customers.customer c JOIN customers.segment s USING (segment) WHERE c.customer_id = v_customer
            UNION ALL SELECT 2, 'phone', p.line, to_jsonb(p) FROM customers.phone p WHERE p.customer_id = v_customer
            UNION ALL SELECT 3, 'contact', p.line, to_jsonb(p) FROM customers.contact p WHERE p.customer_id = v_customer
            UNION ALL SELECT 4, 'address', p.line, to_jsonb(p) FROM customers.address p WHERE p.customer_id = v_customer
            UNION ALL SELECT 5, 'document', p.line, to_jsonb(p) FROM customers.identity_document p
                WHERE p.customer_id = v_customer AND v_identity
            UNION ALL SELECT 6, 'signer', p.line, to_jsonb(p) FROM customers.signer p WHERE p.customer_id = v_customer
            UNION ALL SELECT 7, 'bank', p.line, to_jsonb(p) FROM customers.bank_account p
                WHERE p.customer_id = v_customer AND v_identity
            UNION ALL SELECT 8, 'contract', p.contract_id::int, to_jsonb(p) FROM customers.contract p
                WHERE p.customer_id = v_customer
            -- Of all that are shown as this customer; what holds for some of them only, says for whom.
            UNION ALL SELECT 9, 'tax', (row_number() OVER (ORDER BY lower(x.valid) NULLS FIRST, min(x.customer_id)))::int,
                jsonb_build_object('scheme', t.code, 'scheme_name', t.name, 'from_on', lower(x.valid), 'until_on', upper(x.valid),
                    'of', CASE WHEN count(*) < cardinality(v_family)
                        THEN string_agg(x.customer_id::text, ', ' ORDER BY x.customer_id) ELSE '' END)
                FROM catalog.customer_tax x JOIN catalog.tax_scheme t USING (tax_scheme_id)
                WHERE x.customer_id = ANY (v_family) GROUP BY t.code, t.name, x.valid
            UNION ALL SELECT 10, 'consent', p.line, to_jsonb(p) FROM customers.consent p WHERE p.customer_id = v_customer
            UNION ALL SELECT 11, 'note', p.line, to_jsonb(p) || jsonb_build_object('author_name', sec.name_of(p.author))
                FROM customers.note p WHERE p.customer_id = v_customer) r
            CROSS JOIN LATERAL (SELECT array_agg(e.key ORDER BY e.key) AS names,
                array_agg(coalesce(e.value #>> '{}', '') ORDER BY e.key) AS contents FROM jsonb_each(r.row) e
                WHERE e.key NOT IN ('search_name', 'number_form', 'customer_id')) k
        ORDER BY r.place, r.line;
END $$;

-- The one word for the services of all that are shown as one customer: the worst state among them.
CREATE FUNCTION customers.state_of(p_customers bigint[]) RETURNS text LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN bool_or(state = 'suspended') THEN 'suspended' WHEN bool_or(state = 'active') THEN 'active'
        WHEN count(*) > 0 THEN 'ended' ELSE 'new' END
    FROM catalog.subscription WHERE customer_id = ANY (p_customers)
    $$;
