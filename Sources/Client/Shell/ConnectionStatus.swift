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
