/// Goes once over the octets of a message and finds the first thing that is wrong with its AVPs: lengths, unknown
/// mandatory AVPs, values that their types do not allow, too often, not allowed, missing (RFC 6733 section 7.1.5).
/// Groups are entered. Nothing is allocated unless there is a fault.
struct GrammarCheck: ~Copyable {
    /// Deeper groups are refused: nothing standardised goes beyond six.
    static let deepest = 16

    /// Offsets of the top-level AVPs that the grammar names; 0 for those that are not there. Of several, the first.
    private(set) var offsets = InlineArray<64, UInt32>(repeating: 0)

    init(
        _ octets: RawSpan, _ grammar: MessageGrammar, _ dictionary: borrowing DiameterDictionary
    ) throws(DiameterFault) {
        var seen: UInt64 = 0
        var cursor = AVPCursor(MessageHeader.length..<octets.byteCount)
        while let avp = try Self.next(&cursor, octets, dictionary) {
            guard let traits = dictionary.traits(avp.code, avp.vendor) else {
                try Self.checkStranger(avp, octets)
                continue
            }
            if traits.slot != .none {
                try Self.checkOccurrence(avp, traits, &seen, grammar, octets)
                if offsets[Int(traits.slot.rawValue)] == 0 {
                    offsets[Int(traits.slot.rawValue)] = UInt32(truncatingIfNeeded: avp.start)
                }
            }
            try Self.checkValue(avp, traits, octets, dictionary, depth: 1)
        }
        try Self.checkNothingMissing(seen, grammar, dictionary)
    }

    /// The payload of an AVP that was found.
    func payload(_ slot: GrammarSlot, _ octets: RawSpan) -> Range<Int>? {
        let offset = Int(offsets[Int(slot.rawValue)])
        guard offset > 0 else { return nil }
        let second = octets.number32(at: offset + 4)
        return (offset + (second >> 31 == 0 ? 8 : 12))..<(offset + Int(second & 0xFF_FFFF))
    }

    func has(_ slot: GrammarSlot) -> Bool { offsets[Int(slot.rawValue)] != 0 }

    /// The value of a four-octet AVP that was found.
    func number32(_ slot: GrammarSlot, _ octets: RawSpan) -> UInt32? {
        payload(slot, octets).map { octets.number32(at: $0.lowerBound) }
    }

    // MARK: Groups

    private static func checkMembers(
        _ group: AVPPlace, _ slot: GrammarSlot, _ octets: RawSpan, _ dictionary: borrowing DiameterDictionary,
        depth: Int
    ) throws(DiameterFault) {
        guard depth <= deepest else {
            throw DiameterFault(
                .invalidAVPValue, "AVPs are nested deeper than \(deepest)", failed: FailedAVP.emptied(group, octets))
        }
        do throws(DiameterFault) {
            let grammar = MessageGrammar.members(of: slot)
            var seen: UInt64 = 0
            var cursor = AVPCursor(group.payload)
            while let avp = try next(&cursor, octets, dictionary) {
                guard let traits = dictionary.traits(avp.code, avp.vendor) else {
                    try checkStranger(avp, octets)
                    continue
                }
                if traits.slot != .none { try checkOccurrence(avp, traits, &seen, grammar, octets) }
                try checkValue(avp, traits, octets, dictionary, depth: depth + 1)
            }
            try checkNothingMissing(seen, grammar, dictionary)
        } catch {
            var fault = error
            fault.failed = fault.failed.map { FailedAVP.wrapped($0, in: group, octets) }
            throw fault
        }
    }

    // MARK: Rules

    @inline(__always)
    private static func next(
        _ cursor: inout AVPCursor, _ octets: RawSpan, _ dictionary: borrowing DiameterDictionary
    ) throws(DiameterFault) -> AVPPlace? {
        do throws(AVPCursor.Broken) {
            return try cursor.next(in: octets)
        } catch {
            throw FailedAVP.brokenLength(at: error.offset, cursor.end, octets, dictionary)
        }
    }

