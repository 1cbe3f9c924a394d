import Domain
import Operations
import Terminal

/// Home: the input line with the focus, and what it found. Also opened above other screens by "Find".
struct FindScreen: Screen {
    var field: InputLine
    var results: [CustomerSummary] = []
    /// The text the results are for; nil before the first answer.
    var foundFor: String?
    var askedFor: String?
    var selection = RowSelection<CustomerID>()
    var preview: CustomerCard?
    /// The bottom layer, which nothing closes.
    let isHome: Bool

    static let limit = 100
    static let pause = 60

    init(text: String = "", isHome: Bool = false) {
        field = InputLine(text)
        self.isHome = isHome
    }

    var keyContexts: [String] { ["find", "text"] }
    var takesText: Bool { true }
    var crumb: String { isHome ? "Home" : "Find" }

    var line: FindLine { FindLine(field.text) }
    var ids: [CustomerID] { results.map(\.id) }
    var selected: CustomerSummary? { results.first { $0.id == selection.id } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return field.text.isEmpty ? [] : search(after: nil)
        case .resumed: return lookAgain()
        case .changed(.customers), .changed(.accounts), .changed(.tickets): return lookAgain()
        case .text(let text), .paste(let text): return type(text)
        case .timer("search"): return search(after: nil)
        case .timer("preview"): return askPreview()
        case .reply(.customers(let found), _): return show(found, in: context)
        case .reply(.card(let card), "preview"):
            if card.profile.id == selection.id { preview = card }
            return []
        case .failure(let error, "search"):
            askedFor = nil
            return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .answer(.choice("draft", let index)):
            let found = DraftOffers.ordered(Array(context.drafts.values))
            return found.indices.contains(index) ? [.open(DraftOffers.destination(found[index]))] : []
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func type(_ text: String) -> [Effect] {
        if field.text.isEmpty, text == ":" { return [.open(.palette(text: ""))] }
        field.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        return [.clearMessage] + textChanged()
    }

    private mutating func textChanged() -> [Effect] {
        guard case .search(let text) = line else {
            (results, foundFor, askedFor, preview) = ([], nil, nil, nil)
            selection.reconcile(with: [])
            return [.cancel(purpose: "search")]
        }
        return text == foundFor || text == askedFor ? [] : search(after: Self.pause)
    }

    /// Asks at once, or after a pause in which more may be typed.
    private mutating func search(after pause: Int?) -> [Effect] {
        guard case .search(let text) = line else { return [] }
        if let pause {
            askedFor = nil
            return [.cancel(purpose: "search"), .after(milliseconds: pause, timer: "search")]
        }
        guard askedFor != text else { return [] }
        askedFor = text
        return [.ask(.searchCustomers(text, limit: Self.limit), purpose: "search")]
    }

    /// The same search again, because something changed or the connection came back.
    private mutating func lookAgain() -> [Effect] {
        guard case .search = line else { return [] }
        askedFor = nil
        return search(after: nil)
    }

    private mutating func show(_ found: [CustomerSummary], in context: ScreenContext) -> [Effect] {
        let isOther = foundFor != askedFor
        (results, foundFor, askedFor) = (found, askedFor, nil)
        if isOther { selection = RowSelection() }
        selection.reconcile(with: ids)
        return schedulePreview(in: context)
    }

    private mutating func schedulePreview(in context: ScreenContext) -> [Effect] {
        if preview?.profile.id != selection.id { preview = nil }
        guard selection.id != nil, context.columns >= Layout.wide else { return [.cancel(purpose: "preview")] }
        return [.after(milliseconds: 120, timer: "preview")]
    }

    private func askPreview() -> [Effect] {
        guard let id = selection.id else { return [] }
        return [.ask(.customerCard(id), purpose: "preview")]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .listOpen: return openLine(in: context)
        case .cancel:
            if field.text.isEmpty { return isHome ? [.clearMessage] : [.close] }
            field = InputLine("")
            return [.clearMessage] + textChanged()
        case .viewRefresh: return lookAgain()
        case .findFocus:
            field.selectAll()
            return []
        case .customerRegister: return newCustomer(in: context)
        default:
            if selection.perform(action, in: ids, visible: context.rows - FindScreen.listTop) {
                return schedulePreview(in: context)
            }
            guard InputLine.isEdit(action) else { return [] }
            let before = field.text
            field.perform(action)
            return field.text == before ? [] : textChanged()
        }
    }

    private func newCustomer(in context: ScreenContext) -> [Effect] {
        [.open(.register(continuing: context.drafts[.registration], typed: field.text))]
    }

    private mutating func openLine(in context: ScreenContext) -> [Effect] {
        switch line {
        case .empty: return DraftOffers.ordered(Array(context.drafts.values)).isEmpty ? [] : [.run(.goDrafts)]
        case .incomplete(let sentence): return [.say(.bad(sentence)), .ring]
        case .command(let text): return [.open(.palette(text: text))]
        case .ticket(let ticket): return leave(for: .ticket(ticket))
        case .payment(let account, let amount, let note):
            return leave(for: .payment(PaymentOpening(account: account, amountText: amount, note: note, draft: nil)))
        case .search(let text):
            guard foundFor == text else { return search(after: nil) + [.holdInput] }
            guard let customer = selected else {
                return [.say(.bad("Nothing is known by \u{201C}\(text)\u{201D}.")), .ring]
            }
            return [.open(.customer(customer.id, name: customer.name))]
        }
    }

    private mutating func leave(for destination: Destination) -> [Effect] {
        field = InputLine("")
        return [.clearMessage, .open(destination)] + textChanged()
    }
}
