import Domain
import Operations
import Terminal

/// Does something to an account: asks, checks, and does it on `y`.
struct AccountActionScreen: AskingDialog {
    let opening: AccountActionOpening
    var command: CommandForm

    init(opening: AccountActionOpening) {
        self.opening = opening
        let values = opening.action.proposed(opening)
        let first = opening.action.fields(opening).first?.name ?? ""
        command = CommandForm(.account(opening.action, opening.account.id), Form(focus: first, values: values))
    }

    var crumb: String { opening.action.label.short }
    var fields: [FormField] { opening.action.fields(opening) }

    private var currency: Currency { opening.account.balance.currency }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            let restored = command.restore(fields, in: context)
            return restored + (fields.isEmpty && !command.isUnconfirmed ? ask() : [])
        case .reply(let reply, "send"):
            guard let words = Self.sentence(reply, opening) else { return [] }
            return command.done() + [.say(.good(words)), .close]
        default: break
        }
        return answer(event, in: context)
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

    private var amount: Money? { command.form.money("amount", currency: currency) }

    mutating func check(in context: ScreenContext) -> [Effect] {
        let held = opening.account.balance
        let isOutgoing = opening.action == .move || opening.action == .refund
        let isTooMuch = isOutgoing && amount.map { $0.minorUnits > held.minorUnits } ?? false
        return ask(unless: isTooMuch ? [("amount", "the account holds \(held)")] : [])
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        let (opening, form) = (opening, command.form)
        let (customer, account) = (opening.customer, opening.account.id)
        let money = amount ?? .zero(currency)
        let (reason, note, days) = (form["reason"].trimmed, form["note"].trimmed, form.number("days") ?? 0)
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
            drawForm(on: &area, row: 3)
            command.drawHint(opening.action.yes, on: &area, row: area.height - 1, in: context)
        }
    }
}
