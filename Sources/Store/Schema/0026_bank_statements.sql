-- Accounts: bank statements, and whose payments their entries are.

CREATE TABLE accounts.bank_statement (
    statement_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- Our account at the bank: IBAN or number, without blanks.
    bank_account text NOT NULL CHECK (bank_account ~ '^[0-9A-Z]{1,64}$'),
    -- The bank's own identification.
    identifier text NOT NULL CHECK (length(identifier) BETWEEN 1 AND 140),
    currency char(3) NOT NULL,
    from_on date,
    to_on date,
    -- Minor units; unknown where neither the bank nor the person told them.
    opening bigint,
    closing bigint,
    entries int NOT NULL,
    -- How many of them came with an earlier statement.
    known int NOT NULL,
    -- Of all that was read out of the file: the same again changes nothing.
    content_hash bytea NOT NULL,
    file_name text NOT NULL DEFAULT '',
    imported_at timestamptz NOT NULL,
    imported_by text NOT NULL,
    UNIQUE (bank_account, identifier)
);

CREATE TABLE accounts.bank_entry (
    entry_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    statement_id bigint NOT NULL REFERENCES accounts.bank_statement,
    bank_account text NOT NULL,
    -- The booking day with the bank's reference, or with a hash of the contents where it gives none; the second of the
    -- same key in one statement ends in /2.
    entry_key text NOT NULL,
    reference text NOT NULL,
    booked_on date NOT NULL,
    value_on date NOT NULL,
    -- Money in is positive. Minor units of the statement's currency.
    amount bigint NOT NULL,
    payer_name text NOT NULL,
    payer_account text NOT NULL,
    purpose text NOT NULL,
    end_to_end text NOT NULL,
    is_reversal boolean NOT NULL,
    -- open: nobody knows whose it is; proposed: waits for a person, or for the posting of exact ones; posted; ignored: no
    -- customer's; returned: was posted and taken back by the bank.
    state text NOT NULL CHECK (state IN ('open', 'proposed', 'posted', 'ignored', 'returned')),
    proposal text NOT NULL CHECK (proposal IN ('exact', 'probable', 'doubtful', 'returned', 'outgoing')),
    score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    reason text NOT NULL,
    proposed_customer_id bigint,
    proposed_account_id bigint,
    -- The posted entry that this one takes back.
    returns_entry_id bigint REFERENCES accounts.bank_entry,
    customer_id bigint,
    account_id bigint,
    payment_id bigint,
    decided_by text,
    decided_at timestamptz,
    decision text NOT NULL DEFAULT '',
    UNIQUE (bank_account, entry_key),
    CHECK (proposal <> 'exact' OR (proposed_account_id IS NOT NULL AND amount > 0)),
    CHECK (state <> 'posted' OR (customer_id IS NOT NULL AND account_id IS NOT NULL)),
    CHECK ((state IN ('posted', 'ignored', 'returned')) = (decided_by IS NOT NULL))
);
CREATE INDEX bank_entry_by_statement ON accounts.bank_entry (statement_id, entry_id);
CREATE INDEX bank_entry_by_payer ON accounts.bank_entry (payer_account) WHERE state = 'posted' AND payer_account <> '';
CREATE INDEX bank_entry_by_reference ON accounts.bank_entry (reference) WHERE state = 'posted' AND reference <> '';
CREATE INDEX bank_entry_by_end_to_end ON accounts.bank_entry (end_to_end) WHERE state = 'posted' AND end_to_end <> '';

