import Dispatch
import Glibc
import Synchronization
import TerminalEmulator

/// A line between clients and the server that can be cut: a Unix socket that passes octets on. Cut quietly, what the
/// server answers is lost on the way while what is asked of it still arrives.
final class CuttableLine: Sendable {
    private struct State {
        var isDeaf = false
        var isClosed = false
        /// Descriptors of both ends of the open connections.
        var open: Set<Int32> = []
    }

    /// What stands in PGHOST.
    let folder: String
    private let server: String
    private let listener: Int32
    private let state = Mutex(State())

    /// - Parameters:
    ///   - folder: where its socket is made.
    ///   - server: the folder of the server's own socket.
    init(folder: String, to server: String) throws {
        self.folder = folder
        self.server = server + "/.s.PGSQL.5432"
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard mkdir(folder, 0o755) == 0, Self.withAddress("\(folder)/.s.PGSQL.5432", { bind(listener, $0, $1) }) == 0,
            listen(listener, 16) == 0
        else {
            throw PseudoTerminal.Failure(description: "no socket in \(folder): \(String(cString: strerror(errno)))")
        }
        DispatchQueue(label: "line").async { [self] in accept() }
    }

    /// From now on no answer arrives.
    func cutAnswers() { state.withLock { $0.isDeaf = true } }

    /// Both ends of every connection are told that it is gone; nobody gets through until `mend`.
    func cut() {
        state.withLock { state in
            state.isClosed = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func mend() { state.withLock { ($0.isDeaf, $0.isClosed) = (false, false) } }

    func close() {
        cut()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            let far = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let isRefused = state.withLock { $0.isClosed }
            guard !isRefused, Self.withAddress(server, { connect(far, $0, $1) }) == 0 else {
                Glibc.close(client)
                Glibc.close(far)
                continue
            }
            state.withLock { $0.open.formUnion([client, far]) }
            DispatchQueue(label: "line.connection").async { [self] in pass(client, far) }
        }
        Glibc.close(listener)
    }

    private func pass(_ client: Int32, _ far: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var watched = [
            pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: far, events: Int16(POLLIN), revents: 0),
        ]
        loop: while poll(&watched, 2, -1) >= 0 {
            for (from, to) in [(0, 1), (1, 0)] where watched[from].revents != 0 {
                let count = read(watched[from].fd, &bytes, bytes.count)
                guard count > 0 else { break loop }
                if from == 1, state.withLock({ $0.isDeaf }) { continue }
                guard send(watched[to].fd, bytes, count, Int32(MSG_NOSIGNAL)) == count else { break loop }
            }
        }
        state.withLock { $0.open.subtract([client, far]) }
        Glibc.close(client)
        Glibc.close(far)
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8.prefix(107))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
