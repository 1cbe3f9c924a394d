import Domain
import Operations
import Terminal

/// Home: the input line with the focus, and what it found. Also opened above other screens by "Find".
struct FindScreen: Screen {
    var field: InputLine
    var answer = SearchAnswer(hits: [])
    /// The text the answer is for; nil before the first one.
    var foundFor: String?
    var askedFor: String?
    /// Rows asked for: those seen, more when they are walked through.
    var limit = FindScreen.leastRows
    var selection = RowSelection<SearchHit.ID>()
    /// Who stands beside the list: the selected one, once the selection rests; nobody while the list is scrolled, which
    /// is then a line for the terminal and not the whole of what stands beside.
    var beside: SearchHit.ID?
    var preview: CustomerCard?
    /// Which of the earlier searches the line shows, and what was typed before it was brought back.
    var recalled: Recalled?
    /// The bottom layer, which nothing closes.
    let isHome: Bool

    struct Recalled: Equatable {
        var index: Int
        var typed: String
    }

    static let leastRows = 19
    static let mostRows = 500
    /// Characters the database looks at.
    static let longest = 100
    /// Milliseconds in which more may be typed before the database is asked.
    static let pause = 60

    init(text: String = "", isHome: Bool = false) {
        field = InputLine(text)
        self.isHome = isHome
    }

    var keyContexts: [String] { ["find", "text"] }
    var takesText: Bool { true }
    var crumb: String { isHome ? "Home" : "Find" }

    var line: FindLine { FindLine(field.text) }
    var ids: [SearchHit.ID] { answer.hits.map(\.id) }
    var selected: SearchHit? { answer.hits.first { $0.id == selection.id } }
    var selectedCustomer: CustomerSummary? {
        if case .customer(let customer) = selected { customer } else { nil }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return field.text.isEmpty ? [] : search(after: nil)
        case .resumed: return lookAgain()
        case .resized: return preview == nil ? schedulePreview(in: context) : []
        case .changed(.customers), .changed(.accounts), .changed(.tickets), .changed(.warehouse): return lookAgain()
        case .text(let text), .paste(let text): return type(text, in: context)
        case .timer("search"): return search(after: nil)
        case .timer("preview"): return askPreview()
        case .reply(.found(let found), _): return show(found, in: context)
        case .reply(.card(let card), "preview"):
            if card.profile.id == selectedCustomer?.id { preview = card }
            return []
        case .failure(let error, "search"):
            askedFor = nil
            return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func type(_ text: String, in context: ScreenContext) -> [Effect] {
        if field.text.isEmpty || field.isSelected, text == ":" { return [.open(.palette(text: ""))] }
        field.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        recalled = nil
        let isLong = field.characters.count > Self.longest
        let words = "Only the first \(Self.longest) characters are looked for."
        return [isLong ? .say(.plain(words)) : .clearMessage] + textChanged(in: context)
    }

    private mutating func textChanged(in context: ScreenContext) -> [Effect] {
        guard case .search(let text, _) = line else {
            (answer, foundFor, askedFor, preview) = (SearchAnswer(hits: []), nil, nil, nil)
            selection.reconcile(with: [])
            return [.cancel(purpose: "search")]
        }
        guard text != foundFor, text != askedFor else { return [] }
        limit = max(context.rows - Self.listTop, Self.leastRows)
        return search(after: Self.pause)
    }

    /// Asks at once, or after a pause in which more may be typed.
    private mutating func search(after pause: Int?) -> [Effect] {
        guard case .search(let text, _) = line else { return [] }
        if let pause {
            askedFor = nil
            return [.cancel(purpose: "search"), .after(milliseconds: pause, timer: "search")]
        }
        guard askedFor != text else { return [] }
        askedFor = text
        return [.ask(.search(SearchRequest(text: text, limit: limit)), purpose: "search")]
    }

    /// The same search again, because something changed, more is wanted or the connection came back.
    private mutating func lookAgain() -> [Effect] {
        guard case .search = line else { return [] }
        askedFor = nil
        return search(after: nil)
    }

    private mutating func show(_ found: SearchAnswer, in context: ScreenContext) -> [Effect] {
        let isOther = foundFor != askedFor
        (answer, foundFor, askedFor) = (found, askedFor, nil)
        if isOther { selection = RowSelection() }
        selection.reconcile(with: ids)
        if isOther || beside.map({ !ids.contains($0) }) == true { beside = selection.id }
        return schedulePreview(in: context)
    }

    private mutating func schedulePreview(in context: ScreenContext) -> [Effect] {
        guard selected != nil, context.columns >= Layout.wide else {
            beside = selection.id
            return [.cancel(purpose: "preview")]
        }
        return [.after(milliseconds: 120, timer: "preview")]
    }

    private mutating func askPreview() -> [Effect] {
        beside = selection.id
        guard let customer = selectedCustomer else { return [] }
        return [.ask(.customerCard(customer.id), purpose: "preview")]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .listOpen: return openLine(in: context)
        case .cancel:
            recalled = nil
            if field.text.isEmpty { return isHome ? [.clearMessage] : [.close] }
            field = InputLine("")
            return [.clearMessage] + textChanged(in: context)
        case .viewRefresh: return lookAgain()
        case .findFocus:
            field.selectAll()
            return []
        case .customerRegister:
            return [.open(.register(continuing: context.drafts[.registration], typed: field.text))]
        case .moveUp where selection.index(in: ids) ?? 0 == 0: return recall(in: context)
        case .moveDown where ids.isEmpty && recalled != nil: return forget(in: context)
        default:
            let top = selection.top
            if selection.perform(action, in: ids, visible: context.rows - FindScreen.listTop) {
                if selection.top != top { beside = nil }
                return walkOn() + schedulePreview(in: context)
            }
            guard InputLine.isEdit(action) else { return [] }
            let before = field.text
            field.perform(action)
            guard field.text != before else { return [] }
            recalled = nil
            return textChanged(in: context)
        }
    }