-- What the bank said is never rewritten; only what was decided about it is. Who paid is forgotten with the customer (0048).
CREATE FUNCTION accounts.bank_entry_keep() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    -- What tells of a person, emptied.
    v_words jsonb := '{"payer_name": "", "payer_account": "", "purpose": "", "end_to_end": "", "reason": "", "decision": ""}';
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.entry_id, OLD.statement_id, OLD.bank_account, OLD.entry_key, OLD.reference, OLD.booked_on,
            OLD.value_on, OLD.amount, OLD.payer_name, OLD.payer_account, OLD.purpose, OLD.end_to_end, OLD.is_reversal)
        = (NEW.entry_id, NEW.statement_id, NEW.bank_account, NEW.entry_key, NEW.reference, NEW.booked_on,
            NEW.value_on, NEW.amount, NEW.payer_name, NEW.payer_account, NEW.purpose, NEW.end_to_end, NEW.is_reversal) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) || v_words = to_jsonb(OLD) || v_words AND to_jsonb(NEW) @> v_words
        AND EXISTS (SELECT FROM customers.customer c WHERE c.customer_id = coalesce(NEW.customer_id, NEW.proposed_customer_id)
            AND c.anonymised_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'What a bank reported is never changed.';
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON accounts.bank_entry
    FOR EACH ROW EXECUTE FUNCTION accounts.bank_entry_keep();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts.bank_statement
    FOR EACH ROW EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.bank_statement
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts.bank_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hist.refuse_change();
-- The entries of an import stand in its statement; the history needs only what people decide.
CREATE TRIGGER track AFTER UPDATE ON accounts.bank_entry FOR EACH ROW
    WHEN ((OLD.state, OLD.proposal) IS DISTINCT FROM (NEW.state, NEW.proposal)) EXECUTE FUNCTION hist.record('entry_id');
SELECT hist.track('accounts.bank_statement', 'statement_id');

-- The ledger's own side of an account at a bank: "bank.NUMBER" where the installation keeps its accounts apart, else the
-- main one.
CREATE FUNCTION accounts.bank_house(p_bank_account text) RETURNS int LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_house int := coalesce(accounts.house('bank.' || p_bank_account), accounts.house('bank.main'));
BEGIN
    IF v_house IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'There is no ledger account for the bank account %s: an administrator must make bank.main or bank.%s.',
            p_bank_account, p_bank_account);
    END IF;
    RETURN v_house;
END $$;

