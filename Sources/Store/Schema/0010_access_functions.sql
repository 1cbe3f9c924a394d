-- Access: the functions every other area stands on.

-- Who acts: the login that connected. SET ROLE and settings cannot change it.
CREATE FUNCTION sec.actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT session_user::text $$;

CREATE FUNCTION sec.has(p_permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM sec.effective WHERE pg_role = session_user AND permission = p_permission) $$;

-- Refuses with the permission's title, so that the operator knows whom to ask for what.
CREATE FUNCTION sec.need(p_permission text) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT sec.has(p_permission) THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('You may not do this: it needs the permission "%s" (%s).',
            coalesce((SELECT title FROM sec.permission WHERE code = p_permission), p_permission), p_permission);
    END IF;
END $$;

CREATE FUNCTION sec.my_branches() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce((SELECT branch_ids FROM sec.operator WHERE pg_role = session_user AND is_active), '{}') $$;

CREATE FUNCTION sec.my_queues() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce((SELECT queue_ids FROM sec.operator WHERE pg_role = session_user AND is_active), '{}') $$;

-- The business clock.
CREATE FUNCTION sec.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT pg_catalog.now() + clock_shift FROM sec.installation $$;

CREATE FUNCTION sec.local_date(p_at timestamptz) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT (p_at AT TIME ZONE time_zone)::date FROM sec.installation $$;

CREATE FUNCTION sec.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT ((pg_catalog.now() + clock_shift) AT TIME ZONE time_zone)::date FROM sec.installation $$;

-- The installation's own currency.
CREATE FUNCTION sec.currency() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT currency::text FROM sec.installation $$;

-- Full name of a login, as screens show it.
CREATE FUNCTION sec.name_of(p_login text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce((SELECT full_name FROM sec.operator WHERE pg_role = p_login),
        CASE p_login WHEN 'bcrm_daemon' THEN 'Daemon' ELSE p_login END) $$;

-- Flattening: what a login may, kept in step with the four tables it comes from.
CREATE FUNCTION sec.flatten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    DELETE FROM sec.effective e WHERE NOT EXISTS (
        SELECT FROM sec.operator o JOIN sec.operator_role r USING (operator_id) JOIN sec.role_permission p USING (role_id)
        WHERE o.pg_role = e.pg_role AND p.permission = e.permission AND o.is_active)
        AND e.pg_role <> 'bcrm_daemon';
    INSERT INTO sec.effective (pg_role, permission)
        SELECT DISTINCT o.pg_role, p.permission
        FROM sec.operator o JOIN sec.operator_role r USING (operator_id) JOIN sec.role_permission p USING (role_id)
        WHERE o.is_active
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER flatten AFTER INSERT OR UPDATE OR DELETE ON sec.operator
    FOR EACH STATEMENT EXECUTE FUNCTION sec.flatten();
CREATE TRIGGER flatten AFTER INSERT OR UPDATE OR DELETE ON sec.operator_role
    FOR EACH STATEMENT EXECUTE FUNCTION sec.flatten();
CREATE TRIGGER flatten AFTER INSERT OR UPDATE OR DELETE ON sec.role_permission
    FOR EACH STATEMENT EXECUTE FUNCTION sec.flatten();

-- Idempotency. NULL: go on; otherwise the result of the first time. The same key for something else is a conflict.
CREATE FUNCTION sec.command_begin(p_key text, p_verb text, p_arguments jsonb) RETURNS jsonb LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    earlier sec.command;
BEGIN
    IF p_key IS NULL OR p_key = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The command carries no key.';
    END IF;
    INSERT INTO sec.command (key, actor, verb, arguments_hash)
        VALUES (p_key, session_user, p_verb, md5(p_arguments::text))
        ON CONFLICT DO NOTHING;
    IF FOUND THEN RETURN NULL; END IF;
    SELECT * INTO earlier FROM sec.command WHERE key = p_key;
    IF earlier.actor <> session_user OR earlier.verb <> p_verb OR earlier.arguments_hash <> md5(p_arguments::text) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002',
            MESSAGE = 'This command was sent before with other contents: what it did then stands, and this was not done. Look at what is there, and open the form again.';
    END IF;
    RETURN earlier.result;
END $$;

CREATE FUNCTION sec.command_end(p_key text, p_result jsonb) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$ UPDATE sec.command SET result = p_result WHERE key = p_key $$;

-- History: one trigger for every tracked table. Its arguments are the columns that name the row.
CREATE FUNCTION hist.record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    -- What is derived from other columns tells nothing of its own.
    derived text[] := '{search_name,number_form,version,taken_until,short_since}';
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - derived END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - derived END;
    whole jsonb := coalesce(after, before);
    -- What is taken back from a customer, a device or a port, has none afterwards; it is their history all the same.
    whose bigint := coalesce(after ->> 'customer_id', before ->> 'customer_id', whole ->> 'proposed_customer_id')::bigint;
    identity text := '';
    field text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF before = after THEN RETURN NULL; END IF;
        -- Only what changed, both values of it.
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, after -> o.key) INTO before, after
            FROM jsonb_each(before) o WHERE o.value IS DISTINCT FROM after -> o.key;
    END IF;
    FOREACH field IN ARRAY TG_ARGV LOOP
        identity := concat_ws('/', nullif(identity, ''), whole ->> field);
    END LOOP;
    INSERT INTO hist.event (at, actor, address, application, customer_id, object, object_id, action, old, new)
        VALUES (sec.now(), session_user, inet_client_addr(), current_setting('application_name', true),
            whose, TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, identity, lower(TG_OP), before, after);
    RETURN NULL;
