import Diameter
import Domain
import Operations

/// Records of calls out of files.
enum DiameterRecords {
    /// Accounting-Requests of a capture, of messages one after the other, or of a table. What a file holds besides
    /// requests for accounting is left out.
    static func requests(of path: String, _ peer: DiameterPeerOptions, port: UInt16?) throws -> [[UInt8]] {
        let file = try WholeFile.bytes(of: path)
        let isBinary = file.prefix(64).contains { $0 < 9 }
        guard isBinary else { return try table(file, path, peer) }
        do throws(CapturedMessages.Failure) {
            return try CapturedMessages.messages(in: file, port: port).filter { wire in
                guard let header = MessageHeader(of: wire) else { return false }
                return header.isRequest && header.command == DiameterNumber.accounting
            }
        } catch {
            throw CommandFailure("\(path): \(error.sentence).")
        }
    }

    static func type(_ text: String) -> AccountingRequest.RecordType? {
        switch text.lowercased() {
        case "event", "1": .event
        case "start", "2": .start
        case "interim", "3": .interim
        case "stop", "4": .stop
        default: nil
        }
    }

    /// A bare number as a tel: URI.
    static func uri(_ text: String) -> String {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return text.hasPrefix("+") ? "tel:" + text : text
        }
        return "tel:+" + text
    }

    // MARK: Tables

    private static let columns = [
        "session", "type", "number", "calling", "called", "start", "answer", "end", "duration", "cause", "role",
    ]

    private static func table(_ file: [UInt8], _ path: String, _ peer: DiameterPeerOptions) throws -> [[UInt8]] {
        let text = try WholeFile.text(file, of: path)
        let rows: [DelimitedText.Row]
        do throws(DelimitedText.Failure) {
            rows = try DelimitedText(text).rows
        } catch {
            throw CommandFailure("\(path): \(error.sentence)")
        }
        guard let names = rows.first?.fields else { throw CommandFailure("\(path) is empty.") }
        for name in names where !columns.contains(name) {
            throw CommandFailure(
                "\(path): there is no column \(name.plain); there are \(columns.joined(separator: ", ")).")
        }
        let local = peer.local
        var requests: [[UInt8]] = []
        for row in rows.dropFirst() {
            var values: [String: String] = [:]
            for (name, field) in zip(names, row.fields) where !field.isEmpty { values[name] = field }
            do throws(WrongField) {
                let identifier = UInt32(truncatingIfNeeded: requests.count + 1)
                requests.append(
                    try record(values).wire(from: local, to: peer.destinationRealm, identifier: identifier))
            } catch {
                throw CommandFailure("\(path), line \(row.line): \(error.words.plain).")
            }
        }
        return requests
    }

    private struct WrongField: Error {
        let words: String
    }

    private static func record(_ values: [String: String]) throws(WrongField) -> CallRecord {
        func need(_ name: String) throws(WrongField) -> String {
            guard let value = values[name] else { throw WrongField(words: "\(name) is missing") }
            return value
        }
        func number<Number: FixedWidthInteger>(_ name: String, _: Number.Type) throws(WrongField) -> Number? {
            guard let text = values[name] else { return nil }
            guard let number = Number(text) else {
                throw WrongField(words: "\(name) \u{201C}\(text)\u{201D} is no number")
            }
            return number
        }
        func time(_ name: String) throws(WrongField) -> Int64? {
            guard let text = values[name] else { return nil }
            if let seconds = Int64(text) { return seconds }
            guard let instant = Instant(text) else {
                throw WrongField(words: "\(name) \u{201C}\(text)\u{201D} is no time like 2026-11-25T10:00:00Z")
            }
            return instant.seconds
        }
        let word = values["type"] ?? "event"
        guard let type = type(word) else { throw WrongField(words: "\u{201C}\(word)\u{201D} is no type of record") }
        return CallRecord(
            sessionID: try need("session"), type: type, number: try number("number", UInt32.self) ?? 0,
            calling: uri(try need("calling")), called: uri(try need("called")), startAt: try time("start"),
            answerAt: try time("answer"), endAt: try time("end"), duration: try number("duration", UInt32.self),
            cause: try number("cause", Int32.self), role: try number("role", UInt32.self))
    }
}
