import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// Price lists, call terms, numbering and holidays in the catalogue's document (features F4.3, F4.6).
@Suite struct CatalogCallsTests {
    private static let sample = """
        [service.phone]
        name = "Phone"

        [service.phone.component.line]
        name = "Line"
        charging = "periodic"

        [service.phone.component.calls]
        name = "Calls"
        charging = "usage"

        [price_list.az]
        name = "A to Z"
        currency = "AMD"

        [price_list.az.band.night]
        name = "Night"
        windows = ["daily 00:00-08:00", "sat,sun,holiday 08:00-24:00"]

        [tariff.talk]
        name = "Talk"
        service = "phone"

        [tariff.talk.component.line]
        prices = { always = "1000" }

        [tariff.talk.component.calls]
        tax_category = "standard"

        [tariff.talk.calls]
        price_lists = ["az"]

        [tariff.talk.calls.bucket.free]
        name = "Free minutes"
        amount = 6000
        bands = ["night"]
        component = "line"

        [numbering]
        country_code = "374"
        international_prefixes = ["00"]
        national_lengths = "8-9"

        [holidays]
        "2027-01-01" = "New Year"

        """

    @Test func aFileSaysHowCallsAreCharged() throws {
        let document = try CatalogFile.read(Self.sample)
        let calls = try #require(document.tariff("talk")?.calls)
        #expect(calls.priceLists == ["az"] && calls.split == .increment)
        #expect(calls.buckets.map(\.amount) == [6000] && calls.buckets.first?.component == "line")
        #expect(document.priceLists.first?.bands.first?.windows.count == 2)
        #expect(document.numberingPlan?.nationalLengths == 8...9 && document.numberingPlan?.trunkPrefix == "")
        #expect(document.holidays.map(\.name) == ["New Year"])
        #expect(try CatalogFile.read(CatalogFile.write(document)) == document)
    }

    @Test(arguments: [
        ("price_lists = [\"az\"]", "price_lists = [\"za\"]", "line 20: Tariff talk: there is no price list za"),
        ("price_lists = [\"az\"]", "price_lists = []", "its calls have no price list"),
        ("price_lists = [\"az\"]", "price_lists = [\"az\", \"az\"]", "There are two of price list of tariff talk az"),
        ("currency = \"AMD\"", "currency = \"USD\"", "Tariff talk is in AMD, and price list az in USD"),
        ("currency = \"AMD\"", "currency = \"drams\"", "drams is no currency"),
        ("component = \"line\"", "component = \"lines\"", "bucket free: the tariff has no component lines"),
        ("bands = [\"night\"]", "bands = [\"day\"]", "no price list of the tariff has a band day"),
        ("amount = 6000", "amount = 0", "bucket free is empty"),
        ("amount = 6000", "", "[tariff.talk.calls.bucket.free] has no amount"),
        ("amount = 6000", "amount = 6000\nroll_over = 25", "enter 0 to 24"),
        ("amount = 6000", "amount = 6000\nunit = \"hours\"", "unit is one of \"seconds\", \"calls\""),
        ("daily 00:00-08:00", "daily 08:00-00:00", "is no window"),
        ("windows = [", "window = [", "knows no window"),
        ("\"daily 00:00-08:00\", \"sat,sun,holiday 08:00-24:00\"", "", "band night holds no moment"),
        ("[tariff.talk.component.calls]\ntax_category = \"standard\"\n", "", "no component of the kind usage"),
        ("[tariff.talk.calls]", "[tariff.talks.calls]", "there is no [tariff.talks]"),
        ("[tariff.talk.calls.bucket.free]", "[tariff.talk.calls.buckets.free]", "there is no table [tariff.talk.calls"),
        ("[price_list.az.band.night]", "[price_list.za.band.night]", "there is no [price_list.za]"),
        ("\"374\"", "\"0374\"", "line 39: Numbering: country_code"),
        ("\"8-9\"", "\"9-8\"", "national_lengths is the fewest"),
        ("\"8-9\"", "\"1-9\"", "from 3 to 14 digits"),
        ("[\"00\"]", "[\"00\"]\nshort_numbers = [\"1**\"]", "the short number 1** is no digits"),
        ("\"2027-01-01\" =", "\"2027-13-01\" =", "a holiday is written"),
    ])
    func whatIsWrongIsToldWithItsLine(_ old: String, _ new: String, _ expected: String) throws {
        let range = try #require(Self.sample.firstRange(of: old))
        let text = Self.sample.replacingCharacters(range, new)
        let failure = #expect(throws: CatalogFile.Failure.self) { try CatalogFile.read(text) }
        #expect(failure?.sentence.contains(expected) == true, "\(failure?.sentence ?? "")")
    }

    private func text(_ change: (String, String)...) -> String {
        change.reduce(Self.sample) { text, change in
            guard let range = text.firstRange(of: change.0) else { return text }
            return text.replacingCharacters(range, change.1)
        }
    }

    private static let dry = CatalogImportOptions(isDryRun: true)

