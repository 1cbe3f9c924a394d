import Domain
import Operations
import Terminal

/// Sends cash out of the own till, to another till or to the bank; it is in nobody's till until it is confirmed.
struct CashSendingScreen: AskingDialog {
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
                name: "amount", label: "Amount", kind: .amount(of: shift.expected.currency),
                hint: "of \(shift.expected) in the till", isRequired: true, width: 28),
            FormField(name: "note", label: "Note", width: 46),
        ]
    }

    var crumb: String { "Send cash" }

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
        return answer(event, in: context)
    }

    private var amount: Money? { command.form.money("amount", currency: shift.expected.currency) }

    mutating func check(in context: ScreenContext) -> [Effect] {
        guard let destinations else { return [.holdInput] }
        var wrong: [(field: String, words: String)] = []
        if destinations.isEmpty { wrong.append(("to", "there is no other till and no bank")) }
        if let amount, amount.minorUnits > shift.expected.minorUnits {
            wrong.append(("amount", "there is \(shift.expected) in the till"))
        }
        return ask(unless: wrong)
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let money = amount else { return [] }
        let (to, note) = (command.form["to"], command.form["note"].trimmed)
        return command.send(in: context) { .till(.send(to: to, money, note: note, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Send cash", height: 9, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            drawForm(on: &area, row: 1)
            let yes = "sends \(amount?.text ?? "it")"
            command.drawHint(yes, on: &area, row: Form.rows(fields) + 2, in: context)
        }
    }
}

/// Confirms sent cash as counted, or refuses it with a reason.
struct CashAnswerScreen: AskingDialog {
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
            ? [.reason("why it is not accepted")]
            : [
                FormField(
                    name: "counted", label: "Counted", kind: .amount(of: transfer.amount.currency), isRequired: true,
                    width: 24, isProposed: true)
            ]
    }

    var crumb: String { isRefusal ? "Refuse cash" : "Confirm cash" }

    private var counted: Money? { command.form.money("counted", currency: transfer.amount.currency) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.transferChanged(let answered), _):
            let sum = (answered.receivedAmount ?? answered.amount).text
            let words = isRefusal ? "Refused: \(sum) goes back to \(answered.fromName)." : "\(sum) is in your till."
            return command.done() + [.say(.good(words)), .close]
        default: break
        }
        return answer(event, in: context)
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        let id = transfer.id
        if isRefusal {
            let reason = command.form["reason"].trimmed
            return command.send(in: context) { .till(.refuse(id, reason: reason, key: $0)) }
        }
        guard let money = counted else { return [] }
        return command.send(in: context) { .till(.confirm(id, counted: money, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: 9, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.write("From \(transfer.fromName): \(transfer.amount.text)", row: 0, column: 1, .strong)
            drawForm(on: &area, row: 2)
            if !isRefusal, let money = counted, let difference = try? money.subtracting(transfer.amount),
                difference.minorUnits != 0
            {
                area.write("Differs by \(difference.text), which is recorded.", row: 3, column: 1, .fieldError)
            }
            command.drawHint(isRefusal ? "refuses it" : "confirms it", on: &area, row: 5, in: context)
        }
    }
}
