-- Customers: files kept with them, those that may be one, and merging.

-- Begins to take in a file; its parts follow. Uploads that nobody finished within a day are swept away on the way.
CREATE FUNCTION api.attachment_begin(p_customer bigint, p_form jsonb, p_key text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_id bigint;
    v_name text;
    v_type text;
    v_sha text;
    v_size bigint;
    v_limit bigint := (SELECT attachment_limit FROM sec.installation);
BEGIN
    PERFORM sec.need('customer.attach');
    v_name := customers.field(p_form, 'file_name', 'File name', true, 200);
    v_type := customers.field(p_form, 'media_type', 'Type', true, 100);
    v_sha := customers.field(p_form, 'sha256', 'SHA-256', true, 64);
    v_size := (p_form ->> 'size')::bigint;
    v_earlier := sec.command_begin(p_key, 'attachment.begin', jsonb_build_array(p_customer, p_form));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'id')::bigint; END IF;
    PERFORM customers.lock_present(p_customer);
    IF v_size IS NULL OR v_size < 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The file is empty.';
    ELSIF v_size > v_limit THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'The file has %s octets; one of at most %s can be kept.', v_size, v_limit);
    END IF;
    IF v_name ~ '/' OR v_name IN ('.', '..') OR v_sha !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'File name: a name without a folder, and the SHA-256 of the content.';
    END IF;
    DELETE FROM customers.attachment_part p USING customers.upload u
        WHERE u.attachment_id = p.attachment_id AND u.begun_at < sec.now() - interval '1 day';
    DELETE FROM customers.upload WHERE begun_at < sec.now() - interval '1 day';
    v_id := nextval('customers.attachment_id_seq');
    INSERT INTO customers.upload
        VALUES (v_id, p_customer, v_name, customers.field(p_form, 'title', 'What it is', false, 200), v_type, v_size,
            v_sha, session_user, sec.now());
    PERFORM sec.command_end(p_key, jsonb_build_object('id', v_id));
    RETURN v_id;
END $$;

-- The operator's own upload, locked.
CREATE FUNCTION customers.own_upload(p_attachment bigint) RETURNS customers.upload LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_upload customers.upload;
BEGIN
    SELECT * INTO v_upload FROM customers.upload u WHERE u.attachment_id = p_attachment AND u.begun_by = session_user FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no such upload under way; begin again.';
    END IF;
    RETURN v_upload;
END $$;

