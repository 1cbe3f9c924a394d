import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// What a list is after imports: against a model, at once from many sides, and as large as they come.
@Suite struct PriceListStateTests {
    private struct Key: Hashable {
        let prefix: String
        let band: String
    }

    /// What a file does to a list, said once more and simply: row by row. What is so already writes nothing.
    private struct Model {
        var rows: [Key: [CivilDate: CallRate]] = [:]

        init(_ rates: [CallRate] = []) {
            for rate in rates { rows[Key(prefix: rate.prefix, band: rate.band), default: [:]][rate.validFrom] = rate }
        }

        func rate(_ key: Key, on day: CivilDate) -> CallRate? {
            let rate = (rows[key] ?? [:]).filter { $0.key <= day }.max { $0.key < $1.key }?.value
            return rate?.price == nil ? nil : rate
        }

        mutating func take(_ file: [CallRate], from: CivilDate, isWhole: Bool) {
            if isWhole {
                let named = Set(file.map { Key(prefix: $0.prefix, band: $0.band) })
                for key in rows.keys {
                    let own = file.filter { Key(prefix: $0.prefix, band: $0.band) == key }.map(\.validFrom)
                    rows[key] = rows[key]?.filter { $0.key <= from || own.contains($0.key) }
                    if !named.contains(key), var gone = rate(key, on: from) {
                        gone.price = nil
                        rows[key]?[from] = gone
                    }
                }
            }
            // Of the rows that begin before the day only the last counts.
            let begun = file.filter { $0.validFrom <= from }.sorted { $0.validFrom < $1.validFrom }
            let last = Dictionary(begun.map { (Key(prefix: $0.prefix, band: $0.band), $0) }) { $1 }
            let later = file.filter { $0.validFrom > from }.sorted { $0.validFrom < $1.validFrom }
            for (key, rate) in last { put(rate, key, on: from) }
            for rate in later { put(rate, Key(prefix: rate.prefix, band: rate.band), on: rate.validFrom) }
        }

        private mutating func put(_ new: CallRate, _ key: Key, on day: CivilDate) {
            let old = rate(key, on: day)
            let isSame = old?.price == new.price && old?.destination == new.destination
            if isSame && old?.destinationGroup == new.destinationGroup || old == nil && new.price == nil { return }
            rows[key, default: [:]][day] = new
        }
    }

    private static let first = CivilDate(year: 2026, month: 12, day: 1) ?? .farPast

    /// Imports at random: each day of each prefix costs what the model says, the preview says what the import does, and
    /// the same prices again change nothing.
    @Test func everyDayOfEveryPrefixCostsWhatTheFilesSay() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-11-25")
        let prices = PriceListStory(installation)
        var model = Model(try await prices.rates())
        for round in 0..<25 {
            let from = Self.first.adding(days: Int.random(in: 0..<20, using: &generator))
            let isWhole = Bool.random(using: &generator)
            var file: [CallRate] = []
            for _ in 0..<Int.random(in: 1..<12, using: &generator) {
                let prefix = ["", "1", "37410", "374", "44", "441", "#"].randomElement(using: &generator) ?? ""
                let day = Self.first.adding(days: Int.random(in: -3..<20, using: &generator))
                if file.contains(where: { $0.prefix == prefix && $0.validFrom == day }) { continue }
                let price = CallPrice(perMinuteMicro: Int64.random(in: 1...3, using: &generator) * 1_000_000)
                file.append(
                    CallRate(
                        prefix: prefix, validFrom: day, destination: "Somewhere",
                        price: Int.random(in: 0..<5, using: &generator) == 0 ? nil : price))
            }
            let text = PriceListTable.text(of: file, currency: .amd)
            let order = PriceListOrder(list: "national", from: from, isWhole: isWhole, isDryRun: true)
            let dry = try await prices.import(text, order)
            var real = order
            real.isDryRun = false
            let done = try await prices.import(text, real)
            let place = "seed \(seed), round \(round)"
            #expect(dry == done, "\(place)")
            #expect(try await prices.import(text + "\n", order).counts == [:], "\(place)")
            model.take(file, from: from, isWhole: isWhole)
            let stored = Model(try await prices.rates())
            for key in Set(model.rows.keys).union(stored.rows.keys) {
                for offset in -5..<25 {
                    let day = Self.first.adding(days: offset)
                    #expect(
                        stored.rate(key, on: day)?.price == model.rate(key, on: day)?.price,
                        "\(place), \(key.prefix) on \(day)")
                }
            }
        }
        try await installation.drop()
    }

    @Test func importsAtOnceComeOneAfterTheOther() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-11-25")
        let prices = PriceListStory(installation)
        let order = PriceListOrder(list: "national", from: Self.first)
        let file = PriceListStory.columns + "44,,United Kingdom,,70,,60,\n"
        let answers = try await withThrowingTaskGroup(of: PriceListChanges.self) { group in
            for _ in 0..<6 { group.addTask { try await prices.import(file, order) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0.earlier == nil } == 1, "one did it, the others found it done")
        #expect(answers.allSatisfy { $0.counts == [.added: 1] })
        #expect(try await prices.rates().count { $0.prefix == "44" } == 1)
        let records = try await prices.transaction { try await $0.priceListImports(of: "national") }
        #expect(records.map(\.version) == [2] && records.first?.fileName == "rates.csv")
        try await installation.drop()
    }

    /// A hundred thousand rows, one entry of the history, and a stamp by which snapshots are read again.
    @Test func aHundredThousandRowsAreOneChangeOfTheList() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-11-25")
        let prices = PriceListStory(installation)
        let session = try await installation.superuser()
        func number(_ statement: Statement) async throws -> Int {
            try #require(try await session.connection.query(statement).first).decode(0)
        }
        let events = try await number("SELECT count(*) FROM hist.event")
        let stamp = try await number("SELECT api.catalog_stamp()")
        let rates: [CallRate] = (0..<100_000).map { index -> CallRate in
            let price = CallPrice(perMinuteMicro: 1_000_000 + Int64(index))
            return CallRate(
                prefix: String(20_000_000 + index * 7), validFrom: Self.first, destination: "Town \(index)",
                price: price)
        }
        var order = PriceListOrder(list: "national", from: Self.first)
        let changes = try await prices.transaction { [order] session in
            try await session.importPriceList(
                rates, order: order, fileName: "az.csv", contentHash: SHA256.hex(of: "az".utf8), key: .make())
        }
        #expect(changes.counts == [.added: 100_000] && changes.samples.count == 5)
        #expect(changes.samples.first?.prefix == "20000000" && changes.warnings == [])
        #expect(try await number("SELECT count(*) FROM catalog.call_rate WHERE prefix LIKE '2%'") == 100_000)
        #expect(try await number("SELECT count(*) FROM hist.event") == events + 1)
        #expect(try await number("SELECT api.catalog_stamp()") > stamp)
        // The next month's list: a third dearer, the demo's seven gone.
        order.from = Self.first.adding(days: 31)
        order.isWhole = true
        let next = rates.enumerated().map { index, rate in
            var rate = rate
            if index.isMultiple(of: 3) { rate.price?.perMinuteMicro += 1 }
            return rate
        }
        let second = try await prices.transaction { [order] session in
            try await session.importPriceList(
                next, order: order, fileName: "az2.csv", contentHash: SHA256.hex(of: "az2".utf8), key: .make())
        }
        #expect(second.counts == [.dearer: 33_334, .withdrawn: 7] && second.unchanged == 66_666)
        await session.connection.close()
        try await installation.drop()
    }
}
