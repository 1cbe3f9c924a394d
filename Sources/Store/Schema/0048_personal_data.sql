-- Customers: what a person may ask for: all that is kept about them, or to be forgotten (features F2.9).

CREATE TYPE customers.session_key AS (session_id text, sub_session_id bigint);

-- Sessions of calls on these customers' lines: those that became calls, and those that did not, unless the line was
-- another's on that day: a number is given away again.
CREATE FUNCTION customers.sessions_of(p_family bigint[]) RETURNS SETOF customers.session_key LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_lines text[] := ARRAY(SELECT s.identifier FROM catalog.subscription s
        WHERE s.customer_id = ANY (p_family) AND s.identifier IS NOT NULL);
BEGIN
    RETURN QUERY
        WITH told AS MATERIALIZED (
            SELECT t.session_id, t.sub_session_id, t.calling, coalesce(sec.local_date(t.started_at), sec.today()) AS day
            FROM (SELECT * FROM usage.session s WHERE s.state = 'open' AND s.calling = ANY (v_lines)
                UNION ALL SELECT * FROM usage.session s WHERE s.state = 'rejected' AND s.calling = ANY (v_lines)
                UNION ALL SELECT * FROM usage.session s WHERE s.state = 'passed' AND s.calling = ANY (v_lines)) t),
        days AS MATERIALIZED (
            SELECT d.calling, d.day, row_number() OVER () AS place FROM (SELECT DISTINCT t.calling, t.day FROM told t) d),
        others AS MATERIALIZED (
            SELECT d.calling, d.day
            FROM (SELECT array_agg(n.calling ORDER BY n.place) AS numbers, array_agg(n.day ORDER BY n.place) AS days FROM days n) g
                CROSS JOIN LATERAL api.usage_lines(g.numbers, g.days) l JOIN days d ON d.place = l.place
            GROUP BY d.calling, d.day HAVING bool_and(l.customer_id <> ALL (p_family)))
        SELECT c.session_id, c.sub_session_id FROM usage.call c WHERE c.customer_id = ANY (p_family)
        UNION SELECT r.session_id, r.sub_session_id FROM usage.call_revision r WHERE r.customer_id = ANY (p_family)
        UNION SELECT t.session_id, t.sub_session_id FROM told t
            WHERE NOT EXISTS (SELECT FROM others o WHERE o.calling = t.calling AND o.day = t.day);
END $$;

-- What no other's row is likely to say: numbers, addresses of mail, keys of the system they came from, logins.
CREATE FUNCTION customers.signs_of(p_family bigint[]) RETURNS text[] LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(array_agg(DISTINCT upper(sign)), '{}') FROM (
        SELECT right(number, 8) FROM customers.phone WHERE customer_id = ANY (p_family)
        UNION ALL SELECT number_form FROM customers.identity_document WHERE customer_id = ANY (p_family)
        UNION ALL SELECT number FROM customers.contract WHERE customer_id = ANY (p_family)
        UNION ALL SELECT number FROM customers.bank_account WHERE customer_id = ANY (p_family)
        UNION ALL SELECT value FROM customers.contact WHERE customer_id = ANY (p_family)
        UNION ALL SELECT unnest(ARRAY[tax_number, register_number, email]) FROM customers.customer WHERE customer_id = ANY (p_family)
        UNION ALL SELECT identifier FROM catalog.subscription WHERE customer_id = ANY (p_family)
        UNION ALL SELECT key FROM import.object WHERE customer_id = ANY (p_family)
        ) signs (sign) WHERE length(sign) >= 5
    $$;

-- Whether a row of a file that was refused tells of them: it has one of their signs as a field, a long one however it is cut
-- into groups, or their whole name. A refused row belongs to nobody, so that a namesake's may be meant by mistake: it is in its file still.
CREATE FUNCTION customers.is_told_of(p_row text, p_signs text[], p_names text[]) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT EXISTS (SELECT FROM (SELECT ' ' || translate(upper(p_row), E',;|"\t', '     ') || ' ' AS fields,
                upper(regexp_replace(p_row, '[ ()./+-]', '', 'g')) AS squeezed OFFSET 0) r, unnest(p_signs) sign
            WHERE strpos(r.fields, ' ' || sign || ' ') > 0 OR length(sign) >= 8 AND strpos(r.squeezed, sign) > 0)
        OR p_names <> '{}' AND EXISTS (SELECT FROM (SELECT ' ' || customers.search_form(p_row) || ' ' AS words OFFSET 0) f,
            unnest(p_names) name WHERE strpos(f.words, ' ' || name || ' ') > 0)
    $$;

