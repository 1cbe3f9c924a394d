import Domain
import Glibc
import Operations
import Store

/// One connection as the operator, as libpq's own sources describe it; a password found nowhere is asked for.
enum OperatorConnection {
    static func run<T: Sendable>(
        isTransaction: Bool = true, _ body: @Sendable (StoreSession) async throws -> T
    ) async throws -> T {
        do {
            return try await attempt([:], isTransaction, body)
        } catch StoreError.passwordNeeded where isatty(0) == 1 {
            guard let typed = getpass("Password: ") else { throw CommandFailure("No password was given.") }
            return try await attempt(["password": String(cString: typed)], isTransaction, body)
        }
    }

    private static func attempt<T: Sendable>(
        _ keywords: [String: String], _ isTransaction: Bool, _ body: @Sendable (StoreSession) async throws -> T
    ) async throws -> T {
        let own = ["application_name": "bcrm", "connect_timeout": "10", "client_encoding": "UTF8"]
        let database = Database(keywords: keywords.merging(own) { $1 }, connections: 1)
        do {
            let value = try await database.performing { session in
                isTransaction ? try await session.transaction { try await body(session) } : try await body(session)
            }
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}

/// What a command could not do, as its last words.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) { description = sentence }
}
