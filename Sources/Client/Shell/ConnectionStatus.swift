import Domain
import Operations

/// The connection as the title row tells it. Losing it is a state, not an end: what was read stays, marked with its
/// time; forms are kept; commands wait for the operator.
enum ConnectionStatus: Equatable {
    case signedOut
    case connecting
    case ready
    case waiting(reason: String, retryInMilliseconds: Int)
    case refused(String)

    var isReady: Bool { self == .ready }
    var isConnecting: Bool { self == .connecting }

    /// For the title row.
    var words: String {
        switch self {
        case .signedOut: "not signed in"
        case .connecting: "connecting"
        case .ready: "connected"
        case .waiting: "no connection, retrying"
        case .refused: "refused"
        }
    }

    /// Why a command cannot be sent now; nil when it can.
    var whyNoCommand: String? {
        switch self {
        case .ready: nil
        case .signedOut: "Not signed in: nothing was sent."
        case .connecting: "Still connecting: nothing was sent, your entry is kept. Try again in a moment."
        case .waiting: "No connection to the database: nothing was sent, your entry is kept. Try again when it is back."
        case .refused(let reason): "Nothing was sent: \(reason)"
        }
    }
}

/// How long the database takes for the shortest question. It is measured all the time and shown with the next answer:
/// a terminal at which nobody works is sent nothing.
struct Latency: Equatable {
    private var measured: Int?
    private(set) var shown: Int?

    /// From here on a database is slow; that is shown at once, and so is its end.
    static let slow = 100

    mutating func measure(_ milliseconds: Int) {
        measured = milliseconds
        if (shown ?? 0 >= Self.slow) != (milliseconds >= Self.slow) { shown = milliseconds }
    }

    /// Something else on the screen changes with it.
    mutating func show() { shown = measured }
}

extension Shell {
    /// For the title row: how fast it is, since when it is not there, that it is tried again.
    var connectionWords: String {
        guard let lostAt, !connection.isReady else {
            guard connection.isReady else { return connection.words }
            guard isDaemonRunning else { return "connected, no daemon" }
            return latency.shown.map { showsLatency ? "connected \($0) ms" : "connected" } ?? "connected"
        }
        switch connection {
        case .connecting: return "reconnecting"
        case .waiting: return "no connection since \(clock.time(of: lostAt))"
        case .signedOut, .ready, .refused: return connection.words
        }
    }

    /// What is shown was read before the connection was lost: says when.
    var readMark: String {
        guard !connection.isReady else { return "" }
        let seen = Set(visibleLayers)
        let readAt = layers.reversed().lazy.filter { seen.contains($0.id) }.compactMap { $0.screen.readAt ?? $0.readAt }
        return readAt.first.map { "as of \(clock.time(of: $0))" } ?? ""
    }

    /// An answer came and is shown in its layer.
    mutating func noteAnswer(in id: Int) {
        latency.show()
        if let index = layers.firstIndex(where: { $0.id == id }) { layers[index].readAt = clock.now }
    }

    /// The connection is there again.
    mutating func noteReturn() {
        guard lostAt != nil else { return }
        lostAt = nil
        if message == nil || message?.topic == .connection {
            say(Message(words: "The connection is back.", tone: .good, topic: .connection))
        }
    }
}
