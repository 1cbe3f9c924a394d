import Domain
import Glibc
import PrivateCluster
import Store

/// What operators wait for: a page of the Money tab, a balance of another day, a service that runs again.
struct MoneyFigures {
    let installation: BenchInstallation
    let programs: String
    let folder: String

    /// From the commit of a payment to the service resumed by the real daemon: the slowest of ten.
    func resumption() async throws -> [Figure] {
        let port = folder + "/bcrmd.port"
        let daemon = ChildProcess(
            programs + "/bcrmd",
            ["--diameter-address", "127.0.0.1", "--diameter-port", "0", "--port-file", port],
            environment: ChildProcess.inheritedEnvironment.merging(installation.daemonEnvironment) { $1 })
        guard let number = daemon.start(outputFile: folder + "/bcrmd.log", ownSession: true) else { return [] }
        defer {
            kill(number, SIGTERM)
            waitpid(number, nil, 0)
        }
        while access(port, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
        let clock = ContinuousClock()
        var slowest = Duration.zero
        for payment in 1...10 {
            let time = try await installation.administration.run { session -> Duration? in
                guard let suspended = try await session.suspendedForMoney() else { return nil }
                let start = clock.now
                try await session.payForBenchmark(suspended, key: "bench-\(payment)")
                while try await session.isSuspended(suspended) { try await Task.sleep(for: .milliseconds(5)) }
                return clock.now - start
            }
            guard let time else { return [] }
            slowest = max(slowest, time)
        }
        return [
            Figure(
                name: "payment posted to suspension lifted, slowest of 10", value: slowest.milliseconds, unit: "ms",
                limit: 2_000)
        ]
    }

    /// Reads of an operator on the ledger as the charging figures left it.
    func reads(subscriptions: Int) async throws -> [Figure] {
        let transfers = try await installation.administration.run { session in
            try await session.fillOneAccount(postings: 10_000)
            return try await session.countTransfers()
        }
        let database = Database(keywords: installation.operatorKeywords, connections: 1)
        let clock = ContinuousClock()
        let accounts = subscriptions / 2
        var pages: [Double] = []
        var balances: [Double] = []
        for index in 0..<60 {
            let customer = CustomerID(Int64(1 + index * 7_919 % accounts))
            let account = AccountID(1_000_000 + customer.rawValue)
            let time = try await database.withSession { session in
                try await clock.measure {
                    _ = try await session.postings(
                        of: account, customer: customer, filter: PostingFilter(), before: nil, limit: 50)
                }
            }
            pages.append(time.milliseconds)
            let busy = try await database.withSession { session in
                let today = try await session.businessDay().today
                return try await clock.measure {
                    _ = try await session.balance(
                        of: AccountID(1_000_001), customer: CustomerID(1), on: today.adding(days: -index))
                }
            }
            balances.append(busy.milliseconds)
        }
        await database.close()
        return [
            Figure(
                name: "Money tab, first page at \(transfers / 1_000) k transfers", value: pages.median, unit: "ms",
                limit: 20),
            Figure(name: "balance of a day, account of 10,000 postings", value: balances.median, unit: "ms", limit: 5),
        ]
    }
}
