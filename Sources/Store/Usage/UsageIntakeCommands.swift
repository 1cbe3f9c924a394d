import PostgreSQL

/// What names an accounting record for ever: a record that comes again has the same (RFC 6733 section 9.4).
package struct UsageRecordKey: Hashable, Sendable {
    package let session: String
    /// Accounting-Sub-Session-Id as a signed number; 0 where there is none.
    package let subSession: Int64
    /// 1 EVENT, 2 START, 3 INTERIM, 4 STOP (RFC 6733 section 9.8.1).
    package let kind: Int16
    package let number: Int64

    package init(session: String, subSession: Int64 = 0, kind: Int16, number: Int64) {
        self.session = session
        self.subSession = subSession
        self.kind = kind
        self.number = number
    }
}

/// An accounting record as it came, with its key.
package struct ReceivedUsageRecord: Hashable, Sendable {
    package let key: UsageRecordKey
    package let content: [UInt8]

    package init(key: UsageRecordKey, content: [UInt8]) {
        self.key = key
        self.content = content
    }
}

/// What is kept under a key already.
package struct KnownUsageRecord: Hashable, Sendable {
    /// Which of the keys that were asked for, from 0.
    package let place: Int
    package let batch: Int64
    package let content: [UInt8]
}

extension StoreSession {
    /// Keeps records that came over Diameter, in one statement and, outside a transaction, one commit; answers the batch
    /// they make, and how many were not there before.
    package func storeUsage(
        _ records: [ReceivedUsageRecord], source: String
    ) async throws(StoreError) -> (batch: Int64, stored: Int) {
        let row = try await binary(
            "SELECT batch, stored FROM api.usage_store($1, $2, $3, $4, $5, $6)",
            Self.keys(records.map(\.key)) + [.octets(records.map(\.content)), .text(source)])
        guard let row = row.first else { throw .unexpected("usage_store gave no row") }
        return (try row.value(0), try row.value(1))
    }

    /// What is kept under keys, in their order.
    package func knownUsage(_ keys: [UsageRecordKey]) async throws(StoreError) -> [KnownUsageRecord] {
        try await binary("SELECT place, batch_id, content FROM api.usage_known($1, $2, $3, $4)", Self.keys(keys)).rows {
            row throws(StoreError) in
            let content: Bytes = try row.value(2)
            return KnownUsageRecord(
                place: try row.value(0, as: Int.self) - 1, batch: try row.value(1), content: content.bytes)
        }
    }

    /// Keeps what came with other content under a key that is taken; how many of them are new.
    package func keepConflicts(_ records: [ReceivedUsageRecord], source: String) async throws(StoreError) -> Int {
        let row = try await binary(
            "SELECT api.usage_conflicts($1, $2, $3, $4, $5, $6)",
            Self.keys(records.map(\.key)) + [.octets(records.map(\.content)), .text(source)])
        return try row.first?.value(0) ?? 0
    }

    /// Open sessions of a sender that has lost them will get no STOP; how many. What was stored before and is not rated
    /// yet will be found lost as well.
    ///
    /// - Parameter ago: how long ago it was seen.
    package func senderRestarted(_ host: String, ago: Duration = .zero) async throws(StoreError) -> Int {
        let microseconds = ago.components.seconds * 1_000_000 + ago.components.attoseconds / 1_000_000_000_000
        return try await one("SELECT api.usage_host_restarted(\(host), \(microseconds))").value(0)
    }

    private static func keys(_ keys: [UsageRecordKey]) -> [BinaryValue] {
        [
            .texts(keys.map(\.session)), .int8s(keys.map(\.subSession)), .int2s(keys.map(\.kind)),
            .int8s(keys.map(\.number)),
        ]
    }

    func binary(_ text: String, _ parameters: [BinaryValue]) async throws(StoreError) -> ResultSet {
        do throws(PostgreSQLError) {
            return try await connection.query(text, binary: parameters)
        } catch {
            throw StoreError(error)
        }
    }
}
