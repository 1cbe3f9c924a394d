package import Domain
import Glibc

/// `bcrm price charges`: its two files read, replayed and told.
package struct PriceRequest: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        case unreadable(String, String)
        case tooLarge(String)
        case notText(String)
        case wrong(String, [String])

        package var sentence: String {
            switch self {
            case .unreadable(let path, let why): "\(path) cannot be read: \(why)."
            case .tooLarge(let path): "\(path) is larger than 64 MB: divide it."
            case .notText(let path): "\(path) is not UTF-8 text: save it as UTF-8."
            case .wrong(let path, let problems): problems.map { "\(path), \($0)" }.joined(separator: "\n")
            }
        }

        /// As sysexits(3) has it: 66 a file that cannot be read, 65 one that is wrong.
        package var exitCode: Int32 {
            switch self {
            case .unreadable: 66
            case .tooLarge, .notText, .wrong: 65
            }
        }
    }

    package let tariffs: String
    package let events: String
    package let until: CivilDate?
    package let suspending: Bool

    /// Paths of a catalogue (``CatalogFile``) and of events (``ServiceEvent``).
    package init(tariffs: String, events: String, until: CivilDate? = nil, suspending: Bool = false) {
        self.tariffs = tariffs
        self.events = events
        self.until = until
        self.suspending = suspending
    }

    package func run() throws(Failure) -> PriceReport {
        let catalogText = try Self.text(of: tariffs)
        let eventText = try Self.text(of: events)
        let document: CatalogDocument
        do {
            document = try CatalogFile.read(catalogText)
        } catch {
            throw .wrong(tariffs, error.problems.map(\.sentence))
        }
        let list: [ServiceEvent]
        do {
            list = try ServiceEvent.read(eventText)
        } catch {
            throw .wrong(events, error.problems.map(\.sentence))
        }
        do {
            return PriceReport(try PriceReplay(document, list, until: until, suspending: suspending))
        } catch {
            throw .wrong(events, [error.sentence])
        }
    }

    private static let limit = 64_000_000

    /// A file as UTF-8 text, without a byte order mark.
    static func text(of path: String) throws(Failure) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path, String(cString: strerror(errno)))
            }
            if count == 0 { break }
            bytes += chunk.prefix(count)
            if bytes.count > limit { throw .tooLarge(path) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(path) }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}
