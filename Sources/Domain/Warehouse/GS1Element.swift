/// One element of a GS1 bar code: an application identifier and its data (GS1 General Specifications, section 3).
package struct GS1Element: Hashable, Sendable {
    package let identifier: String
    package let data: String

    package init(identifier: String, data: String) {
        self.identifier = identifier
        self.data = data
    }

    /// FNC1 between elements of variable length, as scanners send it.
    package static let separator: Character = "\u{1D}"

    /// Length of the data of identifiers that warehouses meet; nil is variable, up to the separator.
    private static let lengths: [String: Int?] = [
        "00": 18, "01": 14, "02": 14, "10": nil, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
        "21": nil, "22": nil, "30": nil, "37": nil, "240": nil, "241": nil, "242": nil, "250": nil, "251": nil,
        "400": nil, "401": nil, "402": 17, "410": 13, "411": 13, "412": 13, "413": 13, "414": 13, "420": nil,
        "422": 3, "8002": nil, "8003": nil, "8004": nil, "8006": 18, "8018": 18, "8020": nil, "90": nil, "91": nil,
        "92": nil, "93": nil, "94": nil, "95": nil, "96": nil, "97": nil, "98": nil, "99": nil,
    ]

    /// Longest data of an element of variable length.
    private static let longest = 90

    /// Reads a whole code, `01` `21` run together with separators or written with brackets for people:
    /// `(01)04006381333931(21)AB12`. Nil when it is not one from the first character to the last.
    package static func read(_ text: String) -> [GS1Element]? {
        text.first == "(" ? bracketed(text) : plain(text)
    }

    private static func plain(_ text: String) -> [GS1Element]? {
        var elements: [GS1Element] = []
        var rest = text[...]
        while !rest.isEmpty {
            if rest.first == separator {
                rest = rest.dropFirst()
                continue
            }
            guard let identifier = (2...4).map({ String(rest.prefix($0)) }).first(where: { lengths[$0] != nil }),
                let length = lengths[identifier]
            else { return nil }
            rest = rest.dropFirst(identifier.count)
            let data = length.map { rest.prefix($0) } ?? rest.prefix { $0 != separator }
            guard let element = checked(identifier, data, length) else { return nil }
            elements.append(element)
            rest = rest.dropFirst(data.count)
        }
        return elements.isEmpty ? nil : elements
    }

    private static func bracketed(_ text: String) -> [GS1Element]? {
        var elements: [GS1Element] = []
        var rest = text[...]
        while rest.first == "(" {
            rest = rest.dropFirst()
            let identifier = String(rest.prefix { $0 != ")" })
            rest = rest.dropFirst(identifier.count)
            guard rest.popFirst() == ")", let length = lengths[identifier] else { return nil }
            let data = rest.prefix { $0 != "(" && $0 != separator }
            rest = rest.dropFirst(data.count)
            if rest.first == separator { rest = rest.dropFirst() }
            guard let element = checked(identifier, data, length) else { return nil }
            elements.append(element)
        }
        return elements.isEmpty || !rest.isEmpty ? nil : elements
    }

    private static func checked(_ identifier: String, _ data: Substring, _ length: Int?) -> GS1Element? {
        if let length {
            guard data.count == length, data.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        }
        guard !data.isEmpty, data.count <= longest, data.allSatisfy({ $0.isASCII && $0 != separator }) else {
            return nil
        }
        if identifier == "00" || identifier == "01" || identifier == "02", !CheckDigit.isGS1(data) { return nil }
        return GS1Element(identifier: identifier, data: String(data))
    }
}
