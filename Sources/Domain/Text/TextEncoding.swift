/// How a text file from outside is written down, and the text in it. Only what is certain is taken without being told:
/// a byte order mark, valid UTF-8, UTF-16 by its zero bytes; one-byte encodings look all alike and must be named.
package enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1251 = "windows-1251"

    package enum Failure: Error, Hashable, Sendable {
        case notUTF8(line: Int)
        case cutInsideCharacter
        case notUTF16
        case noCharacter(byte: UInt8, line: Int)
        case unsupported(String)

        package var sentence: String {
            switch self {
            case .notUTF8(let line):
                "Line \(line) is not UTF-8. If the file comes from a Windows program, say encoding = \"windows-1251\" in its mapping, or save it as UTF-8."
            case .cutInsideCharacter:
                "The file ends in the middle of a character: it is cut. Get the whole file again."
            case .notUTF16: "The file is no valid UTF-16. Save it as UTF-8."
            case .noCharacter(let byte, let line):
                "Line \(line) holds the byte \(byte), which is no character of windows-1251. Say its encoding, or save it as UTF-8."
            case .unsupported(let name): "The file is in \(name), which is not read here. Save it as UTF-8."
            }
        }
    }

    /// The text of a whole file.
    /// - Parameter encoding: nil takes what is certain; a byte order mark is stronger than what is said.
    package static func text(of bytes: [UInt8], encoding: TextEncoding? = nil) throws(Failure) -> String {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw .unsupported("UTF-32")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try utf8Text(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16Text(bytes.dropFirst(2), isBigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16Text(bytes.dropFirst(2), isBigEndian: true) }
        switch encoding ?? likely(bytes) {
        case .utf8: return try utf8Text(bytes[...])
        case .utf16LittleEndian: return try utf16Text(bytes[...], isBigEndian: false)
        case .utf16BigEndian: return try utf16Text(bytes[...], isBigEndian: true)
        case .windows1251: return try windows1251Text(bytes)
        }
    }

    /// Separators and digits of a table in UTF-16 have a zero byte each; UTF-8 text has none.
    private static func likely(_ bytes: [UInt8]) -> TextEncoding {
        let head = bytes.prefix(4096)
        guard head.contains(0) else { return .utf8 }
        let even = head.enumerated().count { $0.element == 0 && $0.offset.isMultiple(of: 2) }
        let odd = head.count { $0 == 0 } - even
        return even > odd ? .utf16BigEndian : .utf16LittleEndian
    }

    private static func utf8Text(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        // Only the last one to three bytes missing their rest: the file was cut, not written in something else.
        for count in 1...3 where bytes.count >= count {
            let tail = bytes.suffix(count)
            guard let first = tail.first, first >= 0xC2, tail.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else {
                continue
            }
            let needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            if count < needed, String(validating: bytes.dropLast(count), as: UTF8.self) != nil {
                throw .cutInsideCharacter
            }
        }
        throw .notUTF8(line: lineOfFirstFault(bytes))
    }

    private static func lineOfFirstFault(_ bytes: ArraySlice<UInt8>) -> Int {
        var line = 1
        for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return line
    }

    private static func utf16Text(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) throws(Failure) -> String {
        guard bytes.count.isMultiple(of: 2) else { throw .cutInsideCharacter }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        if let text = String(validating: units, as: UTF16.self) { return text }
        if let last = units.last, UTF16.isLeadSurrogate(last) { throw .cutInsideCharacter }
        throw .notUTF16
    }

    private static func windows1251Text(_ bytes: [UInt8]) throws(Failure) -> String {
        var text = ""
        text.reserveCapacity(bytes.count * 2)
        var line = 1
        for byte in bytes {
            if byte == 0x0A { line += 1 }
            guard let scalar = Unicode.Scalar(windows1251(byte)), byte < 0x80 || scalar.value != 0 else {
                throw .noCharacter(byte: byte, line: line)
            }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    private static func windows1251(_ byte: UInt8) -> UInt16 {
        switch byte {
        case 0x00..<0x80: UInt16(byte)
        case 0xC0...0xFF: UInt16(byte) - 0xC0 + 0x0410
        default: upperHalf[Int(byte) - 0x80]
        }
    }

    /// The code points of the bytes 0x80 ... 0xBF; 0x98 has none.
    private static let upperHalf: [UInt16] = [
        0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A, 0x040C,
        0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x0000, 0x2122, 0x0459, 0x203A,
        0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9,
        0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6, 0x00B7,
        0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457,
    ]
}
