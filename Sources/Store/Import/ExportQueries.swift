package import Domain
import PostgreSQL

extension StoreSession {
    /// Writes down that data is taken out, and refuses who may not.
    package func beginExport(_ kind: ImportKind) async throws(StoreError) {
        _ = try await query("SELECT api.export_begin(\(kind.rawValue))")
    }

    /// The columns of families of a kind that have values: `parameter.wifi_name`, `price.fee`.
    package func exportedFamilies(_ kind: ImportKind) async throws(StoreError) -> [String] {
        var names: [String] = []
        if kind.families.contains(.price) {
            names += try await query(
                """
                SELECT DISTINCT k.code FROM catalog.subscription_price p JOIN catalog.component k USING (component_id)
                ORDER BY 1
                """
            ).rows { row throws(StoreError) in ImportField.Family.price.prefix + (try row.value(0)) }
        }
        if kind.families.contains(.parameter) {
            names += try await query(
                "SELECT DISTINCT code FROM catalog.tariff_parameter WHERE mode <> 'fixed' ORDER BY 1"
            ).rows { row throws(StoreError) in ImportField.Family.parameter.prefix + (try row.value(0)) }
        }
        return names
    }

    /// Every object of a kind that the operator may see, as it is now, one at a time: its fields in their order, then the
    /// families' columns in theirs; days as 2026-01-31, sums in minor units of the currency that comes beside.
    package func export(
        _ kind: ImportKind, families: [String],
        each body: @Sendable (_ fields: [String?], _ currency: Currency) throws -> Void
    ) async throws {
        let prices = families.compactMap { Self.name($0, in: .price) }
        let parameters = families.compactMap { Self.name($0, in: .parameter) }
        let statement: Statement =
            switch kind {
            case .customers: ExportText.customers
            case .accounts: ExportText.accounts
            case .subscriptions: ExportText.subscriptions(prices: prices, parameters: parameters)
            case .devices: ExportText.devices
            case .tickets: ExportText.tickets(parameters: parameters)
            }
        let fixed = kind.fields.count
        do {
            try await connection.stream(statement) { row in
                var fields: [String?] = []
                fields.reserveCapacity(fixed + families.count)
                for column in 0..<fixed { fields.append(try row.decode(column, as: String?.self)) }
                if !families.isEmpty { fields += try row.decode(fixed, as: [String?].self) }
                let currency: String = try row.decode(families.isEmpty ? fixed : fixed + 1)
                try body(fields, Currency(databaseCode: currency))
            }
        } catch let error as PostgreSQLError {
            throw StoreError(error)
        }
    }

    private static func name(_ column: String, in family: ImportField.Family) -> String? {
        column.hasPrefix(family.prefix) ? String(column.dropFirst(family.prefix.count)) : nil
    }
}

/// The statements of the export: a column a field, in the order of ``ImportKind/fields``. A key is the one the object was
/// imported by, so that what goes out and comes in again stays the same; else its number.
private enum ExportText {
    private static let keys = """
        keys AS (SELECT DISTINCT ON (kind, object_id) kind, object_id, key FROM import.object ORDER BY kind, object_id, source_id),
        ck AS (SELECT c.customer_id, coalesce(k.key, n.number, 'customer-' || c.customer_id) AS key, n.number, n.signed_on
            FROM customers.customer c
                LEFT JOIN (SELECT DISTINCT ON (customer_id) customer_id, number, signed_on FROM customers.contract
                    ORDER BY customer_id, merged_from IS NOT NULL, contract_id DESC) n ON n.customer_id = c.customer_id
                LEFT JOIN keys k ON k.kind = 'customers' AND k.object_id = c.customer_id)
        """

    private static func address(_ kind: String) -> String {
        """
        LEFT JOIN (SELECT DISTINCT ON (customer_id) * FROM customers.address WHERE kind = '\(kind)'
            ORDER BY customer_id, line) a_\(kind) ON a_\(kind).customer_id = c.customer_id
        """
    }

