-- What the search reads: words of names, spellings, streets and houses, kept in step with the tables they come from.
-- The questions are in 0043. Nothing here is anybody's to read: a search answers through api functions only.

-- One row for each word of a customer's name and each other way to write it. The index serves "begins with", in the
-- order of the answer, however short the beginning, and has the other words beside it for those who type several.
CREATE TABLE customers.search_word (
    -- 0 the name's first word, of a customer; 1 a further word; 2 and 3 the same of those who were customers.
    rank smallint NOT NULL CHECK (rank BETWEEN 0 AND 3),
    word text COLLATE "C" NOT NULL,
    -- All words and their other forms, a blank on either side of each.
    words text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    branch_id int NOT NULL
);
CREATE INDEX search_word_by_word ON customers.search_word (rank, word, words, customer_id, branch_id);
-- For those who see some branches only: what others have is not read and refused, it is not met.
CREATE INDEX search_word_by_branch ON customers.search_word (branch_id, rank, word, words, customer_id);
CREATE INDEX search_word_by_customer ON customers.search_word (customer_id);

-- Every word there is, once: a few ten thousand among a million customers. Mistyped words are looked up here, and what
-- stands in the middle of a word. Words that nobody has any more stay until the next rebuild.
CREATE TABLE customers.search_spelling (
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('name', 'street')),
    word text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, word)
);
CREATE INDEX search_spelling_by_part ON customers.search_spelling USING gin (word gin_trgm_ops);

-- Every street of every city as addresses write it, once; words in the searchable form, blanks on either side.
CREATE TABLE customers.search_street (
    street_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    words text COLLATE "C" NOT NULL UNIQUE
);
CREATE INDEX search_street_by_part ON customers.search_street USING gin (words gin_trgm_ops);

CREATE TABLE customers.search_address (
    street_id int NOT NULL,
    -- House and flat in the searchable form: "12 3 7" is 12/3, flat 7.
    number text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    branch_id int NOT NULL,
    line smallint NOT NULL,
    PRIMARY KEY (customer_id, line)
);
CREATE INDEX search_address_by_number ON customers.search_address (street_id, number, customer_id, branch_id);
CREATE INDEX search_address_by_branch ON customers.search_address (branch_id, street_id, number, customer_id);

-- Names that sound alike and are written apart between Armenian, Western Armenian, Russian and their romanisations:
-- beginnings of words, in the searchable form without h.
CREATE TABLE customers.search_stem (
    stem_group int NOT NULL,
    stem text COLLATE "C" NOT NULL,
    PRIMARY KEY (stem_group, stem)
);
INSERT INTO customers.search_stem (stem_group, stem)
    SELECT place, unnest(string_to_array(stems, ' ')) FROM unnest(ARRAY[
        'ovanis ovanes oganis oganes oanes oanis', 'oanian oganian', 'sargs sargis sarkis sarks',
        'gevorg gevork kevork georg', 'gazar kazar', 'akob akop agop', 'petros bedros', 'karapet garabed', 'pogos bogos',
        'grigor krikor kirkor', 'mkrch mkrtich mgrdich', 'xachatr xachatur xachadur', 'arutiun arutun arutin artiun',
        'ambardzum ambartsum ambarsum', 'avak avag', 'tovmas tumas', 'vardan vartan', 'bagdasar pagdasar',
        'galust kalust', 'galst kalst', 'gaspar kaspar gasbar', 'manuk manug', 'zakar zaxar', 'kirakos giragos',
        'gukas lukas', 'barseg parseg', 'tsatur dzatur dzadur', 'tigran dikran', 'avetis avedis', 'ervand ervant',
        'rant grant', 'amlet gamlet', 'mikael mikaiel', 'tadevos tatevos tadeos', 'stepan stefan', 'ovsep osep ovsef',
        'airapet airabed arapet', 'martiros mardiros', 'davit david', 'aleksandr aleksander', 'ovik ogik',
        'natali natalia', 'dmitri dimitri', 'iosif iozef jozep', 'egor igor']) WITH ORDINALITY groups (stems, place);

