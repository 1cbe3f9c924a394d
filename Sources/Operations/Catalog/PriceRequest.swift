package import Domain

/// `bcrm price charges`: its two files read, replayed and told.
package struct PriceRequest: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        case file(WholeFile.Failure)
        case wrong(String, [String])

        package var sentence: String {
            switch self {
            case .file(let failure): failure.sentence
            case .wrong(let path, let problems): problems.map { "\(path), \($0)" }.joined(separator: "\n")
            }
        }

        /// As sysexits(3) has it: 66 a file that cannot be read, 65 one that is wrong.
        package var exitCode: Int32 {
            switch self {
            case .file(.unreadable): 66
            case .file, .wrong: 65
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

    static func text(of path: String) throws(Failure) -> String {
        do throws(WholeFile.Failure) {
            return try WholeFile.text(of: path, limit: 64_000_000)
        } catch {
            throw .file(error)
        }
    }
}
