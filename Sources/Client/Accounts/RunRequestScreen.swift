import Domain
import Operations
import Terminal

/// Where the request for a run begins.
struct RunRequestOpening: Equatable {
    var kind: ChargeRunSummary.Kind
    /// The run to take back.
    var of: ChargeRunSummary?
}

/// Asks for a run of a day, dry or real, or for taking one back; on `y` the daemon gets it.
struct RunRequestScreen: AskingDialog {
    let opening: RunRequestOpening
    var command: CommandForm

    init(opening: RunRequestOpening, today: CivilDate) {
        self.opening = opening
        let form =
            opening.of == nil ? Form(focus: "day", values: ["day": today.text]) : Form(focus: "reason")
        command = CommandForm(.chargeRun(opening.kind, opening.of?.id), form)
    }

    var fields: [FormField] {
        let day = FormField(
            name: "day", label: "Day", kind: .date, isRequired: true, width: 26, isProposed: true)
        let reason = FormField.reason(isRequired: opening.kind == .reversal)
        return opening.kind == .reversal ? [reason] : [day, reason]
    }

    var crumb: String {
        switch opening.kind {
        case .dry: "Dry run"
        case .day: "Run of a day"
        case .reversal: "Take back a run"
        }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.runRequested(let run), _):
            return command.done() + [.say(.good("Run \(run) waits for the daemon.")), .replace(.chargeRun(run))]
        default: break
        }
        return answer(event, in: context)
    }

    private func day(_ today: CivilDate) -> CivilDate? {
        opening.of?.day ?? command.form.day("day", today: today)
    }

    mutating func check(in context: ScreenContext) -> [Effect] {
        let today = context.clock.today
        guard opening.kind == .day, let day = day(today), day > today else { return ask() }
        return ask(unless: [("day", "\(day.text) is not over; a day to come is only tried by a dry run")])
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let day = day(context.clock.today) else { return [] }
        let request = ChargeRunRequest(
            day: day, kind: opening.kind, reverses: opening.of?.id, reason: command.form["reason"].trimmed)
        return command.send(in: context) { .charging(.request(request, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: 10, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            let words =
                switch opening.kind {
                case .dry: "Computes what the day would charge; nothing is posted."
                case .day: "Charges what is due on the day; what is charged already is not charged again."
                case .reversal:
                    opening.of.map { "Run \($0.id) of \($0.day.text): \($0.charges) charges, \($0.amount.text)." } ?? ""
                }
            area.within(row: 0, column: 1, height: 2, width: area.width - 2) { text in
                _ = text.writeWrapped(words, row: 0, opening.kind == .reversal ? .strong : .dim)
            }
            drawForm(on: &area, row: 3)
            let yes =
                switch opening.kind {
                case .dry: "asks for the dry run"
                case .day: "asks for the run"
                case .reversal: "takes every charge of the run back"
                }
            command.drawHint(yes, on: &area, row: 6, in: context)
        }
    }
}
