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
struct RunRequestScreen: Screen {
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
            name: "day", label: "Day", hint: TypedDay.hint, isRequired: true, width: 24, isProposed: true)
        let reason = FormField(
            name: "reason", label: "Reason", hint: "why, in words", isRequired: opening.kind == .reversal, width: 48)
        return opening.kind == .reversal ? [reason] : [day, reason]
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }
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
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return check(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    private func day(_ today: CivilDate) -> CivilDate? {
        opening.of?.day ?? TypedDay.read(command.form["day"], today: today)
    }

    private mutating func check(in context: ScreenContext) -> [Effect] {
        var wrong: [(field: String, words: String)] = []
        let today = context.clock.today
        if let day = day(today) {
            if opening.kind == .day, day > today {
                wrong.append(("day", "\(day.text) is not over; a day to come is only tried by a dry run"))
            }
        } else {
            wrong.append(("day", TypedDay.complaint(command.form["day"])))
        }
        if opening.kind == .reversal, command.form["reason"].trimmed.isEmpty { wrong.append(("reason", "say why")) }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
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
            area.within(row: 3, column: 0, height: fields.count, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 9, hasFocus: command.stage == .typing)
            }
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
