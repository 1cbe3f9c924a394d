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
        let withEvents = filter.group != .money
        let withMovements = filter.group == .all || filter.group == .money
        let results = try await pipeline([
            """
            SELECT e.at, sec.name_of(e.actor), e.object, e.object_id, e.action, k.keys, k.old, k.new, sec.currency(),
                e.event_id, coalesce(e.note, '')
            FROM unnest(\(familyOf: customer)) m (id) CROSS JOIN LATERAL (SELECT * FROM hist.event e
                WHERE \(withEvents) AND e.customer_id = m.id AND e.event_id < \(position.event)
                    AND e.at >= coalesce(\(filter.from)::timestamptz, '-infinity')
                    AND e.at < coalesce(\(filter.to)::timestamptz, 'infinity')
                    AND (\(Self.schemas(of: filter.group))::text[] = '{}'
                        OR split_part(e.object, '.', 1) = ANY (\(Self.schemas(of: filter.group))::text[]))
                    AND (\(filter.actor) = '' OR strpos(lower(sec.name_of(e.actor)), lower(\(filter.actor))) > 0)
                    AND (\(filter.text) = '' OR strpos(lower(concat_ws(' ', split_part(e.object, '.', 2), e.object_id,
                        e.old, e.new, e.note)), lower(\(filter.text))) > 0)
                ORDER BY e.event_id DESC LIMIT \(limit)) e
                LEFT JOIN LATERAL (SELECT array_agg(key ORDER BY key) AS keys,
                    array_agg(e.old ->> key ORDER BY key) AS old, array_agg(e.new ->> key ORDER BY key) AS new
                    FROM (SELECT key FROM jsonb_object_keys(coalesce(e.old, '{}')) key
                        UNION SELECT key FROM jsonb_object_keys(coalesce(e.new, '{}')) key) each) k ON true
            ORDER BY e.event_id DESC LIMIT \(limit)
            """,
            // A payment is an event of its own, unless only money is looked at.
            Self.movementsStatement(
                customer, limit: withMovements ? limit : 0, withPayments: filter.group == .money, filter: filter,
                after: position),
        ])
        let events = try results[0].rows(Self.historyEvent)
        let movements = try results[1].rows(Self.historyMovement)
        return Self.merge(events, movements, after: position, limit: limit)
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

    /// The schemas whose tables belong to a group; none: all.
    private static func schemas(of group: HistoryFilter.Group) -> [String] {
        switch group {
        case .all: []
        case .profile: ["customers"]
        case .services: ["catalog", "network"]
        case .tickets: ["tickets"]
        case .devices: ["warehouse"]
        case .money: ["accounts"]
        }
    }

    private static func historyEvent(_ row: Row) throws(StoreError) -> (entry: HistoryEntry, event: Int64) {
        let keys: [String]? = try row.value(5)
        let old: [String?]? = try row.value(6)
        let new: [String?]? = try row.value(7)
        let note: String = try row.value(10)
        let words = HistoryWords(currency: Currency(databaseCode: try row.value(8)))
        let action: String = try row.value(4)
        var changes = (keys ?? []).enumerated().map { index, key in
            HistoryEntry.Change(
                field: HistoryWords.field(key), old: words.value(old?[index] ?? nil, of: key),
                new: words.value(new?[index] ?? nil, of: key)
            )
        }
        let isNote = action == "note" && !note.isEmpty
        if !note.isEmpty, !isNote { changes.append(HistoryEntry.Change(field: "note", old: nil, new: note)) }
        let title = HistoryWords.title(object: try row.value(2), number: try row.value(3), action: action)
        let entry = HistoryEntry(
            at: try row.value(0), actor: try row.value(1), title: isNote ? note : title,
            // What moved the balance is read by the balance first.
            changes: changes.filter { $0.field == "balance" }
                + changes.filter { !["balance", "customer"].contains($0.field) })
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

/// What the tables of the history are called on the screen, and how its values are shown.
struct HistoryWords {
    let currency: Currency

    private static let objects = [
        "customers.customer": "Profile", "customers.phone": "Phone", "customers.address": "Address",
        "customers.contract": "Contract", "customers.contact": "Contact",
        "customers.identity_document": "Document", "customers.signer": "Signer",
        "customers.bank_account": "Bank account", "customers.consent": "Consent", "customers.note": "Note",
        "customers.attachment": "File", "catalog.customer_tax": "Tax scheme", "catalog.subscription": "Service",
        "catalog.subscription_tariff": "Tariff",
        "catalog.subscription_parameter": "Parameter", "catalog.suspension": "Suspension",
        "tickets.ticket": "Ticket", "warehouse.device": "Device", "warehouse.document": "Stock document",
        "network.port": "Port",
        "accounts.payment": "Payment", "accounts.refund": "Refund", "accounts.account": "Account",
        "accounts.promise": "Promise", "accounts.bank_entry": "Bank entry",
    ]

    private static let fields = [
        "during": "period", "valid": "period", "subscription_id": "service", "tariff_id": "tariff",
        "ticket_id": "ticket",
        "device_id": "device", "port_id": "port", "branch_id": "branch", "account_id": "account",
        "customer_id": "customer", "opened_at": "opened", "closed_at": "closed", "taken_by": "taken by",
    ]

    /// What a column is called on the screen.
    static func field(_ column: String) -> String {
        fields[column] ?? column.split(separator: "_").joined(separator: " ")
    }

    /// Sums are kept in minor units and shown the local way.
    func value(_ text: String?, of field: String) -> String? {
        guard let text, ["balance", "amount", "credit_limit"].contains(field), let units = Int64(text) else {
            return text
        }
        return Money(minorUnits: units, currency: currency).description
    }

    static func title(object: String, number: String, action: String) -> String {
        let name = objects[object] ?? object
        let verb =
            switch action {
            case "insert":
                switch object {
                case "accounts.payment": "taken"
                case "accounts.refund": "paid"
                default: "added"
                }
            case "update": object == "accounts.payment" ? "taken back" : "changed"
            case "delete": "removed"
            default: "noted"
            }
        // A row of a profile is told apart by its line; whose profile it is, everybody sees.
        guard object.hasPrefix("customers.") else { return "\(name) \(number) \(verb)" }
        let line = number.split(separator: "/").dropFirst().last.map { " \($0)" } ?? ""
        return "\(name)\(line) \(verb)"
    }
}
