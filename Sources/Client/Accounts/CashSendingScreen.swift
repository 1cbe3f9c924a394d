import Domain
import Operations
import Terminal

/// Sends cash out of the own till, to another till or to the bank; it is in nobody's till until it is confirmed.
struct CashSendingScreen: Screen {
    let shift: TillShift
    var destinations: [CashDestination]?
    var command = CommandForm(.cashSending, Form(focus: "to"))

    init(shift: TillShift) { self.shift = shift }

    var fields: [FormField] {
        let choices = (destinations ?? []).map { place in
            let note = place.isBank ? "bank" : place.isOpen ? "shift open" : "no open shift"
            return FormField.Choice(code: place.code, label: "\(place.name), \(note)")
        }
        return [
            FormField(name: "to", label: "To", kind: .choice(choices), isRequired: true, width: 46),
            FormField(
                name: "amount", label: "Amount", hint: "of \(shift.expected) in the till", isRequired: true, width: 28),
            FormField(name: "note", label: "Note", width: 46),
        ]
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { "Send cash" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context) + [.ask(.till(.destinations), purpose: "to")]
        case .resumed: return destinations == nil ? [.ask(.till(.destinations), purpose: "to")] : []
        case .reply(.destinations(let found), _):
            destinations = found
            if !found.contains(where: { $0.code == command.form["to"] }), let first = found.first {
                command.form["to"] = first.code
            }
            return []
        case .reply(.transferChanged(let sent), _):
            return command.done() + [
                .say(.good("Sent \(sent.amount.text) to \(sent.toName); it waits to be confirmed.")), .close,
            ]
        case .failure(let error, "to"): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return check()
        case .confirmed:
            guard case .success(let money) = amount else { return [] }
            let (to, note) = (command.form["to"], command.form["note"].trimmed)
            return command.send(in: context) { .till(.send(to: to, money, note: note, key: $0)) }
        case nil: return []
        }
    }

    private var amount: Result<Money, Money.Failure> { command.money("amount", currency: shift.expected.currency) }

    private mutating func check() -> [Effect] {
        guard let destinations else { return [.holdInput] }
        var wrong: [(field: String, words: String)] = []
        if !destinations.contains(where: { $0.code == command.form["to"] }) {
            wrong.append(("to", destinations.isEmpty ? "there is no other till and no bank" : "choose where it goes"))
        }
        switch amount {
        case .failure(let failure): wrong.append(("amount", failure.sentence))
        case .success(let money) where money.minorUnits <= 0: wrong.append(("amount", "send more than nothing"))
        case .success(let money) where money.minorUnits > shift.expected.minorUnits:
            wrong.append(("amount", "there is \(shift.expected) in the till"))
        case .success: break
        }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Send cash", height: 9, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            let rows = Form.rows(fields)
            area.within(row: 1, column: 0, height: rows, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 9, hasFocus: command.stage == .typing)
            }
            var yes = "sends it"
            if case .success(let money) = amount { yes = "sends \(money.text)" }
            command.drawHint(yes, on: &area, row: rows + 2, in: context)
        }
    }
}

/// Confirms sent cash as counted, or refuses it with a reason.
struct CashAnswerScreen: Screen {
    let transfer: CashTransfer
    let isRefusal: Bool
    var command: CommandForm

    init(transfer: CashTransfer, isRefusal: Bool) {
        self.transfer = transfer
        self.isRefusal = isRefusal
        let form =
            isRefusal
            ? Form(focus: "reason") : Form(focus: "counted", values: ["counted": transfer.amount.description])
        command = CommandForm(.cashAnswer(transfer.id, isRefusal: isRefusal), form)
    }

    var fields: [FormField] {
        isRefusal
            ? [FormField(name: "reason", label: "Reason", hint: "why it is not accepted", isRequired: true, width: 46)]
            : [FormField(name: "counted", label: "Counted", isRequired: true, width: 24, isProposed: true)]
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { isRefusal ? "Refuse cash" : "Confirm cash" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    private var counted: Result<Money, Money.Failure> { command.money("counted", currency: transfer.amount.currency) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.transferChanged(let answered), _):
            let sum = (answered.receivedAmount ?? answered.amount).text
            let words = isRefusal ? "Refused: \(sum) goes back to \(answered.fromName)." : "\(sum) is in your till."
            return command.done() + [.say(.good(words)), .close]
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
        if isRefusal {
            guard !command.form["reason"].trimmed.isEmpty else {
                return command.complain([("reason", "say why")], in: fields)
            }
        } else {
            switch counted {
            case .failure(let failure): return command.complain([("counted", failure.sentence)], in: fields)
            case .success(let money) where money.isNegative:
                return command.complain([("counted", "no less than nothing")], in: fields)
            case .success: break
            }
        }
        command.ask()
        return [.clearMessage]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        let id = transfer.id
        if isRefusal {
            let reason = command.form["reason"].trimmed
            return command.send(in: context) { .till(.refuse(id, reason: reason, key: $0)) }
        }
        guard case .success(let money) = counted else { return check() }
        return command.send(in: context) { .till(.confirm(id, counted: money, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: 9, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.write("From \(transfer.fromName): \(transfer.amount.text)", row: 0, column: 1, .strong)
            area.within(row: 2, column: 0, height: 1, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 9, hasFocus: command.stage == .typing)
            }
            if !isRefusal, case .success(let money) = counted, let difference = try? money.subtracting(transfer.amount),
                difference.minorUnits != 0
            {
                area.write("Differs by \(difference.text), which is recorded.", row: 3, column: 1, .fieldError)
            }
            command.drawHint(isRefusal ? "refuses it" : "confirms it", on: &area, row: 5, in: context)
        }
    }
}