    static let customers: Statement = """
        WITH \(unescaped: keys)
        SELECT ck.key, ck.number, ck.signed_on, c.kind, NULL, c.family_name, c.given_name, c.patronymic,
            c.organisation_name, c.legal_form, c.tax_number,
            (SELECT d.number FROM customers.identity_document d WHERE d.customer_id = c.customer_id ORDER BY d.line LIMIT 1),
            p.numbers, c.email, c.language, c.segment, b.code,
            a_service.city, a_service.street, a_service.building, a_service.flat,
            a_legal.city, a_legal.street, a_legal.building, a_legal.flat,
            a_postal.city, a_postal.street, a_postal.building, a_postal.flat,
            sec.local_date(c.registered_at), c.note, sec.currency()
        FROM customers.customer c JOIN ck ON ck.customer_id = c.customer_id JOIN sec.branch b USING (branch_id)
            LEFT JOIN (SELECT customer_id, string_agg('+' || number, ', ' ORDER BY line) AS numbers
                FROM customers.phone GROUP BY 1) p ON p.customer_id = c.customer_id
            \(unescaped: address("service")) \(unescaped: address("legal")) \(unescaped: address("postal"))
        ORDER BY c.customer_id
        """

    static let accounts: Statement = """
        WITH \(unescaped: keys)
        SELECT coalesce(k.key, a.account_id::text), ck.key, a.account_id, a.currency, a.balance, NULL, sec.today(),
            a.credit_limit, sec.local_date(a.opened_at), a.currency
        FROM accounts.account a JOIN ck USING (customer_id)
            LEFT JOIN keys k ON k.kind = 'accounts' AND k.object_id = a.account_id
        WHERE a.closed_at IS NULL ORDER BY a.customer_id, NOT a.is_default, a.account_id
        """

    static func subscriptions(prices: [String], parameters: [String]) -> Statement {
        """
        WITH \(unescaped: keys)
        SELECT coalesce(k.key, s.account_id || '-' || s.subscription_id), coalesce(ka.key, s.account_id::text), t.code,
            s.identifier, s.activated_on, CASE s.state WHEN 'suspended' THEN 'suspended' ELSE 'active' END, u.reason,
            sec.local_date(lower(u.during)), s.billing_day, greatest(s.charged_from, sec.today() + 1), NULL,
            (SELECT string_agg(c.code || ':' || o.quantity, ' ' ORDER BY c.code) FROM catalog.subscription_option o
                JOIN catalog.component c USING (component_id) WHERE o.customer_id = s.customer_id
                AND o.subscription_id = s.subscription_id AND o.valid @> sec.today()),
            (SELECT coalesce(array_agg(amount::text ORDER BY place), '{}') FROM (
                SELECT place, (SELECT p.amount FROM catalog.subscription_price p JOIN catalog.component c USING (component_id)
                    WHERE p.customer_id = s.customer_id AND p.subscription_id = s.subscription_id AND c.code = w.code
                        AND p.tariff_id = t.tariff_id AND p.valid @> sec.today()) AS amount
                FROM unnest(\(prices)::text[]) WITH ORDINALITY w (code, place)) own)
            || (SELECT coalesce(array_agg(value ORDER BY place), '{}') FROM (
                SELECT place, (SELECT coalesce((SELECT p.value FROM catalog.subscription_parameter p
                        WHERE p.customer_id = s.customer_id AND p.subscription_id = s.subscription_id AND p.code = w.code
                            AND p.valid @> sec.today()), f.value)
                    FROM catalog.tariff_parameter f
                    WHERE f.tariff_id = t.tariff_id AND f.code = w.code AND f.mode <> 'fixed') AS value
                FROM unnest(\(parameters)::text[]) WITH ORDINALITY w (code, place)) given),
            t.currency
        FROM catalog.subscription s
            JOIN catalog.subscription_tariff st ON st.customer_id = s.customer_id
                AND st.subscription_id = s.subscription_id AND st.valid @> sec.today()
            JOIN catalog.tariff t USING (tariff_id)
            LEFT JOIN (SELECT DISTINCT ON (customer_id, subscription_id) customer_id, subscription_id, reason, during
                FROM catalog.suspension WHERE during @> sec.now() ORDER BY customer_id, subscription_id, lower(during)) u
                ON u.customer_id = s.customer_id AND u.subscription_id = s.subscription_id
            LEFT JOIN keys k ON k.kind = 'subscriptions' AND k.object_id = s.subscription_id
            LEFT JOIN keys ka ON ka.kind = 'accounts' AND ka.object_id = s.account_id
        WHERE s.state <> 'ended' ORDER BY s.customer_id, s.subscription_id
        """
    }

