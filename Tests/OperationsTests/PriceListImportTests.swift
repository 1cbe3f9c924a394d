import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// Price lists from CSV files into the database (features F4.3, F4.6). The demo's list "national" has seven prefixes.
@Suite struct PriceListImportTests {
    private static let today = "2026-11-25"

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    private func started() async throws -> (Installation, PriceListStory) {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: Self.today)
        return (installation, PriceListStory(installation))
    }

    /// Whatever an import can write, as one text that changes with any of it.
    private func stamp(_ installation: Installation) async throws -> String {
        let session = try await installation.superuser()
        let row = try #require(
            try await session.connection.query(
                """
                SELECT (SELECT md5(string_agg(r::text, '|' ORDER BY r::text)) FROM catalog.call_rate r)
                    || (SELECT string_agg(version::text, ' ' ORDER BY code) FROM catalog.price_list)
                    || ' ' || (SELECT count(*) FROM catalog.price_list_import) || ' ' || (SELECT count(*) FROM hist.event)
                """
            ).first)
        let text: String = try row.decode(0)
        await session.connection.close()
        return text
    }

    private func failure(_ body: () async throws -> Void) async -> StoreError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? StoreError
        }
    }

    @Test func aDryRunSaysWhatTheImportDoes() async throws {
        let (installation, prices) = try await started()
        let file =
            PriceListStory.columns + """
                37410,,Yerevan,fixed,5.50,,60,
                37477,,Armenia mobile,mobile,20,,1,
                374,,Armenia,fixed,8,1,60,
                7,,Russia,abroad,none,,,
                49,,Germany,abroad,90,5,6,
                44,,United Kingdom,abroad,70,,60,
                1,,USA and Canada,abroad,70,,60,2027-03-01

                """
        var order = PriceListOrder(list: "national", from: try day("2027-01-01"), isDryRun: true)
        let before = try await stamp(installation)
        let dry = try await prices.import(file, order)
        #expect(try await stamp(installation) == before)
        #expect(dry.counts == [.added: 1, .dearer: 2, .cheaper: 1, .altered: 1, .withdrawn: 1])
        #expect(dry.unchanged == 1 && dry.rows == 7 && dry.rerateFrom == nil && dry.earlier == nil)
        let report = PriceListExchange.report(dry, order: order, currency: .amd)
        #expect(report.contains("dearer 37410 Yerevan from 2027-01-01: 5 → 5.5 a minute"), "\(report)")
        #expect(report.contains("added 44 United Kingdom from 2027-01-01: 70 a minute"), "\(report)")
        #expect(report.contains("withdrawn 7 Russia from 2027-01-01: was 60 a minute"), "\(report)")
        #expect(
            report.contains("altered 374 Armenia from 2027-01-01: 10 → 8 a minute; 0 → 1 a connection"), "\(report)")
        #expect(
            report.contains(
                "Warning: No longer covered, not even by a shorter prefix: 7. Calls there could not be rated."),
            "\(report)")
        #expect(report.last == "Nothing was changed.")
        order.isDryRun = false
        #expect(try await prices.import(file, order) == dry)
        let rates = try await prices.rates()
        let yerevan = rates.filter { $0.prefix == "37410" }
        #expect(yerevan.map(\.price?.perMinuteMicro) == [500_000_000, 550_000_000])
        #expect(yerevan.map(\.validFrom) == [try day("2010-01-01"), order.from])
        #expect(rates.filter { $0.prefix == "7" }.map { $0.price == nil } == [false, true])
        #expect(rates.count { $0.prefix == "1" } == 1, "a price that stays as it is needs no row")
        try await installation.drop()
    }

    @Test func theSameFileTwiceAnswersTheFirstAndWritesNothing() async throws {
        let (installation, prices) = try await started()
        let file = PriceListStory.columns + "44,,United Kingdom,abroad,70,,60,\n"
        let order = PriceListOrder(list: "national", from: try day("2027-01-01"))
        let key = CommandKey.make()
        let first = try await prices.import(file, order, key: key)
        let before = try await stamp(installation)
        #expect(try await prices.import(file, order, key: key) == first, "the command itself sent again")
        let again = try await prices.import(file, order)
        #expect(again.counts == first.counts && again.earlier?.importedBy != nil)
        #expect(
            PriceListExchange.report(again, order: order, currency: .amd).first?.hasSuffix("nothing was changed.")
                == true)
        // Another file that says the same has nothing to change either.
        let other = try await prices.import(file + "\n", order)
        #expect(other.counts == [:] && other.unchanged == 1 && other.earlier == nil)
        #expect(try await stamp(installation) == before)
        // After another change the first file counts again: it is what somebody wants now.
        try await prices.import(PriceListStory.columns + "44,,United Kingdom,abroad,75,,60,\n", order)
        #expect(try await prices.import(file, order).counts == [.cheaper: 1])
        #expect(try await prices.rates().filter { $0.prefix == "44" }.map(\.price?.perMinuteMicro) == [7_000_000_000])
        try await installation.drop()
    }

    @Test func aWholeListWithdrawsWhatItDoesNotName() async throws {
        let (installation, prices) = try await started()
        try await prices.import(
            PriceListStory.columns + "44,,United Kingdom,abroad,70,,60,2027-06-01\n",
            PriceListOrder(list: "national", from: try day("2027-01-01")))
        let order = PriceListOrder(list: "national", from: try day("2027-02-01"), isWhole: true)
        let changes = try await prices.import(PriceListStory.columns + "374,,Armenia,fixed,10,,60,\n", order)
        // Below 374 there is a shorter prefix still; elsewhere there is none. The plan for 44 is dropped.
        #expect(changes.counts == [.withdrawn: 6, .dropped: 1] && changes.unchanged == 1)
        #expect(
            changes.warnings == [
                "No longer covered, not even by a shorter prefix: #, 1, 49, 7. Calls there could not be rated."
            ])
        let rates = PriceListExchange.current(try await prices.rates(), on: order.from)
        #expect(rates.map(\.prefix) == ["374"])
        // What holds until then stays as it was.
        let earlier = PriceListExchange.current(try await prices.rates(), on: try day("2027-01-31"))
        #expect(Set(earlier.filter { $0.validFrom < order.from }.map(\.prefix)).count == 7)
        let session = try await installation.superuser()
        let kept = try await session.connection.query("SELECT prefix, valid_from::text FROM catalog.replaced_call_rate")
        #expect(try kept.map { try $0.decode(0, as: String.self) } == ["44"], "what was dropped is kept for the record")
        await session.connection.close()
        try await installation.drop()
    }

    @Test func whatIsExportedIsImportedWithoutDifferences() async throws {
        let (installation, prices) = try await started()
        try await prices.import(
            PriceListStory.columns + "44,,\"=HYPERLINK(\"\"x\"\"), \\ 'UK'\",abroad,70.000001,0.5,6,2027-06-01\n",
            PriceListOrder(list: "national", from: try day("2027-01-01")))
        let before = try await stamp(installation)
        for extent in [PriceListExchange.Extent.all, .from(try day("2027-01-01")), .from(try day("2028-01-01"))] {
            let text = try await prices.export(extent)
            for isWhole in [false, true] {
                let order = PriceListOrder(list: "national", from: try day("2028-01-01"), isWhole: isWhole)
                #expect(try await prices.import(text, order).counts == [:])
            }
        }
        #expect(try await stamp(installation) == before)
        try await installation.drop()
    }

    @Test func daysThatArePastNeedAPermissionAndSayWhatIsToBeRatedAgain() async throws {
        let (installation, prices) = try await started()
        let file = PriceListStory.columns + "44,,United Kingdom,abroad,70,,60,\n"
        var order = PriceListOrder(list: "national", from: try day("2026-10-01"))
        #expect(
            await failure { try await prices.import(file, order) }
                == .refused("2026-10-01 is past: let the prices hold from 2026-11-25 or later, or allow back-dating."))
        order.allowsBackdating = true
        #expect(
            await failure { try await prices.import(file, order) }?.sentence.contains("catalog.backdate") == true)
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                INSERT INTO sec.role_permission (role_id, permission) VALUES (7, 'catalog.backdate');
                UPDATE accounts.ledger SET closed_until = '2026-10-31'
                """)
        await session.connection.close()
        let changes = try await prices.import(file, order)
        #expect(changes.rerateFrom == order.from, "a closed period does not matter: rates are not money")
        #expect(
            PriceListExchange.report(changes, order: order, currency: .amd).contains(
                "Calls since 2026-10-01 that were rated by the old prices keep them until they are rated again."))
        order.from = try day(Self.today)
        order.allowsBackdating = false
        let now = try await prices.import(PriceListStory.columns + "44,,United Kingdom,abroad,71,,60,\n", order)
        #expect(now.rerateFrom == order.from, "calls of this morning were rated already")
        try await installation.drop()
    }

    @Test func whoMayNotEditTheCatalogueChangesNothing() async throws {
        let (installation, _) = try await started()
        let order = PriceListOrder(list: "national", from: try day("2027-01-01"), isDryRun: true)
        let file = PriceListStory.columns + "44,,United Kingdom,abroad,70,,60,\n"
        for login in ["op_aram", "op_lilit"] {
            let refusal = await failure { try await PriceListStory(installation, editor: login).import(file, order) }
            #expect(refusal?.sentence.contains("catalog.edit") == true, "\(login): \(String(describing: refusal))")
        }
        let plain = try await installation.connection(as: "op_aram")
        for statement in [
            "INSERT INTO catalog.call_rate (price_list_id, prefix, valid_from, destination) VALUES (1, '5', '2027-01-01', 'X')",
            "DELETE FROM catalog.price_list_import",
            "SELECT catalog.rates_write(1, 1, '{}')",
        ] {
            let error = await #expect(throws: PostgreSQLError.self) { try await plain.execute(script: statement) }
            #expect(error?.sqlState == "42501", "\(statement): \(error?.message ?? "")")
        }
        await plain.close()
        try await installation.drop()
    }

    @Test(arguments: [
        ("national", "44,peak,United Kingdom,,70,,60,", "list national has no band peak"),
        ("nowhere", "44,,United Kingdom,,70,,60,", "There is no price list nowhere; there are national."),
    ])
    func whatCannotBeTakenIsRefusedWithWhatToDo(list: String, row: String, words: String) async throws {
        let (installation, prices) = try await started()
        let order = PriceListOrder(list: list, from: try day("2027-01-01"))
        let refusal = await failure { try await prices.import(PriceListStory.columns + row + "\n", order) }
        #expect(refusal?.sentence.contains(words) == true, "\(String(describing: refusal))")
        try await installation.drop()
    }

    @Test func anotherCurrencyIsRefused() async throws {
        let (installation, prices) = try await started()
        let order = PriceListOrder(list: "national", from: try day("2027-01-01"), currency: "USD")
        let refusal = await failure {
            try await prices.import(PriceListStory.columns + "44,,United Kingdom,,70,,60,\n", order)
        }
        #expect(
            refusal == .refused("The file is in USD, and list national is in AMD: import it into a list of its own."))
        try await installation.drop()
    }

    @Test func rowsThatTheReaderWouldNotGiveAreRefusedByTheDatabaseToo() async throws {
        let (installation, prices) = try await started()
        let order = PriceListOrder(list: "national", from: try day("2027-01-01"))
        var rate = CallRate(
            prefix: "44", validFrom: order.from, destination: "UK", price: CallPrice(perMinuteMicro: 1))
        func send(_ rates: [CallRate]) async -> String? {
            await failure {
                try await prices.transaction { session in
                    _ = try await session.importPriceList(
                        rates, order: order, fileName: "x", contentHash: SHA256.hex(of: []), key: .make())
                }
            }?.sentence
        }
        #expect(await send([rate, rate])?.contains("Prefix 44 is there twice") == true)
        #expect(await send([]) == "The file has no prices.")
        for prefix in ["4#4", "abc", "+44", "##1", String(repeating: "1", count: 32)] {
            var wrong = rate
            wrong.prefix = prefix
            #expect(await send([wrong])?.contains("this is no price") == true, "\(prefix)")
        }
        rate.price?.nextIncrement = 0
        #expect(await send([rate])?.contains("this is no price") == true)
        rate.price = CallPrice(perMinuteMicro: -1)
        #expect(await send([rate])?.contains("this is no price") == true)
        try await installation.drop()
    }

    @Test func bandsWithoutAFallBackAndJumpsOfPricesAreWarnedOf() async throws {
        let (installation, prices) = try await started()
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                INSERT INTO catalog.time_band (price_list_id, code, place, name) VALUES (1, 'day', 1, 'Day'),
                    (1, 'night', 2, 'Night');
                INSERT INTO catalog.band_window (price_list_id, band, days, from_minute, to_minute) VALUES
                    (1, 'day', 127, 480, 1200), (1, 'night', 127, 0, 480), (1, 'night', 127, 1200, 1440)
                """)
        await session.connection.close()
        let order = PriceListOrder(list: "national", from: try day("2027-01-01"), isDryRun: true)
        let rows = """
            44,day,United Kingdom,,70,,60,
            33,day,France,,70,,60,
            33,night,France,,60,,60,
            49,day,Germany,,95,,60,
            37410,,Yerevan,fixed,0.5,,60,

            """
        let changes = try await prices.import(PriceListStory.columns + rows, order)
        #expect(
            changes.warnings == [
                "Prices in day only, and none for the rest of the week: 44. Add a row without a band.",
                "The minute costs more than 5 times as much as before, or as little: 37410. Is the unit right?",
            ], "day and night fill the week of 33, and 49 has a price for the rest already")
        try await installation.drop()
    }
}
