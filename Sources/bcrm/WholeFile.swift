import Glibc

/// A file as bytes, of a size a person could have made.
enum WholeFile {
    static let limit = 256 << 20

    static func bytes(of path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CommandFailure("\(path) cannot be read: \(String(cString: strerror(errno))).") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 { throw CommandFailure("\(path) cannot be read: \(String(cString: strerror(errno))).") }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            if bytes.count > limit { throw CommandFailure("\(path) is larger than 256 megabytes.") }
        }
    }
}