END $$;

-- Tracks a table. What the import's own trigger writes (0046) is passed over, for it tells the history itself. The setting
-- alone does not do it, for everybody may have it: it counts only for what is written from within a trigger, and never for
-- who may do what, where a cascade writes.
CREATE FUNCTION hist.track(p_table regclass, VARIADIC p_identity text[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER track AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW
        %s EXECUTE FUNCTION hist.record(%s)',
        p_table, CASE WHEN p_table::text NOT LIKE 'sec.%'
            THEN $when$WHEN (pg_trigger_depth() = 0 OR current_setting('bcrm.import', true) IS DISTINCT FROM 'on')$when$ END,
        (SELECT string_agg(quote_literal(c), ', ') FROM unnest(p_identity) c));
END $$;

CREATE FUNCTION hist.refuse_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'BC001',
        MESSAGE = format('%s.%s is append-only: what was posted is never changed; correct it with a reversal.',
            TG_TABLE_SCHEMA, TG_TABLE_NAME);
END $$;

-- Append-only but for one thing: the columns named, which hold words about a person, are emptied once the customer is
-- anonymised. Amounts, days and keys stay whatever happens.
CREATE FUNCTION hist.refuse_but_forgetting() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_new jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        v_new := to_jsonb(NEW);
        IF v_new - TG_ARGV = to_jsonb(OLD) - TG_ARGV
            AND NOT EXISTS (SELECT FROM unnest(TG_ARGV) c WHERE coalesce(v_new ->> c, '') NOT IN ('', '{}'))
            AND EXISTS (SELECT FROM customers.customer c WHERE c.anonymised_at IS NOT NULL
                AND c.customer_id = (v_new ->> 'customer_id')::bigint) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'BC001',
        MESSAGE = format('%s.%s is append-only: what was posted is never changed; correct it with a reversal.',
            TG_TABLE_SCHEMA, TG_TABLE_NAME);
END $$;

-- The history's own rule: nothing changes but that values of a person who asked to be forgotten are erased, all or those
-- that tell of the person; what the seal was made of, the digest of the whole event, stays.
CREATE FUNCTION hist.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_erased hist.event := OLD;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erased IS NULL THEN
        v_erased.old := CASE WHEN NEW.old IS NOT NULL THEN OLD.old END;
        v_erased.new := CASE WHEN NEW.new IS NOT NULL THEN OLD.new END;
        v_erased.note := CASE WHEN NEW.note IS NOT NULL THEN OLD.note END;
        v_erased.erased := sha256(convert_to(OLD::text, 'UTF8'));
        IF NEW IS NOT DISTINCT FROM v_erased THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'hist.event is append-only: what happened is never changed.';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON hist.event
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_rewriting();

-- What a seal's hash is made of: the previous hash and every event of its transactions, in order.
CREATE FUNCTION hist.seal_hash(p_previous bytea, p_from xid8, p_to xid8, OUT hash bytea, OUT events bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT sha256(p_previous || coalesce(string_agg(coalesce(e.erased, sha256(convert_to(e::text, 'UTF8'))), ''::bytea ORDER BY event_id), '')),
        count(*)
    FROM hist.event e WHERE e.transaction_id >= p_from AND e.transaction_id < p_to
    $$;

-- Seals what has been committed since the last seal; transactions still open wait for the next. Returns the events sealed.
CREATE FUNCTION api.history_seal() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_last hist.seal;
    v_to xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_hash bytea;
    v_events bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7211000002);
    SELECT * INTO v_last FROM hist.seal ORDER BY seal_id DESC LIMIT 1;
    SELECT h.hash, h.events INTO v_hash, v_events
        FROM hist.seal_hash(coalesce(v_last.hash, ''), coalesce(v_last.to_transaction, '0'), v_to) h;
    IF v_events > 0 THEN
        INSERT INTO hist.seal (from_transaction, to_transaction, events, previous, hash)
            VALUES (coalesce(v_last.to_transaction, '0'), v_to, v_events, coalesce(v_last.hash, ''), v_hash);
    END IF;
    RETURN v_events;
END $$;

-- The seals that do not hold any more; no row: the history is as it was written.
CREATE FUNCTION hist.broken_seals() RETURNS TABLE (seal_id bigint, sealed_at timestamptz) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT s.seal_id, s.sealed_at FROM (
        SELECT *, lag(hash, 1, ''::bytea) OVER (ORDER BY seal_id) AS expected_previous FROM hist.seal) s
        CROSS JOIN LATERAL hist.seal_hash(s.previous, s.from_transaction, s.to_transaction) h
    WHERE s.previous <> s.expected_previous OR h.hash <> s.hash OR h.events <> s.events
        -- Erased is only what a customer who was anonymised left.
        OR EXISTS (SELECT FROM hist.event e WHERE e.transaction_id >= s.from_transaction AND e.transaction_id < s.to_transaction
            AND e.erased IS NOT NULL AND NOT EXISTS (SELECT FROM customers.customer c
                WHERE c.customer_id = e.customer_id AND c.anonymised_at IS NOT NULL))
    ORDER BY s.seal_id
    $$;

-- Announces "look again" to every open screen. One message a statement at most; the payload is an area, or one customer
-- ("customer 12", whose card looks and no other), never data.
CREATE FUNCTION sec.announce(p_area text) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT pg_notify('bcrm_changes', p_area) $$;

SELECT hist.track('sec.operator', 'pg_role'), hist.track('sec.operator_role', 'operator_id', 'role_id'),
    hist.track('sec.role_permission', 'role_id', 'permission'), hist.track('sec.installation', 'singleton');

-- The newest migration: a program that is older or newer says so instead of failing somewhere.
CREATE FUNCTION api.schema_version() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT max(name) FROM sec.migration $$;

-- What the client asks first.
CREATE FUNCTION api.session_start() RETURNS TABLE (
    login text, full_name text, branch_name text, installation_name text, permissions text[], now timestamptz,
    time_zone text, currency text, is_demo boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sec.operator o WHERE o.pg_role = session_user AND o.is_active) THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('The login %s is no operator of this installation.', session_user);
    END IF;
    RETURN QUERY
        SELECT o.pg_role::text, o.full_name,
            coalesce((SELECT string_agg(b.name, ', ' ORDER BY b.branch_id) FROM sec.branch b
                WHERE b.branch_id = ANY (o.branch_ids)), ''),
            i.name,
            ARRAY(SELECT e.permission FROM sec.effective e WHERE e.pg_role = session_user ORDER BY 1),
            sec.now(), i.time_zone, i.currency::text, i.is_demo
        FROM sec.operator o, sec.installation i WHERE o.pg_role = session_user;
END $$;

-- Whether the daemon is connected; every session's login is to be seen by everyone, unlike what it does.
CREATE FUNCTION api.daemon_is_running() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'bcrm_daemon' AND datname = current_database()) $$;

-- Moves the business clock of a demo or test database. Only the owner's migrations and tools call it.
CREATE FUNCTION sec.clock_move(p_to timestamptz) RETURNS timestamptz LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE sec.installation SET clock_shift = p_to - pg_catalog.now() WHERE is_demo;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = 'The business clock can be moved only in a demo database.';
    END IF;
    RETURN sec.now();
END $$;