    @Test func theDifferenceIsSaidMadeAndFoundNoMore() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        let first = try await catalog.import(text: Self.sample).map(\.words)
        for line in [
            "price list az: new", "price list az: band night: new, sat-sun,holiday 08:00-24:00; daily 00:00-08:00",
            "tariff talk: calls: new, price lists az", "tariff talk: bucket free: new, 6000 seconds",
            "numbering: local length 6 → —; longest national 8 → 9; short numbers "
                + "[\"101\", \"102\", \"103\", \"104\", \"112\", \"911\", \"11*\"] → []; trunk prefix 0 → —",
            "holiday 2027-01-01: new, New Year",
        ] { #expect(first.contains(line), "\(line) is not in \(first)") }
        #expect(try await catalog.import(text: Self.sample) == [])
        let session = try await installation.superuser()
        let version = try await session.priceLists().first { $0.code == "az" }?.version
        // A new list by name and other terms.
        let changed = text(
            ("name = \"A to Z\"", "name = \"Z to A\""), ("daily 00:00-08:00", "mon,wed 00:00-08:00"),
            ("amount = 6000", "amount = 60"), ("[\"az\"]", "[\"az\"]\nsplit = \"call_start\""),
            ("= \"New Year\"", "= \"The New Year\""))
        let expected = [
            "price list az: name A to Z → Z to A",
            "price list az: band night: windows sat-sun,holiday 08:00-24:00; daily 00:00-08:00 → mon,wed 00:00-08:00; sat-sun,holiday 08:00-24:00",
            "tariff talk: calls: split increment → call_start, 0 subscriptions",
            "tariff talk: bucket free: amount 6000 → 60, 0 subscriptions",
            "holiday 2027-01-01: name New Year → The New Year",
        ]
        let dry = try await catalog.import(text: changed, Self.dry).map(\.words)
        #expect(Set(dry) == Set(expected), "\(dry)")
        #expect(try await session.priceLists().first { $0.code == "az" }?.version == version)
        #expect(Set(try await catalog.import(text: changed).map(\.words)) == Set(expected))
        #expect(try await catalog.import(text: changed) == [])
        #expect(try await session.priceLists().first { $0.code == "az" }?.version != version)
        await session.connection.close()
        try await installation.drop()
    }

    @Test func whatTheFileDoesNotNameIsLeftOrTakenOut() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-11-25")
        let catalog = CatalogStory(installation)
        try await catalog.import(text: Self.sample)
        var document = try await catalog.export()
        let index = try #require(document.tariffs.firstIndex { $0.code == "talk" })
        document.tariffs[index].calls?.buckets = []
        let list = try #require(document.priceLists.firstIndex { $0.code == "az" })
        document.priceLists[list].bands = []
        document.holidays = [.init(day: try #require(CivilDate("2027-05-09")), name: "Victory")]
        #expect(try await catalog.import(document, Self.dry).map(\.words) == ["holiday 2027-05-09: new, Victory"])
        let retired = try await catalog.import(document, CatalogImportOptions(retiresMissing: true)).map(\.words)
        #expect(
            retired == [
                "holiday 2027-05-09: new, Victory", "tariff talk: bucket free: taken out",
                "price list az: band night: taken out", "holiday 2027-01-01: taken out",
            ])
        document.tariffs[index].calls = nil
        #expect(
            try await catalog.import(document, CatalogImportOptions(retiresMissing: true)).map(\.words)
                == ["tariff talk: calls: taken out"])
        // A tariff that somebody has keeps its calls.
        _ = try await ServiceStory(installation).activate()
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: """
                INSERT INTO catalog.call_terms (tariff_id) VALUES (101);
                INSERT INTO catalog.call_terms_list (tariff_id, place, price_list_id) VALUES (101, 1, 1)
                """)
        await session.connection.close()
        await #expect(
            throws: StoreError.refused(
                "Tariff home-50 is in use and its calls could not be rated any more: leave them in the document.")
        ) { try await catalog.import(document, CatalogImportOptions(retiresMissing: true)) }
        try await installation.drop()
    }

    /// What the check of files does not see, since the document is a part only, the database refuses.
    @Test func theDatabaseRefusesWhatDoesNotFit() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        try await catalog.import(text: Self.sample)
        let whole = try await catalog.export()
        let talk = try #require(whole.tariff("talk"))
        func refusal(_ change: (inout CatalogDocument) -> Void) async -> String {
            var document = CatalogDocument(tariffs: [talk])
            change(&document)
            do {
                try await catalog.import(document)
                return "taken"
            } catch {
                return (error as? StoreError)?.sentence ?? "\(error)"
            }
        }
        #expect(
            await refusal { $0.tariffs[0].calls?.priceLists = ["nowhere"] }
                == "Tariff talk: there is no price list nowhere: add it, or name another.")
        #expect(
            await refusal { $0.tariffs[0].calls?.buckets[0].bands = ["peak"] }
                == "Tariff talk, bucket free: no price list of the tariff has a band peak: add it, or name another.")
        #expect(
            await refusal { $0.tariffs[0].calls?.buckets[0].component = "fee" }
                == "Tariff talk, bucket free: the tariff has no component fee: add it, or name another.")
        #expect(
            await refusal { $0.priceLists = [.init(code: "az", name: "A to Z", currency: Currency(code: "USD"))] }
                == "Price list az belongs to tariffs in AMD: its currency cannot become USD; add another list.")
        #expect(
            await refusal { $0.priceLists = [.init(code: "national", name: "C", currency: Currency(code: "USD"))] }
                == "Price list national has prices in AMD: its currency cannot become USD; add another list.")
        #expect(
            await refusal {
                $0.priceLists = [.init(code: "usd", name: "Dollars", currency: Currency(code: "USD"))]
                $0.tariffs[0].calls?.priceLists = ["usd"]
            } == "Tariff talk is in AMD, and price list usd in USD: name one in the same currency.")
        #expect(await refusal { $0.tariffs[0].calls?.buckets[0].rollOverPeriods = 99 }.contains("cannot be taken"))
        #expect(await refusal { _ in } == "taken")
        try await installation.drop()
    }
}
