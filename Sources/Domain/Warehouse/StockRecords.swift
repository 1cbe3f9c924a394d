package enum StockKind: String, Hashable, Sendable, CaseIterable {
    case central
    case branch
    case van
    /// What stands at a customer's and is still ours to count.
    case customer
    case repair
    case scrap
}

/// A stock to make or to change.
package struct StockForm: Hashable, Sendable {
    /// Nil makes a new one.
    package var id: StockID?
    package var version: Int
    package var code: String
    package var name: String
    package var kind: StockKind
    /// The branch's code.
    package var branch: String
    package var isActive: Bool

    package init(
        id: StockID? = nil, version: Int = 1, code: String, name: String, kind: StockKind, branch: String,
        isActive: Bool = true
    ) {
        self.id = id
        self.version = version
        self.code = code
        self.name = name
        self.kind = kind
        self.branch = branch
        self.isActive = isActive
    }
}

/// How much of a model is in a stock.
package struct StockLevel: Hashable, Sendable {
    package var stock: StockID
    package var stockName: String
    package var model: Int
    package var modelName: String
    package var unit: StockUnit
    package var isSerialised: Bool
    /// What can be given out: faulty devices and those in repair are not in it.
    package var free: Int64
    package var faulty: Int64
    package var minimum: Int64?
    /// On its way to this stock, and sent from it and not received.
    package var coming: Int64
    package var leaving: Int64

    package init(
        stock: StockID, stockName: String, model: Int, modelName: String, unit: StockUnit, isSerialised: Bool,
        free: Int64, faulty: Int64, minimum: Int64?, coming: Int64 = 0, leaving: Int64 = 0
    ) {
        self.stock = stock
        self.stockName = stockName
        self.model = model
        self.modelName = modelName
        self.unit = unit
        self.isSerialised = isSerialised
        self.free = free
        self.faulty = faulty
        self.minimum = minimum
        self.coming = coming
        self.leaving = leaving
    }

    package var isBelow: Bool { minimum.map { free < $0 } ?? false }
}

/// One step of a device's life.
package struct DeviceMovement: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case receive
        case transfer
        case send
        case arrive
        case handOver = "hand_over"
        case takeBack = "return"
        case adjust
        case writeOff = "write_off"
        case state
    }

    package var at: Instant
    package var kind: Kind
    /// Stocks and customers by name; empty where there is none.
    package var from: String
    package var to: String
    package var actor: String
    package var document: StockDocumentID?
    package var documentNumber: String
    package var ticket: TicketID?
    package var note: String

    package init(
        at: Instant, kind: Kind, from: String, to: String, actor: String, document: StockDocumentID?,
        documentNumber: String, ticket: TicketID?, note: String
    ) {
        self.at = at
        self.kind = kind
        self.from = from
        self.to = to
        self.actor = actor
        self.document = document
        self.documentNumber = documentNumber
        self.ticket = ticket
        self.note = note
    }
}

/// A device with everything that happened to it, newest first.
package struct DeviceSheet: Hashable, Sendable {
    package var device: DeviceSummary
    package var customer: CustomerID?
    package var service: String
    package var movements: [DeviceMovement]

    package init(device: DeviceSummary, customer: CustomerID?, service: String, movements: [DeviceMovement]) {
        self.device = device
        self.customer = customer
        self.service = service
        self.movements = movements
    }
}
