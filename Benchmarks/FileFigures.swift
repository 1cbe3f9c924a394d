import Domain
import Operations
import Store

/// Files on their way into the database: a price list, and call records.
struct FileFigures {
    let installation: BenchInstallation

    private static let prices = 100_000
    private static let rows = 1_000_000
    private let clock = ContinuousClock()

    func measure() async throws -> [Figure] {
        try await prices() + calls()
    }

    /// Parsed, compared with what the list has, and written; then the same again with every tenth price changed.
    private func prices() async throws -> [Figure] {
        let today = try await installation.asOperator { session in try await session.businessDay().today }
        var times: [Double] = []
        for round in 0..<4 {
            let file = priceFile(dearer: round)
            let order = PriceListOrder(list: "national", from: today)
            times.append(
                try await clock.measure {
                    _ = try await installation.asOperator { session in
                        try await PriceListExchange.import(file, fileName: "prices.csv", order: order, on: session)
                    }
                }.milliseconds)
        }
        return [
            Figure(name: "price list of 100,000 new rows imported", value: times[0], unit: "ms", limit: 1_000),
            Figure(
                name: "price list of 100,000 rows imported again", value: Array(times[1...]).median, unit: "ms",
                limit: 1_000),
        ]
    }

    private func priceFile(dearer round: Int) -> [UInt8] {
        var text = "prefix,destination,price_per_minute\n"
        for number in 0..<Self.prices {
            let price = 20 + number % 50 + (number % 10 == 0 ? round : 0)
            text += "\(1_000_000 + number),Destination \(number % 900),\(price)\n"
        }
        return Array(text.utf8)
    }

    private static let mapping = """
        [file]
        source = "bench"
        [columns]
        calling = "A"
        called = "B"
        start = "start"
        duration = "seconds"
        [time]
        pattern = "YYYY-MM-DD hh:mm:ss"
        zone = "Asia/Yerevan"
        """

    /// A million rows, read, kept once each, and ready to be rated.
    private func calls() async throws -> [Figure] {
        let mapping = try CDRMapping(Self.mapping)
        var next = 0
        func piece() -> [UInt8]? {
            guard next < Self.rows else { return nil }
            var text = next == 0 ? "A,B,start,seconds\n" : ""
            for number in next..<min(next + 1_000, Self.rows) {
                let (minute, second) = (number / 60 % 60, number % 60)
                text += "374\(10_000_000 + number),37477101214,2026-11-0\(1 + number / 3_600 % 9) 10:"
                text += "\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second),60\n"
            }
            next += 1_000
            return Array(text.utf8)
        }
        var stored = 0
        let time = try await clock.measure {
            stored = try await installation.asOperator { session in
                try await CDRFile.import(
                    { piece() }, name: "calls.csv", contentHash: String(repeating: "0", count: 64), mapping: mapping,
                    mappingText: Self.mapping,
                    on: session
                ).stored
            }
        }
        guard stored == Self.rows else { throw BenchFailure(words: "\(stored) of \(Self.rows) rows were kept") }
        return [
            Figure(
                name: "file of 1,000,000 calls kept", value: Double(stored) / (time.milliseconds / 1_000),
                unit: "rows/s",
                limit: 20_000, isFloor: true)
        ]
    }
}
