-- Files of call records: each file and each of its rows once (issue 4). Rows become accounting records like those that come
-- over Diameter, and are rated like them.

INSERT INTO sec.permission (code, kind, title) VALUES ('usage.import', 'act', 'Import files of calls');
INSERT INTO sec.role_permission (role_id, permission) VALUES (6, 'usage.import');

CREATE TABLE usage.cdr_file (
    file_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    -- SHA-256 of the file, and of the mapping it was read by.
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    mapping_hash text NOT NULL,
    mapping text NOT NULL,
    -- Who made it, by the mapping; part of every row's key.
    source text NOT NULL CHECK (source ~ '^[a-z0-9][a-z0-9_.-]{0,39}$'),
    rows bigint NOT NULL DEFAULT 0,
    stored bigint NOT NULL DEFAULT 0,
    -- There already with the same content, from whatever file.
    duplicates bigint NOT NULL DEFAULT 0,
    -- There already with other content: kept in usage.record_conflict.
    conflicts bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    -- By the mapping's filters, or never answered.
    skipped bigint NOT NULL DEFAULT 0,
    -- Everything up to this line is in; a file that was broken off goes on after it.
    done_line bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    actor text NOT NULL DEFAULT session_user,
    UNIQUE (content_hash, mapping_hash)
);

-- Rows that could not be read.
CREATE TABLE usage.cdr_refusal (
    file_id int NOT NULL REFERENCES usage.cdr_file,
    line bigint NOT NULL,
    reason text NOT NULL,
    row_text text NOT NULL,
    PRIMARY KEY (file_id, line)
);

-- What makes two records of one key the same: all but where they were read.
CREATE FUNCTION usage.file_content(p_content bytea) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT regexp_replace(convert_from(p_content, 'UTF8'), '^(file|line)\t[^\n]*\n', '', 'gn') $$;

-- A record as it is kept: a field a line, its name, a tab and its value.
CREATE FUNCTION usage.file_record(p_body text, p_file text, p_line bigint, p_row text) RETURNS bytea LANGUAGE sql IMMUTABLE
    AS $$ SELECT convert_to(format(E'%sfile\t%s\nline\t%s\nrow\t%s\n', p_body, p_file, p_line, p_row), 'UTF8') $$;

-- Begins a file, or goes on with it; a file that is in already answers what it did. The same file by another mapping is
-- read once more only when that is wanted: its rows that are in keep their keys.
CREATE FUNCTION api.usage_file_begin(p_name text, p_hash text, p_source text, p_mapping text, p_again boolean)
    RETURNS usage.cdr_file LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file usage.cdr_file;
    v_other usage.cdr_file;
    v_mapping_hash text := encode(sha256(convert_to(p_mapping, 'UTF8')), 'hex');
BEGIN
    PERFORM sec.need('usage.import');
    IF p_name ~ '[[:cntrl:]]' OR p_name = '' OR length(p_name) > 255 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The file''s name has characters no name should have: rename it.';
    END IF;
    PERFORM pg_advisory_xact_lock(72110034, hashtext(p_hash));
    SELECT * INTO v_file FROM usage.cdr_file WHERE content_hash = p_hash AND mapping_hash = v_mapping_hash;
    IF FOUND THEN RETURN v_file; END IF;
    SELECT * INTO v_other FROM usage.cdr_file WHERE content_hash = p_hash ORDER BY file_id DESC LIMIT 1;
    IF FOUND AND NOT p_again THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            'This file was imported as %s by another mapping: %s rows stored, %s refused. To read it by this one as well, say --again.',
            v_other.name, v_other.stored, v_other.refused);
    END IF;
    INSERT INTO usage.cdr_file (name, content_hash, mapping_hash, mapping, source, started_at)
        VALUES (p_name, p_hash, v_mapping_hash, p_mapping, p_source, sec.now()) RETURNING * INTO v_file;
    RETURN v_file;
END $$;

-- Keeps rows [{key, line, body, row}] and refusals [{line, reason, row}] of the lines up to p_upto, all in one; lines that
-- are in already are passed over, so that a chunk sent twice counts once. body is the record's fields, a line each.
CREATE FUNCTION api.usage_file_rows(p_file int, p_upto bigint, p_rows jsonb, p_refused jsonb, p_skipped bigint)
    RETURNS usage.cdr_file LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file usage.cdr_file;
    v_batch bigint;
    v_stored bigint[];
    v_rows bigint := jsonb_array_length(p_rows);
    v_kept record;
