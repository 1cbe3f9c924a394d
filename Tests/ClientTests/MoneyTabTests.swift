import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The Money tab of the card, walked as a call-centre operator walks it.
@MainActor struct MoneyTabTests {
    private func opened(
        _ permissions: Set<Permission> = Samples.everything, _ prepare: (inout TestDesk.State) -> Void = { _ in }
    ) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { prepare(&$0) }
        let stage = Stage(permissions, desk: desk)
        return stage.press("'77101234' ENTER 4")
    }

    private func asked(_ stage: Stage) -> [MoneyRequest] {
        stage.desk.asked.compactMap { if case .money(let request) = $0 { request } else { nil } }
    }

    @Test func everyLineHasTheBalanceItLeftNewestFirst() {
        let rows = opened().rows()
        #expect(rows[8].hasPrefix(" Account 1001  balance 1 500,00 AMD"))
        #expect(rows[8].hasSuffix("1 of 50 and older"))
        #expect(rows[9].hasSuffix("Amount     Balance after"))
        #expect(rows[10] == "> 16.03.2026 Payment, till                       5 000,00 AMD      1 500,00 AMD")
        #expect(rows[11] == "  15.03.2026 Call to 79161234567                  -120,00 AMD     -3 500,00 AMD")
    }

    @Test func whereThereIsRoomTheMonthsStandBesideThePostings() {
        let stage = opened()
        #expect(
            !asked(stage).contains { if case .months = $0 { true } else { false } }, "not asked for where not shown")
        _ = stage.text(120, 24)
        stage.press("F5")
        let small = stage.rows(120, 24)
        #expect(small[8].contains("Charged by month") && small[8].hasSuffix("paid"))
        #expect(small[9].contains("04.2025") && small[20].contains("03.2026 #") && small[20].hasSuffix(",00"))
        #expect(!small.joined().contains("Balance at the ends"))
        let large = stage.text(200, 60)
        #expect(large.contains("Balance at the ends of the months") && large.contains("Services"))
        #expect(stage.rows()[10] == "> 16.03.2026 Payment, till                       5 000,00 AMD      1 500,00 AMD")
    }

    @Test func theMonthsAreTheLastTwelveAndTheirBalancesLeadToTodays() {
        let months = MoneyMonths(
            months: [
                MoneyMonth(month: Samples.day("2026-01-01"), charged: Samples.drams(500), paid: Samples.drams(0)),
                MoneyMonth(month: Samples.day("2026-03-01"), charged: Samples.drams(500), paid: Samples.drams(900)),
            ], balance: Samples.drams(400), today: Samples.day("2026-03-31"))
        #expect(months.all.map(\.month.text).first == "01.04.2025" && months.all.count == 12)
        #expect(MoneyMonths.first(Samples.day("2026-03-31")) == Samples.day("2025-04-01"))
        #expect(months.balances.suffix(4) == [500, 0, 0, 400])
    }

    @Test func scriptsLineUp() {
        let stage = opened().press("DOWN DOWN DOWN")
        let row = stage.rows()[13]
        #expect(row.contains("~ Router, Կապույտ 100"))
        #expect(TextMeasure.width(row) == TextMeasure.width(stage.rows()[11]))
    }

    @Test func theDetailSaysWhoWhenAndWhatBelongsTogether() {
        let text = opened().press("DOWN DOWN DOWN").text()
        #expect(text.contains("#117 fee, booked 16.03.2026 16:00 by bcrmd, for 13.03.2026-11.04.2026"))
        #expect(text.contains("with #118; taken back 200,00 AMD; 500,00 AMD left of the charge"))
        let reversal = opened().press("DOWN DOWN DOWN DOWN").text()
        #expect(reversal.contains("takes back #117; note: wrong router"))
    }

    @Test func enterGoesFromAReversalToWhatItTookBack() {
        let stage = opened().press("DOWN DOWN DOWN DOWN ENTER")
        #expect(stage.text().contains(" #117 fee"))
        stage.press("ENTER")
        #expect(stage.text().contains(" #118 fee"))
        stage.press("UP UP ENTER")
        #expect(stage.message.contains("stands alone"))
    }

    @Test func olderPagesAreFetchedWhileScrollingAndAskedForOnce() {
        let stage = opened()
        stage.press("PGDN PGDN PGDN PGDN PGDN PGDN PGDN")
        let pages = asked(stage).compactMap { if case .postings(_, _, _, let before, _) = $0 { before } else { nil } }
        #expect(pages == [71])
        #expect(stage.text().contains("of 100 and older"))
        stage.press("END END END")
        #expect(stage.text().contains("120 of 120"))
        #expect(stage.text().contains("#1 fee"))
    }

    @Test func whatIsSelectedStaysWhenNewPostingsComeAndOldPagesAreKept() {
        let stage = opened().press("PGDN PGDN PGDN PGDN PGDN PGDN PGDN")
        let before = (stage.top as? CustomerScreen)?.money.selection.id
        stage.desk.state.withLock { state in
            var posting = state.panels.ledger[0]
            posting.number = 121
            state.panels.ledger.insert(posting, at: 0)
        }
        stage.perform(stage.shell.changed(.accounts))
        let money = (stage.top as? CustomerScreen)?.money
        #expect(money?.selection.id == before)
        #expect(money?.postings?.first?.number == 121)
        #expect(money?.postings?.map(\.number) == Array((21...121).reversed()))
    }

    nonisolated static let filters: [(String, PostingFilter)] = [
        ("payments", PostingFilter(group: .payments)), ("pay", PostingFilter(group: .payments)),
        ("calls 7916", PostingFilter(group: .calls, text: "7916")),
        (
            "charges from 01.03.2026 to 31.03.2026",
            PostingFilter(
                group: .charges, from: Samples.day("2026-03-01"), to: Samples.day("2026-03-31"))
        ),
        ("01.03.2026-05.03.2026", PostingFilter(from: Samples.day("2026-03-01"), to: Samples.day("2026-03-05"))),
        ("05.03.2026", PostingFilter(from: Samples.day("2026-03-05"), to: Samples.day("2026-03-05"))),
        ("from 1.3", PostingFilter(from: Samples.day("2026-03-01"))),
        ("Կապույտ", PostingFilter(text: "Կապույտ")),
        (
            "reversals wrong router",
            PostingFilter(
                group: .reversals, text: "wrong router")
        ), ("", PostingFilter()),
    ]

    @Test(arguments: filters)
    func theFilterIsTypedAsItIsSaid(_ typed: String, _ wanted: PostingFilter) {
        let stage = opened()
        stage.press("/ '\(typed)' ENTER")
        let money = (stage.top as? CustomerScreen)?.money
        #expect(money?.filter == wanted)
        #expect(money?.isTyping == false)
        #expect(money?.postings?.allSatisfy { wanted.matches($0) } == true)
    }

    @Test(arguments: [
        ("from", "After \u{201C}from\u{201D} type a day"), ("from 31.02.2026", "is no day"), ("to x", "is no day"),
        ("from 05.03.2026 to 01.03.2026", "before they begin"),
    ])
    func nonsenseInTheFilterIsASentenceAndKeepsWhatWasTyped(_ typed: String, _ words: String) {
        let stage = opened().press("/ '\(typed)' ENTER")
        let money = (stage.top as? CustomerScreen)?.money
        #expect(money?.field.complaint?.contains(words) == true)
        #expect(money?.isTyping == true && money?.field.input.text == typed)
        stage.press("ESC")
        #expect((stage.top as? CustomerScreen)?.money.isTyping == false)
    }

    @Test func escapeTakesTheFilterAwayBeforeItLeavesTheCard() {
        let stage = opened().press("/ calls ENTER")
        #expect(stage.text().contains("only calls"))
        stage.press("ESC")
        #expect(stage.crumbs.count == 2 && !stage.text().contains("only calls"))
        stage.press("ESC")
        #expect(stage.crumbs == ["Home"])
    }

    @Test func theBalanceOnADayIsAskedFor() {
        let stage = opened().press("d '14.03.2026' ENTER")
        #expect(stage.text().contains("balance on 14.03.2026: -3 380,00 AMD"))
        stage.press("d '31.02' ENTER")
        #expect(stage.text().contains("is no day"))
        stage.press("C-u ENTER")
        #expect(stage.text().contains("Account 1001  balance 1 500,00 AMD"))
    }

    @Test func anotherAccountHasItsOwnList() {
        let stage = opened {
            $0.panels.otherAccounts = [
                AccountSummary(
                    id: AccountID(1002), balance: Samples.drams(0), creditLimit: Samples.drams(500_000),
                    isDefault: false, version: 1)
            ]
        }
        #expect(stage.text().contains("Account 1001 (1 of 2)"))
        stage.press("a")
        #expect(stage.text().contains("Account 1002 (2 of 2)  balance 0,00 AMD  credit 5 000,00 AMD"))
        #expect(stage.text().contains("No movement yet."))
        stage.press("a")
        #expect(stage.text().contains("Account 1001 (1 of 2)"))
    }

    @Test func aChargeIsTakenBackInPartWithAReasonAndShownAtOnce() {
        let stage = opened().press("DOWN DOWN DOWN r")
        #expect(stage.crumbs.last == "Take back")
        stage.press("F9")
        #expect(stage.message == "Reason: must be filled in.")
        stage.press("'wrong router' S-TAB C-u 100 F9")
        #expect(stage.text().contains("y  takes it back"))
        #expect(stage.commands.isEmpty)
        stage.press("ENTER")
        #expect(stage.commands.isEmpty, "ENTER is the safe answer")
        stage.press("F9 y")
        guard case .money(.reverseCharge(_, _, let posting, let amount, let reason, _))? = stage.commands.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(posting == 117 && amount == Samples.drams(10_000) && reason == "wrong router")
        #expect(stage.crumbs.count == 2 && stage.message == "Taken back: 100,00 AMD of posting 117.")
        #expect(stage.rows()[10].contains("Took back") && stage.rows()[10].contains("100,00 AMD"))
        #expect(stage.shell.drafts.isEmpty)
    }

    @Test func aPaymentIsTakenBackWhole() {
        let stage = opened().press("r 'typed twice' F9 y")
        guard case .money(.reversePayment(_, _, let posting, _, _))? = stage.commands.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(posting == 120)
        stage.press("END")
        stage.press("HOME DOWN r")
        #expect(stage.message.contains("taken back already"))
    }

    @Test(arguments: [
        ("0", "more than nothing"), ("-5", "more than nothing"), ("500,01", "at most 500,00"),
        (",", "must be a sum"), ("1,001", "at most 2 decimals"), ("99999999999999999999", "fewer digits"),
    ])
    func nonsenseInTheSumIsASentence(_ typed: String, _ words: String) {
        let stage = opened().press("DOWN DOWN DOWN r 'why' S-TAB C-u '\(typed)' F9")
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func aReversalWithoutAnswerIsSentAgainWithItsKeyAndNothingElse() {
        let stage = opened().press("DOWN DOWN DOWN r 'why' F9")
        stage.desk.failNext(.connectionLost("The connection was lost."))
        stage.press("y")
        #expect(stage.text().contains("Not confirmed"))
        stage.press("x")
        #expect(stage.message.contains("may have been done"))
        stage.press("F9")
        let keys = stage.commands.compactMap {
            if case .money(.reverseCharge(_, _, _, _, _, let key)) = $0 { key } else { nil }
        }
        #expect(keys.count == 2 && keys[0] == keys[1])
    }

    @Test func whatIsTypedOutlivesALostLine() throws {
        let stage = opened().press("DOWN DOWN DOWN r 'half a reas'")
        stage.connect(.waiting(reason: "The connection was lost.", retryInMilliseconds: 500))
        stage.press("'on' F9 y")
        #expect(stage.message.contains("your entry is kept"))
        stage.connect(.ready(Samples.anna))
        stage.press("ESC r")
        #expect((stage.top as? ReversalScreen)?.command.form["reason"] == "half a reason")
    }

    @Test func whoMayNotTakeBackIsToldSo() {
        let stage = opened(Samples.everything.subtracting([.chargeReverse])).press("DOWN DOWN DOWN r")
        #expect(stage.message == "Your role does not take charges back.")
        stage.press("UP UP UP r")
        #expect(stage.crumbs.last == "Take back")
    }

    @Test func aWideTerminalAddsColumns() {
        let rows = opened().rows(200, 50)
        #expect(rows[9].contains("Kind") && rows[9].contains("For") && rows[9].contains("By"))
        #expect(rows[10].contains("payment") && rows[10].contains("Լիլիթ Գ."))
        // The months are read as the window gets wide; what else there is stands below them.
        #expect(rows[8].contains("| Charged by month"))
        #expect(rows.contains { $0.contains("| * Calls only") } && rows.contains { $0.contains("| Services") })
    }
}
