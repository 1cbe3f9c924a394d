package import Domain
import PostgreSQL

extension StoreSession {
    /// A page of an account's postings, newest first by their numbers. The primary key begins with customer and account,
    /// so that only the account's own rows are read, whatever the size of the ledger.
    package func postings(
        of account: AccountID, customer: CustomerID, filter: PostingFilter, before number: Int64?, limit: Int
    ) async throws(StoreError) -> [Posting] {
        let kinds = filter.group.kinds.map { "{\($0.map(\.rawValue).joined(separator: ","))}" }
        let text = filter.text.isEmpty ? nil : "%\(filter.text.escapedForLike)%"
        return try await query(
            """
            WITH page AS MATERIALIZED (
                SELECT * FROM accounts.transfer t
                WHERE t.customer_id = \(customer) AND t.account_id = \(account)
                    AND t.posting_no < coalesce(\(number)::bigint, 9223372036854775807)
                    AND (\(kinds)::text[] IS NULL OR t.kind = ANY (\(kinds)::text[]))
                    AND t.value_on >= coalesce(\(filter.from)::date, '-infinity')
                    AND t.value_on <= coalesce(\(filter.to)::date, 'infinity')
                    AND t.period_on <= coalesce(\(filter.to)::date, 'infinity')
                    AND (\(text)::text IS NULL OR concat_ws(' ', t.tag, t.note,
                        (SELECT name FROM catalog.component c WHERE c.component_id = t.component_id),
                        (SELECT name FROM catalog.tariff r WHERE r.tariff_id = t.tariff_id),
                        (SELECT name FROM catalog.discount d WHERE t.leg BETWEEN 1 AND 15
                            AND d.discount_id = t.leg_source_id),
                        (SELECT name FROM catalog.tax_rate x WHERE t.leg >= 16
                            AND x.tax_rate_id = t.leg_source_id)) ILIKE \(text))
                ORDER BY t.posting_no DESC LIMIT \(limit))
            SELECT p.account_id, p.posting_no, p.kind, p.value_on, p.period_on, p.period_ends_on, p.amount,
                p.balance_after, p.booked_at, sec.name_of(p.actor), coalesce(c.name, ''),
                coalesce(CASE WHEN p.leg BETWEEN 1 AND 15 THEN d.name WHEN p.leg >= 16 THEN x.name END, ''),
                coalesce(r.name, ''), p.tag,
                p.note, a.currency, coalesce(g.linked, '{}'), coalesce(v.own, 0)::bigint,
                CASE WHEN p.kind = 'reversal' THEN 0 ELSE abs(g.amount + coalesce(v.whole, 0)) END::bigint,
                CASE WHEN p.kind = 'reversal' THEN p.source_id END
            FROM page p JOIN accounts.account a USING (customer_id, account_id)
                LEFT JOIN catalog.tariff r ON r.tariff_id = p.tariff_id
                LEFT JOIN catalog.component c ON c.component_id = p.component_id
                LEFT JOIN catalog.discount d ON p.leg BETWEEN 1 AND 15 AND d.discount_id = p.leg_source_id
                LEFT JOIN catalog.tax_rate x ON p.leg >= 16 AND x.tax_rate_id = p.leg_source_id
                LEFT JOIN LATERAL (
                    SELECT array_agg(l.posting_no ORDER BY l.leg) AS all_legs, sum(l.amount) AS amount,
                        array_agg(l.posting_no ORDER BY l.leg) FILTER (WHERE l.leg <> p.leg) AS linked
                    FROM accounts.transfer l
                    WHERE l.customer_id = p.customer_id AND l.account_id = p.account_id AND l.period_on = p.period_on
                        AND l.kind = p.kind AND l.subscription_id = p.subscription_id
                        AND l.component_id = p.component_id AND l.source_id = p.source_id AND l.line = p.line) g ON true
                LEFT JOIN LATERAL (
                    SELECT sum(b.amount) AS whole, sum(b.amount) FILTER (WHERE b.source_id = p.posting_no) AS own
                    FROM accounts.transfer b
                    WHERE p.kind <> 'reversal' AND b.customer_id = p.customer_id AND b.account_id = p.account_id
                        AND b.period_on = p.period_on AND b.kind = 'reversal'
                        AND b.subscription_id = p.subscription_id AND b.component_id = p.component_id
                        AND b.source_id = ANY (g.all_legs)) v ON true
            ORDER BY p.posting_no DESC
            """
        ).rows(Self.posting)
    }