BEGIN
    PERFORM sec.need('usage.import');
    SELECT * INTO v_file FROM usage.cdr_file WHERE file_id = p_file FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'There is no such file.'; END IF;
    IF p_upto <= v_file.done_line OR v_file.finished_at IS NOT NULL THEN RETURN v_file; END IF;
    INSERT INTO usage.intake_batch (records, source) VALUES (v_rows, 'file:' || v_file.source) RETURNING batch_id INTO v_batch;
    WITH given AS (
        SELECT DISTINCT ON (key) 'file:' || v_file.source || ':' || key AS session_id, line, usage.file_record(body, v_file.name, line, row) AS content
        FROM jsonb_to_recordset(p_rows) AS r (key text, line bigint, body text, row text) ORDER BY key, line),
    stored AS (
        INSERT INTO usage.accounting_record (session_id, sub_session_id, record_type, record_number, batch_id, format, content)
            SELECT session_id, 0, 1, 0, v_batch, 2, content FROM given ORDER BY session_id
            ON CONFLICT DO NOTHING RETURNING session_id)
    SELECT coalesce(array_agg(g.line), '{}') INTO v_stored FROM given g JOIN stored USING (session_id);
    IF v_stored = '{}' THEN
        DELETE FROM usage.intake_batch WHERE batch_id = v_batch;
    ELSE
        UPDATE usage.intake_batch SET records = cardinality(v_stored) WHERE batch_id = v_batch AND records <> cardinality(v_stored);
    END IF;
    -- A statement of its own: it sees what another file stored while the insertion waited for it.
    WITH given AS MATERIALIZED (
        SELECT 'file:' || v_file.source || ':' || key AS session_id, usage.file_record(body, v_file.name, line, row) AS content
        FROM jsonb_to_recordset(p_rows) AS r (key text, line bigint, body text, row text) WHERE line <> ALL (v_stored)),
    judged AS MATERIALIZED (
        SELECT g.session_id, g.content, usage.file_content(g.content) = usage.file_content(r.content) AS is_same
        FROM given g JOIN usage.accounting_record r ON r.session_id = g.session_id AND r.sub_session_id = 0
            AND r.record_type = 1 AND r.record_number = 0),
    conflicts AS (
        INSERT INTO usage.record_conflict (session_id, sub_session_id, record_type, record_number, format, source, content)
            SELECT DISTINCT ON (j.session_id, j.content) j.session_id, 0, 1, 0, 2, 'file:' || v_file.source, j.content
            FROM judged j WHERE NOT is_same AND NOT EXISTS (SELECT FROM usage.record_conflict c
                WHERE c.session_id = j.session_id AND c.sub_session_id = 0
                    AND usage.file_content(c.content) = usage.file_content(j.content))
            RETURNING 1)
    SELECT count(*) FILTER (WHERE is_same) AS same, count(*) FILTER (WHERE NOT is_same) AS other INTO v_kept FROM judged;
    INSERT INTO usage.cdr_refusal (file_id, line, reason, row_text)
        SELECT p_file, line, reason, left(row, 10000)
        FROM jsonb_to_recordset(p_refused) AS r (line bigint, reason text, row text) ON CONFLICT DO NOTHING;
    UPDATE usage.cdr_file SET done_line = p_upto, rows = rows + v_rows + jsonb_array_length(p_refused) + p_skipped,
        stored = stored + cardinality(v_stored), duplicates = duplicates + v_kept.same, conflicts = conflicts + v_kept.other,
        refused = refused + jsonb_array_length(p_refused), skipped = skipped + p_skipped
        WHERE file_id = p_file RETURNING * INTO v_file;
    RETURN v_file;
END $$;

-- The whole file is in.
CREATE FUNCTION api.usage_file_end(p_file int) RETURNS usage.cdr_file LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_file usage.cdr_file;
BEGIN
    PERFORM sec.need('usage.import');
    UPDATE usage.cdr_file SET finished_at = sec.now() WHERE file_id = p_file AND finished_at IS NULL RETURNING * INTO v_file;
    IF FOUND THEN
        INSERT INTO hist.event (at, actor, address, application, object, object_id, action, new, note)
            VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true), 'usage.cdr_file',
                p_file::text, 'note', to_jsonb(v_file) - '{mapping,file_id,actor}'::text[], 'Calls imported from ' || v_file.name);
        PERFORM sec.announce('usage');
    ELSE
        SELECT * INTO v_file FROM usage.cdr_file WHERE file_id = p_file;
    END IF;
    RETURN v_file;
END $$;
