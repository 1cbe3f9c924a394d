package import Domain
import PostgreSQL

extension StoreSession {
    /// Newest first.
    package func reratings(limit: Int) async throws(StoreError) -> [ReratingSummary] {
        try await query(Self.reratingsStatement(nil, limit: limit)).rows(Self.rerating)
    }

    /// A re-rating with the first calls that it changes.
    package func rerating(_ rerating: ReratingID, lines: Int) async throws(StoreError) -> ReratingReport {
        let results = try await pipeline([
            Self.reratingsStatement(rerating, limit: 1),
            """
            SELECT customer_id, customer_name, call_id, old_amount, new_amount, explanation, currency
            FROM api.usage_rerating_lines(\(rerating), \(lines))
            """,
        ])
        guard let row = results[0].first else { throw .notFound("There is no re-rating \(rerating).") }
        return ReratingReport(
            summary: try Self.rerating(row),
            lines: try results[1].rows { row throws(StoreError) in
                let currency = Currency(databaseCode: try row.value(6))
                return ReratingReport.Line(
                    customer: try row.value(0), customerName: try row.value(1), call: try row.value(2),
                    oldAmount: Money(minorUnits: try row.value(3), currency: currency),
                    newAmount: Money(minorUnits: try row.value(4), currency: currency),
                    explanation: try row.value(5))
            })
    }

    private static func reratingsStatement(_ rerating: ReratingID?, limit: Int) -> Statement {
        """
        SELECT rerating_id, first_on, last_on, tariff_id, tariff_name, prefix, customer_id, customer_name, subscription_id,
            is_dry, state, requested_by, requested_at, finished_at, reason, calls, changed, left_alone,
            difference, currency
        FROM api.usage_reratings(\(rerating), \(limit))
        """
    }

    private static func rerating(_ row: Row) throws(StoreError) -> ReratingSummary {
        ReratingSummary(
            id: try row.value(0),
            filter: ReratingFilter(
                from: try row.date(1) ?? .farPast, to: try row.date(2) ?? .farFuture, tariff: try row.value(3),
                prefix: try row.value(5), customer: try row.value(6), subscription: try row.value(8)),
            tariffName: try row.value(4), customerName: try row.value(7), isDry: try row.value(9),
            state: try row.word(10), requestedBy: try row.value(11), requestedAt: try row.value(12),
            finishedAt: try row.value(13), reason: try row.value(14), calls: try row.value(15),
            changed: try row.value(16), leftAlone: try row.value(17),
            difference: Money(minorUnits: try row.value(18), currency: Currency(databaseCode: try row.value(19))))
    }
}
