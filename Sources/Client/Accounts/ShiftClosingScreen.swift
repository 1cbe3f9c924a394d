import Domain
import Operations
import Terminal

/// Closes the till: counted note by note, what is expected and what differs on the screen before it is confirmed.
struct ShiftClosingScreen: Screen {
    let opening: TillShift
    /// As it is now; money may have come in since.
    var shift: TillShift
    var command: CommandForm

    init(shift: TillShift) {
        opening = shift
        self.shift = shift
        command = CommandForm(.shiftClosing(shift.id), Form(focus: CashCount.name(CashCount.faces[0])))
    }

    static let fields =
        CashCount.fields + [
            FormField(name: "coins", label: "Other", hint: "a sum in coins", width: 16),
            FormField(name: "note", label: "Note", hint: "needed when it differs", width: 40),
        ]

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { "Close the shift" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: Self.fields) }

    private var count: CashCount { CashCount(currency: shift.expected.currency) }

    /// Of notes and coins together; nil while something typed is no number.
    var counted: Money? {
        let notes = count.sum(command.form)
        guard !command.form["coins"].trimmed.isEmpty else { return notes }
        guard case .success(let coins) = command.money("coins", currency: notes.currency), !coins.isNegative else {
            return nil
        }
        return try? notes.adding(coins)
    }

    var difference: Money? { counted.flatMap { try? $0.subtracting(shift.expected) } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(Self.fields, in: context) + [.ask(.till(.currentShift), purpose: "shift")]
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
        switch command.update(event, fields: Self.fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return check()
        case .confirmed:
            guard let counted else { return [] }
            let (pieces, note) = (count.pieces(command.form).pieces, command.form["note"].trimmed)
            return command.send(in: context) { .till(.close(counted: counted, pieces, note: note, key: $0)) }
        case nil: return []
        }
    }

    private mutating func check() -> [Effect] {
        var wrong = count.pieces(command.form).wrong
        if !command.form["coins"].trimmed.isEmpty {
            switch command.money("coins", currency: shift.expected.currency) {
            case .failure(let failure): wrong.append(("coins", failure.sentence))
            case .success(let money) where money.isNegative: wrong.append(("coins", "no less than nothing"))
            case .success: break
            }
        }
        if wrong.isEmpty, counted == nil { wrong.append(("coins", "that is more than a till can hold")) }
        if wrong.isEmpty, difference?.minorUnits != 0, command.form["note"].trimmed.isEmpty {
            wrong.append(("note", "say why it differs by \(difference?.text ?? "")"))
        }
        guard wrong.isEmpty else { return command.complain(wrong, in: Self.fields) }
        command.ask()
        return [.clearMessage]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = Form.rows(Self.fields)
        Dialog(title: "Close shift \(shift.id)", height: rows + 8, width: min(sheet.width - 4, 72)).draw(on: &sheet) {
            area in
            area.within(row: 0, column: 0, height: rows, width: area.width) { inner in
                command.form.draw(
                    on: &inner, fields: Self.fields, labelWidth: 8, hasFocus: command.stage == .typing)
            }
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