    static let devices: Statement = """
        WITH \(unescaped: keys)
        SELECT coalesce(k.key, d.serial), d.serial, d.mac, m.code, CASE WHEN d.customer_id IS NOT NULL THEN 'at_customer'
                WHEN d.state IN ('new', 'faulty', 'in_repair', 'written_off') THEN d.state ELSE 'in_stock' END,
            w.code, ck.key, CASE WHEN d.subscription_id IS NOT NULL THEN
                coalesce(ks.key, s.account_id || '-' || s.subscription_id) END,
            (SELECT sec.local_date(v.moved_at) FROM warehouse.movement v WHERE v.device_id = d.device_id
                ORDER BY v.movement_id DESC LIMIT 1), sec.currency()
        FROM warehouse.device d JOIN warehouse.device_model m USING (model_id)
            LEFT JOIN warehouse.stock w USING (stock_id) LEFT JOIN ck ON ck.customer_id = d.customer_id
            LEFT JOIN catalog.subscription s ON s.customer_id = d.customer_id AND s.subscription_id = d.subscription_id
            LEFT JOIN keys k ON k.kind = 'devices' AND k.object_id = d.device_id
            LEFT JOIN keys ks ON ks.kind = 'subscriptions' AND ks.object_id = d.subscription_id
        WHERE d.stock_id IS NOT NULL OR d.customer_id IS NOT NULL ORDER BY d.device_id
        """

    static func tickets(parameters: [String]) -> Statement {
        """
        WITH \(unescaped: keys)
        SELECT coalesce(k.key, 'ticket-' || t.ticket_id), ck.key, coalesce(ka.key, t.data ->> 'account_id'), y.code, t.step,
            f.code, (SELECT string_agg(regexp_replace(e.comment, '[[:cntrl:]]+', ' ', 'g'), ' / ' ORDER BY e.line)
                FROM tickets.flow_event e WHERE e.customer_id = t.customer_id AND e.ticket_id = t.ticket_id
                AND e.comment <> ''), sec.local_date(t.opened_at), sec.local_date(t.deadline_at),
            (SELECT coalesce(array_agg(value ORDER BY place), '{}') FROM (
                SELECT place, (SELECT coalesce(t.data -> 'parameters' ->> p.code, p.value) FROM catalog.tariff_parameter p
                    WHERE p.tariff_id = f.tariff_id AND p.code = w.code AND p.mode <> 'fixed') AS value
                FROM unnest(\(parameters)::text[]) WITH ORDINALITY w (code, place)) given),
            coalesce(f.currency, sec.currency())
        FROM tickets.ticket t JOIN ck USING (customer_id) JOIN tickets.ticket_type y USING (ticket_type_id)
            LEFT JOIN catalog.tariff f ON f.tariff_id = (t.data ->> 'tariff_id')::int
            LEFT JOIN keys k ON k.kind = 'tickets' AND k.object_id = t.ticket_id
            LEFT JOIN keys ka ON ka.kind = 'accounts' AND ka.object_id = (t.data ->> 'account_id')::bigint
        WHERE t.state = 'open' ORDER BY t.ticket_id
        """
    }
}