-- The names they have and had, in the searchable form; of two words at least.
CREATE FUNCTION customers.names_of(p_family bigint[]) RETURNS text[] LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(array_agg(DISTINCT form), '{}') FROM (
        SELECT customers.search_form(name) FROM (
            SELECT unnest(ARRAY[name, name_hy, name_ru, name_en]) FROM customers.customer WHERE customer_id = ANY (p_family)
            UNION ALL SELECT unnest(ARRAY[old ->> 'name', new ->> 'name']) FROM hist.event
                WHERE customer_id = ANY (p_family) AND object = 'customers.customer') names (name)
        WHERE name IS NOT NULL) forms (form) WHERE strpos(form, ' ') > 0
    $$;

-- What is kept about a person, for the person: every table's rows that are theirs, the contents of files with them as far
-- as they have 32 megabytes together (those left out are named, and saved from the card). What is not in it tells nothing of
-- them: the search's index, and the workings of charging and rating. Who asked for it when is in the history.
CREATE FUNCTION api.customer_export(p_customer bigint, p_reason text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_family bigint[];
    v_reason text;
    v_signs text[];
    v_names text[];
    v_source record;
    v_rows jsonb;
    v_all jsonb := jsonb_build_object('exported_at', sec.now(), 'installation', (SELECT i.name FROM sec.installation i));
BEGIN
    PERFORM sec.need('customer.export');
    v_reason := customers.field(jsonb_build_object('r', p_reason), 'r', 'Reason', true, 300);
    PERFORM customers.lock(p_customer);
    v_family := customers.family(p_customer);
    v_signs := customers.signs_of(v_family);
    v_names := customers.names_of(v_family);
    PERFORM customers.tell(v_family[1], 'Personal data exported: ' || v_reason);
    FOR v_source IN SELECT t.title, t.name, coalesce(t.mine, 't.customer_id = ANY ($1)') AS mine FROM (VALUES
        ('customers', 'customers.customer', NULL), ('phones', 'customers.phone', NULL),
        ('contacts', 'customers.contact', NULL), ('addresses', 'customers.address', NULL),
        ('identity_documents', 'customers.identity_document', NULL), ('signers', 'customers.signer', NULL),
        ('bank_accounts', 'customers.bank_account', NULL), ('contracts', 'customers.contract', NULL),
        ('consents', 'customers.consent', NULL), ('notes', 'customers.note', NULL),
        ('attachments', 'customers.attachment', NULL), ('uploads', 'customers.upload', NULL),
        ('told_apart_from', 'customers.distinct_pair', 't.customer_id = ANY ($1) OR t.other_id = ANY ($1)'),
        ('tax_schemes', 'catalog.customer_tax', NULL),
        ('accounts', 'accounts.account', NULL), ('postings', 'accounts.transfer', NULL),
        ('payments', 'accounts.payment', NULL), ('promises', 'accounts.promise', NULL),
        ('charge_failures', 'accounts.charge_failure', NULL),
        ('bank_entries', 'accounts.bank_entry', 'coalesce(t.customer_id, t.proposed_customer_id) = ANY ($1)'),
        ('services', 'catalog.subscription', NULL), ('service_tariffs', 'catalog.subscription_tariff', NULL),
        ('service_options', 'catalog.subscription_option', NULL),
        ('service_discounts', 'catalog.subscription_discount', NULL), ('service_prices', 'catalog.subscription_price', NULL),
        ('service_parameters', 'catalog.subscription_parameter', NULL), ('service_ports', 'network.port', NULL),
        ('service_jobs', 'catalog.service_job', NULL), ('suspensions', 'catalog.suspension', NULL),
        ('tickets', 'tickets.ticket', NULL), ('ticket_steps', 'tickets.flow_event', NULL),
        ('devices', 'warehouse.device', NULL),
        ('device_movements', 'warehouse.movement', 't.from_customer_id = ANY ($1) OR t.to_customer_id = ANY ($1)
            OR t.ticket_id IN (SELECT k.ticket_id FROM tickets.ticket k WHERE k.customer_id = ANY ($1))'),
        ('material_movements', 'warehouse.quantity_movement', NULL), ('stock_documents', 'warehouse.document', NULL),
        ('stock_document_lines', 'warehouse.document_line', 't.document_id IN (SELECT d.document_id FROM warehouse.document d
            WHERE d.customer_id = ANY ($1))'),
        ('calls', 'usage.call', NULL), ('earlier_ratings_of_calls', 'usage.call_revision', NULL),
        ('bucket_use', 'usage.bucket_use', NULL),
        ('sessions', 'usage.session', '(t.session_id, t.sub_session_id) IN (SELECT s.session_id, s.sub_session_id
            FROM customers.sessions_of($1) s)'),
        ('session_corrections', 'usage.correction', '(t.session_id, t.sub_session_id) IN (SELECT s.session_id, s.sub_session_id
            FROM customers.sessions_of($1) s)'),
        ('imported_from', '(SELECT o.customer_id, o.kind, o.key, o.line, s.code AS source, f.name AS file, f.started_at
            FROM import.object o JOIN import.file f USING (file_id) JOIN import.source s ON s.source_id = o.source_id)', NULL),
        ('refused_rows', 'import.refusal', 'customers.is_told_of(t.row_text, $3, $4)'),
        ('refused_call_rows', 'usage.cdr_refusal', 'customers.is_told_of(t.row_text, $3, ''{}'')'),
        ('history', 'hist.event', NULL)) t (title, name, mine)
    LOOP
        EXECUTE format('SELECT jsonb_agg(to_jsonb(t) - $2) FROM %s t WHERE %s', v_source.name, v_source.mine)
            INTO v_rows USING v_family, '{search_name,number_form,version,arithmetic}'::text[], v_signs, v_names;
        v_all := v_all || jsonb_build_object(v_source.title, v_rows);
    END LOOP;
    WITH files AS (
        SELECT a.attachment_id, a.file_name, sum(a.size) OVER (ORDER BY a.attachment_id) <= 32 * 1048576 AS fits
        FROM customers.attachment a WHERE a.customer_id = ANY (v_family))
    SELECT v_all || jsonb_build_object('attachment_contents', (SELECT jsonb_agg(jsonb_build_object(
                'attachment_id', f.attachment_id, 'file_name', f.file_name, 'base64',
                (SELECT translate(encode(string_agg(p.content, ''::bytea ORDER BY p.place), 'base64'), E'\n', '')
                    FROM customers.attachment_part p WHERE p.attachment_id = f.attachment_id))) FROM files f WHERE f.fits),
            'attachments_left_out', (SELECT jsonb_agg(f.file_name) FROM files f WHERE NOT f.fits))
        INTO v_all;
    RETURN jsonb_pretty(v_all);
END $$;

-- Words and streets that nobody has any more go from the search's lists of them. Of the words, those given.
CREATE FUNCTION customers.search_forget(p_words text[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_streets text[];
BEGIN
    DELETE FROM customers.search_spelling s WHERE s.kind = 'name' AND s.word = ANY (p_words COLLATE "C")
        AND NOT EXISTS (SELECT FROM generate_series(0, 3) r JOIN customers.search_word w ON w.rank = r AND w.word = s.word);
    WITH gone AS (
        DELETE FROM customers.search_street s
            WHERE NOT EXISTS (SELECT FROM customers.search_address a WHERE a.street_id = s.street_id) RETURNING s.words)
    SELECT array_agg(DISTINCT word) INTO v_streets FROM gone, string_to_table(btrim(words), ' ') word;
    DELETE FROM customers.search_spelling s WHERE s.kind = 'street' AND s.word = ANY (v_streets COLLATE "C")
        AND NOT EXISTS (SELECT FROM customers.search_street t WHERE t.words LIKE '% ' || s.word || ' %');
END $$;

-- The profiles of a family: everything that says who they are. Consents keep what was allowed and when, not how it was
-- told; contracts their numbers and days.
CREATE FUNCTION customers.forget_profiles(p_family bigint[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY '{phone,contact,address,identity_document,signer,bank_account,note}'::text[] LOOP
        EXECUTE format('DELETE FROM customers.%I WHERE customer_id = ANY ($1)', v_table) USING p_family;
    END LOOP;
    DELETE FROM customers.attachment_part p WHERE p.attachment_id IN (
        SELECT a.attachment_id FROM customers.attachment a WHERE a.customer_id = ANY (p_family)
        UNION ALL SELECT u.attachment_id FROM customers.upload u WHERE u.customer_id = ANY (p_family));
    DELETE FROM customers.upload WHERE customer_id = ANY (p_family);
    DELETE FROM customers.attachment WHERE customer_id = ANY (p_family);
    UPDATE customers.contract SET signed_by = '', terms = '' WHERE customer_id = ANY (p_family);
    UPDATE customers.consent SET how = '', withdrawn_how = '' WHERE customer_id = ANY (p_family);
    UPDATE customers.customer SET name = 'Anonymised ' || customer_id, version = version + 1,
            family_name = CASE WHEN kind = 'person' THEN 'Anonymised' END,
            given_name = CASE WHEN kind = 'person' THEN customer_id::text END, patronymic = NULL,
            organisation_name = CASE WHEN kind = 'organisation' THEN 'Anonymised ' || customer_id END,
            name_hy = NULL, name_ru = NULL, name_en = NULL, birth_on = NULL, birth_place = NULL, legal_form = NULL,
            register_number = NULL, tax_number = NULL, email = NULL, note = NULL, anonymised_at = sec.now()
        WHERE customer_id = ANY (p_family);
END $$;

-- What people wrote and machines told about a family outside of the profile. Numbers of rows, sums, days, tariffs and
-- states stay everywhere.
CREATE FUNCTION customers.forget_deeds(p_family bigint[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_sessions customers.session_key[] := ARRAY(SELECT s FROM customers.sessions_of(p_family) s);
BEGIN
    -- Of a ticket stay the numbers of what it was about.
    UPDATE tickets.ticket t SET data = (SELECT coalesce(jsonb_object_agg(d.key, d.value), '{}') FROM jsonb_each(t.data) d
            WHERE d.key ~ '_id$' AND jsonb_typeof(d.value) IN ('number', 'null'))
        WHERE t.customer_id = ANY (p_family) AND t.data <> '{}';
    UPDATE tickets.flow_event SET comment = '' WHERE customer_id = ANY (p_family) AND comment <> '';
    -- Services: the number or login, names of networks, what devices answered.
    DELETE FROM catalog.subscription_parameter WHERE customer_id = ANY (p_family);
    UPDATE catalog.subscription SET identifier = NULL WHERE customer_id = ANY (p_family) AND identifier IS NOT NULL;
    UPDATE catalog.service_job SET answer = '' WHERE customer_id = ANY (p_family) AND answer <> '';
    -- Money: notes, and who paid by the bank. A note of a call is the number that was called.
    UPDATE accounts.transfer SET note = '' WHERE customer_id = ANY (p_family) AND note <> ''
        AND kind IN ('payment', 'refund', 'move', 'reversal', 'call');
    UPDATE accounts.payment SET note = '' WHERE customer_id = ANY (p_family) AND note <> '';
    UPDATE accounts.promise SET note = '' WHERE customer_id = ANY (p_family) AND note <> '';
    UPDATE accounts.bank_entry SET payer_name = '', payer_account = '', purpose = '', end_to_end = '', reason = '', decision = ''
        WHERE coalesce(customer_id, proposed_customer_id) = ANY (p_family);
    -- Calls keep when, how long, to which destination, and what they cost.
    UPDATE usage.call SET calling = '', payer = NULL, called = '' WHERE customer_id = ANY (p_family);
    UPDATE usage.call_revision SET calling = '', payer = NULL, called = '' WHERE customer_id = ANY (p_family);
    UPDATE usage.session s SET calling = NULL, called = NULL, explanation = NULL FROM unnest(v_sessions) k
        WHERE s.session_id = k.session_id AND s.sub_session_id = k.sub_session_id;
    UPDATE usage.correction s SET fields = s.fields - '{calling,called,subscriber}'::text[], reason = '' FROM unnest(v_sessions) k
        WHERE s.session_id = k.session_id AND s.sub_session_id = k.sub_session_id;
    -- Stock.
    UPDATE warehouse.document SET note = '' WHERE customer_id = ANY (p_family) AND note <> '';
    UPDATE warehouse.movement m SET note = '' WHERE m.note <> '' AND (m.from_customer_id = ANY (p_family)
        OR m.to_customer_id = ANY (p_family)
        OR m.ticket_id IN (SELECT t.ticket_id FROM tickets.ticket t WHERE t.customer_id = ANY (p_family)));
    -- The system they came from: the row is known again by its file and line, by nobody's key.
    UPDATE import.object SET key = format('anonymised %s/%s', file_id, line), content_hash = md5('')::uuid
        WHERE customer_id = ANY (p_family);
END $$;

CREATE FUNCTION customers.forget_history(p_family bigint[]) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    -- Who did what when stays, and the seals. Values stay where they can tell of sums, days and numbers only.
    UPDATE hist.event e SET old = CASE WHEN k.keeps THEN e.old END, new = CASE WHEN k.keeps THEN e.new END, note = NULL,
            erased = sha256(convert_to(e::text, 'UTF8'))
        FROM (SELECT h.event_id, h.object IN ('accounts.account', 'accounts.payment', 'accounts.refund', 'catalog.suspension',
                    'catalog.subscription_tariff', 'catalog.subscription_option', 'catalog.subscription_discount',
                    'catalog.subscription_price', 'catalog.customer_tax', 'network.port', 'warehouse.device')
                -- The import tells a row of its file.
                AND NOT coalesce(starts_with(h.note, 'Imported from '), false) AS keeps
            FROM hist.event h WHERE h.customer_id = ANY (p_family)) k
        WHERE e.event_id = k.event_id AND e.erased IS NULL AND NOT (k.keeps AND e.note IS NULL)
    $$;

-- Removes for good who the customer was, wherever the database holds it. Only one without a running service, an open ticket,
-- money on either side or a bank entry that waits to be decided, and only with the customer's number typed.
--
-- What stays, and why: accounts, postings, payments and promises with their sums, days, tags and channels' numbers, taxes,
-- numbers of contracts, and what was charged for (law on accounting: documents of the books are kept for years and must
-- add up; a channel's number of a payment also keeps it from being posted twice); bank entries with their day, sum and the
-- bank's reference; calls with their time, length, destination and price; who of the operators did what when; the
-- movements of the house's own devices; which kinds of consent were given and withdrawn on which day. The network's own
-- records as they came (usage.accounting_record, usage.record_conflict) stay unread and unchanged: they are the evidence
-- of what was charged, an operator must keep them for the time its licence says, and they name a line and no person; other
-- customers' calls to the line are theirs. Backups, and pages that vacuum has not yet come by, forget in their own time.
CREATE FUNCTION api.customer_anonymise(p_customer bigint, p_typed text, p_reason text, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_family bigint[];
    v_reason text;
    v_signs text[];
    v_names text[];
    v_words text[];
BEGIN
    PERFORM sec.need('customer.anonymise');
    v_reason := customers.field(jsonb_build_object('r', p_reason), 'r', 'Reason', true, 300);
    IF sec.command_begin(p_key, 'customer.anonymise', jsonb_build_array(p_customer, p_reason)) IS NOT NULL THEN RETURN; END IF;
    PERFORM customers.lock_present(p_customer);
    IF btrim(p_typed) IS DISTINCT FROM p_customer::text THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Type the customer''s number, %s, to confirm.', p_customer);
    END IF;
    v_family := customers.family(p_customer);
    -- Who was merged keeps accounts: nobody pays into them while it is looked whether money is left.
    PERFORM FROM customers.customer c WHERE c.customer_id = ANY (v_family) ORDER BY c.customer_id FOR UPDATE;
    IF EXISTS (SELECT FROM catalog.subscription WHERE customer_id = ANY (v_family) AND state <> 'ended') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'A service still runs: end it first.';
    ELSIF EXISTS (SELECT FROM tickets.ticket WHERE customer_id = ANY (v_family) AND state = 'open') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'A ticket is still open: close it first.';
    ELSIF EXISTS (SELECT FROM accounts.account WHERE customer_id = ANY (v_family) AND balance <> 0) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'An account holds or owes money: settle it first.';
    ELSIF EXISTS (SELECT FROM accounts.bank_entry WHERE proposed_customer_id = ANY (v_family) AND state IN ('open', 'proposed')) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = 'A bank entry that may be the customer''s waits: post or ignore it first.';
    END IF;
    v_signs := customers.signs_of(v_family);
    v_names := customers.names_of(v_family);
    v_words := ARRAY(SELECT word FROM customers.search_word WHERE customer_id = ANY (v_family)
        UNION SELECT unnest(customers.search_forms(word)) FROM unnest(v_names) name, string_to_table(name, ' ') word);
    -- First: the fences of what is append-only ask whether the customer is forgotten.
    PERFORM customers.forget_profiles(v_family), customers.forget_deeds(v_family);
    UPDATE import.refusal SET row_text = '', reason = 'Erased: the customer was anonymised.'
        WHERE customers.is_told_of(row_text, v_signs, v_names);
    UPDATE usage.cdr_refusal SET row_text = '', reason = 'Erased: the customer was anonymised.'
        WHERE customers.is_told_of(row_text, v_signs, '{}');
    PERFORM customers.search_forget(v_words);
    -- Last: what was erased above is in the history by now.
    PERFORM customers.forget_history(v_family);
    PERFORM customers.tell(member, 'Anonymised: ' || v_reason) FROM unnest(v_family) member;
    PERFORM sec.command_end(p_key, '{}');
    PERFORM sec.announce('customer ' || p_customer), sec.announce('customers');
END $$;
