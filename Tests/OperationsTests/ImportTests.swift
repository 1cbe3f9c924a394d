import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Synchronization
import Testing

/// Another system's files in the database: each file and each row once, whatever happens in between.
@Suite struct ImportTests {
    static let customers = "key,family_name,given_name,phones,city,street,building\n"

    static func customer(_ number: Int, family: String = "Petrosyan") -> String {
        "c\(number),\(family),Ani,0771012\(10 + number % 90),Yerevan,Abovyan,\(1 + number)\n"
    }

    static func rows(_ numbers: Range<Int>) -> String { numbers.map { customer($0) }.joined() }

    private func count(_ installation: Installation, _ what: String) async throws -> Int {
        let session = try await installation.superuser()
        let row = try #require(
            try await session.connection.query(Statement(text: "SELECT count(*) FROM \(what)")).first)
        await session.connection.close()
        return try row.decode(0)
    }

    /// One line of text for each row of a query.
    static func told(_ installation: Installation, _ sql: String) async throws -> [String] {
        let session = try await installation.superuser()
        let rows = try await session.connection.query(Statement(text: sql))
        let lines = try rows.map { try $0.decode(0, as: String?.self) ?? "-" }
        await session.connection.close()
        return lines
    }

    /// What another system may write: its own columns, words, days and sums.
    @Test func anOperatorMovesInWithEverythingTheCustomersHave() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        let story = ImportStory(installation)
        let beginning = "[file]\nsource = \"oldbilling\"\ndelimiter = \";\"\n"
        let format = "[format]\ndate = \"DD.MM.YYYY\"\ndecimal = \",\"\ngrouping = \" \"\n"
        let people = try await story.import(
            .customers,
            """
            Nr;Who;Name;Mobile;Home;Town;Street;House;Since;Tax
            17;P;Պետրոսյան Անի Արամի;077 10-12-34;(010) 55-66-77;Երևան;Մաշտոցի;12;05.02.2019;
            18;O;"Ararat; Sons";+374 99 000001;;Gyumri;Rustaveli;3a;01.01.2020;01234567
            19;X;Deleted;;;;;;;

            """,
            mapping: beginning + format + """
                [columns]
                key = "Nr"
                kind = "Who"
                full_name = "Name"
                phones = ["Mobile", "Home"]
                city = "Town"
                street = "Street"
                building = "House"
                registered_on = "Since"
                tax_number = "Tax"
                [constants]
                language = "hy"
                branch = "regions"
                [values.kind]
                "P" = "person"
                "O" = "organisation"
                [skip]
                "Who" = ["X"]

                """)
        #expect(people.created == 2 && people.skipped == 1 && people.refused == 0 && people.isFinished)
        let accounts = try await story.import(
            .accounts, "Customer;Number;Owes;Limit\n17;7000123;-1 234,50;\n18;;5 000,00;10 000\n17;;0;\n",
            mapping: beginning + format
                + """
                [columns]
                key = 2
                customer = "Customer"
                number = "Number"
                debt = "Owes"
                credit_limit = "Limit"
                [constants]
                opening_on = "28.02.2027"

                """.replacing("key = 2", with: "key = [\"Customer\", \"Number\"]"))
        #expect(accounts.created == 3 && accounts.openings.map(\.minorUnits) == [123_450 - 500_000])
        let services = try await story.import(
            .subscriptions,
            """
            Id;Account;Plan;Login;From;State;SSID;Price
            a;7000123;home-50;ani-net;05.02.2019;1;ani-home;5 000,00
            b;18;business-500;ararat;01.01.2020;2;;

            """,
            mapping: beginning + format + """
                [columns]
                key = "Id"
                account = "Account"
                tariff = "Plan"
                identifier = "Login"
                started_on = "From"
                state = "State"
                own_price = "Price"
                "parameter.wifi_name" = "SSID"
                [values.state]
                1 = "active"
                2 = "suspended"
                [values.account]
                "18" = "18 "

                """)
        // The key of an account without a number is what its columns say together.
        #expect(services.created == 1 && services.refused == 1)
        let devices = try await story.import(
            .devices,
            "serial,mac,model,stock,customer,subscription\n4857544300000042,aa-bb-cc-00-00-01,hg8245h,,17,a\nZTEG00000077,,F660,central,,\n",
            mapping: "[file]\nsource = \"oldbilling\"\n")
        #expect(devices.created == 2 && devices.refused == 0)
        let tickets = try await story.import(
            .tickets,
            "key,customer,type,step,tariff,text,opened_on,due_on,parameter.wifi_name\nt1,17,internet,port,home-200,Wants more speed,2027-03-01,2027-03-25,ani-fast\n",
            mapping: "[file]\nsource = \"oldbilling\"\n")
        #expect(tickets.created == 1 && tickets.refused == 0)

        #expect(
            try await Self.told(
                installation,
                "SELECT concat_ws('|', kind, name, language, sec.local_date(registered_at), (SELECT string_agg(number, ',') FROM customers.phone p WHERE p.customer_id = c.customer_id), (SELECT number FROM customers.contract n WHERE n.customer_id = c.customer_id)) FROM customers.customer c ORDER BY customer_id"
            ) == [
                "person|Պետրոսյան Անի Արամի|hy|2019-02-05|37477101234,37410556677|C-2027-000001",
                "organisation|Ararat; Sons|hy|2020-01-01|37499000001|C-2027-000002",
            ])
        #expect(
            try await Self.told(
                installation,
                "SELECT concat_ws('|', account_id, balance, credit_limit, is_default) FROM accounts.account ORDER BY account_id"
            ) == ["7000123|123450|0|t", "7000124|-500000|1000000|t", "7000125|0|0|f"])
        // The opening is a transfer like every other, from a counter-account, and no tax.
        #expect(
            try await Self.told(
                installation,
                "SELECT concat_ws('|', t.account_id, t.amount, t.kind, t.value_on, h.code, t.leg) FROM accounts.transfer t JOIN accounts.house_account h USING (house_account_id) ORDER BY 1"
            ) == [
                "7000123|123450|opening|2027-02-28|suspense.opening|0",
                "7000124|-500000|opening|2027-02-28|suspense.opening|0",
            ])
        #expect(try await Self.told(installation, "SELECT what FROM accounts.proof()") == [])
        #expect(
            try await Self.told(
                installation,
                "SELECT concat_ws('|', s.identifier, s.state, s.activated_on, s.charged_from, (SELECT amount FROM catalog.subscription_price p WHERE p.subscription_id = s.subscription_id)) FROM catalog.subscription s"
            ) == ["ani-net|active|2019-02-05|2027-03-21|500000"])
        #expect(
            try await Self.told(
                installation,
                "SELECT concat_ws('|', serial, mac, state, subscription_id IS NOT NULL) FROM warehouse.device WHERE serial IN ('HWTC00000042', 'ZTEG00000077') ORDER BY 1"
            ) == ["HWTC00000042|AABBCC000001|at_customer|t", "ZTEG00000077|in_stock|f"])
        #expect(
            try await Self.told(
                installation,
                "SELECT concat_ws('|', t.step, t.data -> 'parameters' ->> 'wifi_name', sec.local_date(t.deadline_at), e.comment) FROM tickets.ticket t JOIN tickets.flow_event e USING (customer_id, ticket_id)"
            ) == ["port|ani-fast|2027-03-25|Wants more speed"])
        // The history has one event for a row of a file, with what the row said.
        #expect(
            try await Self.told(
                installation,
                "SELECT object || ' ' || count(*) FROM hist.event WHERE note LIKE 'Imported from old.csv, line%' GROUP BY object ORDER BY 1"
            ) == [
                "accounts.account 3", "catalog.subscription 1", "customers.customer 2", "tickets.ticket 1",
                "warehouse.device 2",
            ])
        #expect(try await count(installation, "hist.event WHERE object = 'customers.phone'") == 0)
        // And they are found.
        let found = try await ServiceStory(installation).acting("op_anna") {
            try await $0.searchCustomers("petrosyan", limit: 5)
        }
        #expect(found.map(\.balance?.minorUnits) == [123_450])
        try await installation.drop()
    }

    @Test func theSameRowsAgainChangeNothingAndAChangedRowSaysSo() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let file = Self.customers + Self.rows(0..<250)
        let first = try await story.import(.customers, file)
        #expect(first.created == 250 && first.rows == 250 && first.refused == 0)
        var again = try await story.import(.customers, file, name: "renamed.csv", piece: 100)
        #expect(again.isRepeated && !first.isRepeated)
        again.isRepeated = false
        #expect(again == first)
        // Another file with rows that are in, new ones, and one that is not what it was.
        let second = try await story.import(
            .customers,
            Self.customers + Self.rows(200..<300) + Self.customer(7, family: "Sargsyan") + Self.customer(299),
            name: "second.csv")
        #expect(second.created == 50 && second.unchanged == 51 && second.refused == 1 && second.rows == 102)
        #expect(
            try await story.refusals(second) == [
                102: "c7 is imported already, with other contents; change it in the client."
            ])
        #expect(try await count(installation, "customers.customer") == 300)
        // The same key of another source is somebody else.
        let other = try await story.import(
            .customers, Self.customers + Self.customer(7), mapping: "[file]\nsource = \"cabletv\"\n")
        #expect(other.created == 1)
        try await installation.drop()
    }

    @Test func refusedRowsComeBackWithTheirReasonsAndAreTakenWhenTheyAreRight() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let file =
            Self.customers + Self.customer(1) + "c2,\"Po\"\"gosyan\",Ani,12,Yerevan,Abovyan,1\n" + Self.customer(3)
            + "c4,only,two\n"
        let state = try await story.import(.customers, file)
        #expect(state.created == 2 && state.refused == 2)
        let refused = try await story.refused(state, of: .customers, file)
        #expect(
            refused == """
                key,family_name,given_name,phones,city,street,building,refused because\r
                c2,"Po""gosyan",Ani,12,Yerevan,Abovyan,1,"Phone: ""12"" is no phone number."\r
                c4,only,two,"The row has 3 fields and not 7: it is cut, or the separator is another one."\r

                """)
        // As it is, it is refused again for the same reason; corrected, it is taken.
        let again = try await story.import(.customers, refused, name: "refused.csv")
        #expect(again.created == 0 && again.refused == 2)
        let right = refused.replacing(",12,", with: ",077101212,").split(separator: "\r\n").prefix(2).joined(
            separator: "\r\n")
        let corrected = try await story.import(.customers, right + "\r\n", name: "corrected.csv")
        #expect(corrected.created == 1 && corrected.refused == 0)
        try await installation.drop()
    }

    @Test func anImportThatWasBrokenOffGoesOnWhereItWas() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let file = Self.customers + Self.customer(0) + "cut,\n" + Self.rows(1..<500)
        let stopped = try await story.import(.customers, file, stopsAfter: 2)
        #expect(!stopped.isFinished && stopped.rows == 200 && stopped.refused == 1 && stopped.doneLine == 201)
        // The answer of a batch was lost: sent again it counts once.
        let again = try await ServiceStory(installation).acting("op_aram") { session in
            try await session.importRows(
                file: stopped.id, upTo: stopped.doneLine,
                rows: [ImportRow(line: 9, key: "new", text: "", fields: [:])], refused: [], skipped: 0)
        }
        #expect(again == stopped)
        let done = try await story.import(.customers, file)
        #expect(done.isFinished && done.created == 500 && done.refused == 1 && done.unchanged == 0 && done.rows == 501)
        #expect(try await count(installation, "customers.customer") == 500)
        #expect(try await count(installation, "import.object") == 500)
        try await installation.drop()
    }

    /// A mark of its encoding stands only in the first line, which is in already when the rest comes.
    @Test func aMarkedFileWithoutAHeaderGoesOnInItsEncoding() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let mapping = """
            [file]
            source = "oldbilling"
            encoding = "windows-1251"
            header = false
            [columns]
            key = 1
            family_name = 2
            given_name = 3
            phones = 4
            city = 5
            street = 6
            building = 7

            """
        let file = "\u{FEFF}" + (0..<6).map { Self.customer($0, family: "Պետրոսյան") }.joined()
        let stopped = try await story.import(.customers, file, mapping: mapping, batchSize: 2, stopsAfter: 1)
        #expect(!stopped.isFinished && stopped.created == 2)
        let done = try await story.import(.customers, file, mapping: mapping, batchSize: 2)
        #expect(done.isFinished && done.created == 6)
        #expect(
            try await Self.told(
                installation, "SELECT family_name || ' ' || count(*) FROM customers.customer GROUP BY family_name"
            ) == ["Պետրոսյան 6"])
        try await installation.drop()
    }

    /// As when another installation's customers move in: theirs have numbers like ours.
    @Test func aContractNumberThatWasBroughtAlongIsNotGivenAwayAgain() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        let story = ImportStory(installation)
        let header = Self.customers.replacing("building", with: "building,contract")
        func row(_ number: Int, _ contract: String) -> String {
            Self.customer(number).replacing("\n", with: ",\(contract)\n")
        }
        let brought = try await story.import(
            .customers, header + row(1, "") + row(2, "C-2027-000007") + row(3, "") + row(4, "C-2026-000900"))
        #expect(brought.created == 4)
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: "UPDATE customers.number_series SET last_value = 999999 WHERE series = 'contract-2027'")
        await session.connection.close()
        _ = try await story.import(.customers, header + row(5, "") + row(6, ""), name: "later.csv")
        #expect(
            try await Self.told(installation, "SELECT number FROM customers.contract ORDER BY customer_id")
                == [
                    "C-2027-000008", "C-2027-000007", "C-2027-000009", "C-2026-000900", "C-2027-1000000",
                    "C-2027-1000001",
                ])
        #expect(
            try await Self.told(
                installation, "SELECT last_value::text FROM customers.number_series WHERE series = 'contract-2026'")
                == ["900"])
        try await installation.drop()
    }

    @Test func aServerThatDiesAtAnyBatchLosesNothingAndRepeatsNothing() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let customers = Self.customers + Self.rows(0..<600)
        let accounts = "key,customer,balance\n" + (0..<600).map { "a\($0),c\($0),\($0 + 1).00\n" }.joined()
        _ = try await story.import(.customers, customers)
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = Generator(state: seed)
        var attempts = 0
        // Every attempt loses its connection at some batch, until one gets through.
        let killer = try await installation.superuser()
        while attempts < 40 {
            attempts += 1
            let finished = Mutex(false)
            let attempt = Task {
                defer { finished.withLock { $0 = true } }
                return try await story.import(.accounts, accounts, batchSize: 20)
            }
            var looks = Int.random(in: 1...12, using: &random)
            while !finished.withLock({ $0 }) {
                let kill = looks <= 1 ? "pg_terminate_backend(pid)" : "true"
                let seen = try await killer.connection.query(
                    Statement(
                        text: """
                            SELECT \(kill) FROM pg_stat_activity WHERE usename = 'op_aram'
                                AND datname = current_database() AND query LIKE '%import_rows%'
                            """))
                if !seen.isEmpty { looks -= 1 }
                if looks <= 0 { break }
            }
            if let state = try? await attempt.value, state.isFinished { break }
        }
        await killer.connection.close()
        #expect(attempts > 1, "nothing was broken off; seed \(seed)")
        let state = try await story.import(.accounts, accounts, batchSize: 20)
        #expect(state.isFinished && state.created == 600 && state.unchanged == 0, "seed \(seed)")
        #expect(state.openings.map(\.minorUnits) == [600 * 601 / 2 * 100], "seed \(seed)")
        #expect(
            try await Self.told(
                installation, "SELECT concat_ws(' ', count(*), sum(balance)) FROM accounts.account"
            ) == ["600 18030000"], "seed \(seed)")
        #expect(try await Self.told(installation, "SELECT what FROM accounts.proof()") == [], "seed \(seed)")
        try await installation.drop()
    }

    @Test func aDryRunSaysWhatWouldHappenAndLeavesNoTrace() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let tables = """
            SELECT concat_ws(' ', (SELECT count(*) FROM customers.customer), (SELECT count(*) FROM hist.event),
                (SELECT count(*) FROM import.file), (SELECT count(*) FROM import.source),
                (SELECT last_value FROM customers.customer_id_seq), (SELECT last_value FROM accounts.account_id_seq))
            """
        let before = try await Self.told(installation, tables)
        let file = Self.customers + Self.rows(0..<120) + "x,A,B,1,C,D,1\n" + Self.customer(5)
        let preview = try await story.preview(.customers, file)
        #expect(preview.created == 120 && preview.unchanged == 1 && preview.refused == 1 && preview.rows == 122)
        #expect(preview.firstRefusals.map(\.line) == [122])
        #expect(preview.firstRefusals.map(\.reason) == ["Phone: \"1\" is no phone number."])
        #expect(try await Self.told(installation, tables) == before)
        _ = try await story.import(.customers, file)
        let accounts = try await story.preview(
            .accounts,
            "key,customer,balance,currency\na,c1,10.00,\nb,c2,-3.50,\nc,none,1,\nd,c3,7,JPY\ne,c4,-9,JPY\n")
        #expect(accounts.created == 4 && accounts.refused == 1)
        // Sums of different currencies are never added.
        #expect(accounts.openings.sums.map(\.textWithCode) == ["6,50 AMD", "-2 JPY"])
        #expect(try await count(installation, "accounts.account") == 0)
        try await installation.drop()
    }

    @Test(arguments: ["op_anna", "op_lilit", "op_suren"])
    func whoMayNotImportOrExportDoesNeither(_ login: String) async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation, login: login)
        let refused = await #expect(throws: StoreError.self) {
            try await story.import(.customers, Self.customers + Self.customer(1))
        }
        #expect(refused?.sentence.contains("data.import") == true, "\(refused?.sentence ?? "")")
        let dry = await #expect(throws: StoreError.self) {
            try await story.preview(.customers, Self.customers + Self.customer(1))
        }
        #expect(dry?.sentence.contains("data.import") == true, "\(dry?.sentence ?? "")")
        for kind in ImportKind.allCases {
            let kept = await #expect(throws: StoreError.self) { try await story.export(kind) }
            #expect(kept?.sentence.contains("data.export") == true, "\(kind): \(kept?.sentence ?? "")")
        }
        let connection = try await installation.connection(as: login)
        for attack in [
            "INSERT INTO import.batch VALUES (1, '[]')", "INSERT INTO import.object DEFAULT VALUES",
            "SELECT import.take()", "SELECT * FROM import.judge(NULL, '[]')",
        ] {
            let error = await #expect(throws: PostgreSQLError.self, "\(attack)") {
                _ = try await connection.query(Statement(text: attack))
            }
            #expect(error?.sqlState == "42501", "\(attack): \(error?.sqlState ?? "")")
        }
        #expect(try await connection.query("TABLE import.object").isEmpty)
        await connection.close()
        #expect(try await count(installation, "customers.customer") == 0)
        try await installation.drop()
    }
}
