package import DatabaseFixture
import Demo
package import Domain
package import Operations
package import PostgreSQL
package import Store

/// A migrated database with the demo's reference data and an operator of each role: what every test of the business
/// starts from. Each call clones it anew.
package struct Installation: Sendable {
    package let database: TestDatabase

    /// Of every login of the installation.
    package static let password = "correct horse battery staple"

    /// A second cashier, and one who is a supervisor as well.
    private static let moreCashiers = [
        OperatorLogin(
            login: "op_mane", fullName: "Mane Harutyunyan", branches: ["yerevan-1"], queues: [], roles: ["cashier"]),
        OperatorLogin(
            login: "op_nare", fullName: "Nare Stepanyan", branches: ["yerevan-1"], queues: [],
            roles: ["cashier", "supervisor"]),
    ]

    package static func fresh() async throws -> Installation {
        let database = try await DatabaseFixture.shared.clone(of: "installation") { connection in
            _ = try await Migrations().apply(to: connection)
            _ = try await DemoReferenceData.load(on: connection)
            let session = StoreSession(connection: connection)
            let logins = DemoOperators.all + moreCashiers
            for login in logins { try await session.saveOperator(login, password: password) }
            // Many tests at once sign in as the same few people.
            for login in logins {
                try await connection.execute(script: "ALTER ROLE \(login.login) CONNECTION LIMIT -1")
            }
            try await session.setServicePassword(role: "bcrm_daemon", password: password)
            // The cashier is at work: payments are taken only in an open shift.
            _ = try await session.openShift(
                of: "op_lilit", counted: Money(minorUnits: 0, currency: .amd), key: CommandKey(rawValue: "opened"))
        }
        return Installation(database: database)
    }

    /// The database as a login sees it, with that login's own rights.
    package func database(as login: String, connections: Int = 2) -> Database {
        Database(keywords: keywords(login), connections: connections)
    }

    /// libpq keywords of a login.
    package func keywords(_ login: String) -> [String: String] {
        database.options(role: login, password: Self.password).keywords
    }

    /// A bare connection of a login: what plain psql would have.
    package func connection(as login: String) async throws -> Connection {
        try await Connection.connect(database.options(role: login, password: Self.password))
    }

    /// The desk of an operator.
    package func desk(of login: String) -> DatabaseDesk { DatabaseDesk(login: DeskLogin(), keywords: keywords(login)) }

    /// A connection that may do everything, for looking behind the scenes.
    package func superuser() async throws -> StoreSession { StoreSession(connection: try await database.connect()) }

    /// Moves the business clock to noon of a day in Yerevan (UTC+4).
    package func moveClock(to day: String, time: String = "12:00:00") async throws {
        let session = try await superuser()
        guard let instant = Instant("\(day) \(time)+04") else { throw BadDate(text: day) }
        _ = try await session.moveClock(to: instant)
        await session.connection.close()
    }

    private struct BadDate: Error {
        let text: String
    }

    package func drop() async throws { try await DatabaseFixture.shared.drop(database) }
}

/// A registration that is complete and right; tests change what they are about.
package func plausibleRegistration(tariff: Int64 = 101) -> CustomerRegistration {
    CustomerRegistration(
        kind: .person, familyName: "Պետրոսյան", givenName: "Անի", patronymic: "Արամի", organisationName: "",
        taxNumber: "", documentNumber: "AN0123456", phones: ["077 10-12-34"], email: "ani@example.am",
        address: PostalAddress(city: "Երևան", street: "Մաշտոցի պողոտա", building: "12", flat: "7"), language: "hy",
        note: "", tariff: TariffID(tariff), parameters: ["wifi_name": "ani-home"])
}
