import Domain
import Terminal

/// Words about stock documents.
enum StockWords {
    /// "1 scan is", "3 scans are".
    static func scans(_ count: Int) -> String { count == 1 ? "1 scan is" : "\(count) scans are" }

    static func title(_ kind: StockDocumentKind) -> String {
        switch kind {
        case .receive: "Receive"
        case .move: "Move"
        case .handOver: "Hand over"
        case .takeBack: "Take back"
        case .count: "Count"
        }
    }

    /// From where to where.
    static func way(_ document: StockDocumentSummary) -> String {
        switch document.kind {
        case .receive: "into \(document.toName)"
        case .move: "\(document.fromName) to \(document.toName)"
        case .handOver: "\(document.fromName) to \(document.customerName)"
        case .takeBack:
            document.customerName.isEmpty
                ? "into \(document.toName)" : "\(document.customerName) to \(document.toName)"
        case .count: document.fromName
        }
    }

    static func state(_ document: StockDocumentSummary) -> String {
        isShort(document) ? "! \(document.missing) missing" : state(document.state)
    }

    static func state(_ state: StockDocumentState) -> String {
        switch state {
        case .draft: "draft"
        case .sent: "on its way"
        case .received: "received"
        case .posted: "posted"
        case .dropped: "given up"
        }
    }

    /// Some of it was received, and the rest was not.
    private static func isShort(_ document: StockDocumentSummary) -> Bool {
        document.wasReceived && document.missing > 0
    }

    static func role(_ document: StockDocumentSummary) -> TextRole {
        switch document.state {
        case .draft: .stateNew
        case .sent: isShort(document) ? .stateSuspended : .scanAgain
        case .received, .posted: .stateActive
        case .dropped: .stateEnded
        }
    }

    static func after(_ posting: StockPosting) -> String {
        let left = posting.aside == 0 ? "" : "; \(posting.aside) set aside, because they changed meanwhile"
        let done: String =
            switch posting.state {
            case .sent: "is sent: \(posting.taken) on the way"
            case .received:
                "is received: \(posting.taken) arrived"
                    + (posting.missing == 0 ? "" : ", \(posting.missing) still on the way")
            default: "is posted: \(posting.taken)"
            }
        return "\(posting.number) \(done)\(left)."
    }

    static func movement(_ kind: DeviceMovement.Kind) -> String {
        switch kind {
        case .receive: "received"
        case .transfer: "moved"
        case .send: "sent"
        case .arrive: "arrived"
        case .handOver: "handed over"
        case .takeBack: "taken back"
        case .adjust: "adjusted"
        case .writeOff: "written off"
        case .state: "marked"
        }
    }

    static func kind(_ kind: StockKind) -> String { kind.rawValue }

    static func device(_ kind: DeviceKind) -> String {
        switch kind {
        case .ont: "ONT"
        case .stb: "set-top box"
        case .router: "router"
        case .phone: "phone"
        case .modem: "modem"
        case .networkSwitch: "switch"
        case .sim: "SIM card"
        case .cable: "cable"
        case .part: "part"
        }
    }

    static func difference(_ difference: StockDifference) -> String {
        switch difference.kind {
        case .missing: "missing"
        case .unexpected: "not on the list"
        case .misplaced: "written elsewhere"
        case .quantity: "\(difference.written) written, \(difference.counted) counted"
        case .moved: "moved since it was counted"
        case .uncounted: "not counted, \(difference.written) written"
        }
    }
}

extension ScanVerdict.Tone {
    var role: TextRole {
        switch self {
        case .good: .scanGood
        case .noted: .scanAgain
        case .bad: .scanBad
        }
    }

    /// So that colour is never alone.
    var mark: String {
        switch self {
        case .good: "+"
        case .noted: "="
        case .bad: "!"
        }
    }
}

extension Sheet {
    /// A line of a list of scans: the mark, the code, what came of it. What was so before is not as loud.
    mutating func writeScan(
        _ scan: String, _ words: String, _ tone: ScanVerdict.Tone, row: Int, isEarlier: Bool = false
    ) {
        let role = isEarlier ? .dim : tone.role
        write(tone.mark, row: row, column: 1, width: 1, role)
        write(scan, row: row, column: 3, width: 20, role)
        write(words, row: row, column: 24, width: width - 25, role)
    }
}
