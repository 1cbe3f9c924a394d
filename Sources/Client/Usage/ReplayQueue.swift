import Domain
import Operations
import Terminal

/// Sessions to be rated again, one command after the other: each is done or not done whatever becomes of the next. The
/// key of one whose answer did not come stays, so that asking again does it once.
struct ReplayQueue: Equatable {
    private(set) var waiting: [UsageSessionID] = []
    private(set) var isBusy = false
    private(set) var done = 0
    private var keys: [UsageSessionID: CommandKey] = [:]

    static let purpose = "usage.replay"

    var progress: ProgressBar { ProgressBar(done: done, total: done + waiting.count, unit: "sessions") }

    /// Instead of what was waiting before.
    mutating func queue(_ sessions: [UsageSessionID]) { (waiting, done) = (sessions, 0) }

    mutating func start(in context: ScreenContext) -> [Effect] {
        guard !isBusy, !waiting.isEmpty else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        return sendNext()
    }

    private mutating func sendNext() -> [Effect] {
        guard let next = waiting.first else {
            isBusy = false
            let words = done == 1 ? "The session is rated again." : "\(done.grouped) sessions are rated again."
            return [.say(.good(words))]
        }
        isBusy = true
        let key = keys[next] ?? CommandKey.make()
        keys[next] = key
        return [.ask(.usage(.replay(next, key: key)), purpose: Self.purpose)]
    }

    mutating func answered(_ session: UsageSessionID) -> [Effect] {
        guard waiting.first == session else { return [] }
        waiting.removeFirst()
        keys[session] = nil
        done += 1
        return sendNext()
    }

    /// The rest is not sent.
    mutating func failed(_ error: DeskError) -> [Effect] {
        let failed = waiting.first
        (waiting, isBusy) = ([], false)
        let before = done > 0 ? "\(done.grouped) rated again; then: " : ""
        if error.mayHaveHappened {
            guard error != .cancelled else { return [] }
            return [.say(.bad("\(before)\(error.sentence) Ask again to be sure: it is not done twice.")), .ring]
        }
        if let failed { keys[failed] = nil }
        return [.say(.bad("\(before)\(error.sentence)")), .ring]
    }
}
