import Domain
import Operations
import Terminal

/// Takes a payment: amount and note, the balance before and after, and a second ENTER that posts. What was sent and
/// not confirmed is kept with its key, so that sending it again, even tomorrow, posts it once.
struct PaymentScreen: Screen {
    enum Stage: Equatable {
        case entering
        /// The figures are on the screen; the next ENTER posts them.
        case confirming(Money)
        case posting(Money)
        /// Sent, and no answer came: it may have been posted. Only the same again is possible.
        case unconfirmed(Money, reason: String)
        case posted(PaymentReceipt)
    }

    private let proposedCurrency: Currency
    var account: AccountID?
    /// Whose account it is, once known.
    var customer: CustomerID?
    var owner: AccountOwner?
    var ownerError: String?
    var form: Form
    var stage: Stage = .entering
    var key: CommandKey
    /// The operator's open shift; nil before it is known, and for those without a till.
    var shift: TillShift??

    init(opening: PaymentOpening, key: CommandKey, currency: Currency) {
        proposedCurrency = currency
        account = opening.account
        self.key = opening.draft?.key ?? key
        form = Form(
            focus: "amount",
            values: [
                "account": opening.account.map { "\($0)" } ?? "", "amount": opening.amountText, "note": opening.note,
            ])
        if opening.account == nil { form.moveFocus(to: "account") }
        if let draft = opening.draft, let minor = Int64(draft["minor"]), let id = Int64(draft["account"]) {
            account = AccountID(id)
            customer = Int64(draft["customer"]).map { CustomerID($0) }
            form = Form(focus: "amount", values: draft.fields)
            let currency = Currency(code: draft["currency"], fractionDigits: Int(draft["digits"]) ?? 2)
            stage = .unconfirmed(
                Money(minorUnits: minor, currency: currency), reason: "It was sent before and never confirmed.")
        }
    }

    var keyContexts: [String] { ["payment", "text"] }
    var takesText: Bool { true }
    var crumb: String { "Payment" }
    var complaint: String? { form.complaint(in: fields) }
    var isDialog: Bool { true }

    /// The account's, once it is known whose.
    private var currency: Currency { owner?.account.balance.currency ?? proposedCurrency }

