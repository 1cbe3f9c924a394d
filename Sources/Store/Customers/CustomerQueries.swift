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
}

extension CustomerRegistration {
    /// The argument of api.customer_register.
    var json: JSONText {
        .object([
            ("kind", .text(kind.rawValue)), ("family_name", .text(familyName)), ("given_name", .text(givenName)),
            ("patronymic", .text(patronymic)), ("organisation_name", .text(organisationName)),
            ("legal_form", .text(legalForm)), ("segment", .text(segment)),
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
