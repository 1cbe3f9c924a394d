import Domain
import Store

/// Makes call records of the rows of a file by its mapping. What cannot be read is refused with its line and reason, and
/// never stops the rest.
struct CDRRowReader {
    enum Outcome {
        case row(CDRRow)
        case refused(CDRRefusal)
        /// By a filter, or a call nobody answered.
        case skipped
        /// A blank line, or one above the rows.
        case none
    }

    private let mapping: CDRMapping
    private var places: [CDRMapping.Field: Int] = [:]
    private var filterPlaces: [(place: Int, values: [String])] = []
    private var width: Int?
    private var isHeaderRead = false

    init(_ mapping: CDRMapping) { self.mapping = mapping }

    mutating func read(_ row: CDRLines.Row) throws(CDRFile.Failure) -> Outcome {
        if row.line <= mapping.skippedLines { return .none }
        let isMarked = row.line == 1 && row.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let bytes = isMarked ? Array(row.bytes.dropFirst(3)) : row.bytes
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return .none }
        let text: String
        do throws(TextEncoding.Failure) {
            text = try TextEncoding.text(of: bytes, encoding: mapping.encoding)
        } catch {
            let raw = String(decoding: bytes, as: UTF8.self)
            return .refused(
                CDRRefusal(line: row.line, reason: "the row is not \(mapping.encoding.rawValue)", text: raw))
        }
        do throws(Reason) {
            if let fault = row.fault { throw Reason(fault) }
            let fields = try fields(of: text)
            if mapping.format == .csv, !isHeaderRead {
                isHeaderRead = true
                try findColumns(fields, line: row.line)
                if mapping.hasHeader { return .none }
            }
            return try outcome(fields, text, row.line)
        } catch {
            if let failure = error.failure { throw failure }
            return .refused(CDRRefusal(line: row.line, reason: error.words, text: text))
        }
    }

    /// Why a row is refused, or with it the whole file.
    private struct Reason: Error {
        let words: String
        var failure: CDRFile.Failure?

        init(_ words: String) { self.words = words }

        init(_ failure: CDRFile.Failure) {
            words = failure.sentence
            self.failure = failure
        }
    }

    // MARK: Columns

    private func fields(of text: String) throws(Reason) -> [String] {
        if mapping.format == .fixed { return [text] }
        do throws(DelimitedText.Failure) {
            let table = try DelimitedText(text, delimiter: mapping.delimiter, shape: .ragged)
            guard table.rows.count == 1, let row = table.rows.first else { throw DelimitedText.Failure.empty }
            return row.fields
        } catch {
            switch error {
            case .notText: throw Reason("the row holds a zero character")
            case .textAfterQuote(_, let field): throw Reason("field \(field): text follows a closing quote")
            case .cutInsideQuotes, .noLineEnd, .wrongWidth, .empty: throw Reason("a quote opens and never closes")
            }
        }
    }

    private mutating func findColumns(_ header: [String], line: Int) throws(Reason) {
        width = header.count
        for (field, column) in mapping.columns { places[field] = try place(column, header, line) }
        for filter in mapping.filters {
            filterPlaces.append((try place(filter.column, header, line), filter.values))
        }
    }

    private func place(_ column: CDRMapping.Column, _ header: [String], _ line: Int) throws(Reason) -> Int {
        switch column {
        case .number(let number):
            guard number <= header.count else {
                throw Reason(.columns(line: line, words: "there are \(header.count) columns, and no column \(number)"))
            }
            return number - 1
        case .named(let name):
            let found = header.indices.filter { Self.trimmed(header[$0]).lowercased() == name.lowercased() }
            guard found.count == 1 else {
                let all = header.map { "\"\(Self.trimmed($0))\"" }.joined(separator: ", ")
                let words =
                    found.isEmpty ? "there is no column \"\(name)\"" : "there are \(found.count) columns \"\(name)\""
                throw Reason(.columns(line: line, words: "\(words); there are \(all)"))
            }
            return found[0]
        case .characters: return 0
        }
    }

    private static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    /// Characters of a row of fixed width.
    private static func characters(_ range: ClosedRange<Int>, of text: String) -> String {
        trimmed(String(text.dropFirst(range.lowerBound - 1).prefix(range.count)))
    }

    private func field(_ field: CDRMapping.Field, _ fields: [String]) -> String {
        guard let column = mapping.columns[field] else { return mapping.constants[field] ?? "" }
        if case .characters(let range) = column { return Self.characters(range, of: fields[0]) }
        guard let place = places[field], place < fields.count else { return "" }
        return Self.trimmed(fields[place])
    }

    private func isPassedOver(_ fields: [String]) -> Bool {
        if mapping.format == .fixed {
            return mapping.filters.contains { filter in
                guard case .characters(let range) = filter.column else { return false }
                return filter.values.contains(Self.characters(range, of: fields[0]))
            }
        }
        return filterPlaces.contains { $0.place < fields.count && $0.values.contains(Self.trimmed(fields[$0.place])) }
    }

    // MARK: The record

    private func outcome(_ fields: [String], _ text: String, _ line: Int) throws(Reason) -> Outcome {
        if let width, fields.count != width {
            throw Reason(
                "the row has \(fields.count) fields and not \(width): it is cut, or the separator is another one")
        }
        if isPassedOver(fields) { return .skipped }
        let duration = try duration(field(.duration, fields))
        let answered = try answer(fields)
        let end = try moment(.end, field(.end, fields))
        guard let answered else {
            if (duration ?? 0) == 0 { return .skipped }
            throw Reason("the answer is missing, and the call lasts \(duration ?? 0) s")
        }
        guard duration != nil || end != nil else { throw Reason("both duration and end are missing") }
        let calling = try number(.calling, fields)
        let called = try number(.called, fields)
        if calling.isEmpty { throw Reason("calling is missing") }
        if called.isEmpty { throw Reason("called is missing") }
        var body = ""
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { body += "\(name)\t\(value)\n" }
        }
        add("calling", calling)
        add("called", called)
        add("subscriber", try number(.subscriber, fields))
        add("answered_at", answered.description)
        add("ended_at", end?.description)
        add("duration", duration.map { String($0) })
        add("cause", try whole(.cause, fields))
        add("role", try role(fields))
        let key = try key(
            fields, "\(calling)\t\(called)\t\(answered)\t\(duration.map { String($0) } ?? end?.description ?? "")")
        return .row(CDRRow(key: key, line: line, body: body, text: text))
    }

    private func key(_ fields: [String], _ content: String) throws(Reason) -> String {
        guard mapping.columns[.id] != nil else { return String(SHA256.hex(of: content.utf8).prefix(32)) }
        let id = field(.id, fields)
        if id.isEmpty { throw Reason("id is missing") }
        guard id.utf8.count <= 200, !Self.hasControls(id) else {
            throw Reason("id is longer than 200 octets or holds control characters")
        }
        return id
    }

    private static func hasControls(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

    /// As it is dialled: the numbering plan makes it a number when the call is rated.
    private func number(_ field: CDRMapping.Field, _ fields: [String]) throws(Reason) -> String {
        let text = self.field(field, fields)
        guard text.utf8.count <= 64, !Self.hasControls(text) else {
            throw Reason("\(field.rawValue) is no telephone number")
        }
        return text
    }

    private func answer(_ fields: [String]) throws(Reason) -> Instant? {
        let field = mapping.columns[.answer] == nil ? CDRMapping.Field.start : .answer
        let text = self.field(field, fields)
        if text.isEmpty, field == .start { throw Reason("start is missing") }
        return try moment(field, text)
    }

    private func moment(_ field: CDRMapping.Field, _ text: String) throws(Reason) -> Instant? {
        if text.isEmpty { return nil }
        guard let instant = mapping.time.instant(text) else {
            throw Reason("\(field.rawValue) \u{201C}\(text.prefix(40))\u{201D} is no moment like \(mapping.time.text)")
        }
        return instant
    }

    private func duration(_ text: String) throws(Reason) -> Int64? {
        if text.isEmpty { return nil }
        let wrong = Reason(
            "duration \u{201C}\(text.prefix(40))\u{201D} is no number of \(mapping.durationUnit.rawValue)")
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
        }
        switch (mapping.durationUnit, parts.count) {
        case (.seconds, 1), (.milliseconds, 1):
            guard let count = parts[0], count < 1_000_000_000_000 else { throw wrong }
            return mapping.durationUnit == .seconds ? count : (count + 999) / 1000
        case (.clock, 2):
            guard let minutes = parts[0], let seconds = parts[1], minutes < 6_000_000, seconds < 60 else { throw wrong }
            return minutes * 60 + seconds
        case (.clock, 3):
            guard let hours = parts[0], let minutes = parts[1], let seconds = parts[2], hours < 100_000, minutes < 60,
                seconds < 60
            else { throw wrong }
            return hours * 3600 + minutes * 60 + seconds
        default: throw wrong
        }
    }

    private func whole(_ field: CDRMapping.Field, _ fields: [String]) throws(Reason) -> String? {
        let text = self.field(field, fields)
        if text.isEmpty { return nil }
        guard let number = Int64(text) else {
            throw Reason("\(field.rawValue) \u{201C}\(text.prefix(40))\u{201D} is no whole number")
        }
        return String(number)
    }

    private func role(_ fields: [String]) throws(Reason) -> String? {
        if mapping.columns[.direction] == nil, mapping.constants[.direction] == nil { return try whole(.role, fields) }
        let word = field(.direction, fields)
        if mapping.originatingWords.contains(word) { return "0" }
        if mapping.terminatingWords.contains(word) { return "1" }
        throw Reason("direction \u{201C}\(word.prefix(40))\u{201D} is none of the mapping's words")
    }
}
