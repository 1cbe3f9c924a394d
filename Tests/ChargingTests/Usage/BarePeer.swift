import Diameter
import Glibc
import PrivateCluster

/// A Diameter peer that does nothing by itself: tests see exactly what came, and when. Reads and writes block.
final class BarePeer {
    let host: String
    private let socket: Int32
    private var input: [UInt8] = []
    private(set) var isClosed = false

    /// Connects to the port in a file and exchanges capabilities; nil when that is refused.
    init?(portFile: String, host: String) {
        self.host = host
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port = ChildProcess.text(of: portFile).split(separator: "\n").first.flatMap { UInt16($0) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = (port ?? 0).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }
        request(DiameterNumber.capabilitiesExchange) { encoder in
            encoder.add(.hostIPAddress, address: [127, 0, 0, 1])
            encoder.add(.vendorID, UInt32(0))
            encoder.add(.productName, "bare")
            encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
        }
        guard let answer = receive(milliseconds: 5_000), Self.result(answer) == 2001 else { return nil }
    }

    deinit { close(socket) }

    static func result(_ wire: [UInt8]) -> UInt32? { (try? DiameterMessage(wire: wire))?.resultCode }

    /// A request of the base protocol.
    func request(_ command: UInt32, _ add: (inout MessageEncoder) -> Void = { _ in }) {
        let header = MessageHeader(isRequest: true, command: command, application: 0, hopByHop: 1, endToEnd: 1)
        send(
            MessageEncoder.message(header) { encoder in
                encoder.add(.originHost, host)
                encoder.add(.originRealm, "example.net")
                add(&encoder)
            })
    }

    /// The answer 2001 to a request of the base protocol.
    func acknowledge(_ wire: [UInt8]) {
        guard let header = MessageHeader(of: wire) else { return }
        let answer = MessageHeader(
            isRequest: false, command: header.command, application: 0, hopByHop: header.hopByHop,
            endToEnd: header.endToEnd)
        send(
            MessageEncoder.message(answer) { encoder in
                encoder.add(.resultCode, UInt32(2001))
                encoder.add(.originHost, host)
                encoder.add(.originRealm, "example.net")
            })
    }

    /// Sends a message whole; what the peer does not take in ten seconds is not sent.
    func send(_ wire: [UInt8]) {
        var rest = wire[...]
        while !rest.isEmpty, isReady(POLLOUT, milliseconds: 10_000) {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The next message; nil: none came in that time, or the peer has closed.
    func receive(milliseconds: Int32) -> [UInt8]? {
        while true {
            if input.count >= 4 {
                let length = Int(input[1]) << 16 | Int(input[2]) << 8 | Int(input[3])
                if input.count >= length {
                    defer { input.removeFirst(length) }
                    return Array(input[..<length])
                }
            }
            guard !isClosed, isReady(POLLIN, milliseconds: milliseconds) else { return nil }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else {
                isClosed = true
                return nil
            }
            input += buffer[..<count]
        }
    }

    private func isReady(_ event: Int32, milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(event), revents: 0)
        return poll(&descriptor, 1, milliseconds) > 0
    }
}
