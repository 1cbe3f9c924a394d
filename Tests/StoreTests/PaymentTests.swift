import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Payments of every channel, taken back and given back (business-rules sections 2 and 8, features F3.6).
@Suite struct PaymentTests {
    private func order(
        _ story: TillStory, _ amount: Int64, _ channel: PaymentChannel, number: String = "", on day: CivilDate
    ) -> PaymentOrder {
        PaymentOrder(
            customer: story.customer, account: story.account, amount: drams(amount), channel: channel,
            externalID: number, valueOn: day, note: "")
    }

    private func day(_ story: TillStory, _ offset: Int64) async throws -> CivilDate {
        CivilDate(dayNumber: Int32(try await story.number("SELECT sec.today() - '1970-01-01'::date + \(offset)")))
    }

    @Test func aPaymentOfAnEarlierDayNeedsItsPermissionAndCountsFromThatDay() async throws {
        try await TillStory.run { story in
            let earlier = try await day(story, -5)
            let refused = try await story.refusal("op_lilit") {
                _ = try await $0.takePayment(order(story, 100, .bank, number: "7", on: earlier), key: .make())
            }
            #expect(refused?.contains("payment.backdate") == true)
            _ = try await story.acting("op_aram") {
                try await $0.takePayment(order(story, 100, .bank, number: "7", on: earlier), key: .make())
            }
            let counted = try await story.number(
                "SELECT accounts.balance_on(\(story.customer), \(story.account), \(earlier))")
            #expect(counted == 100)
            let future = try await story.refusal("op_aram") {
                _ = try await $0.takePayment(
                    order(story, 100, .bank, number: "8", on: try await day(story, 1)), key: .make())
            }
            #expect(future?.contains("must not be in the future") == true, "\(future ?? "done")")
        }
    }

    /// Whoever posts it: the bank's statements and the terminals, too.
    @Test(arguments: [PaymentChannel.bank, .card, .terminal])
    func openCardsAreToldOfAPaymentOfAnyChannel(_ channel: PaymentChannel) async throws {
        try await TillStory.run { story in
            let listener = try await story.installation.superuser().connection
            let stream = try await listener.listen("bcrm_changes")
            var changes = stream.makeAsyncIterator()
            _ = try await story.acting("op_aram") {
                try await $0.takePayment(
                    order(story, 100, channel, number: "7", on: try await day(story, 0)), key: .make())
            }
            // The last of it, so that a payment that is not told ends the waiting all the same.
            let sender = try await story.installation.superuser().connection
            _ = try await sender.query("SELECT pg_notify('bcrm_changes', 'end')")
            await sender.close()
            var told: [String] = []
            while let change = await changes.next(), change.payload != "end" { told.append(change.payload) }
            #expect(told.contains("accounts"), "\(told)")
            await listener.close()
        }
    }

    @Test func aPaymentOfAClosedDayCountsFromTheFirstOpenDayAndKeepsItsOwn() async throws {
        try await TillStory.run { story in
            let earlier = try await day(story, -5)
            let closed = try await day(story, -2)
            let session = try await story.installation.connection(as: "op_aram")
            _ = try await session.query("SELECT api.period_close(\(closed.description)::date, 'close')")
            await session.close()
            _ = try await story.acting("op_aram") {
                try await $0.takePayment(order(story, 100, .card, number: "7", on: earlier), key: .make())
            }
            let days = try await story.text(
                "SELECT period_on || ' ' || value_on FROM accounts.transfer WHERE account_id = \(story.account)")
            #expect(days == "\(earlier) \(try await day(story, -1))")
        }
    }

