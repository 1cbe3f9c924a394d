-- Customers: persons and organisations, their contacts, addresses and contracts.

CREATE SCHEMA customers;

-- One Latin form for a name in any script, so that Պետրոսյան, Петросян and Petrosyan find each other. What is folded
-- to one: case, accents and apostrophes, doubled letters, y and i, w and v, q and k, gh and g, tch and ch, ou and u, ye
-- at a word's beginning and e, classical -եան and -յան. Խ, Х and kh are x; a Latin x after a vowel is ks. h stays: customers.search_forms knows
-- who is also written without. Letters of other alphabets stay what they are. While a word is typed its form is the
-- beginning of the whole word's, but for the endings in customers.search_endings.
CREATE FUNCTION customers.search_form(p_text text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v text := lower(p_text);
BEGIN
    -- Compatibility forms apart: й is и, é is e, և is եւ, each with a mark that goes.
    v := regexp_replace(normalize(v, NFKD), '[\u0300-\u036F\u200B-\u200F\u2060\uFEFF''’‘`´ʼʻ՛՚՜՞ъ]+', '', 'g');
    IF strpos(v, 'x') > 0 THEN v := regexp_replace(v, '([aeiouy])x', '\1ks', 'g'); END IF;
    IF strpos(v, 'ь') > 0 THEN v := replace(regexp_replace(v, 'ь(?=[еюя])', 'i', 'g'), 'ь', ''); END IF;
    v := regexp_replace(replace(replace(replace(v, 'ու', 'u'), 'եա', 'յա'), 'իւ', 'iu'), '\mո(?!վ)', 'vo', 'g');
    -- Capitals stand for what becomes two letters.
    v := translate(v,
        'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆабвгдежзийклмнопрстуфхцчшщыэюяієґßæøłđðþıñ',
        'abgdezeitZilxTkhDgCminSoCpjrsvtrTvpkofabvgdeZziiklmnoprstufxTCSSieUAiegBEoldDtin');
    v := replace(replace(replace(replace(replace(replace(replace(replace(replace(v,
        'Z', 'zh'), 'T', 'ts'), 'D', 'dz'), 'C', 'ch'), 'S', 'sh'), 'U', 'iu'), 'A', 'ia'), 'B', 's'), 'E', 'e');
    v := replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(v,
        'tch', 'ch'), 'sch', 'sh'), 'dzh', 'j'), 'dj', 'j'), 'kh', 'x'), 'gh', 'g'), 'ph', 'p'), 'th', 't'), 'tz', 'ts'),
        'ou', 'u'), 'oo', 'u'), 'ee', 'i');
    v := regexp_replace(translate(v, 'qwy', 'kvi'), 'c(?!h)', 'k', 'g');
    v := regexp_replace(v, '[^[:alnum:]]+', ' ', 'g');
    v := regexp_replace(v, '([a-z])\1+', '\1', 'g');
    RETURN btrim(regexp_replace(v, '\mie', 'e', 'g'));
END $$;
CREATE SEQUENCE customers.customer_id_seq;

CREATE TABLE customers.customer (
    customer_id bigint PRIMARY KEY DEFAULT nextval('customers.customer_id_seq'),
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    branch_id int NOT NULL REFERENCES sec.branch,
    -- What is shown: "Petrosyan Anna Aramovna" or the organisation's name.
    name text NOT NULL CHECK (name <> ''),
    family_name text,
    given_name text,
    patronymic text,
    organisation_name text,
    tax_number text,
    document_number text,
    language char(2) NOT NULL DEFAULT 'hy' CHECK (language IN ('hy', 'ru', 'en')),
    email text,
    note text,
    registered_at timestamptz NOT NULL,
    -- All words of the name in the one searchable (Latin, lower-case) form.
    search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (customers.search_form(name)) STORED,
    version int NOT NULL DEFAULT 1,
    CHECK (kind <> 'person' OR (family_name <> '' AND given_name <> '')),
    CHECK (kind <> 'organisation' OR organisation_name <> '')
);

CREATE TABLE customers.phone (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    -- International digits without plus: 37477101234.
    number text NOT NULL CHECK (number ~ '^[0-9]{4,15}$'),
    label text NOT NULL DEFAULT '',
    PRIMARY KEY (customer_id, line)
);

CREATE TABLE customers.address (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    kind text NOT NULL DEFAULT 'service' CHECK (kind IN ('service', 'legal', 'postal')),
    city text NOT NULL,
    street text NOT NULL,
    building text NOT NULL,
    flat text NOT NULL DEFAULT '',
    PRIMARY KEY (customer_id, line)
);

CREATE TABLE customers.contract (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    contract_id bigint NOT NULL,
    -- From the gap-free counter of its series and year: "C-2026-0000123".
    number text NOT NULL,
    signed_on date NOT NULL,
    ended_on date,
    PRIMARY KEY (customer_id, contract_id)
);

-- Gap-free numbers: one row per series, taken last in the transaction.
CREATE TABLE customers.number_series (
    series text PRIMARY KEY,
    last_value bigint NOT NULL DEFAULT 0
);

CREATE INDEX customer_by_search_name ON customers.customer (search_name, customer_id);
CREATE INDEX phone_by_number ON customers.phone (number text_pattern_ops);
CREATE INDEX phone_by_last_digits ON customers.phone (reverse(number) text_pattern_ops);
CREATE INDEX contract_by_number ON customers.contract (number);
