import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Promised payments (business-rules section 4, features F3.2).
@Suite struct PromiseTests {
    private func give(
        _ story: TillStory, _ amount: Int64 = 6_000, days: Int = 5, key: CommandKey = .make()
    ) async throws -> String? {
        try await story.refusal("op_anna") { session in
            _ = try await session.givePromise(
                customer: story.customer, account: story.account, amount: drams(amount), days: days, note: "", key: key)
        }
    }

    private func states(_ story: TillStory) async throws -> [PromiseState] {
        try await story.acting("op_anna") { try await $0.promises(customer: story.customer, account: story.account) }
            .map(\.state)
    }

    @Test(arguments: [(0, false), (1, true), (10, true), (11, false), (-3, false)])
    func aPaymentIsPromisedForOneToTenDays(_ days: Int, _ isAccepted: Bool) async throws {
        try await TillStory.run { story in
            let refused = try await give(story, days: days)
            #expect((refused == nil) == isAccepted)
            if !isAccepted { #expect(refused == "Days: a payment can be promised for 1 to 10 days.") }
        }
    }

    @Test func thePromiseCountsUntilTheEndOfItsDayAndTheAccountIsLookedAtNowAndThen() async throws {
        try await TillStory.run { story in
            try await story.installation.moveClock(to: "2027-03-20", time: "23:30:00")
            try await story.script("DELETE FROM accounts.review")
            let promise = try await story.acting("op_anna") {
                try await $0.givePromise(
                    customer: story.customer, account: story.account, amount: drams(6_000), days: 2, note: "salary",
                    key: .make())
            }
            #expect(promise.endsAt == Instant("2027-03-23 00:00:00+04"))
            let reviews = try await story.text(
                """
                SELECT string_agg(format('%s %s', cause, due_at AT TIME ZONE 'Asia/Yerevan'), ', ' ORDER BY due_at)
                FROM accounts.review
                """)
            #expect(reviews == "limit -infinity, limit 2027-03-23 00:00:00")
        }
    }

    @Test func oneIsOpenAtATime() async throws {
        try await TillStory.run { story in
            #expect(try await give(story) == nil)
            #expect(try await give(story)?.contains("has a promise of 60,00 already") == true)
            _ = try await story.acting("op_anna") {
                try await $0.withdrawPromise(
                    customer: story.customer, account: story.account, reason: "not now", key: .make())
            }
            #expect(try await states(story) == [.withdrawn])
            let none = try await story.refusal("op_anna") {
                _ = try await $0.withdrawPromise(
                    customer: story.customer, account: story.account, reason: "x", key: .make())
            }
            #expect(none == "Account \(story.account) has no open promise.")
            #expect(try await give(story) == nil)
            #expect(try await states(story) == [.open, .withdrawn])
        }
    }

    @Test func aBrokenPromiseBarsTheNextForThirtyDays() async throws {
        try await TillStory.run { story in
            try await story.installation.moveClock(to: "2027-03-01")
            #expect(try await give(story, days: 3) == nil)
            try await story.installation.moveClock(to: "2027-03-05")
            #expect(try await states(story) == [.broken])
            #expect(
                try await give(story)
                    == "The promise of 60,00 was broken; the next one can be given from 2027-04-04 on.")
            try await story.installation.moveClock(to: "2027-04-03")
            #expect(try await give(story) != nil)
            try await story.installation.moveClock(to: "2027-04-04", time: "00:05:00")
            #expect(try await give(story) == nil)
        }
    }

    @Test(arguments: [
        ([6_000], PromiseState.kept), ([3_000, 2_999], .open), ([3_000, 3_000], .kept), ([9_000], .kept),
    ])
    func whatWasPromisedAndCameAtOnceOrInPartsIsKept(_ payments: [Int64], _ state: PromiseState) async throws {
        try await TillStory.run { story in
            try await story.pay(100_000)
            #expect(try await give(story) == nil)
            for amount in payments { try await story.pay(amount) }
            #expect(try await states(story) == [state])
        }
    }
}
