package import Domain
import PostgreSQL

extension StoreSession {
    /// The subscriptions of a range of customers for which something may become owed on a day, in order of their
    /// accounts, one row for each tariff they had.
    package func dueSpans(
        on day: CivilDate, customers: ClosedRange<CustomerID>
    ) async throws(StoreError) -> [TariffSpan] {
        let call = "api.charging_due('\(day)', \(customers.lowerBound), \(customers.upperBound))"
        return try await copyOut("COPY (SELECT * FROM \(call)) TO STDOUT") { rows, fields in
            rows.append(Self.span(&fields))
        }
    }

    /// Everything else that prices the subscriptions of a range of customers, in order.
    package func serviceFacts(
        on day: CivilDate, customers: ClosedRange<CustomerID>
    ) async throws(StoreError) -> [ServiceFact] {
        let call = "api.charging_facts('\(day)', \(customers.lowerBound), \(customers.upperBound))"
        return try await copyOut("COPY (SELECT * FROM \(call)) TO STDOUT") { rows, fields in
            let customer = fields.number() ?? 0
            let subscription = fields.number() ?? 0
            guard let what = ServiceFact.What(rawValue: fields.letter()) else { return }
            rows.append(
                ServiceFact(
                    customer: CustomerID(customer), subscription: SubscriptionID(subscription), what: what,
                    number: fields.number() ?? 0, from: fields.day() ?? .farPast, to: fields.day(),
                    quantity: fields.number() ?? 1))
        }
    }

    /// The tariffs of one subscription, for an evaluation out of turn; of the daemon or of an operator's preview.
    package func subscriptionSpans(
        customer: CustomerID, subscription: SubscriptionID, asDaemon: Bool
    ) async throws(StoreError) -> [TariffSpan] {
        let rows =
            asDaemon
            ? try await query(
                """
                SELECT customer_id, account_id, subscription_id, billing_day, activated_on, tariff_id, tariff_from,
                    tariff_to, ended_on
                FROM api.charging_subscription(\(customer), \(subscription))
                """)
            : try await query(
                """
                SELECT customer_id, account_id, subscription_id, billing_day, activated_on, tariff_id, tariff_from,
                    tariff_to, ended_on
                FROM api.service_spans(\(customer), \(subscription))
                """)
        return try rows.rows { row throws(StoreError) in
            TariffSpan(
                customer: try row.value(0), account: try row.value(1), subscription: try row.value(2),
                billingDay: try row.value(3), activatedOn: try row.dayNumber(4) ?? .farPast, tariff: try row.value(5),
                valid: CivilPeriod(try row.dayNumber(6) ?? .farPast, try row.dayNumber(7) ?? .farFuture),
                endedOn: try row.dayNumber(8))
        }
    }

    /// The facts of one customer's services as an operator may see them.
    package func serviceFacts(
        of customer: CustomerID, on day: CivilDate
    ) async throws(StoreError) -> [ServiceFact] {
        try await query(
            """
            SELECT customer_id, subscription_id, what, number, fact_from, fact_to, quantity
            FROM api.service_facts(\(customer), \(day))
            """
        ).rows { row throws(StoreError) in
            let what: String = try row.value(2)
            guard let what = what.utf8.first.flatMap({ ServiceFact.What(rawValue: $0) }) else {
                throw .unexpected("a fact of an unknown kind")
            }
            return ServiceFact(
                customer: try row.value(0), subscription: try row.value(1), what: what, number: try row.value(3),
                from: try row.dayNumber(4) ?? .farPast, to: try row.dayNumber(5), quantity: try row.value(6))
        }
    }

    /// What stands on the ledger for charges that begin on or after a day.
    package func postedLegs(
        customer: CustomerID, account: AccountID, subscription: SubscriptionID, from day: CivilDate, asDaemon: Bool
    ) async throws(StoreError) -> [PostedLeg] {
        let rows =
            asDaemon
            ? try await query(
                """
                SELECT kind, component_id, period_on, tariff_id, leg, leg_source_id, amount, next_line
                FROM api.charging_posted(\(customer), \(account), \(subscription), \(day))
                """)
            : try await query(
                """
                SELECT kind, component_id, period_on, tariff_id, leg, leg_source_id, amount, next_line
                FROM api.service_posted(\(customer), \(subscription), \(day))
                """)
        return try rows.rows { row throws(StoreError) in
            let kind: String? = try row.value(0)
            return PostedLeg(
                isOneTime: kind == "one_time", component: try row.value(1),
                periodOn: try row.dayNumber(2) ?? .farPast, tariff: try row.value(3), leg: try row.value(4),
                source: try row.value(5), amount: try row.value(6), nextLine: try row.value(7) ?? 0)
        }
    }

    /// A row of `api.charging_due`, which leaves ended services out.
    private static func span(_ fields: inout CopyFields) -> TariffSpan {
        TariffSpan(
            customer: CustomerID(fields.number() ?? 0), account: AccountID(fields.number() ?? 0),
            subscription: SubscriptionID(fields.number() ?? 0), billingDay: Int(fields.number() ?? 1),
            activatedOn: fields.day() ?? .farPast, tariff: TariffID(fields.number() ?? 0),
            valid: CivilPeriod(fields.day() ?? .farPast, fields.day() ?? .farFuture),
            endedOn: nil)
    }

    private func copyOut<Element: Sendable>(
        _ statement: String, _ body: @Sendable (inout [Element], inout CopyFields) -> Void
    ) async throws(StoreError) -> [Element] {
        do throws(PostgreSQLError) {
            return try await connection.copyOut(statement, into: []) { rows, line in
                var fields = CopyFields(line)
                body(&rows, &fields)
            }
        } catch {
            throw StoreError(error)
        }
    }
}

/// Reads the fields of one line of COPY's text format, left to right: numbers and single letters, `\N` for NULL.
struct CopyFields {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Nil where the field is NULL.
    mutating func number() -> Int64? {
        var value: Int64 = 0
        var isNegative = false
        var isNull = false
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "\\"): isNull = true
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"): return isNull ? nil : isNegative ? -value : value
            default: break
            }
        }
        return isNull ? nil : isNegative ? -value : value
    }

    mutating func day() -> CivilDate? { number().map { CivilDate(dayNumber: Int32(truncatingIfNeeded: $0)) } }

    mutating func letter() -> UInt8 {
        let first = position < bytes.count ? bytes[position] : 0
        while position < bytes.count {
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\t") { break }
        }
        return first
    }
}

extension Row {
    /// A day that travelled as its number.
    fileprivate func dayNumber(_ column: Int) throws(StoreError) -> CivilDate? {
        let number: Int? = try value(column)
        return number.map { CivilDate(dayNumber: Int32(truncatingIfNeeded: $0)) }
    }
}
