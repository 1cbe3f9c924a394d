import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Many hands at once: a device is at exactly one place, a scan counts once, and quantities add up.
@Suite struct StockRaceTests {
    @Test func severalPeopleScanIntoOneBatchAndEachSerialCountsOnce() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            let serials = (1...40).map { "HWTC0000\($0 + 1000)" }
            let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
                for hand in 0..<4 {
                    group.addTask {
                        // Everybody scans everything, each from another end.
                        let mine = Array(serials[(hand * 10)...] + serials[..<(hand * 10)])
                        return try await story.acting(hand == 0 ? "op_aram" : "op_suren") { session in
                            var count = 0
                            for serial in mine {
                                let answers = try await session.scan(
                                    [DocumentScan(scan: serial, serials: [serial])], into: receipt, key: .make())
                                count += answers.count { $0.verdict == .accepted }
                            }
                            return count
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(accepted == serials.count)
            let sheet = try await story.sheet(receipt)
            #expect(Set(sheet.lines.map(\.serial)) == Set(serials) && sheet.lines.count == serials.count)
            #expect(Set(sheet.lines.map(\.line)).count == serials.count, "every line has a number of its own")
            #expect(try await story.post(receipt).taken == serials.count)
        }
    }

    @Test func twoDocumentsThatWantOneDeviceGiveItToOne() async throws {
        try await StockStory.run { story in
            let customer = try await story.customer()
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            let give = try await story.open(.handOver, from: StockStory.central, customer: customer)
            let serials = (1...9).map { "HWTCA000000\($0)" }
            try await story.scan(serials, into: move)
            #expect(try await story.scan(serials, into: give).allSatisfy { $0 == .elsewhere }, "told while scanning")
            // As if it had been scanned before the other draft was there.
            _ = try await story.text(
                """
                WITH x AS (UPDATE warehouse.document_line SET is_counted = true, outcome = 'accepted'
                    WHERE document_id = \(give) RETURNING 1) SELECT count(*) FROM x
                """)
            let taken = try await withThrowingTaskGroup(of: StockPosting.self) { group in
                group.addTask { try await story.post(move) }
                group.addTask { try await story.post(give, by: "op_suren") }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(taken.map(\.taken).reduce(0, +) == serials.count, "\(taken)")
            #expect(taken.map(\.aside).reduce(0, +) == serials.count, "\(taken)")
        }
    }

    @Test func twoReceiptsOfTheSameLabelsRegisterEachOnce() async throws {
        try await StockStory.run { story in
            let serials = (1...30).map { "HWTC0000\($0 + 2000)" }
            var receipts: [StockDocumentID] = []
            for _ in 0..<2 {
                let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
                try await story.scan(serials.shuffled(), into: receipt)
                receipts.append(receipt)
            }
            let both = receipts
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for receipt in both { group.addTask { try await story.post(receipt).taken } }
                return try await group.reduce(0, +)
            }
            #expect(taken == serials.count)
        }
    }

    @Test func onePostingAtATimeAndTheSecondIsTold() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scan(["HWTCA0000021"], into: move)
            let key = CommandKey.make()
            let postings = try await withThrowingTaskGroup(of: StockPosting.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await story.acting("op_suren") { try await $0.postDocument(move, isWhole: false, key: key) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(postings) == [postings[0]] && postings[0].state == .sent, "one command, three answers alike")
        }
    }

    @Test func aCountAndAMoveOfTheSameMomentGiveEachDeviceOnePlace() async throws {
        try await StockStory.run { story in
            let serials = (1...9).map { "HWTCA000000\($0)" }
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.north)
            try await story.scan(serials, into: move)
            try await story.scans([DocumentScan(scan: "q", model: StockStory.cable, quantity: 100)], into: move)
            let count = try await story.open(.count, from: StockStory.van)
            #expect(try await story.scan(serials.reversed(), into: count).allSatisfy { $0 == .misplaced })
            try await story.scans([DocumentScan(scan: "q", model: StockStory.cable, quantity: 360)], into: count)
            let postings = try await withThrowingTaskGroup(of: StockPosting.self) { group in
                group.addTask { try await story.post(move) }
                group.addTask { try await story.post(count, by: "op_aram") }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // The metres are taken by both, each device by one.
            #expect(postings.map(\.taken).reduce(0, +) == serials.count + 2, "\(postings)")
            #expect(postings.map(\.aside).reduce(0, +) == serials.count, "\(postings)")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.van) == 360)
        }
    }

    /// Masks mean the same to the client and to the database.
    @Test func masksMeanTheSameOnBothSides() async throws {
        try await StockStory.run { story in
            let masks = ["HWTC%{8}", "@@####", "X?{4-6}", "#{13}|S#{8}", "A#{0-3}B", "%", "ABC", "?{4-32}"]
            let seed = UInt64.random(in: 1...UInt64.max)
            var random = SeededRandom(seed: seed)
            let alphabet = Array("AXSBH0123456789CTWFG")
            var serials = ["HWTC1A2B3C4D", "AB1234", "X1234", "S12345678", "AB", "A123B", "ABC", "A"]
            for _ in 0..<60 {
                serials.append(
                    String(
                        (0..<Int.random(in: 1...14, using: &random)).map { _ in
                            alphabet.randomElement(using: &random) ?? "A"
                        }))
            }
            let session = try await story.installation.superuser()
            for text in masks {
                let mask = try SerialMask(text)
                for serial in serials {
                    let fits: Bool? = try await session.connection.query(
                        "SELECT warehouse.fits(\(text), \(serial))"
                    ).first?.decode(0)
                    #expect(fits == mask.matches(serial), "seed \(seed): \(text) \(serial)")
                }
            }
            await session.connection.close()
        }
    }
}

struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
