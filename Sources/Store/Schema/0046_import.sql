-- Moving in: customers, accounts, services, devices and open tickets of another system, from files (issue 5). Each file and
-- each of its rows once: a row is known again by its source's key, whatever file it comes in. A batch of rows is one
-- transaction with the file's progress mark, so that an import that was broken off at any instant goes on where it was.

CREATE SCHEMA import;

INSERT INTO sec.permission (code, kind, title) VALUES
    ('data.import', 'act', 'Import customers, accounts, services, devices and tickets from files'),
    ('data.export', 'act', 'Export customers, accounts, services, devices and tickets to files');
INSERT INTO sec.role_permission (role_id, permission)
    SELECT role, permission FROM unnest('{6,7}'::int[]) role, unnest('{data.import,data.export}'::text[]) permission;

-- The other side of balances that were brought along.
INSERT INTO accounts.house_account (house_account_id, code, kind, name) VALUES
    (8, 'suspense.opening', 'suspense', 'Opening balances');

-- The system the rows come from, by the mapping; part of every row's key.
CREATE TABLE import.source (
    source_id smallint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9_.-]{0,39}$')
);

CREATE TABLE import.file (
    file_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('customers', 'accounts', 'subscriptions', 'devices', 'tickets')),
    source_id smallint NOT NULL REFERENCES import.source,
    name text NOT NULL,
    -- SHA-256 of the file, and of the mapping it was read by.
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    mapping_hash text NOT NULL,
    mapping text NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    created bigint NOT NULL DEFAULT 0,
    -- There already with the same contents, from whatever file.
    unchanged bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    -- Opening balances posted, minor units by currency.
    amounts jsonb NOT NULL DEFAULT '{}',
    -- Everything up to this line is in.
    done_line bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    actor text NOT NULL DEFAULT session_user,
    UNIQUE (kind, content_hash, mapping_hash)
);

-- Rows that could not be taken, as they were: corrected, they are imported again.
CREATE TABLE import.refusal (
    file_id int NOT NULL REFERENCES import.file,
    line bigint NOT NULL,
    reason text NOT NULL,
    row_text text NOT NULL,
    PRIMARY KEY (file_id, line)
);

-- What became of each row that was taken, by its key in the system it comes from.
CREATE TABLE import.object (
    source_id smallint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    content_hash uuid NOT NULL,
    -- Devices in a stock: 0.
    customer_id bigint NOT NULL,
    -- Customer, account, subscription, device or ticket.
    object_id bigint NOT NULL,
    file_id int NOT NULL,
    line bigint NOT NULL,
    PRIMARY KEY (source_id, kind, key)
);
CREATE INDEX object_by_id ON import.object (kind, object_id);

-- What a batch needs to know of the installation and of who imports.
CREATE TYPE import.context AS (
    source_id smallint, kind text, file_id int, is_dry boolean, today date, now timestamptz, zone text, currency text,
    all_branches boolean, branches int[]);

-- A row with what was found out about it. ready: its values as they are stored.
CREATE TYPE import.judged AS (
    line bigint, key text, row_text text, fields jsonb, content_hash uuid, is_known boolean, reason text,
    customer_id bigint, object_id bigint, ready jsonb);

-- A dry run has no file.
CREATE FUNCTION import.context(p_source smallint, p_kind text, p_file int) RETURNS import.context LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT p_source, p_kind, p_file, p_file IS NULL, sec.today(), sec.now(), i.time_zone, i.currency::text,
        sec.has('branch.all'), sec.my_branches()
    FROM sec.installation i
    $$;

