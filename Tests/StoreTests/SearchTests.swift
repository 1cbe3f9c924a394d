import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

@Suite struct SearchTests {
    private let installation: Installation
    private let story: ServiceStory

    init() async throws {
        installation = try await Installation.fresh()
        story = ServiceStory(installation)
    }

    // MARK: The form

    /// Ways to write one name, all of which must find each other.
    static let spellings: [[String]] = [
        ["Պետրոսյան", "Պետրոսեան", "Петросян", "Petrosyan", "PETROSSIAN", "petrosian", "Petrósyan", "Bedrosian"],
        [
            "Հովհաննիսյան", "Hovhannisyan", "Oganesyan", "Оганесян", "Ованнисян", "Hovannisian", "Oganisyan",
            "Հովհաննէսեան",
        ],
        ["Խաչատրյան", "Khachatryan", "Хачатрян", "Xachatryan", "Khatchatourian", "Khachatrian"],
        ["Մկրտչյան", "Mkrtchyan", "Мкртчян", "Mgrdichian"], ["Հակոբյան", "Hakobyan", "Акопян", "Hagopian"],
        ["Ղազարյան", "Ghazaryan", "Казарян", "Gazarian"], ["Գևորգյան", "Gevorgyan", "Геворкян", "Kevorkian"],
        ["Հարությունյան", "Harutyunyan", "Арутюнян", "Arutinyan"], ["Սարգսյան", "Sargsyan", "Саркисян", "Sarkissian"],
        ["Եղիազարյան", "Yeghiazaryan", "Егиазарян"], ["Чайковский", "Tchaikovsky", "Chaykovskiy"],
        ["Александр", "Alexander", "Aleksandr", "Ալեքսանդր"], ["Юлия", "Yuliya", "Yulia", "Յուլիա"],
        ["Щукин", "Shukin"], ["Дмитрий", "Dmitry", "Dmitriy", "Դմիտրի"], ["Соловьёв", "Soloviev", "Solovyev"],
        ["Müller", "Muller", "MULLER"], ["O'Connor", "OConnor", "o’connor"],
        ["Ջիվանյան", "Jivanyan", "Dzhivanyan", "Дживанян"],
        ["Ոսկանյան", "Voskanyan", "Восканян"], ["Шушан", "Shushan", "Շուշան"],
        ["Цовинар", "Tsovinar", "Ծովինար"],
        ["გიორგი", "გიორგი"], ["Ｆｕｌｌ", "full"],
    ]

    @Test(arguments: spellings)
    func everySpellingOfANameFindsEveryOther(_ names: [String]) async throws {
        for name in names {
            let customer = try await register(family: name)
            for typed in names {
                let answer = try await search(typed)
                #expect(answer.hits.map(\.id).contains(.customer(customer)), "\(typed) does not find \(name)")
                #expect(!answer.isAlike, "\(typed) finds \(name) only as alike")
            }
        }
        try await installation.drop()
    }

