import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// Files of calls in the database: each file and each row once.
@Suite struct CDRImportTests {
    private func row(_ number: Int, seconds: Int = 60) -> String {
        "374105\(100_000 + number),37477101214,2026-11-25 01:\(10 + number / 60 % 50):\(10 + number % 50),\(seconds)\n"
    }

    private func rows(_ numbers: Range<Int>) -> String { numbers.map { row($0) }.joined() }

    private struct Kept: Hashable {
        var records: Int
        var waiting: Int
        var conflicts: Int
        var refusals: Int
    }

    private func kept(_ installation: Installation) async throws -> Kept {
        let session = try await installation.superuser()
        let row = try #require(
            try await session.connection.query(
                """
                SELECT (SELECT count(*) FROM usage.accounting_record), (SELECT coalesce(sum(records), 0) FROM usage.intake_batch),
                    (SELECT count(*) FROM usage.record_conflict), (SELECT count(*) FROM usage.cdr_refusal)
                """
            ).first)
        let kept = Kept(
            records: try row.decode(0), waiting: try row.decode(1), conflicts: try row.decode(2),
            refusals: try row.decode(3))
        await session.connection.close()
        return kept
    }

    @Test func aRowIsKeptAsARecordWithWhereItWasRead() async throws {
        let installation = try await Installation.fresh()
        let mapping = CDRStory.mapping.replacing("[columns]", with: "[columns]\nid = \"id\"")
        let state = try await CDRStory(installation).import(
            "A,B,start,seconds,id\n37410123456,\"3\t7\\7\",2026-11-25 01:00:00,65,x-1\n1,\"2\",2026-11-25 01:00:00,5,x-2\n",
            mapping: mapping)
        // A tab is in no telephone number.
        #expect(state.stored == 1 && state.refused == 1 && state.isFinished && state.rows == 2)
        let session = try await installation.superuser()
        let record = try #require(
            try await session.connection.query(
                """
                SELECT r.session_id, convert_from(r.content, 'UTF8'), r.format, r.record_type, b.source, b.records
                FROM usage.accounting_record r JOIN usage.intake_batch b USING (batch_id)
                """
            ).first)
        #expect(try record.decode(0, as: String.self) == "file:switch-1:x-2")
        #expect(
            try record.decode(1, as: String.self) == """
                calling\t1
                called\t2
                answered_at\t2026-11-24T21:00:00Z
                duration\t5
                file\tcalls.csv
                line\t3
                row\t1,"2",2026-11-25 01:00:00,5,x-2

                """)
        #expect(try record.decode(2, as: Int.self) == 2 && record.decode(3, as: Int.self) == 1)
        #expect(try record.decode(4, as: String.self) == "file:switch-1" && record.decode(5, as: Int.self) == 1)
        let refusals = try await session.usageRefusals(of: state.id, limit: 10)
        #expect(refusals.map(\.line) == [2] && refusals.first?.reason == "called is no telephone number")
        await session.connection.close()
        try await installation.drop()
    }

    @Test func theSameFileAgainAndTheSameRowsInAnotherChangeNothing() async throws {
        let installation = try await Installation.fresh()
        let story = CDRStory(installation)
        let file = CDRStory.header + rows(0..<2_500) + "broken\n"
        let first = try await story.import(file)
        #expect(first.stored == 2_500 && first.refused == 1 && first.duplicates == 0 && first.rows == 2_501)
        let before = try await kept(installation)
        #expect(before == Kept(records: 2_500, waiting: 2_500, conflicts: 0, refusals: 1))
        #expect(try await story.import(file, name: "renamed.csv", piece: 100) == first)
        // A file that overlaps: what is known is counted, what is new is stored.
        let overlapping = try await story.import(CDRStory.header + rows(2_000..<3_000), name: "next.csv")
        #expect(overlapping.duplicates == 500 && overlapping.stored == 500 && overlapping.conflicts == 0)
        // The same row twice in one file is one call.
        let twice = try await story.import(CDRStory.header + row(5_000) + row(5_000), name: "twice.csv")
        #expect(twice.stored == 1 && twice.duplicates == 1)
        #expect(try await kept(installation).records == 3_001)
        try await installation.drop()
    }

    @Test func otherContentsUnderOneIdAreKeptBesideTheFirst() async throws {
        let installation = try await Installation.fresh()
        let story = CDRStory(installation)
        let mapping = CDRStory.mapping.replacing("[columns]", with: "[columns]\nid = 5")
        let header = "A,B,start,seconds,id\n"
        let first = header + "1,2,2026-11-25 01:00:00,5,x\n"
        try await story.import(first, mapping: mapping)
        let other = try await story.import(header + "1,2,2026-11-25 01:00:00,50,x\n", name: "b", mapping: mapping)
        #expect(other.conflicts == 1 && other.stored == 0 && other.duplicates == 0)
        // The same conflict in a third file is kept once.
        let third = header + "\n1,2,2026-11-25 01:00:00,50,x\n"
        #expect(try await story.import(third, name: "c", mapping: mapping).conflicts == 1)
        #expect(try await kept(installation) == Kept(records: 1, waiting: 1, conflicts: 1, refusals: 0))
        try await installation.drop()
    }

    @Test func aFileThatWasBrokenOffGoesOnWhereItWas() async throws {
        let installation = try await Installation.fresh()
        let story = CDRStory(installation)
        let file = CDRStory.header + "cut,\n" + rows(0..<3_300)
        let stopped = try await story.import(file, stopsAfter: 2)
        #expect(!stopped.isFinished && stopped.rows == 2_000 && stopped.doneLine == 2_001)
        // The connection breaks after a chunk's commit: the chunk sent again counts once.
        let database = installation.database(as: "op_aram", connections: 1)
        let again = try await database.withSession { session in
            try await session.importUsageRows(
                file: stopped.id, upTo: stopped.doneLine,
                rows: [CDRRow(key: "other", line: 2_000, body: "calling\t1\n", text: "x")], refused: [], skipped: 9)
        }
        await database.close()
        #expect(again == stopped)
        let done = try await story.import(file)
        #expect(done.isFinished && done.stored == 3_300 && done.refused == 1 && done.duplicates == 0)
        #expect(done.rows == 3_301 && done.id == stopped.id)
        #expect(try await kept(installation) == Kept(records: 3_300, waiting: 3_300, conflicts: 0, refusals: 1))
        try await installation.drop()
    }

    @Test func filesAtOnceStoreEachRowOnce() async throws {
        let installation = try await Installation.fresh()
        let story = CDRStory(installation)
        let (same, other) = (CDRStory.header + rows(0..<2_200), CDRStory.header + rows(1_100..<3_300))
        let states = try await withThrowingTaskGroup(of: CDRFileState.self) { group in
            for file in [same, same, other] { group.addTask { try await story.import(file, name: "\(file.count)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let files = Dictionary(states.map { ($0.id, $0) }) { $0.rows > $1.rows ? $0 : $1 }.values
        #expect(files.count == 2 && files.allSatisfy { $0.rows == 2_200 && $0.conflicts == 0 })
        #expect(files.map(\.stored).reduce(0, +) == 3_300 && files.map(\.duplicates).reduce(0, +) == 1_100)
        #expect(try await kept(installation).records == 3_300)
        try await installation.drop()
    }

    @Test func anotherMappingOfAFileNeedsAWord() async throws {
        let installation = try await Installation.fresh()
        let story = CDRStory(installation)
        let file = CDRStory.header + row(1) + "37410,2,2026-11-25 01:00:00,0:10\n"
        try await story.import(file)
        let clock = CDRStory.mapping + "[duration]\nunit = \"clock\"\n"
        await #expect(
            throws: StoreError.conflict(
                "This file was imported as calls.csv by another mapping: 1 rows stored, 1 refused. To read it by this one as well, say --again."
            )
        ) { try await story.import(file, mapping: clock) }
        let again = try await story.import(file, mapping: clock, again: true)
        #expect(again.stored == 1)
        #expect(again.refused == 1)
        #expect(try await story.import(file, mapping: clock).id == again.id)
        try await installation.drop()
    }

    @Test func whoMayNotImportCallsKeepsNothing() async throws {
        let installation = try await Installation.fresh()
        for login in ["op_lilit", "op_anna"] {
            do {
                try await CDRStory(installation, login: login).import(CDRStory.header + row(1))
                Issue.record("\(login) may import calls")
            } catch {
                #expect((error as? StoreError)?.sentence.contains("usage.import") == true, "\(error)")
            }
        }
        #expect(try await kept(installation) == Kept(records: 0, waiting: 0, conflicts: 0, refusals: 0))
        try await installation.drop()
    }
}
