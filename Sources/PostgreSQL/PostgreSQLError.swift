/// What went wrong between this program and the server; never holds a password.
public struct PostgreSQLError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// No server answers there, or the network is down; may get better by retrying.
        case unreachable
        /// The server is there but is starting, stopping or full; may get better by retrying.
        case unavailable
        /// Wrong password, unknown role or database, no entry in pg_hba.conf: retrying does not help.
        case signInRefused
        /// A password is asked for and none was found.
        case passwordNeeded
        /// An established connection broke: what was under way may or may not have happened.
        case connectionLost
        /// The server refused the statement; see ``PostgreSQLError/sqlState``.
        case server
        /// A value did not have the form the program expected.
        case decoding
        /// Cancelled from this side.
        case cancelled
        /// The library was used wrongly, or libpq failed without a server error.
        case client
    }

    public var kind: Kind
    /// Five characters (PostgreSQL manual, appendix A); empty when the server did not say.
    public var sqlState: String
    public var message: String
    public var detail: String
    public var hint: String
    public var constraint: String

    public init(
        _ kind: Kind, _ message: String, sqlState: String = "", detail: String = "", hint: String = "",
        constraint: String = ""
    ) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
    }

    /// True when trying again later makes sense.
    public var isTransient: Bool {
        switch kind {
        case .unreachable, .unavailable, .connectionLost: true
        case .server: ["40001", "40P01", "57P01", "57P02", "57P03", "53300"].contains(sqlState)
        case .signInRefused, .passwordNeeded, .decoding, .cancelled, .client: false
        }
    }
}

extension PostgreSQLError: CustomStringConvertible {
    public var description: String {
        let state = sqlState.isEmpty ? "" : " [\(sqlState)]"
        let more = [detail, hint].filter { !$0.isEmpty }.map { " " + $0 }.joined()
        return message + state + more
    }
}
