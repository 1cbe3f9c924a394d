import Domain
import Glibc

/// A file of any size, piece by piece.
final class FilePieces {
    private let path: String
    private let file: Int32

    init(_ path: String) throws {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CommandFailure("\(path) cannot be read: \(String(cString: strerror(errno))).") }
    }

    deinit { close(file) }

    func next() throws -> [UInt8]? {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            let got = read(file, buffer.baseAddress, buffer.count)
            if got < 0 { failure = errno }
            count = max(got, 0)
        }
        if failure != 0 { throw CommandFailure("\(path) cannot be read: \(String(cString: strerror(failure))).") }
        return bytes.isEmpty ? nil : bytes
    }

    /// SHA-256 of the whole of it.
    func hash() throws -> String {
        var hash = SHA256()
        while let bytes = try next() { hash.update(bytes) }
        return hash.hex
    }
}
