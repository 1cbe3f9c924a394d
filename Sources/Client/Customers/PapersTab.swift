import Domain
import Operations
import Terminal

/// Notes and files of a customer: pinned notes first, then the newest of both.
struct PapersTab: Equatable {
    enum Paper: Equatable {
        case note(ProfileEntry)
        case file(Attachment)

        var id: String {
            switch self {
            case .note(let entry): "note \(entry.line)"
            case .file(let attachment): "file \(attachment.id)"
            }
        }

        var at: Instant {
            switch self {
            case .note(let entry): Instant(entry["written_at"]) ?? Instant(microseconds: 0)
            case .file(let attachment): attachment.addedAt
            }
        }

        var isPinned: Bool {
            if case .note(let entry) = self { entry["is_pinned"] == "true" } else { false }
        }
    }

    let customer: CustomerID
    private(set) var kind: CustomerKind = .person
    private(set) var papers: [Paper]?
    private(set) var removing: Paper?
    var selection = RowSelection<String>()

    static let contexts = ["customers.papers", "customers.card", "list"]
    static let removal = "paper.remove"
    static let pinning = "paper.pin"

    init(customer: CustomerID) { self.customer = customer }

    var ids: [String] { (papers ?? []).map(\.id) }
    var selected: Paper? { papers?.first { $0.id == selection.id } }

    mutating func know(_ card: CustomerCard) {
        kind = card.profile.kind
        let notes = card.parts.filter { $0.part == .note }.map { Paper.note($0) }
        papers = (notes + card.attachments.map { Paper.file($0) }).sorted {
            $0.isPinned != $1.isPinned ? $0.isPinned : ($0.at, $0.id) > ($1.at, $1.id)
        }
        selection.reconcile(with: ids)
    }

    /// Nil: the action is the card's.
    mutating func perform(_ action: ActionID, visible: Int, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: visible) { return papers == nil ? [.holdInput] : [] }
        switch action {
        case .noteNew: return [.open(.profileForm(ProfileFormOpening(customer, kind, new: .note)))]
        case .fileAdd: return [.open(.fileAdding(customer))]
        case .listOpen, .noteEdit, .notePin, .noteRemove, .fileWithdraw, .fileSave: break
        default: return nil
        }
        guard papers != nil else { return [.holdInput] }
        guard let selected else { return [.say(.plain("There is no note and no file yet.")), .ring] }
        switch (action, selected) {
        case (.listOpen, .note(let note)): return [.open(.noteText(note))]
        case (.listOpen, .file(let file)): return [.open(.fileText(customer, file))]
        case (.noteEdit, .note(let note)): return [.open(.profileForm(ProfileFormOpening(customer, kind, note)))]
        case (.notePin, .note(let note)): return pin(note, in: context)
        case (.noteEdit, .file), (.notePin, .file), (.noteRemove, .file):
            return [.say(.plain("That is a file, not a note.")), .ring]
        case (.fileSave, .file(let file)): return [.open(.fileSaving(customer, file))]
        case (.fileSave, .note), (.fileWithdraw, .note): return [.say(.plain("That is a note, not a file.")), .ring]
        case (.fileWithdraw, .file(let file)): return withdraw(file)
        case (.noteRemove, .note(let note)):
            removing = selected
            let question = "Remove the note \u{201C}\(note["text"].prefix(60))\u{201D}? The history keeps it."
            return [
                .open(
                    .confirm(
                        ConfirmOpening(purpose: Self.removal, question: question, yes: "Remove", no: "Keep it")))
            ]
        default: return nil
        }
    }

    private func withdraw(_ file: Attachment) -> [Effect] {
        guard file.withdrawal == nil else { return [.say(.plain("The file is withdrawn already.")), .ring] }
        return [.open(.customerDeed(customer, .withdraw(file)))]
    }

    private func pin(_ note: ProfileEntry, in context: ScreenContext) -> [Effect] {
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        let now = note["is_pinned"]
        let change = ProfileChange(
            .note,
            .change(
                line: note.line, seen: ["is_pinned": now], to: ["is_pinned": now == "true" ? "false" : "true"]))
        return [.ask(.profile(.save(change, customer, key: .make())), purpose: Self.pinning)]
    }

    mutating func removalConfirmed(in context: ScreenContext) -> [Effect] {
        guard case .note(let note) = removing else { return [] }
        removing = nil
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        let change = ProfileChange(.note, .remove(line: note.line, seen: note.stored(of: kind)))
        return [.ask(.profile(.save(change, customer, key: .make())), purpose: Self.removal)]
    }
}

extension PapersTab {
    private static let bottomRows = 4

    static func visibleRows(height: Int) -> Int { max(height - 1 - bottomRows, 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = papers ?? []
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "Who", width: 16),
            Table.Column(title: "", width: 4), Table.Column(title: "Note or file", width: nil),
            Table.Column(title: "Size", width: 9, isRight: true),
        ])
        let height = sheet.height - Self.bottomRows
        sheet.within(row: 0, column: 0, height: height, width: sheet.width) { area in
            table.draw(
                on: &area, ids: ids, selection: selection,
                whenEmpty: papers == nil ? "Reading\u{2026}" : "No note and no file."
            ) { row in
                let paper = rows[row]
                let when = Table.Cell(context.clock.dateAndTime(of: paper.at))
                switch paper {
                case .note(let note):
                    return [
                        when, Table.Cell(note["author_name"]), Table.Cell(paper.isPinned ? "pin" : "", .strong),
                        Table.Cell(note["text"]), Table.Cell(""),
                    ]
                case .file(let file):
                    let isGone = file.withdrawal != nil
                    return [
                        when, Table.Cell(file.addedBy), Table.Cell(isGone ? "x" : "file", .dim),
                        Table.Cell(
                            file.title.isEmpty ? file.fileName : "\(file.fileName): \(file.title)",
                            isGone ? .stateEnded : nil),
                        Table.Cell(FileWords.size(file.size), .dim),
                    ]
                }
            }
        }
        if let selected {
            sheet.within(row: height, column: 1, height: Self.bottomRows - 1, width: sheet.width - 2) { text in
                switch selected {
                case .note(let note): _ = text.writeWrapped(note["text"], row: 0, .dim)
                case .file(let file): _ = text.writeWrapped(FileWords.detail(file, context.clock), row: 0, .dim)
                }
            }
        }
        KeyHints(
            [.noteNew, .fileAdd, .noteEdit, .notePin, .noteRemove, .fileSave, .fileWithdraw], of: Self.contexts,
            in: context
        ).draw(on: &sheet, row: sheet.height - 1)
    }
}

/// What is said of files.
enum FileWords {
    /// 812 B, 14 KB, 3,2 MB.
    static func size(_ octets: Int64) -> String {
        if octets < 1_000 { return "\(octets) B" }
        if octets < 1_000_000 { return "\((octets + 500) / 1_000) KB" }
        let tenths = (octets + 50_000) / 100_000
        return "\(tenths / 10),\(tenths % 10) MB"
    }

    static func detail(_ file: Attachment, _ clock: BusinessClock) -> String {
        var words = "\(file.fileName), \(file.mediaType), \(Int(file.size).grouped) B, SHA-256 \(file.sha256)"
        if let gone = file.withdrawal {
            words =
                "Withdrawn \(clock.dateAndTime(of: gone.at)) by \(gone.actor): \(gone.reason). " + words
        }
        return words
    }

    static func progress(_ done: Int, of count: Int) -> ProgressBar {
        ProgressBar(done: done, total: count, unit: count == 1 ? "part" : "parts")
    }
}
