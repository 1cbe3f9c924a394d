/// One step of a consumable through one stock.
package struct QuantityMovement: Hashable, Sendable {
    package var id: Int64
    package var at: Instant
    package var kind: DeviceMovement.Kind
    /// Stocks and customers by name; empty where there is none: a supplier, or the way.
    package var from: String
    package var to: String
    /// In the model's unit: what came into the stock, less than nothing what went out of it. Of what was lost on its way, which
    /// the stock does not hold any more, nothing.
    package var change: Int64
    /// What was moved.
    package var quantity: Int64
    /// What the stock held after it; nil where it did not change.
    package var balance: Int64?
    package var actor: String
    package var document: StockDocumentID
    package var documentNumber: String

    package init(
        id: Int64, at: Instant, kind: DeviceMovement.Kind, from: String, to: String, change: Int64, quantity: Int64,
        balance: Int64?, actor: String, document: StockDocumentID, documentNumber: String
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.from = from
        self.to = to
        self.change = change
        self.quantity = quantity
        self.balance = balance
        self.actor = actor
        self.document = document
        self.documentNumber = documentNumber
    }
}

/// Which of them are looked for.
package struct QuantityFilter: Hashable, Sendable {
    /// Nil: every kind.
    package var kind: DeviceMovement.Kind?
    /// Part of the name of who did it, in any case.
    package var actor: String
    /// Part of a document's number or note, of a stock or of a customer, in any case.
    package var text: String
    /// Moments, the second not included.
    package var from: Instant?
    package var to: Instant?

    /// What can happen to a quantity.
    package static let kinds: [DeviceMovement.Kind] = [
        .receive, .send, .arrive, .handOver, .takeBack, .adjust, .writeOff,
    ]

    package init(
        kind: DeviceMovement.Kind? = nil, actor: String = "", text: String = "", from: Instant? = nil,
        to: Instant? = nil
    ) {
        self.kind = kind
        self.actor = actor
        self.text = text
        self.from = from
        self.to = to
    }

    package var isEmpty: Bool { self == QuantityFilter() }
}
