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
    private var rows: RowFileReader
    private var places: [CDRMapping.Field: Int] = [:]
    private var filterPlaces: [(place: Int, values: [String])] = []

    init(_ mapping: CDRMapping) {
        self.mapping = mapping
        rows = RowFileReader(mapping.file, isDelimited: mapping.format == .csv)
    }

    /// The first row was read: rows may be left out from here on.
    var isBegun: Bool { rows.isBegun }

    mutating func read(_ row: RowFileLines.Row) throws(CDRFile.Failure) -> Outcome {
        let read: RowFileReader.Row
        do throws(RowFileReader.Fault) {
            guard let found = try rows.read(row) else { return .none }
            read = found
        } catch {
            if rows.isHeaderDue { throw .columns(line: row.line, words: error.words) }
            return .refused(CDRRefusal(line: row.line, reason: error.words, text: error.text))
        }
        if mapping.format == .csv, read.isFirst {
            try findColumns(read.fields, line: row.line)
            if mapping.file.hasHeader { return .none }
        }
        do throws(Reason) {
            return try outcome(read.fields, read.text, row.line)
        } catch {
            return .refused(CDRRefusal(line: row.line, reason: error.words, text: read.text))
        }
    }

    /// Why a row is refused.
    private struct Reason: Error {
        let words: String

        init(_ words: String) { self.words = words }
    }

    // MARK: Columns

    private mutating func findColumns(_ header: [String], line: Int) throws(CDRFile.Failure) {
        for field in CDRMapping.Field.allCases {
            guard case .delimited(let column)? = mapping.columns[field] else { continue }
            places[field] = try column.place(in: header, line: line)
        }
        for filter in mapping.filters {
            guard case .delimited(let column) = filter.column else { continue }
            filterPlaces.append((try column.place(in: header, line: line), filter.values))
        }
    }

    /// Characters of a row of fixed width.
    private static func characters(_ range: ClosedRange<Int>, of text: String) -> String {
        String(text.dropFirst(range.lowerBound - 1).prefix(range.count)).trimmed
    }

    private func field(_ field: CDRMapping.Field, _ fields: [String]) -> String {
        guard let column = mapping.columns[field] else { return mapping.constants[field] ?? "" }
        if case .characters(let range) = column { return Self.characters(range, of: fields[0]) }
        guard let place = places[field], place < fields.count else { return "" }
        return fields[place]
    }

    private func isPassedOver(_ fields: [String]) -> Bool {
        if mapping.format == .fixed {
            return mapping.filters.contains { filter in
                guard case .characters(let range) = filter.column else { return false }
                return filter.values.contains(Self.characters(range, of: fields[0]))
            }
        }
        return filterPlaces.contains { $0.place < fields.count && $0.values.contains(fields[$0.place]) }
    }

    // MARK: The record

    private func outcome(_ fields: [String], _ text: String, _ line: Int) throws(Reason) -> Outcome {
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
