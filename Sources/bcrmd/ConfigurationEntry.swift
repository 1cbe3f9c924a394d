import Glibc
import TOML

/// What an entry of the configuration must not be.
struct WrongEntry: Error {
    let words: String
}

/// Values of entries, checked.
extension TableFile.Entry {
    func text() throws(WrongEntry) -> String {
        guard case .string(let text) = value, !text.isEmpty else {
            throw WrongEntry(words: "\(key) must be a text in quotes")
        }
        return text
    }

    func number(_ range: ClosedRange<Int>) throws(WrongEntry) -> Int {
        guard case .integer(let number) = value, range.contains(number) else {
            throw WrongEntry(words: "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func flag() throws(WrongEntry) -> Bool {
        guard case .boolean(let flag) = value else { throw WrongEntry(words: "\(key) must be true or false") }
        return flag
    }

    func texts(_ what: String) throws(WrongEntry) -> [String] {
        guard case .array(let texts) = value, !texts.isEmpty else {
            throw WrongEntry(words: "\(key) must be a list of \(what)")
        }
        return texts
    }
}

/// A file as text; nil when it cannot be read.
func textOfFile(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}