-- The ways a word of a name may be written: as it is, without h, and as those of its stem.
CREATE FUNCTION customers.search_forms(p_word text) RETURNS text[] LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH plain AS (SELECT regexp_replace(p_word, '(?<![scz])h', '', 'g') AS word)
    SELECT array_agg(DISTINCT form) FROM (
        SELECT p_word UNION ALL SELECT word FROM plain UNION ALL
        SELECT other.stem || substr(plain.word, length(own.stem) + 1)
        FROM plain JOIN customers.search_stem own ON starts_with(plain.word, own.stem)
            JOIN customers.search_stem other USING (stem_group)) forms (form)
    WHERE form <> ''
    $$;

-- Writes the words of these customers anew, of one or of a million.
CREATE FUNCTION customers.search_index_names(p_customers bigint[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
BEGIN
    DELETE FROM customers.search_word WHERE customer_id = ANY (p_customers);
    WITH named AS (
        SELECT c.customer_id, c.branch_id, string_to_array(left(c.search_name, 300), ' ') AS own,
            CASE WHEN EXISTS (SELECT FROM catalog.subscription s WHERE s.customer_id = ANY (f.family))
                AND NOT EXISTS (SELECT FROM catalog.subscription s
                    WHERE s.customer_id = ANY (f.family) AND s.state <> 'ended') THEN 2 ELSE 0 END AS rank
        FROM unnest(p_customers) wanted (customer_id) JOIN customers.customer c USING (customer_id),
            -- customers.family, written out: of a million it is a matter of minutes.
            LATERAL (SELECT coalesce(c.merged_into, c.customer_id) || ARRAY(SELECT m.customer_id
                FROM customers.customer m WHERE m.merged_into = coalesce(c.merged_into, c.customer_id)) AS family) f
        WHERE c.search_name <> ''),
    -- Each word once, however many have it.
    spelt AS MATERIALIZED (
        SELECT word, customers.search_forms(word) AS forms FROM (SELECT DISTINCT unnest(own) AS word FROM named) n),
    rows AS MATERIALIZED (
        SELECT n.customer_id, n.branch_id, n.rank, w.place, s.forms
        FROM named n, unnest(n.own) WITH ORDINALITY w (word, place) JOIN spelt s USING (word)),
    texts AS (
        SELECT customer_id, ' ' || string_agg(array_to_string(forms, ' '), ' ' ORDER BY place) || ' ' AS words
        FROM rows GROUP BY customer_id),
    known AS (
        INSERT INTO customers.search_spelling (kind, word) SELECT DISTINCT 'name', unnest(forms) FROM spelt
            ON CONFLICT DO NOTHING)
    INSERT INTO customers.search_word (rank, word, words, customer_id, branch_id)
        SELECT min(r.rank + (r.place > 1)::int)::smallint, form, left(t.words, 1000), r.customer_id, r.branch_id
        FROM rows r JOIN texts t USING (customer_id), unnest(r.forms) form
        GROUP BY form, t.words, r.customer_id, r.branch_id;
END $$;

-- Writes the addresses of these customers anew. Streets repeat: each is brought to its form once.
CREATE FUNCTION customers.search_index_addresses(p_customers bigint[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
BEGIN
    DELETE FROM customers.search_address WHERE customer_id = ANY (p_customers);
    WITH places AS MATERIALIZED (
        SELECT street, city, ' ' || customers.search_form(street || ' ' || city) || ' ' AS words
        FROM (SELECT DISTINCT a.street, a.city FROM customers.address a WHERE a.customer_id = ANY (p_customers)) d),
    streets AS (
        INSERT INTO customers.search_street (words) SELECT DISTINCT left(words, 500) FROM places ON CONFLICT DO NOTHING
            RETURNING words)
    INSERT INTO customers.search_spelling (kind, word)
        SELECT DISTINCT 'street', w FROM streets, string_to_table(btrim(words), ' ') w WHERE w !~ '[0-9]'
        ON CONFLICT DO NOTHING;
    WITH places AS MATERIALIZED (
        SELECT street, city, left(' ' || customers.search_form(street || ' ' || city) || ' ', 500) AS words
        FROM (SELECT DISTINCT a.street, a.city FROM customers.address a WHERE a.customer_id = ANY (p_customers)) d)
    INSERT INTO customers.search_address (street_id, number, customer_id, branch_id, line)
        SELECT s.street_id, customers.search_form(a.building || ' ' || a.flat), a.customer_id, c.branch_id, a.line
        FROM unnest(p_customers) wanted (customer_id) JOIN customers.address a USING (customer_id)
            JOIN customers.customer c USING (customer_id) JOIN places p USING (street, city)
            JOIN customers.search_street s USING (words);
END $$;

-- A customer is one as long as a service runs or none has yet: those whose services have all ended come last. Services
-- stay booked under the number they began with: those of everybody merged into one are that one's.
CREATE FUNCTION customers.search_rank_again(p_customer bigint) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_family bigint[] := customers.family(p_customer);
    v_is_gone boolean := coalesce((SELECT bool_and(s.state = 'ended') FROM catalog.subscription s
        WHERE s.customer_id = ANY (v_family)), false);
BEGIN
    UPDATE customers.search_word w SET rank = w.rank % 2 + CASE WHEN v_is_gone THEN 2 ELSE 0 END
        WHERE w.customer_id = ANY (v_family) AND (w.rank >= 2) <> v_is_gone;
END $$;

-- Additions by the statement, since they may come by the thousand; other changes by the row.
CREATE FUNCTION customers.search_after_addition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF TG_TABLE_NAME = 'customer' THEN
        PERFORM customers.search_index_names(ARRAY(SELECT customer_id FROM added));
    ELSE
        PERFORM customers.search_index_addresses(ARRAY(SELECT DISTINCT customer_id FROM added));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_addition AFTER INSERT ON customers.customer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION customers.search_after_addition();
CREATE TRIGGER search_addition AFTER INSERT ON customers.address REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION customers.search_after_addition();

CREATE FUNCTION customers.search_after_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_customers bigint[] := array_remove(ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.customer_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.customer_id END], NULL);
BEGIN
    IF TG_ARGV[0] = 'rank' THEN
        PERFORM customers.search_rank_again(c) FROM (SELECT DISTINCT unnest(v_customers) AS c) changed;
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'customer' THEN PERFORM customers.search_index_names(v_customers[1:1]); END IF;
    PERFORM customers.search_index_addresses(ARRAY(SELECT DISTINCT unnest(v_customers)));
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER UPDATE OF name, branch_id ON customers.customer FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.branch_id IS DISTINCT FROM NEW.branch_id)
    EXECUTE FUNCTION customers.search_after_change();
CREATE TRIGGER search_merge AFTER UPDATE OF merged_into ON customers.customer FOR EACH ROW
    WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into)
    EXECUTE FUNCTION customers.search_after_change('rank');
CREATE TRIGGER search_removal AFTER DELETE ON customers.customer FOR EACH ROW
    EXECUTE FUNCTION customers.search_after_change();
CREATE TRIGGER search_change AFTER UPDATE OR DELETE ON customers.address FOR EACH ROW
    EXECUTE FUNCTION customers.search_after_change();
CREATE TRIGGER search_addition AFTER INSERT ON catalog.subscription FOR EACH ROW
    EXECUTE FUNCTION customers.search_after_change('rank');
CREATE TRIGGER search_change AFTER UPDATE ON catalog.subscription FOR EACH ROW
    WHEN ((OLD.state = 'ended') <> (NEW.state = 'ended') OR OLD.customer_id <> NEW.customer_id)
    EXECUTE FUNCTION customers.search_after_change('rank');

-- Finishes what was loaded past the triggers: customers without words, in portions. Returns how many there were.
CREATE FUNCTION customers.search_complete() RETURNS bigint LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET jit = off
    AS $$
DECLARE
    v_portion bigint[];
    v_count bigint := 0;
    v_last bigint := -1;
BEGIN
    LOOP
        -- Few enough for the indexes of the tables they are joined with.
        SELECT max(n.customer_id),
                coalesce(array_agg(n.customer_id) FILTER (WHERE NOT EXISTS (
                    SELECT FROM customers.search_word w WHERE w.customer_id = n.customer_id)), '{}')
            INTO v_last, v_portion
            FROM (SELECT c.customer_id FROM customers.customer c WHERE c.customer_id > v_last
                ORDER BY c.customer_id LIMIT 5000) n;
        EXIT WHEN v_last IS NULL;
        IF cardinality(v_portion) > 0 THEN
            PERFORM customers.search_index_names(v_portion), customers.search_index_addresses(v_portion);
            v_count := v_count + cardinality(v_portion);
        END IF;
    END LOOP;
    RETURN v_count;
END $$;

-- Everything anew, while others search and work on. Returns the customers there are.
CREATE FUNCTION api.search_rebuild() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM sec.need('operator.manage');
    DELETE FROM customers.search_word;
    DELETE FROM customers.search_address;
    DELETE FROM customers.search_street;
    DELETE FROM customers.search_spelling;
    RETURN customers.search_complete();
END $$;

-- Identifiers are found in their own tables, by their beginning and, as people read them out, by their end.
CREATE FUNCTION customers.document_form(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT upper(regexp_replace(p_text, '[^[:alnum:]]', '', 'g')) $$;
CREATE FUNCTION customers.digits_from_end(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT reverse(regexp_replace(p_text, '[^0-9]', '', 'g')) $$;
CREATE INDEX contract_by_start ON customers.contract (number text_pattern_ops);
CREATE INDEX contract_by_form ON customers.contract (customers.document_form(number) text_pattern_ops);
CREATE INDEX contract_by_last_digits ON customers.contract (customers.digits_from_end(number) text_pattern_ops);
CREATE INDEX customer_by_email ON customers.customer (lower(email) text_pattern_ops) WHERE email IS NOT NULL;
CREATE INDEX customer_by_tax_number ON customers.customer (tax_number text_pattern_ops) WHERE tax_number IS NOT NULL;
CREATE INDEX account_by_start ON accounts.account ((account_id::text) text_pattern_ops);
CREATE INDEX device_by_serial_end ON warehouse.device (reverse(serial) text_pattern_ops);
CREATE INDEX device_by_mac_start ON warehouse.device (mac text_pattern_ops) WHERE mac IS NOT NULL;
CREATE INDEX device_by_mac_end ON warehouse.device (reverse(mac) text_pattern_ops) WHERE mac IS NOT NULL;
CREATE INDEX document_by_start ON warehouse.document (number text_pattern_ops);
-- A phone also by its middle, from wherever it is read: an index for each place where four digits may begin that neither
-- begin the number (three digits of a country before it or not) nor end it. Of eleven digits those are three. A trigram
-- index is a third of their size, and a row takes ten times as long to be added to it.
CREATE INDEX phone_from_5th ON customers.phone (substr(number, 5) text_pattern_ops) WHERE length(number) >= 9;
CREATE INDEX phone_from_6th ON customers.phone (substr(number, 6) text_pattern_ops) WHERE length(number) >= 10;
CREATE INDEX phone_from_7th ON customers.phone (substr(number, 7) text_pattern_ops) WHERE length(number) >= 11;
CREATE INDEX phone_from_8th ON customers.phone (substr(number, 8) text_pattern_ops) WHERE length(number) >= 12;
CREATE INDEX phone_from_9th ON customers.phone (substr(number, 9) text_pattern_ops) WHERE length(number) >= 13;
CREATE INDEX phone_from_10th ON customers.phone (substr(number, 10) text_pattern_ops) WHERE length(number) >= 14;
CREATE INDEX phone_from_11th ON customers.phone (substr(number, 11) text_pattern_ops) WHERE length(number) >= 15;
