package import Domain
import PostgreSQL

extension StoreSession {
    /// Everything the card shows, in one round trip. What the operator may not see comes back empty. A customer that was
    /// merged into another gives the other's card; what is booked under merged numbers is on it.
    package func customerCard(_ customer: CustomerID) async throws(StoreError) -> CustomerCard {
        let results = try await pipeline([
            """
            SELECT c.kind, c.name, coalesce(c.email, ''), coalesce(c.tax_number, ''), c.customer_id,
                c.language, coalesce(b.name, ''), coalesce(c.note, ''), c.registered_at, c.version,
                coalesce((SELECT n.number FROM customers.contract n WHERE n.customer_id = c.customer_id
                    ORDER BY n.merged_from IS NOT NULL, n.contract_id DESC LIMIT 1), ''),
                ARRAY(SELECT p.number FROM customers.phone p WHERE p.customer_id = c.customer_id
                    ORDER BY p.is_preferred DESC, p.line),
                sec.now(), customers.state_of(f.ids), f.ids[2:], c.anonymised_at IS NOT NULL,
                ARRAY(SELECT m.name FROM unnest(f.ids[2:]) WITH ORDINALITY i (id, place)
                    JOIN customers.customer m ON m.customer_id = i.id ORDER BY i.place)
            FROM customers.family(\(customer)) f (ids) JOIN customers.customer c ON c.customer_id = f.ids[1]
                LEFT JOIN sec.branch b USING (branch_id)
            """,
            """
            SELECT city, street, building, flat FROM customers.address
            WHERE customer_id = (SELECT (customers.family(\(customer)))[1]) ORDER BY line
            """,
            """
            SELECT a.account_id, a.balance, a.credit_limit, a.is_default AND f.place = 1, a.version, a.currency,
                a.customer_id, CASE WHEN f.place > 1 THEN c.name END
            FROM unnest(\(familyOf: customer)) WITH ORDINALITY f (id, place)
                JOIN accounts.account a ON a.customer_id = f.id JOIN customers.customer c ON c.customer_id = f.id
            ORDER BY f.place, a.is_default DESC, a.account_id
            """,
            Self.subscriptionsStatement(customer),
            Self.ticketsStatement("t.customer_id = ANY (\(familyOf: customer))", order: "t.opened_at DESC", limit: 50),
            """
            SELECT d.device_id, d.serial, coalesce(d.mac, ''), m.name, d.state, ''
            FROM warehouse.device d JOIN warehouse.device_model m USING (model_id)
            WHERE d.customer_id = ANY (\(familyOf: customer)) ORDER BY d.device_id
            """,
            Self.movementsStatement(customer, limit: 50),
            "SELECT part, line, names, contents FROM api.customer_parts(\(customer))",
            Self.attachmentsStatement(customer),
            """
            SELECT customer_id, name, contract_number, phone, reasons, registered_at
            FROM api.customer_duplicates((SELECT (customers.family(\(customer)))[1]))
            """,
            Self.lastCallsStatement(customer, limit: 5),
        ])
        guard let row = results[0].first else { throw .notFound("There is no customer \(customer).") }
        let phones: [String] = try row.value(11)
        let parts = try results[7].rows(Self.profileEntry)
        let profile = CustomerProfile(
            id: try row.value(4), kind: try row.word(0), name: try row.value(1), contractNumber: try row.value(10),
            phones: phones.map { PhoneNumber("+" + $0)?.text() ?? $0 },
            addresses: try results[1].rows { row throws(StoreError) in
                PostalAddress(
                    city: try row.value(0), street: try row.value(1), building: try row.value(2), flat: try row.value(3)
                )
            }, email: try row.value(2), taxNumber: try row.value(3),
            documentNumber: parts.first { $0.part == .document }?["number"] ?? "", language: try row.value(5),
            branchName: try row.value(6), note: try row.value(7), registeredAt: try row.value(8),
            version: try row.value(9))
        return CustomerCard(
            profile: profile, state: try row.word(13), accounts: try results[2].rows(Self.ownedAccount),
            subscriptions: try results[3].rows(Self.subscriptionSummary),
            tickets: try results[4].rows(Self.ticketSummary),
            devices: try results[5].rows(Self.deviceSummary), movements: try results[6].rows(Self.movement),
            parts: parts, attachments: try results[8].rows(Self.attachment),
            duplicates: try results[9].rows(Self.duplicateCustomer), merged: try row.value(14),
            mergedNames: try row.value(16), calls: try results[10].rows(Self.callSummary),
            isAnonymised: try row.value(15), asOf: try row.value(12))
    }

    private static func ownedAccount(_ row: Row) throws(StoreError) -> AccountSummary {
        var account = try accountSummary(row)
        account.owner = try row.value(6)
        account.ownerName = try row.value(7)
        return account
    }

    /// The numbers that are shown as this customer, itself first.
    package func family(of customer: CustomerID) async throws(StoreError) -> [CustomerID] {
        try await one("SELECT customers.family(\(customer))").value(0)
    }

    static func subscriptionsStatement(_ customer: CustomerID) -> Statement {
        """
        SELECT s.subscription_id, s.account_id, y.name, coalesce(t.name, ''), coalesce(s.identifier, ''), s.state,
            ARRAY(SELECT u.reason FROM catalog.suspension u WHERE u.customer_id = s.customer_id
                AND u.subscription_id = s.subscription_id AND u.during @> sec.now() ORDER BY 1),
            s.activated_on, s.ended_on,
            ARRAY(SELECT p.code FROM catalog.subscription_parameter p WHERE p.customer_id = s.customer_id
                AND p.subscription_id = s.subscription_id AND p.valid @> sec.today() ORDER BY p.code),
            ARRAY(SELECT p.value FROM catalog.subscription_parameter p WHERE p.customer_id = s.customer_id
                AND p.subscription_id = s.subscription_id AND p.valid @> sec.today() ORDER BY p.code),
            coalesce((SELECT coalesce(n.code || ' ', '') || o.name FROM network.port o
                LEFT JOIN network.node n USING (node_id)
                WHERE o.customer_id = s.customer_id AND o.subscription_id = s.subscription_id LIMIT 1), ''),
            s.customer_id
        FROM catalog.subscription s JOIN catalog.service_type y USING (service_type_id)
            LEFT JOIN catalog.subscription_tariff st ON st.customer_id = s.customer_id
                AND st.subscription_id = s.subscription_id AND st.valid @> sec.today()
            LEFT JOIN catalog.tariff t USING (tariff_id)
        WHERE s.customer_id = ANY (\(familyOf: customer)) ORDER BY s.subscription_id
        """
    }

    static func subscriptionSummary(_ row: Row) throws(StoreError) -> SubscriptionSummary {
        let codes: [String] = try row.value(9)
        let values: [String] = try row.value(10)
        return SubscriptionSummary(
            id: try row.value(0), account: try row.value(1), serviceType: try row.value(2),
            tariffName: try row.value(3),
            identifier: try row.value(4), state: try row.word(5), suspensionReasons: try row.value(6),
            activatedOn: try row.value(7), endedOn: try row.date(8),
            parameters: Dictionary(zip(codes, values)) { $1 }, port: try row.value(11), owner: try row.value(12))
    }
}

extension Statement.StringInterpolation {
    /// The numbers that are shown as one customer; a sub-select, so that they are sought once.
    mutating func appendInterpolation(familyOf customer: CustomerID) {
        appendLiteral("(SELECT customers.family(")
        appendInterpolation(customer)
        appendLiteral("))::bigint[]")
    }
}
