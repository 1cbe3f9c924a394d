/// The form of an AVP's value (RFC 6733 sections 4.2 and 4.3, RFC 8506).
public enum AVPType: UInt8, Hashable, Sendable, CaseIterable {
    case octetString
    case utf8String
    case diameterIdentity
    case diameterURI
    case address
    case time
    case integer32
    case integer64
    case unsigned32
    case unsigned64
    case float32
    case float64
    case enumerated
    case filterRule
    case grouped

    /// The letter in this library's own tables.
    init?(letter: Character) {
        switch letter {
        case "O": self = .octetString
        case "U": self = .utf8String
        case "I": self = .diameterIdentity
        case "R": self = .diameterURI
        case "A": self = .address
        case "T": self = .time
        case "i": self = .integer32
        case "l": self = .integer64
        case "u": self = .unsigned32
        case "L": self = .unsigned64
        case "f": self = .float32
        case "d": self = .float64
        case "E": self = .enumerated
        case "F": self = .filterRule
        case "G": self = .grouped
        default: return nil
        }
    }

    /// The name in RFC 6733, as a dictionary file has it.
    public var name: String {
        switch self {
        case .octetString: "OctetString"
        case .utf8String: "UTF8String"
        case .diameterIdentity: "DiameterIdentity"
        case .diameterURI: "DiameterURI"
        case .address: "Address"
        case .time: "Time"
        case .integer32: "Integer32"
        case .integer64: "Integer64"
        case .unsigned32: "Unsigned32"
        case .unsigned64: "Unsigned64"
        case .float32: "Float32"
        case .float64: "Float64"
        case .enumerated: "Enumerated"
        case .filterRule: "IPFilterRule"
        case .grouped: "Grouped"
        }
    }

    /// The type of that name; nil when there is none.
    public init?(name: String) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }

    /// Octets of a value whose length is fixed.
    var fixedLength: Int? {
        switch self {
        case .time, .integer32, .unsigned32, .float32, .enumerated: 4
        case .integer64, .unsigned64, .float64: 8
        default: nil
        }
    }

    /// The fewest octets a value can have: as many zeros stand for a missing AVP (RFC 6733 section 7.5).
    var leastLength: Int {
        if let fixedLength { return fixedLength }
        return self == .address ? 6 : 0
    }
}

/// What a dictionary knows about an AVP.
public struct AVPDefinition: Hashable, Sendable {
    /// Whether its sender sets the M bit (RFC 6733 section 4.5).
    public enum MandatoryRule: Hashable, Sendable {
        case must
        case may
        case mustNot
    }

    public var name: String
    public var code: UInt32
    /// 0 for AVPs without a vendor.
    public var vendor: UInt32
    public var type: AVPType
    public var mandatory: MandatoryRule
    /// Names of an enumeration's values.
    public var values: [Int32: String]
    /// Another value than those of ``values`` is a fault (5004). Enumerations of 3GPP grow with every release and are
    /// open: refusing a record for a value unknown here would lose the call.
    public var isClosed: Bool

    public init(
        name: String, code: UInt32, vendor: UInt32 = 0, type: AVPType, mandatory: MandatoryRule = .must,
        values: [Int32: String] = [:], isClosed: Bool = false
    ) {
        self.name = name
        self.code = code
        self.vendor = vendor
        self.type = type
        self.mandatory = mandatory
        self.values = values
        self.isClosed = isClosed
    }
}
