import Domain
import Operations
import Terminal

/// The tickets waiting in the operator's queues, oldest deadline first as the server gives them.
struct QueueScreen: Screen {
    var tickets: [TicketSummary]?
    var table = TableState<TicketID>()
    var filter = InputLine("")
    var isFiltering = false
    /// Only what nobody else has taken.
    var showsOnlyMine = false
    var loadedAt: Instant?

    static let limit = 500

    var keyContexts: [String] { isFiltering ? ["tickets.filter", "text"] : ["tickets.queue", "list"] }
    var takesText: Bool { isFiltering }
    var crumb: String { "Tickets" }
    var readAt: Instant? { loadedAt }

    func visible(in context: ScreenContext) -> [TicketSummary] {
        let name = context.profile?.fullName ?? ""
        let shown = (tickets ?? []).filter { !showsOnlyMine || $0.takenBy.isEmpty || $0.takenBy == name }
        return table.arranged(shown) { Self.cells($0, in: context) }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.tickets): return load()
        case .text(let text), .paste(let text):
            guard isFiltering else { return [] }
            filter.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            reconcile(in: context)
            return []
        case .reply(.queue(let found), _):
            tickets = found
            loadedAt = context.clock.now
            reconcile(in: context)
            return []
        case .reply(.ticket(let detail), "take"):
            return [
                .say(.good("Ticket #\(detail.summary.id) is yours: \(detail.summary.stepName).")),
                .open(.ticket(detail.summary.id)),
            ]
        case .failure(let error, let purpose):
            guard error != .cancelled else { return [] }
            return [.say(.bad(error.sentence)), .ring] + (purpose == "take" ? load() : [])
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.ticketQueue(limit: Self.limit), purpose: "queue")] }

    private mutating func reconcile(in context: ScreenContext) {
        table.filter = filter.text
        table.reconcile(with: visible(in: context).map(\.id))
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        let rows = visible(in: context)
        let sortable = Self.columns.seen(width: context.columns)
        if table.perform(action, in: rows.map(\.id), visible: context.rows - Self.listTop, sortable: sortable) {
            return []
        }
        switch action {
        case .viewRefresh: return load()
        case .queueMine:
            showsOnlyMine.toggle()
            reconcile(in: context)
            return []
        case .queueFilter:
            isFiltering = true
            return []
        case .cancel where isFiltering || !filter.text.isEmpty:
            isFiltering = false
            filter = InputLine("")
            reconcile(in: context)
            return []
        case .cancel: return [.close]
        case .listOpen, .ticketTake:
            guard tickets != nil else { return [.holdInput] }
            isFiltering = false
            guard let ticket = rows.first(where: { $0.id == table.selection.id }) else {
                return [.say(.bad("No ticket is waiting here.")), .ring]
            }
            return action == .listOpen
                ? [.open(.ticket(ticket.id))]
                : [.ask(.takeTicket(ticket.id, customer: ticket.customer), purpose: "take")]
        default:
            guard isFiltering, InputLine.isEdit(action) else { return [] }
            filter.perform(action)
            reconcile(in: context)
            return []
        }
    }
}
