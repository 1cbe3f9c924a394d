import Domain
import Operations
import Terminal

/// One deed done to many tickets, one command after the other: each is done or refused whatever becomes of the next. What
/// was sent and not answered is sent again as it was, with its key; so nothing is done twice.
struct TicketBatch: Equatable {
    enum Deed: Equatable {
        case take
        /// One way out with one comment, for all whose step has it and asks for nothing else.
        case forward(transition: String, resolution: String, comment: String)
    }

    struct Refusal: Equatable {
        var ticket: TicketID
        var reason: String
    }

    private struct Sent: Equatable {
        var push: TicketPush
        var key: CommandKey
    }

    private(set) var deed = Deed.take
    /// The first is the one at the desk while it is busy.
    private(set) var waiting: [TicketSummary] = []
    private(set) var isBusy = false
    private(set) var done: [TicketID] = []
    private(set) var refused: [Refusal] = []
    private var isGivenUp = false
    private var unconfirmed: [TicketID: Sent] = [:]

    static let purpose = "batch"
    /// A ticket is read before it is pushed.
    static let readPurpose = "ticket"

    var total: Int { done.count + refused.count + waiting.count }
    var progress: ProgressBar { ProgressBar(done: done.count + refused.count, total: total, unit: "tickets") }

    mutating func begin(_ deed: Deed, _ tickets: [TicketSummary], in context: ScreenContext) -> [Effect] {
        guard !isBusy, !tickets.isEmpty else { return [] }
        (self.deed, waiting, done, refused, isGivenUp) = (deed, tickets, [], [], false)
        isBusy = true
        return next(in: context)
    }

    /// The one at the desk is still done.
    mutating func giveUp() { isGivenUp = true }

    /// What was refused has been read.
    mutating func forgetRefusals() { refused = [] }

    private mutating func next(in context: ScreenContext) -> [Effect] {
        guard let first = waiting.first, !isGivenUp else { return finish() }
        if let reason = context.connection.whyNoCommand { return stop(reason) }
        switch deed {
        case .take: return [.ask(.takeTicket(first.id, customer: first.customer), purpose: Self.purpose)]
        case .forward(let transition, let resolution, let comment):
            if let sent = unconfirmed[first.id], sent.push.transition == transition,
                sent.push.resolution == resolution, sent.push.comment == comment
            {
                return [.ask(.pushTicket(sent.push, key: sent.key), purpose: Self.purpose)]
            }
            return [.ask(.ticket(first.id), purpose: Self.readPurpose)]
        }
    }

    /// A ticket as it is now.
    mutating func read(_ detail: TicketDetail, in context: ScreenContext) -> [Effect] {
        guard isBusy, detail.summary.id == waiting.first?.id,
            case .forward(let transition, let resolution, let comment) = deed
        else { return [] }
        if let reason = Self.whyNot(detail, transition: transition, resolution: resolution) {
            return refuse(reason, in: context)
        }
        let push = TicketPush(
            ticket: detail.summary.id, customer: detail.summary.customer, version: detail.summary.version,
            transition: transition, resolution: resolution, comment: comment,
            result: detail.view == .device ? .device : .nothing)
        let key = CommandKey.make()
        unconfirmed[detail.summary.id] = Sent(push: push, key: key)
        return [.ask(.pushTicket(push, key: key), purpose: Self.purpose)]
    }

    mutating func answered(in context: ScreenContext) -> [Effect] {
        guard isBusy, let first = waiting.first else { return [] }
        waiting.removeFirst()
        unconfirmed[first.id] = nil
        done.append(first.id)
        return next(in: context)
    }

    mutating func failed(_ error: DeskError, in context: ScreenContext) -> [Effect] {
        guard isBusy, let first = waiting.first else { return [] }
        guard !error.mayHaveHappened, error != .cancelled else { return stop(error.sentence) }
        unconfirmed[first.id] = nil
        return refuse(error.sentence, in: context)
    }

    private mutating func refuse(_ reason: String, in context: ScreenContext) -> [Effect] {
        refused.append(Refusal(ticket: waiting.removeFirst().id, reason: reason))
        return next(in: context)
    }

    // MARK: The end

    private mutating func finish() -> [Effect] {
        let left = waiting.count
        (isBusy, waiting) = (false, [])
        if left > 0 {
            return [.say(.plain("Given up after \(total) of \(total + left): \(words) The rest is as it was."))]
        }
        return refused.isEmpty ? [.say(.good(words))] : [.say(.bad(words)), .ring]
    }

    /// The rest is not sent.
    private mutating func stop(_ reason: String) -> [Effect] {
        let action: ActionID = deed == .take ? .ticketTake : .ticketForward
        let before = done.isEmpty && refused.isEmpty ? "" : "\(words) Then: "
        (isBusy, waiting) = (false, [])
        return [
            .say(.bad(Sentence("\(before)\(reason) \(key: action) goes on with the rest; nothing is done twice."))),
            .ring,
        ]
    }

    private var words: String {
        let count =
            refused.isEmpty ? Self.count(done.count) : "\(done.count) of \(Self.count(done.count + refused.count))"
        let what =
            switch deed {
            case .take: done.count == 1 && refused.isEmpty ? "is yours" : "are yours"
            case .forward: done.count == 1 && refused.isEmpty ? "is pushed on" : "are pushed on"
            }
        return "\(count) \(what)\(refused.isEmpty ? "." : "; \(refused.count) refused, as said below.")"
    }

    private static func count(_ tickets: Int) -> String { tickets == 1 ? "1 ticket" : "\(tickets) tickets" }

    /// The reasons with the tickets that each is about, in the order they came.
    var reasons: [String] {
        var found: [(reason: String, tickets: [TicketID])] = []
        for refusal in refused {
            if let index = found.firstIndex(where: { $0.reason == refusal.reason }) {
                found[index].tickets.append(refusal.ticket)
            } else {
                found.append((refusal.reason, [refusal.ticket]))
            }
        }
        return found.map { entry in
            "\(entry.tickets.map { "#\($0)" }.joined(separator: ", ")): \(entry.reason)"
        }
    }

    /// Why a ticket cannot be pushed together with others; nil when it can.
    static func whyNot(_ detail: TicketDetail) -> String? {
        if let reason = TicketWords.whyNoPush(.forward, detail) { return reason }
        switch detail.view {
        case .general, .device, .closed: return nil
        case .survey, .port, .activation:
            return "\(detail.summary.stepName) asks for something: open the ticket and push it there."
        }
    }

    private static func whyNot(_ detail: TicketDetail, transition: String, resolution: String) -> String? {
        if let reason = whyNot(detail) { return reason }
        let way = detail.transitions.first { $0.code == transition && $0.isPermitted }
        guard let way, way.resolutions.contains(resolution) else {
            return "It is in \(detail.summary.stepName), which has no such way out."
        }
        return nil
    }
}