    private static func checkStranger(_ avp: AVPPlace, _ octets: RawSpan) throws(DiameterFault) {
        guard avp.isMandatory else { return }
        let vendor = avp.vendor == 0 ? "" : " of vendor \(avp.vendor)"
        throw DiameterFault(
            .avpUnsupported, "AVP \(avp.code)\(vendor) is not supported", failed: FailedAVP.copy(avp, octets))
    }

    private static func checkOccurrence(
        _ avp: AVPPlace, _ traits: DiameterDictionary.Traits, _ seen: inout UInt64, _ grammar: MessageGrammar,
        _ octets: RawSpan
    ) throws(DiameterFault) {
        let bit = traits.slot.bit
        // What is inside a group was not looked at yet: it may be broken, and its header is enough.
        func offender() -> [UInt8] {
            traits.type == .grouped ? FailedAVP.emptied(avp, octets) : FailedAVP.copy(avp, octets)
        }
        if grammar.forbidden & bit != 0 {
            throw DiameterFault(
                .avpNotAllowed, "AVP \(avp.code) is not allowed here", failed: offender())
        }
        if seen & grammar.once & bit != 0 {
            throw DiameterFault(
                .avpOccursTooManyTimes, "AVP \(avp.code) may be here only once", failed: offender())
        }
        seen |= bit
    }

    private static func checkNothingMissing(
        _ seen: UInt64, _ grammar: MessageGrammar, _ dictionary: borrowing DiameterDictionary
    ) throws(DiameterFault) {
        let missing = grammar.required & ~seen
        guard missing != 0, let slot = GrammarSlot(rawValue: UInt8(missing.trailingZeroBitCount)) else { return }
        let definition = dictionary.definition(code: slot.name.code, vendor: slot.name.vendor)
        throw DiameterFault(
            .missingAVP, "\(definition?.name ?? "AVP \(slot.name.code)") is missing",
            failed: FailedAVP.zeroFilled(slot.name, definition?.type.leastLength ?? 0))
    }

    private static func checkValue(
        _ avp: AVPPlace, _ traits: DiameterDictionary.Traits, _ octets: RawSpan,
        _ dictionary: borrowing DiameterDictionary, depth: Int
    ) throws(DiameterFault) {
        if traits.type == .grouped {
            try checkMembers(avp, traits.slot, octets, dictionary, depth: depth)
            return
        }
        if let length = traits.type.fixedLength {
            guard avp.payload.count == length else {
                throw DiameterFault(
                    .invalidAVPLength, "AVP \(avp.code) has \(length) octets of value, not \(avp.payload.count)",
                    failed: FailedAVP.copy(avp, octets))
            }
            guard traits.isClosed else { return }
            let value = Int32(bitPattern: octets.number32(at: avp.payload.lowerBound))
            if dictionary.definition(code: avp.code, vendor: avp.vendor)?.values[value] == nil {
                throw DiameterFault(
                    .invalidAVPValue, "AVP \(avp.code) has no value \(value)", failed: FailedAVP.copy(avp, octets))
            }
            return
        }
        if !isGood(avp.payload, traits.type, octets) || (traits.slot == .sessionID && avp.payload.isEmpty) {
            throw DiameterFault(
                .invalidAVPValue, "the value of AVP \(avp.code) is no \(traits.type.name)",
                failed: FailedAVP.copy(avp, octets))
        }
    }

    private static func isGood(_ payload: Range<Int>, _ type: AVPType, _ octets: RawSpan) -> Bool {
        switch type {
        case .utf8String: return octets.isUTF8(payload)
        case .diameterIdentity:
            // A host's or realm's name: printable ASCII without blanks.
            if payload.isEmpty { return false }
            for offset in payload {
                let octet = octets.octet(at: offset)
                if octet <= 0x20 || octet >= 0x7F { return false }
            }
            return true
        case .diameterURI, .filterRule: return octets.isASCII(payload)
        case .address:
            guard payload.count > 2 else { return false }
            switch octets.number16(at: payload.lowerBound) {
            case 0, 65_535: return false
            case 1: return payload.count == 6
            case 2: return payload.count == 18
            default: return true
            }
        default: return true
        }
    }
}
