import Domain
import Operations
import Terminal

/// One session: what became of it and why, its records readable, what was corrected; and the ways out of the error bin.
struct UsageSessionScreen: Screen {
    let session: UsageSessionID
    var detail: UsageSessionDetail?
    var text = ReadableLines()
    var replays = ReplayQueue()
    var loadedAt: Instant?

    private static let topRows = 5

    init(session: UsageSessionID) { self.session = session }

    var keyContexts: [String] { ["usage.session", "list"] }
    var crumb: String { "Session" }
    var readAt: Instant? { loadedAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.usage): return load()
        case .reply(.usage(.session(let found)), _):
            detail = found
            loadedAt = context.clock.now
            text.show(
                UsageSessionLines.corrections(found.corrections, context.clock)
                    + UsageSessionLines.records(found.records, context.clock))
            return []
        case .reply(.usage(.replayed(let session)), _): return replays.answered(session) + load()
        case .failure(let error, ReplayQueue.purpose): return replays.failed(error) + load()
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.usage(.session(session)), purpose: "session")] }

    /// Why it cannot be taken out of the error bin; nil when it can.
    var whyNotNow: String? {
        detail.flatMap { detail in
            detail.session.state == .rejected
                ? nil : "The session is not in the error bin: it is \(detail.session.state.words)."
        }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if text.perform(action, height: context.rows - Self.topRows) { return detail == nil ? [.holdInput] : [] }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        default: break
        }
        guard let detail else { return [.holdInput] }
        switch action {
        case .usageReplay:
            replays.queue([session])
            return replays.start(in: context)
        case .usageCorrect: return [.open(.usageCorrection(detail.session))]
        case .usageDismiss: return [.open(.usageDismissal(detail.session))]
        case .usageCustomer:
            guard let customer = detail.session.customer else {
                return [.say(.plain("It is not known whose call this is."))]
            }
            return [.open(.customer(customer, name: detail.session.customerName))]
        case .listOpen:
            guard let customer = detail.session.customer, let call = detail.session.call else {
                return [.say(.plain("No call was made of it."))]
            }
            return [.open(.call(CallOpening(customer: customer, call: call)))]
        default: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let session = detail?.session else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let width = sheet.width - 2
        sheet.write(UsageWords.name(session.id), row: 0, column: 1, width: width - 22, .strong)
        let role: TextRole = session.state == .rejected ? .fieldError : .stateActive
        sheet.write(session.state.words, row: 0, column: width - 20, width: 21, role, isRight: true)
        let answered = session.startedAt.map { "answered \(context.clock.dateAndTime(of: $0))" } ?? "not answered"
        let last = context.clock.dateAndTime(of: session.lastRecordAt)
        let words = "\(session.calling) to \(session.called), \(answered), last record \(last), \(session.originHost)"
        sheet.within(row: 1, column: 1, height: 2, width: width) { _ = $0.writeWrapped(words, row: 0) }
        sheet.within(row: 3, column: 1, height: 2, width: width) { area in
            let why = session.explanation.isEmpty ? UsageWords.reason(session.reason) : session.explanation
            _ = area.writeWrapped(
                session.state == .rated ? "Customer \(session.customerName)" : why, row: 0,
                session.state == .rejected ? .fieldError : .dim)
        }
        let height = sheet.height - Self.topRows - 1
        sheet.within(row: Self.topRows, column: 0, height: height, width: sheet.width) { area in
            text.draw("Records", on: &area, whenEmpty: "Nothing is kept of it.")
        }
        KeyHints([.usageReplay, .usageCorrect, .usageDismiss, .usageCustomer], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}
