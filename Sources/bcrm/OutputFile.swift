import Glibc

/// A file written piece by piece; it takes its name when it is whole, and nothing of it stays when it is not.
final class OutputFile: @unchecked Sendable {
    // Whoever writes does so in turn: an export from the one stream of its rows, refused rows from one loop.
    private var buffer: [UInt8] = []
    private let path: String
    private let beside: String
    private let file: Int32
    private var isFinished = false

    init(_ path: String) throws {
        self.path = path
        beside = "\(path).\(getpid())"
        file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).") }
    }

    deinit {
        close(file)
        if !isFinished { unlink(beside) }
    }

    func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count > 1 << 16 { try flush() }
    }

    func finish() throws {
        try flush()
        guard fsync(file) == 0 || errno == EINVAL, rename(beside, path) == 0 else { throw failure() }
        isFinished = true
    }

    private func flush() throws {
        var start = 0
        while start < buffer.count {
            let count = buffer[start...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            start += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func failure() -> CommandFailure {
        CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}
