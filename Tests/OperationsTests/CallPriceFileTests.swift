import Domain
import Operations
import Rating
import Testing

private let sample = """
    [numbering]
    country_code = "374"
    national_lengths = "8-8"
    local_length = 6
    short_numbers = ["101"]
    [holidays]
    "2026-03-09" = "A Monday"
    [price_list.main]
    [price_list.main.band.free-days]
    windows = ["sun,holiday 00:00-24:00"]
    [[price_list.main.rate]]
    prefix = "374"
    destination = "Armenia"
    price_per_minute = "6"
    first_increment = 1
    next_increment = 1
    [[price_list.main.rate]]
    prefix = "374"
    destination = "Armenia"
    band = "free-days"
    price_per_minute = 0
    [tariff.home.calls]
    price_lists = ["main"]

    """

@Suite struct CallPriceFileTests {
    private func tariff(_ text: String) throws -> CallTariff {
        try CallTariffFile.read(text) { path throws(PriceRequest.Failure) in throw .file(.unreadable(path, "not here"))
        }.get()
    }

    private func replay(_ text: String, _ calls: String) throws -> CallReplay {
        let tariff = try tariff(text)
        return try CallReplay(tariff, try CallTable(text: calls, zone: tariff.zone))
    }

    private func amounts(_ replay: CallReplay) -> [Int64?] {
        replay.steps.map { if case .rated(_, _, let net, _) = $0.outcome { net } else { nil } }
    }

    @Test func ratesMayStandInTheFileAndHolidaysCount() throws {
        let replay = try replay(
            sample,
            "start,duration,called\n2026-03-06 12:00:00,10,010123456\n2026-03-09 12:00:00,10,010123456\n2026-03-10 12:00,10,010123456\n"
        )
        #expect(amounts(replay) == [100, 0, 100])
    }

    @Test func bucketsRollOverFromCallToCallAndAPoolIsOfAll() throws {
        let bucket = """
            [tariff.home.calls.bucket.free]
            amount = 100
            roll_over = 1

            """
        let calls = """
            start,duration,called,service,billing_day
            2026-03-20 12:00:00,30,010123456,a,10
            2026-04-09 12:00:00,30,010123456,a,10
            2026-04-10 12:00:00,150,010123456,a,10
            2026-04-10 13:00:00,100,010123456,b,10
            2026-05-11 12:00:00,50,010123456,a,10

            """
        let own = try replay(sample + bucket, calls)
        // 40 are left of March's hundred, and April has a hundred more.
        #expect(amounts(own) == [0, 0, 100, 0, 0])
        #expect(
            own.buckets.map { "\($0.service) \($0.periodOn) \($0.used)/\($0.granted)" } == [
                "a 2026-03-10 100/100", "a 2026-04-10 100/100", "a 2026-05-10 50/100", "b 2026-04-10 100/100",
            ])
        let pool = try replay(sample + bucket + "pooled = true\n", calls)
        #expect(amounts(pool) == [0, 0, 0, 0, 0])
        #expect(
            pool.buckets.map { "\($0.service) \($0.periodOn) \($0.used)/\($0.granted)" }.first == " 2026-03-10 200/200")
    }

    @Test(
        arguments: [
            ("[tariff.home.calls]\n", "", "there is no [tariff.X.calls]"),
            ("price_lists = [\"main\"]", "price_lists = [\"other\"]", "there is no [price_list.other]"),
            ("price_lists = [\"main\"]", "price_lists = []", "price_lists is empty"),
            ("band = \"free-days\"", "band = \"night\"", "line 17: there is no [price_list.main.band.night]"),
            ("sun,holiday 00:00-24:00", "sun 22:00-06:00", "windows: \u{201C}sun 22:00-06:00\u{201D}"),
            ("first_increment = 1", "colour = 1", "line 15: [[price_list.main.rate]] knows no colour"),
            ("price_per_minute = 0", "price_per_minute = true", "a text in quotes, or a whole number"),
            ("\"2026-03-09\"", "\"2026-03-32\"", "is no day"), ("8-8", "9-8", "national_lengths"),
            ("[price_list.main]\n", "[price_list.main]\ncurrency = \"dram\"\n", "currency is a code"),
            ("[price_list.main]\n", "", "has nothing above it"),
            ("[numbering]", "[dialling]", "there is no table [dialling]"),
            ("[numbering]", "[clock]\ntime_zone = \"Mars\"\n[numbering]", "no time zone Mars"),
            ("price_lists = [\"main\"]", "price_lists = [\"main\"]\nsplit = \"never\"", "split is one of"),
            ("destination = \"Armenia\"\nband", "band", "the destination is missing"),
        ])
    func whatIsWrongInATariffIsTold(_ old: String, _ new: String, _ words: String) throws {
        let range = try #require(sample.firstRange(of: old))
        let failure = #expect(throws: CallTariffFile.Failure.self) {
            try tariff(sample.replacingCharacters(range, new))
        }
        let said = failure?.problems.map(\.sentence).joined(separator: "\n") ?? ""
        #expect(said.contains(words), "\(said)")
    }

    @Test(
        arguments: [
            ("start,duration\n", "called is missing"), ("start,duration,called,colour\n", "colour"),
            ("start,start,duration,called\n", "twice"), ("start,duration,called\n2026-03-04,10,1\n", "line 2"),
            ("start,duration,called\n2026-03-04 12:00:00,ten,1\n", "no duration"),
            ("start,duration,called\n2026-03-04 12:00:00,1:60,1\n", "no duration"),
            ("start,duration,called,billing_day\n2026-03-04 12:00:00,1,1,32\n", "billing_day"),
            ("start,duration,called\n2026-03-04 12:00:00,1,1", "cut"),
        ])
    func whatIsWrongInCallsIsTold(_ text: String, _ words: String) {
        let failure = #expect(throws: CatalogFile.Failure.self) { try CallTable(text: text, zone: .utc) }
        #expect(failure?.sentence.contains(words) == true, "\(failure?.sentence ?? "")")
    }

    @Test(
        arguments: [
            ("2026-03-04 12:00:00", "2026-03-04T11:00:00Z"), ("2026-07-04T12:00", "2026-07-04T10:00:00Z"),
            ("2026-07-04 12:00:00+04", "2026-07-04T08:00:00Z"),
            // Twice: the first. Never: as if the clock had not changed.
            ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z"), ("2026-03-29 02:30:00", "2026-03-29T01:30:00Z"),
            ("2026-03-29 03:00:00", "2026-03-29T01:00:00Z"), ("2026-10-25 03:00:00", "2026-10-25T02:00:00Z"),
        ])
    func aStartIsByTheClockOrByItsOwnOffset(_ text: String, _ expected: String) throws {
        let table = try CallTable(
            text: "start,duration,called\n\(text),1:01:01,1\n", zone: try TimeZoneRules(named: "Europe/Berlin"))
        #expect(table.calls.first?.startedAt.description == expected)
        #expect(table.calls.first?.durationSeconds == 3_661)
    }

    @Test func aCallThatCannotBeRatedIsShownAndTheOthersAreRated() throws {
        let replay = try replay(
            sample,
            "start,duration,called\n2026-03-04 12:00:00,-1,010123456\n2026-03-04 12:00:01,10,nobody\n2026-03-04 12:00:02,10,010123456\n2026-03-04 12:00:03,24:00:01,010123456\n"
        )
        let reasons = replay.steps.map { if case .rejected(let reason, _) = $0.outcome { reason } else { "-" } }
        #expect(reasons == ["end_before_start", "not_a_number", "-", "too_long"])
        #expect(replay.rejected == 3)
        #expect(replay.net == 100)
    }
}