    @Test func eachChannelHasItsOwnAccountOfTheHouse() async throws {
        try await TillStory.run { story in
            let today = try await day(story, 0)
            for (channel, code) in [
                (PaymentChannel.till, "till.op_nare"), (.bank, "bank.main"), (.card, "gateway.card"),
                (.terminal, "gateway.terminals"),
            ] {
                if channel == .till { try await story.open("op_nare") }
                _ = try await story.acting("op_nare") {
                    try await $0.takePayment(order(story, 100, channel, number: "42", on: today), key: .make())
                }
                #expect(
                    try await story.number("SELECT accounts.till_balance(accounts.house(\(code)))") == 100, "\(code)")
            }
            #expect(try await story.holds("op_nare") == 100)
            let none = try await story.refusal("op_nare") {
                _ = try await $0.takePayment(order(story, 100, .bank, number: " ", on: today), key: .make())
            }
            #expect(none?.hasPrefix("Number: give the number of the slip") == true)
        }
    }

    @Test func theSameSlipIsPostedOnceAndWithAnotherSumIsAConflict() async throws {
        try await TillStory.run { story in
            let today = try await day(story, 0)
            let first = try await story.acting("op_aram") {
                try await $0.takePayment(order(story, 100, .card, number: "A-1", on: today), key: .make())
            }
            let again = try await story.acting("op_aram") {
                try await $0.takePayment(order(story, 100, .card, number: "A-1", on: today), key: .make())
            }
            #expect(again == first)
            let other = try await story.refusal("op_aram") {
                _ = try await $0.takePayment(order(story, 101, .card, number: "A-1", on: today), key: .make())
            }
            #expect(other?.contains("was posted before with another sum") == true)
            #expect(try await story.balance() == 100)
        }
    }

    @Test(arguments: [0, -1, 100_000_000_001, Int64.max, Int64.min])
    func aSumThatCannotBePaidIsRefused(_ amount: Int64) async throws {
        try await TillStory.run { story in
            let refused = try await story.refusal("op_lilit") { session in
                _ = try await session.registerPayment(
                    customer: story.customer, account: story.account, amount: drams(amount), note: "", key: .make())
            }
            #expect(refused?.hasPrefix("Amount: must be more than nothing") == true)
        }
    }

    @Test func aPaymentIsTakenBackWholeAndOnceAndTheReversalPointsToIt() async throws {
        try await TillStory.run { story in
            let payment = try await story.pay(10_000)
            try await story.open("op_nare", 15_000)
            let back = try await story.acting("op_nare") {
                try await $0.reversePayment(
                    customer: story.customer, account: story.account, payment: payment.payment,
                    reason: "wrong customer",
                    key: .make())
            }
            #expect(back.amount == drams(-10_000) && back.balanceAfter == drams(0))
            // The cash left the till of who took it back, not the one it went to.
            #expect(try await story.holds("op_nare") == 5_000)
            #expect(try await story.holds("op_lilit") == 10_000)
            let original = try await story.number(
                """
                SELECT o.source_id FROM accounts.transfer r JOIN accounts.transfer o
                    ON o.account_id = r.account_id AND o.posting_no = r.source_id
                WHERE r.kind = 'reversal' AND r.account_id = \(story.account) AND o.kind = 'payment'
                """)
            #expect(original == payment.payment.rawValue)
            let twice = try await story.refusal("op_nare") {
                _ = try await $0.reversePayment(
                    customer: story.customer, account: story.account, payment: payment.payment, reason: "x",
                    key: .make())
            }
            #expect(twice == "Payment \(payment.payment) is taken back already.")
            let reversal = try await story.refusal("op_nare") {
                _ = try await $0.reversePayment(
                    customer: story.customer, account: story.account, payment: back.payment, reason: "x", key: .make())
            }
            #expect(reversal == "A reversal cannot be reversed; take the payment again instead.")
            let shiftless = try await story.pay(500)
            try await story.close("op_nare", 5_000)
            let refused = try await story.refusal("op_nare") {
                _ = try await $0.reversePayment(
                    customer: story.customer, account: story.account, payment: shiftless.payment, reason: "x",
                    key: .make())
            }
            #expect(refused?.hasPrefix("Open your shift first") == true)
        }
    }

    @Test func aPaymentOfAnotherChannelIsTakenBackWithoutATill() async throws {
        try await TillStory.run { story in
            _ = try await story.acting("op_aram") {
                try await $0.takePayment(
                    order(story, 700, .card, number: "1", on: try await day(story, -3)), key: .make())
            }
            let back = try await story.acting("op_aram") {
                try await $0.reversePayment(
                    customer: story.customer, account: story.account, posting: 1, reason: "charge-back", key: .make())
            }
            #expect(back.amount == drams(-700))
            #expect(try await story.number("SELECT accounts.till_balance(accounts.house('gateway.card'))") == 0)
            let missing = try await story.refusal("op_aram") {
                _ = try await $0.reversePayment(
                    customer: story.customer, account: story.account, posting: 99, reason: "x", key: .make())
            }
            #expect(missing?.hasPrefix("There is no payment") == true, "\(missing ?? "done")")
        }
    }

    @Test func aRefundGivesAtMostWhatTheAccountHoldsCreditNotCounted() async throws {
        try await TillStory.run { story in
            try await story.open("op_nare", 50_000)
            try await story.pay(3_000)
            _ = try await story.acting("op_nare") {
                try await $0.setCreditLimit(
                    customer: story.customer, account: story.account, limit: drams(10_000), reason: "known",
                    key: .make())
            }
            let refused = try await story.refusal("op_nare") {
                _ = try await $0.payRefund(
                    customer: story.customer, account: story.account, amount: drams(3_001), reason: "leaves",
                    key: .make())
            }
            #expect(refused == "Amount: account \(story.account) holds only 30,00 to give back.")
            let paid = try await story.acting("op_nare") {
                try await $0.payRefund(
                    customer: story.customer, account: story.account, amount: drams(3_000), reason: "leaves",
                    key: .make())
            }
            #expect(paid.amount == drams(-3_000) && paid.balanceAfter == drams(0))
            #expect(try await story.holds("op_nare") == 47_000)
            // And a refund given by mistake is taken back: the cash returns.
            let back = try await story.acting("op_nare") {
                try await $0.reversePayment(
                    customer: story.customer, account: story.account, payment: paid.payment, reason: "stays",
                    key: .make())
            }
            #expect(back.amount == drams(3_000))
            #expect(try await story.holds("op_nare") == 50_000)
        }
    }

    @Test func partialReversalsOfAChargeNeverComeToMoreThanTheCharge() async throws {
        try await TillStory.run { story in
            try await story.script(
                """
                SELECT accounts.post(\(story.customer), \(story.account), 'one_time', sec.today(), -1000,
                    accounts.house('revenue.internet'), 'internet', 'connection', 0);
                """)
            func reverse(_ amount: Int64?, posting: Int64 = 1) async throws -> String? {
                try await story.refusal("op_aram") { session in
                    _ = try await session.reverseCharge(
                        customer: story.customer, account: story.account, posting: posting,
                        amount: amount.map { drams($0) }, reason: "complaint", key: .make())
                }
            }
            #expect(try await reverse(300) == nil)
            #expect(try await reverse(300) == nil)
            #expect(try await reverse(401) == "Amount: at most 4,00 of posting 1 can be reversed.")
            #expect(try await reverse(0)?.hasPrefix("Amount: at most") == true)
            #expect(try await reverse(nil) == nil)
            #expect(try await reverse(1) == "Posting 1 is reversed already.")
            #expect(try await reverse(1, posting: 2)?.hasPrefix("A reversal cannot be reversed") == true)
            #expect(try await story.balance() == 0)
            // Neither is a payment taken back this way, which would leave the till wrong.
            try await story.pay(500)
            #expect(try await reverse(nil, posting: 5)?.hasPrefix("This is no charge") == true)
        }
    }

    @Test func nothingIsPostedToAClosedAccountOrOneOfAnotherCustomer() async throws {
        try await TillStory.run { story in
            let other = try await ServiceStory(story.installation).acting("op_anna") {
                var registration = plausibleRegistration()
                registration.documentNumber = "AN7654321"
                return try await $0.registerCustomer(registration, key: .make())
            }
            let wrong = try await story.refusal("op_lilit") { session in
                _ = try await session.registerPayment(
                    customer: story.customer, account: other.account, amount: drams(1), note: "", key: .make())
            }
            #expect(wrong?.hasPrefix("There is no account") == true)
            try await story.script("UPDATE accounts.account SET closed_at = now() WHERE account_id = \(story.account)")
            let closed = try await story.refusal("op_lilit") { session in
                _ = try await session.registerPayment(
                    customer: story.customer, account: story.account, amount: drams(1), note: "", key: .make())
            }
            #expect(closed == "Account \(story.account) is closed.")
        }
    }
}
