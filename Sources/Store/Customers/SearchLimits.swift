import PostgreSQL

/// What the search is measured on: generated customers by the million, written set by set past the triggers. Only for
/// the benchmark's own database.
extension StoreSession {
    /// Customers with names, phone, address, contract, account, service and device each. Names repeat as in life: few
    /// families have many people, thousands have few.
    package func fillForSearch(customers: Int) async throws(StoreError) {
        for statement in SearchFilling.statements(customers: customers) {
            do throws(PostgreSQLError) {
                try await connection.execute(script: statement)
            } catch {
                throw StoreError(error)
            }
        }
    }

    /// Indexes them for the search, as after any load past the triggers; returns how many there were.
    package func completeSearch() async throws(StoreError) -> Int64 {
        let count: Int64 = try await one("SELECT customers.search_complete()").value(0)
        for table in ["customers", "accounts", "catalog", "warehouse"] {
            let tables = try await query(
                "SELECT relname::text FROM pg_class WHERE relnamespace = \(table)::regnamespace AND relkind = 'r'")
            for row in tables {
                let name: String = try row.value(0)
                _ = try await query(Statement(text: "VACUUM (ANALYZE) \(table).\(name)"))
            }
        }
        return count
    }

    /// Something of so many customers to look for, as an operator would have it before him.
    package func samplesForSearch(_ count: Int) async throws(StoreError) -> [SearchSample] {
        try await query(
            """
            SELECT c.name, c.search_name, p.number, a.street || ' ' || a.building || ' ' || a.flat, n.number, d.serial,
                d.mac, c.email, coalesce(c.tax_number, '')
            FROM customers.customer c JOIN customers.phone p USING (customer_id) JOIN customers.address a USING (customer_id)
                JOIN customers.contract n USING (customer_id) JOIN warehouse.device d USING (customer_id)
            WHERE c.customer_id IN (SELECT 1 + (i * 7919::bigint) % (SELECT max(customer_id) FROM customers.customer)
                FROM generate_series(1, \(count)) i)
            """
        ).rows { row throws(StoreError) in
            SearchSample(
                name: try row.value(0), form: try row.value(1), phone: try row.value(2), address: try row.value(3),
                contract: try row.value(4), serial: try row.value(5), mac: try row.value(6), email: try row.value(7),
                taxNumber: try row.value(8))
        }
    }

    /// Takes from an operator every branch but one, which is made if need be, and from every role the right to see all.
    package func confineOperator(_ login: String, toBranch code: String) async throws(StoreError) {
        _ = try await query(
            """
            WITH made AS (
                INSERT INTO sec.branch (branch_id, code, name)
                SELECT (SELECT max(branch_id) + 1 FROM sec.branch), \(code), \(code) WHERE NOT EXISTS (
                    SELECT FROM sec.branch WHERE code = \(code)) RETURNING branch_id),
            every AS (
                DELETE FROM sec.role_permission WHERE permission = 'branch.all')
            UPDATE sec.operator SET branch_ids = ARRAY[coalesce((SELECT branch_id FROM made),
                (SELECT branch_id FROM sec.branch WHERE code = \(code)))] WHERE pg_role = \(login)
            """)
    }

    /// The shortest exchange there is.
    package func nothing() async throws(StoreError) { _ = try await one("SELECT 1") }
}

/// One customer's facts, to be searched for.
package struct SearchSample: Sendable {
    package let name: String
    /// The name in the searchable form.
    package let form: String
    package let phone: String
    package let address: String
    package let contract: String
    package let serial: String
    package let mac: String
    package let email: String
    package let taxNumber: String
}

private enum SearchFilling {
    /// The number of a name among `count`, the first ones far more often.
    private static func often(_ count: Int, _ salt: Int, power: Double) -> String {
        "1 + floor(power(((hashint8(n * 31 + \(salt)) & 2147483647) / 2147483648.0)::float8, \(power)) * \(count))::int"
    }

    private static func even(_ count: Int, _ salt: Int) -> String {
        "1 + (hashint8(n * 31 + \(salt)) & 2147483647) % \(count)"
    }

