import Domain
import Operations
import Terminal

/// The cashier's desk: one line, ENTER shows who and what will be there, ENTER takes it, and the next customer can be
/// typed at once. The shift and what came in stay on the screen.
struct CashierScreen: Screen {
    /// A payment as it stands on the screen.
    struct Take: Equatable {
        var customer: CustomerSummary
        var account: AccountSummary
        var amount: Money
        var note: String

        var balanceAfter: Money? { try? account.balance.adding(amount) }
    }

    enum Stage: Equatable {
        case typing
        /// Looking for who was typed.
        case looking(CashierLine)
        case asking(Take)
        case posting(Take)
        /// Sent, and no answer came: only the same again is possible.
        case unconfirmed(Take, reason: String)
    }

    var input = InputLine("")
    var stage = Stage.typing
    /// Who was found for the words typed.
    var found: (who: String, owner: AccountOwner)?
    var complaint: String?
    var key: CommandKey
    /// Nil before the first answer.
    var shift: TillShift??
    var lines: [ShiftLine] = []
    var waiting = 0
    /// Those among whom one has to be chosen.
    var candidates: [CustomerSummary] = []
    var chosen: CustomerSummary?

    init(key: CommandKey) { self.key = key }

    var keyContexts: [String] { ["cashier", "text"] }
    var takesText: Bool { true }
    var crumb: String { "Cashier" }
    var unsent: String? {
        switch stage {
        case .posting, .unconfirmed: "A payment is on its way and not confirmed."
        case .typing, .looking, .asking: nil
        }
    }

    var line: CashierLine { CashierLine(input.text) }
    var openShift: TillShift? { shift ?? nil }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            if let draft = context.drafts[.cashier] { input = InputLine(draft["line"]) }
            return look()
        case .resumed, .changed(.accounts): return look()
        case .text(let text), .paste(let text): return type(text, in: context)
        case .reply(.shift(let shift), _):
            self.shift = .some(shift)
            if shift == nil { lines = [] }
            return shift.map { [.ask(.till(.report($0.id)), purpose: "report")] } ?? []
        case .reply(.shiftReport(let report), _):
            lines = report.lines.reversed()
            if openShift?.id == report.shift.id { shift = .some(report.shift) }
            return []
        case .reply(.transfers(let transfers), _):
            waiting = transfers.count { $0.isMineToReceive && $0.state == .inTransit }
            return []
        case .reply(.account(let owner), _): return foundAccount(owner, in: context)
        case .reply(.customers(let found), _): return foundCustomers(found)
        case .reply(.card(let card), _): return foundCard(card, in: context)
        case .reply(.receipt(let receipt), _): return posted(receipt)
        case .failure(let error, let purpose): return failed(error, purpose: purpose, in: context)
        case .answer(.choice("who", let index)):
            guard candidates.indices.contains(index), case .looking = stage else { return [] }
            return askCard(candidates[index])
        case .answer(.dismissed("who")):
            stage = .typing
            return []
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func look() -> [Effect] {
        [.ask(.till(.currentShift), purpose: "shift"), .ask(.till(.inTransit), purpose: "waiting")]
    }

    // MARK: The line

    private mutating func type(_ text: String, in context: ScreenContext) -> [Effect] {
        switch stage {
        case .looking: return [.holdInput]
        case .posting: return [.holdInput]
        case .unconfirmed:
            return [
                .say(.bad(Sentence("The payment is not confirmed: \(key: .paymentPost) sends the same again."))), .ring,
            ]
        case .typing, .asking: break
        }
        input.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        return changed(in: context)
    }

