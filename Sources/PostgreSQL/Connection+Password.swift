import CPostgreSQL

extension Connection {
    /// The SCRAM-SHA-256 verifier of a password: what the server stores. With it the password itself never leaves
    /// this program, neither into a statement nor into a log.
    public func scramVerifier(password: String, user: String) throws(PostgreSQLError) -> String {
        guard let handle else { throw lost() }
        guard let text = PQencryptPasswordConn(handle, password, user, "scram-sha-256") else {
            throw PostgreSQLError(.client, String(cString: PQerrorMessage(handle)).trimmed)
        }
        defer { PQfreemem(text) }
        return String(cString: text)
    }
}
