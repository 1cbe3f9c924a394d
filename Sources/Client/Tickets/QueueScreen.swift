import Domain
import Operations
import Terminal

/// The tickets waiting in the operator's queues, oldest deadline first as the server gives them.
struct QueueScreen: Screen {
    var tickets: [TicketSummary]?
    var selection = RowSelection<TicketID>()
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
        let words = filter.text.lowercased().split(separator: " ")
        let name = context.profile?.fullName ?? ""
        return (tickets ?? []).filter { ticket in
            guard !showsOnlyMine || ticket.takenBy.isEmpty || ticket.takenBy == name else { return false }
            guard !words.isEmpty else { return true }
            let text =
                "#\(ticket.id) \(ticket.customerName) \(ticket.type) \(ticket.stepName) \(ticket.queueName) \(ticket.takenBy)"
                .lowercased()
            return words.allSatisfy { text.contains($0) }
        }
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
        selection.reconcile(with: visible(in: context).map(\.id))
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        let rows = visible(in: context)
        if selection.perform(action, in: rows.map(\.id), visible: context.rows - Self.listTop) { return [] }
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
            guard let ticket = rows.first(where: { $0.id == selection.id }) else {
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
