import CPostgreSQL
import Dispatch
import Glibc
import Synchronization

/// One connection to a server, on libpq's non-blocking interface.
///
/// An actor on a serial queue of its own: nothing ever blocks a thread of the shared pool, and the socket's events
/// arrive inside the actor. Commands of several tasks queue up in order; a transaction must have the connection to
/// itself (``Pool/withConnection(_:)`` gives it).
public actor Connection {
    let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    var handle: OpaquePointer?
    var cache = StatementCache()
    private let cancelHandle: CancelHandle?
    private var readSource: (any DispatchSourceRead)?
    private var readWaiter: CheckedContinuation<Void, Never>?
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    private let reusable = Atomic(true)
    var listeners: [String: [Int: AsyncStream<Notification>.Continuation]] = [:]
    var nextListener = 0

    private init(handle: OpaquePointer, executor: QueueExecutor) {
        self.handle = handle
        self.executor = executor
        cancelHandle = CancelHandle(handle)
    }

    isolated deinit {
        readSource?.cancel()
        if let handle {
            let closing = ClosingHandle(handle)
            executor.queue.async { closing.finish() }
        }
    }

    /// Connects; returns when the server is ready for statements.
    public static func connect(_ options: ConnectionOptions) async throws(PostgreSQLError) -> Connection {
        let executor = QueueExecutor(label: "postgresql.connection")
        let handle = try await Connecting(options: options, queue: executor.queue).run()
        let connection = Connection(handle: handle, executor: executor)
        await connection.watch()
        return connection
    }

    /// False once the connection broke or was closed.
    public var isOpen: Bool {
        guard let handle else { return false }
        return PQstatus(handle) == CONNECTION_OK
    }

    /// Whether the next may have it: it is open and outside any transaction. Known without waiting for the connection's
    /// turn, which on the way of a lone statement would cost as much as the statement.
    nonisolated var isReusable: Bool { reusable.load(ordering: .acquiring) }

    /// True inside a transaction block, failed ones included.
    public var isInTransaction: Bool {
        guard let handle else { return false }
        return PQtransactionStatus(handle) != PQTRANS_IDLE
    }

    /// Says good-bye to the server. What waits for a notification ends.
    public func close() {
        readSource?.cancel()
        readSource = nil
        endListeners()
        guard let handle else { return }
        self.handle = nil
        noteReusable()
        let closing = ClosingHandle(handle)
        executor.queue.async { closing.finish() }
        readWaiter?.resume()
        readWaiter = nil
    }

    /// Asks the server to stop the statement under way, if any; that statement then fails with SQLSTATE 57014.
    public func cancel() async { await cancelHandle?.send() }

    // MARK: One command at a time

    /// Runs one exchange with the server alone, in order of arrival. When the task is cancelled meanwhile, the server
    /// is asked to stop, and the answer to that is awaited, so that the request cannot hit the next command.
    func exchange<T: Sendable>(
        _ body: (isolated Connection) async throws(PostgreSQLError) -> T
    ) async throws(PostgreSQLError) -> T {
        if Task.isCancelled { throw PostgreSQLError(.cancelled, "cancelled") }
        await acquire()
        defer { release() }
        let canceller = Canceller(cancelHandle)
        let outcome: Result<T, PostgreSQLError> = await withTaskCancellationHandler {
            do throws(PostgreSQLError) { return .success(try await body(self)) } catch { return .failure(error) }
        } onCancel: {
            canceller.start()
        }
        await canceller.finish()
        if case .failure(let error) = outcome, error.sqlState == "57014", Task.isCancelled {
            throw PostgreSQLError(.cancelled, "cancelled")
        }
        return try outcome.get()
    }

    private func acquire() async {
        if !isBusy {
            isBusy = true
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func release() {
        noteReusable()
        if queue.isEmpty {
            isBusy = false
        } else {
            queue.removeFirst().resume()
        }
    }

    private func noteReusable() { reusable.store(isOpen && !isInTransaction, ordering: .releasing) }

    // MARK: The socket

    private func watch() {
        guard let handle else { return }
        // A duplicate, for the reason told at SocketWait.once.
        let watched = SocketWait.duplicate(PQsocket(handle))
        guard watched >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: watched, queue: executor.queue)
        source.setCancelHandler { Glibc.close(watched) }
        source.setEventHandler { [weak self] in
            guard let self else { return }
            self.assumeIsolated { $0.socketIsReadable() }
        }
        readSource = source
        source.activate()
    }

    private func socketIsReadable() {
        guard let handle else { return }
        // Everything that is there, the end of the stream included: Dispatch reports a hang-up once, together with
        // the last bytes, and never again.
        var isAlive = PQconsumeInput(handle) == 1
        while isAlive, Self.hasMoreInput(PQsocket(handle)) { isAlive = PQconsumeInput(handle) == 1 }
        deliverNotifications()
        if !isAlive || PQstatus(handle) != CONNECTION_OK {
            readSource?.cancel()
            readSource = nil
            endListeners()
            noteReusable()
        }
        readWaiter?.resume()
        readWaiter = nil
    }

    /// True when the socket holds unread bytes, the end of the stream, or an error: the kernel tells of a reset once,
    /// and whoever asked must not take it for silence.
    private static func hasMoreInput(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) >= 0
            || (errno != EAGAIN && errno != EWOULDBLOCK)
    }

    /// Waits for the next bytes from the server.
    func waitForInput() async throws(PostgreSQLError) {
        guard let handle, readSource != nil else { throw lost() }
        await withCheckedContinuation { readWaiter = $0 }
        if readSource == nil, PQstatus(handle) != CONNECTION_OK, PQisBusy(handle) == 1 { throw lost() }
    }

    /// Sends what libpq holds back.
    func flush() async throws(PostgreSQLError) {
        while true {
            guard let handle else { throw lost() }
            switch PQflush(handle) {
            case 0: return
            case 1:
                // While the server has answers for us it may not read: take them in as well.
                _ = await SocketWait.once(
                    PQsocket(handle), .write, queue: executor.queue, deadline: .distantFuture)
            default: throw lost()
            }
        }
    }

    /// The next result, nil at the end of one command's results.
    func nextResult() async throws(PostgreSQLError) -> ResultStorage? {
        guard let handle else { throw lost() }
        while PQisBusy(handle) == 1 { try await waitForInput() }
        guard self.handle != nil else { throw lost() }
        return PQgetResult(handle).map { ResultStorage($0) }
    }

    /// The error of a broken connection, with what libpq knows about it.
    func lost() -> PostgreSQLError {
        let reason = handle.map { String(cString: PQerrorMessage($0)) } ?? "it was closed"
        return PostgreSQLError(.connectionLost, "the connection to the database was lost: \(reason.trimmed)")
    }
}

/// Closes a libpq handle on the connection's queue, where it may take its time.
///
/// `@unchecked Sendable`: both places that make one (`close` and `deinit`) let go of the pointer for good in the same
/// step, inside the actor, so that from then on this value alone has it; it goes to one block of a serial queue, which
/// calls `finish` once. No two threads ever have the handle at the same time.
private struct ClosingHandle: @unchecked Sendable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    func finish() { PQfinish(handle) }
}
