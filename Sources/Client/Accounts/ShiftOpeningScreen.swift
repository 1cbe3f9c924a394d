import Domain
import Operations
import Terminal

/// Opens the operator's till: what is in it is counted first.
struct ShiftOpeningScreen: AskingDialog {
    let currency: Currency
    var command = CommandForm(.shiftOpening, Form(focus: "counted"))

    init(currency: Currency) { self.currency = currency }

    var fields: [FormField] {
        [
            FormField(
                name: "counted", label: "Counted", kind: .amount(of: currency, .notNegative),
                hint: "what is in the till now", isRequired: true, width: 24)
        ]
    }

    var crumb: String { "Open a shift" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.shiftChanged(let shift), _):
            let difference = (try? shift.openingCounted.subtracting(shift.openingExpected)) ?? shift.openingCounted
            let words =
                difference.minorUnits == 0
                ? "Shift \(shift.id) is open with \(shift.openingCounted.text)."
                : "Shift \(shift.id) is open; counted \(difference.text) otherwise than expected, which is recorded."
            return command.done() + [.say(difference.minorUnits == 0 ? .good(words) : .bad(words)), .close]
        default: break
        }
        return answer(event, in: context)
    }

    private var counted: Money? { command.form.money("counted", currency: currency) }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let counted else { return [] }
        return command.send(in: context) { .till(.open(counted: counted, [], key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Open a shift", height: 8, width: min(sheet.width - 4, 66)).draw(on: &sheet) { area in
            area.write("Count the till; the shift begins with what is in it.", row: 0, column: 1, .dim)
            drawForm(on: &area, row: 2, labelWidth: 10)
            let yes = "opens the shift\(counted.map { " with \($0.text)" } ?? "")"
            command.drawHint(yes, on: &area, row: 4, in: context)
        }
    }
}
