import Demo
import Domain
import PostgreSQL
import Store
import Testing

/// What must be true of stored records, calls and the ledger, whatever happened on the way.
struct UsageProof {
    let system: CrashSystem
    /// Told in each failure.
    let seed: UInt64

    /// A system with generated customers, and some of their phone lines. The clock stands at noon of 2026-11-24 in Yerevan.
    static func prepare(_ system: CrashSystem, customers: Int = 60, _ configuration: String = "") async throws
        -> [String]
    {
        var lines: [String] = []
        let whole = """
            [charging]
            enabled = false
            [usage]
            poll_ms = 20
            \(configuration)
            """
        try await system.prepare(configuration: whole) { session in
            let connection = session.connection
            try await connection.execute(script: "SELECT sec.clock_move('2026-11-24 12:00:00+04')")
            try await DemoFill.fill(session, customers: customers, seed: 3) { _, _ in }
            lines = try await connection.query(
                """
                SELECT identifier FROM catalog.subscription WHERE service_type_id = 2 AND state <> 'ended'
                    AND activated_on < '2026-11-20' ORDER BY subscription_id LIMIT 12
                """
            ).map { try $0.decode(0) }
        }
        try #require(lines.count > 3)
        return lines
    }

    /// Until nothing waits to be rated any more. What was killed last is started again when it is seen to be gone.
    func settle(within limit: Duration = .seconds(60)) async throws {
        let begin = ContinuousClock.now
        while await system.ask(
            "SELECT NOT EXISTS (SELECT FROM usage.intake_batch) AND NOT EXISTS (SELECT FROM usage.session_queue)",
            as: Bool.self) != true
        {
            guard ContinuousClock.now - begin < limit else {
                Issue.record("seed \(seed): records wait to be rated for ever: \(system.log.suffix(3_000))")
                return
            }
            try await system.revive()
            try await Task.sleep(for: .milliseconds(50))
        }
        try await system.revive()
    }

    /// Each of the records is kept once with the octets it was sent with; and nothing that was never sent.
    func check(told: [TelephoneRecordSample], of all: [TelephoneRecordSample]) async throws {
        let connection = try await Connection.connect(ConnectionOptions(keywords: system.keywords))
        var kept: [TelephoneRecordSample.Key: [String]] = [:]
        for row in try await connection.query(
            "SELECT session_id, record_type::int, record_number, encode(content, 'hex') FROM usage.accounting_record")
        {
            let key = TelephoneRecordSample.Key(
                session: try row.decode(0), type: try row.decode(1), number: try row.decode(2))
            kept[key, default: []].append(try row.decode(3))
        }
        await connection.close()
        let lost = told.filter { kept[$0.key] == nil }
        #expect(lost.isEmpty, "seed \(seed): answered 2001 and not there: \(lost.prefix(3).map(\.key))")
        let sent = Dictionary(all.map { ($0.key, TelephoneRecordSample.lasting($0.wire)) }) { first, _ in first }
        for (key, contents) in kept {
            #expect(contents.count == 1, "seed \(seed): \(key) is kept \(contents.count) times")
            let isSame = contents.first.map { TelephoneRecordSample.lasting(Self.octets($0)) } == sent[key]
            #expect(isSame, "seed \(seed): \(key) is kept with other octets")
        }
    }

    private static func octets(_ hexadecimal: String) -> [UInt8] {
        func digit(_ character: UInt8) -> UInt8 { character >= 97 ? character - 87 : character - 48 }
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).map { digit(digits[$0]) << 4 | digit(digits[$0 + 1]) }
    }

    /// Each call that ended is one call with its duration and price; the ledger has each once, and is exact.
    func check(calls: [TelephoneCall]) async throws {
        let connection = try await Connection.connect(ConnectionOptions(keywords: system.keywords))
        var found: [String: (seconds: Int64, amount: Int64)] = [:]
        for row in try await connection.query(
            "SELECT session_id, duration_seconds::bigint, amount FROM usage.call WHERE session_id NOT LIKE 'demo;%'")
        {
            let session: String = try row.decode(0)
            #expect(found[session] == nil, "seed \(seed): two calls of \(session)")
            found[session] = (try row.decode(1), try row.decode(2))
        }
        await connection.close()
        for call in calls {
            let rated = found.removeValue(forKey: call.session)
            #expect(rated?.seconds == call.charge?.seconds, "seed \(seed): seconds of \(call)")
            #expect(rated?.amount == call.charge?.amount, "seed \(seed): amount of \(call)")
        }
        #expect(found.isEmpty, "seed \(seed): calls nobody made: \(found.keys.prefix(3))")
        for (rule, sql) in Self.ledgerRules {
            let breaches = await system.ask(sql, as: Int.self)
            #expect(breaches == 0, "seed \(seed): \(rule)")
        }
    }

    /// A number for everything that a record sent again must not change.
    func fingerprint() async -> String? {
        await system.ask(
            """
            SELECT concat_ws(' ', (SELECT count(*) FROM usage.accounting_record), (SELECT count(*) FROM usage.call),
                (SELECT sum(revision) FROM usage.session), (SELECT count(*) FROM usage.call_revision),
                (SELECT count(*) FROM accounts.transfer), (SELECT sum(amount) FROM accounts.transfer),
                (SELECT md5(string_agg(concat(account_id, ':', balance, ':', version), ' ' ORDER BY account_id))
                    FROM accounts.account), (SELECT sum(calls) || '/' || sum(amount) FROM usage.hourly))
            """, as: String.self)
    }

    /// Each counts what breaks a rule.
    static let ledgerRules = [
        (
            "the legs of each call are its amount, and its tax",
            """
            SELECT count(*) FROM usage.call c FULL JOIN (SELECT source_id, sum(-amount) AS amount,
                    coalesce(sum(-amount) FILTER (WHERE leg > 0), 0) AS tax FROM accounts.transfer WHERE kind = 'call' GROUP BY 1) t
                ON t.source_id = c.call_id
            WHERE (coalesce(c.amount, 0), coalesce(c.tax, 0)) <> (coalesce(t.amount, 0), coalesce(t.tax, 0))
            """
        ),
        (
            "each call is charged in one line, and no line twice",
            """
            SELECT count(*) FROM (SELECT source_id FROM accounts.transfer WHERE kind = 'call' AND leg = 0 AND line = 0
                GROUP BY 1 HAVING count(*) > 1) x
            """
        ),
        (
            "a session that was rated has its call, and a call its session",
            """
            SELECT count(*) FROM (SELECT * FROM usage.session WHERE state = 'rated') s FULL JOIN usage.call c
                ON c.call_id = s.call_id AND c.session_id = s.session_id AND c.sub_session_id = s.sub_session_id
                    AND c.customer_id = s.customer_id AND c.started_at = s.started_at
            WHERE s.session_id IS NULL OR c.call_id IS NULL
            """
        ),
        (
            "every session that has records is known",
            """
            SELECT count(*) FROM (SELECT DISTINCT session_id, sub_session_id FROM usage.accounting_record) r
                FULL JOIN usage.session s USING (session_id, sub_session_id)
            WHERE s.state IS NULL OR (r.session_id IS NULL AND s.session_id NOT LIKE 'demo;%')
            """
        ),
        ("every balance is the sum of its postings", "SELECT count(*) FROM accounts.proof()"),
        ("the house's books agree", "SELECT count(*) FROM accounts.house_proof()"),
        ("the sum of everything is zero", "SELECT count(*) FROM accounts.books() WHERE difference <> 0"),
    ]
}