    private mutating func changed(in context: ScreenContext) -> [Effect] {
        stage = .typing
        complaint = nil
        if found?.who != line.who { found = nil }
        let draft = Draft(
            id: .cashier, key: key, keptAt: context.clock.terminalNow, fields: ["line": input.text])
        return input.text.isEmpty ? [.forget(.cashier)] : [.keep(draft)]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .paymentPost, .formSave: return proceed(in: context)
        case .cancel: return cancel(in: context)
        case .viewRefresh: return look()
        case .shiftToggle:
            guard let shift else { return [.holdInput] }
            return [.open(shift.map { .shiftClosing($0) } ?? .shiftOpening)]
        case .cashSend:
            guard let shift else { return [.holdInput] }
            guard let shift else { return [.say(.bad("No shift is open: there is no cash of yours to send.")), .ring] }
            return [.open(.cashSending(shift))]
        default:
            guard InputLine.isEdit(action) else { return [] }
            switch stage {
            case .looking, .posting: return [.holdInput]
            case .unconfirmed: return [.ring]
            case .typing, .asking: break
            }
            let before = input.text
            input.perform(action)
            return input.text == before ? [] : changed(in: context)
        }
    }

    private mutating func cancel(in context: ScreenContext) -> [Effect] {
        switch stage {
        case .asking:
            stage = .typing
            return [.clearMessage]
        case .looking:
            stage = .typing
            return [.cancel(purpose: "who")]
        case .posting: return [.say(.plain("The payment is on its way; wait for the answer."))]
        case .unconfirmed: return [.close]
        case .typing:
            guard !input.text.isEmpty else { return [.close] }
            input = InputLine("")
            return [.clearMessage] + changed(in: context)
        }
    }

    // MARK: Who

    private mutating func proceed(in context: ScreenContext) -> [Effect] {
        switch stage {
        case .looking, .posting: return [.holdInput]
        case .asking(let take), .unconfirmed(let take, _): return post(take, in: context)
        case .typing: break
        }
        guard let shift else { return [.holdInput] }
        guard shift != nil else {
            return [
                .say(.plain("No shift is open; count the till first. What you typed stays.")), .open(.shiftOpening),
            ]
        }
        let line = line
        guard !line.who.isEmpty else {
            return complain("Type an account, contract, phone or name, and the amount.")
        }
        if let found, found.who == line.who { return ask(found.owner, line, in: context) }
        stage = .looking(line)
        if let account = line.account { return [.ask(.findAccount(account), purpose: "who")] }
        return [.ask(.searchCustomers(line.who, limit: 20), purpose: "who")]
    }

    private mutating func complain(_ sentence: String) -> [Effect] {
        stage = .typing
        complaint = sentence
        return [.ring]
    }

    private mutating func foundAccount(_ owner: AccountOwner?, in context: ScreenContext) -> [Effect] {
        guard case .looking(let line) = stage else { return [] }
        // Digits that are no account may be a phone or a contract.
        guard let owner else { return [.ask(.searchCustomers(line.who, limit: 20), purpose: "who")] }
        return settle(owner, line, in: context)
    }

    private mutating func foundCustomers(_ customers: [CustomerSummary]) -> [Effect] {
        guard case .looking(let line) = stage else { return [] }
        candidates = customers
        switch customers.count {
        case 0: return complain("Nothing is known by \u{201C}\(line.who)\u{201D}.")
        case 1: return askCard(customers[0])
        default:
            let words = customers.map { "\($0.name)  \($0.contractNumber)  \($0.address)" }
            return [.open(.choose(ChoiceOpening(purpose: "who", title: "Who pays?", choices: words, selected: 0)))]
        }
    }

    private mutating func askCard(_ customer: CustomerSummary) -> [Effect] {
        chosen = customer
        return [.ask(.customerCard(customer.id), purpose: "who")]
    }

    private mutating func foundCard(_ card: CustomerCard, in context: ScreenContext) -> [Effect] {
        guard case .looking(let line) = stage, let chosen, card.profile.id == chosen.id else { return [] }
        guard let account = card.accounts.first(where: \.isDefault) ?? card.accounts.first else {
            return complain("\(chosen.name) has no account to pay to.")
        }
        return settle(AccountOwner(customer: chosen, account: account), line, in: context)
    }

    private mutating func settle(_ owner: AccountOwner, _ line: CashierLine, in context: ScreenContext) -> [Effect] {
        found = (line.who, owner)
        stage = .typing
        guard !line.amount.isEmpty else {
            if input.text.last?.isWhitespace == false { input.insert(" ") }
            return [.say(.plain("Type the amount."))]
        }
        return ask(owner, line, in: context)
    }

    private mutating func ask(_ owner: AccountOwner, _ line: CashierLine, in context: ScreenContext) -> [Effect] {
        guard !line.amount.isEmpty else { return complain("Type the amount after \u{201C}\(line.who)\u{201D}.") }
        let amount: Money
        do throws(Money.Failure) {
            amount = try Money(typed: line.amount, currency: owner.account.balance.currency)
        } catch {
            return complain(error.sentence)
        }
        guard amount.minorUnits > 0 else { return complain("A payment is more than nothing.") }
        let take = Take(customer: owner.customer, account: owner.account, amount: amount, note: line.note)
        guard take.balanceAfter != nil else { return complain("That is more than an account can hold.") }
        stage = .asking(take)
        complaint = nil
        return [.clearMessage]
    }

    // MARK: Posting

    private mutating func post(_ take: Take, in context: ScreenContext) -> [Effect] {
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        stage = .posting(take)
        let draft = Draft(
            id: .payment(take.account.id), key: key, keptAt: context.clock.terminalNow,
            fields: [
                "account": "\(take.account.id)", "amount": "\(take.amount)", "minor": "\(take.amount.minorUnits)",
                "currency": take.amount.currency.code, "digits": "\(take.amount.currency.fractionDigits)",
                "note": take.note, "customer": "\(take.customer.id)", "name": take.customer.name,
            ])
        let request = DeskRequest.registerPayment(
            take.customer.id, take.account.id, amount: take.amount, note: take.note, key: key)
        return [.keep(draft), .ask(request, purpose: "post"), .clearMessage]
    }

    private mutating func posted(_ receipt: PaymentReceipt) -> [Effect] {
        var name = "account \(receipt.account)"
        switch stage {
        case .posting(let take), .unconfirmed(let take, _): name = take.customer.name
        case .typing, .looking, .asking: break
        }
        let words =
            "\(name): \(receipt.amount.text) taken, balance \(receipt.balanceAfter.text), receipt \(receipt.payment)."
        (stage, input, found, complaint, key) = (.typing, InputLine(""), nil, nil, CommandKey.make())
        return [.forget(.payment(receipt.account)), .forget(.cashier), .say(.good(words))] + look()
    }

    private mutating func failed(_ error: DeskError, purpose: String, in context: ScreenContext) -> [Effect] {
        switch (purpose, stage) {
        case ("post", .posting(let take)):
            guard !error.mayHaveHappened else {
                stage = .unconfirmed(take, reason: error.sentence)
                return [
                    .say(
                        .bad(
                            Sentence(
                                "\(error.sentence) \(key: .paymentPost) sends the same payment again; it cannot be posted twice."
                            ))), .ring,
                ]
            }
            stage = .typing
            key = CommandKey.make()
            return [.forget(.payment(take.account.id)), .say(.bad(error.sentence)), .ring] + look()
        case ("who", _):
            stage = .typing
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        default: return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        }
    }
}