    static func statements(customers: Int) -> [String] {
        [
            "SET session_replication_role = replica; SET synchronous_commit = off",
            """
            CREATE TEMP TABLE family (family_no int PRIMARY KEY, hy text, ru text, la text);
            CREATE TEMP TABLE given (given_no int PRIMARY KEY, hy text, ru text, la text);
            INSERT INTO given SELECT row_number() OVER (), hy[i], ru[i], la[i] FROM (SELECT
                string_to_array('Արամ,Կարեն,Աննա,Տիգրան,Լիլիթ,Հայկ,Նարինե,Արմեն,Մարիամ,Վահան,Անահիտ,Դավիթ,Գայանե,Նարեկ,Հասմիկ,Արթուր,Սոնա,Վարդան,Մերի,Գոռ,Լուսինե,Էդգար,Տաթևիկ,Միքայել,Արփինե,Սամվել,Կարինե,Աշոտ,Շուշան,Լևոն,Նունե,Հրանտ,Ռուզաննա,Ռուբեն,Սիրանուշ,Բագրատ,Զարուհի,Մհեր,Աստղիկ,Զավեն,Հռիփսիմե,Ստեփան,Խաչիկ,Ծովինար,Հովհաննես,Գրիգոր,Պետրոս,Սարգիս,Կարապետ,Հակոբ', ',') hy,
                string_to_array('Арам,Карен,Анна,Тигран,Лилит,Айк,Нарине,Армен,Мариам,Ваган,Анаит,Давид,Гаяне,Нарек,Асмик,Артур,Сона,Вардан,Мери,Гор,Лусине,Эдгар,Татевик,Микаел,Арпине,Самвел,Карине,Ашот,Шушан,Левон,Нуне,Грант,Рузанна,Рубен,Сирануш,Баграт,Заруи,Мгер,Астхик,Завен,Рипсиме,Степан,Хачик,Цовинар,Оганес,Григор,Петрос,Саргис,Карапет,Акоп', ',') ru,
                string_to_array('Aram,Karen,Anna,Tigran,Lilit,Hayk,Narine,Armen,Mariam,Vahan,Anahit,Davit,Gayane,Narek,Hasmik,Artur,Sona,Vardan,Meri,Gor,Lusine,Edgar,Tatevik,Mikayel,Arpine,Samvel,Karine,Ashot,Shushan,Levon,Nune,Hrant,Ruzanna,Ruben,Siranush,Bagrat,Zaruhi,Mher,Astghik,Zaven,Hripsime,Stepan,Khachik,Tsovinar,Hovhannes,Grigor,Petros,Sargis,Karapet,Hakob', ',') la) names,
                generate_series(1, 50) i;
            INSERT INTO family SELECT row_number() OVER (ORDER BY length(middle_hy), g.given_no, middle_hy), g.hy || middle_hy || 'յան', g.ru || middle_ru || 'ян', g.la || middle_la || 'yan'
                FROM given g, (VALUES ('', '', ''), ('ս', 'с', 's'), ('ան', 'ан', 'an'), ('ար', 'ар', 'ar'), ('եկ', 'ек', 'ek'), ('իկ', 'ик', 'ik'),
                    ('ում', 'ум', 'um'), ('ետ', 'ет', 'et'), ('ոշ', 'ош', 'osh'), ('ախ', 'ах', 'akh'), ('ունց', 'унц', 'unts'), ('ավ', 'ав', 'av'),
                    ('աբ', 'аб', 'ab'), ('իլ', 'ил', 'il'), ('եր', 'ер', 'er'), ('ուդ', 'уд', 'ud'), ('ազ', 'аз', 'az'), ('ամ', 'ам', 'am'),
                    ('իտ', 'ит', 'it'), ('ոն', 'он', 'on')) middles (middle_hy, middle_ru, middle_la), generate_series(1, 8) again;
            UPDATE family SET hy = substr('ԱԲԳԴԵԶԼԽ', 1 + family_no % 8, 1) || lower(hy), ru = substr('АБГДЕЗЛХ', 1 + family_no % 8, 1) || lower(ru), la = substr('ABGDEZLKh', 1 + family_no % 8, 1 + (family_no % 8 = 7)::int) || lower(la) WHERE family_no > 1000;
            ANALYZE family; ANALYZE given
            """,
            """
            INSERT INTO customers.customer (customer_id, kind, branch_id, name, family_name, given_name, patronymic,
                organisation_name, tax_number, email, registered_at)
            SELECT n, CASE WHEN is_person THEN 'person' ELSE 'organisation' END, 1 + n % 3, CASE WHEN is_person THEN
                    concat_ws(' ', f, g, p) ELSE concat_ws(' ', p, f, 'Trade', 'LLC') END,
                CASE WHEN is_person THEN f END, CASE WHEN is_person THEN g END, CASE WHEN is_person THEN p END,
                CASE WHEN NOT is_person THEN concat_ws(' ', p, f, 'Trade', 'LLC') END,
                CASE WHEN NOT is_person THEN lpad(n::text, 8, '0') END,
                lower(replace(form, ' ', '.')) || n || '@example.am', now()
            FROM (SELECT n, n % 12 <> 0 AS is_person, fl.la AS form,
                CASE script WHEN 0 THEN fl.ru WHEN 1 THEN fl.la ELSE fl.hy END AS f,
                CASE script WHEN 0 THEN g.ru WHEN 1 THEN g.la ELSE g.hy END AS g,
                CASE script WHEN 0 THEN t.ru WHEN 1 THEN t.la ELSE t.hy END AS p
                FROM (SELECT n, n % 6 AS script, \(often(8_000, 1, power: 2)) AS family_no, \(often(50, 2, power: 1.5)) AS given_no,
                    \(often(50, 3, power: 1.5)) AS father_no FROM generate_series(1::bigint, \(customers)) n) picked
                JOIN family fl USING (family_no) JOIN given g USING (given_no)
                JOIN given t ON t.given_no = picked.father_no) named
            """,
            """
            INSERT INTO customers.phone (customer_id, line, number) SELECT n, line, '374' || CASE line WHEN 1 THEN '77' ELSE '10' END || lpad((n * 7 % 1000000)::text, 6, '0')
                FROM generate_series(1::bigint, \(customers)) n, generate_series(1, 2) line WHERE line = 1 OR n % 3 = 0
            """,
            """
            INSERT INTO customers.address (customer_id, line, city, street, building, flat)
            SELECT n, 1, CASE WHEN n % 3 <> 0 THEN 'Երևան' ELSE (ARRAY['Գյումրի','Վանաձոր','Աբովյան','Կապան','Հրազդան'])[1 + n % 5] END,
                fl.hy || 'ի ' || CASE WHEN s % 5 = 0 THEN 'պողոտա' ELSE 'փողոց' END, (\(even(150, 5)))::text, (\(even(90, 6)))::text
            FROM (SELECT n, \(often(2_000, 4, power: 2)) AS s FROM generate_series(1::bigint, \(customers)) n) p JOIN family fl ON fl.family_no = p.s
            """,
            """
            INSERT INTO customers.contract (customer_id, contract_id, number, signed_on)
                SELECT n, 1, 'C-2026-' || lpad(n::text, 6, '0'), now() FROM generate_series(1::bigint, \(customers)) n;
            INSERT INTO accounts.account (customer_id, account_id, currency, is_default, opened_at)
                SELECT n, 1000000 + n, 'AMD', true, now() FROM generate_series(1::bigint, \(customers)) n;
            INSERT INTO catalog.subscription (customer_id, subscription_id, account_id, service_type_id, activated_on, state)
                SELECT n, n, 1000000 + n, 1, '2026-01-01', CASE WHEN n % 10 = 0 THEN 'ended' ELSE 'active' END
                FROM generate_series(1::bigint, \(customers)) n;
            INSERT INTO warehouse.device (device_id, model_id, serial, mac, state, customer_id)
                SELECT 1000000 + n, 1, 'HWTC' || lpad(upper(to_hex(n * 2654435761 % 4294967296)), 8, '0'), lpad(upper(to_hex(n * 40503 + 2199023255552)), 12, '0'), 'at_customer', n
                FROM generate_series(1::bigint, \(customers)) n;
            INSERT INTO customers.identity_document (customer_id, line, kind, number)
                SELECT n, 1, 'passport', 'AN' || lpad(n::text, 7, '0') FROM generate_series(1::bigint, \(customers)) n WHERE n % 12 <> 0;
            SELECT setval('customers.customer_id_seq', \(customers))
            """,
            "SET session_replication_role = DEFAULT",
        ]
    }
}
