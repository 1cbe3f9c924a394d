import Domain
import Operations
import Terminal

/// Where a form about a part of a profile begins: an entry to change, or nothing yet.
struct ProfileFormOpening: Equatable {
    var customer: CustomerID
    var kind: CustomerKind
    var part: ProfilePart
    var entry: ProfileEntry?

    init(_ customer: CustomerID, _ kind: CustomerKind, _ entry: ProfileEntry) {
        (self.customer, self.kind, self.part, self.entry) = (customer, kind, entry.part, entry)
    }

    init(_ customer: CustomerID, _ kind: CustomerKind, new part: ProfilePart) {
        (self.customer, self.kind, self.part) = (customer, kind, part)
    }

    var draft: DraftID {
        DraftID(rawValue: "profile.\(customer).\(part.rawValue).\(entry.map { "\($0.line)" } ?? "new")")
    }
}

/// Changes or adds one part of a profile. What is typed is checked as one goes on; what somebody else changed meanwhile
/// is shown beside it, with who and when, and nothing typed is lost.
struct ProfileFormScreen: CommandDialog {
    let opening: ProfileFormOpening
    var command: CommandForm
    private(set) var choices: ProfileChoices?
    private(set) var collisions: [ProfileCollision] = []

    /// The value that was seen when typing began is kept in the form, and so in the draft, under this and the name.
    private static let seenMark = "was."
    static let flags = [FormField.Choice(code: "false", label: "no"), FormField.Choice(code: "true", label: "yes")]

    init(opening: ProfileFormOpening, today: CivilDate) {
        self.opening = opening
        let fields = opening.part.fields(of: opening.kind)
        var values: [String: String] = [:]
        for field in fields {
            if let entry = opening.entry {
                values[Self.seenMark + field.name] = "=\(entry[field.name])"
                values[field.name] = Self.shown(entry[field.name], field)
            } else {
                values[field.name] = Self.proposed(field, today: today)
            }
        }
        let first = fields.first { opening.entry == nil || $0.kind != .flag }?.name ?? ""
        command = CommandForm(opening.draft, Form(focus: first, values: values))
    }

    private static func proposed(_ field: ProfileField, today: CivilDate) -> String {
        switch field.kind {
        case .choice(let choices): choices.first?.code ?? ""
        case .flag: "false"
        case .day: ["given_on", "signed_on", "from_on"].contains(field.name) ? today.text : ""
        case .text, .segment, .taxScheme: ""
        }
    }

    /// What somebody else wrote can be taken only where somebody did.
    var keyContexts: [String] { (collisions.isEmpty ? [] : ["profile.form"]) + command.keyContexts }
    var crumb: String { title }

    private var title: String {
        guard opening.entry != nil else { return "New \(opening.part.words)" }
        return opening.part == .profile ? "Profile" : "Change the \(opening.part.words)"
    }

    private var parts: [ProfileField] { opening.part.fields(of: opening.kind) }

    var fields: [FormField] {
        parts.map { field in
            let kind: FormField.Kind =
                switch field.kind {
                case .text: .text
                case .day: .date
                case .flag: .choice(Self.flags)
                case .choice(let choices): .choice(choices.map { FormField.Choice(code: $0.code, label: $0.label) })
                case .segment: .choice(Self.list(choices?.segments))
                case .taxScheme: .choice(Self.list(choices?.taxSchemes, with: "the installation's own"))
                }
            return FormField(
                name: field.name, label: field.label, kind: kind, hint: field.kind == .day ? TypedDay.hint : field.hint,
                // What is said of the other's value needs the room beside this one.
                isRequired: field.isRequired,
                width: field.longest <= 12 ? 14 : collisions.contains { $0.field == field.name } ? 18 : 44)
        }
    }

    private static func list(_ found: [ProfileChoices.Choice]?, with none: String? = nil) -> [FormField.Choice] {
        guard let found else { return [] }
        return (none.map { [FormField.Choice(code: "", label: $0)] } ?? [])
            + found.map { FormField.Choice(code: $0.code, label: $0.name) }
    }

    // MARK: Values

    /// As the form shows what is stored.
    private static func shown(_ stored: String, _ field: ProfileField) -> String {
        field.kind == .day ? CivilDate(stored)?.text ?? stored : stored
    }

    /// As it is stored what the form shows; a day that is none stays as it is typed, to be complained about.
    private func stored(_ field: ProfileField, today: CivilDate) -> String {
        let text = command.form[field.name].trimmed
        guard field.kind == .day, !text.isEmpty else { return text }
        return TypedDay.read(text, today: today)?.description ?? text
    }

    private func values(today: CivilDate) -> [String: String] {
        Dictionary(parts.map { ($0.name, stored($0, today: today)) }) { $1 }
    }

    private func seen(_ name: String) -> String { String(command.form[Self.seenMark + name].dropFirst()) }

    /// What would be sent; nil: nothing is changed.
    func change(today: CivilDate) -> ProfileChange? {
        let values = values(today: today)
        guard let entry = opening.entry else { return ProfileChange(opening.part, .add(values)) }
        let changed = values.filter { $0.value != seen($0.key) }
        guard !changed.isEmpty else { return nil }
        let before = Dictionary(changed.keys.map { ($0, seen($0)) }) { $1 }
        return ProfileChange(opening.part, .change(line: entry.line, seen: before, to: changed))
    }

