import Domain
import Operations
import Terminal

/// Customers that may be one: those of one customer, or pairs of the whole installation by what they share.
struct DuplicatesScreen: Screen {
    let customer: CustomerID?
    private(set) var kind = DuplicateKind.phone
    private(set) var pairs: [DuplicatePair]?
    private(set) var hasMore = false
    private(set) var isReadingMore = false
    var selection = RowSelection<String>()
    var loadedAt: Instant?

    static let page = 100
    private static let margin = 15
    private static let openChoice = "duplicates.open"
    private static let kindChoice = "duplicates.kind"
    private static let apart = "duplicates.apart"

    init(customer: CustomerID?) { self.customer = customer }

    var keyContexts: [String] { ["duplicates", "list"] }
    var crumb: String { "Duplicates" }
    var readAt: Instant? { loadedAt }
    var ids: [String] { (pairs ?? []).map(\.id) }
    var selected: DuplicatePair? { pairs?.first { $0.id == selection.id } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed: return load()
        case .changed(.customers): return load()
        case .changed(.customer(let changed)):
            let isShown = pairs?.contains { $0.first.id == changed || $0.second.id == changed } ?? false
            return isShown ? load() : []
        case .reply(.card(let card), _):
            let own = DuplicatePair.Side(
                id: card.profile.id, name: card.profile.name, contractNumber: card.profile.contractNumber)
            show(
                card.duplicates.map { other in
                    DuplicatePair(
                        value: other.reasons.joined(separator: ", "), first: own,
                        second: DuplicatePair.Side(
                            id: other.id, name: other.name, contractNumber: other.contractNumber))
                }, in: context)
            return []
        case .reply(.profile(.pairs(let found)), let purpose):
            let isMore = purpose == "more"
            isReadingMore = false
            hasMore = found.count >= Self.page
            let known = Set(isMore ? ids : [])
            show((isMore ? pairs ?? [] : []) + found.filter { !known.contains($0.id) }, in: context)
            return []
        case .reply(.profile(.toldApart), _): return [.say(.good("They are two customers."))] + load()
        case .failure(let error, let purpose):
            if purpose == "more" { isReadingMore = false }
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .answer(.choice(Self.openChoice, let index)):
            guard let selected else { return [] }
            let side = index == 0 ? selected.first : selected.second
            return [.open(.customer(side.id, name: side.name))]
        case .answer(.choice(Self.kindChoice, let index)):
            guard DuplicateKind.allCases.indices.contains(index) else { return [] }
            (kind, pairs, hasMore) = (DuplicateKind.allCases[index], nil, false)
            selection = RowSelection()
            return load()
        case .answer(.confirmed(Self.apart)):
            guard let selected else { return [] }
            if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
            return [
                .ask(
                    .profile(.tellApart(selected.first.id, selected.second.id, key: .make())), purpose: Self.apart)
            ]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func show(_ found: [DuplicatePair], in context: ScreenContext) {
        pairs = found
        loadedAt = context.clock.now
        selection.reconcile(with: ids)
    }

    private func load() -> [Effect] {
        if let customer { return [.ask(.customerCard(customer), purpose: "card")] }
        return [.ask(.profile(.pairs(kind, after: "", limit: Self.page)), purpose: "pairs")]
    }

    private mutating func askMore() -> [Effect] {
        guard hasMore, !isReadingMore, let pairs, let last = pairs.last,
            (selection.index(in: ids) ?? 0) >= pairs.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [.ask(.profile(.pairs(kind, after: last.value, limit: Self.page)), purpose: "more")]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: max(context.rows - 3, 1)) {
            return pairs == nil ? [.holdInput] : askMore()
        }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        case .duplicateKind:
            guard customer == nil else {
                return [.say(.plain("These are all that may be the same as this customer, whatever they share."))]
            }
            return [
                .open(
                    .choose(
                        ChoiceOpening(
                            purpose: Self.kindChoice, title: "Who shares what?",
                            choices: DuplicateKind.allCases.map(\.words),
                            selected: DuplicateKind.allCases.firstIndex(of: kind) ?? 0)))
            ]
        case .listOpen, .customerMerge, .customerDistinct: break
        default: return []
        }
        guard pairs != nil else { return [.holdInput] }
        guard let selected else { return [.say(.plain("There is no pair.")), .ring] }
        switch action {
        case .customerMerge:
            return [.open(.customerDeed(selected.first.id, .merge(selected.first, selected.second)))]
        case .customerDistinct:
            let question = "\(selected.first.words) and \(selected.second.words) are two customers?"
            return [
                .open(
                    .confirm(
                        ConfirmOpening(purpose: Self.apart, question: question, yes: "They are two", no: "Not sure")))
            ]
        default:
            if customer != nil { return [.open(.customer(selected.second.id, name: selected.second.name))] }
            return [
                .open(
                    .choose(
                        ChoiceOpening(
                            purpose: Self.openChoice, title: "Open which?",
                            choices: [selected.first.words, selected.second.words], selected: 0)))
            ]
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let words =
            customer == nil ? "Customers with the same \(kind.words)" : "Who may be the same customer, and why"
        sheet.write(words, row: 0, column: 1, width: sheet.width - 2, .strong)
        let rows = pairs ?? []
        let table = Table(columns: [
            Table.Column(title: "What they share", width: 24), Table.Column(title: "Customer", width: nil),
            Table.Column(title: "Customer", width: nil),
        ])
        sheet.within(row: 1, column: 0, height: sheet.height - 2, width: sheet.width) { area in
            table.draw(
                on: &area, ids: ids, selection: selection, whenEmpty: pairs == nil ? "Reading\u{2026}" : "None."
            ) { index in
                [
                    Table.Cell(rows[index].value), Table.Cell(rows[index].first.words),
                    Table.Cell(rows[index].second.words),
                ]
            }
        }
        KeyHints([.listOpen, .customerMerge, .customerDistinct, .duplicateKind], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}

extension DuplicatePair {
    var id: String { "\(value) \(first.id) \(second.id)" }
}

extension DuplicateKind {
    var words: String {
        switch self {
        case .phone: "phone"
        case .tax: "tax number"
        case .document: "identity document"
        case .birth: "name and day of birth"
        }
    }
}
