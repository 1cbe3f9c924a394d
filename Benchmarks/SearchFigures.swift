import Demo
import Domain
import Glibc
import Store

/// From a key to what it finds among a million customers, through the operator's own rights: the pause in which more may
/// be typed and the database's answer. Beside it the shortest exchange with the same server.
struct SearchFigures {
    let folder: String
    let customers: Int

    /// What the client waits for more keys before it asks.
    private static let pause = 60.0
    private static let rows = 19

    func measure() async throws -> [Figure] {
        let installation = try await BenchInstallation(folder: folder, customers: 0)
        let clock = ContinuousClock()
        var indexing = Duration.zero
        let samples = try await installation.administration.run { session in
            try await session.fillForSearch(customers: customers)
            indexing = try await clock.measure { _ = try await session.completeSearch() }
            return try await session.samplesForSearch(200)
        }
        let database = Database(keywords: installation.operatorKeywords, connections: 1)
        let kinds = Self.kinds(samples)
        var figures: [Figure] = []
        var all: [Double] = []
        /// - Parameter whose: of whose branches, said in the figures' names.
        func ask(_ kinds: [(String, [String])], whose: String = "") async throws {
            // Once for the caches.
            for (_, texts) in kinds { _ = try await times(texts.prefix(20), database) }
            for (kind, texts) in kinds {
                let times = try await times(texts[...], database)
                all += times
                figures.append(
                    Figure(
                        name: "search, \(kind)\(whose), p99", value: times.share(99), unit: "ms", limit: Self.pause))
            }
        }
        try await ask(kinds)
        // By those who see some branches only, of whose customers there is one in three, and none.
        for (branch, whose) in [("yerevan-1", ", of a branch"), ("nobody", ", of a branch of nobody")] {
            try await installation.administration.run { try await $0.confineOperator("op_bench", toBranch: branch) }
            try await ask(kinds, whose: whose)
        }
        var nothing: [Double] = []
        for _ in 0..<500 {
            nothing.append(
                try await database.withSession { session in
                    try await clock.measure { try await session.nothing() }
                }.milliseconds)
        }
        await database.close()
        try installation.destroy()
        return figures + [
            Figure(
                name: "search, shortest exchange with the server", value: nothing.median, unit: "ms", limit: 1),
            Figure(
                name: "search, median over the shortest exchange", value: all.median / nothing.median, unit: "times",
                limit: 100),
            Figure(
                name: "key to results at \(customers / 1_000) k customers, p50", value: Self.pause + all.median,
                unit: "ms",
                limit: 80),
            Figure(
                name: "key to results at \(customers / 1_000) k customers, p99",
                value: Self.pause + all.share(99), unit: "ms", limit: 120),
            Figure(
                name: "a million customers indexed for the search",
                value: indexing.milliseconds / 60_000 * 1_000_000 / Double(customers), unit: "min", limit: 5),
        ]
    }

    private func times(_ texts: ArraySlice<String>, _ database: Database) async throws -> [Double] {
        let clock = ContinuousClock()
        var times: [Double] = []
        for text in texts {
            times.append(
                try await database.withSession { session in
                    try await clock.measure {
                        _ = try await session.search([text] + KeyboardReadings.others(of: text), limit: Self.rows)
                    }
                }.milliseconds)
        }
        return times
    }

    /// What operators type, by kind.
    private static func kinds(_ samples: [SearchSample]) -> [(String, [String])] {
        let word = { (text: String) in text.split(separator: " ").first.map(String.init) ?? text }
        let second = { (text: String) in text.split(separator: " ").dropFirst().first.map(String.init) ?? text }
        return [
            ("1 letter", samples.map { String($0.name.prefix(1)) }),
            ("2 letters", samples.map { String($0.name.prefix(2)) }),
            ("3 letters", samples.map { String($0.name.prefix(3)) }),
            ("whole first word", samples.map { word($0.name) }),
            ("transliterated", samples.map { word($0.form) }),
            ("two words, either order", samples.map { "\(second($0.form)) \(word($0.form).prefix(4))" }),
            ("beginnings of two words", samples.map { "\(second($0.form).prefix(1)) \(word($0.form).prefix(2))" }),
            ("a letter wrong", samples.map { wrong(word($0.form)) }),
            ("a letter wrong and another word", samples.map { "\(second($0.form)) \(wrong(word($0.form)))" }),
            ("on the Russian layout", samples.map { KeyboardReadings.others(of: word($0.form)).first ?? "" }),
            ("nobody", samples.indices.map { "xuqwzt\($0 % 7)ovich" }),
            ("phone", samples.map(\.phone)), ("end of a phone", samples.map { String($0.phone.suffix(6)) }),
            ("middle of a phone, 5 digits", samples.map { String($0.phone.dropFirst(5).prefix(5)) }),
            ("middle of a phone, 4 digits", samples.map { String($0.phone.dropFirst(6).prefix(4)) }),
            ("middle that many phones have", samples.map { String($0.phone.dropFirst(2).prefix(5)) }),
            ("beginning of a phone", samples.map { "0" + $0.phone.dropFirst(3).prefix(4) }),
            ("contract", samples.map(\.contract)), ("end of a contract", samples.map { String($0.contract.suffix(5)) }),
            ("address", samples.map { "@" + $0.address }), ("street and house without @", samples.map(\.address)),
            ("street", samples.map { "@" + word($0.address).prefix(4) }),
            ("serial", samples.map { "!" + $0.serial }), ("end of a serial", samples.map { "!" + $0.serial.suffix(5) }),
            ("MAC", samples.map(\.mac)),
            ("e-mail", samples.map(\.email)),
            ("tax number", samples.map(\.taxNumber).filter { !$0.isEmpty }),
        ]
    }

    /// The third letter is another one.
    private static func wrong(_ word: String) -> String {
        var letters = Array(word)
        if letters.count > 4 { letters[2] = letters[2] == "o" ? "u" : "o" }
        return String(letters)
    }
}
