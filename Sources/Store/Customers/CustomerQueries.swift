package import Domain
import PostgreSQL

extension StoreSession {
    /// Customers that match what an operator heard or read, best first.
    package func searchCustomers(_ text: String, limit: Int) async throws(StoreError) -> [CustomerSummary] {
        try await query(
            """
            SELECT customer_id, name, contract_number, phone, address, balance, currency, state, matched
            FROM api.customer_search(\(text), \(limit))
            """
        ).rows(Self.customerSummary)
    }

    static func customerSummary(_ row: Row) throws(StoreError) -> CustomerSummary {
        let balance: Int64? = try row.value(5)
        let currency = Currency(databaseCode: try row.value(6))
        let phone: String = try row.value(3)
        return CustomerSummary(
            id: try row.value(0), name: try row.value(1), contractNumber: try row.value(2),
            phone: PhoneNumber("+" + phone)?.text() ?? phone, address: try row.value(4),
            balance: balance.map { Money(minorUnits: $0, currency: currency) }, state: try row.word(7),
            matched: try row.value(8))
    }

    /// Registers a customer with contract, default account and activation ticket.
    package func registerCustomer(
        _ form: CustomerRegistration, key: CommandKey
    ) async throws(StoreError) -> RegisteredCustomer {
        let row = try await one(
            """
            SELECT customer_id, contract_number, account_id, ticket_id
            FROM api.customer_register(\(form.json.description)::jsonb, \(key.rawValue))
            """)
        return RegisteredCustomer(
            customer: try row.value(0), contractNumber: try row.value(1), account: try row.value(2),
            ticket: try row.value(3))
    }

    /// The customer's history, newest first: every tracked change, and every movement of money.
    package func customerHistory(_ customer: CustomerID, limit: Int) async throws(StoreError) -> [HistoryEntry] {
        let results = try await pipeline([
            """
            SELECT at, sec.name_of(actor), object, object_id, action,
                (SELECT array_agg(key ORDER BY key) FROM (SELECT key FROM jsonb_object_keys(coalesce(old, '{}')) key
                    UNION SELECT key FROM jsonb_object_keys(coalesce(new, '{}')) key) keys),
                (SELECT array_agg(old ->> key ORDER BY key) FROM (SELECT key FROM jsonb_object_keys(coalesce(old, '{}')) key
                    UNION SELECT key FROM jsonb_object_keys(coalesce(new, '{}')) key) keys),
                (SELECT array_agg(new ->> key ORDER BY key) FROM (SELECT key FROM jsonb_object_keys(coalesce(old, '{}')) key
                    UNION SELECT key FROM jsonb_object_keys(coalesce(new, '{}')) key) keys)
            FROM hist.event WHERE customer_id = \(customer) ORDER BY event_id DESC LIMIT \(limit)
            """,
            Self.movementsStatement(customer, limit: limit),
        ])
        let events = try results[0].rows { row throws(StoreError) in
            let keys: [String]? = try row.value(5)
            let old: [String?]? = try row.value(6)
            let new: [String?]? = try row.value(7)
            let changes = (keys ?? []).enumerated().map { index, key in
                HistoryEntry.Change(
                    field: key, old: HistoryWords.value(old?[index] ?? nil, of: key),
                    new: HistoryWords.value(new?[index] ?? nil, of: key))
            }
            return HistoryEntry(
                at: try row.value(0), actor: try row.value(1),
                title: HistoryWords.title(
                    object: try row.value(2), number: try row.value(3), action: try row.value(4)),
                changes: changes.filter { $0.field != "customer_id" })
        }
        let charges = try results[1].rows(Self.movement).filter { $0.kind != .payment }.map { movement in
            HistoryEntry(
                at: movement.bookedAt, actor: movement.actor, title: "\(movement.title) \(movement.amount)", changes: []
            )
        }
        return Array((events + charges).sorted { $0.at > $1.at }.prefix(limit))
    }
}

/// What the tables of the history are called on the screen.
enum HistoryWords {
    private static let objects = [
        "customers.customer": "Profile", "customers.phone": "Phone", "customers.address": "Address",
        "customers.contract": "Contract", "catalog.subscription": "Service", "catalog.subscription_tariff": "Tariff",
        "catalog.subscription_parameter": "Parameter", "catalog.suspension": "Suspension",
        "tickets.ticket": "Ticket", "warehouse.device": "Device", "network.port": "Port",
        "accounts.payment": "Payment", "accounts.account": "Account",
    ]

    /// Sums are kept in minor units and shown the local way.
    static func value(_ text: String?, of field: String) -> String? {
        guard let text, ["balance", "amount", "credit_limit"].contains(field), let units = Int64(text) else {
            return text
        }
        return Money(minorUnits: units, currency: .amd).description
    }

    static func title(object: String, number: String, action: String) -> String {
        let name = objects[object] ?? object
        let verb =
            switch action {
            case "insert": object == "accounts.payment" ? "taken" : "added"
            case "update": "changed"
            case "delete": "removed"
            default: "noted"
            }
        return "\(name) \(number) \(verb)"
    }
}

extension CustomerRegistration {
    /// The argument of api.customer_register.
    var json: JSONText {
        .object([
            ("kind", .text(kind.rawValue)), ("family_name", .text(familyName)), ("given_name", .text(givenName)),
            ("patronymic", .text(patronymic)), ("organisation_name", .text(organisationName)),
            ("tax_number", .text(taxNumber)), ("document_number", .text(documentNumber)),
            ("phones", .list(phones.map { .text($0) })), ("email", .text(email)), ("city", .text(address.city)),
            ("street", .text(address.street)), ("building", .text(address.building)), ("flat", .text(address.flat)),
            ("language", .text(language)), ("note", .text(note)), ("tariff", .number(tariff.rawValue)),
            ("parameters", .parameters(parameters)),
        ])
    }
}

extension JSONText {
    /// Parameter values by code, in the order of the codes, so that a repeated command has the same text.
    static func parameters(_ values: [String: String]) -> JSONText {
        .object(values.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }
}
