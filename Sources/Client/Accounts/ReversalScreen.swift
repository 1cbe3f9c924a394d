import Domain
import Operations
import Terminal

/// What is to be taken back.
struct ReversalOpening: Equatable {
    var customer: CustomerID
    var posting: Posting
}

/// Takes a posting back, whole or in part, with a reason; nothing posted is ever changed (features F3.6).
struct ReversalScreen: Screen {
    let opening: ReversalOpening
    var command: CommandForm

    init(opening: ReversalOpening) {
        self.opening = opening
        let posting = opening.posting
        let form = Form(
            focus: "reason", values: posting.kind == .payment ? [:] : ["amount": posting.left.description])
        command = CommandForm(.reversal(posting.account, posting.number), form)
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { "Take back" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    private var posting: Posting { opening.posting }

    /// A payment is taken back whole, or not at all.
    var fields: [FormField] {
        let amount = FormField(
            name: "amount", label: "Amount", hint: "up to \(posting.left)", isRequired: true, width: 18,
            isProposed: true)
        let reason = FormField(name: "reason", label: "Reason", hint: "why, in words", isRequired: true, width: 50)
        return posting.kind == .payment ? [reason] : [amount, reason]
    }

    /// The sum asked for, or what is wrong with it.
    private var amount: Result<Money, Money.Failure> {
        posting.kind == .payment
            ? .success(posting.left) : command.money("amount", currency: posting.amount.currency)
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
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return check()
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    private mutating func check() -> [Effect] {
        var wrong: [(String, String)] = []
        switch amount {
        case .failure(let failure): wrong.append(("amount", failure.sentence))
        case .success(let money) where money.minorUnits <= 0: wrong.append(("amount", "take back more than nothing"))
        case .success(let money) where money.minorUnits > posting.left.minorUnits:
            wrong.append(("amount", "at most \(posting.left) is left of the charge"))
        case .success: break
        }
        if command.form["reason"].trimmed.isEmpty { wrong.append(("reason", "say why")) }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard case .success(let money) = amount else { return check() }
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
            let count = Form.rows(fields)
            area.within(row: 3, column: 0, height: count, width: area.width) { inner in
                command.form.draw(
                    on: &inner, fields: fields, labelWidth: 9, hasFocus: command.stage == .typing)
            }
            if case .success(let money) = amount, money.minorUnits > 0 {
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

extension CommandForm {
    /// The row of the dialog that says what the keys do now.
    func drawHint(_ yes: String, on sheet: inout Sheet, row: Int, in context: ScreenContext) {
        let key = context.keys.keys(for: .confirmYes, contexts: ["confirm"]).first ?? "y"
        let hint = hint(yes, key: key)
        sheet.write(hint.words, row: row, column: 1, width: sheet.width - 2, hint.role)
    }
}
