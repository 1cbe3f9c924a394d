import Domain
import Operations
import Terminal

/// The error bin: sessions that cannot be charged as they are, newest first. They are narrowed by reason, number and
/// day; corrected, rated again one by one, marked, or all of a reason; or dismissed with a reason.
struct ErrorBinPage: UsagePage, FilteredList {
    private(set) var sessions: [UsageSession]?
    private(set) var counts: [RejectionCount] = []
    private(set) var readAt: Instant?
    private(set) var hasMore = false
    private(set) var isReadingMore = false
    private(set) var filter = RejectedFilter()
    var field = FilterField()
    private(set) var marked: Set<UsageSessionID> = []
    var replays = ReplayQueue()
    /// The command that rates a whole reason again, kept for sending it once more.
    private(set) var whole: (reason: String, key: CommandKey)?
    var selection = RowSelection<UsageSessionID>()

    static let page = 100
    static let margin = 25
    static let purpose = "usage.errors"

    var filterTimer: String { Self.purpose }
    var keyContexts: [String] { isTyping ? ["filter", "text"] : ["usage.errors", "usage", "list"] }
    var takesText: Bool { isTyping }
    var ids: [UsageSessionID] { (sessions ?? []).map(\.id) }
    var selected: UsageSession? { sessions?.first { $0.id == selection.id } }

    /// Only one reason, as the overview leads to it.
    mutating func only(_ reason: String) { filter = RejectedFilter(reason: reason) }

    // MARK: Reading

    mutating func load(in context: ScreenContext) -> [Effect] {
        [
            .ask(.usage(.rejected(filter, after: nil, limit: Self.page)), purpose: Self.purpose),
            .ask(.usage(.rejectionCounts), purpose: "usage.counts"),
        ]
    }

    private mutating func reread(in context: ScreenContext) -> [Effect] {
        sessions = nil
        (hasMore, isReadingMore) = (false, false)
        marked = []
        selection = RowSelection()
        return [.cancel(purpose: "usage.errors.more")] + load(in: context)
    }

    private mutating func askMore() -> [Effect] {
        guard hasMore, !isReadingMore, let sessions, let last = sessions.last,
            (selection.index(in: ids) ?? 0) >= sessions.count - Self.margin
        else { return [] }
        isReadingMore = true
        return [
            .ask(
                .usage(.rejected(filter, after: last.position, limit: Self.page)), purpose: "usage.errors.more")
        ]
    }

