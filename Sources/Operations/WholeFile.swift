import Glibc

/// A file read whole, of a size a person could have made, as octets or as text.
package enum WholeFile {
    package enum Failure: Error, Hashable, Sendable {
        case unreadable(String, String)
        case tooLarge(String, megabytes: Int)
        case notText(String)

        package var sentence: String {
            switch self {
            case .unreadable(let path, let why): "\(path) cannot be read: \(why)."
            case .tooLarge(let path, let megabytes): "\(path) is larger than \(megabytes) MB: divide it."
            case .notText(let path): "\(path) is not UTF-8 text: save it as UTF-8."
            }
        }
    }

    /// Octets.
    package static let limit = 256_000_000

    package static func bytes(of path: String, limit: Int = limit) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path, String(cString: strerror(errno)))
            }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            if bytes.count > limit { throw .tooLarge(path, megabytes: limit / 1_000_000) }
        }
    }

    /// A file as UTF-8 text, without a byte order mark.
    package static func text(of path: String, limit: Int = limit) throws(Failure) -> String {
        try text(bytes(of: path, limit: limit), of: path)
    }

    package static func text(_ bytes: [UInt8], of path: String) throws(Failure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(path) }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}

extension WholeFile.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
