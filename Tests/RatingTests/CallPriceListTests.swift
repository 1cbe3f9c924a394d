import Domain
import Rating
import Testing

private let noon = "2026-03-04T12:00:00+04:00"

@Suite struct CallPriceListTests {
    @Test(
        arguments: [
            ("37410123456", "374"), ("37477111234", "37477"), ("374771", "37477"), ("37477101234", "37477101"),
            ("37477101", "37477101"),
            ("79161234567", "7"), ("33123456789", ""), ("#101", "#101"), ("#1015", "#101"), ("#10", "#"), ("#2", "#"),
            ("3", ""), ("", ""),
        ])
    func theLongestPrefixWins(_ number: String, _ prefix: String) throws {
        let prefixes = ["", "#", "#101", "374", "37477", "37477101", "7", "374771012345"]
        let rating = try callRating(prefixes.map { try callRate($0, callPrice(1)) })
        #expect(try rating.rate(number, noon, 60).prefix == prefix)
    }

    @Test func withoutACatchAllAnUnknownNumberHasNoPrice() throws {
        let rating = try callRating([callRate("374", callPrice(1)), callRate("#101", callPrice(0))])
        for number in ["79161234567", "#102", "#", "", "37", "101"] {
            #expect(throws: CallRating.Rejection.noRate(called: number)) { try rating.rate(number, noon, 60) }
        }
    }

    @Test(
        arguments: [
            ("2026-06-30T19:59:59Z", 1), ("2026-06-30T20:00:00Z", 2), ("2026-08-31T12:00:00Z", 2),
            ("2026-09-01T12:00:00Z", 9), ("2026-12-31T19:59:59Z", 9), ("2026-12-31T20:00:00Z", 3),
        ] as [(String, Int64)])
    func aRateHoldsFromItsLocalMidnightUntilTheNextAndAWithdrawnOneNotAtAll(_ start: String, _ amount: Int64) throws {
        let rating = try callRating([
            callRate("3", callPrice(9)), callRate("374", nil, from: "2026-09-01"),
            callRate("374", callPrice(2), from: "2026-07-01"), callRate("374", callPrice(3), from: "2027-01-01"),
            callRate("374", callPrice(1), from: "2026-01-01"),
        ])
        #expect(try rating.rate("37410123456", start, 60).amount == amount)
        // A call over the midnight of a new price keeps the price of its start.
        #expect(try rating.rate("37410123456", "2026-06-30T19:59:59Z", 120).amount == 2)
    }

    @Test func aPrefixIsOfferedOnlyFromItsFirstDayOn() throws {
        let rating = try callRating([
            callRate("374", callPrice(1)), callRate("37477", callPrice(2), from: "2026-03-05"),
        ])
        #expect(try rating.rate("37477101234", "2026-03-04T23:59:00+04:00", 60).prefix == "374")
        #expect(try rating.rate("37477101234", "2026-03-05T00:00:00+04:00", 60).prefix == "37477")
    }

    @Test func theLongestPrefixOfAllListsWinsAndTheEarlierListOfEquallyLongOnes() throws {
        let special = PriceList(
            id: PriceListID(7),
            rates: [
                try callRate("49", callPrice(5)), try callRate("37477", callPrice(6)),
                try callRate("1", callPrice(7), from: "2030-01-01"),
            ])
        let standard = PriceList(
            id: PriceListID(8),
            rates: [
                try callRate("4930", callPrice(50)), try callRate("37477", callPrice(60)),
                try callRate("", callPrice(70)),
                try callRate("1", callPrice(80)),
            ])
        let rating = CallRating(
            terms: CallTerms(priceLists: [PriceListID(7), PriceListID(8)]), lists: [special, standard],
            calendar: CallCalendar(zone: .utc))
        let cases: [(String, Int64, Int64)] = [
            ("49301234567", 50, 8), ("49891234567", 5, 7), ("37477101234", 6, 7), ("33123456789", 70, 8),
            ("12125551234", 80, 8),
        ]
        for (number, amount, list) in cases {
            let call = try rating.rate(number, noon, 60)
            #expect(call.amount == amount)
            #expect(call.priceList == PriceListID(list))
        }
    }

    @Test func theBandOfTheListFallsBackToThePriceWithoutOne() throws {
        let bands = [try band("night", "daily 00:00-08:00")]
        let rating = try callRating(
            [
                callRate("374", callPrice(10)), callRate("374", callPrice(4), band: "night"),
                callRate("7", callPrice(20)), callRate("49", callPrice(3), band: "night"),
                callRate("44", callPrice(8), band: "unknown"),
                // From July on the night price is gone, and the plain one holds again.
                callRate("374", nil, band: "night", from: "2026-07-01"),
            ], bands: bands)
        #expect(try rating.rate("37410123456", "2026-03-04T03:00:00+04:00", 60).amount == 4)
        #expect(try rating.rate("37410123456", "2026-07-04T03:00:00+04:00", 60).amount == 10)
        #expect(try rating.rate("79161234567", "2026-03-04T03:00:00+04:00", 60).amount == 20)
        #expect(try rating.rate("49301234567", "2026-03-04T03:00:00+04:00", 60).amount == 3)
        #expect(
            throws: CallRating.Rejection.noRateInBand(called: "49301234567", prefix: "49", band: "")
        ) { try rating.rate("49301234567", noon, 60) }
        #expect(
            throws: CallRating.Rejection.noRateInBand(called: "49301234567", prefix: "49", band: "")
        ) { try rating.rate("49301234567", "2026-03-04T07:59:30+04:00", 90) }
        #expect(throws: CallRating.Rejection.noRate(called: "441234567890")) {
            try rating.rate("441234567890", noon, 60)
        }
    }

    @Test func theTreeFindsWhatABruteForceSearchFinds() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        let first = try #require(CivilDate("2026-01-01"))
        var rates: [CallRate] = []
        for _ in 0..<3_000 {
            var prefix = Bool.random(using: &generator) ? "" : "#"
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                prefix += String(Int.random(in: 0...9, using: &generator))
            }
            let from = first.adding(days: Int.random(in: 0...30, using: &generator))
            if rates.contains(where: { $0.prefix == prefix && $0.validFrom == from }) { continue }
            rates.append(
                CallRate(
                    prefix: prefix, validFrom: from, destination: "\(prefix) \(from)",
                    price: Int.random(in: 0...4, using: &generator) == 0 ? nil : callPrice(1)))
        }
        let rating = try callRating(rates, zone: "UTC")
        for _ in 0..<3_000 {
            let number =
                (Bool.random(using: &generator) ? "#" : "")
                + String(Int.random(in: 0...999_999, using: &generator))
            let day = first.adding(days: Int.random(in: -1...31, using: &generator))
            let held = rates.filter { number.hasPrefix($0.prefix) && $0.validFrom <= day }
            let latest = Dictionary(grouping: held, by: \.prefix).compactMap { $1.max { $0.validFrom < $1.validFrom } }
            let expected = latest.filter { $0.price != nil }.max { $0.prefix.count < $1.prefix.count }?.destination
            let found = try? rating.rate(number, "\(day)T12:00:00Z", 60).destination
            #expect(found == expected, "\(number) on \(day), seed \(seed)")
        }
    }
}
