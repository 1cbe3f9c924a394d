/// What a scan is to its document; each is told apart by word, colour and sound (business-rules section 7).
package enum ScanVerdict: String, Hashable, Sendable, CaseIterable {
    case accepted
    /// A device scanned before got its MAC.
    case completed
    /// In this document already: counted once.
    case duplicate
    /// Counted, though it is not on the supplier's list.
    case unexpected
    /// Of a move: here, and not on the document; counted.
    case extra
    /// Of a count: written in another stock; counted.
    case misplaced
    case unknown
    case registered
    case wrongModel = "wrong_model"
    case wrongStock = "wrong_stock"
    case wrongCustomer = "wrong_customer"
    case atCustomer = "at_customer"
    case notAtCustomer = "not_at_customer"
    case inTransit = "in_transit"
    case writtenOff = "written_off"
    /// Reserved, faulty or in repair.
    case notFree = "not_free"
    /// In another draft.
    case elsewhere
    case macTaken = "mac_taken"
    case incomplete
    /// Of a posted count: moved after it was scanned.
    case moved
    case noModel = "no_model"
    case tooFew = "too_few"
    case unreadable
    /// Not looked at: the batch stopped before it.
    case waiting

    /// How it is shown and heard.
    package enum Tone: Hashable, Sendable {
        case good
        /// Good, or harmless, and worth a look.
        case noted
        case bad
    }

    package var tone: Tone {
        switch self {
        case .accepted, .completed: .good
        case .duplicate, .unexpected, .extra, .misplaced: .noted
        default: .bad
        }
    }
}

/// What is sent for one scan: recognised by the client, looked at by the database.
package struct DocumentScan: Hashable, Sendable {
    /// As it was read.
    package var scan: String
    /// The likeliest first.
    package var serials: [String]
    package var mac: String?
    package var model: Int?
    package var quantity: Int64?
    /// Why it is nothing to look up: it is kept, set aside, with this.
    package var problem: String?
    /// A label whose rest did not come.
    package var isIncomplete: Bool

    package init(
        scan: String, serials: [String] = [], mac: String? = nil, model: Int? = nil, quantity: Int64? = nil,
        problem: String? = nil, isIncomplete: Bool = false
    ) {
        self.scan = scan
        self.serials = serials
        self.mac = mac
        self.model = model
        self.quantity = quantity
        self.problem = problem
        self.isIncomplete = isIncomplete
    }
}

package struct DocumentScanAnswer: Hashable, Sendable {
    package var verdict: ScanVerdict
    package var explanation: String
    /// The line that holds it; nil: nothing was written.
    package var line: Int?
    /// Of what came of a sent move: the number by which it is undone.
    package var arrival: Int?
    package var serial: String
    package var modelName: String
    package var location: String

    package init(
        verdict: ScanVerdict, explanation: String, line: Int?, serial: String, modelName: String, location: String,
        arrival: Int? = nil
    ) {
        self.verdict = verdict
        self.explanation = explanation
        self.line = line
        self.serial = serial
        self.modelName = modelName
        self.location = location
        self.arrival = arrival
    }

    /// What takes it back; nil where nothing was written of it.
    package var undo: ScanUndo? {
        if let arrival { return .arrival(arrival) }
        return line.map { verdict == .completed ? .mac(line: $0) : .line($0) }
    }

    /// The word of the verdict, and what there is to know: at 80 columns there are 55 cells, so what may be long comes last.
    package var words: String {
        let owner = location.isEmpty ? "" : ", \(location)"
        switch verdict {
        case .accepted: return "OK  \(modelName)"
        case .completed: return "OK  \(modelName), with its MAC now"
        case .duplicate: return "AGAIN  \(serial), counted once"
        case .unexpected: return "NOT ON THE LIST  counted; \(modelName)"
        case .extra: return "NOT ON THE DOCUMENT  counted; \(modelName)"
        case .misplaced: return "MISPLACED  written in \(location); \(modelName)"
        case .unknown: return "UNKNOWN  in no stock; have it received first"
        case .registered: return "KNOWN ALREADY  \(modelName)\(owner)"
        case .wrongModel: return "WRONG MODEL  wanted is \(explanation)"
        case .wrongStock: return "WRONG STOCK  it belongs to \(location)"
        case .wrongCustomer: return "WRONG CUSTOMER  \(location) has it"
        case .atCustomer: return "AT A CUSTOMER  \(location) has it"
        case .notAtCustomer: return "NOT AT A CUSTOMER  \(modelName)\(owner)"
        case .inTransit: return "IN TRANSIT  \(location)"
        case .writtenOff: return "WRITTEN OFF  \(modelName)"
        case .notFree: return "NOT FREE  reserved, faulty or in repair; \(modelName)"
        case .elsewhere: return "IN ANOTHER DRAFT  \(explanation)"
        case .macTaken: return "MAC TAKEN  another device has this MAC"
        case .incomplete: return "INCOMPLETE  \(explanation.isEmpty ? "its MAC is missing" : explanation)"
        case .moved: return "MOVED  since it was counted; it stays where it is"
        case .noModel: return "NO MODEL  choose the model first (F4)"
        case .tooFew: return "TOO FEW  only \(explanation) are there"
        case .unreadable: return "UNREADABLE  \(explanation)"
        case .waiting: return "WAITING"
        }
    }
}
