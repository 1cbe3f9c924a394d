import Charging
import Demo
import Domain
import PrivateCluster
import Store

/// Charging against the limit measured in the same run: the same fees posted by one statement in plain SQL.
struct DatabaseFigures {
    let customers: Int

    func measure() async throws -> [Figure] {
        let cluster = PrivateCluster(folder: "/tmp/bcrm-bench-database")
        try cluster.ensureRunning()
        defer { try? cluster.destroy() }
        try await StoreAdministration(keywords: cluster.superuserKeywords()).createDatabase("bench")
        let administration = StoreAdministration(keywords: cluster.superuserKeywords(database: "bench"))
        let clock = ContinuousClock()
        let fill = try await administration.run { session in
            _ = try await Migrations().apply(to: session.connection)
            _ = try await DemoReferenceData.load(on: session.connection)
            try await session.setServicePassword(role: "bcrm_daemon", password: "bench")
            return try await clock.measure {
                try await DemoFill.fill(session, customers: customers, seed: 1) { _, _ in }
            }
        }
        let seconds = fill.milliseconds / 1_000
        var daemon = cluster.superuserKeywords(database: "bench")
        daemon["user"] = "bcrm_daemon"
        daemon["password"] = "bench"
        let database = Database(keywords: daemon, connections: 2)
        // The first day of the next month: everybody's fee is due.
        let day = try await administration.run { session in
            let today = try await session.clock().today
            let first = today.monthAway(1, day: 1)
            guard let noon = Instant("\(first)T12:00:00+04") else { return first }
            _ = try await session.moveClock(to: noon)
            return first
        }
        var charges = 0
        let charged = try await clock.measure { charges = try await ChargeRun(database: database).run(day).charges }
        let product = Double(charges) / (charged.milliseconds / 1_000)
        let (limitCharges, limitTime) = try await administration.run { session in
            try await session.plainCharging(of: day.monthAway(1, day: 1), clock: clock)
        }
        let limit = Double(limitCharges) / (limitTime.milliseconds / 1_000)
        let differences = try await database.withSession { try await $0.ledgerDifferences().count }
        await database.close()
        return [
            Figure(
                name: "a million customers generated would take", value: seconds * 1_000_000 / Double(customers) / 60,
                unit: "min", limit: 10),
            // The limit over the product: below 1 would mean faster than plain SQL.
            Figure(
                name: "plain SQL over product, fees a second", value: limit / product, unit: "times", limit: 2),
            Figure(name: "fees charged a second by the product", value: product, unit: "fees/s", limit: limit),
            Figure(
                name: "accounts whose balance is not proved", value: Double(differences), unit: "accounts", limit: 0),
        ]
    }
}