-- One part of the content; the same part twice is one part.
CREATE FUNCTION api.attachment_part(p_attachment bigint, p_place int, p_content bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_upload customers.upload;
BEGIN
    PERFORM sec.need('customer.attach');
    v_upload := customers.own_upload(p_attachment);
    IF p_place < 0 OR length(p_content) NOT BETWEEN 1 AND 1048576 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A part has one octet to one megabyte.';
    END IF;
    INSERT INTO customers.attachment_part VALUES (p_attachment, p_place, p_content)
        ON CONFLICT (attachment_id, place) DO UPDATE SET content = excluded.content;
    IF (SELECT sum(length(content)) FROM customers.attachment_part WHERE attachment_id = p_attachment) > v_upload.size THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The parts are longer than the file was said to be; begin again.';
    END IF;
END $$;

-- All parts are there: the whole is compared with its size and SHA-256, and is an attachment from now on.
CREATE FUNCTION api.attachment_end(p_attachment bigint, p_key text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_upload customers.upload;
    v_size bigint;
    v_sha text;
BEGIN
    PERFORM sec.need('customer.attach');
    IF sec.command_begin(p_key, 'attachment.end', to_jsonb(p_attachment)) IS NOT NULL THEN RETURN; END IF;
    v_upload := customers.own_upload(p_attachment);
    PERFORM customers.lock_present(v_upload.customer_id);
    SELECT sum(length(content)), encode(sha256(string_agg(content, ''::bytea ORDER BY place)), 'hex')
        INTO v_size, v_sha FROM customers.attachment_part WHERE attachment_id = p_attachment;
    IF v_size IS DISTINCT FROM v_upload.size OR v_sha IS DISTINCT FROM v_upload.sha256 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'What arrived is not the file that was announced: it changed on the way; begin again.';
    END IF;
    DELETE FROM customers.upload WHERE attachment_id = p_attachment;
    INSERT INTO customers.attachment (customer_id, attachment_id, file_name, title, media_type, size, sha256, added_by, added_at)
        VALUES (v_upload.customer_id, p_attachment, v_upload.file_name, v_upload.title, v_upload.media_type,
            v_upload.size, v_upload.sha256, session_user, sec.now());
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('customer ' || v_upload.customer_id);
END $$;

-- Gives up an upload under way.
CREATE FUNCTION api.attachment_drop(p_attachment bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.attach');
    PERFORM customers.own_upload(p_attachment);
    DELETE FROM customers.attachment_part WHERE attachment_id = p_attachment;
    DELETE FROM customers.upload WHERE attachment_id = p_attachment;
END $$;

CREATE FUNCTION api.attachment_withdraw(p_customer bigint, p_attachment bigint, p_reason text, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.attach');
    IF sec.command_begin(p_key, 'attachment.withdraw', jsonb_build_array(p_customer, p_attachment, p_reason)) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM customers.lock_present(p_customer);
    UPDATE customers.attachment SET withdrawn_at = sec.now(), withdrawn_by = session_user,
            withdrawn_reason = customers.field(jsonb_build_object('r', p_reason), 'r', 'Reason', true, 300)
        WHERE customer_id = p_customer AND attachment_id = p_attachment AND withdrawn_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'The file is not there, or is withdrawn already.';
    END IF;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('customer ' || p_customer);
END $$;

-- A part of a file's content; NULL past the last one.
CREATE FUNCTION api.attachment_content(p_customer bigint, p_attachment bigint, p_place int) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.files');
    IF NOT EXISTS (SELECT FROM customers.attachment a JOIN customers.customer c USING (customer_id)
        WHERE a.customer_id = p_customer AND a.attachment_id = p_attachment
            AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()))) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no such file.';
    END IF;
    RETURN (SELECT content FROM customers.attachment_part WHERE attachment_id = p_attachment AND place = p_place);
END $$;

-- Customers that may be one and the same with what is given: a phone, the tax number, a document, or name and birth.
-- Each comparison names its collation: an argument's own, passed on by whoever calls, would not fit the index.
CREATE FUNCTION customers.alike(
    p_phones text[], p_tax text, p_documents text[], p_name text, p_birth date, p_except bigint)
    RETURNS TABLE (customer_id bigint, reason text) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT customer_id, 'phone ' || number FROM customers.phone
        WHERE number = ANY (p_phones COLLATE "default") AND customer_id IS DISTINCT FROM p_except
    UNION ALL
    SELECT customer_id, 'tax number ' || tax_number FROM customers.customer
        WHERE tax_number = p_tax COLLATE "default" AND customer_id IS DISTINCT FROM p_except
    UNION ALL
    SELECT customer_id, 'identity document' FROM customers.identity_document
        WHERE number_form = ANY (p_documents COLLATE "C") AND customer_id IS DISTINCT FROM p_except
    UNION ALL
    SELECT customer_id, 'name and birth' FROM customers.customer
        WHERE birth_on = p_birth AND search_name = customers.search_form(p_name COLLATE "default") COLLATE "C" AND customer_id IS DISTINCT FROM p_except
    LIMIT 200
    $$;

CREATE FUNCTION customers.alike_shown(p_except bigint, p_phones text[], p_tax text, p_documents text[], p_name text, p_birth date)
    RETURNS TABLE (customer_id bigint, name text, contract_number text, phone text, reasons text[], registered_at timestamptz)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT c.customer_id, c.name,
        coalesce((SELECT n.number FROM customers.contract n WHERE n.customer_id = c.customer_id
            ORDER BY n.merged_from IS NOT NULL, n.contract_id DESC LIMIT 1), ''),
        coalesce((SELECT p.number FROM customers.phone p WHERE p.customer_id = c.customer_id ORDER BY p.line LIMIT 1), ''),
        f.reasons, c.registered_at
    FROM (SELECT a.customer_id, array_agg(DISTINCT a.reason ORDER BY a.reason) AS reasons
            FROM customers.alike(p_phones, p_tax, p_documents, p_name, p_birth, p_except) a GROUP BY 1) f
        JOIN customers.customer c USING (customer_id)
    WHERE c.merged_into IS NULL AND c.anonymised_at IS NULL
        AND ((SELECT sec.has('branch.all')) OR c.branch_id = ANY ((SELECT sec.my_branches())::int[]))
        AND NOT EXISTS (SELECT FROM customers.distinct_pair d WHERE d.customer_id = least(c.customer_id, p_except)
            AND d.other_id = greatest(c.customer_id, p_except))
    ORDER BY cardinality(f.reasons) DESC, c.customer_id LIMIT 50
    $$;

CREATE FUNCTION api.customer_duplicates(p_customer bigint) RETURNS TABLE (
    customer_id bigint, name text, contract_number text, phone text, reasons text[], registered_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.view');
    RETURN QUERY SELECT a.* FROM customers.customer c CROSS JOIN LATERAL customers.alike_shown(c.customer_id,
            ARRAY(SELECT p.number FROM customers.phone p WHERE p.customer_id = c.customer_id), c.tax_number,
            ARRAY(SELECT d.number_form FROM customers.identity_document d WHERE d.customer_id = c.customer_id), c.name, c.birth_on) a
        WHERE c.customer_id = p_customer AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()));
END $$;

-- Who is in the book already with what is typed into a registration.
CREATE FUNCTION api.registration_duplicates(p_form jsonb) RETURNS TABLE (
    customer_id bigint, name text, contract_number text, phone text, reasons text[], registered_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.register');
    RETURN QUERY SELECT a.* FROM customers.alike_shown(NULL,
        ARRAY(SELECT customers.phone_form(p) FROM jsonb_array_elements_text(coalesce(p_form -> 'phones', '[]')) p),
        nullif(p_form ->> 'tax_number', ''),
        ARRAY(SELECT d FROM upper(regexp_replace(p_form ->> 'document_number', '[^[:alnum:]]', '', 'g')) d WHERE d <> ''),
        NULL, NULL) a;
END $$;

-- Pairs of the whole installation that share a value of one kind, in the order of the values, after the one named: of each
-- value everybody with everybody whom the caller sees and who were not told apart, at most a hundred pairs of the first
-- sixty customers (a number that hundreds have is nobody's). What is merged or told apart makes room for further ones.
CREATE FUNCTION api.duplicate_pairs(p_kind text, p_after text, p_limit int) RETURNS TABLE (
    value text, customer_id bigint, name text, contract_number text, other_id bigint, other_name text, other_contract text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_source text := CASE p_kind
        WHEN 'phone' THEN 'SELECT number AS value, customer_id FROM customers.phone WHERE number > $1'
        WHEN 'tax' THEN 'SELECT tax_number AS value, customer_id FROM customers.customer WHERE tax_number > $1 AND merged_into IS NULL'
        WHEN 'document' THEN 'SELECT number_form AS value, customer_id FROM customers.identity_document WHERE number_form > $1'
        WHEN 'birth' THEN 'SELECT birth_on || '' '' || search_name AS value, customer_id FROM customers.customer
            WHERE birth_on IS NOT NULL AND merged_into IS NULL AND anonymised_at IS NULL AND birth_on || '' '' || search_name > $1' END;
BEGIN
    PERFORM sec.need('customer.merge');
    IF v_source IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Duplicates are sought by phone, tax, document or birth.';
    END IF;
    RETURN QUERY EXECUTE format($sql$
        SELECT p.value, p.customer_id, p.name, coalesce((SELECT n.number FROM customers.contract n
                WHERE n.customer_id = p.customer_id ORDER BY n.merged_from IS NOT NULL, n.contract_id DESC LIMIT 1), ''),
            p.other_id, p.other_name, coalesce((SELECT n.number FROM customers.contract n
                WHERE n.customer_id = p.other_id ORDER BY n.merged_from IS NOT NULL, n.contract_id DESC LIMIT 1), '')
        FROM (SELECT f.value, o.*
            FROM (SELECT value, array_agg(DISTINCT customer_id ORDER BY customer_id) AS ids FROM (%s) s
                    GROUP BY value HAVING min(customer_id) <> max(customer_id)) f
                CROSS JOIN LATERAL (
                    WITH seen AS MATERIALIZED (SELECT c.customer_id, c.name FROM customers.customer c
                        WHERE c.customer_id = ANY (f.ids) AND ($3 OR c.branch_id = ANY ($4)) ORDER BY c.customer_id LIMIT 60)
                    SELECT a.customer_id, a.name, b.customer_id AS other_id, b.name AS other_name
                    FROM seen a JOIN seen b ON a.customer_id < b.customer_id
                    WHERE NOT EXISTS (SELECT FROM customers.distinct_pair d
                        WHERE d.customer_id = a.customer_id AND d.other_id = b.customer_id)
                    ORDER BY a.customer_id, b.customer_id LIMIT 100) o
            -- Counted are pairs that are shown, a value with all of its own: fewer than asked for are the last ones.
            ORDER BY f.value FETCH FIRST $2 ROWS WITH TIES) p
        ORDER BY 1, 2, 5 $sql$, v_source)
        USING coalesce(p_after, ''), least(greatest(p_limit, 1), 200), sec.has('branch.all'), sec.my_branches();
END $$;

-- They are two: said once, not asked again.
CREATE FUNCTION api.customers_distinct(p_customer bigint, p_other bigint, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('customer.merge');
    IF sec.command_begin(p_key, 'customers.distinct', jsonb_build_array(p_customer, p_other)) IS NOT NULL THEN RETURN; END IF;
    IF p_customer = p_other THEN RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'That is one customer, not two.'; END IF;
    PERFORM customers.lock(least(p_customer, p_other)), customers.lock(greatest(p_customer, p_other));
    INSERT INTO customers.distinct_pair VALUES (least(p_customer, p_other), greatest(p_customer, p_other), session_user, sec.now())
        ON CONFLICT DO NOTHING;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('customer ' || p_customer);
END $$;

-- A line of the history that no table tells.
CREATE FUNCTION customers.tell(p_customer bigint, p_note text) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO hist.event (at, actor, address, application, customer_id, object, object_id, action, note)
        VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true), p_customer,
            'customers.customer', p_customer::text, 'note', p_note)
    $$;

-- Makes one customer of two. What belongs to the profile moves to the survivor. Accounts, services, tickets and devices
-- stay where they are booked, under the merged number, and are shown with the survivor: no posting, balance, price or
-- tax is touched, so no money can be lost (business-rules section 2).
CREATE FUNCTION api.customer_merge(p_survivor bigint, p_merged bigint, p_reason text, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_survivor customers.customer;
    v_merged customers.customer;
    v_reason text;
    v_table record;
BEGIN
    PERFORM sec.need('customer.merge');
    v_reason := customers.field(jsonb_build_object('r', p_reason), 'r', 'Reason', true, 300);
    IF sec.command_begin(p_key, 'customer.merge', jsonb_build_array(p_survivor, p_merged, p_reason)) IS NOT NULL THEN RETURN; END IF;
    IF p_survivor = p_merged THEN RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A customer is not merged with itself.'; END IF;
    -- In the order of the numbers, whoever survives.
    PERFORM customers.lock_present(least(p_survivor, p_merged)), customers.lock_present(greatest(p_survivor, p_merged));
    SELECT * INTO v_survivor FROM customers.customer WHERE customer_id = p_survivor;
    SELECT * INTO v_merged FROM customers.customer WHERE customer_id = p_merged;
    IF v_survivor.kind <> v_merged.kind THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'A person and an organisation are not the same customer.';
    END IF;
    -- What the survivor has already need not be there twice.
    DELETE FROM customers.phone p WHERE p.customer_id = p_merged
        AND EXISTS (SELECT FROM customers.phone s WHERE s.customer_id = p_survivor AND s.number = p.number);
    DELETE FROM customers.identity_document p WHERE p.customer_id = p_merged
        AND EXISTS (SELECT FROM customers.identity_document s WHERE s.customer_id = p_survivor AND s.number_form = p.number_form);
    DELETE FROM customers.address p WHERE p.customer_id = p_merged AND EXISTS (SELECT FROM customers.address s
        WHERE s.customer_id = p_survivor AND s.kind = p.kind
        AND customers.search_form(concat_ws(' ', s.city, s.street, s.building, s.flat))
            = customers.search_form(concat_ws(' ', p.city, p.street, p.building, p.flat)));
    UPDATE customers.phone SET is_preferred = false WHERE customer_id = p_merged AND is_preferred;
    UPDATE customers.contact SET is_preferred = false WHERE customer_id = p_merged AND is_preferred;
    UPDATE customers.contract SET merged_from = p_merged WHERE customer_id = p_merged AND merged_from IS NULL;
    FOR v_table IN SELECT (customers.part_table(p)).* FROM unnest('{phone,contact,address,document,signer,bank,contract,consent,note}'::text[]) p
    LOOP
        EXECUTE format('UPDATE customers.%1$I SET customer_id = $1, %2$I = %2$I + (SELECT coalesce(max(%2$I), 0)
            FROM customers.%1$I WHERE customer_id = $1) WHERE customer_id = $2', v_table.name, v_table.key)
            USING p_survivor, p_merged;
    END LOOP;
    UPDATE customers.attachment SET customer_id = p_survivor WHERE customer_id = p_merged;
    UPDATE customers.upload SET customer_id = p_survivor WHERE customer_id = p_merged;
    -- Whom the merged one was told apart from, the survivor is, too.
    INSERT INTO customers.distinct_pair (customer_id, other_id, actor, at)
        SELECT least(p_survivor, o.id), greatest(p_survivor, o.id), d.actor, d.at FROM customers.distinct_pair d
            CROSS JOIN LATERAL (SELECT d.customer_id + d.other_id - p_merged AS id) o
        WHERE p_merged IN (d.customer_id, d.other_id) AND o.id <> p_survivor
        ON CONFLICT DO NOTHING;
    UPDATE customers.customer SET version = version + 1,
            tax_number = coalesce(v_survivor.tax_number, v_merged.tax_number),
            birth_on = coalesce(v_survivor.birth_on, v_merged.birth_on),
            birth_place = coalesce(v_survivor.birth_place, v_merged.birth_place),
            legal_form = coalesce(v_survivor.legal_form, v_merged.legal_form),
            register_number = coalesce(v_survivor.register_number, v_merged.register_number),
            email = coalesce(v_survivor.email, v_merged.email), note = coalesce(v_survivor.note, v_merged.note),
            name_hy = coalesce(v_survivor.name_hy, v_merged.name_hy),
            name_ru = coalesce(v_survivor.name_ru, v_merged.name_ru),
            name_en = coalesce(v_survivor.name_en, v_merged.name_en)
        WHERE customer_id = p_survivor;
    UPDATE customers.customer SET merged_into = p_survivor, branch_id = v_survivor.branch_id, version = version + 1
        WHERE customer_id = p_merged OR merged_into = p_merged;
    PERFORM customers.tell(p_survivor, format('%s merged into this one: %s', v_merged.name, v_reason)),
        customers.tell(p_merged, format('Merged into %s: %s', v_survivor.name, v_reason));
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('customer ' || p_survivor), sec.announce('customer ' || p_merged), sec.announce('customers');
END $$;