    /// What the account held at the end of a day: everything that counts from that day or an earlier one.
    package func balance(
        of account: AccountID, customer: CustomerID, on day: CivilDate
    ) async throws(StoreError) -> Money {
        let rows = try await query(
            """
            SELECT a.currency, coalesce((SELECT sum(t.amount) FROM accounts.transfer t
                WHERE t.customer_id = a.customer_id AND t.account_id = a.account_id AND t.period_on <= \(day)
                    AND t.value_on <= \(day)), 0)::bigint
            FROM accounts.account a WHERE a.customer_id = \(customer) AND a.account_id = \(account)
            """)
        guard let row = rows.first else { throw .notFound("There is no account \(account) of this customer.") }
        return Money(minorUnits: try row.value(1), currency: Currency(databaseCode: try row.value(0)))
    }

    /// What was charged and paid by month, from the month of a day on, the oldest first; months without a posting are not
    /// there. Read from the index alone, as a balance is.
    package func moneyMonths(
        of account: AccountID, customer: CustomerID, from day: CivilDate
    ) async throws(StoreError) -> [MoneyMonth] {
        try await query(
            """
            SELECT m.month, a.currency, -m.charged, m.paid FROM accounts.account a CROSS JOIN LATERAL (
                SELECT date_trunc('month', t.value_on)::date AS month,
                    coalesce(sum(t.amount) FILTER (WHERE NOT t.is_payment), 0)::bigint AS charged,
                    coalesce(sum(t.amount) FILTER (WHERE t.is_payment), 0)::bigint AS paid
                FROM (SELECT value_on, amount, kind IN ('payment', 'refund', 'move', 'opening')
                        OR kind = 'reversal' AND component_id = 0 AS is_payment
                    FROM accounts.transfer
                    WHERE customer_id = a.customer_id AND account_id = a.account_id
                        AND value_on >= date_trunc('month', \(day)::date)) t
                GROUP BY 1) m
            WHERE a.customer_id = \(customer) AND a.account_id = \(account) ORDER BY m.month
            """
        ).rows { row throws(StoreError) in
            let currency = Currency(databaseCode: try row.value(1))
            return MoneyMonth(
                month: try row.value(0), charged: Money(minorUnits: try row.value(2), currency: currency),
                paid: Money(minorUnits: try row.value(3), currency: currency))
        }
    }

    private static func posting(_ row: Row) throws(StoreError) -> Posting {
        let kind: MovementKind = try row.word(2)
        let component: String = try row.value(10)
        let leg: String = try row.value(11)
        let tag: String = try row.value(13)
        let note: String = try row.value(14)
        let title =
            switch kind {
            case .payment: "Payment, \(tag)"
            case .refund: "Money given back"
            case .move: "Moved between accounts"
            case .opening: "Balance brought along"
            case .call: "Call to \(note)"
            case .fee, .oneTime: leg.isEmpty ? component : "\(leg), \(component)"
            case .reversal: component.isEmpty ? "Taken back" : "Taken back: \(leg.isEmpty ? component : leg)"
            case .correction: component.isEmpty ? "Correction" : "Correction, \(component)"
            }
        let currency = Currency(databaseCode: try row.value(15))
        func money(_ column: Int) throws(StoreError) -> Money {
            Money(minorUnits: try row.value(column), currency: currency)
        }
        return Posting(
            account: try row.value(0), number: try row.value(1), kind: kind, valueOn: try row.value(3),
            periodOn: try row.value(4), periodEndsOn: try row.date(5), amount: try money(6),
            balanceAfter: try money(7), bookedAt: try row.value(8), actor: try row.value(9), title: title,
            tariffName: try row.value(12), tag: tag, note: note, linked: try row.value(16), reversed: try money(17),
            left: try money(18), reverses: try row.value(19))
    }
}

extension PostingFilter.Group {
    /// Nil: every kind.
    fileprivate var kinds: [MovementKind]? {
        switch self {
        case .all: nil
        case .charges: [.fee, .oneTime, .correction, .opening]
        case .payments: [.payment, .refund, .move]
        case .calls: [.call]
        case .reversals: [.reversal]
        }
    }
}

extension String {
    /// With what LIKE takes for more than itself made plain.
    var escapedForLike: String {
        var escaped = ""
        for character in self {
            if character == "\\" || character == "%" || character == "_" { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
