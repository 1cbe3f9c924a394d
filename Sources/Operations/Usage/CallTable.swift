package import Domain

/// Calls as a CSV file: the first line names the columns, `start`, `duration` and `called` among them; `calling`,
/// `service` and `billing_day` may be there.
package struct CallTable: Hashable, Sendable {
    package struct Call: Hashable, Sendable {
        package let line: Int
        package let startedAt: Instant
        package let durationSeconds: Int64
        package let calling: String
        package let called: String
        /// Whose buckets are used up: the service, else the number that calls.
        package let service: String
        package let billingDay: Int
    }

    /// In the order of the file.
    package let calls: [Call]

    private static let columns = ["start", "duration", "calling", "called", "service", "billing_day"]

    /// - Parameter zone: of starts without an offset of their own.
    package init(text: String, zone: TimeZoneRules) throws(CatalogFile.Failure) {
        let table: DelimitedText
        do throws(DelimitedText.Failure) {
            table = try DelimitedText(text, needsLineEnd: true)
        } catch {
            throw CatalogFile.Failure(problems: [FileProblem(line: nil, words: error.sentence)])
        }
        let names = table.rows.first?.fields.map { $0.filter { $0 != " " } } ?? []
        var problems: [FileProblem] = []
        for name in names where !Self.columns.contains(name) {
            problems.append(
                FileProblem(
                    line: 1,
                    words:
                        "there is no column \u{201C}\(name)\u{201D}; there are \(Self.columns.joined(separator: ", "))")
            )
        }
        for name in ["start", "duration", "called"] where !names.contains(name) {
            problems.append(
                FileProblem(
                    line: 1,
                    words: "the column \(name) is missing: the first line names the columns, \(name) among them"
                ))
        }
        if Set(names).count != names.count {
            problems.append(FileProblem(line: 1, words: "a column is there twice: take one out"))
        }
        guard problems.isEmpty else { throw CatalogFile.Failure(problems: problems) }
        let places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        var calls: [Call] = []
        for row in table.rows.dropFirst() {
            func field(_ name: String) -> String { places[name].map { row.fields[$0] } ?? "" }
            func wrong(_ words: String) { problems.append(FileProblem(line: row.line, words: words)) }
            let (start, duration) = (field("start"), field("duration"))
            guard let startedAt = LocalTime.instant(start, zone: zone) else {
                wrong(
                    "\u{201C}\(start)\u{201D} is no time: write it like 2026-01-31 14:02:09, in local time or with an offset (+04:00, Z)"
                )
                continue
            }
            guard let seconds = LocalTime.seconds(duration) else {
                wrong("\u{201C}\(duration)\u{201D} is no duration: whole seconds, or hours:minutes:seconds")
                continue
            }
            let day = field("billing_day").isEmpty ? 1 : Int(field("billing_day")) ?? 0
            guard (1...31).contains(day) else {
                wrong("billing_day is a whole number from 1 to 31")
                continue
            }
            let calling = field("calling")
            calls.append(
                Call(
                    line: row.line, startedAt: startedAt, durationSeconds: seconds, calling: calling,
                    called: field("called"), service: field("service").isEmpty ? calling : field("service"),
                    billingDay: day))
        }
        guard problems.isEmpty else { throw CatalogFile.Failure(problems: problems) }
        self.calls = calls
    }
}

/// Times of files of calls.
enum LocalTime {
    /// With an offset, or by the zone's clock: of a time that comes twice the first, of one that is skipped the moment
    /// that the clock would have shown without the change.
    static func instant(_ text: String, zone: TimeZoneRules) -> Instant? {
        if let instant = Instant(text) { return instant }
        guard let wall = Instant(text + "Z") ?? Instant(text + ":00Z") else { return nil }
        // The offsets a day before and a day after are those around the moment.
        let candidates = [-86_400, 86_400].map { (away: Int64) in
            wall.adding(seconds: -Int64(zone.offset(at: wall.adding(seconds: away))))
        }.sorted()
        return candidates.first { $0.adding(seconds: Int64(zone.offset(at: $0))) == wall } ?? candidates[1]
    }

    /// `125`, `2:05`, `0:02:05`.
    static func seconds(_ text: String) -> Int64? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var seconds: Int64 = 0
        for (place, part) in parts.enumerated() {
            guard !part.isEmpty, part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                part.utf8.count <= 12, let number = Int64(part), place == 0 || number < 60
            else { return nil }
            seconds = seconds * 60 + number
        }
        return isNegative ? -seconds : seconds
    }
}
