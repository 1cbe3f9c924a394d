import Domain
import Operations
import Terminal

/// What is to be taken back.
struct ReversalOpening: Equatable {
    var customer: CustomerID
    var posting: Posting
}

/// Takes a posting back, whole or in part, with a reason; nothing posted is ever changed (features F3.6).
struct ReversalScreen: AskingDialog {
    let opening: ReversalOpening
    var command: CommandForm

    init(opening: ReversalOpening) {
        self.opening = opening
        let posting = opening.posting
        let form = Form(
            focus: "reason", values: posting.kind == .payment ? [:] : ["amount": posting.left.description])
        command = CommandForm(.reversal(posting.account, posting.number), form)
    }

    var crumb: String { "Take back" }

    private var posting: Posting { opening.posting }

    /// A payment is taken back whole, or not at all.
    var fields: [FormField] {
        let amount = FormField(
            name: "amount", label: "Amount", kind: .amount(of: posting.amount.currency), hint: "up to \(posting.left)",
            isRequired: true, width: 18, isProposed: true)
        return posting.kind == .payment ? [.reason()] : [amount, .reason()]
    }

    /// The sum asked for.
    private var amount: Money? {
        posting.kind == .payment ? posting.left : command.form.money("amount", currency: posting.amount.currency)
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.reversed(let taken), _):
            return command.done() + [
                .say(.good("Taken back: \(taken.magnitude.text) of posting \(posting.number).")), .close,
            ]
        default: break
        }
        return answer(event, in: context)
    }

    mutating func check(in context: ScreenContext) -> [Effect] {
        let isTooMuch = amount.map { $0.minorUnits > posting.left.minorUnits } ?? false
        return ask(unless: isTooMuch ? [("amount", "at most \(posting.left) is left of the charge")] : [])
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let money = amount else { return [] }
        let (customer, posting) = (opening.customer, posting)
        let reason = command.form["reason"].trimmed
        let whole = money == posting.left
        return command.send(in: context) { key in
            posting.kind == .payment
                ? .money(.reversePayment(customer, posting.account, posting: posting.number, reason: reason, key: key))
                : .money(
                    .reverseCharge(
                        customer, posting.account, posting: posting.number, amount: whole ? nil : money,
                        reason: reason, key: key))
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Take back posting \(posting.number)", height: 11, width: min(sheet.width - 4, 74)).draw(
            on: &sheet
        ) {
            area in
            area.write("\(posting.valueOn.text)  \(posting.title)", row: 0, column: 1, width: area.width - 2, .strong)
            area.write("Posted", row: 1, column: 1, width: 9, .label)
            area.write(posting.amount.text, row: 1, column: 11, width: 20, posting.amount.role, isRight: true)
            if posting.reversed.minorUnits != 0 {
                area.write("taken back before: \(posting.reversed.magnitude.text)", row: 1, column: 34, .dim)
            }
            drawForm(on: &area, row: 3)
            if let money = amount, money.minorUnits > 0 {
                let change = posting.amount.isNegative ? money : money.negated
                area.write("Account", row: 6, column: 1, width: 9, .label)
                area.write(
                    "\(change.isNegative ? "" : "+")\(change.text)", row: 6, column: 11, width: 20, change.role,
                    isRight: true)
                if !posting.linked.isEmpty, posting.kind != .payment {
                    area.write("with its discounts and taxes", row: 6, column: 34, .dim)
                }
            }
            command.drawHint("takes it back", on: &area, row: 8, in: context)
        }
    }
}
