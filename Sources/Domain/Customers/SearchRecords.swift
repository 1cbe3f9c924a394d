/// One row of what a search found.
package enum SearchHit: Hashable, Sendable, Identifiable {
    case customer(CustomerSummary)
    /// A device that is in a stock, with no customer.
    case device(StockedDevice)
    /// A stock document, by its number.
    case document(FoundDocument)

    package enum ID: Hashable, Sendable {
        case customer(CustomerID)
        case device(DeviceID)
        case document(StockDocumentID)
    }

    package var id: ID {
        switch self {
        case .customer(let customer): .customer(customer.id)
        case .device(let device): .device(device.id)
        case .document(let document): .document(document.id)
        }
    }
}

/// A device in a stock, as a search shows it.
package struct StockedDevice: Hashable, Sendable {
    package var id: DeviceID
    package var modelName: String
    package var state: DeviceState
    package var stockName: String
    /// What matched: "device HWTC1A2B3C4D".
    package var matched: String

    package init(id: DeviceID, modelName: String, state: DeviceState, stockName: String, matched: String) {
        self.id = id
        self.modelName = modelName
        self.state = state
        self.stockName = stockName
        self.matched = matched
    }

    /// The serial in what matched.
    package var serial: String { matched.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
}

/// A stock document, as a search shows it.
package struct FoundDocument: Hashable, Sendable {
    package var id: StockDocumentID
    package var state: StockDocumentState
    /// From where to where, by names.
    package var way: String
    /// What matched: "document M-2026-000101".
    package var matched: String

    package init(id: StockDocumentID, state: StockDocumentState, way: String, matched: String) {
        self.id = id
        self.state = state
        self.way = way
        self.matched = matched
    }

    /// The number in what matched.
    package var number: String { matched.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
}

/// What a search found, best first: identifiers that are whole, then names and addresses by their beginnings; of names,
/// first words before further ones, customers before those who were customers.
package struct SearchAnswer: Hashable, Sendable {
    package var hits: [SearchHit]
    /// There is more than was asked for.
    package var hasMore: Bool
    /// The reading on another keyboard layout that was found; nil: the text as it was typed.
    package var readAs: String?
    /// Nothing has it as typed: what is here is alike.
    package var isAlike: Bool

    package init(hits: [SearchHit], hasMore: Bool = false, readAs: String? = nil, isAlike: Bool = false) {
        self.hits = hits
        self.hasMore = hasMore
        self.readAs = readAs
        self.isAlike = isAlike
    }
}