    @Test func everyBeginningOfANameFindsIt() async throws {
        let names = Self.spellings.map { $0[0] }
        var customers: [String: CustomerID] = [:]
        for name in names { customers[name] = try await register(family: name) }
        for names in Self.spellings {
            // As the name itself is written, and as its Latin form is typed.
            for typed in [names[0], names[1]] where typed != "Petrósyan" && typed != "Պետրոսեան" {
                for length in 1...typed.count {
                    let answer = try await search(String(typed.prefix(length)), limit: 60)
                    let found = answer.hits.map(\.id)
                    #expect(
                        found.contains(.customer(try #require(customers[names[0]]))),
                        "\(typed.prefix(length)) does not find \(names[0])")
                }
            }
        }
        try await installation.drop()
    }

    @Test func theFormOfRandomNamesIsPlainAndTheSameInCapitals() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let letters = Array(
            "abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюяաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև '-.1é")
        let names = (0..<500).map { _ in String((0..<(1 + next(14))).map { _ in letters[next(letters.count)] }) }
        let session = try await installation.superuser()
        let rows = try await session.connection.query(
            """
            SELECT n, customers.search_form(n), customers.search_form(upper(n))
            FROM unnest(\(names)::text[]) n
            """)
        for row in rows {
            let name: String = try row.decode(0)
            let form: String = try row.decode(1)
            #expect(try row.decode(2, as: String.self) == form, "\(name) in capitals, seed \(seed)")
            #expect(
                form.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == " " }, "\(name), seed \(seed)")
            #expect(!form.contains("  ") && form == form.lowercased(), "\(name), seed \(seed)")
        }
        await session.connection.close()
        try await installation.drop()
    }

    // MARK: What finds a customer

    @Test(arguments: [
        "Պետրոսյան Անի", "ani petrosyan", "arami ani petr", "p a a", "petrosyan a", "Ан Пет", "petrrosyan", "077101234",
        "+374 77 101234",
        "+374-77-10-12-34", "(077) 10 12 34", "077\u{A0}10\u{2011}12\u{2011}34", "tel:+37477101234", "0771", "3747710",
        "77101", "101234", "1234", "1012", "71012", "7-10-12", "(7)1012", "C-2026-000001", "c-2026-0000", "000001",
        "2026000001", "@ mashtots",
        "@Մաշտոցի 12 7",
        "@ Маштоци 12", "@ 12 mashtots", "Mashtotsi 12", "mashtotsi 12 7 erevan", "@ երևան 7", "@ mashtotsi 12 pogh",
        "mashtots", "ani@example.am", "ANI@", "AN0123456", "an 0123456", "AN01234", "#1",
        "  petrosyan  ", "petrosyan\u{200B}",
    ])
    func aCustomerIsFoundByWhateverIsHeardOrRead(_ text: String) async throws {
        try await installation.moveClock(to: "2026-03-20")
        let customer = try await register(family: "Պետրոսյան")
        let answer = try await search(text == "#1" ? "#\(try await ticket(of: customer))" : text)
        #expect(answer.hits.map(\.id) == [.customer(customer)])
        #expect(!answer.isAlike && !answer.hasMore && answer.readAs == nil)
        try await installation.drop()
    }

    @Test(arguments: [
        "petrosyna", "petrsyan", "potrosyan", "petrosan", "ani petrosjan", "trosy", "@ mashtosi 12",
        "@ashtots",
        "Пертосян", "Պետոսյան",
    ])
    func aSlipIsForgivenAndTold(_ text: String) async throws {
        let customer = try await register(family: "Պետրոսյան")
        let answer = try await search(text)
        #expect(answer.hits.map(\.id) == [.customer(customer)])
        #expect(answer.isAlike)
        // Money is never taken from somebody who is only alike.
        #expect(try await story.acting("op_anna") { try await $0.searchCustomers(text, limit: 10) } == [])
        try await installation.drop()
    }

    @Test(arguments: ["gtnhjczy", "Gtnhjczy Fyb", "зуекщынфт", "petrwsjan", "@vfinjw 12", "ճևևէճէթփձ"])
    func anotherKeyboardLayoutIsReadBack(_ text: String) async throws {
        let customer = try await register(family: "Պետրոսյան")
        let answer = try await search(text, readings: true)
        #expect(answer.hits.map(\.id) == [.customer(customer)])
        #expect(answer.readAs != nil)
        try await installation.drop()
    }

    @Test(arguments: [
        "", " ", "%", "_", "'", "\\", "#", "#99999999999999999999", "Չկա", "0", "12", "\u{202E}", "((((",
        "a b c d e f g h i j k",
        "@", "@ %", "@ mashtots 1 7", "@ yerevan 77", "!", "! %", "! mashtots", ".*", "[", "|", "||",
        "h|", "\\m",
        "!" + String(repeating: "A", count: 200), String(repeating: "ы ", count: 3_000), "@@@@", "x@y@z",
        "'; DROP TABLE x; --",
    ])
    func nonsenseFindsNothingAndBreaksNothing(_ text: String) async throws {
        _ = try await register(family: "Պետրոսյան")
        #expect(try await search(text, readings: true).hits == [])
        try await installation.drop()
    }

    @Test func aDeviceIsFoundInAStockByThoseWhoSeeStocksAndAtItsCustomerByAll() async throws {
        let service = try await story.activate()
        for text in [
            "!HWTCA0000001", "hwtca0000001", "!48:57:54:43:A0:00:00:01", "!48575443a0", "02:aa:00:00:00:01", "!0000001",
        ] {
            let answer = try await search(text, limit: 200)
            #expect(answer.hits.first?.id == .customer(service.customer), "\(text)")
        }
        for text in ["!HWTCA0000002", "hwtca0000002", "!48575443A0000002", "02AA.0000.0002", "02-aa-00-00-00-02"] {
            let suren = try await search(text, as: "op_suren")
            guard case .device(let device)? = suren.hits.first else { Issue.record("\(text)"); continue }
            #expect(
                device.serial == "HWTCA0000002" && device.stockName == "Central warehouse" && device.state == .inStock)
            #expect(try await search(text, as: "op_anna").hits == [], "\(text)")
        }
        try await installation.drop()
    }

    @Test func aStockDocumentIsFoundByItsNumberByThoseWhoSeeStocks() async throws {
        let made = try await story.acting("op_suren") { session in
            let opening = StockDocumentOpening(kind: .move, from: StockStory.central, to: StockStory.van)
            return try await session.stockDocument(try await session.openDocument(opening, key: .make())).summary
        }
        for text in [made.number, made.number.lowercased(), String(made.number.dropLast())] {
            let answer = try await search(text, as: "op_suren")
            guard case .document(let document)? = answer.hits.last else { Issue.record("\(text)"); continue }
            #expect(document.id == made.id && document.number == made.number && document.state == .draft)
            #expect(document.way == "\(made.fromName) > \(made.toName)")
            #expect(try await search(text, as: "op_anna").hits == [], "\(text)")
        }
        #expect(try await search("M-2026-999999", as: "op_suren").hits == [])
        try await installation.drop()
    }

    /// The series and the number, however they are set apart, with or without zeros, on the wrong layout.
    @Test(arguments: [
        "D-0001315", "D0001315", "d0001315", "D 0001315", "D-1315", "d1315", "D/1315", "0001315", "1315", "D-000131",
        "В-0001315", "в0001315", "d000131",
    ])
    func aContractIsFoundHoweverItsNumberIsWritten(_ text: String) async throws {
        try await installation.moveClock(to: "2026-03-20")
        let customer = try await register(family: "Պետրոսյան")
        let other = try await register(family: "Ա")
        _ = try await register(family: "Բ")
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                UPDATE customers.contract SET number = 'D-0001315' WHERE number = 'C-2026-000001';
                UPDATE customers.contract SET number = 'D-0011316' WHERE number = 'C-2026-000003'
                """)
        await session.connection.close()
        let found = try await search(text, readings: true).hits.map(\.id)
        #expect(found == [.customer(customer)], "\(text)")
        for text in ["c 2026 2", "C-2026-2", "c2026000002"] {
            #expect(try await search(text).hits.map(\.id) == [.customer(other)], "\(text)")
        }
        try await installation.drop()
    }

    @Test func whoIsOnlyAlikeSaysSoBesideThoseFoundAsTyped() async throws {
        let meant = try await register(family: "Պետրոսյան", given: "Անահիտ")
        let alike = try await register(family: "Պողոսյան", given: "Անահիտ")
        let answer = try await search("Պետրոսյան Անահիտ")
        #expect(!answer.isAlike)
        let found = answer.hits.compactMap { if case .customer(let customer) = $0 { customer } else { nil } }
        #expect(found.map(\.id).first == meant && found.first?.matched == "name")
        for customer in found.dropFirst() { #expect(customer.id == alike && customer.matched == "like a name") }
        try await installation.drop()
    }

    @Test func partsOfNumbersComeAfterBeginningsAndEnds() async throws {
        let middle = try await register(family: "Ա", phone: "077101234")
        let end = try await register(family: "Բ", phone: "055510123")
        let start = try await register(family: "Գ", phone: "010123555")
        #expect(try await search("10123").hits.map(\.id) == [start, end, middle].map { .customer($0) })
        // An international number is written from its beginning.
        #expect(try await search("+10123").hits.map(\.id) == [.customer(end)])
        try await installation.drop()
    }

    // MARK: Order, permissions, pages

    @Test func exactBeforeBeginningFirstWordsBeforeFurtherOnesCustomersBeforeThoseWhoWere() async throws {
        let further = try await register(family: "Սարգսյան", given: "Անի")
        let gone = try await register(family: "Անիկյան", given: "Ա")
        let first = try await register(family: "Անիսյան", given: "Բ")
        let exact = try await register(family: "Անի", given: "Գ")
        let session = try await installation.superuser()
        _ = try await session.connection.query(
            """
            INSERT INTO catalog.subscription (customer_id, account_id, service_type_id, activated_on, ended_on, state)
            SELECT customer_id, account_id, 1, '2026-01-01', '2026-02-01', 'ended' FROM accounts.account WHERE customer_id = \(gone)
            """)
        #expect(try await search("ani").hits.map(\.id) == [exact, first, further, gone].map { .customer($0) })
        // A service that runs again makes a customer again.
        _ = try await session.connection.query(
            "UPDATE catalog.subscription SET state = 'active' WHERE customer_id = \(gone)")
        #expect(try await search("ani").hits.map(\.id) == [exact, gone, first, further].map { .customer($0) })
        await session.connection.close()
        try await installation.drop()
    }

    @Test func whatAnOperatorMayNotSeeIsNotFound() async throws {
        let customer = try await register(family: "Պետրոսյան")
        let session = try await installation.superuser()
        // Anna sees only Yerevan North now, the customer belongs to the centre.
        try await session.connection.execute(
            script: """
                UPDATE sec.operator SET branch_ids = '{2}' WHERE pg_role = 'op_anna';
                DELETE FROM sec.role_permission WHERE permission = 'branch.all' AND role_id = 1
                """)
        for text in [
            "petrosyan", "p", "petrosyna", "077101234", "101234", "71012", "C-20", "000001", "@mashtots 12", "ani@",
            "AN0123456",
            "1000",
        ] {
            #expect(try await search(text).hits == [], "\(text)")
        }
        _ = try await session.connection.query(
            "UPDATE customers.customer SET branch_id = 2 WHERE customer_id = \(customer)")
        for text in ["petrosyan", "077101234", "@mashtots 12", "ani@"] {
            #expect(try await search(text).hits.map(\.id) == [.customer(customer)], "\(text)")
        }
        await session.connection.close()
        // Without the permission there is no search at all.
        _ = try await story.acting("op_admin") { session in
            try await session.connection.query("SELECT api.operator_set_roles('op_anna', '{}')")
        }
        await #expect(throws: StoreError.self) { try await search("petrosyan") }
        try await installation.drop()
    }

    /// Of a letter that many names have, an operator whose branch has nobody reads as little as everybody else.
    @Test func whatOtherBranchesHaveIsNotReadAndRefused() async throws {
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                INSERT INTO customers.customer (customer_id, kind, branch_id, name, family_name, given_name, registered_at)
                    SELECT 50000 + n, 'person', 1, 'Անի' || n || ' Արամյան', 'Արամյան', 'Անի' || n, now()
                    FROM generate_series(1, 2000) n;
                INSERT INTO customers.address (customer_id, line, city, street, building, flat)
                    SELECT 50000 + n, 1, 'Երևան', 'Աբովյան', n::text, '1' FROM generate_series(1, 2000) n;
                ANALYZE customers.search_word; ANALYZE customers.search_address
                """)
        /// Entries of the search's indexes read so far by this session.
        func read() async throws -> Int64 {
            try await session.connection.execute(script: "SELECT pg_stat_force_next_flush()")
            return try await session.connection.query(
                """
                SELECT sum(pg_stat_get_tuples_returned(indexrelid))::bigint FROM pg_index
                WHERE indrelid IN ('customers.search_word'::regclass, 'customers.search_address'::regclass)
                """
            ).first?.decode(0) ?? 0
        }
        for (branches, limit) in [("'{1}'", 500), ("'{2}'", 50), ("'{2,3}'", 50), ("'{}'", 50), ("NULL", 500)] {
            for question in [
                "customers.search_names('{a}', \(branches), 20)",
                "customers.search_names('{ani,aram}', \(branches), 20)",
                "customers.search_addresses('{abovian}', \(branches), 20)",
            ] {
                let before = try await read()
                let found: [Int64] =
                    try await session.connection.query(Statement(text: "SELECT \(question)")).first?.decode(0) ?? []
                #expect(found.count == (limit == 500 ? 20 : 0), "\(question)")
                // Counting which of two words is the rarer looks at a thousand of each, in every branch.
                let counting: Int64 = question.contains("ani,aram") ? 2_000 : 0
                let entries = try await read() - before
                // A street is read whole by those who have customers in it.
                let street: Int64 = question.contains("addresses") && limit == 500 ? 2_000 : 0
                #expect(entries <= Int64(limit) + counting + street, "\(question) read \(entries)")
            }
        }
        await session.connection.close()
        try await installation.drop()
    }

    @Test func anIdentityDocumentIsFoundByThoseWhoMaySeeItOnly() async throws {
        let letters = try await register(family: "Պետրոսյան")
        let digits = try await register(family: "Սիմոնյան", document: "987654321")
        for (text, customer) in [
            ("AN0123456", letters), ("an 0123456", letters), ("AN01", letters), ("987654321", digits),
            ("98765", digits),
        ] {
            #expect(try await search(text).hits.map(\.id) == [.customer(customer)], "\(text)")
            #expect(try await search(text, as: "op_sona").hits == [], "\(text)")
        }
        // The second document finds as the first does, and not any more once it is removed.
        let second = ["kind": "id_card", "number": "007-654-321b"]
        let save = { (deed: ProfileChange.Deed) in
            try await story.acting("op_anna") {
                try await $0.saveProfile(ProfileChange(.document, deed), of: letters, key: .make())
            }
        }
        _ = try await save(.add(second))
        for text in ["007654321B", "007 654 321 b", "007654321", "0076"] {
            #expect(try await search(text).hits.map(\.id) == [.customer(letters)], "\(text)")
        }
        _ = try await save(.remove(line: 2, seen: second))
        #expect(try await search("007654321").hits == [])
        try await installation.drop()
    }

    @Test func aPageHasWhatWasAskedForAndTellsOfMore() async throws {
        for number in 1...7 { _ = try await register(family: "Պետրոսյան", given: "Անի\(number)") }
        let page = try await search("petr", limit: 5)
        #expect(page.hits.count == 5 && page.hasMore)
        let whole = try await search("petr", limit: 7)
        #expect(whole.hits.count == 7 && !whole.hasMore)
        #expect(Array(whole.hits.prefix(5)) == page.hits, "the order does not depend on the page")
        try await installation.drop()
    }

    @Test func whoWasMergedIsFoundByTheOldNameAsWhoTheyAreNow() async throws {
        let service = try await story.activate()
        let twice = try await register(family: "Պետրոսյան", given: "Ա")
        let others = [
            try await register(family: "Պետրոսյան", given: "Բ"), try await register(family: "Պետրոսյան", given: "Գ"),
        ]
        let survivor = try await register(family: "Սիմոնյան")
        for merged in [service.customer, twice] {
            try await story.acting("op_aram") {
                try await $0.merge(merged, into: survivor, reason: "one person", key: .make())
            }
        }
        let whole = try await search("petrosyan")
        #expect(whole.hits.map(\.id) == ([survivor] + others).map(SearchHit.ID.customer) && !whole.hasMore)
        guard case .customer(let found)? = whole.hits.first else { Issue.record("no customer"); return }
        #expect(found.name.hasPrefix("Սիմոնյան"))
        #expect(found.state == .active, "the service of one who was merged is the survivor's")
        // Found by two names of the same word, the survivor does not take two places of a page.
        let page = try await search("petr", limit: 2)
        #expect(page.hits.map(\.id) == [survivor, others[0]].map(SearchHit.ID.customer) && page.hasMore)
        #expect(try await search("hwtca0000001").hits.map(\.id) == [.customer(survivor)])
        #expect(try await search("ani petrosyan").hits.map(\.id) == [.customer(survivor)])
        #expect(try await search("simon").hits.map(\.id) == [.customer(survivor)])
        try await installation.drop()
    }

    /// Services stay booked under the number they began with; whose they are decides who is a customer still.
    @Test func theServicesOfWhoWasMergedMakeTheOneTheyAreNowACustomer() async throws {
        let survivor = try await register(family: "Անիկյան", given: "Ա")
        let merged = try await register(family: "Սիմոնյան", given: "Բ")
        let other = try await register(family: "Անիսյան", given: "Գ")
        let session = try await installation.superuser()
        for (customer, state) in [(survivor, "ended"), (merged, "active")] {
            _ = try await session.connection.query(
                """
                INSERT INTO catalog.subscription (customer_id, account_id, service_type_id, activated_on, ended_on, state)
                SELECT customer_id, account_id, 1, '2026-01-01', CASE WHEN \(state) = 'ended' THEN '2026-02-01'::date END,
                    \(state) FROM accounts.account WHERE customer_id = \(customer)
                """)
        }
        #expect(try await search("ani").hits.map(\.id) == [other, survivor].map { .customer($0) })
        try await story.acting("op_aram") {
            try await $0.merge(merged, into: survivor, reason: "one person", key: .make())
        }
        #expect(try await search("ani").hits.map(\.id) == [survivor, other].map { .customer($0) })
        #expect(try await story.acting("op_admin") { try await $0.rebuildSearch() } == 3)
        #expect(try await search("ani").hits.map(\.id) == [survivor, other].map { .customer($0) })
        _ = try await session.connection.query(
            "UPDATE catalog.subscription SET state = 'ended', ended_on = '2026-03-01' WHERE customer_id = \(merged)")
        #expect(try await search("ani").hits.map(\.id) == [other, survivor].map { .customer($0) })
        #expect(try await search("simon").hits.map(\.id) == [.customer(survivor)])
        await session.connection.close()
        try await installation.drop()
    }

    // MARK: What is shown

    @Test func anAddressIsShownFromTheStreetOnAndOfSeveralTheOneThatWasLookedFor() async throws {
        let customer = try await register(family: "Պետրոսյան")
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                DELETE FROM customers.address WHERE customer_id = \(customer);
                INSERT INTO customers.address (customer_id, line, city, street, building, flat) VALUES
                    (\(customer), 1, 'Երևան', 'Մաշտոցի պողոտա', '12', '7'), (\(customer), 2, 'Գյումրի', 'Ռիժկով', '5', '')
                """)
        await session.connection.close()
        for (typed, shown) in [
            ("@ mashtots", "Մաշտոցի պողոտա 12-7, Երևան"), ("@ rizhkov", "Ռիժկով 5, Գյումրի"),
            ("@ gyumri 5", "Ռիժկով 5, Գյումրի"), ("petrosyan", "Մաշտոցի պողոտա 12-7, Երևան"),
        ] {
            guard case .customer(let found) = try await search(typed).hits.first else {
                Issue.record("\(typed)")
                continue
            }
            #expect(found.address == shown, "\(typed)")
        }
        try await installation.drop()
    }

    // MARK: In step

    @Test func theSearchFollowsEveryChange() async throws {
        let customer = try await register(family: "Պետրոսյան")
        let session = try await installation.superuser()
        let change = { (sql: String) in try await session.connection.execute(script: sql) }
        try await change("UPDATE customers.customer SET name = 'Սիմոնյան Անի' WHERE customer_id = \(customer)")
        #expect(try await search("petros").hits == [])
        #expect(try await search("simon").hits.count == 1)
        try await change(
            "UPDATE customers.address SET street = 'Բաղրամյան', building = '5Ա' WHERE customer_id = \(customer)")
        #expect(try await search("@mashtots").hits == [])
        #expect(try await search("@baghramyan 5a").hits.count == 1)
        try await change("UPDATE customers.customer SET email = 'new@example.am' WHERE customer_id = \(customer)")
        #expect(try await search("new@").hits.count == 1)
        try await change("DELETE FROM customers.address WHERE customer_id = \(customer)")
        #expect(try await search("@baghramyan").hits == [])
        // Past the triggers nothing is found, until the load is completed.
        try await change(
            """
            SET session_replication_role = replica;
            DELETE FROM customers.search_word; DELETE FROM customers.search_spelling;
            SET session_replication_role = DEFAULT
            """)
        #expect(try await search("simon").hits == [])
        #expect(
            try await session.connection.query("SELECT customers.search_complete()").first?.decode(0, as: Int64.self)
                == 1)
        #expect(try await search("simon").hits.count == 1)
        await session.connection.close()
        try await installation.drop()
    }

    @Test func anAdministratorRebuildsEverythingAndNobodyElse() async throws {
        _ = try await register(family: "Պետրոսյան")
        let other = try await register(family: "Սիմոնյան")
        let count = try await story.acting("op_admin") { try await $0.rebuildSearch() }
        #expect(count == 2)
        #expect(try await search("simon").hits.map(\.id) == [.customer(other)])
        #expect(try await search("@mashtots 12").hits.count == 2)
        await #expect(throws: StoreError.self) { try await story.acting("op_anna") { try await $0.rebuildSearch() } }
        try await installation.drop()
    }

    // MARK: Superseded

    @Test(.timeLimit(.minutes(3)))
    func aSupersededSearchIsStoppedInTheServer() async throws {
        _ = try await register(family: "Պետրոսյան")
        let lock = try await installation.superuser()
        // The activity is seen as it was at a transaction's first look: the watcher is in none.
        let watch = try await installation.superuser()
        // The search cannot end by itself: it waits for a lock.
        try await lock.connection.execute(script: "BEGIN; LOCK TABLE customers.search_word IN ACCESS EXCLUSIVE MODE")
        let database = installation.database(as: "op_anna", connections: 1)
        let task = Task {
            try await database.withSession { try await $0.search(["petrosyan"], limit: 10) }
        }
        let active = {
            try await watch.connection.query(
                """
                SELECT count(*) FROM pg_stat_activity WHERE usename = 'op_anna' AND state = 'active'
                    AND query LIKE '%api.search%' AND datname = current_database()
                """
            ).first?.decode(0, as: Int64.self) ?? 0
        }
        while try await active() == 0 {}
        task.cancel()
        let result = await task.result
        #expect(throws: (any Error).self) { try result.get() }
        #expect(try await active() == 0, "the server has stopped it, not only the client")
        try await lock.connection.execute(script: "ROLLBACK")
        // The connection is whole: the next search is answered.
        let found = try await database.withSession { try await $0.search(["petrosyan"], limit: 10) }
        #expect(found.hits.count == 1)
        await database.close()
        await watch.connection.close()
        await lock.connection.close()
        try await installation.drop()
    }

    // MARK: -

    private func register(
        family: String, given: String = "Անի", document: String = "AN0123456", phone: String? = nil
    ) async throws -> CustomerID {
        var form = plausibleRegistration()
        form.familyName = family
        form.givenName = given
        form.documentNumber = document
        if let phone { form.phones = [phone] }
        let complete = form
        return try await story.acting("op_anna") { try await $0.registerCustomer(complete, key: .make()) }.customer
    }

    private func search(
        _ text: String, limit: Int = 20, as login: String = "op_anna", readings: Bool = false
    ) async throws -> SearchAnswer {
        let texts = [text] + (readings ? KeyboardReadings.others(of: text) : [])
        return try await story.acting(login) { try await $0.search(texts, limit: limit) }
    }

    private func ticket(of customer: CustomerID) async throws -> TicketID {
        let card = try await story.acting("op_anna") { try await $0.customerCard(customer) }
        return try #require(card.tickets.first).id
    }
}
