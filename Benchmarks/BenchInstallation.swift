import Demo
import Domain
import PrivateCluster
import Store

/// A private PostgreSQL with generated customers, its daemon's role and one operator who may do all that is measured.
struct BenchInstallation {
    private let cluster: PrivateCluster
    private static let database = "bench"
    private static let login = "op_bench"
    /// Of every login of it.
    static let password = "bench"

    let customers: Int
    /// How long the customers took.
    private(set) var filling: Duration = .zero

    init(folder: String, customers: Int) async throws {
        cluster = PrivateCluster(folder: folder)
        self.customers = customers
        try cluster.ensureRunning()
        try await StoreAdministration(keywords: cluster.superuserKeywords()).createDatabase(Self.database)
        filling = try await administration.run { session in
            _ = try await Migrations().apply(to: session.connection)
            _ = try await DemoReferenceData.load(on: session.connection)
            try await session.setServicePassword(role: "bcrm_daemon", password: Self.password)
            try await session.saveOperator(
                OperatorLogin(
                    login: Self.login, fullName: "Bench Operator", branches: ["yerevan-1"], queues: [],
                    roles: ["call_centre", "warehouse", "supervisor", "administrator"]),
                password: Self.password)
            guard customers > 0 else { return .zero }
            return try await ContinuousClock().measure {
                try await DemoFill.fill(session, customers: customers, seed: 1) { _, _ in }
            }
        }
    }

    var administration: StoreAdministration {
        StoreAdministration(keywords: cluster.superuserKeywords(database: Self.database))
    }

    /// libpq keywords of the daemon's role.
    var daemonKeywords: [String: String] {
        cluster.superuserKeywords(database: Self.database)
            .merging(["user": "bcrm_daemon", "password": Self.password]) { $1 }
    }

    /// What the client needs in its environment to be connected as the operator.
    var operatorEnvironment: [String: String] {
        [
            "PGHOST": cluster.socketFolder, "PGPORT": "5432", "PGDATABASE": Self.database, "PGUSER": Self.login,
            "PGPASSWORD": Self.password, "PGSSLMODE": "disable",
        ]
    }

    /// The same as libpq keywords.
    var operatorKeywords: [String: String] {
        cluster.superuserKeywords(database: Self.database)
            .merging(["user": Self.login, "password": Self.password]) { $1 }
    }

    /// Something done as the operator.
    func asOperator<Answer>(_ body: (StoreSession) async throws -> Answer) async throws -> Answer {
        try await StoreAdministration(keywords: operatorKeywords).run(body)
    }

    /// What the daemon needs in its environment.
    var daemonEnvironment: [String: String] {
        operatorEnvironment.merging(["PGUSER": "bcrm_daemon"]) { $1 }
    }

    /// What all processes of the server have used of the processor.
    var serverCPUSeconds: Double { cluster.process.map { ProcessTimes.cpuSeconds(ofFamily: $0) } ?? 0 }

    func destroy() throws { try cluster.destroy() }
}