-- The accounts that payments of a statement may be meant for: by contract and account numbers found in the texts, by
-- accounts at banks that were matched before, and by the payers' names in any script, family or given name first.
CREATE FUNCTION api.bank_candidates(p_contracts text[], p_accounts bigint[], p_payers text[], p_names text[])
    RETURNS TABLE (customer_id bigint, account_id bigint, is_default boolean, is_closed boolean, name text, balance bigint,
        currency text, contracts text[], payer_accounts text[], payer_names text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET jit = off
    AS $$
DECLARE
    -- Step by step, so that each step is planned for the number of rows the one before has found.
    v_named bigint[];
    v_names text[];
    v_paid bigint[];
    v_paid_accounts bigint[];
    v_payers text[];
    v_found bigint[];
BEGIN
    PERFORM sec.need('bank.import');
    WITH wanted AS (
        SELECT n.name AS payer, words FROM (SELECT DISTINCT unnest(p_names) AS name) n,
            string_to_array(customers.search_form(n.name), ' ') words
        WHERE cardinality(words) BETWEEN 1 AND 6),
    -- The first two words of the customer's name are two of the payer's, in either order.
    beginnings AS (
        SELECT w.payer, w.words, w.words[a.i] || ' ' || w.words[b.i] AS start
        FROM wanted w, generate_subscripts(w.words, 1) a (i), generate_subscripts(w.words, 1) b (i) WHERE a.i <> b.i
        UNION ALL
        SELECT w.payer, w.words, w.words[1] FROM wanted w WHERE cardinality(w.words) = 1),
    named AS (
        SELECT DISTINCT c.customer_id, b.payer
        FROM beginnings b JOIN customers.customer c ON c.search_name >= b.start COLLATE "C"
            -- '!' follows the blank: the name is these words, or goes on after them.
            AND c.search_name < (b.start || '!') COLLATE "C"
        WHERE b.words @> string_to_array(c.search_name, ' ')
            OR (cardinality(b.words) > 1 AND string_to_array(c.search_name, ' ') @> b.words))
    SELECT coalesce(array_agg(n.customer_id), '{}'), coalesce(array_agg(n.payer), '{}') INTO v_named, v_names FROM named n;
    SELECT coalesce(array_agg(p.customer_id), '{}'), coalesce(array_agg(p.account_id), '{}'),
            coalesce(array_agg(p.payer_account), '{}')
        INTO v_paid, v_paid_accounts, v_payers
        FROM (SELECT DISTINCT e.customer_id, e.account_id, e.payer_account FROM accounts.bank_entry e
            WHERE e.state = 'posted' AND e.payer_account <> '' AND e.amount > 0 AND e.payer_account = ANY (p_payers)) p;
    SELECT coalesce(array_agg(f.customer_id), '{}') INTO v_found FROM (
        SELECT t.customer_id FROM customers.contract t WHERE t.number = ANY (p_contracts)
        UNION SELECT a.customer_id FROM accounts.account a WHERE a.account_id = ANY (p_accounts)
        UNION SELECT unnest(v_named) UNION SELECT unnest(v_paid)) f;
    RETURN QUERY
        SELECT c.customer_id, a.account_id, a.is_default, a.closed_at IS NOT NULL, c.name, a.balance, a.currency::text,
            ARRAY(SELECT t.number FROM customers.contract t WHERE t.customer_id = c.customer_id ORDER BY 1),
            coalesce(p.accounts, '{}'), coalesce(n.payers, '{}')
        FROM unnest(v_found) f (customer_id) JOIN customers.customer c USING (customer_id)
            JOIN accounts.account a USING (customer_id)
            LEFT JOIN (SELECT x.customer_id, x.account_id, array_agg(x.payer ORDER BY x.payer) AS accounts
                FROM unnest(v_paid, v_paid_accounts, v_payers) x (customer_id, account_id, payer) GROUP BY 1, 2) p
                USING (customer_id, account_id)
            LEFT JOIN (SELECT x.customer_id, array_agg(x.payer ORDER BY x.payer) AS payers
                FROM unnest(v_named, v_names) x (customer_id, payer) GROUP BY 1) n USING (customer_id)
        WHERE (SELECT sec.has('branch.all')) OR c.branch_id = ANY ((SELECT sec.my_branches())::int[])
        ORDER BY 1, 2;
END $$;

-- Posted entries that entries taking something back may mean.
CREATE FUNCTION api.bank_posted(p_bank_account text, p_amounts bigint[], p_references text[], p_end_to_ends text[],
    p_payers text[])
    RETURNS TABLE (entry_id bigint, customer_id bigint, account_id bigint, name text, reference text, end_to_end text,
        payer_account text, amount bigint, booked_on date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('bank.import');
    RETURN QUERY
        SELECT e.entry_id, e.customer_id, e.account_id, c.name, e.reference, e.end_to_end, e.payer_account, e.amount,
            e.booked_on
        FROM (SELECT * FROM accounts.bank_entry x
                WHERE x.state = 'posted' AND x.reference <> '' AND x.reference = ANY (p_references)
            UNION SELECT * FROM accounts.bank_entry x
                WHERE x.state = 'posted' AND x.end_to_end <> '' AND x.end_to_end = ANY (p_end_to_ends)
            UNION SELECT * FROM accounts.bank_entry x
                WHERE x.state = 'posted' AND x.payer_account <> '' AND x.payer_account = ANY (p_payers)) e
            JOIN customers.customer c ON c.customer_id = e.customer_id
        WHERE e.bank_account = p_bank_account AND e.amount = ANY (p_amounts) AND e.payment_id IS NOT NULL
            AND ((SELECT sec.has('branch.all')) OR c.branch_id = ANY ((SELECT sec.my_branches())::int[]))
        ORDER BY e.entry_id;
END $$;

-- A text of a statement without line ends and other control characters, of bounded length.
CREATE FUNCTION accounts.bank_text(p_text text, p_length int) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT left(btrim(regexp_replace(coalesce(p_text, ''), '[[:cntrl:][:space:]]+', ' ', 'g')), p_length) $$;

-- The entries of a statement in its order, each with the key by which it is known again in another statement.
CREATE FUNCTION accounts.bank_entry_keys(p_entries jsonb) RETURNS TABLE (place bigint, entry jsonb, entry_key text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT k.place, k.entry,
        k.base || CASE WHEN k.number = 1 THEN '' ELSE '/' || k.number END
    FROM (SELECT b.*, row_number() OVER (PARTITION BY b.base ORDER BY b.place) AS number
        FROM (SELECT e.place, e.entry, e.entry ->> 'booked' || ' ' || CASE WHEN length(e.entry ->> 'reference') BETWEEN 1 AND 140
                THEN e.entry ->> 'reference' ELSE 'sha256:' || encode(sha256(convert_to(e.entry::text, 'UTF8')), 'hex') END
                AS base
            FROM jsonb_array_elements(p_entries) WITH ORDINALITY e (entry, place)) b) k
    $$;

-- Takes a statement with the proposals for its entries, whole or not at all. The same statement again changes nothing and
-- says so; the same identification with other contents is a conflict. Entries that came with an earlier statement are not
-- taken twice.
CREATE FUNCTION api.bank_statement_import(p_statement jsonb, p_key text)
    RETURNS TABLE (statement_id bigint, is_repeat boolean, entries int, known int)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    -- What the bank said; proposals depend on the day.
    v_content jsonb := p_statement - 'proposals' - 'file';
    v_head jsonb := p_statement -> 'statement';
    v_hash bytea := sha256(convert_to(v_content::text, 'UTF8'));
    v_account text := v_head ->> 'account';
    v_identifier text := v_head ->> 'identifier';
    v_earlier jsonb;
    v_same accounts.bank_statement;
    v_id bigint;
    v_count int;
    v_known int;
    v_other record;
BEGIN
    PERFORM sec.need('bank.import');
    v_earlier := sec.command_begin(p_key, 'bank.import', v_content);
    IF v_earlier IS NOT NULL THEN
        RETURN QUERY SELECT (v_earlier ->> 'statement')::bigint, (v_earlier ->> 'repeat')::boolean,
            (v_earlier ->> 'entries')::int, (v_earlier ->> 'known')::int;
        RETURN;
    END IF;
    IF v_account IS NULL OR v_account !~ '^[0-9A-Z]{1,64}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Account: our account at the bank is letters and digits, at most 64.';
    END IF;
    IF v_identifier IS NULL OR length(v_identifier) NOT BETWEEN 1 AND 140 OR v_identifier ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Statement: its identification is 1 to 140 characters.';
    END IF;
    IF v_head ->> 'currency' IS DISTINCT FROM sec.currency() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Currency: statement %s is in %s, and customers'' accounts here are in %s; it cannot be imported.',
            v_identifier, v_head ->> 'currency', sec.currency());
    END IF;
    v_count := jsonb_array_length(p_statement -> 'entries');
    IF v_count <> jsonb_array_length(p_statement -> 'proposals') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Statement: there is not one proposal for each entry.';
    END IF;
    IF (v_head ->> 'opening')::bigint + (SELECT coalesce(sum((e ->> 'amount')::bigint), 0)
            FROM jsonb_array_elements(p_statement -> 'entries') e) <> (v_head ->> 'closing')::bigint THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Statement %s: its balances and entries do not agree; get the whole file again.', v_identifier);
    END IF;

    -- Statements of one account are taken one after the other.
    PERFORM pg_advisory_xact_lock(72110004, hashtext(v_account));
    SELECT * INTO v_same FROM accounts.bank_statement s
        WHERE s.bank_account = v_account AND s.identifier = v_identifier;
    IF FOUND THEN
        IF v_same.content_hash <> v_hash THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
                'Statement %s of account %s was imported on %s by %s with other contents; nothing was taken. If the bank'
                ' corrected it, import it under another identification (--identifier): what is known is not taken twice.',
                v_identifier, v_account, to_char(sec.local_date(v_same.imported_at), 'DD.MM.YYYY'),
                sec.name_of(v_same.imported_by));
        END IF;
        PERFORM sec.command_end(p_key, jsonb_build_object('statement', v_same.statement_id, 'repeat', true,
            'entries', v_same.entries, 'known', v_same.known));
        RETURN QUERY SELECT v_same.statement_id, true, v_same.entries, v_same.known;
        RETURN;
    END IF;

    -- An entry known under its key with another sum is something else than was imported.
    SELECT k.reference, k.booked_on INTO v_other FROM accounts.bank_entry_keys(p_statement -> 'entries') n
        JOIN accounts.bank_entry k ON k.bank_account = v_account AND k.entry_key = n.entry_key
        WHERE k.amount <> (n.entry ->> 'amount')::bigint LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            'Entry %s of %s was imported before with another sum; nothing was taken. Ask the bank which one holds.',
            v_other.reference, to_char(v_other.booked_on, 'DD.MM.YYYY'));
    END IF;
    SELECT count(*) INTO v_known FROM accounts.bank_entry_keys(p_statement -> 'entries') n
        JOIN accounts.bank_entry k ON k.bank_account = v_account AND k.entry_key = n.entry_key;

    INSERT INTO accounts.bank_statement (bank_account, identifier, currency, from_on, to_on, opening, closing, entries, known,
            content_hash, file_name, imported_at, imported_by)
        VALUES (v_account, v_identifier, v_head ->> 'currency', (v_head ->> 'from')::date, (v_head ->> 'to')::date,
            (v_head ->> 'opening')::bigint, (v_head ->> 'closing')::bigint, v_count, v_known, v_hash,
            accounts.bank_text(p_statement ->> 'file', 200), sec.now(), session_user)
        RETURNING accounts.bank_statement.statement_id INTO v_id;
    INSERT INTO accounts.bank_entry (statement_id, bank_account, entry_key, reference, booked_on, value_on, amount, payer_name,
            payer_account, purpose, end_to_end, is_reversal, state, proposal, score, reason, proposed_customer_id,
            proposed_account_id, returns_entry_id, decided_by, decided_at, decision)
        SELECT v_id, v_account, n.entry_key, accounts.bank_text(n.entry ->> 'reference', 140), (n.entry ->> 'booked')::date,
            (n.entry ->> 'value')::date, (n.entry ->> 'amount')::bigint, accounts.bank_text(n.entry ->> 'payer', 200),
            accounts.bank_text(n.entry ->> 'payer_account', 64), accounts.bank_text(n.entry ->> 'purpose', 1000),
            accounts.bank_text(n.entry ->> 'end_to_end', 140),
            (n.entry ->> 'reversal')::boolean,
            CASE p ->> 'confidence' WHEN 'outgoing' THEN 'ignored' WHEN 'doubtful' THEN 'open' ELSE 'proposed' END,
            p ->> 'confidence', (p ->> 'score')::smallint, accounts.bank_text(p ->> 'reason', 400),
            (p ->> 'customer')::bigint, (p ->> 'account')::bigint, (p ->> 'returns')::bigint,
            CASE p ->> 'confidence' WHEN 'outgoing' THEN session_user END,
            CASE p ->> 'confidence' WHEN 'outgoing' THEN sec.now() END,
            CASE p ->> 'confidence' WHEN 'outgoing' THEN accounts.bank_text(p ->> 'reason', 200) ELSE '' END
        FROM accounts.bank_entry_keys(p_statement -> 'entries') n
            JOIN jsonb_array_elements(p_statement -> 'proposals') WITH ORDINALITY proposal (p, place) USING (place)
        WHERE NOT EXISTS (SELECT FROM accounts.bank_entry k WHERE k.bank_account = v_account AND k.entry_key = n.entry_key)
        ORDER BY n.place;
    PERFORM accounts.bank_house(v_account);
    PERFORM sec.command_end(p_key, jsonb_build_object('statement', v_id, 'repeat', false, 'entries', v_count,
        'known', v_known));
    RETURN QUERY SELECT v_id, false, v_count, v_known;
