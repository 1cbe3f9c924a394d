import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The cashier's desk and the tills, walked as a cashier works: the queue is long and nobody looks at the keys.
@MainActor struct CashierTests {
    private func payments(_ stage: Stage) -> [(account: AccountID, amount: Money, note: String, key: CommandKey)] {
        stage.commands.compactMap {
            if case .registerPayment(_, let account, let amount, let note, let key) = $0 {
                (account, amount, note, key)
            } else {
                nil
            }
        }
    }

    @Test func oneLineEnterEnterAndTheNextCustomer() {
        let stage = Stage().press("M-d '1001 5000,50 March' ENTER")
        let text = stage.text()
        #expect(text.contains("Պետրոսյան Արամ  C-1007  account 1001"))
        #expect(text.contains("After             6 500,50 AMD"))
        #expect(text.contains("ENTER takes 5 000,50 AMD"))
        #expect(stage.commands.isEmpty)
        stage.press("ENTER")
        #expect(payments(stage).map(\.note) == ["March"])
        #expect(stage.message.contains("5 000,50 AMD taken, balance 6 500,50 AMD, receipt 501"))
        #expect((stage.top as? CashierScreen)?.input.text == "")
        stage.press("'1001 100' ENTER ENTER")
        let keys = payments(stage).map(\.key)
        #expect(keys.count == 2 && keys[0] != keys[1])
    }

    @Test func aBurstOfTwoCustomersIsTwoPayments() {
        let stage = Stage()
        stage.burst("M-d '1001 500' ENTER ENTER '1001 700' ENTER ENTER")
        #expect(payments(stage).map(\.amount.minorUnits) == [50_000, 70_000])
    }

    @Test(arguments: [
        ("C-1007 500", 50_000), ("+374 77 101234 500", 50_000), ("Պետրոսյան 1 000,50", 100_050),
        ("Պետրոսյան Արամ 500", 50_000), ("77101234 500", 50_000),
    ])
    func whoIsAContractAPhoneOrAName(_ typed: String, _ sum: Int64) {
        let stage = Stage().press("M-d '\(typed)' ENTER ENTER")
        #expect(payments(stage).map(\.amount.minorUnits) == [sum], "\(stage.text())")
    }

    @Test func ofSeveralOneIsChosen() {
        let stage = Stage().press("M-d 'C- 500' ENTER")
        #expect(stage.crumbs.last == "Who pays?")
        stage.press("ENTER ENTER")
        #expect(payments(stage).map(\.account) == [AccountID(1001)])
    }

    @Test func theAmountMayComeAfterTheName() {
        let stage = Stage().press("M-d 1001 ENTER")
        #expect(stage.text().contains("Balance           1 500,00 AMD") && stage.message == "Type the amount.")
        stage.press("500 ENTER ENTER")
        #expect(payments(stage).map(\.amount.minorUnits) == [50_000])
    }

    @Test(arguments: [
        ("", "Type an account"), ("zzz 500", "Nothing is known by"), ("9999 500", "Nothing is known by"),
        ("1001 abc", "abc"), ("1001 0", "more than nothing"), ("1001 -5", "more than nothing"),
        ("1001 5,001", "5,001"), ("1001 92233720368547757", "more than an account"),
        ("1001 99999999999999999999", "too large"),
    ])
    func nonsenseIsASentenceAndTakesNothing(_ typed: String, _ words: String) {
        let stage = Stage().press("M-d '\(typed)' ENTER ENTER ENTER")
        #expect(stage.text().contains(words), "\(stage.text())")
        #expect(stage.commands.isEmpty)
        #expect((stage.top as? CashierScreen)?.input.text.trimmed == typed)
    }

    @Test func withoutAShiftTheTillIsCountedFirstAndWhatWasTypedStays() {
        let desk = TestDesk()
        desk.state.withLock { $0.panels.shift = nil }
        let stage = Stage(desk: desk).press("M-d")
        #expect(stage.text().contains("No shift is open: ENTER opens one."))
        stage.press("'1001 500' ENTER")
        #expect(stage.crumbs.last == "Open a shift")
        stage.press("20000 F9")
        #expect(stage.text().contains("opens the shift with 20 000,00 AMD"))
        stage.press("y")
        #expect(stage.crumbs == ["Home", "Cashier"])
        #expect((stage.top as? CashierScreen)?.input.text == "1001 500")
        stage.press("ENTER ENTER")
        #expect(payments(stage).count == 1)
    }

    @Test func thePaymentDialogCountsTheTillFirstToo() {
        let desk = TestDesk()
        desk.state.withLock { $0.panels.shift = nil }
        let stage = Stage(desk: desk).press("'$ 1001 500' ENTER ENTER")
        #expect(stage.crumbs.last == "Open a shift")
        stage.press("0 F9 y ENTER ENTER")
        #expect(payments(stage).map(\.amount.minorUnits) == [50_000])
    }

    @Test func aPaymentWithoutAnswerIsSentAgainWithItsKey() {
        let stage = Stage()
        stage.desk.failNext(.connectionLost("The connection was lost."))
        stage.press("M-d '1001 500' ENTER ENTER")
        #expect(stage.text().contains("not confirmed: ENTER sends it again"))
        #expect(stage.top.unsent != nil)
        stage.press("x 9 ENTER")
        let keys = payments(stage).map(\.key)
        #expect(keys.count == 2 && keys[0] == keys[1])
        #expect(stage.desk.state.withLock { $0.balance } == 200_000)
    }

