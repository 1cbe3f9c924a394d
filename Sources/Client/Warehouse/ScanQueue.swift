import Domain
import Operations

/// The scans of one document session: those still waiting, the group under way, the last ten answers, the counters. A scan
/// never blocks and never gets lost: while the database is slow they queue up in order.
struct ScanQueue: Equatable {
    struct Line: Equatable {
        /// Of a session before this one, or of somebody else: nothing that has just happened.
        var isEarlier = false
        var scan: String
        var tone: ScanVerdict.Tone
        var words: String
        /// What takes it back; nil: nothing was written of it.
        var undo: ScanUndo?
    }

    struct Waiting: Equatable {
        /// As the list shows it.
        var shown: String
        var order: DocumentScan
        /// What is added to the answer's words: the layout it was repaired from.
        var remark: String
    }

    /// What is at the desk: sent again unchanged, key included, it is the same command.
    struct Group: Equatable {
        var scans: [Waiting]
        var key: CommandKey
    }

    private(set) var waiting: [Waiting] = []
    private(set) var group: Group?
    private(set) var isSending = false
    /// Newest first.
    private(set) var lines: [Line] = []
    private(set) var good = 0
    private(set) var noted = 0
    private(set) var bad = 0
    /// A bad scan stopped the batch; the rest waits until somebody has looked.
    private(set) var isStopped = false
    private var lastScan: String?
    private var lastScanAt = Instant(microseconds: 0)

    static let linesKept = 10
    static let doubleTrigger: Int64 = 2_000_000
    static let mostWaiting = 5_000
    /// Scans sent at once when many wait.
    static let groupSize = 50

    /// Those not answered yet.
    var count: Int { waiting.count + (group?.scans.count ?? 0) }
    /// The bad line that stays until the next scan.
    var alarm: Line? { lines.first.flatMap { $0.tone == .bad && !$0.isEarlier ? $0 : nil } }

    /// Whether the same code came within two seconds: a scanner that was triggered twice.
    mutating func isDoubleTrigger(_ scan: String, at now: Instant) -> Bool {
        let isSame = scan == lastScan && now.microseconds - lastScanAt.microseconds < Self.doubleTrigger
        (lastScan, lastScanAt) = (scan, now)
        return isSame
    }

    /// What was scanned last was not taken, or is taken back: it may come again at once.
    mutating func forgetLast() { lastScan = nil }

    /// Goes on with what an earlier client did not bring to its end.
    mutating func resume(_ waiting: [Waiting], sent: Group?) {
        self.waiting = waiting
        group = sent
    }

    /// Takes in what a scan came to. False when too many wait.
    mutating func add(_ more: [Waiting]) -> Bool {
        guard waiting.count + more.count <= Self.mostWaiting else {
            forgetLast()
            return false
        }
        waiting += more
        return true
    }

    /// The next group to send, when none is under way and nothing stops it.
    mutating func next() -> Group? {
        guard !isSending, !isStopped else { return nil }
        if group == nil, !waiting.isEmpty {
            let scans = Array(waiting.prefix(Self.groupSize))
            waiting.removeFirst(scans.count)
            group = Group(scans: scans, key: CommandKey.make())
        }
        guard let group else { return nil }
        isSending = true
        return group
    }

    /// The answers to the group under way; gives back its lines, oldest first.
    mutating func answered(_ answers: [DocumentScanAnswer], stopsOnError: Bool) -> [Line] {
        isSending = false
        guard let sent = group else { return [] }
        group = nil
        var taken: [Line] = []
        var left: [Waiting] = []
        for (index, scan) in sent.scans.enumerated() {
            guard answers.indices.contains(index), answers[index].verdict != .waiting else {
                left.append(scan)
                continue
            }
            let answer = answers[index]
            let line = Line(
                scan: scan.shown, tone: answer.verdict.tone, words: answer.words + scan.remark, undo: answer.undo)
            record(line)
            taken.append(line)
        }
        waiting = left + waiting
        if stopsOnError, taken.contains(where: { $0.tone == .bad }) { isStopped = true }
        return taken
    }

    /// A rule refused the group: each of its scans is told.
    mutating func refused(_ sentence: String) {
        isSending = false
        for scan in group?.scans ?? [] {
            record(Line(scan: scan.shown, tone: .bad, words: "REFUSED  \(sentence)", undo: nil))
        }
        group = nil
    }

    /// The line is down: the group stays, and goes out again with the same key.
    mutating func interrupted() { isSending = false }

    /// Somebody has looked at what stopped the batch.
    mutating func goOn() { isStopped = false }

    /// Takes the newest scan back that was not sent yet, and says so.
    mutating func dropLast() -> String? {
        guard let last = waiting.popLast()?.shown else { return nil }
        let isAgain =
            waiting.contains { $0.shown == last } || group?.scans.contains { $0.shown == last } == true
            || lines.contains { $0.scan == last && $0.tone != .bad }
        return isAgain
            ? "The repeated scan of \(last) is taken back; \(last) stays counted once." : "\(last) is taken back."
    }

    /// A scan is taken back.
    mutating func undone(_ undo: ScanUndo) {
        guard let index = lines.firstIndex(where: { $0.undo == undo }) else { return }
        remove(index)
    }

    /// Takes the newest line off the list if nothing was written of it, as of a code scanned again.
    mutating func dropUnwritten() -> Line? {
        guard let newest = lines.first, newest.undo == nil else { return nil }
        remove(0)
        return newest
    }

    /// A list that came later judges what was scanned before it.
    private mutating func judge(_ row: StockDocumentLine) {
        guard row.arrival == nil,
            let index = lines.firstIndex(where: { $0.undo == .line(row.line) && $0.tone != row.verdict.tone })
        else { return }
        count(lines[index].tone, -1)
        (lines[index].tone, lines[index].words) = (row.verdict.tone, row.words)
        count(row.verdict.tone, 1)
    }

    private mutating func count(_ tone: ScanVerdict.Tone, _ change: Int) {
        switch tone {
        case .good: good = max(good + change, 0)
        case .noted: noted = max(noted + change, 0)
        case .bad: bad = max(bad + change, 0)
        }
    }

    private mutating func remove(_ index: Int) {
        count(lines[index].tone, -1)
        lines.remove(at: index)
        forgetLast()
    }

    /// What the document holds already: of an earlier session, or of others. What is shown of it is shown as it is judged now.
    mutating func restore(_ found: [StockDocumentLine]) {
        guard lines.isEmpty else {
            for row in found { judge(row) }
            return
        }
        lines = found.prefix(Self.linesKept).map { line in
            Line(
                scan: line.serial.isEmpty ? line.scan : line.serial, tone: line.verdict.tone, words: line.words,
                undo: line.arrival.map { .arrival($0) } ?? .line(line.line))
        }
        for index in lines.indices { lines[index].isEarlier = true }
    }

    private mutating func record(_ line: Line) {
        count(line.tone, 1)
        lines.insert(line, at: 0)
        if lines.count > Self.linesKept { lines.removeLast() }
    }
}

extension StockDocumentLine {
    /// What the list of the document says of it.
    var words: String {
        if let quantity { return "OK  \(modelName), \(quantity)" }
        return DocumentScanAnswer(
            verdict: verdict, explanation: explanation, line: line, serial: serial, modelName: modelName,
            location: location
        ).words
    }
}
