import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// Promises, credit limits, moves, refunds and further accounts, from the card's Accounts tab.
@MainActor struct AccountActionTests {
    private func opened(others: Int = 0) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { state in
            state.panels.otherAccounts = (0..<others).map { index in
                AccountSummary(
                    id: AccountID(1002 + Int64(index)), balance: Samples.drams(0), creditLimit: Samples.drams(0),
                    isDefault: false, version: 1)
            }
        }
        return Stage(desk: desk).press("'77101234' ENTER 3")
    }

    private func sent(_ stage: Stage) -> [AccountRequest] {
        stage.commands.compactMap { if case .account(let request) = $0 { request } else { nil } }
    }

    @Test func theTabSaysWhatIsPromisedAndWhatCanBeDone() {
        let text = opened().text()
        #expect(text.contains("Promised 6 000,00 AMD until 16.03.2026 16:00, open, by Anna K."))
        #expect(text.contains("g promise") && text.contains("m move") && text.contains("n new account"))
    }

    @Test func aPromiseCountsForItsDays() {
        let stage = opened().press("g 5000 TAB 5 TAB 'after the salary' F9")
        #expect(stage.text().contains("y  notes the promise") && stage.commands.isEmpty)
        stage.press("y")
        guard case .promise(_, let account, let amount, let days, let note, _)? = sent(stage).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(account == AccountID(1001) && amount == Samples.drams(500_000) && days == 5)
        #expect(note == "after the salary" && stage.message == "5 000,00 AMD is promised and counts as paid.")
    }

    @Test func moneyIsMovedToAnotherAccountAndGivenBackWithAReason() {
        let stage = opened(others: 2).press("m RIGHT TAB 1500 F9 y")
        guard case .move(_, let from, let to, let amount, _, _)? = sent(stage).first else {
            Issue.record("nothing was moved")
            return
        }
        #expect(from == AccountID(1001) && to == AccountID(1003) && amount == Samples.drams(150_000))
        let other = opened().press("r 500 TAB 'moved away' F9 y")
        guard case .refund(_, _, let sum, let reason, _)? = sent(other).first else {
            Issue.record("nothing was given back")
            return
        }
        #expect(sum == Samples.drams(50_000) && reason == "moved away")
        #expect(other.message == "Gave back 500,00 AMD; balance 1 000,00 AMD, receipt 503.")
    }

    @Test func aLimitIsSetAPromiseEndedAndAnAccountOpened() {
        let stage = opened().press("c 3000 TAB 'good payer' F9 y")
        #expect(stage.message == "The credit limit of account 1001 is 3 000,00 AMD.")
        stage.press("w 'paid elsewhere' F9 y")
        #expect(stage.message == "The promise is ended.")
        stage.press("n")
        #expect(stage.text().contains("y  opens an account"))
        stage.press("y")
        #expect(stage.message == "Account 1002 is open." && stage.text().contains("1002"))
        #expect(sent(stage).count == 3)
    }

    @Test(arguments: [
        ("g , F9", "Amount: must be a sum"), ("g 0 F9", "more than nothing"),
        ("g 5 TAB 367 F9", "Days: must be a whole number from 1 to 366"),
        ("c -1 TAB why F9", "Limit: must be nothing or more"), ("c 5 F9", "Reason: must be filled in"),
        ("r 1500,01 TAB why F9", "holds 1 500,00"),
        ("w F9", "Reason: must be filled in"), ("m", "has one account"),
    ])
    func nonsenseIsASentenceAndDoesNothing(_ keys: String, _ words: String) {
        let stage = opened().press(keys)
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func withoutThePermissionItIsNotOffered() {
        let stage = Stage(Samples.everything.subtracting([.accountMove])).press("'77101234' ENTER 3")
        #expect(!stage.text().contains("m move"))
    }
}
