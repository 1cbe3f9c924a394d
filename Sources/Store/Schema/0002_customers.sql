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
    -- The number of the first identity document, for the search; a trigger keeps it (0041).
    document_number text,
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
    terms text NOT NULL DEFAULT '',
    -- Who signed for the customer, and on what ground.
    signed_by text NOT NULL DEFAULT '',
    PRIMARY KEY (customer_id, contract_id)
);

-- Passports and their like.
CREATE TABLE customers.identity_document (
    customer_id bigint NOT NULL REFERENCES customers.customer,
    line smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('passport', 'id_card', 'residence_permit', 'other')),
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
CREATE INDEX customer_by_name_part ON customers.customer USING gin (search_name gin_trgm_ops);
CREATE INDEX address_by_part ON customers.address USING gin (search_address gin_trgm_ops);
CREATE INDEX phone_by_number ON customers.phone (number text_pattern_ops);
CREATE INDEX phone_by_last_digits ON customers.phone (reverse(number) text_pattern_ops);
CREATE INDEX contract_by_number ON customers.contract (number);
CREATE INDEX customer_by_tax ON customers.customer (tax_number) WHERE tax_number IS NOT NULL;
CREATE INDEX customer_by_birth ON customers.customer (birth_on, search_name) WHERE birth_on IS NOT NULL;
CREATE INDEX customer_merged ON customers.customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX document_by_number ON customers.identity_document (number_form);
CREATE INDEX upload_by_age ON customers.upload (begun_at);
