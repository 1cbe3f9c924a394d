import Glibc
import Synchronization

/// A file written piece by piece; it takes its name when it is whole, and nothing of it stays when it is not.
final class OutputFile: Sendable {
    private struct State {
        /// What is not written yet.
        var bytes: [UInt8] = []
        var isFinished = false
    }

    private let state = Mutex(State())
    private let path: String
    private let beside: String
    private let file: Int32

    /// - Parameter mode: who may read it; what is about people only its owner.
    init(_ path: String, mode: mode_t = 0o600) throws {
        self.path = path
        beside = "\(path).\(getpid())"
        file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).") }
    }

    deinit {
        close(file)
        if !state.withLock({ $0.isFinished }) { unlink(beside) }
    }

    func write(_ text: String) throws {
        try state.withLock { state in
            state.bytes.append(contentsOf: text.utf8)
            if state.bytes.count > 1 << 16 { try flush(&state.bytes) }
        }
    }

    func finish() throws {
        try state.withLock { state in
            try flush(&state.bytes)
            guard fsync(file) == 0 || errno == EINVAL, rename(beside, path) == 0 else { throw failure() }
            state.isFinished = true
        }
    }

    private func flush(_ bytes: inout [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            start += count
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private func failure() -> CommandFailure {
        CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}
