import Domain
import Operations
import Terminal

/// Stock documents: those being scanned and those on their way, all, or the counts.
struct DocumentsPage: PanelPage, FilteredList {
    enum Extent {
        case open
        case all
        case counts
    }

    let extent: Extent
    private(set) var documents: [StockDocumentSummary]?
    private(set) var readAt: Instant?
    private(set) var filter = StockDocumentFilter()
    /// As it was typed.
    private var typed = ""
    var field = FilterField()
    /// Begun here, and not in the list yet: what a key is for.
    private var begun: StockDocumentID?
    /// The draft about whose end the operator is asked.
    private var dropping: (document: StockDocumentID, key: CommandKey)?
    var selection = RowSelection<StockDocumentID>()

    static let limit = 300

    init(_ extent: Extent) { self.extent = extent }

    private var purpose: String { "documents.\(extent)" }
    var filterTimer: String { purpose }
    var keyContexts: [String] { isTyping ? ["filter", "text"] : ["warehouse.documents", "warehouse", "list"] }
    var takesText: Bool { isTyping }
    /// What is typed, or narrows the list, stands above it.
    private var listTop: Int { isTyping || !filter.isEmpty ? 1 : 0 }
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

    mutating func load(in context: ScreenContext) -> [Effect] { [ask()] }

    private func ask() -> Effect {
        var wanted = filter
        if extent == .counts { wanted.kind = .count }
        let request: WarehouseRequest =
            wanted.isEmpty ? .documents(limit: Self.limit) : .findDocuments(wanted, limit: Self.limit)
        return .ask(.warehouse(request), purpose: purpose)
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.warehouse(.documents(let found)), purpose):
            documents = found
            readAt = context.clock.now
            if let begun, ids.contains(begun) { selection.select(begun, in: ids) }
            begun = nil
            selection.reconcile(with: ids)
            return []
        case .failure(_, purpose):
            begun = nil
            return nil
        case .reply(.warehouse(.dropped(let document)), "\(purpose).drop"):
            dropping = nil
            return [.forget(.stockScan(document)), .say(.good("The draft is given up; nothing has moved."))]
                + load(in: context)
        case .failure(let error, "\(purpose).drop"):
            if !error.mayHaveHappened { dropping = nil }
            return [.say(.bad(error.sentence)), .ring] + load(in: context)
        case .answer(.began(let document)):
            begun = document
            return []
        case .answer(.confirmed("drop")):
            guard let dropping else { return [] }
            if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
            return [.ask(.warehouse(.drop(dropping.document, key: dropping.key)), purpose: "\(purpose).drop")]
        case .answer(.choice("kind", let index)):
            let kinds = Self.kinds(in: context)
            guard kinds.indices.contains(index) else { return [] }
            return [.open(.stockOpening(StockOpening(kind: kinds[index])))]
        case .text(let text), .paste(let text):
            return isTyping ? type(text) : nil
        case .timer(purpose): return applyFilter(in: context)
        case .action(let action): return perform(action, in: context)
        default: return nil
        }
    }

    /// What the operator's role may begin.
    static func kinds(in context: ScreenContext) -> [StockDocumentKind] {
        StockDocumentKind.allCases.filter { context.may($0.permission) }
    }

    // MARK: Typing

    mutating func applyFilter(in context: ScreenContext) -> [Effect] {
        let wanted = field.read { text throws(TypedDays.Wrong) in
            try StockDocumentFilter(typed: text, clock: context.clock)
        }
        guard let wanted else { return [] }
        typed = field.input.text.trimmed
        return narrow(wanted)
    }

    private mutating func narrow(_ wanted: StockDocumentFilter) -> [Effect] {
        guard wanted != filter else { return [] }
        filter = wanted
        documents = nil
        return [ask()]
    }

    mutating func cancelFilter(in context: ScreenContext) -> [Effect]? {
        guard listTop > 0 else { return nil }
        field.end()
        typed = ""
        return narrow(StockDocumentFilter())
    }

    // MARK: Actions

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: context.rows - 2 - listTop) {
            return documents == nil ? [.holdInput] : []
        }
        if isTyping { return performTyping(action, in: context) }
        switch action {
        case .cancel: return cancelFilter(in: context)
        case .stockNarrow:
            field.begin(typed)
            return []
        case .stockNew:
            if extent == .counts, context.may(.stockCount) {
                return [.open(.stockOpening(StockOpening(kind: .count)))]
            }
            let words = Self.kinds(in: context).map(StockWords.title)
            guard !words.isEmpty else { return [.say(.bad("Your role begins no document.")), .ring] }
            return [.open(.choose(ChoiceOpening(purpose: "kind", title: "What is it?", choices: words, selected: 0)))]
        case .listOpen: return onSelected { $0.state == .draft ? .scanning($0.id) : .stockDocument($0.id) }
        case .stockScan: return onSelected { $0.state.isOpen ? .scanning($0.id) : .stockDocument($0.id) }
        case .scanList: return onSelected { .stockDocument($0.id) }
        case .stockDrop:
            guard documents != nil, begun == nil else { return [.holdInput] }
            guard let selected else { return [] }
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
        guard documents != nil, begun == nil else { return [.holdInput] }
        guard let selected else {
            return [.say(.plain(Sentence("There is no document here; \(key: .stockNew) begins one.")))]
        }
        return [.open(place(selected))]
    }

    // MARK: Drawing

    private var nothing: Sentence {
        if documents == nil { return "Reading\u{2026}" }
        if !filter.isEmpty { return "No document is like that." }
        return extent == .open ? "Nothing is being scanned; \(key: .stockNew) begins." : "There is no document yet."
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = shown
        let table = Table(columns: [
            Table.Column(title: "Number", width: 14), Table.Column(title: "What", width: 9),
            Table.Column(title: "From and to", width: nil), Table.Column(title: "Scans", width: 6, isRight: true),
            Table.Column(title: "State", width: 12), Table.Column(title: "Age", width: 4, isRight: true),
            Table.Column(title: "By", width: 18, from: 100),
        ])
        if isTyping {
            field.draw(on: &sheet, hint: StockDocumentFilter.hint)
        } else if !filter.isEmpty {
            sheet.write("only \(typed)", row: 0, column: 1, width: sheet.width - 2, .strong)
        }
        sheet.within(row: listTop, column: 0, height: sheet.height - 1 - listTop, width: sheet.width) { area in
            table.draw(
                on: &area, ids: ids, selection: selection, whenEmpty: context.words(nothing), hasFocus: !isTyping
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
        KeyHints([.stockNew, .stockScan, .scanList, .stockDrop, .stockNarrow], of: keyContexts, in: context)
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
