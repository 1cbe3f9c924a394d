import Diameter
import Dispatch
import Glibc
import Synchronization

/// A socket of our own to a server: sends any octets, in any pieces, and reads what comes.
final class Wire: Sendable {
    enum End: Equatable {
        case closed
        case reset
        case silence
    }

    let descriptor: Int32

    init?(port: Int, receiveBuffer: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, 4)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { [descriptor] in
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// False when the peer takes no more.
    @discardableResult
    func send(_ octets: [UInt8]) -> Bool {
        var offset = 0
        while offset < octets.count {
            let count = octets.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: offset), octets.count - offset, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            offset += count
        }
        return true
    }

    /// Sends what the socket takes without waiting; how many octets that were.
    func sendWithoutWaiting(_ octets: [UInt8]) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return max(0, octets.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, octets.count, flags) })
    }

    private func read(_ count: Int, milliseconds: Int32) -> ([UInt8], End?) {
        var octets: [UInt8] = []
        while octets.count < count {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return (octets, .silence) }
            var buffer = [UInt8](repeating: 0, count: count - octets.count)
            let got = recv(descriptor, &buffer, buffer.count, 0)
            if got == 0 { return (octets, .closed) }
            if got < 0 { return (octets, .reset) }
            octets += buffer.prefix(got)
        }
        return (octets, nil)
    }

    /// The next whole message, or why none comes. Patience is long: a machine may have a dozen other tests to do.
    func receive(milliseconds: Int32 = 60_000) -> (message: DiameterMessage?, end: End?) {
        let (start, end) = read(4, milliseconds: milliseconds)
        if let end { return (nil, end) }
        let length = Int(start[1]) << 16 | Int(start[2]) << 8 | Int(start[3])
        let (rest, later) = read(max(0, length - 4), milliseconds: milliseconds)
        if let later { return (nil, later) }
        return (try? DiameterMessage(wire: start + rest), nil)
    }

    func message(milliseconds: Int32 = 60_000) -> DiameterMessage? { receive(milliseconds: milliseconds).message }

    /// How the connection ends; what comes before is thrown away.
    func end(milliseconds: Int32 = 60_000) -> End {
        while true {
            let (message, end) = receive(milliseconds: milliseconds)
            if let end { return end }
            if message == nil { return .closed }
        }
    }

    /// Exchanges capabilities; the answer's result.
    func open(host: String = "sbc.example.net", state: UInt32? = nil) -> UInt32? {
        send(capabilities(host: host, state: state))
        return message()?.resultCode
    }
}

/// Blocking work, away from the threads that the server needs.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "blocking").async { continuation.resume(with: Result { try work() }) }
    }
}

/// A server for the length of a test.
@discardableResult
func withServer<Value: Sendable>(
    peers: [PeerRule] = someone, tls: TLSFiles? = nil,
    _ change: (inout ServerConfiguration) -> Void = { _ in },
    hook: @escaping DiameterServer.OriginStateHook = { _, _ in },
    handler: @escaping DiameterServer.Handler = { $0.map { _ in .accepted } },
    _ act: (DiameterServer, Int) async throws -> Value
) async throws -> Value {
    var configuration = ServerConfiguration(
        local: local(), listeners: [.init(host: "127.0.0.1", port: 0, tls: tls)], peers: peers)
    change(&configuration)
    let server = DiameterServer(configuration: configuration, logger: quiet, originStateRaised: hook, handler: handler)
    let port = try await server.bind()[0]
    let running = Task { try await server.run() }
    do {
        let value = try await act(server, port)
        running.cancel()
        return value
    } catch {
        running.cancel()
        throw error
    }
}

/// Opened once; whoever waits goes on then.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