    /// The newest page; what was read below it is read again when it is scrolled to.
    private mutating func arrived(_ found: [UsageSession], isMore: Bool, in context: ScreenContext) {
        isReadingMore = false
        hasMore = found.count == Self.page
        let known = isMore ? Set(ids) : []
        sessions = (isMore ? sessions ?? [] : []) + found.filter { !known.contains($0.id) }
        readAt = context.clock.now
        marked.formIntersection(ids)
        selection.reconcile(with: ids)
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.sessions(let found)), let purpose) where purpose.hasPrefix(Self.purpose):
            arrived(found, isMore: purpose != Self.purpose, in: context)
            return []
        case .reply(.usage(.rejectionCounts(let found)), _):
            counts = found
            return []
        case .reply(.usage(.replayed(let session)), _):
            marked.remove(session)
            let effects = replays.answered(session)
            return effects + (replays.isBusy ? [] : load(in: context))
        case .reply(.usage(.replayedAll(let count)), _):
            whole = nil
            return [.say(.good("\(UsageWords.count(count, "session")) rated again."))] + load(in: context)
        case .failure(let error, let purpose): return failed(error, purpose: purpose, in: context)
        case .answer(.confirmed("usage.replay")): return replays.start(in: context)
        case .answer(.confirmed("usage.replay_all")): return sendWhole(in: context)
        case .answer(.choice("usage.reason", let index)):
            let wanted = index == 0 ? nil : counts.dropFirst(index - 1).first?.reason
            guard wanted != filter.reason else { return [] }
            filter.reason = wanted
            return reread(in: context)
        case .timer(Self.purpose): return applyFilter(in: context)
        case .text(let text), .paste(let text):
            return isTyping ? type(text) : nil
        case .action(let action): return perform(action, in: context)
        default: return nil
        }
    }

    private mutating func failed(
        _ error: DeskError, purpose: String, in context: ScreenContext
    ) -> [Effect]? {
        switch purpose {
        case "usage.errors.more":
            isReadingMore = false
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case ReplayQueue.purpose: return replays.failed(error) + load(in: context)
        case "usage.replay_all":
            if error.mayHaveHappened {
                return [.say(.bad("\(error.sentence) Ask again to be sure: it is not done twice.")), .ring]
            }
            whole = nil
            return [.say(.bad(error.sentence)), .ring] + load(in: context)
        default: return nil
        }
    }

    // MARK: Typing

    mutating func applyFilter(in context: ScreenContext) -> [Effect] {
        let reason = filter.reason
        let wanted = field.read { text throws(TypedDays.Wrong) in
            try RejectedFilter(typed: text, reason: reason, today: context.clock.today)
        }
        guard let wanted, wanted != filter else { return [] }
        filter = wanted
        return reread(in: context)
    }

    mutating func cancelFilter(in context: ScreenContext) -> [Effect]? {
        guard isTyping || !filter.isEmpty || !marked.isEmpty else { return nil }
        let wasTyping = isTyping
        field.end()
        if !wasTyping, !marked.isEmpty {
            marked = []
            return []
        }
        guard !filter.isEmpty else { return [] }
        filter = wasTyping ? RejectedFilter(reason: filter.reason) : RejectedFilter()
        return reread(in: context)
    }

    // MARK: Actions

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: visible(rows: context.rows)) {
            return sessions == nil ? [.holdInput] : askMore()
        }
        if isTyping { return performTyping(action, in: context) }
        switch action {
        case .cancel: return cancelFilter(in: context)
        case .usageFilter:
            field.begin(filter.typed)
            return []
        case .usageReason:
            guard sessions != nil else { return [.holdInput] }
            let words = counts.map { "\(UsageWords.reason($0.reason)), \($0.sessions.grouped)" }
            let place = counts.firstIndex { $0.reason == filter.reason } ?? -1
            return [
                .open(
                    .choose(
                        ChoiceOpening(
                            purpose: "usage.reason", title: "Which reason?", choices: ["Every reason"] + words,
                            selected: place + 1)))
            ]
        case .markToggle:
            guard let id = selection.id else { return sessions == nil ? [.holdInput] : [] }
            if marked.remove(id) == nil { marked.insert(id) }
            return selection.perform(.moveDown, in: ids, visible: visible(rows: context.rows)) ? askMore() : []
        case .markAll:
            guard sessions != nil else { return [.holdInput] }
            marked = marked.count == ids.count ? [] : Set(ids)
            return []
        case .usageReplay: return replay(in: context)
        case .usageReplayAll: return replayWhole()
        case .usageCorrect: return onSelected { .usageCorrection($0) }
        case .usageDismiss: return onSelected { .usageDismissal($0) }
        case .listOpen: return onSelected { .usageSession($0.id) }
        default: return nil
        }
    }

    private func onSelected(_ place: (UsageSession) -> Destination) -> [Effect] {
        guard sessions != nil else { return [.holdInput] }
        guard let selected else { return [.say(.plain("The error bin is empty here."))] }
        return [.open(place(selected))]
    }

    private mutating func replay(in context: ScreenContext) -> [Effect] {
        guard sessions != nil else { return [.holdInput] }
        let wanted = marked.isEmpty ? selection.id.map { [$0] } ?? [] : ids.filter { marked.contains($0) }
        guard !wanted.isEmpty else { return [.say(.plain("The error bin is empty here."))] }
        guard !replays.isBusy else { return [.say(.plain("They are being rated; wait for the end."))] }
        replays.queue(wanted)
        guard wanted.count > 1 else { return replays.start(in: context) }
        return [
            .open(
                .confirm(
                    ConfirmOpening(
                        purpose: "usage.replay", question: "Rate the \(wanted.count) marked sessions again?",
                        yes: "rate them", no: "leave them")))
        ]
    }

    private mutating func replayWhole() -> [Effect] {
        guard sessions != nil else { return [.holdInput] }
        guard let reason = filter.reason ?? selected?.reason else {
            return [.say(.plain("The error bin is empty here."))]
        }
        if whole?.reason != reason { whole = (reason, CommandKey.make()) }
        let count = counts.first { $0.reason == reason }?.sessions
        let many = count.map { "all \(UsageWords.count($0, "session"))" } ?? "every session"
        return [
            .open(
                .confirm(
                    ConfirmOpening(
                        purpose: "usage.replay_all",
                        question:
                            "Rate \(many) of \u{201C}\(UsageWords.reason(reason))\u{201D} again, on whatever day?",
                        yes: "rate them", no: "leave them")))
        ]
    }

    private func sendWhole(in context: ScreenContext) -> [Effect] {
        guard let whole else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        return [.ask(.usage(.replayAll(reason: whole.reason, key: whole.key)), purpose: "usage.replay_all")]
    }
}
