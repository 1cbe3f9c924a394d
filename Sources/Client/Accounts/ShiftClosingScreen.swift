import Domain
import Operations
import Terminal

/// Closes the till: counted note by note, what is expected and what differs on the screen before it is confirmed.
struct ShiftClosingScreen: AskingDialog {
    let opening: TillShift
    /// As it is now; money may have come in since.
    var shift: TillShift
    var command: CommandForm

    init(shift: TillShift) {
        opening = shift
        self.shift = shift
        command = CommandForm(.shiftClosing(shift.id), Form(focus: CashCount.name(CashCount.faces[0])))
    }

    var fields: [FormField] {
        CashCount.fields + [
            FormField(
                name: "coins", label: "Other", kind: .amount(of: shift.expected.currency, .notNegative),
                hint: "a sum in coins", width: 16),
            FormField(name: "note", label: "Note", hint: "needed when it differs", width: 40),
        ]
    }

    var crumb: String { "Close the shift" }

    private var count: CashCount { CashCount(currency: shift.expected.currency) }

    /// Of notes and coins together; nil while something typed is no number.
    var counted: Money? {
        let notes = count.sum(command.form)
        guard !command.form["coins"].trimmed.isEmpty else { return notes }
        return command.form.money("coins", currency: notes.currency).flatMap { try? notes.adding($0) }
    }

    var difference: Money? { counted.flatMap { try? $0.subtracting(shift.expected) } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context) + [.ask(.till(.currentShift), purpose: "shift")]
        case .resumed, .changed(.accounts): return [.ask(.till(.currentShift), purpose: "shift")]
        case .reply(.shift(let now), _):
            guard let now, now.id == opening.id else { return [] }
            // The figures on the screen are no longer those that were asked about.
            if now.expected != shift.expected, command.stage == .asking { command.type() }
            shift = now
            return []
        case .reply(.shiftChanged(let closed), _):
            let difference = closed.difference ?? Money.zero(shift.expected.currency)
            let words =
                difference.minorUnits == 0
                ? "Shift \(closed.id) is closed; counted as expected."
                : "Shift \(closed.id) is closed with a difference of \(difference.text)."
            return command.done() + [.say(difference.minorUnits == 0 ? .good(words) : .bad(words)), .close]
        case .failure(let error, "shift"): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        default: break
        }
        return answer(event, in: context)
    }

    mutating func check(in context: ScreenContext) -> [Effect] {
        guard let difference else { return ask(unless: [("coins", "that is more than a till can hold")]) }
        let isUntold = difference.minorUnits != 0 && command.form["note"].trimmed.isEmpty
        return ask(unless: isUntold ? [("note", "say why it differs by \(difference.text)")] : [])
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let counted else { return [] }
        let (pieces, note) = (count.pieces(command.form), command.form["note"].trimmed)
        return command.send(in: context) { .till(.close(counted: counted, pieces, note: note, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = Form.rows(fields)
        Dialog(title: "Close shift \(shift.id)", height: rows + 8, width: min(sheet.width - 4, 72)).draw(on: &sheet) {
            area in
            drawForm(on: &area, row: 0, labelWidth: 8)
            let figures: [(String, Money?)] = [
                ("Counted", counted), ("Expected", shift.expected), ("Difference", difference),
            ]
            for (offset, figure) in figures.enumerated() {
                area.write(figure.0, row: rows + 1 + offset, column: 1, width: 12, .label)
                guard let money = figure.1 else { continue }
                let role: TextRole = offset < 2 ? money.role : money.minorUnits == 0 ? .messageGood : .fieldError
                area.write(money.text, row: rows + 1 + offset, column: 14, width: 22, role, isRight: true)
            }
            command.drawHint("closes the shift with these figures", on: &area, row: rows + 5, in: context)
        }
    }
}
