import Domain
import Operations

/// The scans of a ticket's device step: those still waiting, the last ten answers, the counters. A scan never blocks and
/// never gets lost: while the database is slow they queue up in order.
struct ScanLog: Equatable {
    struct Line: Equatable {
        var scan: String
        var tone: ScanVerdict.Tone
        var words: String
    }

    /// A scan on its way: what it asks of the desk was settled when it was scanned, its key included, so that a
    /// repetition is the same command.
    struct Waiting: Equatable {
        var scan: String
        var request: DeskRequest
    }

    /// Oldest first; the first is the one at the desk when `isSending`.
    private(set) var waiting: [Waiting] = []
    private(set) var isSending = false
    /// Newest first.
    private(set) var lines: [Line] = []
    private(set) var accepted = 0
    private(set) var repeated = 0
    private(set) var rejected = 0
    /// The bad line that stays until the next scan.
    var alarm: Line? { lines.first?.tone == .bad ? lines.first : nil }
    private var lastScan = ""
    private var lastScanAt = Instant(microseconds: .min)

    static let linesKept = 10
    static let doubleTrigger: Int64 = 2_000_000
    static let mostWaiting = 2_000

    /// Takes in one scan. Nil when it was taken, else why not.
    mutating func add(_ text: String, at now: Instant, request: (String) -> DeskRequest) -> String? {
        let scan = text.trimmed
        guard !scan.isEmpty else { return "Nothing was scanned." }
        if scan == lastScan, now.microseconds - lastScanAt.microseconds < Self.doubleTrigger {
            lastScanAt = now
            return "The scanner read \u{201C}\(scan)\u{201D} twice; it counts once."
        }
        guard waiting.count < Self.mostWaiting else {
            return "\(waiting.count) scans are waiting; this one was not taken. Go on when they are through."
        }
        (lastScan, lastScanAt) = (scan, now)
        waiting.append(Waiting(scan: scan, request: request(scan)))
        return nil
    }

    /// The next scan to send, when none is under way.
    mutating func next() -> Waiting? {
        guard !isSending, let first = waiting.first else { return nil }
        isSending = true
        return first
    }

    /// The answer to the scan under way. The words tell the outcomes apart even without colour or sound.
    mutating func answered(_ outcome: ScanOutcome) -> Line {
        let scan = finish()
        let line: Line
        switch outcome {
        case .accepted(let device):
            line = Line(scan: scan, tone: .good, words: "OK  \(device.modelName), \(device.location)")
        case .duplicate(let device):
            line = Line(scan: scan, tone: .noted, words: "AGAIN  \(device.serial), counted once")
        case .unknown:
            line = Line(scan: scan, tone: .bad, words: "UNKNOWN  in no stock; have it received first")
        case .wrongModel(let device, let expected):
            line = Line(
                scan: scan, tone: .bad, words: "WRONG MODEL  this is \(device.modelName), wanted is \(expected)")
        case .wrongStock(let device):
            line = Line(scan: scan, tone: .bad, words: "WRONG STOCK  it belongs to \(device.location)")
        case .alreadyAtCustomer(let device):
            line = Line(scan: scan, tone: .bad, words: "AT A CUSTOMER  \(device.location) has it already")
        case .notFree(let device):
            line = Line(scan: scan, tone: .bad, words: "NOT FREE  \(device.serial) is \(device.state.words)")
        case .unreadable(_, let reason):
            line = Line(scan: scan, tone: .bad, words: "UNREADABLE  \(reason)")
        }
        return record(line)
    }

    /// The scan under way was refused by a rule.
    mutating func refused(_ sentence: String) -> Line {
        record(Line(scan: finish(), tone: .bad, words: "REFUSED  \(sentence)"))
    }

    /// What was handed over is taken back: it may be scanned again at once.
    mutating func undone(_ serial: String) {
        lastScan = ""
        if accepted > 0 { accepted -= 1 }
        show(Line(scan: serial, tone: .noted, words: "UNDONE  it is in its stock again"))
    }

    /// The line is down: the scan stays first in the queue and goes out again with the same key.
    mutating func interrupted() { isSending = false }

    private mutating func finish() -> String {
        isSending = false
        return waiting.isEmpty ? "" : waiting.removeFirst().scan
    }

    private mutating func record(_ line: Line) -> Line {
        switch line.tone {
        case .good: accepted += 1
        case .noted: repeated += 1
        case .bad: rejected += 1
        }
        show(line)
        return line
    }

    private mutating func show(_ line: Line) {
        lines.insert(line, at: 0)
        if lines.count > Self.linesKept { lines.removeLast() }
    }
}
