import Domain
import Operations
import Terminal

/// Does something to an account: asks, checks, and does it on `y`.
struct AccountActionScreen: Screen {
    let opening: AccountActionOpening
    var command: CommandForm

    init(opening: AccountActionOpening) {
        self.opening = opening
        let values = opening.action.proposed(opening)
        let first = opening.action.fields(opening).first?.name ?? ""
        command = CommandForm(.account(opening.action, opening.account.id), Form(focus: first, values: values))
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { opening.action.label.short }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }
    var fields: [FormField] { opening.action.fields(opening) }

    private var currency: Currency { opening.account.balance.currency }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            let restored = command.restore(fields, in: context)
            return restored + (fields.isEmpty && !command.isUnconfirmed ? check() : [])
        case .reply(let reply, "send"):
            guard let words = Self.sentence(reply, opening) else { return [] }
            return command.done() + [.say(.good(words)), .close]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return command.isUnconfirmed ? send(in: context) : check()
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    private static func sentence(_ reply: DeskReply, _ opening: AccountActionOpening) -> String? {
        switch reply {
        case .promised(let promise) where promise.state == .open:
            "\(promise.amount.text) is promised and counts as paid."
        case .promised: "The promise is ended."
        case .accountChanged(let account) where opening.action == .open: "Account \(account.id) is open."
        case .accountChanged(let account): "The credit limit of account \(account.id) is \(account.creditLimit.text)."
        case .moved(let move):
            "\(move.amount.text) moved; account \(opening.account.id) holds \(move.fromBalance.text)."
        case .receipt(let receipt):
            "Gave back \(receipt.amount.magnitude.text); balance \(receipt.balanceAfter.text), receipt \(receipt.payment)."
        default: nil
        }
    }

    // MARK: Checking

    private var amount: Result<Money, Money.Failure> { command.money("amount", currency: currency) }

    private var days: Int? {
        let typed = command.form["days"].trimmed
        return typed.allSatisfy(\.isASCII) ? Int(typed) : nil
    }

    private mutating func check() -> [Effect] {
        var wrong: [(field: String, words: String)] = []
        for field in fields {
            switch field.name {
            case "amount": if let words = wrongAmount { wrong.append(("amount", words)) }
            case "reason" where command.form["reason"].trimmed.isEmpty: wrong.append(("reason", "say why"))
            case "days" where days.map({ $0 > 0 && $0 <= 366 }) != true:
                wrong.append(("days", "type for how many days it is promised"))
            case "to" where command.form["to"].isEmpty: wrong.append(("to", "choose an account"))
            default: break
            }
        }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    private var wrongAmount: String? {
        switch amount {
        case .failure(let failure): return failure.sentence
        case .success(let money):
            let held = opening.account.balance
            switch opening.action {
            case .creditLimit: return money.isNegative ? "a limit is no less than nothing" : nil
            case .move, .refund:
                if money.minorUnits > held.minorUnits { return "the account holds \(held)" }
                return money.minorUnits > 0 ? nil : "type more than nothing"
            case .promise, .withdrawPromise, .open: return money.minorUnits > 0 ? nil : "type more than nothing"
            }
        }
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        let (opening, form) = (opening, command.form)
        let (customer, account) = (opening.customer, opening.account.id)
        let money = (try? amount.get()) ?? .zero(currency)
        let (reason, note, days) = (form["reason"].trimmed, form["note"].trimmed, days ?? 0)
        return command.send(in: context) { key in
            switch opening.action {
            case .promise: .account(.promise(customer, account, money, days: days, note: note, key: key))
            case .withdrawPromise: .account(.withdrawPromise(customer, account, reason: reason, key: key))
            case .creditLimit: .account(.creditLimit(customer, account, money, reason: reason, key: key))
            case .move:
                .account(
                    .move(
                        customer, from: account, to: AccountID(Int64(form["to"]) ?? 0), money, note: note, key: key))
            case .refund: .account(.refund(customer, account, money, reason: reason, key: key))
            case .open: .account(.open(customer, key: key))
            }
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        Dialog(title: opening.action.label.long, height: fields.count + 8, width: min(sheet.width - 4, 70)).draw(
            on: &sheet
        ) { area in
            let account = opening.account
            area.write("Account \(account.id)", row: 0, column: 1, .strong)
            area.write(
                "balance \(account.balance.text), credit limit \(account.creditLimit.text)", row: 1, column: 1, .dim)
            area.within(row: 3, column: 0, height: max(fields.count, 1), width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 9, hasFocus: command.stage == .typing)
            }
            command.drawHint(opening.action.yes, on: &area, row: area.height - 1, in: context)
        }
    }
}
