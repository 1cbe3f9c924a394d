/// What one element of a label says.
package enum LabelElement: Hashable, Sendable {
    /// Capital letters and digits; a GPON serial in its ASCII form.
    case serial(String)
    /// Twelve hexadecimal digits.
    case mac(String)
    case imei(String)
    case iccid(String)
    /// EAN, UPC or GTIN, as 14 digits.
    case productCode(String)
    /// The number of a box or pallet (SSCC).
    case logisticUnit(String)
    /// A maker's own number of the product, as a model knows it or the label says.
    case partNumber(String)
    /// How many the box holds (GS1 30 and 37).
    case count(Int64)
}

/// A scan understood: what it may be, the likeliest first.
package struct ScanReading: Hashable, Sendable {
    /// One way to understand the whole scan; a label with several fields gives several elements.
    package struct Way: Hashable, Sendable {
        package var elements: [LabelElement]
        /// A check digit, a mask, an identifier or a written name holds; otherwise it is only not impossible.
        package var isCertain: Bool

        package init(_ elements: [LabelElement], isCertain: Bool) {
            self.elements = elements
            self.isCertain = isCertain
        }
    }

    /// As it came, without what the scanner puts around it.
    package var text: String
    package var ways: [Way]
    /// The keyboard layout it had to be brought back from.
    package var layout: String?
    /// Why it is nothing, in words that fit beside it.
    package var problem: String?

    package init(text: String, ways: [Way] = [], layout: String? = nil, problem: String? = nil) {
        self.text = text
        self.ways = ways
        self.layout = layout
        self.problem = problem
    }

    package var isCertain: Bool { ways.first?.isCertain ?? false }

    /// Every device identifier it may be, the likeliest first: what a device is looked up by.
    package var identifiers: [String] {
        var found: [String] = []
        for case .serial(let text) in elements where !found.contains(text) { found.append(text) }
        for element in elements {
            switch element {
            case .mac(let text), .imei(let text), .iccid(let text): if !found.contains(text) { found.append(text) }
            default: break
            }
        }
        return found
    }

    /// Of all ways, in order.
    package var elements: [LabelElement] { ways.flatMap(\.elements) }

    package var mac: String? {
        for case .mac(let digits) in elements { return digits }
        return nil
    }
}

/// What a scanner puts around a code, and what it may be typed on.
package struct ScannerSettings: Hashable, Sendable {
    /// Characters before every code, dropped; STX by itself.
    package var prefixes: [String]
    package var suffixes: [String]
    /// Tried where a code is none as it stands.
    package var layouts: [ScanLayout]
    package var makers: MakerRegister

    package init(
        prefixes: [String] = [], suffixes: [String] = [], layouts: [ScanLayout] = ScanLayout.all,
        makers: MakerRegister = MakerRegister()
    ) {
        self.prefixes = prefixes
        self.suffixes = suffixes
        self.layouts = layouts
        self.makers = makers
    }

    /// The code itself: without line ends, STX and ETX, and the prefixes and suffixes of this scanner.
    package func bare(_ scan: String) -> String {
        // A separator shown as its picture, since a field holds no control characters.
        var text = String(
            scan.map { $0 == "\u{241D}" ? GS1Element.separator : $0 }.filter { character in
                character == GS1Element.separator
                    || !character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
            })
        text = text.trimmed
        for prefix in prefixes where !prefix.isEmpty && text.hasPrefix(prefix) && text.count > prefix.count {
            text = String(text.dropFirst(prefix.count))
            break
        }
        for suffix in suffixes where !suffix.isEmpty && text.hasSuffix(suffix) && text.count > suffix.count {
            text = String(text.dropLast(suffix.count))
            break
        }
        return text.trimmed
    }
}
