package import Domain
import PostgreSQL

extension StoreSession {
    /// The customer's history, newest first: every tracked change, and every movement of money with the balance it
    /// found and left.
    package func customerHistory(_ customer: CustomerID, limit: Int) async throws(StoreError) -> [HistoryEntry] {
        let results = try await pipeline([
            """
            SELECT at, sec.name_of(actor), object, object_id, action,
                (SELECT array_agg(key ORDER BY key) FROM (SELECT key FROM jsonb_object_keys(coalesce(old, '{}')) key
                    UNION SELECT key FROM jsonb_object_keys(coalesce(new, '{}')) key) keys),
                (SELECT array_agg(old ->> key ORDER BY key) FROM (SELECT key FROM jsonb_object_keys(coalesce(old, '{}')) key
                    UNION SELECT key FROM jsonb_object_keys(coalesce(new, '{}')) key) keys),
                (SELECT array_agg(new ->> key ORDER BY key) FROM (SELECT key FROM jsonb_object_keys(coalesce(old, '{}')) key
                    UNION SELECT key FROM jsonb_object_keys(coalesce(new, '{}')) key) keys),
                sec.currency()
            FROM hist.event WHERE customer_id = \(customer) ORDER BY event_id DESC LIMIT \(limit)
            """,
            // A payment is an event of its own.
            Self.movementsStatement(customer, limit: limit, withPayments: false),
        ])
        let events = try results[0].rows(Self.historyEvent)
        let movements = try results[1].rows(Self.historyMovement)
        return Array((events + movements).sorted { $0.at > $1.at }.prefix(limit))
    }

    private static func historyEvent(_ row: Row) throws(StoreError) -> HistoryEntry {
        let keys: [String]? = try row.value(5)
        let old: [String?]? = try row.value(6)
        let new: [String?]? = try row.value(7)
        let words = HistoryWords(currency: Currency(databaseCode: try row.value(8)))
        let changes = (keys ?? []).enumerated().map { index, key in
            HistoryEntry.Change(
                field: HistoryWords.field(key), old: words.value(old?[index] ?? nil, of: key),
                new: words.value(new?[index] ?? nil, of: key)
            )
        }
        return HistoryEntry(
            at: try row.value(0), actor: try row.value(1),
            title: HistoryWords.title(object: try row.value(2), number: try row.value(3), action: try row.value(4)),
            // What moved the balance is read by the balance first.
            changes: changes.filter { $0.field == "balance" }
                + changes.filter { !["balance", "customer"].contains($0.field) })
    }

    private static func historyMovement(_ row: Row) throws(StoreError) -> HistoryEntry {
        let movement = try movement(row)
        let after = Money(minorUnits: try row.value(12), currency: movement.amount.currency)
        let before = try? after.subtracting(movement.amount)
        return HistoryEntry(
            at: movement.bookedAt, actor: movement.actor, title: "\(movement.title) \(movement.amount)",
            changes: [
                HistoryEntry.Change(field: "balance", old: before?.description, new: after.description),
                HistoryEntry.Change(field: "account", old: nil, new: movement.account.description),
            ])
    }
}

/// What the tables of the history are called on the screen, and how its values are shown.
struct HistoryWords {
    let currency: Currency

    private static let objects = [
        "customers.customer": "Profile", "customers.phone": "Phone", "customers.address": "Address",
        "customers.contract": "Contract", "catalog.subscription": "Service", "catalog.subscription_tariff": "Tariff",
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
        return "\(name) \(number) \(verb)"
    }
}
