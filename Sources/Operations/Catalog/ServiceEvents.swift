package import Domain

/// What happened to one service, as `bcrm price charges` is told it: a CSV file with the header `date,event` and the
/// columns its events need, one event a line, in the order of the days.
package struct ServiceEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case activation(tariff: String, billingDay: Int)
        case change(tariff: String)
        case option(component: String, quantity: Int64)
        case optionEnd(component: String)
        /// Through a last day; nil: without end.
        case discount(String, through: CivilDate?)
        case discountEnd(String)
        case taxScheme(String)
        case suspension(reason: String)
        case resumption(reason: String)
        case termination
        case payment(String)
        case creditLimit(String)
    }

    package let line: Int
    package let day: CivilDate
    package let kind: Kind

    package init(line: Int, day: CivilDate, kind: Kind) {
        self.line = line
        self.day = day
        self.kind = kind
    }

    /// Why a service may not run (business-rules section 4).
    package static let reasons = ["money", "request", "fraud", "technical", "other"]

    fileprivate static let names = [
        "activation", "change", "option", "option_end", "discount", "discount_end", "tax_scheme", "suspension",
        "resumption", "termination", "payment", "credit_limit",
    ]
    fileprivate static let columns = [
        "date", "event", "tariff", "billing_day", "component", "quantity", "discount", "through", "scheme", "reason",
        "amount",
    ]
}

extension ServiceEvent {
    /// All events of the text, or all that is wrong with it.
    package static func read(_ text: String) throws(CatalogFile.Failure) -> [ServiceEvent] {
        let table: DelimitedText
        do {
            table = try DelimitedText(text, needsLineEnd: true)
        } catch {
            throw CatalogFile.Failure(problems: [FileProblem(line: nil, words: error.sentence)])
        }
        var reader = EventReader(table)
        let events = reader.read()
        guard reader.problems.isEmpty else { throw CatalogFile.Failure(problems: reader.problems) }
        return events
    }
}

private struct EventReader {
    private let rows: ArraySlice<DelimitedText.Row>
    private let columns: [String]
    private(set) var problems: [FileProblem] = []
    private var row = DelimitedText.Row(line: 0, fields: [])
    private var used: Set<String> = []

    init(_ table: DelimitedText) {
        rows = table.rows.dropFirst()
        columns = table.rows.first?.fields.map { $0.filter { $0 != " " } } ?? []
        for column in columns where !ServiceEvent.columns.contains(column) {
            complain(
                1,
                "there is no column \u{201C}\(column)\u{201D}; there are \(ServiceEvent.columns.joined(separator: ", "))"
            )
        }
        for column in ["date", "event"] where !columns.contains(column) {
            complain(1, "the column \(column) is missing: the first line names the columns, \(column) among them")
        }
        if Set(columns).count != columns.count { complain(1, "a column is there twice: take one out") }
    }

    private mutating func complain(_ line: Int, _ words: String) {
        problems.append(FileProblem(line: line, words: words))
    }

    mutating func read() -> [ServiceEvent] {
        guard problems.isEmpty else { return [] }
        var events: [ServiceEvent] = []
        for row in rows {
            self.row = row
            used = ["date", "event"]
            guard let day = CivilDate(field("date")) else {
                complain(row.line, "\u{201C}\(field("date"))\u{201D} is no day: write it like 2026-01-31")
                continue
            }
            if let last = events.last, day < last.day {
                complain(row.line, "\(day) is before the day of the line above: put the events in order")
            }
            guard let kind = kind() else { continue }
            for column in columns where !used.contains(column) && !field(column).isEmpty {
                complain(row.line, "\(field("event")) has no \(column): leave the field empty")
            }
            events.append(ServiceEvent(line: row.line, day: day, kind: kind))
        }
        return events
    }

    private func field(_ column: String) -> String {
        guard let index = columns.firstIndex(of: column), index < row.fields.count else { return "" }
        return row.fields[index]
    }

    private mutating func take(_ column: String) -> String? {
        used.insert(column)
        let text = field(column)
        if text.isEmpty { complain(row.line, "\(field("event")) needs a \(column): fill it in") }
        return text.isEmpty ? nil : text
    }

    private mutating func kind() -> ServiceEvent.Kind? {
        switch field("event") {
        case "activation":
            let day = number("billing_day", 1...31, or: 1)
            return take("tariff").map { .activation(tariff: $0, billingDay: Int(day)) }
        case "change": return take("tariff").map { .change(tariff: $0) }
        case "option":
            let quantity = number("quantity", 1...1000, or: 1)
            return take("component").map { .option(component: $0, quantity: quantity) }
        case "option_end": return take("component").map { .optionEnd(component: $0) }
        case "discount":
            used.insert("through")
            let text = field("through")
            let through = CivilDate(text)
            if !text.isEmpty, through == nil {
                complain(row.line, "\u{201C}\(text)\u{201D} is no day: write it like 2026-01-31")
            }
            return take("discount").map { .discount($0, through: through) }
        case "discount_end": return take("discount").map { .discountEnd($0) }
        case "tax_scheme": return take("scheme").map { .taxScheme($0) }
        case "suspension": return reason().map { .suspension(reason: $0) }
        case "resumption": return reason().map { .resumption(reason: $0) }
        case "termination": return .termination
        case "payment": return take("amount").map { .payment($0) }
        case "credit_limit": return take("amount").map { .creditLimit($0) }
        case let other:
            complain(
                row.line,
                "there is no event \u{201C}\(other)\u{201D}; there are \(ServiceEvent.names.joined(separator: ", "))")
            return nil
        }
    }

    private mutating func number(_ column: String, _ range: ClosedRange<Int64>, or standard: Int64) -> Int64 {
        used.insert(column)
        let text = field(column)
        if text.isEmpty { return standard }
        if let number = Int64(text), range.contains(number) { return number }
        complain(row.line, "\(column) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        return standard
    }

    private mutating func reason() -> String? {
        guard let reason = take("reason") else { return nil }
        if ServiceEvent.reasons.contains(reason) { return reason }
        complain(row.line, "the reason is one of \(ServiceEvent.reasons.joined(separator: ", "))")
        return nil
    }
}
