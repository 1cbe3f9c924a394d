import Domain
import Operations
import Terminal

/// Corrects a session of the error bin: what is typed is taken instead of what its records say, the records stay as they
/// came; then it is rated again.
struct CorrectionScreen: Screen {
    let session: UsageSession
    var command: CommandForm

    init(session: UsageSession) {
        self.session = session
        command = CommandForm(.usageCorrection(session.id), Form(focus: "calling"))
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { "Correct" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    /// What is empty stays as the records say.
    var fields: [FormField] {
        let stays = { (value: String) in value.isEmpty ? "not in the records" : "stays \(value)" }
        return [
            FormField(name: "calling", label: "From", hint: stays(session.calling), width: 30),
            FormField(name: "called", label: "To", hint: stays(session.called), width: 30),
            FormField(name: "answered", label: "Answered", hint: TypedMoment.hint, width: 34),
            FormField(name: "duration", label: "Length", hint: TypedDuration.hint, width: 30),
            FormField(name: "subscriber", label: "Paid by the line", hint: "its number", width: 30),
            FormField(name: "reason", label: "Reason", hint: "why, in words", isRequired: true, width: 44),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.usage(.corrected), _):
            return command.done() + [.say(.good("Corrected; the session is rated again.")), .close]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return check(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    /// What was typed, or what is wrong by field.
    func corrected(
        in context: ScreenContext
    ) -> (fields: CorrectedFields, wrong: [(field: String, words: String)]) {
        var found = CorrectedFields()
        var wrong: [(field: String, words: String)] = []
        for name in ["calling", "called", "subscriber"] {
            let typed = command.form[name].trimmed
            guard !typed.isEmpty else { continue }
            guard let number = Self.number(typed) else {
                wrong.append((name, "\u{201C}\(typed)\u{201D} is no telephone number"))
                continue
            }
            switch name {
            case "calling": found.calling = number
            case "called": found.called = number
            default: found.subscriber = number
            }
        }
        let answered = command.form["answered"]
        if !answered.trimmed.isEmpty {
            found.answeredAt = TypedMoment.read(answered, clock: context.clock)
            if found.answeredAt == nil { wrong.append(("answered", TypedMoment.complaint(answered))) }
            if let at = found.answeredAt, at > context.clock.now {
                wrong.append(("answered", "\(context.clock.dateAndTime(of: at)) is still to come"))
            }
        }
        let duration = command.form["duration"]
        if !duration.trimmed.isEmpty {
            found.durationSeconds = TypedDuration.read(duration)
            if found.durationSeconds == nil { wrong.append(("duration", TypedDuration.complaint(duration))) }
        }
        if wrong.isEmpty, found.isEmpty {
            wrong.append(("calling", "nothing is corrected; to rate it as it is, replay it"))
        }
        if command.form["reason"].trimmed.isEmpty { wrong.append(("reason", "say why")) }
        return (found, wrong)
    }

    /// As dialled: digits with what people put between them; the rater normalises it as it does those of records.
    private static func number(_ typed: String) -> String? {
        let separators: Set<Character> = [" ", "-", "(", ")", ".", "/"]
        let bare = typed.filter { !separators.contains($0) }
        let digits = bare.drop { $0 == "+" }
        guard bare.count - digits.count <= 1, (2...18).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return bare
    }

    private mutating func check(in context: ScreenContext) -> [Effect] {
        let wrong = corrected(in: context).wrong
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
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
            area.within(row: 4, column: 0, height: fields.count, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 18, hasFocus: command.stage == .typing)
            }
            command.drawHint("keeps the correction and rates the session again", on: &area, row: 11, in: context)
        }
    }
}

/// Takes a session out of the error bin for good: it is not charged, and the reason is kept.
struct DismissalScreen: Screen {
    let session: UsageSession
    var command: CommandForm

    init(session: UsageSession) {
        self.session = session
        command = CommandForm(.usageDismissal(session.id), Form(focus: "reason"))
    }

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { "Dismiss" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: Self.fields) }

    private static let fields = [
        FormField(name: "reason", label: "Reason", hint: "why, in words", isRequired: true, width: 48)
    ]

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(Self.fields, in: context)
        case .reply(.usage(.dismissed), _):
            return command.done() + [.say(.good("The session is not charged.")), .close]
        default: break
        }
        switch command.update(event, fields: Self.fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit:
            guard !command.form["reason"].trimmed.isEmpty else {
                return command.complain([("reason", "say why it is not charged")], in: Self.fields)
            }
            command.ask()
            return [.clearMessage]
        case .confirmed:
            let (id, reason) = (session.id, command.form["reason"].trimmed)
            return command.send(in: context) { .usage(.dismiss(id, reason: reason, key: $0)) }
        case nil: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Not to be charged", height: 10, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: 3, width: area.width - 2) { text in
                let rows = text.writeWrapped("\(session.calling) to \(session.called)", row: 0, .strong)
                _ = text.writeWrapped(session.explanation, row: rows, .dim)
            }
            area.within(row: 4, column: 0, height: 1, width: area.width) { inner in
                command.form.draw(
                    on: &inner, fields: Self.fields, labelWidth: 9, hasFocus: command.stage == .typing)
            }
            command.drawHint("takes it out of the error bin for good", on: &area, row: 6, in: context)
        }
    }
}
