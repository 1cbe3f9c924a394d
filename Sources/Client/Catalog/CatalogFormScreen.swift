import Domain
import Operations
import Terminal

/// A change of the catalogue: what it comes to and who is hit is shown before `y` makes it so (features F4.6).
struct CatalogFormScreen: CommandDialog {
    let opening: CatalogFormOpening
    var questions: CatalogForm
    var command: CommandForm
    /// What `y` brings the catalogue to, and what that changes.
    var wanted: CatalogDocument?
    var differences: [CatalogDifference]?
    /// Why the last try was refused, whole; the message row has room for its beginning only.
    var refusal: String?

    init(opening: CatalogFormOpening, today: CivilDate) {
        self.opening = opening
        questions = CatalogForm(opening: opening, today: today)
        let about: String =
            switch opening.kind {
            case .newTariff, .editTariff, .addOption: opening.tariff ?? ""
            case .editTerms: "\(opening.tariff ?? "").\(opening.component ?? "")"
            case .addEntry, .addDiscount: ""
            }
        command = CommandForm(
            .catalog(opening.kind.rawValue, about),
            Form(focus: questions.firstField, values: questions.proposed))
    }

    var crumb: String { opening.kind.title }
    var fields: [FormField] { questions.fields(for: command.form) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            let effects = command.restore(fields, in: context)
            // The catalogue may be another one since it was typed.
            guard effects.isEmpty, context.drafts[command.draft] != nil else { return effects }
            return [.say(.plain(Sentence("This is what was typed before; \(key: .draftDiscard) begins afresh.")))]
        case .resumed where command.stage == .waiting: return askDocument()
        case .reply(.catalogDocument(let found), _):
            guard command.stage == .waiting else { return [] }
            questions.document = found
            return preview()
        case .reply(.catalogDifferences(let found, isDry: true), _):
            guard command.stage == .waiting else { return [] }
            guard !found.isEmpty else {
                command.type()
                return [.say(.plain("The catalogue is so already; nothing would change.")), .ring]
            }
            differences = found
            command.ask()
            return []
        case .reply(.catalogDifferences(let made, isDry: false), _):
            let words = "The catalogue is changed: \(CatalogForm.count(made))."
            return command.done() + [.say(.good(words)), .close]
        case .failure(let error, "preview"):
            command.type()
            guard error != .cancelled else { return [] }
            refusal = error.sentence
            return [.say(.bad(error.firstLine)), .ring]
        case .failure(let error, "send"): if error != .cancelled { refusal = error.sentence }
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects): return effects
        case .changed(let effects):
            (differences, refusal) = (nil, nil)
            command.form.keepFocus(in: fields)
            return effects
        case .submit: return submit(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    private mutating func submit(in context: ScreenContext) -> [Effect] {
        if let complaints = read() { return complaints }
        // What may have been done already cannot be previewed any more.
        if command.isUnconfirmed { return send(in: context) }
        command.wait()
        return [.clearMessage] + askDocument()
    }

    /// The answers become what is wanted; nil when nothing is wrong with them.
    private mutating func read() -> [Effect]? {
        (differences, refusal, wanted) = (nil, nil, nil)
        let (edit, wrong) = questions.edit(command.form, isNew: !command.isUnconfirmed)
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        wanted = edit?.document(from: questions.document)
        guard wanted == nil else { return nil }
        command.type()
        return [.say(.bad("It is not in the catalogue any more: close this, and look again.")), .ring]
    }

    /// The catalogue may have changed since the form was opened.
    private func askDocument() -> [Effect] { [.ask(.catalog(.document), purpose: "preview")] }

    private mutating func preview() -> [Effect] {
        if let complaints = read() { return complaints }
        guard let wanted else { return [] }
        return [.ask(.catalog(.bring(wanted, isDry: true, key: command.key)), purpose: "preview")]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard let wanted else { return [] }
        return command.send(in: context) { .catalog(.bring(wanted, isDry: false, key: $0)) }
    }
}

extension CatalogFormScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let width = min(sheet.width - 4, 76)
        let shown = command.stage == .asking || command.stage == .sending ? differences : nil
        // The frame and the dialog's margins take six cells, the words begin one further in.
        let room = width - 6
        let notes = refusal.map { text in
            text.split(separator: "\n").reduce(0) { $0 + Sheet.rows(of: String($1), width: room) }
        }
        let rows = shown.map { $0.reduce(1) { $0 + Sheet.rows(of: $1.words, width: room) } } ?? Form.rows(fields)
        let below = shown == nil ? min(notes ?? 1, 6) + 1 : 0
        Dialog(title: crumb, height: rows + below + 6, width: width).draw(on: &sheet) { area in
            area.write(questions.subject, row: 0, column: 1, width: area.width - 2, .strong)
            if let shown {
                area.within(row: 2, column: 1, height: area.height - 4, width: area.width - 2) {
                    Self.draw(shown, on: &$0)
                }
            } else {
                let count = max(min(rows, area.height - below - 4), 1)
                area.within(row: 2, column: 0, height: count, width: area.width) { inner in
                    command.form.draw(
                        on: &inner, fields: fields, labelWidth: 20, hasFocus: command.stage == .typing)
                }
                area.within(row: 3 + count, column: 1, height: below, width: area.width - 2) {
                    drawNotes(on: &$0, in: context)
                }
            }
            command.drawHint("changes the catalogue", on: &area, row: area.height - 1, in: context)
        }
    }

    private func drawNotes(on sheet: inout Sheet, in context: ScreenContext) {
        guard let refusal else {
            let isWaiting = command.stage == .waiting
            let words: Sentence =
                isWaiting ? "Looking what changes\u{2026}" : "\(key: .formSave) shows what changes and who is hit."
            sheet.write(context.words(words), row: 0, .dim)
            return
        }
        var row = 0
        for line in refusal.split(separator: "\n") where row < sheet.height {
            row += sheet.writeWrapped(String(line), row: row, .fieldError)
        }
    }

    /// Who is hit comes first: where not everything has room, that is seen.
    private static func draw(_ differences: [CatalogDifference], on sheet: inout Sheet) {
        let hits = differences.filter { ($0.subscriptions ?? 0) > 0 }
        let lines = hits + differences.filter { ($0.subscriptions ?? 0) == 0 }
        var row = 0
        if hits.isEmpty {
            sheet.write("No running service is hit.", row: row, .dim)
            row += 1
        }
        for (index, line) in lines.enumerated() {
            let rows = Sheet.rows(of: line.words, width: sheet.width)
            let isLast = index == lines.count - 1
            guard row + rows <= sheet.height - (isLast ? 0 : 1) else {
                sheet.write("and \(lines.count - index) more", row: row, .dim)
                return
            }
            row += sheet.writeWrapped(line.words, row: row, index < hits.count ? .strong : .text)
        }
    }
}

extension DeskError {
    /// The first of the sentences, where an import refuses several things.
    fileprivate var firstLine: String { sentence.split(separator: "\n").first.map(String.init) ?? sentence }
}