    // MARK: Events

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            let ask: [Effect] =
                parts.contains { $0.kind == .segment || $0.kind == .taxScheme }
                ? [.ask(.profile(.choices), purpose: "choices")] : []
            return ask + command.restore(fields, in: context)
        case .resumed: return choices == nil ? [.ask(.profile(.choices), purpose: "choices")] : []
        case .reply(.profile(.choices(let found)), _):
            choices = found
            return []
        case .reply(.profile(.saved(.saved)), "send"):
            return command.done() + [.say(.good(opening.entry == nil ? "Added." : "Changed.")), .close]
        case .reply(.profile(.saved(.collided(let found))), "send"): return collided(found, in: context)
        case .failure(let error, "choices"): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .action(.valueTheirs): return takeTheirs(in: context)
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects):
            checkWhatWasLeft(in: context)
            return effects
        case .submit: return send(in: context)
        case .confirmed, nil: return []
        }
    }

    /// What is wrong with the fields that are filled in and have not the focus: told while the form is filled in.
    private mutating func checkWhatWasLeft(in context: ScreenContext) {
        guard command.isOpen else { return }
        let check = ProfileCheck(part: opening.part, kind: opening.kind, today: context.clock.today)
        let values = values(today: context.clock.today)
        for field in parts where field.name != command.form.focus {
            let value = values[field.name] ?? ""
            guard !collisions.contains(where: { $0.field == field.name }) else { continue }
            // What is no day is told by the field's own rule.
            if field.kind == .day, !value.isEmpty, CivilDate(value) == nil { continue }
            if !value.isEmpty {
                command.form.errors[field.name] = check.complaint(value, field, values)?.withoutStop
            } else if !field.isRequired {
                command.form.errors[field.name] = nil
            }
        }
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        let today = context.clock.today
        let values = values(today: today)
        let wrong = ProfileCheck(part: opening.part, kind: opening.kind, today: today).complaints(about: values)
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        guard let change = change(today: today) else {
            return [.say(.plain(Sentence("Nothing is changed; \(key: .cancel) closes the form.")))]
        }
        command.form.errors = [:]
        let (customer, part) = (opening.customer, opening.part)
        if part == .tax, let day = CivilDate(values["from_on"] ?? "") {
            return command.send(in: context) {
                .profile(.setTax(values["scheme"] ?? "", customer, from: day, key: $0))
            }
        }
        return command.send(in: context) { .profile(.save(change, customer, key: $0)) }
    }

    /// Somebody was faster in some fields: what stands there now is shown, and counts as seen from now on.
    private mutating func collided(_ found: [ProfileCollision], in context: ScreenContext) -> [Effect] {
        command.type()
        collisions = found
        for collision in found {
            guard let field = parts.first(where: { $0.name == collision.field }) else { continue }
            command.form.values[Self.seenMark + collision.field] = "=\(collision.present)"
            command.form.errors[collision.field] = "now \(Self.quoted(collision, field)), by \(collision.actor)"
        }
        guard let first = found.first else { return [] }
        command.form.moveFocus(to: first.field)
        let label = parts.first { $0.name == first.field }?.label ?? first.field
        let more = found.count > 1 ? " and \(found.count - 1) more" : ""
        let time = context.clock.dateAndTime(of: first.at)
        return [
            command.kept(in: context),
            .say(
                .bad(
                    Sentence(
                        "\(first.actor) changed \(label)\(more) at \(time). \(key: .formSave) writes yours, \(key: .valueTheirs) takes theirs."
                    ))), .ring,
        ]
    }

    private static func quoted(_ collision: ProfileCollision, _ field: ProfileField) -> String {
        let value =
            switch field.kind {
            case .choice(let choices): choices.first { $0.code == collision.present }?.label ?? collision.present
            case .flag: collision.present == "true" ? "yes" : "no"
            default: shown(collision.present, field)
            }
        return value.isEmpty ? "empty" : "\u{201C}\(value)\u{201D}"
    }

    private mutating func takeTheirs(in context: ScreenContext) -> [Effect] {
        guard command.isOpen, !collisions.isEmpty else {
            return [.say(.plain("Nobody changed what you are changing."))]
        }
        for collision in collisions {
            guard let field = parts.first(where: { $0.name == collision.field }) else { continue }
            command.form[collision.field] = Self.shown(collision.present, field)
            command.form.errors[collision.field] = nil
        }
        collisions = []
        return [command.kept(in: context), .clearMessage]
    }

    private var hint: (words: Sentence, role: TextRole) {
        guard command.isOpen else { return command.hint("") }
        return collisions.isEmpty
            ? (words: "\(key: .formSave) saves, \(key: .cancel) closes and keeps what is typed.", role: .dim)
            : (
                words: "\(key: .formSave) writes yours over theirs, \(key: .valueTheirs) takes theirs.",
                role: .fieldError
            )
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        let height = min(fields.count + 4, sheet.height)
        Dialog(title: title, height: height, width: min(sheet.width - 2, 100)).draw(on: &sheet) { area in
            area.within(row: 0, column: 0, height: area.height - 1, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 18, hasFocus: command.stage == .typing)
            }
            let hint = hint
            area.write(context.words(hint.words), row: area.height - 1, column: 1, width: area.width - 2, hint.role)
        }
    }
}
