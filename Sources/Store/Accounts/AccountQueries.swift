package import Domain
import PostgreSQL

extension StoreSession {
    /// Takes a payment at the operator's own till; the same key answers the first receipt.
    package func registerPayment(
        customer: CustomerID, account: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(StoreError) -> PaymentReceipt {
        let row = try await one(
            """
            SELECT payment_id, account_id, amount, balance_before, balance_after, currency, booked_at
            FROM api.payment_register(\(customer), \(account), \(amount.minorUnits), \(note), \(key.rawValue))
            """)
        let currency = Currency(databaseCode: try row.value(5))
        return PaymentReceipt(
            payment: try row.value(0), account: try row.value(1),
            amount: Money(minorUnits: try row.value(2), currency: currency),
            balanceBefore: Money(minorUnits: try row.value(3), currency: currency),
            balanceAfter: Money(minorUnits: try row.value(4), currency: currency), bookedAt: try row.value(6))
    }

    /// The account with this number, and whose it is; nil when there is none the operator may see. An account of a customer who
    /// was merged is told with who they are now, under the number it is booked by.
    package func findAccount(
        _ number: AccountID
    ) async throws(StoreError) -> (CustomerSummary, AccountSummary)? {
        let found = try await query(
            """
            SELECT account_id, balance, credit_limit, is_default, version, currency, customer_id,
                (customers.family(customer_id))[1]
            FROM accounts.account WHERE account_id = \(number)
            """)
        guard let row = found.first else { return nil }
        let customer: CustomerID = try row.value(6)
        let present: CustomerID = try row.value(7)
        let matches = try await searchCustomers(number.description, limit: 20)
        guard var summary = matches.first(where: { $0.id == present }) else { return nil }
        summary.id = customer
        return (summary, try Self.accountSummary(row))
    }

    static func accountSummary(_ row: Row) throws(StoreError) -> AccountSummary {
        let currency = Currency(databaseCode: try row.value(5))
        return AccountSummary(
            id: try row.value(0), balance: Money(minorUnits: try row.value(1), currency: currency),
            creditLimit: Money(minorUnits: try row.value(2), currency: currency), isDefault: try row.value(3),
            version: try row.value(4))
    }

    /// The newest movements of a customer's accounts, payments left out where another list has them. The linked legs of
    /// one charge, its net, discounts and taxes, are one movement; the balance is the one its last leg left.
    static func movementsStatement(
        _ customer: CustomerID, kinds: [MovementKind]? = nil, limit: Int, withPayments: Bool = true,
        filter: HistoryFilter = HistoryFilter(), after position: HistoryPosition = .newest
    ) -> Statement {
        let kinds = (kinds ?? MovementKind.allCases).map(\.rawValue)
        return """
            SELECT t.account_id, t.kind, t.period_on, t.period_ends_on, t.amount, a.currency, t.booked_at,
                sec.name_of(t.actor), coalesce(r.name, ''), coalesce(c.name, ''), t.tag, t.note, t.balance_after, t.posting_no
            FROM (SELECT customer_id, account_id, kind, period_on, max(period_ends_on) AS period_ends_on,
                    sum(amount)::bigint AS amount, booked_at, max(actor) AS actor, max(tariff_id) AS tariff_id, component_id,
                    max(tag) AS tag, max(note) AS note, max(posting_no) AS posting_no,
                    (array_agg(balance_after ORDER BY posting_no DESC))[1] AS balance_after
                FROM accounts.transfer
                WHERE customer_id = ANY (\(familyOf: customer))
                    AND (\(withPayments) OR kind NOT IN ('payment', 'refund')) AND kind = ANY (\(kinds)::text[])
                    AND booked_at <= coalesce(\(position.bookedAt)::timestamptz, 'infinity')
                    AND booked_at >= coalesce(\(filter.from)::timestamptz, '-infinity')
                    AND booked_at < coalesce(\(filter.to)::timestamptz, 'infinity')
                GROUP BY customer_id, account_id, kind, period_on, subscription_id, component_id,
                    CASE WHEN kind = 'reversal' THEN 0 ELSE source_id END, line, booked_at) t
                JOIN accounts.account a ON a.customer_id = t.customer_id AND a.account_id = t.account_id
                LEFT JOIN catalog.tariff r ON r.tariff_id = t.tariff_id
                LEFT JOIN catalog.component c ON c.component_id = t.component_id
            WHERE (t.booked_at, t.account_id, t.posting_no)
                    < (coalesce(\(position.bookedAt)::timestamptz, 'infinity'), \(position.account), \(position.posting))
                AND (\(filter.actor) = '' OR strpos(lower(sec.name_of(t.actor)), lower(\(filter.actor))) > 0)
                AND (\(filter.text) = '' OR strpos(lower(concat_ws(' ', t.kind, r.name, c.name, t.tag, t.note)),
                    lower(\(filter.text))) > 0)
            ORDER BY t.booked_at DESC, t.account_id DESC, t.posting_no DESC LIMIT \(limit)
            """
    }

    static func movement(_ row: Row) throws(StoreError) -> Movement {
        let kind: MovementKind = try row.word(1)
        let tariff: String = try row.value(8)
        let component: String = try row.value(9)
        let tag: String = try row.value(10)
        let note: String = try row.value(11)
        let title =
            switch kind {
            case .payment: note.isEmpty ? "Payment, \(tag)" : "Payment, \(tag): \(note)"
            case .call: "Call to \(note)"
            case .fee, .oneTime: note.isEmpty ? "\(component), \(tariff)" : "\(component), \(tariff): \(note)"
            case .refund: note.isEmpty ? "Refund, \(tag)" : "Refund, \(tag): \(note)"
            case .move: note.isEmpty ? "Moved between accounts" : "Moved between accounts: \(note)"
            case .opening: "Opening balance"
            case .reversal: component.isEmpty ? "Reversal: \(note)" : "Reversal, \(component): \(note)"
            case .correction: note
            }
        return Movement(
            account: try row.value(0), kind: kind, periodOn: try row.value(2), periodEndsOn: try row.date(3),
            amount: Money(minorUnits: try row.value(4), currency: Currency(databaseCode: try row.value(5))),
            bookedAt: try row.value(6), actor: try row.value(7), title: title)
    }
}
