package enum DeviceState: String, Hashable, Sendable, CaseIterable {
    /// In a stock, and no customer has had it yet.
    case new
    case inStock = "in_stock"
    /// In a hand-over that is being scanned.
    case reserved
    case inTransit = "in_transit"
    case atCustomer = "at_customer"
    case faulty
    case inRepair = "in_repair"
    case writtenOff = "written_off"
}

/// A device as lists and cards show it.
package struct DeviceSummary: Hashable, Sendable {
    package var id: DeviceID
    package var serial: String
    package var mac: String
    package var modelName: String
    package var state: DeviceState
    /// The stock's name, or the customer's.
    package var location: String

    package init(id: DeviceID, serial: String, mac: String, modelName: String, state: DeviceState, location: String) {
        self.id = id
        self.serial = serial
        self.mac = mac
        self.modelName = modelName
        self.state = state
        self.location = location
    }
}

/// What a scan turned out to be; each is told apart by colour, sound and text (business-rules section 7).
package enum ScanOutcome: Hashable, Sendable {
    case accepted(DeviceSummary)
    /// Scanned before in this step or batch: counted once.
    case duplicate(DeviceSummary)
    case unknown(serial: String)
    case wrongModel(DeviceSummary, expected: String)
    case wrongStock(DeviceSummary)
    case alreadyAtCustomer(DeviceSummary)
    /// In the right stock, but reserved, faulty, in repair or written off.
    case notFree(DeviceSummary)
    /// Neither a serial nor a MAC by form or check digit.
    case unreadable(text: String, reason: String)
}

package struct StockSummary: Hashable, Sendable {
    package var id: StockID
    package var code: String
    package var name: String
    package var devicesInStock: Int
    package var kind: StockKind
    /// The branch's code.
    package var branch: String
    /// Of the operator's branches: what is in it may be touched.
    package var isMine: Bool
    package var isActive: Bool
    package var version: Int

    package init(
        id: StockID, code: String, name: String, devicesInStock: Int, kind: StockKind = .central, branch: String = "",
        isMine: Bool = true, isActive: Bool = true, version: Int = 1
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.devicesInStock = devicesInStock
        self.kind = kind
        self.branch = branch
        self.isMine = isMine
        self.isActive = isActive
        self.version = version
    }
}
