/// What kind of thing a model is; what has no serial is counted by quantity.
package enum DeviceKind: String, Hashable, Sendable, CaseIterable {
    case ont
    case stb
    case router
    case phone
    case modem
    case networkSwitch = "switch"
    case sim
    case cable
    case part
}

package enum StockUnit: String, Hashable, Sendable, CaseIterable {
    case piece
    case metre
}

/// A model with the content rules of its labels (features F6.3).
package struct DeviceModel: Hashable, Sendable {
    package var id: Int
    package var code: String
    package var name: String
    package var kind: DeviceKind
    /// False: a consumable, counted by quantity.
    package var isSerialised: Bool
    package var unit: StockUnit
    /// Nil takes every serial.
    package var serialMask: SerialMask?
    /// A device is complete only with its MAC.
    package var needsMAC: Bool
    /// Beginnings of its MACs, six hexadecimal digits each; none: any.
    package var ouis: [String]
    /// Bar codes of the product, as GTIN of 14 digits.
    package var productCodes: [String]
    /// The maker's own numbers of the product.
    package var partNumbers: [String]
    package var version: Int

    package init(
        id: Int, code: String, name: String, kind: DeviceKind, isSerialised: Bool = true, unit: StockUnit = .piece,
        serialMask: SerialMask? = nil, needsMAC: Bool = false, ouis: [String] = [], productCodes: [String] = [],
        partNumbers: [String] = [], version: Int = 1
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.kind = kind
        self.isSerialised = isSerialised
        self.unit = unit
        self.serialMask = serialMask
        self.needsMAC = needsMAC
        self.ouis = ouis
        self.productCodes = productCodes
        self.partNumbers = partNumbers
        self.version = version
    }
}

extension DeviceModel {
    /// Of what else a serial plainly is, in words: of a model whose mask it fits, where this one's own mask does not take
    /// it; of a maker of GPON terminals, where this is nothing that hangs on a fibre. A model without a mask takes what
    /// is nobody else's (`warehouse.stranger` in the database is the same).
    package func stranger(_ serial: String, among models: [DeviceModel]) -> String? {
        if serialMask?.matches(serial) == true { return nil }
        // Without a mask of its own nothing but a telling one speaks against it; with one, it is refused in any case.
        let owners = models.filter { model in
            model.id != id
                && (serialMask == nil ? model.serialMask?.tells(serial) : model.serialMask?.matches(serial)) == true
        }
        if let first = owners.first, serialMask == nil || owners.count == 1 { return first.name }
        guard serialMask == nil, ![.ont, .router, .modem].contains(kind) else { return nil }
        return GPONSerial(serial)?.maker.map { "a GPON terminal (\($0))" }
    }
}

extension StockUnit {
    /// "3 pieces", "120 m".
    package func words(_ count: Int64) -> String {
        switch self {
        case .piece: "\(count) \(count == 1 ? "piece" : "pieces")"
        case .metre: "\(count) m"
        }
    }
}
