/// Where and as whom to connect: libpq's own keywords (`host`, `port`, `dbname`, `user`, `sslmode`, ...).
/// What is not given comes from the environment (PGHOST, ...), the service file and the password file, as for every
/// libpq program.
public struct ConnectionOptions: Sendable, Hashable {
    public var keywords: [String: String]
    /// How long connecting may take before it counts as unreachable.
    public var timeoutSeconds: Int

    public init(keywords: [String: String] = [:], timeoutSeconds: Int = 10) {
        self.keywords = keywords
        self.timeoutSeconds = timeoutSeconds
    }

    /// The same place with some keywords replaced.
    public func with(_ changed: [String: String]) -> ConnectionOptions {
        var copy = self
        copy.keywords.merge(changed) { $1 }
        return copy
    }
}

extension ConnectionOptions: CustomStringConvertible {
    /// For logs: never the password.
    public var description: String {
        keywords.filter { $0.key != "password" && $0.key != "sslpassword" }
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
