import PostgreSQL

/// Why the database did not do what was asked.
package enum StoreError: Error, Hashable, Sendable {
    /// A rule says no; the sentence is for the operator (SQLSTATE BC001).
    case refused(String)
    /// Somebody was faster, or a key was used for something else (BC002).
    case conflict(String)
    case notFound(String)
    case notPermitted(String)
    /// Broken off in between: it may or may not have happened.
    case connectionLost(String)
    /// No server there, or one that is starting, stopping or full.
    case unreachable(String)
    case signInRefused(String)
    case passwordNeeded
    case schemaMismatch(String)
    case cancelled
    /// No room on the server's disk.
    case storageFull(String)
    /// Nothing anybody foresaw; the text is for the log and the administrator.
    case unexpected(String)

    init(_ error: PostgreSQLError) {
        switch error.kind {
        case .unreachable: self = .unreachable("The database cannot be reached: \(error.message).")
        case .unavailable: self = .unreachable("The database is not ready: \(error.message).")
        case .signInRefused:
            self = .signInRefused(
                error.sqlState == "28P01" ? "Wrong login or password." : "The database refused you: \(error.message).")
        case .passwordNeeded: self = .passwordNeeded
        case .connectionLost: self = .connectionLost("The connection to the database was lost.")
        case .cancelled: self = .cancelled
        case .decoding, .client: self = .unexpected(error.description)
        case .server: self = Self.refusal(error)
        }
    }

    private static func refusal(_ error: PostgreSQLError) -> StoreError {
        switch error.sqlState {
        case "BC001": .refused(error.message)
        case "BC002": .conflict(error.message)
        case "BC003": .notFound(error.message)
        case "42501": .notPermitted(error.message)
        case "57014": .cancelled
        case "40001", "40P01": .conflict("Somebody else changed the same thing in this moment; try again.")
        // Two sessions that tell one call: the second is looked at again, and finds the first.
        case "23505" where error.constraint == "session_identity":
            .conflict("Another worker rated a call that this session tells as well; it is rated again.")
        case "53100": .storageFull("The database has no room left: \(error.message).")
        case "53300", "57P03": .unreachable("The database is not ready: \(error.message).")
        default: .unexpected(error.description)
        }
    }

    /// The sentence for people.
    package var sentence: String {
        switch self {
        case .refused(let text), .conflict(let text), .notFound(let text), .notPermitted(let text),
            .connectionLost(let text), .unreachable(let text), .signInRefused(let text), .schemaMismatch(let text),
            .storageFull(let text):
            text
        case .passwordNeeded: "A password is needed."
        case .cancelled: "Cancelled."
        case .unexpected(let text): "The database answered with an error: \(text)"
        }
    }

    /// True when waiting and trying again can help.
    package var isTransient: Bool {
        switch self {
        case .connectionLost, .unreachable: true
        default: false
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String { sentence }
}