END $$;

-- An entry a person may still decide about, locked.
CREATE FUNCTION accounts.bank_entry_lock(p_entry bigint) RETURNS accounts.bank_entry LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_entry accounts.bank_entry;
BEGIN
    SELECT * INTO v_entry FROM accounts.bank_entry e WHERE e.entry_id = p_entry FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no bank entry %s.', p_entry);
    END IF;
    IF v_entry.state IN ('posted', 'ignored', 'returned') THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('Bank entry %s is %s already, by %s; nothing was done.',
            p_entry, v_entry.state, sec.name_of(v_entry.decided_by));
    END IF;
    RETURN v_entry;
END $$;

-- Posts a locked entry as a payment; its value date is the bank's. Returns the payment.
CREATE FUNCTION accounts.bank_entry_pay(p_entry accounts.bank_entry, p_customer bigint, p_account bigint) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_payment record;
    v_currency text := (SELECT currency FROM accounts.bank_statement WHERE statement_id = p_entry.statement_id);
BEGIN
    IF p_entry.amount <= 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Bank entry %s is money that went out; it is no customer''s payment. Ignore it, or take the payment back that it'
            ' returns.', p_entry.entry_id);
    END IF;
    IF p_entry.is_reversal THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001',
            MESSAGE = format('Bank entry %s is money of ours that came back; it is no customer''s payment.', p_entry.entry_id);
    END IF;
    PERFORM customers.lock(p_customer);
    SELECT * INTO v_payment FROM accounts.payment_post('bank', p_entry.bank_account || '/' || p_entry.entry_key, p_customer,
        p_account, p_entry.amount, p_entry.value_on, accounts.bank_house(p_entry.bank_account), NULL,
        accounts.bank_text(concat_ws(': ', nullif(p_entry.payer_name, ''), nullif(p_entry.purpose, '')), 200));
    IF v_payment.currency <> v_currency THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Account %s is in %s, and the payment is in %s.', p_account, v_payment.currency, v_currency);
    END IF;
    UPDATE accounts.bank_entry e SET state = 'posted', customer_id = p_customer, account_id = p_account,
        payment_id = v_payment.payment_id, decided_by = session_user, decided_at = sec.now()
        WHERE e.entry_id = p_entry.entry_id;
    RETURN v_payment.payment_id;
