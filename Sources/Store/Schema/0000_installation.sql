-- Runs as the installing superuser.
-- Roles of the cluster, extensions, and what everybody loses: an operator's SQL is free text, so whatever PUBLIC may
-- do is attack surface.

DO $$
BEGIN
    IF to_regrole('bcrm_owner') IS NULL THEN CREATE ROLE bcrm_owner NOLOGIN; END IF;
    -- Owns only the functions that create and drop operators' logins.
    IF to_regrole('bcrm_role_admin') IS NULL THEN CREATE ROLE bcrm_role_admin NOLOGIN CREATEROLE NOINHERIT; END IF;
    IF to_regrole('bcrm_operator') IS NULL THEN CREATE ROLE bcrm_operator NOLOGIN; END IF;
    IF to_regrole('bcrm_daemon') IS NULL THEN CREATE ROLE bcrm_daemon LOGIN NOINHERIT; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of the cluster is migrated now
END $$;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA pg_catalog;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA pg_catalog;

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO bcrm_operator, bcrm_daemon', current_database());
    EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO bcrm_owner', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO bcrm_owner, bcrm_role_admin;

DO $$
DECLARE
    taken record;
BEGIN
    FOR taken IN
        SELECT p.oid::regprocedure AS routine FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
            AND (p.proname LIKE 'pg_advisory%' OR p.proname LIKE 'pg_try_advisory%' OR p.proname LIKE 'lo\_%'
                OR p.proname LIKE 'pg_sleep%' OR p.proname LIKE '%\_to_xml%'
                OR p.proname IN ('pg_notify', 'set_config', 'ts_stat', 'pg_export_snapshot', 'loread', 'lowrite',
                    'lowrite', 'lo_import', 'lo_export', 'query_to_xml_and_xmlschema'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', taken.routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bcrm_owner', taken.routine);
    END LOOP;
END $$;
