import Domain
import Operations
import Terminal

/// Corrects a session of the error bin: what is typed is taken instead of what its records say, the records stay as they
/// came; then it is rated again.
struct CorrectionScreen: AskingDialog {
    let session: UsageSession
    var command: CommandForm

    init(session: UsageSession) {
        self.session = session
        command = CommandForm(.usageCorrection(session.id), Form(focus: "calling"))
    }

    var crumb: String { "Correct" }

    /// What is empty stays as the records say.
    var fields: [FormField] {
        let stays = { (value: String) in value.isEmpty ? "not in the records" : "stays \(value)" }
        return [
            FormField(
                name: "calling", label: "From", kind: .checked(Self.number), hint: stays(session.calling), width: 30),
            FormField(
                name: "called", label: "To", kind: .checked(Self.number), hint: stays(session.called), width: 30),
            FormField(
                name: "answered", label: "Answered", kind: .checked(TypedMoment.check), hint: TypedMoment.hint,
                width: 34),
            FormField(
                name: "duration", label: "Length", kind: .checked(TypedDuration.check), hint: TypedDuration.hint,
                width: 30),
            FormField(
                name: "subscriber", label: "Paid by the line", kind: .checked(Self.number), hint: "its number",
                width: 30),
            .reason(width: 44),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.usage(.corrected), _):
            return command.done() + [.say(.good("Corrected; the session is rated again.")), .close]
        default: break
        }
        return answer(event, in: context)
    }

    /// What was typed, or what is wrong by field.
    func corrected(
        in context: ScreenContext
    ) -> (fields: CorrectedFields, wrong: [(field: String, words: String)]) {
        var found = CorrectedFields()
        var wrong: [(field: String, words: String)] = []
        found.calling = Self.number(command.form["calling"])
        found.called = Self.number(command.form["called"])
        found.subscriber = Self.number(command.form["subscriber"])
        found.answeredAt = TypedMoment.read(command.form["answered"], clock: context.clock)
        if let at = found.answeredAt, at > context.clock.now {
            wrong.append(("answered", "\(context.clock.dateAndTime(of: at)) is still to come"))
        }
        found.durationSeconds = TypedDuration.read(command.form["duration"])
        if wrong.isEmpty, found.isEmpty {
            wrong.append(("calling", "nothing is corrected; to rate it as it is, replay it"))
        }
        return (found, wrong)
    }

    private static let number = FormField.Check("telephone") { typed in
        number(typed) == nil ? "\u{201C}\(typed)\u{201D} is no telephone number" : nil
    }

    /// As dialled: digits with what people put between them; the rater normalises it as it does those of records.
    private nonisolated static func number(_ typed: String) -> String? {
        let separators: Set<Character> = [" ", "-", "(", ")", ".", "/"]
        let bare = typed.filter { !separators.contains($0) }
        let digits = bare.drop { $0 == "+" }
        guard bare.count - digits.count <= 1, (2...18).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return bare
    }

    mutating func check(in context: ScreenContext) -> [Effect] { ask(unless: corrected(in: context).wrong) }

    mutating func send(in context: ScreenContext) -> [Effect] {
        let (id, found, reason) = (session.id, corrected(in: context).fields, command.form["reason"].trimmed)
        return command.send(in: context) { .usage(.correct(id, found, reason: reason, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Correct and rate again", height: 15, width: min(sheet.width - 4, 74)).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: 3, width: area.width - 2) { text in
                let rows = text.writeWrapped(UsageWords.name(session.id), row: 0, .dim)
                let answered = session.startedAt.map { context.clock.dateAndTime(of: $0) } ?? "never"
                let words = "\(session.calling) to \(session.called), answered \(answered)"
                text.write(words, row: min(rows, 2), width: text.width, .strong)
            }
            drawForm(on: &area, row: 4, labelWidth: 18)
            command.drawHint("keeps the correction and rates the session again", on: &area, row: 11, in: context)
        }
    }
}

/// Takes a session out of the error bin for good: it is not charged, and the reason is kept.
struct DismissalScreen: AskingDialog {
    let session: UsageSession
    var command: CommandForm

    init(session: UsageSession) {
        self.session = session
        command = CommandForm(.usageDismissal(session.id), Form(focus: "reason"))
    }

    var crumb: String { "Dismiss" }

    var fields: [FormField] { [.reason("why it is not charged, in words")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.usage(.dismissed), _):
            return command.done() + [.say(.good("The session is not charged.")), .close]
        default: break
        }
        return answer(event, in: context)
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        let (id, reason) = (session.id, command.form["reason"].trimmed)
        return command.send(in: context) { .usage(.dismiss(id, reason: reason, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Not to be charged", height: 10, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: 3, width: area.width - 2) { text in
                let rows = text.writeWrapped("\(session.calling) to \(session.called)", row: 0, .strong)
                _ = text.writeWrapped(session.explanation, row: rows, .dim)
            }
            drawForm(on: &area, row: 4)
            command.drawHint("takes it out of the error bin for good", on: &area, row: 6, in: context)
        }
    }
}
