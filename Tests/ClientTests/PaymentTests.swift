import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct PaymentTests {
    private static func keys(_ stage: Stage) -> [CommandKey] {
        stage.commands.compactMap { if case .registerPayment(_, _, _, _, let key) = $0 { key } else { nil } }
    }

    @Test func theInputLineTakesAccountAmountAndNote() {
        let stage = Stage()
        stage.press("'$ 1001 5000,50 March' ENTER ENTER")
        #expect(stage.text().contains("After             6 500,50 AMD"))
        #expect(stage.commands.isEmpty)
        stage.press("ENTER")
        guard case .registerPayment(_, let account, let amount, let note, _)? = stage.commands.first else {
            Issue.record("nothing was posted")
            return
        }
        #expect(account == AccountID(1001) && amount.minorUnits == 500_050 && note == "March")
        #expect(stage.text().contains("Receipt 501"))
        stage.press("ENTER")
        #expect(stage.crumbs == ["Home"])
        #expect(stage.commands.count == 1)
    }

    @Test(
        arguments: [
            ("abc", "abc"), ("0", "more than nothing"), ("-5", "more than nothing"), ("5,001", "5,001"), ("", "amount"),
            ("99999999999999999999", "too"), ("9223372036854775807", "too"),
            ("92233720368547757", "more than an account"), ("5000,", "decimals are missing"), ("١٢٣", "١٢٣"),
        ])
    func nonsenseInTheAmountIsASentenceBesideIt(_ typed: String, _ words: String) {
        let stage = Stage()
        stage.press("'77101234' ENTER p '\(typed)' ENTER ENTER ENTER")
        #expect(stage.commands.isEmpty)
        let form = (stage.top as? PaymentScreen)?.form
        #expect(form?.errors["amount"] != nil, "\(stage.text())")
        #expect(stage.rings > 0)
    }

    @Test(arguments: ["9", "x1", "-1", "99999999999999999999999"])
    func nonsenseInTheAccountIsASentence(_ typed: String) {
        let stage = Stage()
        stage.press("C-y '\(typed)' TAB 5000 ENTER ENTER")
        #expect((stage.top as? PaymentScreen)?.form.errors["account"] != nil)
        #expect(stage.commands.isEmpty)
    }

    @Test func aPaymentWithoutAnswerIsSentAgainWithItsKey() {
        let stage = Stage()
        stage.desk.failNext(.connectionLost("The connection was lost."))
        stage.press("'77101234' ENTER p 5000 ENTER ENTER")
        #expect(stage.text().contains("not confirmed: ENTER sends it again"))
        stage.press("9 BS ENTER")
        let keys = Self.keys(stage)
        #expect(keys.count == 2 && keys[0] == keys[1])
        #expect(stage.desk.state.withLock { $0.balance } == 650_000)
        #expect(stage.text().contains("Receipt 501"))
        #expect(stage.shell.drafts.isEmpty)
    }

    @Test func anUnconfirmedPaymentIsOfferedAtTheNextStart() throws {
        let first = Stage()
        first.desk.failNext(.connectionLost("The connection was lost."))
        first.press("'77101234' ENTER p 5000 ENTER ENTER")
        let draft = try #require(first.shell.drafts[.payment(AccountID(1001))])
        let kept = try #require(Draft(text: draft.text))
        let second = Stage(desk: first.desk, drafts: [kept])
        #expect(second.message.contains("an unconfirmed payment of 5000 to account 1001"))
        second.press("ENTER ENTER")
        let keys = Self.keys(second)
        #expect(keys.count == 2 && keys[0] == keys[1])
        #expect(second.orders.contains(.forget(.payment(AccountID(1001)))))
    }

    @Test func aRefusedPaymentMayBeChangedAndGetsAnotherKey() {
        let stage = Stage()
        stage.desk.failNext(.refused("The till is closed."))
        stage.press("'77101234' ENTER p 5000 ENTER ENTER")
        #expect(stage.message == "The till is closed.")
        stage.press("ENTER ENTER")
        let keys = Self.keys(stage)
        #expect(keys.count == 2 && keys[0] != keys[1])
    }

    @Test func theAnswerAfterThePanelIsGoneIsStillTold() {
        let stage = Stage()
        stage.press("'77101234' ENTER p 5000 ENTER")
        stage.isSlow = true
        stage.press("ENTER ESC")
        #expect(stage.crumbs.last == "Payment", "it waits for the answer")
        #expect(stage.top.unsent != nil)
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.message.hasPrefix("Posted"))
    }
}