END $$;

-- Posts an entry to the account a person chose.
CREATE FUNCTION api.bank_entry_post(p_entry bigint, p_customer bigint, p_account bigint, p_key text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_payment bigint;
BEGIN
    PERFORM sec.need('bank.match');
    v_earlier := sec.command_begin(p_key, 'bank.post', jsonb_build_array(p_entry, p_customer, p_account));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'payment')::bigint; END IF;
    v_payment := accounts.bank_entry_pay(accounts.bank_entry_lock(p_entry), p_customer, p_account);
    PERFORM sec.command_end(p_key, jsonb_build_object('payment', v_payment));
    RETURN v_payment;
END $$;

-- Posts the exact proposals of a statement, in the order of accounts, at most p_limit at once, so that nobody waits long for
-- a customer; "remaining" tells whether to go on. What cannot be posted any more (an account closed in between, a value
-- date in the future) is left to a person with the reason, and keeps nothing else from being posted.
CREATE FUNCTION api.bank_entries_post_exact(p_statement bigint, p_key text, p_limit int DEFAULT 500)
    RETURNS TABLE (posted int, refused int, remaining int)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_entry accounts.bank_entry;
    v_message text;
    v_posted int := 0;
    v_refused int := 0;
    v_remaining int;
BEGIN
    PERFORM sec.need('bank.match');
    v_earlier := sec.command_begin(p_key, 'bank.post_exact', jsonb_build_array(p_statement, p_limit));
    IF v_earlier IS NOT NULL THEN
        RETURN QUERY SELECT (v_earlier ->> 'posted')::int, (v_earlier ->> 'refused')::int, (v_earlier ->> 'remaining')::int;
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM accounts.bank_statement s WHERE s.statement_id = p_statement) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no bank statement %s.', p_statement);
    END IF;
    -- Two people at one statement post one after the other.
    PERFORM pg_advisory_xact_lock(72110005, (p_statement % 2147483647)::int);
    FOR v_entry IN SELECT * FROM accounts.bank_entry e
        WHERE e.statement_id = p_statement AND e.state = 'proposed' AND e.proposal = 'exact'
        ORDER BY e.proposed_customer_id, e.proposed_account_id, e.entry_id LIMIT least(p_limit, 5000) FOR UPDATE
    LOOP
        BEGIN
            PERFORM accounts.bank_entry_pay(v_entry, v_entry.proposed_customer_id, v_entry.proposed_account_id);
            v_posted := v_posted + 1;
        EXCEPTION WHEN SQLSTATE 'BC001' OR SQLSTATE 'BC002' OR SQLSTATE 'BC003' THEN
            GET STACKED DIAGNOSTICS v_message = MESSAGE_TEXT;
            UPDATE accounts.bank_entry e SET proposal = 'probable', reason = accounts.bank_text(v_message, 400)
                WHERE e.entry_id = v_entry.entry_id;
            v_refused := v_refused + 1;
        END;
    END LOOP;
    SELECT count(*) INTO v_remaining FROM accounts.bank_entry e
        WHERE e.statement_id = p_statement AND e.state = 'proposed' AND e.proposal = 'exact';
    PERFORM sec.command_end(p_key,
        jsonb_build_object('posted', v_posted, 'refused', v_refused, 'remaining', v_remaining));
    RETURN QUERY SELECT v_posted, v_refused, v_remaining;
