import Domain
import Terminal

extension PaymentScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Payment", height: 13, width: min(sheet.width - 4, 72)).draw(on: &sheet) { area in
            let fields = fields
            area.within(row: 0, column: 0, height: fields.count, width: area.width) { inner in
                form.draw(on: &inner, fields: fields, labelWidth: 9, hasFocus: isTyping)
            }
            let top = fields.count + 1
            area.write("Customer", row: top, column: 1, width: 9, .label)
            area.write(
                owner?.customer.name ?? (ownerError ?? (account == nil ? "" : "Reading\u{2026}")), row: top, column: 11)
            if let owner { drawBalances(owner, row: top + 1, on: &area) }
            drawStage(row: top + 5, on: &area, in: context)
        }
    }

    private var isTyping: Bool {
        switch stage {
        case .entering, .confirming: true
        case .posting, .unconfirmed, .posted: false
        }
    }

    private func drawBalances(_ owner: AccountOwner, row: Int, on sheet: inout Sheet) {
        var before = owner.account.balance
        var after: Money?
        var amount = form.money("amount", currency: before.currency)
        if case .posted(let receipt) = stage {
            (before, after, amount) = (receipt.balanceBefore, receipt.balanceAfter, receipt.amount)
        } else if let amount {
            let sum = before.minorUnits.addingReportingOverflow(amount.minorUnits)
            if !sum.overflow { after = Money(minorUnits: sum.partialValue, currency: before.currency) }
        }
        let lines: [(String, Money?)] = [("Balance", before), ("Payment", amount), ("After", after)]
        for (offset, line) in lines.enumerated() {
            sheet.write(line.0, row: row + offset, column: 1, width: 9, .label)
            guard let money = line.1 else { continue }
            sheet.write(money.text, row: row + offset, column: 11, width: 20, money.role, isRight: true)
        }
    }

    private func drawStage(row: Int, on sheet: inout Sheet, in context: ScreenContext) {
        let (words, role): (Sentence, TextRole) =
            switch stage {
            case .entering: ("\(key: .paymentPost) checks the figures.", .dim)
            case .confirming(let amount):
                ("Post \(amount.text)?  \(key: .paymentPost) posts, \(key: .cancel) goes back.", .strong)
            case .posting: ("Posting\u{2026}", .dim)
            case .unconfirmed(let amount, let reason):
                ("\(amount.text) not confirmed: \(key: .paymentPost) sends it again. \(reason)", .fieldError)
            case .posted(let receipt):
                (
                    "Receipt \(receipt.payment): \(receipt.amount.text) posted. \(key: .paymentPost) closes.",
                    .messageGood
                )
            }
        sheet.write(context.words(words), row: row, column: 1, width: sheet.width - 2, role)
    }

    var unsent: String? {
        if case .posting = stage { return "A payment is on its way and not confirmed." }
        return nil
    }
}
