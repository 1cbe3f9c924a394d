package import Domain
import PostgreSQL

/// A record as it came.
package struct KeptUsageRecord: Hashable, Sendable {
    package enum Format: Int, Hashable, Sendable {
        /// RFC 6733 section 3.
        case diameterMessage = 1
        case fileRow
    }

    package let kind: UsageRecordText.Kind
    package let number: Int64
    package let receivedAt: Instant
    package let source: String
    package let format: Format
    package let content: [UInt8]
}

/// Both contents of a conflict.
package struct KeptUsageConflict: Hashable, Sendable {
    package let conflict: UsageConflict
    package let stored: KeptUsageRecord?
    package let other: KeptUsageRecord
}

extension StoreSession {
    package func usageSession(_ session: UsageSessionID) async throws(StoreError) -> UsageSession {
        try Self.usageSession(
            try await one("SELECT * FROM api.usage_session(\(session.session), \(session.subSession))"))
    }

    /// Sessions under way, the longest first.
    package func openSessions(limit: Int) async throws(StoreError) -> [UsageSession] {
        try await query("SELECT * FROM api.usage_open_sessions(\(limit))").rows(Self.usageSession)
    }

    /// A page of the error bin, newest first.
    package func rejectedSessions(
        _ filter: RejectedFilter, after: SessionPosition?, limit: Int
    ) async throws(StoreError) -> [UsageSession] {
        try await query(
            """
            SELECT * FROM api.usage_rejected(\(filter.reason), \(filter.from), \(filter.to), \(filter.text),
                \(after?.at), \(after?.id.session), \(after?.id.subSession), \(limit))
            """
        ).rows(Self.usageSession)
    }

    /// What waits in the error bin, by reason; most first.
    package func rejectionCounts() async throws(StoreError) -> [RejectionCount] {
        try await query("SELECT reason, sessions FROM api.usage_rejections()").rows { row throws(StoreError) in
            RejectionCount(reason: try row.value(0), sessions: try row.value(1))
        }
    }

    /// The records of a session, in the order in which they came.
    package func records(of session: UsageSessionID) async throws(StoreError) -> [KeptUsageRecord] {
        try await query(
            """
            SELECT record_type, record_number, received_at, source, format, content
            FROM api.usage_session_records(\(session.session), \(session.subSession))
            """
        ).rows { row throws(StoreError) in
            KeptUsageRecord(
                kind: try Self.recordKind(row, 0), number: try row.value(1), receivedAt: try row.value(2),
                source: try row.value(3), format: try Self.recordFormat(row, 4),
                content: try row.value(5, as: Bytes.self).bytes)
        }
    }

    /// Newest first.
    package func corrections(of session: UsageSessionID) async throws(StoreError) -> [SessionCorrection] {
        try await query(
            """
            SELECT at, actor, reason, names, contents
            FROM api.usage_session_corrections(\(session.session), \(session.subSession))
            """
        ).rows { row throws(StoreError) in
            let names: [String] = try row.value(3)
            let values: [String] = try row.value(4)
            return SessionCorrection(
                at: try row.value(0), actor: try row.value(1), reason: try row.value(2),
                fields: zip(names, values).map { SessionCorrection.Field(name: $0, value: $1) })
        }
    }

    /// Newest first, without their contents.
    package func usageConflicts(limit: Int) async throws(StoreError) -> [UsageConflict] {
        try await query(Self.conflictsStatement(nil, limit: limit)).rows(Self.conflict)
    }

    package func usageConflict(_ conflict: UsageConflictID) async throws(StoreError) -> KeptUsageConflict {
        guard let row = try await query(Self.conflictsStatement(conflict, limit: 1)).first else {
            throw .notFound("There is no conflict \(conflict).")
        }
        let found = try Self.conflict(row)
        let other = KeptUsageRecord(
            kind: found.kind, number: found.number, receivedAt: found.receivedAt, source: found.source,
            format: try Self.recordFormat(row, 7), content: try row.value(8, as: Bytes.self).bytes)
        var stored: KeptUsageRecord?
        if let content = try row.value(11, as: Bytes?.self), let at = try row.value(10, as: Instant?.self) {
            stored = KeptUsageRecord(
                kind: found.kind, number: found.number, receivedAt: at, source: "",
                format: try Self.recordFormat(row, 9), content: content.bytes)
        }
        return KeptUsageConflict(conflict: found, stored: stored, other: other)
    }

    private static func conflictsStatement(_ conflict: UsageConflictID?, limit: Int) -> Statement {
        """
        SELECT conflict_id, session_id, sub_session_id, record_type, record_number, source, received_at, format, content,
            stored_format, stored_at, stored
        FROM api.usage_conflict_list(\(conflict), \(limit))
        """
    }

    private static func conflict(_ row: Row) throws(StoreError) -> UsageConflict {
        UsageConflict(
            id: try row.value(0),
            session: UsageSessionID(session: try row.value(1), subSession: try row.value(2)),
            kind: try recordKind(row, 3), number: try row.value(4), source: try row.value(5),
            receivedAt: try row.value(6))
    }

    private static func recordKind(_ row: Row, _ column: Int) throws(StoreError) -> UsageRecordText.Kind {
        let number: Int = try row.value(column)
        guard let kind = UsageRecordText.Kind(rawValue: number) else {
            throw .unexpected("\(number) is no type of accounting record")
        }
        return kind
    }

    private static func recordFormat(_ row: Row, _ column: Int) throws(StoreError) -> KeptUsageRecord.Format {
        let number: Int = try row.value(column)
        guard let format = KeptUsageRecord.Format(rawValue: number) else {
            throw .unexpected("\(number) is no format of a record")
        }
        return format
    }

    /// A row of usage.session_info.
    private static func usageSession(_ row: Row) throws(StoreError) -> UsageSession {
        var call: CallPosition?
        if let at = try row.value(13, as: Instant?.self), let id = try row.value(14, as: CallID?.self) {
            call = CallPosition(startedAt: at, id: id)
        }
        return UsageSession(
            id: UsageSessionID(session: try row.value(0), subSession: try row.value(1)), state: try row.word(2),
            changedAt: try row.value(3), startedAt: try row.value(4), lastRecordAt: try row.value(5),
            originHost: try row.value(6), calling: try row.value(7), called: try row.value(8),
            reason: try row.value(9), explanation: try row.value(10), customer: try row.value(11),
            customerName: try row.value(12), call: call)
    }
}
