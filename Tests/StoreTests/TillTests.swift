import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Shifts of a till (business-rules section 8, features F3.5).
@Suite struct TillTests {
    @Test func cashIsTakenOnlyInAnOpenShift() async throws {
        try await TillStory.run { story in
            let refused = try await story.refusal("op_mane") { session in
                _ = try await session.registerPayment(
                    customer: story.customer, account: story.account, amount: drams(100), note: "", key: .make())
            }
            #expect(refused?.hasPrefix("Open your shift first") == true, "\(refused ?? "done")")
            #expect(try await story.balance() == 0)
            try await story.open("op_mane")
            try await story.pay(100, by: "op_mane")
            #expect(try await story.balance() == 100)
        }
    }

    @Test(arguments: [(0, 0), (5_000, -250), (5_000, 0), (5_000, 250)] as [(Int64, Int64)])
    func closingComparesCountedWithExpectedAndPostsTheDifference(_ float: Int64, _ missing: Int64) async throws {
        try await TillStory.run { story in
            let opened = try await story.open("op_mane", float)
            #expect(opened.openingExpected == drams(0) && opened.expected == drams(float))
            try await story.pay(1_000, by: "op_mane")
            try await story.pay(500, by: "op_mane")
            let closed = try await story.close("op_mane", float + 1_500 + missing)
            #expect(closed.expected == drams(float + 1_500) && closed.difference == drams(missing))
            let posted = try await story.number(
                """
                SELECT coalesce(sum(m.amount), 0)::bigint FROM accounts.house_movement m
                    JOIN accounts.house_account h USING (house_account_id) WHERE h.code = 'difference.till'
                """)
            #expect(posted == -float - missing)
            // The next shift expects what was counted, and a sum that differs from it is a difference too.
            let next = try await story.open("op_mane", float + 1_500)
            #expect(next.openingExpected == closed.closingCounted && next.openingCounted == drams(float + 1_500))
        }
    }

    @Test func aTillIsClosedOnceAndTheRepeatedKeyAnswersTheFirstResult() async throws {
        try await TillStory.run { story in
            try await story.open("op_mane", 700)
            let key = CommandKey.make()
            let first = try await story.acting("op_mane") {
                try await $0.closeShift(counted: drams(600), denominations: [], note: "short", key: key)
            }
            let before = try await story.picture()
            let again = try await story.acting("op_mane") {
                try await $0.closeShift(counted: drams(600), denominations: [], note: "short", key: key)
            }
            #expect(again == first)
            let refused = try await story.refusal("op_mane") {
                _ = try await $0.closeShift(counted: drams(600), denominations: [], note: "", key: .make())
            }
            #expect(refused?.hasPrefix("Your till is closed already, since ") == true, "\(refused ?? "done")")
            #expect(try await story.picture() == before)
            let never = try await story.refusal("op_nare") {
                _ = try await $0.closeShift(counted: drams(0), denominations: [], note: "", key: .make())
            }
            #expect(never?.hasPrefix("Your till is closed") == true, "\(never ?? "done")")
        }
    }

