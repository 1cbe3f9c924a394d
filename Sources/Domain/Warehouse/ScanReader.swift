/// Recognises what was scanned by its content: check digits, forms, the rules of the models. Pure: the same scan with the
/// same models is always the same (facts/terminal.md section 5).
package struct ScanReader: Hashable, Sendable {
    package var settings: ScannerSettings
    package var models: [DeviceModel]

    /// More than any code holds; a longer line is not one.
    package static let longest = 400

    package init(models: [DeviceModel] = [], settings: ScannerSettings = ScannerSettings()) {
        self.models = models
        self.settings = settings
    }

    package func read(_ scan: String) -> ScanReading {
        let text = settings.bare(scan)
        guard !text.isEmpty else { return ScanReading(text: "", problem: "Nothing was scanned.") }
        guard text.count <= Self.longest else {
            return ScanReading(
                text: String(text.prefix(40)), problem: "Longer than any code; scan one label at a time.")
        }
        let plain = understood(text)
        if plain.isCertain || text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) { return plain }
        return repaired(text) ?? plain
    }

    /// Everything that what was typed may be in the database: the forms of a whole code, and its characters as they are,
    /// which may be the beginning or the end of one.
    package func forms(_ text: String) -> [String] {
        let reading = read(text)
        var forms = reading.identifiers
        let plain = String(reading.text.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        if !plain.isEmpty, !forms.contains(plain) { forms.append(plain) }
        return forms
    }

    /// The layout on which the keys pressed make a code that holds. Where several do, a model's own rules decide; a form
    /// alone is taken only where all agree on it.
    private func repaired(_ text: String) -> ScanReading? {
        var certain: [ScanReading] = []
        var weak: [ScanReading] = []
        for layout in settings.layouts where layout.typed(text) {
            var reading = understood(layout.latin(text))
            guard !reading.ways.isEmpty else { continue }
            reading.layout = layout.name
            if reading.isCertain {
                certain.append(reading)
            } else if text.contains(where: { !$0.isASCII && $0.isLetter }) {
                // Signs alone, read as digits, hold no form worth believing.
                weak.append(reading)
            }
        }
        let ours = certain.filter(isOurs)
        let found = ours.isEmpty ? certain.isEmpty ? weak : certain : ours
        guard let first = found.first else { return nil }
        guard found.allSatisfy({ $0.text == first.text }) else {
            return ScanReading(
                text: text, problem: "Typed on another keyboard layout, and it is not clear which; switch to Latin.")
        }
        return first
    }

    /// It fits the rules of a model.
    private func isOurs(_ reading: ScanReading) -> Bool {
        reading.ways.first?.elements.contains { element in
            switch element {
            case .serial(let text): models.contains { $0.serialMask?.matches(text) == true }
            case .productCode(let code): models.contains { $0.productCodes.contains(code) }
            case .partNumber(let number): models.contains { $0.partNumbers.contains(number) }
            case .mac(let digits): models.contains { $0.ouis.contains(String(digits.prefix(6))) }
            default: false
            }
        } ?? false
    }

    private func understood(_ text: String) -> ScanReading {
        let (symbology, content) = Self.withoutSymbology(text)
        if symbology?.isGS1 == true || content.first == "(" || content.contains(GS1Element.separator) {
            if let elements = GS1Element.read(content) {
                let found = elements.compactMap(Self.element)
                if !found.isEmpty { return ScanReading(text: content, ways: [.init(found, isCertain: true)]) }
            } else if symbology?.isGS1 == true {
                return ScanReading(text: content, problem: "A GS1 code that does not add up; scan it again.")
            }
        }
        if let fields = labelled(content) { return ScanReading(text: content, ways: [.init(fields, isCertain: true)]) }
        let ways = candidates(content, symbology: symbology)
        return ScanReading(
            text: content, ways: ways,
            problem: ways.isEmpty ? "No serial: 4 to 32 letters and digits, at least one digit." : nil)
    }

    // MARK: Identifiers of symbologies and applications

    /// AIM symbology identifiers (ISO/IEC 15424) that tell something about the content.
    private enum Symbology {
        case gs1
        case product
        case other

        var isGS1: Bool { self == .gs1 }
    }

    private static func withoutSymbology(_ text: String) -> (Symbology?, String) {
        let marks = Array(text.prefix(3))
        guard marks.count == 3, text.count > 3, marks[0] == "]", marks[1].isASCII, marks[1].isLetter, marks[2].isASCII,
            marks[2].isLetter || marks[2].isNumber
        else { return (nil, text) }
        let rest = String(text.dropFirst(3))
        switch (marks[1], marks[2]) {
        case ("C", "1"), ("e", "0"), ("d", "2"), ("Q", "3"), ("J", "1"): return (.gs1, rest)
        case ("E", _): return (.product, rest)
        default: return (.other, rest)
        }
    }

    private static func element(_ element: GS1Element) -> LabelElement? {
        switch element.identifier {
        case "00": .logisticUnit(element.data)
        case "01", "02": .productCode(element.data)
        case "21", "250", "8004": serialForm(element.data).map { .serial($0) }
        case "240", "241": .partNumber(element.data.uppercased())
        case "30", "37": Int64(element.data).map { .count($0) }
        case "8002": Self.isIMEI(element.data) ? .imei(element.data) : serialForm(element.data).map { .serial($0) }
        default: nil
        }
    }

    // MARK: Labels that say what is what

    private static let names: [(name: String, kind: Field)] = [
        ("SERIALNUMBER", .serial), ("SERIAL", .serial), ("GPONSN", .serial), ("PONSN", .serial), ("S/N", .serial),
        ("SN", .serial), ("MACID", .mac), ("WANMAC", .mac), ("MAC", .mac), ("P/N", .part), ("PN", .part),
        ("PARTNO", .part), ("MODEL", .part), ("EAN", .product), ("UPC", .product), ("GTIN", .product),
        ("IMEI", .imei), ("ICCID", .iccid),
    ]

    private enum Field {
        case serial
        case mac
        case part
        case product
        case imei
        case iccid
    }

    /// `SN:HWTC1A2B3C4D;MAC:00259E112233;PN:02311CDE` and single fields with their names. Nil when no field has a name, or
    /// a named one is not of its form.
    private func labelled(_ text: String) -> [LabelElement]? {
        var parts = text.split { $0 == ";" || $0 == "," || $0 == "|" || $0 == GS1Element.separator }.map(String.init)
        if parts.count == 1 { parts = text.split(separator: " ").map(String.init) }
        let whole = Self.named(text)
        if parts.count > 1, whole != nil, parts.dropFirst().allSatisfy({ Self.named($0) == nil }) { parts = [text] }
        var elements: [LabelElement] = []
        for part in parts {
            guard let (field, value) = Self.named(part) else { continue }
            guard let element = element(field, value) else { return nil }
            elements.append(element)
        }
        return elements.isEmpty ? unnamed(parts, of: text) : elements
    }

    /// A serial and its MAC in one code or one row of a table, with a product beside them or not; nil when it is not exactly
    /// one of each.
    private func unnamed(_ parts: [String], of text: String) -> [LabelElement]? {
        guard (2...4).contains(parts.count) else { return nil }
        let isDivided = text.contains { $0 == ";" || $0 == "," || $0 == "|" || $0 == GS1Element.separator }
        var elements: [LabelElement] = []
        for part in parts.map(\.trimmed) where !part.isEmpty {
            if models.contains(where: { $0.partNumbers.contains(part.uppercased()) }) {
                elements.append(.partNumber(part.uppercased()))
            } else if let code = Self.productCode(part), models.contains(where: { $0.productCodes.contains(code) }) {
                elements.append(.productCode(code))
            } else if let address = HardwareAddress(part), address.hasSeparators || isDivided {
                elements.append(.mac(address.digits))
            } else if let serial = Self.serialForm(part) {
                elements.append(.serial(serial))
            } else {
                return nil
            }
        }
        let serials = elements.count { if case .serial = $0 { true } else { false } }
        let macs = elements.count { if case .mac = $0 { true } else { false } }
        return serials == 1 && macs == 1 ? elements : nil
    }

    /// Whether a field says of itself what it is: `SN:HWTC1A2B3C4D`.
    package static func isNamed(_ text: String) -> Bool { named(text) != nil }

    /// The name before a colon, an equals sign or a blank, and what is behind it.
    private static func named(_ text: String) -> (Field, String)? {
        let upper = text.uppercased()
        for (name, kind) in names where upper.hasPrefix(name) {
            var rest = upper.dropFirst(name.count)
            let mark = rest.first
            guard mark == ":" || mark == "=" || mark == " " || mark == "." || mark == "#" else { continue }
            while let first = rest.first, ":= .#".contains(first) { rest = rest.dropFirst() }
            if !rest.isEmpty { return (kind, String(rest)) }
        }
        return nil
    }

    private func element(_ field: Field, _ value: String) -> LabelElement? {
        switch field {
        case .serial: Self.serialForm(value).map { .serial($0) }
        case .mac: HardwareAddress(value).map { .mac($0.digits) }
        case .part: .partNumber(value)
        case .product: Self.productCode(value).map { .productCode($0) }
        case .imei: Self.isIMEI(value) ? .imei(value) : nil
        case .iccid: Self.isICCID(value) ? .iccid(value) : nil
        }
    }

    // MARK: Codes that say nothing of themselves

    private func candidates(_ text: String, symbology: Symbology?) -> [ScanReading.Way] {
        var ways: [ScanReading.Way] = []
        let add = { (element: LabelElement, isCertain: Bool) in
            if !ways.contains(where: { $0.elements == [element] }) {
                ways.append(.init([element], isCertain: isCertain))
            }
        }
        let upper = text.uppercased()
        if models.contains(where: { $0.partNumbers.contains(upper) }) { add(.partNumber(upper), true) }
        let address = HardwareAddress(upper)
        let isKnownMaker = address.map { knows($0) } ?? false
        if let address, address.hasSeparators { add(.mac(address.digits), true) }
        let product = Self.productCode(text)
        let isOurs = product.map { code in models.contains { $0.productCodes.contains(code) } } ?? false
        if let product, symbology == .product || (isOurs && symbology != .other) { add(.productCode(product), true) }
        if symbology == .product { return ways }
        for form in Self.serialForms(upper) where models.contains(where: { $0.serialMask?.matches(form) == true }) {
            add(.serial(form), true)
        }
        // Eight and fourteen digits are serials as often; twelve may be a MAC.
        if let product, symbology != .other, (12...13).contains(text.utf8.count), !isKnownMaker {
            add(.productCode(product), true)
        }
        if let address, isKnownMaker { add(.mac(address.digits), true) }
        if Self.isIMEI(text) { add(.imei(text), true) }
        if Self.isICCID(text) { add(.iccid(text), true) }
        if text.utf8.count == 18, CheckDigit.isGS1(text) { add(.logisticUnit(text), true) }
        if let form = Self.serialForm(upper), let serial = GPONSerial(form) { add(.serial(serial.text), true) }
        if let address { add(.mac(address.digits), true) }
        // Behind a certain reading the plain form stays a possibility: digits with a check digit may be a serial.
        if let form = Self.serialForm(upper), ways.isEmpty || form.utf8.count != 13 { add(.serial(form), false) }
        return ways
    }

    private func knows(_ address: HardwareAddress) -> Bool {
        settings.makers[address.oui] != nil || models.contains { $0.ouis.contains(address.oui) }
    }

    /// Capital letters and digits; separators that people put in are dropped.
    private static func bare(_ text: String) -> String {
        String(text.filter { $0 != " " && $0 != "-" && $0 != ":" && $0 != "." && $0 != "_" && $0 != "/" })
    }

    /// The serial in its one form, or nil: 4 to 32 capital letters and digits, one digit at least.
    package static func serialForm(_ text: String) -> String? {
        let form = bare(text.uppercased())
        guard (4...SerialMask.longest).contains(form.utf8.count),
            form.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }),
            form.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        return form.utf8.count == 16 ? GPONSerial(form)?.text ?? form : form
    }

    /// The serial as it stands, and without the data identifier of ISO/IEC 15418 that some labels put before it.
    private static func serialForms(_ text: String) -> [String] {
        var forms: [String] = []
        if let form = serialForm(text) { forms.append(form) }
        for identifier in ["S", "25S", "18S"] where text.hasPrefix(identifier) {
            if let form = serialForm(String(text.dropFirst(identifier.count))) { forms.append(form) }
        }
        return forms
    }

    /// EAN-8, UPC-A, EAN-13 or GTIN-14 with a check digit that holds, as 14 digits.
    package static func productCode(_ text: String) -> String? {
        let count = text.utf8.count
        guard count == 8 || (12...14).contains(count), CheckDigit.isGS1(text) else { return nil }
        return String(repeating: "0", count: 14 - count) + text
    }

    /// 3GPP TS 23.003, 6.2.1: fifteen digits, the last by Luhn.
    package static func isIMEI(_ text: String) -> Bool { text.utf8.count == 15 && CheckDigit.isLuhn(text) }

    /// ITU-T E.118: 19 or 20 digits that begin with 89, the last by Luhn.
    package static func isICCID(_ text: String) -> Bool {
        (19...20).contains(text.utf8.count) && text.hasPrefix("89") && CheckDigit.isLuhn(text)
    }
}
