package import Domain
import PostgreSQL

extension StoreSession {
    /// The documents that the filter lets through, open ones first, then the newest.
    package func stockDocuments(
        _ filter: StockDocumentFilter, limit: Int
    ) async throws(StoreError) -> [StockDocumentSummary] {
        try await query(
            """
            \(unescaped: Self.documentColumns)
            FROM (SELECT d.* FROM warehouse.document d
                    LEFT JOIN warehouse.stock f ON f.stock_id = d.from_stock_id
                    LEFT JOIN warehouse.stock t ON t.stock_id = d.to_stock_id
                    LEFT JOIN customers.customer c ON c.customer_id = d.customer_id
                WHERE d.kind = coalesce(\(filter.kind?.rawValue)::text, d.kind)
                    AND d.state = coalesce(\(filter.state?.rawValue)::text, d.state)
                    AND d.created_at >= coalesce(\(filter.from)::timestamptz, '-infinity')
                    AND d.created_at < coalesce(\(filter.to)::timestamptz, 'infinity')
                    AND (\(filter.actor) = '' OR strpos(lower(sec.name_of(d.created_by)), lower(\(filter.actor))) > 0)
                    AND (\(filter.text) = '' OR (
                        SELECT bool_and(strpos(lower(concat_ws(' ', d.number, d.note, f.name, t.name, c.name)), word) > 0)
                        FROM string_to_table(lower(\(filter.text)), ' ') word))
                ORDER BY d.state NOT IN ('draft', 'sent'), d.created_at DESC, d.document_id DESC LIMIT \(limit)) d
            \(unescaped: Self.documentJoins)
            ORDER BY d.state NOT IN ('draft', 'sent'), d.created_at DESC, d.document_id DESC
            """
        ).rows(Self.document)
    }
}
