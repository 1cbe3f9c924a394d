import Domain
import Operations
import Terminal

/// The profile of a customer, line by line; each is changed in a form of its own.
struct ProfileTab: Equatable {
    let customer: CustomerID
    private(set) var kind: CustomerKind = .person
    private(set) var parts: [ProfileEntry]?
    private(set) var duplicates: [DuplicateCustomer] = []
    /// What is asked about before it is removed.
    private(set) var removing: ProfileEntry?
    var selection = RowSelection<String>()

    static let contexts = ["customers.profile", "customers.card", "list"]
    static let newChoice = "profile.new"
    static let removal = "profile.remove"

    init(customer: CustomerID) { self.customer = customer }

    mutating func know(_ card: CustomerCard, today: CivilDate) {
        (kind, parts, duplicates) = (card.profile.kind, card.parts, card.duplicates)
        selection.reconcile(with: lines(today: today).map(\.id))
    }

    func lines(today: CivilDate) -> [ProfileLine] { ProfileLines(kind: kind, today: today).lines(parts ?? []) }

    func selected(today: CivilDate) -> ProfileLine? { lines(today: today).first { $0.id == selection.id } }

    /// Nil: the action is the card's.
    mutating func perform(_ action: ActionID, visible: Int, in context: ScreenContext) -> [Effect]? {
        let ids = lines(today: context.clock.today).map(\.id)
        if selection.perform(action, in: ids, visible: visible) { return parts == nil ? [.holdInput] : [] }
        switch action {
        case .listOpen:
            guard parts != nil else { return [.holdInput] }
            guard context.may(.customerEdit) else { return [] }
            return edit(in: context)
        case .profileEdit: return parts == nil ? [.holdInput] : edit(in: context)
        case .profileNew:
            guard parts != nil else { return [.holdInput] }
            let words = ProfilePart.addable(to: kind, in: context).map { $0.words.capitalizedFirst }
            return [
                .open(
                    .choose(
                        ChoiceOpening(purpose: Self.newChoice, title: "Add what?", choices: words, selected: 0)))
            ]
        case .profileRemove: return remove(in: context)
        case .customerDuplicates:
            guard parts != nil else { return [.holdInput] }
            guard !duplicates.isEmpty else {
                return [.say(.plain("Nobody has the same phone, tax number, document, or name and birth."))]
            }
            return [.open(.duplicates(customer))]
        case .customerExport: return [.open(.customerDeed(customer, .export))]
        case .customerAnonymise: return [.open(.customerDeed(customer, .anonymise))]
        default: return nil
        }
    }

    private func edit(in context: ScreenContext) -> [Effect] {
        guard let selected = selected(today: context.clock.today) else { return [.ring] }
        guard selected.entry.part != .tax else {
            return [.say(.plain("A tax scheme that was chosen stays; add the one that follows it, from a day on."))]
        }
        return [.open(.profileForm(ProfileFormOpening(customer, kind, selected.entry)))]
    }

    func chose(_ index: Int, in context: ScreenContext) -> [Effect] {
        let addable = ProfilePart.addable(to: kind, in: context)
        guard addable.indices.contains(index) else { return [] }
        return [.open(.profileForm(ProfileFormOpening(customer, kind, new: addable[index])))]
    }

    private mutating func remove(in context: ScreenContext) -> [Effect] {
        guard let selected = selected(today: context.clock.today) else { return [.ring] }
        switch selected.entry.part {
        case .profile: return [.say(.bad("The profile itself is not removed; it is merged or anonymised.")), .ring]
        case .contract:
            return [.say(.bad("A contract keeps its number; give it the day on which it ended.")), .ring]
        case .consent: return [.say(.bad("A consent is withdrawn: change it, with the day and the way.")), .ring]
        case .tax: return [.say(.bad("A tax scheme is followed by another one; add that.")), .ring]
        default: break
        }
        removing = selected.entry
        let question = "Remove \(selected.label.lowercased()) \u{201C}\(selected.words)\u{201D}?"
        return [
            .open(.confirm(ConfirmOpening(purpose: Self.removal, question: question, yes: "Remove", no: "Keep it")))
        ]
    }

    mutating func removalConfirmed(in context: ScreenContext) -> [Effect] {
        guard let entry = removing else { return [] }
        removing = nil
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        let change = ProfileChange(entry.part, .remove(line: entry.line, seen: entry.stored(of: kind)))
        return [.ask(.profile(.save(change, customer, key: .make())), purpose: Self.removal)]
    }

    /// What is said of the answer to a removal.
    static func words(_ outcome: ProfileOutcome) -> Message {
        switch outcome {
        case .saved: .good("Removed.")
        case .collided(let fields):
            .bad(
                "Not removed: \(fields.first?.actor ?? "somebody") changed it a moment ago; look at it again.")
        }
    }
}

extension ProfileEntry {
    /// The values of the fields that a form asks for, as they are stored.
    func stored(of kind: CustomerKind) -> [String: String] {
        Dictionary(part.fields(of: kind).map { ($0.name, self[$0.name]) }) { $1 }
    }
}

extension ProfileTab {
    private static let bottomRows = 3

    static func visibleRows(height: Int) -> Int { max(height - 1 - bottomRows, 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = lines(today: context.clock.today)
        let table = Table(columns: [
            Table.Column(title: "Part", width: 16), Table.Column(title: "What", width: nil),
            Table.Column(title: "", width: 22),
        ])
        let height = sheet.height - Self.bottomRows
        sheet.within(row: 0, column: 0, height: height, width: sheet.width) { area in
            table.draw(on: &area, ids: rows.map(\.id), selection: selection, whenEmpty: "Reading\u{2026}") { index in
                let line = rows[index]
                return [
                    Table.Cell(line.label, .label), Table.Cell(line.words, line.isPast ? .dim : nil),
                    Table.Cell(line.mark, line.mark.hasPrefix("!") ? .fieldError : .dim),
                ]
            }
        }
        if !duplicates.isEmpty {
            let names = duplicates.prefix(3).map { "\($0.name) (\($0.reasons.joined(separator: ", ")))" }
            sheet.write(
                "! May be the same: \(names.joined(separator: "; "))", row: height, column: 1, width: sheet.width - 2,
                .fieldError)
        }
        if let selected = selected(today: context.clock.today) {
            sheet.write(selected.words, row: height + 1, column: 1, width: sheet.width - 2, .dim)
        }
        KeyHints(
            [
                .profileEdit, .profileNew, .profileRemove, .customerDuplicates, .customerExport, .customerAnonymise,
            ], of: Self.contexts, in: context
        ).draw(on: &sheet, row: sheet.height - 1)
    }
}