    @Test func aTillAndAnOperatorHaveOneOpenShift() async throws {
        try await TillStory.run { story in
            let refused = try await story.refusal("op_lilit") {
                _ = try await $0.openShift(counted: drams(0), denominations: [], key: .make())
            }
            #expect(refused?.hasPrefix("Your shift is open already") == true, "\(refused ?? "done")")
            // Ten at once: one gets in.
            let opened = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 { group.addTask { (try? await story.open("op_mane", 10)) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(opened == 1)
        }
    }

    @Test(
        arguments: [
            ([(2_000_000, 3), (50_000, 2)], 6_100_000, nil),
            ([(2_000_000, 3), (50_000, 2)], 6_000_000, "Counted: the pieces come to 61 000,00"),
            ([(1_000, 1), (1_000, 2)], 3_000, nil), ([(1_000, -1)], 0, "Pieces: "), ([(2_000_000, 0)], 0, nil),
            ([], 123, nil),
            ([(900_000_000_000, 9_999_999)], 100, "Counted: the pieces come to"),
        ] as [([(Int64, Int64)], Int64, String?)])
    func piecesCountedMustComeToTheSum(_ pieces: [(Int64, Int64)], _ total: Int64, _ expected: String?) async throws {
        try await TillStory.run { story in
            let refused = try await story.refusal("op_mane") {
                _ = try await $0.openShift(
                    counted: drams(total), denominations: pieces.map { CashPieces(face: drams($0.0), count: $0.1) },
                    key: .make())
            }
            if let expected {
                #expect(refused?.hasPrefix(expected) == true, "\(refused ?? "done")")
            } else {
                #expect(refused == nil)
            }
        }
    }

    @Test(arguments: [-1, 100_000_000_001, Int64.max, Int64.min])
    func aCountedSumThatCannotBeIsRefused(_ counted: Int64) async throws {
        try await TillStory.run { story in
            for (login, isOpening) in [("op_mane", true), ("op_lilit", false)] {
                let refused = try await story.refusal(login) { session in
                    _ =
                        isOpening
                        ? try await session.openShift(counted: drams(counted), denominations: [], key: .make())
                        : try await session.closeShift(
                            counted: drams(counted), denominations: [], note: "", key: .make())
                }
                #expect(refused?.hasPrefix("Counted: must be nothing or more") == true, "\(refused ?? "done")")
            }
        }
    }

    @Test func theLinesOfAShiftAddUpToWhatIsInTheTill() async throws {
        try await TillStory.run { story in
            try await story.open("op_nare", 20_000)
            let payment = try await story.pay(7_000, by: "op_nare")
            try await story.pay(3_000, by: "op_nare")
            _ = try await story.acting("op_nare") {
                try await $0.payRefund(
                    customer: story.customer, account: story.account, amount: drams(1_000), reason: "leaves",
                    key: .make())
            }
            _ = try await story.acting("op_nare") {
                try await $0.reversePayment(
                    customer: story.customer, account: story.account, payment: payment.payment, reason: "wrong one",
                    key: .make())
            }
            let sent = try await story.send(5_000, from: "op_nare", to: "op_lilit")
            _ = try await story.acting("op_lilit") {
                try await $0.refuseCash(sent.id, reason: "no place", key: .make())
            }
            try await story.pay(2_000)
            let coming = try await story.send(1_500, from: "op_lilit", to: "op_nare")
            _ = try await story.acting("op_nare") {
                try await $0.confirmCash(coming.id, counted: drams(1_400), key: .make())
            }
            let closed = try await story.close("op_nare", 16_500)
            let report = try await story.acting("op_nare") { try await $0.shiftReport(closed.id) }
            let sums = Dictionary(uniqueKeysWithValues: report.totals.map { ($0.kind, $0.amount.minorUnits) })
            #expect(
                sums == [
                    .opening: 20_000, .payment: 10_000, .refund: -1_000, .reversal: -7_000, .sent: -5_000,
                    .returned: 5_000, .received: 1_500, .difference: -100 + 100 - 6_900 - 100,
                ])
            #expect(report.lines.reduce(0) { $0 + $1.amount.minorUnits } == 16_500)
            #expect(report.lines.first?.kind == .opening && report.lines.last?.kind == .difference)
            #expect(closed.expected == drams(23_400))
        }
    }

    @Test func noTillGivesMoreThanItHolds() async throws {
        try await TillStory.run { story in
            try await story.open("op_nare", 500)
            let payment = try await story.pay(10_000)
            let attempts: [(StoreSession) async throws -> Void] = [
                { _ = try await $0.sendCash(to: "op_lilit", amount: drams(501), note: "", key: .make()) },
                { session in
                    _ = try await session.payRefund(
                        customer: story.customer, account: story.account, amount: drams(501), reason: "x", key: .make())
                },
                { session in
                    _ = try await session.reversePayment(
                        customer: story.customer, account: story.account, payment: payment.payment, reason: "x",
                        key: .make())
                },
            ]
            for attempt in attempts {
                let refused = try await story.refusal("op_nare", attempt)
                #expect(refused == "Amount: your till holds only 5,00.")
            }
        }
    }

    @Test func aCashierSeesTheOwnShiftsAndASupervisorAll() async throws {
        try await TillStory.run { story in
            let shift = try await story.open("op_mane", 300)
            let sent = try await story.send(100, from: "op_mane", to: "bank.main")
            #expect(
                try await story.acting("op_lilit") { try await $0.shifts(limit: 10) }.map(\.operatorLogin) == [
                    "op_lilit"
                ])
            #expect(
                try await story.acting("op_aram") { try await $0.shifts(limit: 10) }.map(\.operatorLogin)
                    == ["op_mane", "op_lilit"])
            #expect(try await story.acting("op_aram") { try await $0.shifts(limit: 1) }.count == 1)
            let refused = try await story.refusal("op_lilit") { _ = try await $0.shiftReport(shift.id) }
            #expect(refused == "There is no shift \(shift.id) of yours.")
            #expect(try await story.acting("op_lilit") { try await $0.cashInTransit() } == [])
            let seen = try await story.acting("op_aram") { try await $0.cashInTransit() }
            #expect(seen.map(\.id) == [sent.id] && seen.first?.isMineToReceive == true)
            for (login, shifts, transfers) in [
                ("op_lilit", 1, 0), ("op_mane", 1, 2), ("op_aram", 2, 2), ("op_anna", 0, 0),
            ] {
                let connection = try await story.installation.connection(as: login)
                #expect(
                    try await connection.query("SELECT count(*) FROM accounts.till_shift").first?.decode(
                        0, as: Int.self)
                        == shifts, "\(login)")
                #expect(
                    try await connection.query("SELECT count(*) FROM accounts.house_transfer").first?
                        .decode(0, as: Int.self) == transfers, "\(login)")
                await connection.close()
            }
        }
    }

    /// What no verb can do is done behind the triggers' back.
    @Test(arguments: [
        (
            "UPDATE accounts.payment SET amount = amount + 1",
            "Till of Lilit Grigoryan: its shifts say 10,01, the transfers 10,00."
        ),
        (
            "UPDATE accounts.account SET balance = balance + 1",
            "The customers' accounts come to 10,01 and the house's to 10,00."
        ),
    ])
    func theNightlyProofRaisesAnAlarmOnOneUnitOfDifference(_ change: String, _ sentence: String) async throws {
        let story = try await TillStory.fresh()
        try await story.installation.moveClock(to: "2027-03-20")
        try await story.pay(1_000)
        #expect(try await story.number("SELECT api.ledger_proof_nightly()") == 0)
        try await story.script("SET session_replication_role = replica; " + change)
        try await story.installation.moveClock(to: "2027-03-21")
        #expect(try await story.number("SELECT api.ledger_proof_nightly()") > 0)
        let alarms = try await story.text("SELECT string_agg(sentence, ' ') FROM sec.alarm WHERE area = 'tills'")
        #expect(alarms == sentence + " Nothing was changed; somebody has to find out why.")
        try await story.installation.drop()
    }
}