END $$;

-- An entry that is no customer's payment.
CREATE FUNCTION api.bank_entry_ignore(p_entry bigint, p_reason text, p_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_entry accounts.bank_entry;
BEGIN
    PERFORM sec.need('bank.match');
    IF sec.command_begin(p_key, 'bank.ignore', jsonb_build_array(p_entry, p_reason)) IS NOT NULL THEN RETURN; END IF;
    IF btrim(coalesce(p_reason, '')) = '' OR length(p_reason) > 200 OR p_reason ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Reason: must be filled in, at most 200 characters.';
    END IF;
    v_entry := accounts.bank_entry_lock(p_entry);
    UPDATE accounts.bank_entry e SET state = 'ignored', decision = p_reason, decided_by = session_user,
        decided_at = sec.now() WHERE e.entry_id = v_entry.entry_id;
    PERFORM sec.command_end(p_key, '{}');
END $$;

-- A bank took a payment back: the payment of the earlier entry is taken back as api.payment_reverse does it, and both
-- entries say so. Returns the amount taken back, as the customer's account sees it.
CREATE FUNCTION api.bank_entry_return(p_entry bigint, p_original bigint, p_key text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_entry accounts.bank_entry;
    v_original accounts.bank_entry;
    v_payment accounts.payment;
    v_account accounts.account;
    v_posting bigint;
    v_amount bigint;
    v_reason text := 'Returned by the bank, entry ' || p_entry;
BEGIN
    PERFORM sec.need('bank.match');
    v_earlier := sec.command_begin(p_key, 'bank.return', jsonb_build_array(p_entry, p_original));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'amount')::bigint; END IF;
    v_entry := accounts.bank_entry_lock(p_entry);
    SELECT * INTO v_original FROM accounts.bank_entry e WHERE e.entry_id = p_original FOR UPDATE;
    IF NOT FOUND OR v_original.state <> 'posted' OR v_original.payment_id IS NULL
        OR v_original.bank_account <> v_entry.bank_account OR v_original.amount <> -v_entry.amount THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format(
            'Bank entry %s does not take back entry %s: that must be a posted payment of the same sum on the same account.',
            p_entry, p_original);
    END IF;
    SELECT * INTO STRICT v_payment FROM accounts.payment p WHERE p.payment_id = v_original.payment_id;
    PERFORM customers.lock(v_payment.customer_id);
    v_account := accounts.lock(v_payment.customer_id, v_payment.account_id);
    IF EXISTS (SELECT FROM accounts.payment p
        WHERE p.channel = 'reversal' AND p.external_id = v_payment.payment_id::text) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            'Payment %s is taken back already; ignore bank entry %s with that as its reason.', v_payment.payment_id, p_entry);
    END IF;
    SELECT t.posting_no INTO STRICT v_posting FROM accounts.transfer t
        WHERE t.customer_id = v_payment.customer_id AND t.account_id = v_payment.account_id
            AND t.period_on = v_payment.value_on AND t.kind = 'payment' AND t.source_id = v_payment.payment_id;
    v_amount := accounts.reverse(v_payment.customer_id, v_payment.account_id, v_posting, NULL, v_reason);
    INSERT INTO accounts.payment (channel, external_id, customer_id, account_id, amount, house_account_id, value_on,
            booked_at, actor, note)
        VALUES ('reversal', v_payment.payment_id::text, v_payment.customer_id, v_payment.account_id, v_amount,
            v_payment.house_account_id, sec.today(), sec.now(), session_user, v_reason);
    PERFORM accounts.history_note(v_payment.customer_id, 'accounts.payment', v_payment.payment_id::text,
        jsonb_build_object('balance', v_account.balance), jsonb_build_object('balance', v_account.balance + v_amount,
            'amount', v_amount, 'account', v_payment.account_id), 'taken back: ' || v_reason);
    UPDATE accounts.bank_entry e SET state = 'returned', decision = 'Returned by entry ' || p_entry,
        decided_by = session_user, decided_at = sec.now() WHERE e.entry_id = p_original;
    UPDATE accounts.bank_entry e SET state = 'posted', customer_id = v_payment.customer_id,
        account_id = v_payment.account_id, returns_entry_id = p_original, decided_by = session_user, decided_at = sec.now()
        WHERE e.entry_id = p_entry;
    PERFORM sec.command_end(p_key, jsonb_build_object('amount', v_amount));
    RETURN v_amount;
END $$;
