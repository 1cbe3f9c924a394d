/// What a stock document does (features F6.2, F6.3, F6.6).
package enum StockDocumentKind: String, Hashable, Sendable, CaseIterable {
    case receive
    case move
    case handOver = "hand_over"
    case takeBack = "return"
    case count
}

package enum StockDocumentState: String, Hashable, Sendable, CaseIterable {
    case draft
    /// On the way, all of it or what is still missing: of a move only.
    case sent
    /// All of it has come, or is settled.
    case received
    case posted
    case dropped

    /// Something can be scanned into it.
    package var isOpen: Bool { self == .draft || self == .sent }
}

/// What is asked to begin a document.
package struct StockDocumentOpening: Hashable, Sendable {
    package var kind: StockDocumentKind
    package var from: StockID?
    package var to: StockID?
    package var customer: CustomerID?
    package var ticket: TicketID?
    /// Of a receipt: the model of labels that do not say theirs.
    package var model: Int?
    package var stopsOnError: Bool
    package var note: String

    package init(
        kind: StockDocumentKind, from: StockID? = nil, to: StockID? = nil, customer: CustomerID? = nil,
        ticket: TicketID? = nil, model: Int? = nil, stopsOnError: Bool = false, note: String = ""
    ) {
        self.kind = kind
        self.from = from
        self.to = to
        self.customer = customer
        self.ticket = ticket
        self.model = model
        self.stopsOnError = stopsOnError
        self.note = note
    }
}

/// One row of a supplier's list.
package struct ExpectedItem: Hashable, Sendable {
    /// The model's code.
    package var model: String
    package var serial: String?
    package var mac: String?
    package var quantity: Int64?

    package init(model: String, serial: String? = nil, mac: String? = nil, quantity: Int64? = nil) {
        self.model = model
        self.serial = serial
        self.mac = mac
        self.quantity = quantity
    }
}

package struct StockDocumentSummary: Hashable, Sendable {
    package var id: StockDocumentID
    package var number: String
    package var kind: StockDocumentKind
    package var state: StockDocumentState
    package var from: StockID?
    package var fromName: String
    package var to: StockID?
    package var toName: String
    package var customer: CustomerID?
    package var customerName: String
    package var model: Int?
    package var stopsOnError: Bool
    package var note: String
    package var createdAt: Instant
    package var createdBy: String
    /// Scans that count.
    package var counted: Int
    /// Of a sent move: what is not there yet.
    package var missing: Int
    package var aside: Int
    /// Rows of the supplier's list.
    package var expected: Int
    /// Those of them that are here, and devices that are here and not among them.
    package var onList: Int
    package var unexpected: Int
    /// Of a sent move: some of it was received before.
    package var wasReceived: Bool
    /// Of a sent move: scans that are not received yet.
    package var arriving: Int

    package init(
        id: StockDocumentID, number: String, kind: StockDocumentKind, state: StockDocumentState, from: StockID?,
        fromName: String, to: StockID?, toName: String, customer: CustomerID?, customerName: String, model: Int?,
        stopsOnError: Bool, note: String, createdAt: Instant, createdBy: String, counted: Int, missing: Int, aside: Int,
        expected: Int, onList: Int = 0, unexpected: Int = 0, wasReceived: Bool = false, arriving: Int = 0
    ) {
        self.id = id
        self.number = number
        self.kind = kind
        self.state = state
        self.from = from
        self.fromName = fromName
        self.to = to
        self.toName = toName
        self.customer = customer
        self.customerName = customerName
        self.model = model
        self.stopsOnError = stopsOnError
        self.note = note
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.counted = counted
        self.missing = missing
        self.aside = aside
        self.expected = expected
        self.onList = onList
        self.unexpected = unexpected
        self.wasReceived = wasReceived
        self.arriving = arriving
    }
}

/// One scan of a document, as its list shows it.
package struct StockDocumentLine: Hashable, Sendable {
    package var line: Int
    package var scan: String
    package var verdict: ScanVerdict
    package var explanation: String
    package var isCounted: Bool
    package var device: DeviceID?
    package var serial: String
    package var modelName: String
    package var quantity: Int64?
    package var arrived: Int64?
    package var isArrived: Bool
    package var settled: String
    package var scannedBy: String
    /// Of what came of a sent move: the number by which it is undone.
    package var arrival: Int?
    /// Where the device is written, where that is what the line is about.
    package var location: String

    package init(
        line: Int, scan: String, verdict: ScanVerdict, explanation: String, isCounted: Bool, device: DeviceID?,
        serial: String, modelName: String, quantity: Int64?, arrived: Int64?, isArrived: Bool, settled: String,
        scannedBy: String, arrival: Int? = nil, location: String = ""
    ) {
        self.line = line
        self.scan = scan
        self.verdict = verdict
        self.explanation = explanation
        self.isCounted = isCounted
        self.device = device
        self.serial = serial
        self.modelName = modelName
        self.quantity = quantity
        self.arrived = arrived
        self.isArrived = isArrived
        self.settled = settled
        self.scannedBy = scannedBy
        self.arrival = arrival
        self.location = location
    }

    /// Of a move: all of it is there.
    package var hasCome: Bool { quantity.map { (arrived ?? 0) >= $0 } ?? isArrived }
}

/// What differs: of a receipt from its list, of a count from what is written, of a move from what was sent.
package struct StockDifference: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// On the list, and not there.
        case missing
        /// There, and not on the list.
        case unexpected
        /// There, and written elsewhere.
        case misplaced
        case quantity
        /// Of a count: it has moved since it was scanned, and stays as it is.
        case moved
        /// Of a count: a consumable that nobody counted; it stays as it is written.
        case uncounted
    }

    package var kind: Kind
    package var name: String
    package var modelName: String
    package var written: Int64
    package var counted: Int64

    package init(kind: Kind, name: String, modelName: String, written: Int64, counted: Int64) {
        self.kind = kind
        self.name = name
        self.modelName = modelName
        self.written = written
        self.counted = counted
    }
}

package struct StockDocumentSheet: Hashable, Sendable {
    package var summary: StockDocumentSummary
    /// Newest first.
    package var lines: [StockDocumentLine]
    package var differences: [StockDifference]

    package init(summary: StockDocumentSummary, lines: [StockDocumentLine], differences: [StockDifference]) {
        self.summary = summary
        self.lines = lines
        self.differences = differences
    }
}

/// What posting a document came to.
package struct StockPosting: Hashable, Sendable {
    package var number: String
    package var state: StockDocumentState
    /// Lines that took effect, and lines that were set aside because something had changed.
    package var taken: Int
    package var aside: Int
    /// Of a move that was received: lines of which something is still on its way.
    package var missing: Int

    package init(number: String, state: StockDocumentState, taken: Int, aside: Int, missing: Int = 0) {
        self.number = number
        self.state = state
        self.taken = taken
        self.aside = aside
        self.missing = missing
    }
}

/// What one scan did, to be taken back.
package enum ScanUndo: Hashable, Sendable {
    case line(Int)
    /// What came of a sent move.
    case arrival(Int)
    /// The MAC that was given to a line.
    case mac(line: Int)
}

/// What became of a thing that was sent and did not come.
package enum StockDecision: String, Hashable, Sendable, CaseIterable {
    case arrived
    case returned
    case lost
}
