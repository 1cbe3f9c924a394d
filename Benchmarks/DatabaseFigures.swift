import Charging
import Domain
import Store

/// Charging against the limit measured in the same run: the same fees posted by one statement in plain SQL.
struct DatabaseFigures {
    let installation: BenchInstallation

    func measure() async throws -> [Figure] {
        let database = Database(keywords: installation.daemonKeywords, connections: 2)
        let clock = ContinuousClock()
        let day = try await moveToFirstOfNextMonth()
        var charges = 0
        let charged = try await clock.measure { charges = try await ChargeRun(database: database).run(day).charges }
        let product = Double(charges) / (charged.milliseconds / 1_000)
        let (limitCharges, limitTime) = try await installation.administration.run { session in
            try await session.plainCharging(of: day.monthAway(1, day: 1), clock: clock)
        }
        let limit = Double(limitCharges) / (limitTime.milliseconds / 1_000)
        let differences = try await database.withSession { try await $0.ledgerDifferences().count }
        await database.close()
        let fillingSeconds = installation.filling.milliseconds / 1_000
        return [
            Figure(
                name: "a million customers generated would take",
                value: fillingSeconds * 1_000_000 / Double(installation.customers) / 60, unit: "min", limit: 10),
            Figure(
                name: "fees charged a second, plain SQL over product", value: limit / product, unit: "times", limit: 2),
            Figure(
                name: "accounts whose balance is not proved", value: Double(differences), unit: "accounts", limit: 0),
        ]
    }

    /// The day on which everybody's fee is due.
    private func moveToFirstOfNextMonth() async throws -> CivilDate {
        try await installation.administration.run { session in
            let first = try await session.clock().today.monthAway(1, day: 1)
            guard let noon = Instant("\(first)T12:00:00+04") else { return first }
            _ = try await session.moveClock(to: noon)
            return first
        }
    }
}
