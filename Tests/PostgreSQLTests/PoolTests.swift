import DatabaseFixture
import PostgreSQL
import Testing

@Suite struct PoolTests {
    @Test func fiftyTasksShareThreeConnections() async throws {
        let pool = Pool(options: try await DatabaseFixture.shared.empty().superuser, size: 3)
        let processes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await pool.withConnection { connection in
                        let row = try await connection.query("SELECT pg_backend_pid()").first
                        return try row?.decode(0, as: Int.self) ?? 0
                    }
                }
            }
            var seen: Set<Int> = []
            for try await process in group { seen.insert(process) }
            return seen
        }
        #expect((1...3).contains(processes.count))
        await pool.close()
    }

    @Test func aBrokenConnectionIsReplaced() async throws {
        let pool = Pool(options: try await DatabaseFixture.shared.empty().superuser, size: 1)
        await #expect(throws: (any Error).self) {
            try await pool.withConnection {
                _ = try await $0.query("SELECT pg_terminate_backend(pg_backend_pid())")
                _ = try await $0.query("SELECT 1")
            }
        }
        let answer = try await pool.withConnection { try await $0.query("SELECT 7").first?.decode(0, as: Int.self) }
        #expect(answer == 7)
        await pool.close()
    }

    @Test func aConnectionLeftInATransactionIsNotHandedOn() async throws {
        let pool = Pool(options: try await DatabaseFixture.shared.empty().superuser, size: 1)
        try await pool.withConnection { try await $0.execute(script: "BEGIN; CREATE TABLE left_over (n int)") }
        let found = try await pool.withConnection { try await $0.query("SELECT to_regclass('left_over')::text") }
        #expect(try found.first?.decode(0, as: String?.self) == .some(nil))
        await pool.close()
    }
}
