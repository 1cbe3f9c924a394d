import CPostgreSQL

/// A message on a channel: "look again", never data (anybody may send one).
public struct Notification: Hashable, Sendable {
    public let channel: String
    public let payload: String

    public init(channel: String, payload: String) {
        self.channel = channel
        self.payload = payload
    }
}

extension Connection {
    /// Listens on a channel. The stream ends when the connection does; it keeps the newest 64 messages when nobody
    /// reads, since each says the same: look again.
    public func listen(_ channel: String) async throws(PostgreSQLError) -> AsyncStream<Notification> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Notification.self, bufferingPolicy: .bufferingNewest(64))
        let number = nextListener
        nextListener += 1
        listeners[channel, default: [:]][number] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(channel, number) }
        }
        do throws(PostgreSQLError) {
            try await execute(script: "LISTEN \(Self.quoted(identifier: channel))")
        } catch {
            listeners[channel]?[number] = nil
            throw error
        }
        return stream
    }

    /// A name as SQL writes it, quotes doubled.
    public static func quoted(identifier: String) -> String {
        "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    func deliverNotifications() {
        guard let handle else { return }
        while let notification = PQnotifies(handle) {
            let channel = String(cString: notification.pointee.relname)
            let payload = String(cString: notification.pointee.extra)
            PQfreemem(notification)
            for continuation in listeners[channel, default: [:]].values {
                continuation.yield(Notification(channel: channel, payload: payload))
            }
        }
    }

    func endListeners() {
        for continuation in listeners.values.flatMap(\.values) { continuation.finish() }
        listeners = [:]
    }

    private func forget(_ channel: String, _ number: Int) { listeners[channel]?[number] = nil }
}
