import CPostgreSQL
import Dispatch

/// One attempt to connect, from PQconnectStart to a usable handle.
struct Connecting: Sendable {
    let options: ConnectionOptions
    let queue: DispatchQueue

    func run() async throws(PostgreSQLError) -> OpaquePointer {
        let handle = try start()
        // With this the server's refusals carry their SQLSTATE even while connecting.
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        // libpq prints notices on standard error otherwise, which is the operator's screen.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        let deadline = DispatchTime.now() + .seconds(options.timeoutSeconds)
        var state = PGRES_POLLING_WRITING
        while true {
            switch state {
            case PGRES_POLLING_OK:
                PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
                PQsetnonblocking(handle, 1)
                return handle
            case PGRES_POLLING_READING, PGRES_POLLING_WRITING:
                let direction: SocketWait.Direction = state == PGRES_POLLING_READING ? .read : .write
                let descriptor = PQsocket(handle)
                guard descriptor >= 0 else { throw refusal(handle) }
                guard await SocketWait.once(descriptor, direction, queue: queue, deadline: deadline) else {
                    PQfinish(handle)
                    throw PostgreSQLError(
                        .unreachable, "the database did not answer within \(options.timeoutSeconds) s")
                }
                state = PQconnectPoll(handle)
            default:
                throw refusal(handle)
            }
        }
    }

    private func start() throws(PostgreSQLError) -> OpaquePointer {
        let keys = options.keywords.keys.sorted()
        let values = keys.map { options.keywords[$0] ?? "" }
        let handle = CStrings.with(keys) { keyPointers in
            CStrings.with(values) { valuePointers in PQconnectStartParams(keyPointers, valuePointers, 0) }
        }
        guard let handle else { throw PostgreSQLError(.client, "out of memory") }
        guard PQstatus(handle) != CONNECTION_BAD else { throw refusal(handle) }
        return handle
    }

    /// Frees the handle; says why it could not connect.
    private func refusal(_ handle: OpaquePointer) -> PostgreSQLError {
        let text = String(cString: PQerrorMessage(handle))
        let needsPassword = PQconnectionNeedsPassword(handle) == 1
        PQfinish(handle)
        return ConnectionRefusal.error(libpqMessage: text, needsPassword: needsPassword)
    }
}

/// Reads libpq's words about a connection that did not come about.
enum ConnectionRefusal {
    static func error(libpqMessage: String, needsPassword: Bool) -> PostgreSQLError {
        let line = libpqMessage.split(separator: "\n").first.map(String.init) ?? "no connection"
        guard let fatal = line.range(of: "FATAL:") else {
            return needsPassword
                ? PostgreSQLError(.passwordNeeded, "a password is needed")
                : PostgreSQLError(.unreachable, line.trimmed)
        }
        let words = String(line[fatal.upperBound...]).trimmed
        let state = String(words.prefix(5))
        let hasState = words.dropFirst(5).first == ":" && state.allSatisfy { $0.isNumber || $0.isUppercase }
        let message = hasState ? String(words.dropFirst(6)).trimmed : words
        return PostgreSQLError(kind(of: state, needsPassword: needsPassword), message, sqlState: hasState ? state : "")
    }

    private static func kind(of state: String, needsPassword: Bool) -> PostgreSQLError.Kind {
        switch state {
        case "57P03", "53300", "57P01", "57P02": .unavailable
        case _ where needsPassword: .passwordNeeded
        default: .signInRefused
        }
    }
}
