import Glibc
import PostgreSQL
import Testing

/// A server that ends with unread data in its socket resets the connection. The kernel tells that once, and Dispatch
/// may tell it together with the last bytes: it must not be taken for silence.
@Suite(.serialized) struct ResetTests {
    @Test(.timeLimit(.minutes(1)), arguments: 0..<20)
    func aServerEndingWithUnreadDataIsNoticed(_ attempt: Int) async throws {
        let server = try EndingServer()
        defer { server.remove() }
        let connection = try await Connection.connect(
            ConnectionOptions(keywords: [
                "host": server.folder, "port": "5432", "user": "anybody", "dbname": "any", "sslmode": "disable",
            ]))
        let error = await #expect(throws: PostgreSQLError.self) { _ = try await connection.query("SELECT 1") }
        #expect(
            error?.kind == .connectionLost || error?.sqlState == "57P01", "\(String(describing: error))")
        await #expect(throws: PostgreSQLError.self) { _ = try await connection.query("SELECT 1") }
        #expect(await !connection.isOpen)
    }
}

/// Speaks as much of the protocol (PostgreSQL 15, chapter 55) as it takes to be connected to; the first query it leaves
/// unread, says that it is being shut down, and is gone.
private struct EndingServer {
    let folder: String

    init() throws {
        let folder = "/tmp/bcrm-reset-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        self.folder = folder
        mkdir(folder, 0o700)
        // Not for the programs that other tests start meanwhile: as long as one has it, nobody sees it closed.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_UNIX, kind, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array("\(folder)/.s.PGSQL.5432".utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(listener, 1) == 0)
        Thread.start {
            let client = accept(listener, nil, nil)
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            close(listener)
            var buffer = [UInt8](repeating: 0, count: 1024)
            _ = read(client, &buffer, buffer.count)
            // AuthenticationOk, then ReadyForQuery.
            Self.send(client, [0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5A, 0, 0, 0, 5, 0x49])
            var ready = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
            poll(&ready, 1, -1)
            // ErrorResponse: severity, code, message.
            var fields: [UInt8] = []
            for field in ["SFATAL", "VFATAL", "C57P01", "Mterminating connection", ""] {
                fields += Array(field.utf8) + [0]
            }
            Self.send(client, [0x45, 0, 0, 0, UInt8(4 + fields.count)] + fields)
            close(client)
        }
    }

    private static func send(_ descriptor: Int32, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    func remove() {
        unlink("\(folder)/.s.PGSQL.5432")
        rmdir(folder)
    }
}

/// A thread for calls that block.
private enum Thread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(Body(run)).toOpaque())
        pthread_detach(thread)
    }
}
