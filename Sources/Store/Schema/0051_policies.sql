-- Who may read what. Writes have no grant at all: they go through api functions only. Every check stands in a
-- sub-select, so that it runs once per statement and not once per row.

GRANT USAGE ON SCHEMA sec, hist, customers, catalog, network, accounts, warehouse, tickets, usage, api TO bcrm_operator;
GRANT USAGE ON SCHEMA api, accounts, usage TO bcrm_daemon;

-- The functions that policies and reads of operators call.
GRANT EXECUTE ON FUNCTION sec.has(text), sec.my_branches(), sec.my_queues(), sec.now(), sec.today(), sec.currency(),
    sec.name_of(text), sec.actor() TO bcrm_operator;

DO $$
DECLARE
    v_table regclass;
BEGIN
    FOR v_table IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN
            ('sec', 'hist', 'customers', 'catalog', 'network', 'accounts', 'warehouse', 'tickets', 'usage', 'import')
            -- COPY into a table under row security is refused by PostgreSQL; the stages have no reader at all.
            AND c.relname !~ '^(charge|rating)_stage_[0-9]$'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', v_table);
    END LOOP;
END $$;

-- A table of the customer's: visible with the permission, if the customer is.
CREATE FUNCTION sec.customer_table(p_table regclass, p_permission text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    EXECUTE format('GRANT SELECT ON %s TO bcrm_operator', p_table);
    EXECUTE format($policy$
        CREATE POLICY readable ON %s FOR SELECT TO bcrm_operator USING ((SELECT sec.has(%L))
            AND ((SELECT sec.has('branch.all')) OR EXISTS (SELECT FROM customers.customer c
                WHERE c.customer_id = %s.customer_id AND c.branch_id = ANY ((SELECT sec.my_branches())::int[]))))
        $policy$, p_table, p_permission, p_table);
END $$;

-- A table of everybody's: visible with the permission.
CREATE FUNCTION sec.shared_table(p_table regclass, p_permission text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    EXECUTE format('GRANT SELECT ON %s TO bcrm_operator', p_table);
    EXECUTE format('CREATE POLICY readable ON %s FOR SELECT TO bcrm_operator USING ((SELECT sec.has(%L)))',
        p_table, p_permission);
END $$;

GRANT SELECT ON customers.customer TO bcrm_operator;
CREATE POLICY readable ON customers.customer FOR SELECT TO bcrm_operator USING ((SELECT sec.has('customer.view'))
    AND ((SELECT sec.has('branch.all')) OR branch_id = ANY ((SELECT sec.my_branches())::int[])));

SELECT sec.customer_table('customers.phone', 'customer.view'), sec.customer_table('customers.address', 'customer.view'),
    sec.customer_table('customers.contract', 'customer.view'), sec.customer_table('accounts.account', 'account.view'),
    sec.customer_table('accounts.transfer', 'account.view'), sec.customer_table('accounts.payment', 'account.view'),
    sec.customer_table('catalog.subscription', 'customer.view'),
    sec.customer_table('catalog.subscription_tariff', 'customer.view'),
    sec.customer_table('catalog.subscription_parameter', 'customer.view'),
    sec.customer_table('catalog.suspension', 'customer.view'),
    sec.customer_table('catalog.subscription_option', 'customer.view'),
    sec.customer_table('catalog.subscription_discount', 'customer.view'),
    sec.customer_table('catalog.subscription_price', 'customer.view'),
    sec.customer_table('catalog.customer_tax', 'customer.view'),
    sec.customer_table('catalog.service_job', 'customer.view'),
    sec.customer_table('accounts.promise', 'account.view'),
    sec.customer_table('accounts.charge_failure', 'charge.view'), sec.customer_table('tickets.flow_event', 'ticket.view'),
    sec.customer_table('usage.call', 'usage.view'),
    sec.customer_table('usage.call_revision', 'usage.view'), sec.customer_table('usage.bucket_use', 'usage.view'),
    sec.customer_table('hist.event', 'history.view'),
    sec.customer_table('tickets.ticket', 'ticket.view');

-- What stood in an identity document or a bank account is as secret in the history as it is there.
CREATE POLICY identity ON hist.event AS RESTRICTIVE FOR SELECT TO bcrm_operator
    USING (object NOT IN ('customers.identity_document', 'customers.bank_account')
        OR (SELECT sec.has('customer.identity')));

SELECT sec.shared_table('catalog.service_type', 'customer.view'), sec.shared_table('catalog.component', 'customer.view'),
    sec.shared_table('catalog.tariff', 'customer.view'), sec.shared_table('catalog.tariff_price', 'catalog.view'),
    sec.shared_table('catalog.tariff_parameter', 'customer.view'), sec.shared_table('catalog.call_rate', 'catalog.view'),
    sec.shared_table('catalog.price_list', 'catalog.view'), sec.shared_table('catalog.time_band', 'catalog.view'),
    sec.shared_table('catalog.band_window', 'catalog.view'), sec.shared_table('catalog.call_terms', 'catalog.view'),
    sec.shared_table('catalog.call_terms_list', 'catalog.view'), sec.shared_table('catalog.call_bucket', 'catalog.view'),
    sec.shared_table('catalog.numbering_plan', 'catalog.view'),
    sec.shared_table('catalog.price_list_import', 'catalog.view'),
    sec.shared_table('usage.cdr_file', 'usage.import'), sec.shared_table('usage.cdr_refusal', 'usage.import'),
    sec.shared_table('catalog.replaced_call_rate', 'catalog.view'),
    sec.shared_table('network.node', 'customer.view'), sec.shared_table('network.port', 'customer.view'),
    sec.shared_table('warehouse.stock', 'warehouse.view'), sec.shared_table('warehouse.device_model', 'customer.view'),
    sec.shared_table('warehouse.device', 'customer.view'), sec.shared_table('warehouse.movement', 'warehouse.view'),
    sec.shared_table('tickets.ticket_type', 'ticket.view'), sec.shared_table('tickets.flow', 'ticket.view'),
    sec.shared_table('tickets.step', 'ticket.view'), sec.shared_table('tickets.transition', 'ticket.view'),
    sec.shared_table('sec.branch', 'customer.view'), sec.shared_table('sec.queue', 'ticket.view'),
    sec.shared_table('sec.operator', 'operator.manage'), sec.shared_table('sec.role', 'operator.manage'),
    sec.shared_table('sec.permission', 'operator.manage'), sec.shared_table('sec.role_permission', 'operator.manage'),
    sec.shared_table('sec.operator_role', 'operator.manage'),
    sec.shared_table('accounts.house_account', 'account.view'),
    sec.shared_table('catalog.tariff_component', 'customer.view'), sec.shared_table('catalog.channel', 'customer.view'),
    sec.shared_table('catalog.component_channel', 'customer.view'), sec.shared_table('catalog.discount', 'customer.view'),
    sec.shared_table('catalog.campaign', 'customer.view'), sec.shared_table('catalog.campaign_tariff', 'customer.view'),
    sec.shared_table('catalog.tax_scheme', 'customer.view'), sec.shared_table('catalog.tax_rate', 'customer.view'),
    sec.shared_table('catalog.suspension_policy', 'catalog.view'), sec.shared_table('catalog.holiday', 'catalog.view'),
    sec.shared_table('accounts.ledger', 'account.view'), sec.shared_table('accounts.closing', 'charge.view'),
    sec.shared_table('accounts.charge_run', 'charge.view'), sec.shared_table('accounts.charge_batch', 'charge.view'),
    sec.shared_table('accounts.charge_total', 'charge.view'), sec.shared_table('accounts.proof_run', 'charge.view'),
    sec.shared_table('sec.alarm', 'alarm.view'),
    sec.shared_table('usage.accounting_record', 'usage.replay'), sec.shared_table('usage.record_conflict', 'usage.replay'),
    sec.shared_table('usage.session', 'usage.replay'), sec.shared_table('usage.correction', 'usage.replay'),
    sec.shared_table('usage.intake_batch', 'usage.replay'), sec.shared_table('usage.peer', 'usage.replay'),
    sec.shared_table('usage.hourly', 'usage.replay'), sec.shared_table('usage.rerating', 'usage.rerate'),
    sec.shared_table('usage.rerating_line', 'usage.rerate');

-- Warehouse: documents, quantities, levels.
SELECT sec.shared_table('warehouse.document', 'warehouse.view'),
    sec.shared_table('warehouse.document_line', 'warehouse.view'),
    sec.shared_table('warehouse.document_arrival', 'warehouse.view'),
    sec.shared_table('warehouse.document_expected', 'warehouse.view'),
    sec.shared_table('warehouse.quantity', 'warehouse.view'),
    sec.shared_table('warehouse.quantity_movement', 'warehouse.view'),
    sec.shared_table('warehouse.minimum', 'warehouse.view');
GRANT EXECUTE ON FUNCTION api.document_open(text, int, int, bigint, bigint, int, boolean, text, text),
    api.document_expect(bigint, jsonb, text), api.document_scan(bigint, jsonb, text),
    api.document_undo(bigint, text, int, text), api.document_post(bigint, boolean, text), api.document_drop(bigint, text),
    api.document_settle(bigint, int, text, text, text), api.device_mark(bigint, boolean, text, text),
    api.stock_save(jsonb, text), api.device_model_save(jsonb, text), api.stock_minimum_set(int, int, bigint, text),
    api.device_find(text[], int), api.document_differences(bigint), api.device_take_back(bigint, bigint, text)
    TO bcrm_operator;
-- Run under the row security of the caller.
GRANT EXECUTE ON FUNCTION warehouse.describe(bigint), warehouse.promise(text) TO bcrm_operator;

-- Moving in and out.
GRANT USAGE ON SCHEMA import TO bcrm_operator;
SELECT sec.shared_table('import.source', 'data.export'), sec.shared_table('import.file', 'data.import'),
    sec.shared_table('import.refusal', 'data.import'), sec.shared_table('import.object', 'data.export');
GRANT EXECUTE ON FUNCTION api.import_begin(text, text, text, text, text),
    api.import_rows(int, bigint, jsonb, jsonb, bigint), api.import_check(text, text, boolean, jsonb), api.import_end(int),
    api.export_begin(text) TO bcrm_operator;

-- Customers: the parts of profiles. Uploads and contents have no reader at all but the functions.
SELECT sec.customer_table('customers.contact', 'customer.view'), sec.customer_table('customers.signer', 'customer.view'),
    sec.customer_table('customers.consent', 'customer.view'), sec.customer_table('customers.note', 'customer.view'),
    sec.customer_table('customers.identity_document', 'customer.identity'),
    sec.customer_table('customers.bank_account', 'customer.identity'),
    sec.customer_table('customers.attachment', 'customer.files'), sec.shared_table('customers.segment', 'customer.view');
-- family and state_of run under the row security of the caller.
GRANT EXECUTE ON FUNCTION customers.family(bigint), customers.state_of(bigint[]), api.customer_parts(bigint),
    api.customer_part_save(bigint, text, int, jsonb, jsonb, text), api.customer_tax_set(bigint, text, date, text),
    api.attachment_begin(bigint, jsonb, text), api.attachment_part(bigint, int, bytea),
    api.attachment_end(bigint, text), api.attachment_drop(bigint),
    api.attachment_withdraw(bigint, bigint, text, text), api.attachment_content(bigint, bigint, int),
    api.customer_duplicates(bigint), api.registration_duplicates(jsonb), api.duplicate_pairs(text, text, int),
    api.customers_distinct(bigint, bigint, text), api.customer_merge(bigint, bigint, text, text),
    api.customer_export(bigint, text), api.customer_anonymise(bigint, text, text, text) TO bcrm_operator;

DROP FUNCTION sec.customer_table(regclass, text);
DROP FUNCTION sec.shared_table(regclass, text);

-- The doors.
GRANT EXECUTE ON FUNCTION api.schema_version(), api.charging_catalog() TO bcrm_operator, bcrm_daemon;
GRANT EXECUTE ON FUNCTION api.session_start(), api.daemon_is_running(), api.customer_register(jsonb, text),
    api.customer_search(text, int),
    api.ticket_open(bigint, bigint, int, jsonb, jsonb, text), api.ticket_take(bigint, bigint),
    api.ticket_release(bigint, bigint), api.ticket_comment(bigint, bigint, text, text),
    api.ticket_push(bigint, bigint, int, text, text, text, jsonb, text),
    api.device_hand_over(text, bigint, bigint, text),
    api.operator_create(text, text, text[], text[], text[], text), api.operator_set_roles(text, text[])
    TO bcrm_operator;

GRANT EXECUTE ON FUNCTION api.charge_reverse(bigint, bigint, bigint, bigint, text, text), api.period_close(date, text),
    api.charge_run_request(date, text, int, text, text), api.charge_run_cancel(int, text),
    api.subscription_change_tariff(bigint, bigint, int, date, jsonb, int, text),
    api.subscription_option_set(bigint, bigint, int, int, date, int, text),
    api.subscription_discount_give(bigint, bigint, int, date, date, int, text),
    api.subscription_suspend(bigint, bigint, text, date, date, int, text),
    api.subscription_resume(bigint, bigint, text, int, text),
    api.subscription_terminate(bigint, bigint, date, int, text),
    api.subscription_withdraw_plan(bigint, bigint, int, text),
    api.service_spans(bigint, bigint), api.service_facts(bigint, date), api.service_posted(bigint, bigint, date),
    api.balance_on(bigint, bigint, date)
    TO bcrm_operator;

GRANT EXECUTE ON FUNCTION api.price_discounts(), api.price_taxes() TO bcrm_operator, bcrm_daemon;
GRANT EXECUTE ON FUNCTION api.charging_days(), api.charging_day_run(date), api.charging_requested(),
    api.charging_plan(int, int), api.charging_claim(int), api.charging_finish(int),
    api.charging_due(date, bigint, bigint), api.charging_facts(date, bigint, bigint),
    api.charging_subscription(bigint, bigint), api.charging_posted(bigint, bigint, bigint, date),
    api.charging_post(int, int, int, bigint), api.charging_post_dry(int, int, int, bigint), api.charging_reverse(int, int),
    api.charging_post_lines(jsonb), api.charging_fail(int, date, jsonb), api.charging_solved(bigint, bigint),
    api.charging_retry_failures(),
    api.lifecycle_advance(), api.review_take(int), api.review_later(bigint, bigint, timestamptz),
    api.review_account(bigint, bigint), api.review_short(bigint, bigint, boolean), api.suspension_policy(),
    api.charging_suspend(bigint, bigint), api.charging_resume(bigint, bigint),
    api.daemon_announce(text), api.daemon_clock(), api.daemon_prepare(), api.ledger_proof(), api.ledger_proof_nightly(),
    api.catalog_stamp(), api.history_seal()
    TO bcrm_daemon;
DO $$
BEGIN
    FOR n IN 1..8 LOOP
        EXECUTE format('GRANT INSERT ON accounts.charge_stage_%s TO bcrm_daemon', n);
        EXECUTE format('GRANT INSERT ON usage.rating_stage_%s TO bcrm_daemon', n);
    END LOOP;
END $$;

-- Tills and payments. A cashier sees the own shifts and the cash sent and received; who supervises, everybody's.
GRANT SELECT ON accounts.till_shift, accounts.house_transfer TO bcrm_operator;
CREATE POLICY readable ON accounts.till_shift FOR SELECT TO bcrm_operator USING ((SELECT sec.has('till.supervise'))
    OR ((SELECT sec.has('till.use')) AND operator = session_user));
CREATE POLICY readable ON accounts.house_transfer FOR SELECT TO bcrm_operator USING ((SELECT sec.has('till.supervise'))
    OR ((SELECT sec.has('till.use')) AND (sent_by = session_user OR to_operator = session_user)));
GRANT EXECUTE ON FUNCTION api.shift_open(bigint, jsonb, text), api.shift_close(bigint, jsonb, text, text),
    api.shift_current(), api.shift_list(int), api.shift_get(bigint), api.shift_report(bigint), api.cash_destinations(),
    api.cash_send(text, bigint, text, text), api.cash_confirm(bigint, bigint, text), api.cash_refuse(bigint, text, text),
    api.cash_in_transit(), api.payment_register(bigint, bigint, bigint, text, text),
    api.payment_take(bigint, bigint, bigint, text, text, date, text, text),
    api.payment_reverse(bigint, bigint, bigint, text, text), api.refund_pay(bigint, bigint, bigint, text, text),
    api.account_open(bigint, text), api.account_credit_limit_set(bigint, bigint, bigint, text, text),
    api.account_move(bigint, bigint, bigint, bigint, text, text),
    api.promise_give(bigint, bigint, bigint, int, text, text), api.promise_withdraw(bigint, bigint, text, text)
    TO bcrm_operator;

-- Bank statements.
GRANT SELECT ON accounts.bank_statement, accounts.bank_entry TO bcrm_operator;
CREATE POLICY readable ON accounts.bank_statement FOR SELECT TO bcrm_operator
    USING ((SELECT sec.has('bank.import')) OR (SELECT sec.has('bank.match')));
CREATE POLICY readable ON accounts.bank_entry FOR SELECT TO bcrm_operator
    USING ((SELECT sec.has('bank.import')) OR (SELECT sec.has('bank.match')));
GRANT EXECUTE ON FUNCTION api.bank_candidates(text[], bigint[], text[], text[]),
    api.bank_posted(text, bigint[], text[], text[], text[]), api.bank_statement_import(jsonb, text),
    api.bank_entry_post(bigint, bigint, bigint, text), api.bank_entries_post_exact(bigint, text, int),
    api.bank_entry_ignore(bigint, text, text), api.bank_entry_return(bigint, bigint, text) TO bcrm_operator;

-- Catalog editing, and what the panels of the client read.
GRANT EXECUTE ON FUNCTION api.catalog_price_impact(int, int, date, bigint),
    api.catalog_price_set(int, int, date, bigint, text), api.first_open_day(),
    sec.local_date(timestamptz) TO bcrm_operator;

-- The catalogue as a document.
GRANT EXECUTE ON FUNCTION api.review_again(bigint, bigint, bigint, date, timestamptz) TO bcrm_daemon;
GRANT EXECUTE ON FUNCTION api.catalog_import(jsonb, boolean, text), api.catalog_accounts() TO bcrm_operator;

-- Files of calls.
GRANT EXECUTE ON FUNCTION api.usage_file_begin(text, text, text, text, boolean),
    api.usage_file_rows(int, bigint, jsonb, jsonb, bigint), api.usage_file_end(int) TO bcrm_operator;

-- Price lists from files.
GRANT EXECUTE ON FUNCTION api.price_list_import(jsonb, catalog.call_rate[], text), api.price_list_imports(text, int)
    TO bcrm_operator;

-- What rating reads: by the daemon, and by whoever may see prices.
GRANT EXECUTE ON FUNCTION api.call_price_lists(), api.call_bands(), api.call_rates(int, text), api.call_terms(),
    api.call_buckets(), api.numbering_plan(), api.holidays() TO bcrm_operator, bcrm_daemon;

-- Usage: the daemon's doors, and people's.
GRANT USAGE ON SEQUENCE usage.call_id_seq TO bcrm_daemon;
GRANT EXECUTE ON FUNCTION api.usage_store(text[], bigint[], smallint[], bigint[], bytea[], text),
    api.usage_known(text[], bigint[], smallint[], bigint[]),
    api.usage_conflicts(text[], bigint[], smallint[], bigint[], bytea[], text), api.usage_claim(int), api.usage_work(bigint[]),
    api.usage_lines(text[], date[]), api.usage_options(bigint[], bigint[]), api.usage_pools(bigint[], bigint[]), api.usage_buckets(bigint[], bigint[], text[], bigint[]),
    api.usage_identities(uuid[]), api.usage_close_due(), api.usage_waits(int), api.usage_host_restarted(text, bigint), api.usage_host_restarts(),
    api.usage_post(int, bigint, boolean), 
    api.usage_bucket_take(text[], bigint[], text[], bigint[], bigint[], bigint[], bigint[], int[], date[], bigint[]),
    api.usage_revise(jsonb), api.rerating_claim(int), api.rerating_calls(int, bigint[], bigint, timestamptz),
    api.rerating_progress(int, bigint, bigint, bigint, jsonb, boolean), api.usage_peers(text, jsonb),
    api.usage_lag_watch(interval) TO bcrm_daemon;
GRANT EXECUTE ON FUNCTION api.usage_replay(text, bigint, text, text), api.usage_correct(text, bigint, jsonb, text, text),
    api.usage_dismiss(text, bigint, text, text), api.usage_rerate(jsonb, boolean, text, text),
    api.usage_rerate_cancel(int, text) TO bcrm_operator;

-- The history of a customer, and the last calls.
GRANT EXECUTE ON FUNCTION api.customer_last_calls(bigint, int),
    api.customer_history(bigint, text[], text[], text[], text, text, timestamptz, timestamptz, bigint, int)
    TO bcrm_operator;

-- Search.
GRANT EXECUTE ON FUNCTION api.search(text[], int), api.search_rebuild() TO bcrm_operator;