-- A MAC as it is stored.
CREATE FUNCTION import.mac_form(p_text text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT nullif(upper(regexp_replace(p_text, '[[:space:]:.-]', '', 'g')), '') $$;

-- The rows of a file that are taken, each with what it alone may have: those of the batch under way, and in a dry run, which
-- writes nothing else, those of the whole file. A table of the session, gone with it however it ends.
CREATE FUNCTION import.begin_taken() RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF to_regclass('pg_temp.import_taken') IS NOT NULL THEN
        TRUNCATE pg_temp.import_taken;
        RETURN;
    END IF;
    -- number: of a dry run, the last one given away up to this row, which the real one would take from its series.
    CREATE TEMP TABLE import_taken (
        line bigint NOT NULL, key text PRIMARY KEY, content_hash uuid NOT NULL, mark text, second_mark text, number bigint);
    CREATE INDEX ON pg_temp.import_taken (mark);
    CREATE INDEX ON pg_temp.import_taken (second_mark) WHERE second_mark IS NOT NULL;
    CREATE INDEX ON pg_temp.import_taken (number) WHERE number IS NOT NULL;
    CREATE INDEX ON pg_temp.import_taken (line) WHERE mark IS NULL;
END $$;

-- What a judged row alone may have beside its key.
CREATE FUNCTION import.marks(p_kind text, p_object bigint, p_ready jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE p_kind WHEN 'customers' THEN ARRAY[nullif(p_ready ->> 'contract', '')]
        WHEN 'accounts' THEN ARRAY[p_object::text]
        WHEN 'subscriptions' THEN ARRAY[(p_ready ->> 'service_type_id') || ' ' || nullif(p_ready ->> 'identifier', '')]
        WHEN 'devices' THEN ARRAY[p_ready ->> 'serial', p_ready ->> 'mac'] ELSE '{}' END
    $$;

-- In a dry run: the number of the series of today that a mark takes, so that it is not given away again.
CREATE FUNCTION import.number_in(c import.context, p_mark text) RETURNS bigint LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN NOT c.is_dry THEN NULL WHEN c.kind = 'accounts' THEN p_mark::bigint
        WHEN c.kind = 'customers' THEN
            substring(p_mark, '^C-' || extract(year FROM c.today) || '-([0-9]{6,9})$')::bigint END
    $$;

-- Who has a mark: an object that is in already. NULL: nobody.
CREATE FUNCTION import.has_mark(p_kind text, p_place int, p_mark text, p_ready jsonb) RETURNS bigint LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE p_kind
        WHEN 'customers' THEN (SELECT t.customer_id FROM customers.contract t WHERE t.number = p_mark LIMIT 1)
        WHEN 'accounts' THEN (SELECT a.account_id FROM accounts.account a WHERE a.account_id = p_mark::bigint LIMIT 1)
        WHEN 'subscriptions' THEN (SELECT i.subscription_id FROM catalog.service_identifier i
            WHERE i.service_type_id = (p_ready ->> 'service_type_id')::int AND i.identifier = p_ready ->> 'identifier')
        ELSE CASE p_place WHEN 1 THEN (SELECT d.device_id FROM warehouse.device d WHERE d.serial = p_mark)
            ELSE (SELECT d.device_id FROM warehouse.device d WHERE d.mac = p_mark) END END;
END $$;

-- Refuses a row whose marks are another's: of a line of the file, in whatever batch it was, or of what was there before.
CREATE FUNCTION import.need_free(c import.context, p_marks text[], p_ready jsonb) RETURNS void LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_line bigint;
    v_object bigint;
    v_what text;
BEGIN
    FOR v_place IN 1 .. cardinality(p_marks) LOOP
        CONTINUE WHEN p_marks[v_place] IS NULL;
        -- No LIMIT: it makes a scan of the whole look cheap, which is what a table of the session without statistics gets.
        IF v_place = 1 THEN
            v_line := (SELECT min(t.line) FROM pg_temp.import_taken t WHERE t.mark = p_marks[1]);
        ELSE
            v_line := (SELECT min(t.line) FROM pg_temp.import_taken t WHERE t.second_mark = p_marks[2]);
        END IF;
        IF v_line IS NULL THEN
            v_object := import.has_mark(c.kind, v_place, p_marks[v_place], p_ready);
            CONTINUE WHEN v_object IS NULL;
            SELECT o.line INTO v_line FROM import.object o
                WHERE o.kind = c.kind AND o.object_id = v_object AND o.file_id = c.file_id LIMIT 1;
        END IF;
        v_what := CASE c.kind WHEN 'customers' THEN 'Contract: ' WHEN 'accounts' THEN 'Number: account '
            WHEN 'subscriptions' THEN 'Identifier: ' ELSE CASE v_place WHEN 1 THEN 'Serial: ' ELSE 'MAC: ' END END
            || CASE c.kind WHEN 'subscriptions' THEN p_ready ->> 'identifier' ELSE p_marks[v_place] END;
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = v_what || CASE WHEN v_line IS NOT NULL
            THEN format(' is line %s''s already.', v_line) ELSE CASE c.kind WHEN 'customers' THEN ' is somebody''s already.'
            WHEN 'accounts' THEN ' is there already.' WHEN 'subscriptions' THEN ' is in use already.'
            ELSE ' is registered already.' END END;
    END LOOP;
END $$;

-- Rows [{line, key, row, f}] with what their keys tell of those that are in: known already, changed since.
CREATE FUNCTION import.given(c import.context, p_rows jsonb) RETURNS SETOF import.judged LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT g.line, g.key, g.row, g.f, g.hash, o.key IS NOT NULL,
        CASE WHEN o.content_hash = g.hash THEN NULL
            WHEN o.file_id = c.file_id THEN format('The key %s stands in line %s too, with other contents.', g.key, o.line)
            WHEN o.key IS NOT NULL THEN
                format('%s is imported already, with other contents; change it in the client.', g.key) END,
        NULL::bigint, NULL::bigint, NULL::jsonb
    FROM (SELECT r.*, md5(r.f::text)::uuid AS hash
        FROM jsonb_to_recordset(p_rows) AS r (line bigint, key text, row text, f jsonb)) g
        -- By the key, one by one: whatever the planner thinks of a table that grows by millions.
        LEFT JOIN LATERAL (SELECT o.key, o.content_hash, o.file_id, o.line FROM import.object o
            WHERE o.source_id = c.source_id AND o.kind = c.kind AND o.key = g.key LIMIT 1) o ON true
    ORDER BY g.line
    $$;

-- Judges rows one by one, in their order, with the rules that hold for what people enter; a refusal never stops the others,
-- and what was refused stands in nobody's way. Last of all comes what only one row may have: so the answer is the same
-- whatever batches the file is cut into. Only a number of our own series is kept free for the row that brings it along within
-- its batch; rows without one in the batches before may have been given it.
CREATE FUNCTION import.judge(c import.context, p_rows jsonb) RETURNS SETOF import.judged LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    j import.judged;
    v_marks text[];
    v_line bigint;
    v_hash uuid;
BEGIN
    FOR j IN SELECT * FROM import.given(c, p_rows) LOOP
        SELECT t.line, t.content_hash INTO v_line, v_hash FROM pg_temp.import_taken t WHERE t.key = j.key;
        IF v_line IS NOT NULL THEN
            j.is_known := true;
            IF v_hash <> j.content_hash THEN
                j.reason := format('The key %s stands in line %s too, with other contents.', j.key, v_line);
            END IF;
        END IF;
        IF j.reason IS NULL AND NOT j.is_known THEN
            BEGIN
                IF j.key IS NULL OR j.key = '' OR length(j.key) > 200 OR j.key ~ '[[:cntrl:]]' THEN
                    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Key: must be filled in, at most 200 characters.';
                END IF;
                CASE c.kind
                WHEN 'customers' THEN
                    SELECT * INTO j.customer_id, j.object_id, j.ready FROM import.judge_customer(c, j.fields);
                WHEN 'accounts' THEN
                    SELECT * INTO j.customer_id, j.object_id, j.ready FROM import.judge_account(c, j.fields);
                WHEN 'subscriptions' THEN
                    SELECT * INTO j.customer_id, j.object_id, j.ready FROM import.judge_subscription(c, j.fields);
                WHEN 'devices' THEN
                    SELECT * INTO j.customer_id, j.object_id, j.ready FROM import.judge_device(c, j.fields);
                WHEN 'tickets' THEN
                    SELECT * INTO j.customer_id, j.object_id, j.ready FROM import.judge_ticket(c, j.fields);
                END CASE;
                v_marks := import.marks(c.kind, j.object_id, j.ready);
                PERFORM import.need_free(c, v_marks, j.ready);
            EXCEPTION
                WHEN SQLSTATE 'BC001' OR SQLSTATE 'BC002' OR SQLSTATE 'BC003' OR data_exception THEN
                    j.reason := SQLERRM;
            END;
            IF j.reason IS NULL THEN
                INSERT INTO pg_temp.import_taken (line, key, content_hash, mark, second_mark, number)
                    VALUES (j.line, j.key, j.content_hash, v_marks[1], v_marks[2], import.number_in(c, v_marks[1]));
            END IF;
        END IF;
        RETURN NEXT j;
    END LOOP;
END $$;

-- A day of the row; later than p_to or earlier than p_from it is refused.
CREATE FUNCTION import.day(f jsonb, p_name text, p_label text, p_default date, p_from date, p_to date) RETURNS date
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_day date := coalesce(nullif(f ->> p_name, '')::date, p_default);
BEGIN
    IF v_day NOT BETWEEN p_from AND p_to THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('%s: %s is not between %s and %s.', p_label, v_day, p_from, p_to);
    END IF;
    RETURN v_day;
END $$;

-- The beginning of a day in the installation's zone; of today: now.
CREATE FUNCTION import.moment(c import.context, p_day date) RETURNS timestamptz LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN p_day = c.today THEN c.now ELSE p_day::timestamp AT TIME ZONE c.zone END;
END $$;

-- The customer a row names: by the key in the old system, or by the number of the contract.
CREATE FUNCTION import.customer_of(c import.context, p_name text) RETURNS bigint LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_customer bigint;
BEGIN
    IF coalesce(p_name, '') = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Customer: must be filled in.';
    END IF;
    SELECT customer_id INTO v_customer FROM import.object WHERE source_id = c.source_id AND kind = 'customers' AND key = p_name;
    IF NOT FOUND THEN
        SELECT min(customer_id) INTO v_customer FROM customers.contract WHERE number = upper(p_name);
    END IF;
    IF v_customer IS NULL OR NOT (c.all_branches OR EXISTS (SELECT FROM customers.customer x
        WHERE x.customer_id = v_customer AND x.branch_id = ANY (c.branches))) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format(
            'Customer: there is none with the key or contract %s; import the customers first.', left(p_name, 60));
    END IF;
    RETURN v_customer;
END $$;

-- The account a row names: by the key in the old system, or by its number.
CREATE FUNCTION import.account_of(c import.context, p_name text) RETURNS accounts.account LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_account accounts.account;
BEGIN
    IF coalesce(p_name, '') = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Account: must be filled in.';
    END IF;
    SELECT a.* INTO v_account FROM import.object o JOIN accounts.account a
            ON a.customer_id = o.customer_id AND a.account_id = o.object_id
        WHERE o.source_id = c.source_id AND o.kind = 'accounts' AND o.key = p_name;
    IF NOT FOUND AND p_name ~ '^[0-9]{1,15}$' THEN
        SELECT a.* INTO v_account FROM accounts.account a WHERE a.account_id = p_name::bigint;
    END IF;
    IF v_account.account_id IS NULL OR v_account.closed_at IS NOT NULL OR NOT (c.all_branches OR EXISTS (
        SELECT FROM customers.customer x WHERE x.customer_id = v_account.customer_id AND x.branch_id = ANY (c.branches))) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format(
            'Account: there is no open one with the key or number %s; import the accounts first.', left(p_name, 60));
    END IF;
    RETURN v_account;
END $$;

-- Takes one batch. A view with this trigger, because history's own triggers pass over what it writes (hist.track): an import
-- tells one event a row of the file, with what the row said, and not one for each row of each table.
CREATE VIEW import.batch AS SELECT NULL::int AS file_id, NULL::jsonb AS rows WHERE false;

CREATE FUNCTION import.take() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file import.file := (SELECT f FROM import.file f WHERE f.file_id = NEW.file_id);
    v_context import.context := import.context(v_file.source_id, v_file.kind, v_file.file_id);
    v_judged import.judged[];
    v_ready import.judged[];
    v_amounts jsonb := '{}';
BEGIN
    PERFORM import.begin_taken();
    v_judged := ARRAY(SELECT j FROM import.judge(v_context, NEW.rows) j);
    v_ready := ARRAY(SELECT j FROM unnest(v_judged) j WHERE j.reason IS NULL AND NOT j.is_known);
    PERFORM set_config('bcrm.import', 'on', true);
    CASE v_file.kind
    WHEN 'customers' THEN PERFORM import.write_customers(v_context, v_ready);
    WHEN 'accounts' THEN
        v_ready := import.number_accounts(v_ready);
        v_amounts := import.write_accounts(v_context, v_ready);
    WHEN 'subscriptions' THEN PERFORM import.write_subscriptions(v_context, v_ready);
    WHEN 'devices' THEN PERFORM import.write_devices(v_context, v_ready);
    WHEN 'tickets' THEN PERFORM import.write_tickets(v_context, v_ready, v_file.name);
    END CASE;
    PERFORM set_config('bcrm.import', 'off', true);
    INSERT INTO import.object (source_id, kind, key, content_hash, customer_id, object_id, file_id, line)
        SELECT v_file.source_id, v_file.kind, r.key, r.content_hash, coalesce(r.customer_id, 0), r.object_id, v_file.file_id, r.line
        FROM unnest(v_ready) r;
    INSERT INTO hist.event (at, actor, address, application, customer_id, object, object_id, action, new, note)
        SELECT v_context.now, session_user, inet_client_addr(), current_setting('application_name', true), r.customer_id,
            CASE v_file.kind WHEN 'customers' THEN 'customers.customer' WHEN 'accounts' THEN 'accounts.account'
                WHEN 'subscriptions' THEN 'catalog.subscription' WHEN 'devices' THEN 'warehouse.device'
                ELSE 'tickets.ticket' END,
            CASE v_file.kind WHEN 'devices' THEN r.ready ->> 'serial' ELSE r.object_id::text END, 'insert', r.fields,
            format('Imported from %s, line %s', v_file.name, r.line)
        FROM unnest(v_ready) r;
    INSERT INTO import.refusal (file_id, line, reason, row_text)
        SELECT v_file.file_id, j.line, j.reason, j.row_text FROM unnest(v_judged) j WHERE j.reason IS NOT NULL;
    UPDATE import.file SET rows = rows + cardinality(v_judged), created = created + cardinality(v_ready),
        refused = refused + (SELECT count(*) FROM unnest(v_judged) j WHERE j.reason IS NOT NULL),
        unchanged = unchanged + (SELECT count(*) FROM unnest(v_judged) j WHERE j.reason IS NULL AND j.is_known),
        amounts = (SELECT coalesce(jsonb_object_agg(s.currency, s.amount), '{}') FROM (
            SELECT e.key AS currency, sum(e.value::numeric) AS amount
            FROM (SELECT * FROM jsonb_each_text(amounts) UNION ALL SELECT * FROM jsonb_each_text(v_amounts)) e GROUP BY e.key) s)
        WHERE file_id = v_file.file_id;
    RETURN NEW;
END $$;
CREATE TRIGGER take INSTEAD OF INSERT ON import.batch FOR EACH ROW EXECUTE FUNCTION import.take();

-- Begins a file, or goes on with it; one that is in already answers what it did.
CREATE FUNCTION api.import_begin(p_kind text, p_source text, p_name text, p_hash text, p_mapping text) RETURNS import.file
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file import.file;
    v_source smallint;
    v_mapping_hash text := encode(sha256(convert_to(p_mapping, 'UTF8')), 'hex');
BEGIN
    PERFORM sec.need('data.import');
    IF p_name ~ '[[:cntrl:]]' OR p_name = '' OR length(p_name) > 255 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The file''s name has characters no name should have: rename it.';
    END IF;
    PERFORM pg_advisory_xact_lock(7211000046);
    SELECT * INTO v_file FROM import.file f
        WHERE f.kind = p_kind AND f.content_hash = p_hash AND f.mapping_hash = v_mapping_hash;
    IF FOUND THEN RETURN v_file; END IF;
    INSERT INTO import.source (code) VALUES (p_source) ON CONFLICT DO NOTHING;
    SELECT source_id INTO v_source FROM import.source WHERE code = p_source;
    INSERT INTO import.file (kind, source_id, name, content_hash, mapping_hash, mapping, started_at)
        VALUES (p_kind, v_source, p_name, p_hash, v_mapping_hash, p_mapping, sec.now()) RETURNING * INTO v_file;
    RETURN v_file;
END $$;

-- Takes rows [{line, key, row, f}] and what could not be read [{line, reason, row}] of the lines up to p_upto, all in one.
-- Lines that are in already are passed over, so that a batch sent twice counts once. One import writes at a time.
CREATE FUNCTION api.import_rows(p_file int, p_upto bigint, p_rows jsonb, p_refused jsonb, p_skipped bigint) RETURNS import.file
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file import.file;
BEGIN
    PERFORM sec.need('data.import');
    PERFORM pg_advisory_xact_lock(7211000046);
    SELECT * INTO v_file FROM import.file WHERE file_id = p_file FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no such file.'; END IF;
    IF p_upto <= v_file.done_line OR v_file.finished_at IS NOT NULL THEN RETURN v_file; END IF;
    INSERT INTO import.batch (file_id, rows) VALUES (p_file, p_rows);
    INSERT INTO import.refusal (file_id, line, reason, row_text)
        SELECT p_file, line, reason, row FROM jsonb_to_recordset(p_refused) AS r (line bigint, reason text, row text);
    UPDATE import.file SET done_line = p_upto, rows = rows + jsonb_array_length(p_refused) + p_skipped,
        refused = refused + jsonb_array_length(p_refused), skipped = skipped + p_skipped
        WHERE file_id = p_file RETURNING * INTO v_file;
    RETURN v_file;
END $$;

-- In a dry run: the numbers that rows without one would be given, so that a later row that brings such a number is told.
CREATE FUNCTION import.give_numbers(c import.context) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_year text := extract(year FROM c.today)::text;
    v_last bigint;
BEGIN
    IF c.kind = 'customers' THEN
        v_last := (SELECT s.last_value FROM customers.number_series s WHERE s.series = 'contract-' || v_year);
    ELSIF c.kind = 'accounts' THEN
        v_last := (SELECT CASE WHEN q.is_called THEN q.last_value ELSE q.last_value - 1 END FROM accounts.account_id_seq q);
    ELSE
        RETURN;
    END IF;
    v_last := greatest(v_last, (SELECT max(t.number) FROM pg_temp.import_taken t), 0);
    UPDATE pg_temp.import_taken t SET number = n.number, mark = CASE c.kind WHEN 'accounts' THEN n.number::text
            ELSE format('C-%s-%s', v_year, customers.number_text(n.number)) END
        FROM (SELECT u.line, v_last + row_number() OVER (ORDER BY u.line) AS number FROM pg_temp.import_taken u
            WHERE u.mark IS NULL) n WHERE t.line = n.line AND t.mark IS NULL;
END $$;

-- What api.import_rows would do with rows, and nothing of it done. p_begins: they are a file's first; those after them are
-- judged in the same session.
CREATE FUNCTION api.import_check(p_kind text, p_source text, p_begins boolean, p_rows jsonb)
    RETURNS TABLE (line bigint, is_known boolean, reason text, currency text, amount bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_context import.context := import.context(
        coalesce((SELECT source_id FROM import.source WHERE code = p_source), 0::smallint), p_kind, NULL);
BEGIN
    PERFORM sec.need('data.import');
    IF p_begins THEN PERFORM import.begin_taken(); END IF;
    RETURN QUERY SELECT j.line, j.is_known, j.reason, CASE WHEN j.reason IS NULL THEN j.ready ->> 'currency' END,
            CASE WHEN j.reason IS NULL THEN (j.ready ->> 'balance')::bigint END
        FROM import.judge(v_context, p_rows) j;
    PERFORM import.give_numbers(v_context);
END $$;

-- The whole file is in.
CREATE FUNCTION api.import_end(p_file int) RETURNS import.file LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file import.file;
BEGIN
    PERFORM sec.need('data.import');
    UPDATE import.file SET finished_at = sec.now() WHERE file_id = p_file AND finished_at IS NULL RETURNING * INTO v_file;
    IF FOUND THEN
        INSERT INTO hist.event (at, actor, address, application, object, object_id, action, new, note)
            VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true), 'import.file',
                p_file::text, 'note', to_jsonb(v_file) - '{mapping,file_id,actor}'::text[],
                format('Imported %s from %s', v_file.kind, v_file.name));
        PERFORM sec.announce('customers');
    ELSE
        SELECT * INTO v_file FROM import.file WHERE file_id = p_file;
    END IF;
    RETURN v_file;
END $$;

-- Who takes data out is written down. What is read afterwards, is read with the operator's own rights.
CREATE FUNCTION api.export_begin(p_kind text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('data.export');
    PERFORM sec.need('customer.view');
    PERFORM sec.need(CASE p_kind WHEN 'accounts' THEN 'account.view' WHEN 'tickets' THEN 'ticket.view'
        WHEN 'devices' THEN 'warehouse.view' WHEN 'subscriptions' THEN 'account.view' ELSE 'customer.view' END);
    INSERT INTO hist.event (at, actor, address, application, object, object_id, action, note)
        VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true), 'import.export',
            p_kind, 'note', format('Exported %s', p_kind));
END $$;
