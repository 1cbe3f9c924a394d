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
    private(set) var batch = TicketBatch()
    /// What is to be pushed, while the ways out are asked for.
    private var pushing: [TicketSummary] = []

    static let limit = 500

    var keyContexts: [String] { isFiltering ? ["filter", "text"] : ["tickets.queue", "list"] }
    var takesText: Bool { isFiltering }
    var crumb: String { "Tickets" }
    var readAt: Instant? { loadedAt }
    var unsent: String? { batch.isBusy ? "\(batch.waiting.count) of the marked tickets are not through yet." : nil }

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
        case .reply(.ticket(let detail), TicketBatch.readPurpose):
            return batch.isBusy ? goOn { $0.read(detail, in: context) } : askWay(detail)
        case .reply(.ticket, TicketBatch.purpose): return goOn { $0.answered(in: context) }
        case .failure(let error, TicketBatch.purpose), .failure(let error, TicketBatch.readPurpose):
            return batch.isBusy ? goOn { $0.failed(error, in: context) } : [.say(.bad(error.sentence)), .ring]
        case .answer(.push(let transition, let resolution, let comment)):
            let tickets = pushing
            pushing = []
            let deed = TicketBatch.Deed.forward(
                transition: transition, resolution: resolution, comment: comment.trimmed)
            return goOn { $0.begin(deed, tickets, in: context) }
        case .answer(.comment):
            pushing = []
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
        let sortable = Self.columns(width: context.columns).seen(width: context.columns)
        if table.perform(action, in: rows.map(\.id), visible: context.rows - Self.listTop, sortable: sortable) {
            return []
        }
        switch action {
        case .viewRefresh: return load()
        case .cancel where batch.isBusy:
            batch.giveUp()
            return [.say(.plain("The ticket on its way is still done; the rest is given up."))]
        case .ticketTake where !isFiltering && table.marks.count > 0:
            return batch.isBusy ? Self.busy : take(chosen(rows), in: context)
        case .ticketForward where !isFiltering: return batch.isBusy ? Self.busy : push(chosen(rows), in: context)
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
        case .cancel where !table.marks.isEmpty || !batch.refused.isEmpty:
            table.unmarkAll()
            batch.forgetRefusals()
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

    // MARK: Many at once

    private static let busy: [Effect] = [
        .say(.plain(Sentence("The others are not through yet; \(key: .cancel) gives the rest up."))), .ring,
    ]

    /// The marked tickets, or the selected one.
    private func chosen(_ rows: [TicketSummary]) -> [TicketSummary] {
        let ids = Set(table.chosen(among: rows.map(\.id)))
        return rows.filter { ids.contains($0.id) }
    }

    /// What is done needs its mark no more, and the queue is read again at the end.
    private mutating func goOn(_ step: (inout TicketBatch) -> [Effect]) -> [Effect] {
        let effects = step(&batch)
        table.unmark(batch.done)
        return effects + (batch.isBusy ? [] : load())
    }

    private mutating func take(_ tickets: [TicketSummary], in context: ScreenContext) -> [Effect] {
        guard self.tickets != nil else { return [.holdInput] }
        return [.clearMessage] + goOn { $0.begin(.take, tickets, in: context) }
    }

    /// The selected ticket, or the first of the marked, tells which ways out there are.
    private mutating func push(_ tickets: [TicketSummary], in context: ScreenContext) -> [Effect] {
        guard self.tickets != nil else { return [.holdInput] }
        guard let first = tickets.first(where: { $0.id == table.selection.id }) ?? tickets.first else {
            return [.say(.bad("No ticket is waiting here.")), .ring]
        }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        pushing = tickets
        return [.clearMessage, .ask(.ticket(first.id), purpose: TicketBatch.readPurpose)]
    }

    private mutating func askWay(_ detail: TicketDetail) -> [Effect] {
        guard !pushing.isEmpty else { return [] }
        if let reason = TicketBatch.whyNot(detail) {
            pushing = []
            return [.say(.bad("#\(detail.summary.id): \(reason)")), .ring]
        }
        let ways = detail.transitions.filter { $0.direction == .forward && $0.isPermitted }
        let title = pushing.count == 1 ? "Push #\(detail.summary.id) forward" : "Push \(pushing.count) tickets forward"
        return [
            .open(.push(PushOpening(direction: .forward, transitions: ways, comment: "", title: title)))
        ]
    }
}
