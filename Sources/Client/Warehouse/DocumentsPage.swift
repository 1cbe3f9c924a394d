import Domain
import Operations
import Terminal

/// Stock documents: those being scanned and those on their way, all, or the counts.
struct DocumentsPage: PanelPage {
    enum Extent {
        case open
        case all
        case counts
    }

    let extent: Extent
    private(set) var documents: [StockDocumentSummary]?
    private(set) var readAt: Instant?
    /// The draft about whose end the operator is asked.
    private var dropping: (document: StockDocumentID, key: CommandKey)?
    var selection = RowSelection<StockDocumentID>()

    static let limit = 300

    init(_ extent: Extent) { self.extent = extent }

    private var purpose: String { "documents.\(extent)" }
    var keyContexts: [String] { ["warehouse.documents", "warehouse", "list"] }
    var shown: [StockDocumentSummary] {
        (documents ?? []).filter { document in
            switch extent {
            case .open: document.state.isOpen
            case .all: true
            case .counts: document.kind == .count
            }
        }
    }
    private var ids: [StockDocumentID] { shown.map(\.id) }
    var selected: StockDocumentSummary? { shown.first { $0.id == selection.id } }

    mutating func load(in context: ScreenContext) -> [Effect] {
        [.ask(.warehouse(.documents(limit: Self.limit)), purpose: purpose)]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.warehouse(.documents(let found)), purpose):
            documents = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .reply(.warehouse(.dropped(let document)), "\(purpose).drop"):
            dropping = nil
            return [.forget(.stockScan(document)), .say(.good("The draft is given up; nothing has moved."))]
                + load(in: context)
        case .failure(let error, "\(purpose).drop"):
            if !error.mayHaveHappened { dropping = nil }
            return [.say(.bad(error.sentence)), .ring] + load(in: context)
        case .answer(.confirmed("drop")):
            guard let dropping else { return [] }
            if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
            return [.ask(.warehouse(.drop(dropping.document, key: dropping.key)), purpose: "\(purpose).drop")]
        case .answer(.choice("kind", let index)):
            let kinds = Self.kinds(in: context)
            guard kinds.indices.contains(index) else { return [] }
            return [.open(.stockOpening(StockOpening(kind: kinds[index])))]
        case .action(let action): return perform(action, in: context)
        default: return nil
        }
    }

    /// What the operator's role may begin.
    static func kinds(in context: ScreenContext) -> [StockDocumentKind] {
        StockDocumentKind.allCases.filter { context.may($0.permission) }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: context.rows - 2) { return documents == nil ? [.holdInput] : [] }
        switch action {
        case .stockNew:
            if extent == .counts { return [.open(.stockOpening(StockOpening(kind: .count)))] }
            let words = Self.kinds(in: context).map(StockWords.title)
            guard !words.isEmpty else { return [.say(.bad("Your role begins no document.")), .ring] }
            return [.open(.choose(ChoiceOpening(purpose: "kind", title: "What is it?", choices: words, selected: 0)))]
        case .listOpen: return onSelected { $0.state == .draft ? .scanning($0.id) : .stockDocument($0.id) }
        case .stockScan: return onSelected { $0.state.isOpen ? .scanning($0.id) : .stockDocument($0.id) }
        case .scanList: return onSelected { .stockDocument($0.id) }
        case .stockDrop:
            guard let selected else { return documents == nil ? [.holdInput] : [] }
            guard selected.state == .draft else { return [.say(.bad("\(selected.number) is no draft.")), .ring] }
            if dropping?.document != selected.id { dropping = (selected.id, CommandKey.make()) }
            let question = "\(selected.number) with \(selected.counted) scans: give it up? Nothing moves."
            return [
                .open(
                    .confirm(ConfirmOpening(purpose: "drop", question: question, yes: "Give it up", no: "Keep it")))
            ]
        default: return nil
        }
    }

    private func onSelected(_ place: (StockDocumentSummary) -> Destination) -> [Effect] {
        guard documents != nil else { return [.holdInput] }
        guard let selected else { return [.say(.plain("There is no document here; F6 begins one."))] }
        return [.open(place(selected))]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = shown
        let table = Table(columns: [
            Table.Column(title: "Number", width: 14), Table.Column(title: "What", width: 9),
            Table.Column(title: "From and to", width: nil), Table.Column(title: "Scans", width: 6, isRight: true),
            Table.Column(title: "State", width: 12), Table.Column(title: "Age", width: 4, isRight: true),
            Table.Column(title: "By", width: 18, from: 100),
        ])
        sheet.within(row: 0, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            let nothing = extent == .open ? "Nothing is being scanned; F6 begins." : "There is no document yet."
            table.draw(
                on: &area, ids: ids, selection: selection, whenEmpty: documents == nil ? "Reading\u{2026}" : nothing
            ) { index in
                let row = rows[index]
                return [
                    Table.Cell(row.number), Table.Cell(StockWords.title(row.kind)), Table.Cell(StockWords.way(row)),
                    Table.Cell(row.counted.grouped), Table.Cell(StockWords.state(row), StockWords.role(row)),
                    Table.Cell(LocalWords.age(from: row.createdAt, to: context.clock.now)),
                    Table.Cell(row.createdBy, .dim),
                ]
            }
        }
        KeyHints([.stockNew, .stockScan, .scanList, .stockDrop], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}

extension StockDocumentKind {
    /// What it needs, as the database asks it.
    var permission: Permission {
        switch self {
        case .receive: .deviceReceive
        case .move: .stockMove
        case .handOver: .deviceHandOver
        case .takeBack: .deviceReturn
        case .count: .stockCount
        }
    }
}
