-- Customers: persons and organisations, their contacts, addresses and contracts.

CREATE SCHEMA customers;

-- One Latin form for a name in any script, so that Պետրոսյան, Петросян and Petrosyan find each other: lower case,
-- letters transliterated, accents and punctuation dropped, doubled letters (not digits) single.
CREATE FUNCTION customers.search_form(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(
        translate(
            regexp_replace(replace(replace(lower(p_text), 'ու', 'u'), 'և', 'ev'), '\mո', 'vo', 'g'),
            'աբգդեզէթիլկհմյնոպջռսվտրւփքօֆабвгдеёзийклмнопрстуфыэéèêëáàâäãåíìîïóòôöõøúùûüñçýÿšžčćđłьъ՛՚''’`´',
            'abgdezetilkhmynopjrsvtrvpkofabvgdeeziyklmnoprstufyeeeeeaaaaaaiiiioooooouuuuncyyszccdl'),
        'ժ', 'zh'), 'խ', 'h'), 'ծ', 'ts'), 'ձ', 'dz'), 'ղ', 'gh'), 'ճ', 'ch'), 'շ', 'sh'), 'չ', 'ch'), 'ց', 'ts'),
        'ը', 'y'), 'ж', 'zh'), 'х', 'h'), 'ц', 'ts'), 'ч', 'ch'), 'щ', 'sh'), 'ш', 'sh'), 'ю', 'yu'), 'я', 'ya'),
        'x', 'ks'),
        'kh', 'h', 'g'), '\mye', 'e', 'g'), '[^a-z0-9]+', ' ', 'g'), '([a-z])\1+', '\1', 'g'))
    $$;
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
    -- Street, building, flat and city in the searchable form, a blank on either side of every word.
    search_address text COLLATE "C" NOT NULL GENERATED ALWAYS AS
        (' ' || customers.search_form(street || ' ' || building || ' ' || flat || ' ' || city) || ' ') STORED,
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
CREATE INDEX customer_by_name_part ON customers.customer USING gin (search_name gin_trgm_ops);
CREATE INDEX address_by_part ON customers.address USING gin (search_address gin_trgm_ops);
CREATE INDEX phone_by_number ON customers.phone (number text_pattern_ops);
CREATE INDEX phone_by_last_digits ON customers.phone (reverse(number) text_pattern_ops);
CREATE INDEX contract_by_number ON customers.contract (number);
