import Domain
import Operations
import Terminal

/// Opens the operator's till: what is in it is counted first.
struct ShiftOpeningScreen: Screen {
    var command = CommandForm(.shiftOpening, Form(focus: "counted"))

    static let fields = [
        FormField(name: "counted", label: "Counted", hint: "what is in the till now", isRequired: true, width: 24)
    ]

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { "Open a shift" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: Self.fields) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(Self.fields, in: context)
        case .reply(.shiftChanged(let shift), _):
            let difference = (try? shift.openingCounted.subtracting(shift.openingExpected)) ?? shift.openingCounted
            let words =
                difference.minorUnits == 0
                ? "Shift \(shift.id) is open with \(shift.openingCounted.text)."
                : "Shift \(shift.id) is open; counted \(difference.text) otherwise than expected, which is recorded."
            return command.done() + [.say(difference.minorUnits == 0 ? .good(words) : .bad(words)), .close]
        default: break
        }
        switch command.update(event, fields: Self.fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit:
            switch counted(in: context) {
            case .failure(let failure): return command.complain([("counted", failure.sentence)], in: Self.fields)
            case .success(let money) where money.isNegative:
                return command.complain([("counted", "a till holds no less than nothing")], in: Self.fields)
            case .success:
                command.ask()
                return [.clearMessage]
            }
        case .confirmed:
            guard case .success(let money) = counted(in: context) else { return [] }
            return command.send(in: context) { .till(.open(counted: money, [], key: $0)) }
        case nil: return []
        }
    }

    private func counted(in context: ScreenContext) -> Result<Money, Money.Failure> {
        command.money("counted", currency: context.currency)
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Open a shift", height: 8, width: min(sheet.width - 4, 66)).draw(on: &sheet) { area in
            area.write("Count the till; the shift begins with what is in it.", row: 0, column: 1, .dim)
            area.within(row: 2, column: 0, height: 1, width: area.width) { inner in
                command.form.draw(
                    on: &inner, fields: Self.fields, labelWidth: 10, hasFocus: command.stage == .typing)
            }
            var yes = "opens the shift"
            if case .success(let money) = counted(in: context) { yes += " with \(money.text)" }
            command.drawHint(yes, on: &area, row: 4, in: context)
        }
    }
}
