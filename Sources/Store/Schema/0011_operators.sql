-- Runs as the installing superuser.
-- Operators' logins: the only functions with the right to create roles. They belong to bcrm_role_admin, which nobody
-- can become, and check the caller's permission like every other.

GRANT USAGE ON SCHEMA sec, api TO bcrm_role_admin;
GRANT EXECUTE ON FUNCTION sec.need(text), sec.has(text), sec.actor() TO bcrm_role_admin;

CREATE FUNCTION sec.login_create(p_login text, p_verifier text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_login !~ '^op_[a-z0-9_]{1,40}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'The login %s is not of the form op_name (small Latin letters, digits, underscores).', p_login);
    END IF;
    -- Only a verifier made by the client: a password in clear would reach the server's log.
    IF p_verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'The password must be sent as a SCRAM-SHA-256 verifier.';
    END IF;
    IF to_regrole(p_login) IS NULL THEN
        EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 12 PASSWORD %L IN ROLE bcrm_operator', p_login, p_verifier);
    ELSE
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', p_login, p_verifier);
        EXECUTE format('GRANT bcrm_operator TO %I', p_login);
    END IF;
END $$;
ALTER FUNCTION sec.login_create(text, text) OWNER TO bcrm_role_admin;
REVOKE EXECUTE ON FUNCTION sec.login_create(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.login_create(text, text) TO bcrm_owner;

SET ROLE bcrm_owner;

-- Creates or changes an operator: login, name, branches, queues and roles by their codes.
CREATE FUNCTION sec.operator_save(
    p_login text, p_full_name text, p_branches text[], p_queues text[], p_roles text[], p_verifier text)
    RETURNS int LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_operator int;
    v_unknown text;
BEGIN
    SELECT string_agg(c, ', ') INTO v_unknown FROM (
        SELECT c FROM unnest(p_branches) c WHERE c NOT IN (SELECT code FROM sec.branch)
        UNION ALL SELECT c FROM unnest(p_queues) c WHERE c NOT IN (SELECT code FROM sec.queue)
        UNION ALL SELECT c FROM unnest(p_roles) c WHERE c NOT IN (SELECT code FROM sec.role)) unknown;
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('There is no branch, queue or role %s.', v_unknown);
    END IF;
    PERFORM sec.login_create(p_login, p_verifier);
    INSERT INTO sec.operator (pg_role, full_name, branch_ids, queue_ids)
        VALUES (p_login, p_full_name,
            ARRAY(SELECT branch_id FROM sec.branch WHERE code = ANY (p_branches) ORDER BY 1),
            ARRAY(SELECT queue_id FROM sec.queue WHERE code = ANY (p_queues) ORDER BY 1))
        ON CONFLICT (pg_role) DO UPDATE SET full_name = excluded.full_name, branch_ids = excluded.branch_ids,
            queue_ids = excluded.queue_ids, is_active = true
        RETURNING operator_id INTO v_operator;
    DELETE FROM sec.operator_role r WHERE r.operator_id = v_operator
        AND r.role_id NOT IN (SELECT role_id FROM sec.role WHERE code = ANY (p_roles));
    INSERT INTO sec.operator_role (operator_id, role_id)
        SELECT v_operator, role_id FROM sec.role WHERE code = ANY (p_roles) ON CONFLICT DO NOTHING;
    RETURN v_operator;
END $$;

CREATE FUNCTION api.operator_create(
    p_login text, p_full_name text, p_branches text[], p_queues text[], p_roles text[], p_verifier text)
    RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('operator.manage');
    RETURN sec.operator_save(p_login, p_full_name, p_branches, p_queues, p_roles, p_verifier);
END $$;

-- Gives an operator exactly these roles; holds at the next statement of an open session.
CREATE FUNCTION api.operator_set_roles(p_login text, p_roles text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_operator int;
BEGIN
    PERFORM sec.need('operator.manage');
    SELECT operator_id INTO v_operator FROM sec.operator WHERE pg_role = p_login;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no operator %s.', p_login);
    END IF;
    DELETE FROM sec.operator_role WHERE operator_id = v_operator
        AND role_id NOT IN (SELECT role_id FROM sec.role WHERE code = ANY (p_roles));
    INSERT INTO sec.operator_role (operator_id, role_id)
        SELECT v_operator, role_id FROM sec.role WHERE code = ANY (p_roles) ON CONFLICT DO NOTHING;
END $$;

RESET ROLE;