    var fields: [FormField] {
        [
            FormField(
                name: "account", label: "Account", kind: .number(1 ... .max), hint: "number", isRequired: true,
                width: 12),
            FormField(
                name: "amount", label: "Amount", kind: .amount(of: currency), hint: "5000 or 5000,50", isRequired: true,
                width: 18),
            FormField(name: "note", label: "Note", width: 40),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return ask() + askShift(in: context)
        case .resumed, .changed(.accounts): return isOpen ? ask() + askShift(in: context) : []
        case .reply(.shift(let found), _):
            shift = .some(found)
            return []
        case .text(let text), .paste(let text): return type(text)
        case .reply(.account(let found), _):
            owner = found
            customer = found?.customer.id ?? customer
            ownerError = found == nil ? "No account \(form["account"]) that you may see." : nil
            return []
        case .reply(.receipt(let receipt), _):
            stage = .posted(receipt)
            let text =
                "Posted \(receipt.amount.text) to account \(receipt.account): balance \(receipt.balanceAfter.text)."
            return [.forget(.payment(receipt.account)), .say(.good(text))]
        case .failure(let error, let purpose): return failed(error, purpose: purpose)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private var isOpen: Bool {
        switch stage {
        case .entering, .confirming: true
        case .posting, .unconfirmed, .posted: false
        }
    }

    private func ask() -> [Effect] {
        guard let account else { return [] }
        return [.ask(.findAccount(account), purpose: "account")]
    }

    /// Cash is taken in an open shift only: it is better known before the money is counted.
    private func askShift(in context: ScreenContext) -> [Effect] {
        context.may(.tillUse) ? [.ask(.till(.currentShift), purpose: "shift")] : []
    }

    private mutating func type(_ text: String) -> [Effect] {
        guard isOpen else { return [] }
        stage = .entering
        guard form.type(text, in: fields) else { return [.ring] }
        return accountTyped()
    }

    /// The account's number changed: its owner is looked up again.
    private mutating func accountTyped() -> [Effect] {
        guard form.focus == "account" else { return [] }
        let typed = form.number("account").map { AccountID(Int64($0)) }
        guard typed != account else { return [] }
        (account, customer, owner, ownerError) = (typed, nil, nil, nil)
        return [.cancel(purpose: "account")] + ask()
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel:
            if case .confirming = stage {
                stage = .entering
                return [.clearMessage]
            }
            if case .posting = stage { return [.say(.plain("The payment is on its way; wait for the answer."))] }
            return [.close]
        case .paymentPost, .formSave: return proceed(in: context)
        case .viewRefresh: return ask()
        default:
            guard isOpen, let change = form.perform(action, in: fields) else { return [] }
            if change == .value { stage = .entering }
            return change == .value ? accountTyped() : []
        }
    }

    private mutating func proceed(in context: ScreenContext) -> [Effect] {
        switch stage {
        case .entering: return check(in: context)
        case .confirming(let amount), .unconfirmed(let amount, _): return post(amount, in: context)
        case .posting: return []
        case .posted: return [.close]
        }
    }

    private mutating func check(in context: ScreenContext) -> [Effect] {
        form.errors = [:]
        if let wrong = form.complaints(in: fields).first { return complain(wrong.field, wrong.words) }
        if let ownerError { return complain("account", ownerError) }
        guard let owner else { return [.holdInput] }
        let balance = owner.account.balance
        guard let amount = form.money("amount", currency: balance.currency), (try? balance.adding(amount)) != nil else {
            return complain("amount", "must be no more than an account can hold")
        }
        if case .some(nil) = shift {
            return [
                .say(.plain("No shift is open; count the till first. What you typed stays.")), .open(.shiftOpening),
            ]
        }
        stage = .confirming(amount)
        return [.say(.plain(Sentence("\(key: .paymentPost) posts it, \(key: .cancel) goes back.")))]
    }

    private mutating func complain(_ field: String, _ words: String) -> [Effect] {
        form.errors[field] = words
        form.moveFocus(to: field)
        return [.ring]
    }

    private mutating func post(_ amount: Money, in context: ScreenContext) -> [Effect] {
        guard let account else { return [] }
        guard let customer else { return [.holdInput] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        stage = .posting(amount)
        let note = form["note"].trimmed
        let draft = Draft(
            id: .payment(account), key: key, keptAt: context.clock.terminalNow,
            fields: [
                "account": "\(account)", "amount": form["amount"], "minor": "\(amount.minorUnits)",
                "currency": amount.currency.code, "digits": "\(amount.currency.fractionDigits)", "note": note,
                "customer": "\(customer)", "name": owner?.customer.name ?? "",
            ])
        return [
            .keep(draft),
            .ask(.registerPayment(customer, account, amount: amount, note: note, key: key), purpose: "post"),
            .clearMessage,
        ]
    }

    private mutating func failed(_ error: DeskError, purpose: String) -> [Effect] {
        guard purpose == "post" else {
            return error == .cancelled || purpose == "shift" ? [] : [.say(.bad(error.sentence))]
        }
        guard case .posting(let amount) = stage else { return [] }
        guard !error.mayHaveHappened else {
            stage = .unconfirmed(amount, reason: error.sentence)
            return [
                .say(
                    .bad(
                        Sentence(
                            "\(error.sentence) \(key: .paymentPost) sends the same payment again; it cannot be posted twice."
                        ))), .ring,
            ]
        }
        stage = .entering
        key = CommandKey.make()
        let forget = account.map { [Effect.forget(.payment($0))] } ?? []
        return forget + [.say(.bad(error.sentence)), .ring]
    }
}
