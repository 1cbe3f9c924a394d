/// Turns the bytes of a terminal into keys. A state machine without a clock: the caller feeds bytes, and says when a
/// lone escape has waited long enough to be the ESC key. Unknown sequences are swallowed whole; their letters never
/// become commands.
public nonisolated struct KeyDecoder {
    private var buffer: [UInt8] = []
    private var position = 0
    private var pasted: [UInt8]?
    private var lastWasReturn = false
    /// The mouse is switched on: its reports are events. Otherwise they are swallowed.
    public var readsMouse = false
    /// A paste beyond this is cut; a sequence beyond the other is no sequence.
    static let pasteLimit = 1_000_000
    static let sequenceLimit = 64

    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    public init() {}

    /// An incomplete sequence is waiting: call `timeout` when nothing follows within the escape delay.
    public var isWaiting: Bool { !buffer.isEmpty && pasted == nil }

    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        buffer += bytes
        return drain(isFinal: false)
    }

    /// Nothing followed: what waits is taken as it is.
    public mutating func timeout() -> [InputEvent] { drain(isFinal: true) }

    private mutating func drain(isFinal: Bool) -> [InputEvent] {
        var events: [InputEvent] = []
        position = 0
        while position < buffer.count {
            let start = position
            if pasted != nil {
                guard takePaste(&events) else { break }
            } else if let event = next(isFinal: isFinal) {
                if let event { events.append(event) }
            } else {
                position = start
                break
            }
        }
        buffer.removeFirst(min(position, buffer.count))
        return events
    }

    /// The outer nil: more bytes are needed. The inner nil: something was swallowed.
    private mutating func next(isFinal: Bool) -> InputEvent?? {
        let byte = buffer[position]
        let followsReturn = lastWasReturn
        lastWasReturn = false
        switch byte {
        case 0x1B: return escape(isFinal: isFinal)
        case 0x0D:
            position += 1
            lastWasReturn = true
            return .some(key(.named(.enter)))
        case 0x0A:
            position += 1
            // A scanner's CR LF is one ENTER.
            return followsReturn ? .some(nil) : .some(key(.named(.enter)))
        default: return character(isFinal: isFinal, modifiers: []).map { $0.map { .key($0) } }
        }
    }

    private func key(_ base: KeyStroke.Base, _ modifiers: KeyStroke.Modifiers = []) -> InputEvent {
        .key(KeyStroke(base, modifiers))
    }

    // MARK: Characters

    private mutating func character(isFinal: Bool, modifiers: KeyStroke.Modifiers) -> KeyStroke?? {
        let byte = buffer[position]
        switch byte {
        case 0x00:
            position += 1
            return KeyStroke(.named(.space), modifiers.union(.control))
        case 0x09, 0x0D, 0x0A:
            position += 1
            return KeyStroke(.named(byte == 0x09 ? .tab : .enter), modifiers)
        case 0x7F, 0x08:
            position += 1
            return KeyStroke(.named(.backspace), modifiers)
        case 0x01...0x1A:
            position += 1
            return KeyStroke(.character(Character(Unicode.Scalar(byte + 0x60))), modifiers.union(.control))
        case 0x1C...0x1F:
            position += 1
            return KeyStroke(.character(Character(Unicode.Scalar(byte + 0x40))), modifiers.union(.control))
        case 0x20...0x7E:
            position += 1
            return KeyStroke(.character(Character(Unicode.Scalar(byte))), modifiers)
        default: return multibyte(isFinal: isFinal, modifiers: modifiers)
        }
    }

    private mutating func multibyte(isFinal: Bool, modifiers: KeyStroke.Modifiers) -> KeyStroke?? {
        let lead = buffer[position]
        let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0
        let rest = buffer[position...].dropFirst().prefix(max(count - 1, 0))
        let valid = rest.prefix { $0 & 0xC0 == 0x80 }
        if count > 0, valid.count == rest.count, rest.count < count - 1, !isFinal { return nil }
        guard count > 0, valid.count == count - 1,
            let text = String(validating: buffer[position..<position + count], as: UTF8.self),
            let character = text.first
        else {
            // Not UTF-8: the broken bytes go, what follows stays.
            position += 1 + (count > 0 ? valid.count : 0)
            return .some(nil)
        }
        position += count
        return KeyStroke(.character(character), modifiers)
    }

    // MARK: Sequences

    private mutating func escape(isFinal: Bool) -> InputEvent?? {
        guard position + 1 < buffer.count else {
            guard isFinal else { return nil }
            position += 1
            return .some(key(.named(.escape)))
        }
        switch buffer[position + 1] {
        case UInt8(ascii: "["): return control(isFinal: isFinal)
        case UInt8(ascii: "O"): return singleShift(isFinal: isFinal)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            return string(isFinal: isFinal)
        case 0x1B:
            position += 1
            return .some(key(.named(.escape)))
        default:
            let start = position
            position += 1
            guard let stroke = character(isFinal: isFinal, modifiers: .alt) else {
                position = start
                return nil
            }
            return .some(stroke.map { .key($0) })
        }
    }

    /// ESC [ parameters final.
    private mutating func control(isFinal: Bool) -> InputEvent?? {
        var index = position + 2
        // The Linux console's F1 to F5.
        if index < buffer.count, buffer[index] == UInt8(ascii: "[") {
            guard index + 1 < buffer.count else { return incomplete(isFinal: isFinal) }
            let letter = buffer[index + 1]
            position = index + 2
            guard (0x41...0x45).contains(letter) else { return .some(nil) }
            return .some(key(.function(Int(letter - 0x40))))
        }
        let start = index
        while index < buffer.count, (0x20...0x3F).contains(buffer[index]), index - start < Self.sequenceLimit {
            index += 1
        }
        guard index < buffer.count else { return incomplete(isFinal: isFinal) }
        let final = buffer[index]
        guard (0x40...0x7E).contains(final) else {
            position = index
            return .some(nil)
        }
        let parameters = buffer[start..<index]
        if final == UInt8(ascii: "M"), parameters.isEmpty {
            // An old mouse report: three more bytes, whatever they are.
            guard index + 3 < buffer.count || isFinal else { return nil }
            position = min(index + 4, buffer.count)
            return .some(nil)
        }
        position = index + 1
        return .some(meaning(of: parameters, final: final))
    }

    private mutating func incomplete(isFinal: Bool) -> InputEvent?? {
        guard isFinal else { return nil }
        // ESC [ alone is Alt and a bracket; a torn sequence is swallowed.
        let isBracket = position + 2 == buffer.count
        position = buffer.count
        return .some(isBracket ? key(.character("["), .alt) : nil)
    }

    private mutating func meaning(of parameters: ArraySlice<UInt8>, final: UInt8) -> InputEvent? {
        let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
        if parameters.first == UInt8(ascii: "<"), final == UInt8(ascii: "M") { return mouse(parameters.dropFirst()) }
        guard parameters.allSatisfy({ (0x30...0x3B).contains($0) }) else { return nil }
        let first = numbers.first ?? 0
        let modifiers = numbers.count > 1 ? Self.modifiers(numbers[1]) : []
        switch final {
        case UInt8(ascii: "~"):
            if first == 200 {
                pasted = []
                return nil
            }
            return Self.numbered[first].map { key($0, modifiers) }
        case UInt8(ascii: "Z"): return key(.named(.tab), modifiers.union(.shift))
        case UInt8(ascii: "u"):
            guard let scalar = Unicode.Scalar(UInt32(clamping: first)),
                first >= 0x20 || first == 13 || first == 9 || first == 27
            else { return nil }
            switch first {
            case 9: return key(.named(.tab), modifiers)
            case 13: return key(.named(.enter), modifiers)
            case 27: return key(.named(.escape), modifiers)
            case 127: return key(.named(.backspace), modifiers)
            default: return key(.character(Character(scalar)), modifiers)
            }
        default: return Self.lettered[final].map { key($0, modifiers) }
        }
    }

    private func mouse(_ parameters: ArraySlice<UInt8>) -> InputEvent? {
        guard readsMouse else { return nil }
        let numbers = parameters.split(separator: UInt8(ascii: ";")).map {
            Int(String(decoding: $0, as: UTF8.self)) ?? 0
        }
        return MouseEvent(report: numbers).map { .mouse($0) }
    }

    /// ESC O letter: keypad and function keys in application mode.
    private mutating func singleShift(isFinal: Bool) -> InputEvent?? {
        guard position + 2 < buffer.count else {
            guard isFinal else { return nil }
            position += 2
            return .some(key(.character("O"), .alt))
        }
        let letter = buffer[position + 2]
        position += 3
        if letter == UInt8(ascii: "M") { return .some(key(.named(.enter))) }
        return .some(Self.lettered[letter].map { key($0) })
    }

    /// An answer of the terminal or a title: swallowed up to its end.
    private mutating func string(isFinal: Bool) -> InputEvent?? {
        var index = position + 2
        while index < buffer.count {
            if buffer[index] == 0x07 || (buffer[index] == UInt8(ascii: "\\") && buffer[index - 1] == 0x1B) {
                position = index + 1
                return .some(nil)
            }
            index += 1
        }
        guard isFinal else { return nil }
        let letter = Character(Unicode.Scalar(buffer[position + 1]))
        let isKey = position + 2 == buffer.count
        position = buffer.count
        return .some(isKey ? key(.character(letter), .alt) : nil)
    }

    private static func modifiers(_ number: Int) -> KeyStroke.Modifiers {
        let bits = max(number - 1, 0)
        var modifiers: KeyStroke.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 2 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    private static let lettered: [UInt8: KeyStroke.Base] = [
        UInt8(ascii: "A"): .named(.up), UInt8(ascii: "B"): .named(.down), UInt8(ascii: "C"): .named(.right),
        UInt8(ascii: "D"): .named(.left), UInt8(ascii: "H"): .named(.home), UInt8(ascii: "F"): .named(.end),
        UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3),
        UInt8(ascii: "S"): .function(4),
    ]

    private static let numbered: [Int: KeyStroke.Base] = [
        1: .named(.home), 2: .named(.insert), 3: .named(.delete), 4: .named(.end), 5: .named(.pageUp),
        6: .named(.pageDown), 7: .named(.home), 8: .named(.end), 11: .function(1), 12: .function(2), 13: .function(3),
        14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9),
        21: .function(10), 23: .function(11), 24: .function(12),
        // F13 to F20 of the VT220, which other terminals send for Shift with F1 to F8.
        25: .function(13), 26: .function(14), 28: .function(15), 29: .function(16), 31: .function(17),
        32: .function(18),
        33: .function(19), 34: .function(20),
    ]

    // MARK: Paste

    /// True when the end of the paste was found.
    private mutating func takePaste(_ events: inout [InputEvent]) -> Bool {
        let rest = buffer[position...]
        guard let end = Self.range(of: Self.pasteEnd, in: rest) else {
            // The end mark may be torn between two reads: its possible beginning stays in the buffer.
            let kept = rest.suffix(Self.pasteEnd.count - 1).firstIndex(of: 0x1B) ?? rest.endIndex
            append(rest[..<kept])
            position = kept
            return false
        }
        append(rest[..<end])
        position = end + Self.pasteEnd.count
        events.append(.paste(String(decoding: pasted ?? [], as: UTF8.self)))
        pasted = nil
        return true
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        let room = max(Self.pasteLimit - (pasted?.count ?? 0), 0)
        pasted?.append(contentsOf: bytes.prefix(room))
    }

    private static func range(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var start = bytes.startIndex
        while let escape = bytes[start...].firstIndex(of: 0x1B) {
            if bytes[escape...].starts(with: mark) { return escape }
            start = escape + 1
        }
        return nil
    }
}
