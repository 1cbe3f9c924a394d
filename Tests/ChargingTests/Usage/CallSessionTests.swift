import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What the records of a session come to (business-rules section 5, RFC 6733 section 9.8.1), through the real database.
struct CallSessionTests {
    @Test func stopIsTheTotalAndStartTellsWhenItWasAnswered() async throws {
        let exchange = try await Exchange()
        // Asked at 0, answered at 10, over at 130: the time it rang is not charged.
        try await exchange.store(
            Exchange.record(
                "s", .start, at: 0, "calling \(exchange.line)", "called 37410123456",
                "answered_at \(Exchange.instant(10))"))
        #expect(try await exchange.rate().rated == 0)
        #expect(try await exchange.outcome("s") == "open")
        try await exchange.store(Exchange.record("s", .interim, number: 1, at: 60, "calling \(exchange.line)"))
        #expect(try await exchange.rate().rated == 0)
        try await exchange.store(Exchange.record("s", .stop, number: 2, at: 130, "calling \(exchange.line)"))
        #expect(try await exchange.rate().rated == 1)
        #expect(try await exchange.outcome("s") == "rated 120 1000")
        #expect(try await exchange.posted("s") == 1_000)
        try await exchange.close()
    }

    @Test func aStartThatComesAfterItsStopCompletesTheCall() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            Exchange.record("s", .stop, number: 2, at: 130, "calling \(exchange.line)", "called 37410123456"))
        #expect(try await exchange.rate().rejected == 1)
        #expect(try await exchange.outcome("s") == "rejected incomplete")
        try await exchange.store(Exchange.record("s", .start, at: 0, "answered_at \(Exchange.instant(10))"))
        #expect(try await exchange.rate().rated == 1)
        #expect(try await exchange.outcome("s") == "rated 120 1000")
        try await exchange.close()
    }

    @Test func aSessionWithoutStopIsClosedFromItsLastInterimAndALateStopCorrectsIt() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            Exchange.record(
                "s", .start, at: 0, "calling \(exchange.line)", "called 37410123456",
                "answered_at \(Exchange.instant())", "interim 300"),
            Exchange.record("s", .interim, number: 1, at: 300, "duration 300"),
            Exchange.record("s", .interim, number: 2, at: 600, "duration 600"))
        try await exchange.rate()
        #expect(try await exchange.outcome("s") == "open")
        // The records came in just now by the server's clock; a day later nothing more is waited for.
        try await exchange.installation.moveClock(to: "2027-01-01")
        #expect(try await exchange.rate().rated == 1)
        #expect(try await exchange.outcome("s") == "rated 600 5000")
        #expect(
            try await exchange.words("SELECT is_complete::text FROM usage.call WHERE session_id = 's'") == ["false"])
        try await exchange.store(Exchange.record("s", .stop, number: 3, at: 660, "duration 660"))
        #expect(try await exchange.rate().revised == 1)
        #expect(try await exchange.outcome("s") == "rated 660 5500")
        #expect(try await exchange.posted("s") == 5_500)
        // Corrected, not added: the difference alone is posted, net and tax.
        #expect(
            try await exchange.words(
                """
                SELECT string_agg((-amount)::text, '+' ORDER BY line, leg) FROM accounts.transfer
                WHERE source_id = (SELECT call_id FROM usage.session WHERE session_id = 's') AND kind = 'call' AND line > 0
                """) == ["416+84"])
        #expect(try await exchange.words("SELECT cause FROM usage.call_revision") == ["late_record"])
        #expect(try await exchange.ledgerErrors() == 0)
        try await exchange.close()
    }

    @Test func aStartThatNothingFollowsIsRejectedWhenItsTimeIsOver() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            Exchange.record("s", .start, at: 0, "calling \(exchange.line)", "called 37410123456"))
        try await exchange.rate()
        try await exchange.installation.moveClock(to: "2027-01-01")
        #expect(try await exchange.rate().rejected == 1)
        #expect(try await exchange.outcome("s") == "rejected no_stop")
        try await exchange.store(Exchange.record("s", .stop, at: 60))
        #expect(try await exchange.rate().rated == 1)
        #expect(try await exchange.outcome("s") == "rated 60 500")
        try await exchange.close()
    }

    /// RFC 6733 section 8.16: a higher Origin-State-Id says that the sender's sessions are gone.
    @Test func aSenderThatRestartedGetsNoMoreStopsForWhatItHadOpen() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            Exchange.record(
                "mine", .start, at: 0, "calling \(exchange.line)", "called 37410123456", "host switch.example.net"),
            Exchange.record("mine", .interim, number: 1, at: 90, "duration 90"),
            Exchange.record("other", .start, at: 0, "calling \(exchange.line)", "called 3749", "host other.example.net")
        )
        try await exchange.rate()
        let closed = try await exchange.daemon.withSession { try await $0.senderRestarted("switch.example.net") }
        #expect(closed == 1)
        try await exchange.rate()
        #expect(try await exchange.outcome("mine") == "rated 90 1000")
        #expect(try await exchange.outcome("other") == "open")
        try await exchange.close()
    }

    @Test func whatASenderHadStoredBeforeItRestartedIsLostToItEvenIfItWasNotRatedYet() async throws {
        let exchange = try await Exchange()
        func start(_ session: String) -> ReceivedUsageRecord {
            Exchange.record(
                session, .start, at: 0, "calling \(exchange.line)", "called 37410123456", "host Switch.example.net")
        }
        try await exchange.store(start("lost"), start("ended"))
        _ = try await exchange.daemon.withSession { try await $0.senderRestarted("switch.example.net") }
        // Of its new life, though the database was told of the restart only afterwards.
        try await exchange.store(start("new"), Exchange.record("ended", .stop, at: 60))
        _ = try await exchange.daemon.withSession {
            try await $0.senderRestarted("switch.example.net", ago: .seconds(3_600))
        }
        try await exchange.rate()
        try await exchange.rate()
        #expect(try await exchange.outcome("lost") == "rejected no_stop")
        #expect(try await exchange.outcome("ended") == "rated 60 500")
        #expect(try await exchange.outcome("new") == "open")
        #expect(try await exchange.count("SELECT count(*) FROM usage.call_revision") == 0)
        try await exchange.close()
    }

    @Test func aSessionThatIsHeardOfAfterItsTimeWasFoundToBeOverStaysOpen() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            Exchange.record("s", .start, at: 0, "calling \(exchange.line)", "called 37410123456"))
        try await exchange.rate()
        try await exchange.superuser.connection.execute(script: "UPDATE usage.session SET closes_at = sec.now()")
        #expect(try await exchange.daemon.withSession { try await $0.closeDueUsage() } == 1)
        try await exchange.store(Exchange.record("s", .interim, number: 1, at: 60, "duration 60"))
        try await exchange.rate()
        #expect(try await exchange.outcome("s") == "open")
        try await exchange.store(Exchange.record("s", .stop, number: 2, at: 90, "duration 90"))
        try await exchange.rate()
        #expect(try await exchange.outcome("s") == "rated 90 1000")
        #expect(try await exchange.count("SELECT count(*) FROM usage.call_revision") == 0)
        try await exchange.close()
    }

    @Test func theSameCallToldBySeveralNodesIsChargedOnce() async throws {
        let exchange = try await Exchange()
        let legs = ["icid abc", "icid abc\nrole 0", "icid abc\nrole 1"]
        for (index, more) in legs.enumerated() {
            try await exchange.store(exchange.stop("node\(index)", more))
            // The second in the same batch as the third, the first before.
            if index == 0 { try await exchange.rate() }
        }
        let turn = try await exchange.rate()
        #expect(turn.rated == 0 && turn.passed == 2)
        #expect(try await exchange.outcome("node1") == "passed told_twice")
        #expect(try await exchange.outcome("node2") == "passed terminating")
        // One identifier, another number that pays or is called: a forwarded call has two legs, and each is paid for.
        try await exchange.store(exchange.stop("forwarded", to: "37477123456", "icid abc"))
        #expect(try await exchange.rate().rated == 1)
        #expect(try await exchange.count("SELECT count(*) FROM usage.call WHERE session_id ~ '^(node|forwarded)'") == 2)
        try await exchange.close()
    }

    @Test(arguments: ["cause 1", "cause 486", "cause 600"])
    func aCallThatWasNotAnsweredCostsNothing(_ cause: String) async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            Exchange.record("s", .event, at: 0, "calling \(exchange.line)", "called 37410123456", cause))
        #expect(try await exchange.rate().passed == 1)
        #expect(try await exchange.outcome("s") == "passed not_answered")
        try await exchange.close()
    }

    @Test(
        arguments: [
            ("37499999999", "37410123456", "duration 60", "unknown_subscriber"),
            (nil, "37410123456", "duration 60", "incomplete"), ("line", nil, "duration 60", "incomplete"),
            ("line", "sip:nobody", "duration 60", "not_a_number"), ("line", "+35799123456", "duration 60", "no_rate"),
            ("line", "37410123456", "duration 90000", "too_long"),
            ("line", "37410123456", "answered_at 2030-01-01 00:00:00+00\nduration 1", "future"),
            ("line", "37410123456", "answered_at 2026-11-24 07:30:00+00", "end_before_start"),
            ("line", "37410123456", "nonsense 1", "undecodable"),
        ] as [(String?, String?, String, String)])
    func whatCannotBeRatedIsKeptWithItsReason(
        _ from: String?, _ called: String?, _ more: String, _ reason: String
    ) async throws {
        let exchange = try await Exchange()
        var fields: [String] = [more]
        if let from { fields.append("calling \(from == "line" ? exchange.line : from)") }
        if let called { fields.append("called \(called)") }
        try await exchange.store(Exchange.record("x", .stop, at: 61, fields.joined(separator: "\n")))
        let turn = try await exchange.rate()
        #expect(turn.rated == 0 && turn.rejected == 1)
        let found = try await exchange.words(
            "SELECT reason FROM usage.session WHERE explanation <> '' AND state = 'rejected'")
        #expect(found == [reason])
        #expect(try await exchange.count("SELECT count(*) FROM usage.accounting_record") == 1)
        #expect(try await exchange.count("SELECT count(*) FROM usage.call WHERE session_id = 'x'") == 0)
        try await exchange.close()
    }
}
