import Domain
import Glibc
import Operations
import Store

/// Moving in: customers with an account, an opening balance and a running service, out of files of another system.
struct ImportFigures {
    let installation: BenchInstallation
    let customers: Int

    private let clock = ContinuousClock()

    func measure() async throws -> [Figure] {
        try await installation.administration.run { session in
            try await session.saveOperator(
                OperatorLogin(
                    login: "op_mover", fullName: "Mover", branches: ["yerevan-1"], queues: [], roles: ["supervisor"]),
                password: BenchInstallation.password)
        }
        let database = Database(
            keywords: installation.operatorKeywords.merging(["user": "op_mover"]) { $1 }, connections: 1)
        var figures: [Figure] = []
        var whole = Duration.zero
        for (kind, header, row) in Self.files {
            var made = 0
            let customers = customers
            let start = clock.now
            let state = try await database.withSession { session in
                try await ImportFile.import(
                    {
                        guard made < customers else { return nil }
                        var text = made == 0 ? header + "\n" : ""
                        for number in made..<min(made + 500, customers) { text += row(number) }
                        made += 500
                        return Array(text.utf8)
                    }, name: "\(kind).csv", contentHash: SHA256.hex(of: Array("\(kind)".utf8)),
                    mapping: ImportMapping(kind), mappingText: "", on: session)
            }
            let time = clock.now - start
            whole += time
            if state.created != customers { print("\(kind): \(state)") }
            let rate = Double(state.created) / (time.milliseconds / 1_000)
            figures.append(
                Figure(name: "\(kind) imported", value: rate, unit: "rows/s", limit: 1_700, isFloor: true))
        }
        await database.close()
        let perMillion = whole.milliseconds / 60_000 * 1_000_000 / Double(customers)
        figures.append(
            Figure(
                name: "a million customers with account, balance, service", value: perMillion, unit: "min", limit: 15))
        figures.append(Figure(name: "memory of the importing program", value: memory(), unit: "MB", limit: 200))
        let wrong = try await installation.administration.run { try await $0.ledgerDifferences().count }
        figures.append(Figure(name: "accounts not proved after it", value: Double(wrong), unit: "accounts", limit: 0))
        return figures
    }

    private static let families = ["Պետրոսյան", "Սարգսյան", "Иванова", "Karapetyan", "Գրիգորյան"]

    private static let files: [(ImportKind, String, @Sendable (Int) -> String)] = [
        (
            .customers, "key,family_name,given_name,patronymic,phones,city,street,building,flat,registered_on,contract",
            { number in
                "k\(number),\(families[number % 5]),Անի,Արամի,0\(77_000_000 + number),Երևան,Մաշտոցի պողոտա,\(number % 200 + 1),\(number % 90 + 1),2020-03-\(number % 20 + 10),K-\(number)\n"
            }
        ),
        (
            .accounts, "key,customer,number,balance,opening_on",
            { number in "a\(number),k\(number),\(5_000_000 + number),\(number % 9_000 - 1_000).50,\n" }
        ),
        (
            .subscriptions, "key,account,tariff,identifier,started_on,parameter.wifi_name",
            { number in "s\(number),a\(number),home-50,net-\(number),2021-05-10,wifi-\(number)\n" }
        ),
    ]

    private func memory() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1_024
    }
}
