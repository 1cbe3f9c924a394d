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

-- What kind of customer it is for sales and care.
CREATE TABLE customers.segment (
    segment text PRIMARY KEY,
    name text NOT NULL
);
INSERT INTO customers.segment (segment, name) VALUES
    ('standard', 'Standard'), ('vip', 'Important'), ('business', 'Business'), ('state', 'State body'),
    ('employee', 'Own employee');

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
    -- The name as documents in another language have it.
    name_hy text,
    name_ru text,
    name_en text,
    birth_on date,
    birth_place text,
    -- LLC, CJSC, ...; and the number in the state register.
    legal_form text,
    register_number text,
    tax_number text,
    segment text NOT NULL DEFAULT 'standard' REFERENCES customers.segment,
    language char(2) NOT NULL DEFAULT 'hy' CHECK (language IN ('hy', 'ru', 'en')),
    email text,
    note text,
    registered_at timestamptz NOT NULL,
    -- All words of the name in the one searchable (Latin, lower-case) form.
    search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (customers.search_form(name)) STORED,
    version int NOT NULL DEFAULT 1,
    -- The customer this one turned out to be. Its accounts, services and tickets stay as they are and are shown there.
    merged_into bigint REFERENCES customers.customer CHECK (merged_into <> customer_id),
    -- Who it was is removed for good; what was done and paid is kept.
    anonymised_at timestamptz,
    CHECK (kind <> 'person' OR (family_name <> '' AND given_name <> '')),
    CHECK (kind <> 'organisation' OR organisation_name <> '')
);

CREATE TABLE customers.phone (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    -- International digits without plus: 37477101234.
    number text NOT NULL CHECK (number ~ '^[0-9]{4,15}$'),
    -- What it is for: home, billing, technical.
    label text NOT NULL DEFAULT '',
    -- Who answers, where it is not the customer.
    person text NOT NULL DEFAULT '',
    is_preferred boolean NOT NULL DEFAULT false,
    is_verified boolean NOT NULL DEFAULT false,
    PRIMARY KEY (customer_id, line)
);

-- Further ways to reach the customer; phones are above, the address for invoices is the customer's e-mail.
CREATE TABLE customers.contact (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('email', 'telegram', 'whatsapp', 'viber', 'other')),
    value text NOT NULL CHECK (value <> ''),
    label text NOT NULL DEFAULT '',
    person text NOT NULL DEFAULT '',
    is_preferred boolean NOT NULL DEFAULT false,
    is_verified boolean NOT NULL DEFAULT false,
    PRIMARY KEY (customer_id, line)
);

CREATE TABLE customers.address (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    -- Where the service is; where the organisation is registered; where paper goes.
    kind text NOT NULL DEFAULT 'service' CHECK (kind IN ('service', 'legal', 'postal')),
    postcode text NOT NULL DEFAULT '',
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
    terms text NOT NULL DEFAULT '',
    -- Who signed for the customer, and on what ground.
    signed_by text NOT NULL DEFAULT '',
    -- The number it was signed under, where that was merged into this one: the customer is known by a contract of its own
    -- while it has one.
    merged_from bigint,
    PRIMARY KEY (customer_id, contract_id)
);

-- Passports and their like.
CREATE TABLE customers.identity_document (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('passport', 'id_card', 'residence_permit', 'certificate',
        'power_of_attorney', 'other')),
    number text NOT NULL CHECK (number <> ''),
    issued_by text NOT NULL DEFAULT '',
    issued_on date,
    expires_on date,
    -- Capital letters and digits only: the same document is the same however it is typed.
    number_form text COLLATE "C" NOT NULL GENERATED ALWAYS AS
        (upper(regexp_replace(number, '[^[:alnum:]]', '', 'g'))) STORED,
    PRIMARY KEY (customer_id, line)
);

-- Who acts for an organisation.
CREATE TABLE customers.signer (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    role text NOT NULL CHECK (role IN ('director', 'accountant', 'representative', 'owner')),
    name text NOT NULL CHECK (name <> ''),
    -- The charter, or the power of attorney with its number.
    basis text NOT NULL DEFAULT '',
    expires_on date,
    PRIMARY KEY (customer_id, line)
);

CREATE TABLE customers.bank_account (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    bank text NOT NULL CHECK (bank <> ''),
    number text NOT NULL CHECK (number <> ''),
    bic text NOT NULL DEFAULT '',
    PRIMARY KEY (customer_id, line)
);

-- What the customer allowed, how, and until when.
CREATE TABLE customers.consent (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('processing', 'marketing', 'messages', 'third_parties')),
    given_on date NOT NULL,
    how text NOT NULL,
    withdrawn_on date CHECK (withdrawn_on >= given_on),
    withdrawn_how text NOT NULL DEFAULT '',
    PRIMARY KEY (customer_id, line)
);

CREATE TABLE customers.note (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    text text NOT NULL CHECK (text <> ''),
    -- Shown on the card's overview.
    is_pinned boolean NOT NULL DEFAULT false,
    author text NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, line)
);

-- Files kept with the customer. One that is withdrawn is kept with the reason.
CREATE SEQUENCE customers.attachment_id_seq;
CREATE TABLE customers.attachment (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    attachment_id bigint NOT NULL,
    file_name text NOT NULL CHECK (file_name <> '' AND file_name !~ '[/[:cntrl:]]'),
    title text NOT NULL DEFAULT '',
    media_type text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    -- Of the content, in small hexadecimal digits.
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text,
    withdrawn_reason text,
    PRIMARY KEY (customer_id, attachment_id)
);

-- The content, in parts so that neither side ever holds a whole file of many megabytes in one message.
CREATE TABLE customers.attachment_part (
    attachment_id bigint NOT NULL,
    place int NOT NULL CHECK (place >= 0),
    content bytea NOT NULL,
    PRIMARY KEY (attachment_id, place)
);
ALTER TABLE customers.attachment_part ALTER COLUMN content SET STORAGE EXTERNAL;

-- A file on its way in; an attachment once all parts are there.
CREATE TABLE customers.upload (
    attachment_id bigint PRIMARY KEY,
    customer_id bigint NOT NULL,
    file_name text NOT NULL,
    title text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    begun_by text NOT NULL,
    begun_at timestamptz NOT NULL
);

-- Looked at by somebody who saw that they are two; the smaller number first.
CREATE TABLE customers.distinct_pair (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    other_id bigint NOT NULL REFERENCES customers.customer,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, other_id),
    CHECK (customer_id < other_id)
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
CREATE INDEX customer_by_tax ON customers.customer (tax_number) WHERE tax_number IS NOT NULL;
CREATE INDEX customer_by_birth ON customers.customer (birth_on, search_name) WHERE birth_on IS NOT NULL;
CREATE INDEX customer_merged ON customers.customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX document_by_number ON customers.identity_document (number_form);
CREATE INDEX upload_by_age ON customers.upload (begun_at);
