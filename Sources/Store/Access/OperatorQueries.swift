package import Domain
import PostgreSQL

extension StoreSession {
    /// Name of the database's newest migration.
    package func schemaVersion() async throws(StoreError) -> String? {
        // A database that bcrm never saw has no such function.
        do throws(StoreError) {
            return try await one("SELECT api.schema_version()").value(0)
        } catch {
            guard case .unexpected = error else {
                if case .notPermitted = error { return nil }
                throw error
            }
            return nil
        }
    }

    /// Who signed in, and what they may do.
    package func startSession() async throws(StoreError) -> OperatorProfile {
        let row = try await one(
            """
            SELECT login, full_name, branch_name, installation_name, permissions, now, time_zone, currency, is_demo
            FROM api.session_start()
            """)
        let permissions: [String] = try row.value(4)
        return OperatorProfile(
            login: try row.value(0), fullName: try row.value(1), branchName: try row.value(2),
            installationName: try row.value(3), permissions: Set(permissions.map { Permission($0) }),
            now: try row.value(5), timeZone: try row.value(6),
            currency: Currency(databaseCode: try row.value(7)), isDemo: try row.value(8))
    }

    /// Whether the daemon is connected to this database.
    package func isDaemonRunning() async throws(StoreError) -> Bool {
        try await one("SELECT api.daemon_is_running()").value(0)
    }

    /// Creates or changes an operator; for the installing superuser, who may create roles.
    package func saveOperator(_ login: OperatorLogin, password: String) async throws(StoreError) {
        let verifier: String
        do throws(PostgreSQLError) {
            verifier = try await connection.scramVerifier(password: password, user: login.login)
        } catch {
            throw StoreError(error)
        }
        _ = try await query(
            """
            SELECT sec.operator_save(\(login.login), \(login.fullName), \(login.branches)::text[],
                \(login.queues)::text[], \(login.roles)::text[], \(verifier))
            """)
    }

    /// Gives a service's role (`bcrm_daemon`) a password.
    package func setServicePassword(role: String, password: String) async throws(StoreError) {
        do throws(PostgreSQLError) {
            let verifier = try await connection.scramVerifier(password: password, user: role)
            // Both are ours: the role is a constant, a verifier has no quote.
            try await connection.execute(
                script: "ALTER ROLE \(Connection.quoted(identifier: role)) PASSWORD '\(verifier)'")
        } catch {
            throw StoreError(error)
        }
    }

    /// Chains what was written to the history since the last seal to everything before it; returns how many events.
    package func sealHistory() async throws(StoreError) -> Int { try await one("SELECT api.history_seal()").value(0) }

    /// Moves the business clock of a demo database; returns where it stands then.
    package func moveClock(to instant: Instant) async throws(StoreError) -> Instant {
        try await one("SELECT sec.clock_move(\(instant))").value(0)
    }

    /// The business clock, today's date and the time zone's name.
    package func clock() async throws(StoreError) -> (now: Instant, today: CivilDate, timeZone: String) {
        let row = try await one("SELECT sec.now(), sec.today(), time_zone FROM sec.installation")
        return (try row.value(0), try row.value(1), try row.value(2))
    }
}

/// An operator as an administrator describes one; branches, queues and roles by their codes.
package struct OperatorLogin: Hashable, Sendable {
    package var login: String
    package var fullName: String
    package var branches: [String]
    package var queues: [String]
    package var roles: [String]

    package init(login: String, fullName: String, branches: [String], queues: [String], roles: [String]) {
        self.login = login
        self.fullName = fullName
        self.branches = branches
        self.queues = queues
        self.roles = roles
    }
}
