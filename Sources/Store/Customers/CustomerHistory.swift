package import Domain
import PostgreSQL

extension StoreSession {
    /// The customer's history, newest first: every tracked change, and every movement of money with the balance it
    /// found and left.
    package func customerHistory(_ customer: CustomerID, limit: Int) async throws(StoreError) -> [HistoryEntry] {
        try await historyPage(of: customer, HistoryFilter(), after: .newest, limit: limit).entries
    }

    /// A page of what the filter lets through. Changes and movements are two lists, each read after its own last line,
    /// so a page costs the same wherever it stands.
    package func historyPage(
        of customer: CustomerID, _ filter: HistoryFilter, after position: HistoryPosition, limit: Int
    ) async throws(StoreError) -> HistoryPage {
        let (kinds, movements) = Self.parts(of: filter.group)
        let words = HistoryWords.objects.sorted { $0.key < $1.key }
        let results = try await pipeline([
            """
            SELECT at, actor, object, object_id, action, fields, old, new, currency, event_id, note, name, command
            FROM api.customer_history(\(customer), \(kinds ?? [])::text[], \(words.map(\.key))::text[],
                \(words.map(\.value))::text[], \(filter.actor), \(filter.text), \(filter.from)::timestamptz,
                \(filter.to)::timestamptz, \(position.event), \(kinds == nil ? 0 : limit))
            """,
            // A payment is an event of its own, unless only money is looked at.
            Self.movementsStatement(
                customer, kinds: movements, limit: movements == [] ? 0 : limit,
                withPayments: kinds == nil, filter: filter, after: position),
        ])
        return Self.merge(
            try results[0].rows(Self.historyEvent), try results[1].rows(Self.historyMovement), after: position,
            limit: limit)
    }

    /// The newest of both, and where each list goes on.
    private static func merge(
        _ events: [(entry: HistoryEntry, event: Int64)],
        _ movements: [(entry: HistoryEntry, account: AccountID, posting: Int64)],
        after position: HistoryPosition, limit: Int
    ) -> HistoryPage {
        var page: [HistoryEntry] = []
        var next = position
        var (event, movement) = (0, 0)
        while page.count < limit, event < events.count || movement < movements.count {
            let isEvent =
                movement == movements.count
                || event < events.count && events[event].entry.at >= movements[movement].entry.at
            if isEvent {
                page.append(events[event].entry)
                next.event = events[event].event
                event += 1
            } else {
                let line = movements[movement]
                page.append(line.entry)
                (next.bookedAt, next.account, next.posting) = (line.entry.at, line.account, line.posting)
                movement += 1
            }
        }
        return HistoryPage(entries: page, next: page.count == limit ? next : nil)
    }

    /// Which changes belong to a group, by the schemas or tables of their rows: none named are all, nil is no change; and
    /// which movements: nil are all.
    private static func parts(of group: HistoryFilter.Group) -> (kinds: [String]?, movements: [MovementKind]?) {
        switch group {
        case .all: ([], nil)
        case .profile: (["customers"], [])
        case .services: (["catalog", "network"], [])
        case .tickets: (["tickets"], [])
        case .devices: (["warehouse"], [])
        case .money: (nil, nil)
        case .charges: (nil, [.fee, .oneTime, .correction, .opening])
        case .payments: (["accounts.payment", "accounts.refund", "accounts.bank_entry"], [])
        case .calls: (nil, [.call])
        case .reversals: (nil, [.reversal])
        }
    }

    private static func historyEvent(_ row: Row) throws(StoreError) -> (entry: HistoryEntry, event: Int64) {
        let fields: [String]? = try row.value(5)
        let old: [String?]? = try row.value(6)
        let new: [String?]? = try row.value(7)
        let event = HistoryWords.Event(
            object: try row.value(2), number: try row.value(3), name: try row.value(11), action: try row.value(4),
            note: try row.value(10), currency: Currency(databaseCode: try row.value(8)),
            changes: (fields ?? []).enumerated().map { index, field in
                HistoryEntry.Change(field: field, old: old?[index] ?? nil, new: new?[index] ?? nil)
            })
        let command: String = try row.value(12)
        let entry = HistoryEntry(
            at: try row.value(0), actor: try row.value(1), title: event.title, changes: event.shown, command: command,
            weight: event.weight)
        return (entry, try row.value(9))
    }

    private static func historyMovement(
        _ row: Row
    ) throws(StoreError) -> (entry: HistoryEntry, account: AccountID, posting: Int64) {
        let movement = try movement(row)
        let after = Money(minorUnits: try row.value(12), currency: movement.amount.currency)
        let before = try? after.subtracting(movement.amount)
        let entry = HistoryEntry(
            at: movement.bookedAt, actor: movement.actor, title: "\(movement.title) \(movement.amount)",
            changes: [
                HistoryEntry.Change(field: "balance", old: before?.description, new: after.description),
                HistoryEntry.Change(field: "account", old: nil, new: movement.account.description),
            ])
        return (entry, movement.account, try row.value(13))
    }
}
