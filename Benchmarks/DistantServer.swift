import Glibc
import Synchronization

/// The server as if it were far away: a socket of its own before the real one, and what is written on one side arrives on
/// the other so many milliseconds later, whatever else is under way.
final class DistantServer: Sendable {
    /// What stands for PGHOST.
    let folder: String
    private let server: String
    private let delay: Double
    private let isStopped = Mutex(false)

    /// - Parameters:
    ///   - server: the folder of the real socket.
    ///   - milliseconds: one way.
    init(folder: String, server: String, milliseconds: Double) {
        self.folder = folder
        self.server = server
        delay = milliseconds
        mkdir(folder, 0o755)
    }

    func stop() { isStopped.withLock { $0 = true } }

    /// Serves until it is stopped, on a thread of its own.
    func start() {
        let listener = Self.socket(at: folder, isListening: true)
        let thread = Unmanaged.passRetained(Work { [self] in serve(listener) })
        var id = pthread_t()
        pthread_create(
            &id, nil,
            { work in
                guard let work else { return nil }
                Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
                return nil
            }, thread.toOpaque())
        pthread_detach(id)
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private struct Parcel {
        var due: Double
        var target: Int32
        var bytes: [UInt8]
    }

    private func serve(_ listener: Int32) {
        var peers: [Int32: Int32] = [:]
        var parcels: [Parcel] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isStopped.withLock({ $0 }) {
            var watched = ([listener] + peers.keys).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let wait = parcels.first.map { max($0.due - Self.now, 0) } ?? 50
            poll(&watched, nfds_t(watched.count), Int32(wait.rounded(.up)))
            for one in watched where one.revents != 0 {
                if one.fd == listener {
                    let (near, far) = (accept(listener, nil, nil), Self.socket(at: server, isListening: false))
                    (peers[near], peers[far]) = (far, near)
                    continue
                }
                let count = read(one.fd, &buffer, buffer.count)
                guard let target = peers[one.fd] else { continue }
                parcels.append(
                    Parcel(due: Self.now + delay, target: target, bytes: Array(buffer.prefix(max(count, 0)))))
                if count <= 0 { peers[one.fd] = nil }
            }
            while let first = parcels.first, first.due <= Self.now {
                parcels.removeFirst()
                // Nothing left to read: the other side is told.
                if first.bytes.isEmpty {
                    shutdown(first.target, Int32(SHUT_WR))
                    if peers[first.target] == nil { close(first.target) }
                } else {
                    _ = first.bytes.withUnsafeBytes {
                        send(first.target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                }
            }
        }
        for descriptor in peers.keys { close(descriptor) }
        close(listener)
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    }

    private static func socket(at folder: String, isListening: Bool) -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = folder + "/.s.PGSQL.5432"
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                if isListening { unlink(path) }
                _ = isListening ? bind(descriptor, $0, size) : connect(descriptor, $0, size)
            }
        }
        if isListening { listen(descriptor, 16) }
        return descriptor
    }
}
