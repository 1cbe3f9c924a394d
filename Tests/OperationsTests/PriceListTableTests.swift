import Domain
import Operations
import Testing

private let day = CivilDate(dayNumber: 20_000)

private func read(_ text: String, currency: Currency = .amd) throws(PriceListTable.Failure) -> PriceListTable {
    try PriceListTable(text: text, currency: currency, validFrom: day)
}

@Suite struct PriceListTableTests {
    @Test func aRowNeedsAPrefixADestinationAndAPriceAndTheRestHasItsStandard() throws {
        let table = try read("prefix,destination,price_per_minute\n374,Armenia,10.5\n*,World,\"100,00000001\"\n")
        #expect(
            table.rates == [
                CallRate(
                    prefix: "374", validFrom: day, destination: "Armenia",
                    price: CallPrice(perMinuteMicro: 1_050_000_000)),
                CallRate(
                    prefix: "", validFrom: day, destination: "World",
                    price: CallPrice(perMinuteMicro: 10_000_000_001)),
            ])
        #expect(table.lines == [2, 3])
        #expect(!table.hasDays)
    }

    @Test func everyColumnIsRead() throws {
        let table = try read(
            """
            prefix;destination;group;band;price_per_minute;connection_fee;first_increment;next_increment;minimum;grace;free;cap;tiers;valid_from
            +49;Germany;eu;night;0.5;1;30;6;10;3;15;250;60=0.4 300=0.25;2026-07-01
            #101;Fire;;;none;;;;;;;;;01.02.2026

            """)
        #expect(
            table.rates == [
                CallRate(
                    prefix: "49", band: "night", validFrom: try #require(CivilDate("2026-07-01")),
                    destination: "Germany", destinationGroup: "eu",
                    price: CallPrice(
                        perMinuteMicro: 50_000_000, connectionFeeMicro: 100_000_000, firstIncrement: 30,
                        nextIncrement: 6, minimumDuration: 10, graceSeconds: 3, freeSeconds: 15,
                        tiers: [
                            .init(fromSecond: 60, perMinuteMicro: 40_000_000),
                            .init(fromSecond: 300, perMinuteMicro: 25_000_000),
                        ], capMicro: 25_000_000_000)),
                CallRate(
                    prefix: "#101", validFrom: try #require(CivilDate("2026-02-01")), destination: "Fire", price: nil),
            ])
        #expect(table.hasDays)
    }

    @Test(
        arguments: [
            ("prefix,destination\n", 1, "price_per_minute"),
            ("prefix,destination,price_per_minute,colour\n", 1, "colour"),
            ("prefix,prefix,destination,price_per_minute\n", 1, "twice"),
            ("prefix,destination,price_per_minute\n3x,A,1\n", 2, "no prefix"),
            ("prefix,destination,price_per_minute\n1234567890123456,A,1\n", 2, "no prefix"),
            ("prefix,destination,price_per_minute\n37 4,A,1\n", 2, "no prefix"),
            ("prefix,destination,price_per_minute\n374,,1\n", 2, "destination"),
            ("prefix,destination,price_per_minute\n374,A,\n", 2, "price_per_minute is missing"),
            ("prefix,destination,price_per_minute\n374,A,-1\n", 2, "no price"),
            ("prefix,destination,price_per_minute\n374,A,1e3\n", 2, "no price"),
            ("prefix,destination,price_per_minute\n374,A,0.000000001\n", 2, "8 digits"),
            ("prefix,destination,price_per_minute\n374,A,99999999999999\n", 2, "no price"),
            ("prefix,destination,price_per_minute\n374,A,1\n374,B,2\n", 3, "line 2"),
            ("prefix,destination,price_per_minute,first_increment\n374,A,1,0\n", 2, "first_increment"),
            ("prefix,destination,price_per_minute,minimum\n374,A,1,1.5\n", 2, "minimum"),
            ("prefix,destination,price_per_minute,tiers\n374,A,1,300=1 60=2\n", 2, "tiers"),
            ("prefix,destination,price_per_minute,valid_from\n374,A,1,2026-02-30\n", 2, "valid_from"),
            ("prefix,destination,price_per_minute,band\n374,A,1,Night\n", 2, "band"),
            ("prefix,destination,price_per_minute,cap\n374,A,none,5\n", 2, "cap"),
        ])
    func whatIsWrongIsRefusedWithItsLine(_ text: String, _ line: Int, _ words: String) {
        let failure = #expect(throws: PriceListTable.Failure.self) { try read(text) }
        #expect(failure?.line == line)
        #expect(failure?.sentence.contains(words) == true, "\(failure?.sentence ?? "")")
    }

    @Test func aCutFileIsNoFile() {
        for text in ["", "prefix,destination,price_per_minute\n374,A,1", "prefix,destination,price_per_minute\n374\n"] {
            #expect(throws: PriceListTable.Failure.self) { try read(text) }
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for currency in [Currency.amd, Currency(code: "JPY"), Currency(code: "KWD")] {
            var rates: [CallRate] = []
            for number in 0..<300 {
                func sum() -> Int64 { Int64.random(in: 0...5_000_000_000, using: &generator) }
                let price = CallPrice(
                    perMinuteMicro: sum(), connectionFeeMicro: Bool.random(using: &generator) ? 0 : sum(),
                    firstIncrement: Int.random(in: 1...90, using: &generator),
                    nextIncrement: Int.random(in: 1...90, using: &generator),
                    minimumDuration: Int.random(in: 0...9, using: &generator),
                    graceSeconds: Int.random(in: 0...3, using: &generator),
                    freeSeconds: Int.random(in: 0...30, using: &generator),
                    tiers: number % 3 == 0
                        ? [.init(fromSecond: 60, perMinuteMicro: sum()), .init(fromSecond: 90, perMinuteMicro: sum())]
                        : [],
                    capMicro: number % 4 == 0 ? sum() : nil)
                rates.append(
                    CallRate(
                        prefix: number == 0 ? "" : (number % 10 == 0 ? "#" : "") + String(number),
                        band: ["", "night", "peak-2"][number % 3],
                        validFrom: day.adding(days: Int.random(in: 0...900, using: &generator)),
                        destination: ["Land, \"A\"", "=1+1", "M\u{E9}xico;", "'plain"][number % 4],
                        destinationGroup: ["", "mobile"][number % 2], price: number % 7 == 0 ? nil : price))
            }
            let text = PriceListTable.text(of: rates, currency: currency)
            #expect(try read(text, currency: currency).rates == rates, "seed \(seed)")
        }
    }
}
