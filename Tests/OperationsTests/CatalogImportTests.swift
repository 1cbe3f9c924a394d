import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// The catalogue out of the database and into it.
@Suite struct CatalogImportTests {
    /// Everything the catalogue is made of, as one number that changes with any of it.
    private func stamp(_ installation: Installation) async throws -> String {
        let session = try await installation.superuser()
        let row = try #require(
            try await session.connection.query(
                """
                SELECT md5(string_agg(t, '|')) || (SELECT count(*) FROM hist.event) || ' ' || (SELECT count(*) FROM accounts.review)
                FROM (
                    SELECT x::text AS t FROM catalog.service_type x UNION ALL SELECT x::text FROM catalog.component x
                    UNION ALL SELECT x::text FROM catalog.tariff x UNION ALL SELECT x::text FROM catalog.tariff_component x
                    UNION ALL SELECT x::text FROM catalog.tariff_price x UNION ALL SELECT x::text FROM catalog.tariff_parameter x
                    UNION ALL SELECT x::text FROM catalog.discount x UNION ALL SELECT x::text FROM catalog.campaign x
                    UNION ALL SELECT x::text FROM catalog.tax_rate x UNION ALL SELECT x::text FROM catalog.tax_scheme x
                    UNION ALL SELECT x::text FROM catalog.channel x UNION ALL SELECT x::text FROM catalog.component_channel x
                    UNION ALL SELECT x::text FROM accounts.house_account x ORDER BY 1) all_rows
                """
            ).first)
        let text: String = try row.decode(0)
        await session.connection.close()
        return text
    }

    @Test func whatIsExportedIsImportedWithoutDifferences() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        let before = try await stamp(installation)
        let document = try await catalog.export()
        #expect(document.tariffs.map(\.code).contains("home-50") && document.channels.count == 3)
        #expect(try await catalog.import(document) == [])
        #expect(try await catalog.import(document, CatalogImportOptions(retiresMissing: true)) == [])
        #expect(try await stamp(installation) == before)
        try await installation.drop()
    }

    @Test func theExampleForPeopleIsRightAndCanBeImported() async throws {
        let text = try #require(exampleCatalog())
        let document = try CatalogFile.read(text)
        #expect(CatalogExchange.summary(of: document).contains("5 service types"))
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        let differences = try await catalog.import(document)
        #expect(differences.map(\.words).contains("tariff home-100: new"))
        #expect(differences.map(\.words).contains("house account revenue.works: new"))
        #expect(try await catalog.import(document) == [])
        try await installation.drop()
    }

    /// A catalogue at random, imported, exported as a text and read again, is the same; and once more there is nothing
    /// to change.
    @Test func randomCataloguesComeBackAsTheyWere() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<3 {
            let installation = try await Installation.fresh()
            let catalog = CatalogStory(installation)
            for change in 0..<4 {
                let document = RandomCatalog.make(&generator)
                do {
                    let dry = try await catalog.import(document, CatalogImportOptions(isDryRun: true))
                    let done = try await catalog.import(document)
                    #expect(dry == done && !done.isEmpty, "seed \(seed), round \(round), change \(change)")
                    let again = try await catalog.import(document).map(\.words)
                    #expect(again == [], "seed \(seed), round \(round), change \(change)")
                    let exported = try await catalog.export()
                    #expect(
                        Self.comparable(exported, to: document, isFirst: change == 0)
                            == Self.comparable(document, to: document, isFirst: change == 0),
                        "seed \(seed), round \(round), change \(change)")
                    let back = try await catalog.import(exported).map(\.words)
                    #expect(back == [], "seed \(seed), round \(round), change \(change)")
                } catch {
                    Issue.record("seed \(seed), round \(round), change \(change): \(error)")
                }
            }
            try await installation.drop()
        }
    }

    /// What the document names, in one order, without the accounts that the installation chose.
    private static func comparable(
        _ document: CatalogDocument, to other: CatalogDocument, isFirst: Bool
    ) -> CatalogDocument {
        var result = document
        result.channels.removeAll { item in !other.channels.contains { $0.code == item.code } }
        result.serviceTypes.removeAll { item in !other.serviceTypes.contains { $0.code == item.code } }
        result.tariffs.removeAll { item in !other.tariffs.contains { $0.code == item.code } }
        result.discounts.removeAll { item in !other.discounts.contains { $0.code == item.code } }
        result.priceLists.removeAll { item in !other.priceLists.contains { $0.code == item.code } }
        result.holidays.removeAll { item in !other.holidays.contains { $0.day == item.day } }
        result.taxSchemes.removeAll { item in !other.taxSchemes.contains { $0.code == item.code } }
        for type in result.serviceTypes.indices {
            for index in result.serviceTypes[type].components.indices {
                result.serviceTypes[type].components[index].revenueAccount = ""
            }
        }
        for index in result.priceLists.indices {
            let named = other.priceLists.first { $0.code == result.priceLists[index].code }?.bands.map(\.code) ?? []
            result.priceLists[index].bands.removeAll { !named.contains($0.code) }
        }
        for index in result.tariffs.indices {
            if other.tariff(result.tariffs[index].code)?.calls == nil { result.tariffs[index].calls = nil }
            result.tariffs[index].parameters.sort { $0.definition.code < $1.definition.code }
        }
        for index in result.taxSchemes.indices {
            // Rates of other names are left where they are.
            if !isFirst { result.taxSchemes[index].rates = [] }
            for rate in result.taxSchemes[index].rates.indices { result.taxSchemes[index].rates[rate].account = "" }
        }
        return result
    }

    @Test func aDryRunSaysWhoIsHitAndChangesNothing() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        try await installation.moveClock(to: "2026-03-20")
        _ = try await ServiceStory(installation).activate()
        var document = try await catalog.export()
        try document.change("home-50", "fee") { try $0.price(550_000, from: "2027-01-01") }
        let before = try await stamp(installation)
        let dry = try await catalog.import(document, CatalogImportOptions(isDryRun: true))
        #expect(
            dry == [
                CatalogDifference(
                    words:
                        "tariff home-50: fee from 2027-01-01 6 000,00 → 5 500,00, 1 subscription, -500,00 a month",
                    subscriptions: 1, amount: -50_000)
            ])
        #expect(try await stamp(installation) == before)
        #expect(try await catalog.import(document) == dry)
        let after = try await stamp(installation)
        #expect(after != before)
        #expect(try await catalog.import(document) == [])
        #expect(try await stamp(installation) == after)
        try await installation.drop()
    }

    @Test func otherLimitsAreLookedAtForEveryAccountTheyHit() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        _ = try await ServiceStory(installation).activate()
        var document = try await catalog.export()
        document.tariffs[0].limits = SuspensionLimits(suspendBelow: 100, resumeFrom: 50_000)
        #expect(
            try await catalog.import(document) == [
                CatalogDifference(
                    words:
                        "tariff home-50: resume from 0,00 → 500,00; suspend below 0,00 → 1,00, 1 subscription",
                    subscriptions: 1, amount: nil)
            ])
        let session = try await installation.superuser()
        let reviews: Int64 = try #require(
            try await session.connection.query("SELECT count(*) FROM accounts.review WHERE cause = 'limit'").first
        ).decode(0)
        #expect(reviews == 1)
        await session.connection.close()
        try await installation.drop()
    }

    /// What nobody uses may change in every way, and be taken out.
    @Test func aTariffNobodyHasIsFree() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        var document = try await catalog.export()
        let index = try #require(document.tariffs.firstIndex { $0.code == "business-500" })
        document.tariffs[index].trialDays = 14
        document.tariffs[index].components[0].terms = .periodic(PeriodicTerms(unit: .day, due: .arrears))
        document.tariffs[index].components[0].prices = [.init(valid: .always, amount: 1)]
        document.tariffs[index].parameters.removeAll { $0.definition.code == "address_kind" }
        document.tariffs[0].components = []
        let retiring = CatalogImportOptions(retiresMissing: true)
        let words = try await catalog.import(document, retiring).map(\.words)
        #expect(
            words == [
                "tariff business-500: trial days 0 → 14",
                "tariff business-500: fee: due advance → arrears; unit month → day",
                "tariff business-500: fee through 2009-12-31 none → 0,01",
                "tariff business-500: fee from 2010-01-01 39 000,00 → 0,01", "tariff home-50: fee: taken out",
                "tariff business-500: parameter address_kind: taken out",
            ])
        #expect(try await catalog.import(document, retiring) == [])
        #expect(try await catalog.export() == document)
        try await installation.drop()
    }

    @Test func importsAtTheSameTimeWaitForEachOther() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        let document = try await catalog.export()
        try await withThrowingTaskGroup(of: [CatalogDifference].self) { group in
            for round in 1...6 {
                group.addTask {
                    var changed = document
                    changed.channels.append(.init(code: "new", name: "New"))
                    try changed.change("home-50", "fee") { try $0.price(Int64(round % 2) * 100, from: "2030-01-01") }
                    return try await catalog.import(changed)
                }
            }
            var news = 0
            for try await differences in group {
                news += differences.filter { $0.words == "channel new: new" }.count
            }
            #expect(news == 1)
        }
        #expect(try await catalog.export().tariffs.first { $0.code == "home-50" }?.components[0].prices.count == 2)
        try await installation.drop()
    }

    @Test func whatIsBeingChargedIsFinishedBeforeTheCatalogueChanges() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        var document = try await catalog.export()
        document.channels.append(.init(code: "new", name: "New"))
        let changed = document
        let daemon = try await installation.connection(as: "bcrm_daemon")
        try await daemon.execute(script: "BEGIN; SELECT * FROM api.review_take(1)")
        let importing = Task { try await catalog.import(changed) }
        let session = try await installation.superuser()
        var isWaiting = false
        for _ in 0..<500 where !isWaiting {
            let row = try await session.connection.query(
                """
                SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
                """
            ).first
            isWaiting = try #require(row).decode(0)
            if !isWaiting { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(isWaiting)
        // Who reads does not wait.
        #expect(try await catalog.export().channels.contains { $0.code == "new" } == false)
        try await daemon.execute(script: "COMMIT")
        #expect(try await importing.value.map(\.words) == ["channel new: new"])
        await daemon.close()
        await session.connection.close()
        try await installation.drop()
    }

    @Test func whoMayNotEditIsTold() async throws {
        let installation = try await Installation.fresh()
        let document = try await CatalogStory(installation).export()
        let dry = CatalogImportOptions(isDryRun: true)
        let refused = await #expect(throws: StoreError.self) {
            try await CatalogStory(installation, editor: "op_anna").import(document, dry)
        }
        #expect(refused?.sentence.contains("catalog.edit") == true, "\(refused?.sentence ?? "")")
        let failure = await #expect(throws: StoreError.self) {
            try await CatalogStory(installation).import(document, CatalogImportOptions(allowsBackdating: true))
        }
        #expect(failure?.sentence.contains("catalog.backdate") == true)
        let unseen = await #expect(throws: StoreError.self) {
            try await CatalogStory(installation, editor: "op_lilit").exportText()
        }
        let isNotPermitted = if case .notPermitted? = unseen { true } else { false }
        #expect(isNotPermitted, "\(unseen?.sentence ?? "")")
        try await installation.drop()
    }

    @Test func whatADocumentLeavesOutIsRetiredOnlyWhenAsked() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        try await installation.moveClock(to: "2026-03-20")
        _ = try await ServiceStory(installation).activate()
        var document = try await catalog.export()
        document.tariffs.removeAll { $0.code == "home-50" || $0.code == "business-500" }
        #expect(try await catalog.import(document) == [])
        let retired = try await catalog.import(document, CatalogImportOptions(retiresMissing: true))
        #expect(
            retired.map(\.words) == ["tariff home-50: no longer sold", "tariff business-500: no longer sold"])
        let offers = try await ServiceStory(installation).acting("op_anna") {
            try await $0.tariffOffers(serviceType: "internet").map(\.tariff.code)
        }
        #expect(offers == ["home-200"])
        try await installation.drop()
    }
}

/// The example installed for people.
func exampleCatalog() -> String? {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    return TestFile.text(of: root + "/Sources/bcrm/Installed/catalog.toml")
}

extension CatalogDocument {
    /// Changes a tariff's component.
    mutating func change(_ tariff: String, _ component: String, _ body: (inout ComponentEntry) throws -> Void) throws {
        let index = try #require(tariffs.firstIndex { $0.code == tariff })
        let place = try #require(tariffs[index].components.firstIndex { $0.component == component })
        try body(&tariffs[index].components[place])
    }
}

extension CatalogDocument.ComponentEntry {
    /// Another price from a day on.
    mutating func price(_ amount: Int64, from day: String) throws {
        let start = try #require(CivilDate(day))
        let kept = prices.filter { $0.valid.start < start }.map {
            TariffComponent.Price(
                valid: CivilPeriod($0.valid.start, min($0.valid.end, start)), amount: $0.amount)
        }
        prices = kept + [TariffComponent.Price(valid: CivilPeriod(start, .farFuture), amount: amount)]
    }
}