    /// On the last row the next ones are asked for.
    private mutating func walkOn() -> [Effect] {
        guard answer.hasMore, limit < Self.mostRows, selection.id == ids.last, foundFor == line.text, askedFor == nil
        else { return [] }
        limit = min(limit * 4, Self.mostRows)
        return lookAgain()
    }

    // MARK: Earlier searches

    /// Up from the first row: the search before; from the oldest, what was typed.
    private mutating func recall(in context: ScreenContext) -> [Effect] {
        let typed = recalled?.typed ?? field.text
        let searches = context.searches.filter { $0 != typed }
        guard !searches.isEmpty else { return [] }
        let next = (recalled?.index ?? -1) + 1
        recalled = next < searches.count ? Recalled(index: next, typed: typed) : nil
        field = InputLine(recalled == nil ? typed : searches[next])
        return [.clearMessage] + textChanged(in: context)
    }

    /// Down where nothing was found: back to what was typed.
    private mutating func forget(in context: ScreenContext) -> [Effect] {
        field = InputLine(recalled?.typed ?? "")
        recalled = nil
        return textChanged(in: context)
    }

    // MARK: ENTER

    private mutating func openLine(in context: ScreenContext) -> [Effect] {
        switch line {
        case .empty: return DraftOffers.ordered(Array(context.drafts.values)).isEmpty ? [] : [.run(.goDrafts)]
        case .incomplete(let sentence): return [.say(.bad(sentence)), .ring]
        case .command(let text): return [.open(.palette(text: text))]
        case .ticket(let ticket): return leave(for: .ticket(ticket), in: context)
        case .payment(let account, let amount, let note):
            let opening = PaymentOpening(account: account, amountText: amount, note: note, draft: nil)
            return leave(for: .payment(opening), in: context)
        case .search(let text, _):
            guard foundFor == text else { return search(after: nil) + [.holdInput] }
            recalled = nil
            // Who comes back from there types the next one over it, or edits this one.
            if selected != nil { field.selectAll() }
            switch selected {
            case .customer(let customer): return [.remember(text), .open(.customer(customer.id, name: customer.name))]
            case .device(let device): return [.remember(text), .open(.device(device.id))]
            case .document(let document): return [.remember(text), .open(.stockDocument(document.id))]
            case nil: return [.say(.bad("Nothing is known by \u{201C}\(text)\u{201D}.")), .ring]
            }
        }
    }

    private mutating func leave(for destination: Destination, in context: ScreenContext) -> [Effect] {
        let text = field.text.trimmed
        field = InputLine("")
        recalled = nil
        return [.clearMessage, .remember(text), .open(destination)] + textChanged(in: context)
    }
}

extension FindLine {
    /// What is looked for.
    var text: String? {
        if case .search(let text, _) = self { text } else { nil }
    }
}
