/// The AVPs that are understood: RFC 6733 and its applications, 3GPP's, and what is added. An AVP that is not here and
/// has the M bit is refused (RFC 6733 section 4.1).
public struct DiameterDictionary: Sendable {
    /// Why a definition cannot be added.
    public enum Failure: Error, Hashable, Sendable {
        case otherTypeInUse(name: String, known: String)

        public var sentence: String {
            switch self {
            case .otherTypeInUse(let name, let known):
                "\(name) has the code of \(known), whose type the server itself relies on; give it the same type"
            }
        }
    }

    /// What checking an AVP needs, small and close together.
    struct Traits: Sendable {
        var type: AVPType
        /// Which AVP of the grammars it is; ``GrammarSlot/none`` for most.
        var slot: GrammarSlot
        var isClosed: Bool
    }

    private var definitions: [AVPDefinition] = []
    private(set) var traits: [Traits] = []
    /// Indices into ``definitions`` by code: -1 where there is none.
    private var baseIndices = [Int16](repeating: -1, count: 1_024)
    private var threeGPPIndices = [Int16](repeating: -1, count: 8_192)
    private var otherIndices: [UInt64: Int] = [:]

    /// RFC 6733, its applications, and 3GPP.
    public static let standard = DiameterDictionary()

    private init() {
        addTable(Self.base, vendor: 0)
        for table in [Self.threeGPPBelow1000, Self.threeGPPBelow2000, Self.threeGPPFrom2000] {
            addTable(table, vendor: DiameterNumber.vendor3GPP)
        }
        for enumeration in Self.enumerations {
            guard let index = index(enumeration.code, enumeration.vendor) else { continue }
            definitions[index].values = enumeration.values
            definitions[index].isClosed = enumeration.isClosed
            traits[index].isClosed = enumeration.isClosed
        }
    }

    /// How many AVPs are known.
    public var count: Int { definitions.count }

    public func definition(code: UInt32, vendor: UInt32) -> AVPDefinition? {
        index(code, vendor).map { definitions[$0] }
    }

    /// Adds a definition, or replaces the one of the same code and vendor.
    public mutating func add(_ definition: AVPDefinition) throws(Failure) {
        guard let index = index(definition.code, definition.vendor) else {
            insert(definition)
            return
        }
        let known = definitions[index]
        guard traits[index].slot == .none || known.type == definition.type else {
            throw .otherTypeInUse(name: definition.name, known: known.name)
        }
        definitions[index] = definition
        traits[index].type = definition.type
        traits[index].isClosed = definition.isClosed
    }

    func traits(_ code: UInt32, _ vendor: UInt32) -> Traits? { index(code, vendor).map { traits[$0] } }

    @inline(__always)
    private func index(_ code: UInt32, _ vendor: UInt32) -> Int? {
        if vendor == 0, code < 1_024 {
            let index = baseIndices[Int(code)]
            return index < 0 ? nil : Int(index)
        }
        if vendor == DiameterNumber.vendor3GPP, code < 8_192 {
            let index = threeGPPIndices[Int(code)]
            return index < 0 ? nil : Int(index)
        }
        return otherIndices.isEmpty ? nil : otherIndices[UInt64(vendor) << 32 | UInt64(code)]
    }

    private mutating func insert(_ definition: AVPDefinition) {
        let index = definitions.count
        definitions.append(definition)
        traits.append(
            Traits(
                type: definition.type, slot: GrammarSlot(code: definition.code, vendor: definition.vendor),
                isClosed: definition.isClosed))
        // The small indices end at 2^15 definitions; what is beyond is found the slower way.
        if definition.vendor == 0, definition.code < 1_024, let small = Int16(exactly: index) {
            baseIndices[Int(definition.code)] = small
        } else if definition.vendor == DiameterNumber.vendor3GPP, definition.code < 8_192,
            let small = Int16(exactly: index)
        {
            threeGPPIndices[Int(definition.code)] = small
        } else {
            otherIndices[UInt64(definition.vendor) << 32 | UInt64(definition.code)] = index
        }
    }

    /// Entries "code name letter", separated by ";"; "?" behind the letter: M may be set, "-": it must not.
    private mutating func addTable(_ table: String, vendor: UInt32) {
        for entry in table.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let words = entry.split(separator: " ")
            guard words.count == 3, let code = UInt32(words[0]), let letter = words[2].first,
                let type = AVPType(letter: letter)
            else { continue }
            let mandatory: AVPDefinition.MandatoryRule =
                switch words[2].last {
                case "?": .may
                case "-": .mustNot
                default: .must
                }
            insert(
                AVPDefinition(name: String(words[1]), code: code, vendor: vendor, type: type, mandatory: mandatory))
        }
    }
}