    @Test func aHalfTypedLineOutlivesTheLineAndTheClient() throws {
        let stage = Stage().press("M-d '1001 5'")
        stage.connect(.waiting(reason: "The connection was lost.", retryInMilliseconds: 500))
        stage.press("00")
        let draft = try #require(stage.shell.drafts[.cashier])
        let second = Stage(drafts: [try #require(Draft(text: draft.text))]).press("M-d")
        #expect((second.top as? CashierScreen)?.input.text == "1001 500")
    }

    @Test func theShiftAndWhatWaitsAreOnTheScreen() {
        let rows = Stage().press("M-d").rows()
        #expect(rows[2].contains("Till of Anna K., shift 3 since 16.03.2026 16:00"))
        #expect(rows[2].hasSuffix("1 transfer waits for you"))
        #expect(rows[3].contains("In the till 30 000,00 AMD   taken 1, 10 000,00 AMD"))
        #expect(rows[23].contains("F4 Shift") && rows[23].contains("F7 Transfers"))
        let wide = Stage().press("M-d").rows(200, 50)
        #expect(wide[13].contains("Account") && wide[13].contains("Receipt"))
    }

    @Test func aTillIsClosedNoteByNoteAndTheDifferenceIsSeenBefore() {
        let stage = Stage().press("M-d F4 1 TAB 1")
        #expect(stage.words.contains("Counted 30 000,00 AMD"))
        #expect(stage.words.contains("Difference 0,00 AMD"))
        stage.press("BS F9")
        #expect(stage.message.contains("say why it differs by -10 000,00 AMD"))
        stage.press("'stolen' F9")
        #expect(stage.text().contains("y  closes the shift"))
        #expect(stage.commands.isEmpty)
        stage.press("y")
        guard case .till(.close(let counted, let pieces, let note, _))? = stage.commands.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(counted == Samples.drams(2_000_000) && note == "stolen")
        #expect(pieces == [CashPieces(face: Samples.drams(2_000_000), count: 1)])
        #expect(stage.message.contains("closed with a difference of -10 000,00 AMD"))
        #expect(stage.text().contains("No shift is open"))
    }

    @Test func moneyThatCameInMeanwhileIsAskedAboutAgain() {
        let stage = Stage().press("M-d F4 1 TAB 1 F9")
        #expect(stage.shell.top?.screen.keyContexts == ["confirm"])
        stage.desk.state.withLock { $0.panels.shift?.expected = Samples.drams(3_500_000) }
        stage.perform(stage.shell.changed(.accounts))
        #expect(stage.words.contains("Difference -5 000,00 AMD"))
        stage.press("y")
        #expect(stage.commands.isEmpty)
    }

    @Test(arguments: ["-1", "1000001", "99999999999999"])
    func nonsenseInTheCountIsASentence(_ typed: String) {
        let stage = Stage().press("M-d F4 '\(typed)' F9")
        #expect(stage.message == "20000: must be a whole number from 0 to 1000000.")
        #expect(stage.commands.isEmpty)
    }

    @Test func sentCashIsConfirmedAsCountedOrRefusedWithAReason() {
        let stage = Stage().press("M-d F7")
        #expect(stage.text().contains("waits for you"))
        stage.press("y C-u 4900 F9")
        #expect(stage.text().contains("Differs by -100,00 AMD"))
        stage.press("y")
        guard case .till(.confirm(let id, let counted, _))? = stage.commands.first else {
            Issue.record("nothing was confirmed")
            return
        }
        #expect(id == CashTransferID(9) && counted == Samples.drams(490_000))
        let other = Stage().press("M-t r F9")
        #expect(other.message == "Reason: must be filled in.")
        other.press("'not mine' F9 y")
        guard case .till(.refuse(_, let reason, _))? = other.commands.first else {
            Issue.record("nothing was refused")
            return
        }
        #expect(reason == "not mine" && other.message.contains("goes back to Till of Lilit G."))
        other.press("y")
        #expect(other.message == "No cash is on its way.")
    }

    @Test func cashIsSentFromWhatIsInTheTill() {
        let stage = Stage().press("M-t n RIGHT TAB 30000,01 F9")
        #expect(stage.message.contains("there is 30 000,00 in the till"))
        stage.press("C-u 10000 F9 y")
        guard case .till(.send(let to, let amount, _, _))? = stage.commands.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(to == "bank.main" && amount == Samples.drams(1_000_000))
        #expect(stage.message.contains("waits to be confirmed"))
    }

    @Test func cashSentWithoutAnswerIsSentAgainWhateverTheTillHoldsByNow() {
        let draft = Draft(
            id: .cashSending, key: CommandKey.make(), keptAt: Samples.noon,
            fields: ["to": "bank.main", "amount": "30000,01", "sent": "yes"])
        let stage = Stage(drafts: [draft]).press("M-t n F9")
        guard case .till(.send(_, let amount, _, let key))? = stage.commands.first else {
            Issue.record("nothing was sent: \(stage.message)")
            return
        }
        #expect(amount == Samples.drams(3_000_001) && key == draft.key)
    }

    @Test func shiftsHaveTheirReport() {
        let text = Stage().press("M-s").text()
        #expect(text.contains("payment           1        10 000,00 AMD"))
        #expect(text.contains("Պետրոսյան Արամ"))
    }
}
