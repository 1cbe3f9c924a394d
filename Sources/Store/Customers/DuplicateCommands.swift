package import Domain
import PostgreSQL

extension StoreSession {
    static func duplicateCustomer(_ row: Row) throws(StoreError) -> DuplicateCustomer {
        let phone: String = try row.value(3)
        return DuplicateCustomer(
            id: try row.value(0), name: try row.value(1), contractNumber: try row.value(2),
            phone: PhoneNumber("+" + phone)?.text() ?? phone, reasons: try row.value(4), registeredAt: try row.value(5))
    }

    /// Who is in the book already with what is typed into a registration.
    package func duplicates(of keys: RegistrationKeys) async throws(StoreError) -> [DuplicateCustomer] {
        let form = JSONText.object([
            ("phones", .list(keys.phones.map { .text($0) })), ("tax_number", .text(keys.taxNumber)),
            ("document_number", .text(keys.documentNumber)),
        ])
        return try await query(
            """
            SELECT customer_id, name, contract_number, phone, reasons, registered_at
            FROM api.registration_duplicates(\(form.description)::jsonb)
            """
        ).rows(Self.duplicateCustomer)
    }

    /// Pairs of the whole installation that share a value, in the order of the values, after the one named.
    package func duplicatePairs(
        by kind: DuplicateKind, after value: String, limit: Int
    ) async throws(StoreError) -> [DuplicatePair] {
        try await query(
            """
            SELECT value, customer_id, name, contract_number, other_id, other_name, other_contract
            FROM api.duplicate_pairs(\(kind.rawValue), \(value), \(limit))
            """
        ).rows { row throws(StoreError) in
            DuplicatePair(
                value: try row.value(0),
                first: DuplicatePair.Side(
                    id: try row.value(1), name: try row.value(2), contractNumber: try row.value(3)),
                second: DuplicatePair.Side(
                    id: try row.value(4), name: try row.value(5), contractNumber: try row.value(6)))
        }
    }

    /// They are two, and are not named as one any more.
    package func tellApart(
        _ customer: CustomerID, from other: CustomerID, key: CommandKey
    ) async throws(StoreError) {
        _ = try await one("SELECT api.customers_distinct(\(customer), \(other), \(key.rawValue))")
    }

    /// Makes one customer of two; no posting is touched.
    package func merge(
        _ merged: CustomerID, into survivor: CustomerID, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await one("SELECT api.customer_merge(\(survivor), \(merged), \(reason), \(key.rawValue))")
    }

    /// Everything kept about a person, as JSON.
    package func exportCustomer(_ customer: CustomerID, reason: String) async throws(StoreError) -> String {
        try await one("SELECT api.customer_export(\(customer), \(reason))").value(0)
    }

    /// Removes for good who the customer was; `typed` must be the customer's number.
    package func anonymise(
        _ customer: CustomerID, typed: String, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await one("SELECT api.customer_anonymise(\(customer), \(typed), \(reason), \(key.rawValue))")
    }
}
