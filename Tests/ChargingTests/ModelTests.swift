import InstallationFixture
import PostgreSQL
import Testing

/// Made-up customers live two years through the real database and the real charging; in the end every key of the ledger
/// holds what a slow and obvious reference says, every balance is what was paid less what was charged, and money has
/// stopped exactly the services it must.
///
/// BCRM_MODEL_SEED, BCRM_MODEL_CUSTOMERS and BCRM_MODEL_DAYS choose another history; a failure prints its seed and the
/// customer's whole story.
@Suite struct ModelTests {
    @Test(.timeLimit(.minutes(30))) func twoYearsOfRandomHistoriesLeaveTheLedgerTheReferenceWorksOut() async throws {
        let seed: UInt64 = setting("BCRM_MODEL_SEED", .random(in: 1...999_999))
        let customers: Int = setting("BCRM_MODEL_CUSTOMERS", 24)
        let days: Int = setting("BCRM_MODEL_DAYS", 730)
        let name = "seed \(seed), \(customers) customers, \(days) days"
        print("Model of charging: \(name)")
        var run = try await ModelRun(seed: seed, customers: customers, batchSize: 1_000, workers: 2)
        var stops = 0
        while run.today < ModelRun.firstDay + days {
            try await run.live(1 + run.random.below(20))
            stops += 1
            if stops % 12 == 0 {
                try await run.turn()
                guard try await run.compare(name) else { break }
            }
        }
        try await run.payAll()
        _ = try await run.compare(name)
        let wrong = try await run.owner.query("SELECT count(*) FROM accounts.proof()")[0].decode(0, as: Int.self)
        #expect(wrong == 0, "\(name)")
        print(
            """
            Model of charging: \(name): \(run.services.count) services, \(run.done) commands, \
            \(run.charges) charges, \(run.suspended) stopped, \(run.resumed) resumed by money
            """)
        try await run.close()
    }
}
