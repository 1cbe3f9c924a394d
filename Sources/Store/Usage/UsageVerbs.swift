package import Domain
import PostgreSQL

/// What operators do to usage: the verbs of the error bin and of re-rating.
extension StoreSession {
    /// Rates a session of the error bin again.
    package func replaySession(_ session: UsageSessionID, key: CommandKey) async throws(StoreError) {
        _ = try await query(
            "SELECT api.usage_replay(\(session.session), \(session.subSession), NULL, \(key.rawValue))")
    }

    /// Rates every session of a reason again; returns how many.
    package func replaySessions(ofReason reason: String, key: CommandKey) async throws(StoreError) -> Int {
        try await one("SELECT api.usage_replay(NULL, NULL, \(reason), \(key.rawValue))").value(0)
    }

    /// Keeps what is right beside the records, and rates the session again.
    package func correctSession(
        _ session: UsageSessionID, fields: CorrectedFields, reason: String, key: CommandKey
    ) async throws(StoreError) {
        let members: [(String, JSONText?)] = [
            ("calling", fields.calling.map { .text($0) }), ("called", fields.called.map { .text($0) }),
            ("answered_at", fields.answeredAt.map { .text($0.description) }),
            ("duration", fields.durationSeconds.map { .number(Int64($0)) }),
            ("subscriber", fields.subscriber.map { .text($0) }),
        ]
        let json = JSONText.object(members.compactMap { name, value in value.map { (name, $0) } })
        _ = try await query(
            """
            SELECT api.usage_correct(\(session.session), \(session.subSession), \(json.description)::jsonb, \(reason),
                \(key.rawValue))
            """)
    }

    /// The session is not to be charged.
    package func dismissSession(
        _ session: UsageSessionID, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await query(
            "SELECT api.usage_dismiss(\(session.session), \(session.subSession), \(reason), \(key.rawValue))")
    }

    /// Asks for a re-rating; a dry one only says what would change.
    package func requestRerating(
        _ filter: ReratingFilter, isDry: Bool, reason: String, key: CommandKey
    ) async throws(StoreError) -> ReratingID {
        let members: [(String, JSONText?)] = [
            ("from", .text(filter.from.description)), ("to", .text(filter.to.description)),
            ("tariff", filter.tariff.map { .number($0.rawValue) }),
            ("prefix", filter.prefix.isEmpty ? nil : .text(filter.prefix)),
            ("customer", filter.customer.map { .number($0.rawValue) }),
            ("subscription", filter.subscription.map { .number($0.rawValue) }),
        ]
        let json = JSONText.object(members.compactMap { name, value in value.map { (name, $0) } })
        return try await one(
            "SELECT api.usage_rerate(\(json.description)::jsonb, \(isDry), \(reason), \(key.rawValue))"
        ).value(0)
    }

    /// Stops a re-rating; what its finished batches posted stays.
    package func cancelRerating(_ rerating: ReratingID, key: CommandKey) async throws(StoreError) {
        _ = try await query("SELECT api.usage_rerate_cancel(\(rerating)::int, \(key.rawValue))")
    }
}
