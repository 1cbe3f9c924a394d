package import Domain
import PostgreSQL

extension StoreSession {
    /// Customers, devices in stocks and stock documents, by whatever an operator heard or read.
    /// - Parameter texts: what was typed; then the same keys on other keyboard layouts, for when that finds nothing.
    package func search(_ texts: [String], limit: Int) async throws(StoreError) -> SearchAnswer {
        let rows = try await query(
            """
            SELECT customer_id, name, contract_number, phone, address, balance, currency, state, matched,
                text_no, is_alike, device_id, model, device_state, stock, document_id
            FROM api.search(\(texts)::text[], \(limit))
            """)
        var answer = SearchAnswer(hits: [], hasMore: rows.count > limit)
        for row in rows {
            if answer.hits.isEmpty {
                let number: Int = try row.value(9)
                if number > 1, texts.indices.contains(number - 1) { answer.readAs = texts[number - 1] }
                answer.isAlike = try row.value(10)
            }
            guard answer.hits.count < limit else { break }
            let device: DeviceID? = try row.value(11)
            if let document: StockDocumentID = try row.value(15) {
                answer.hits.append(
                    .document(
                        FoundDocument(
                            id: document, state: try row.word(7), way: try row.value(14), matched: try row.value(8))))
            } else if let device {
                answer.hits.append(
                    .device(
                        StockedDevice(
                            id: device, modelName: try row.value(12), state: try row.word(13),
                            stockName: try row.value(14), matched: try row.value(8))))
            } else {
                answer.hits.append(.customer(try Self.customerSummary(row)))
            }
        }
        return answer
    }

    /// Writes the search's tables anew from everything; returns the customers there are. For administrators; others
    /// search and work on meanwhile.
    package func rebuildSearch() async throws(StoreError) -> Int64 {
        try await one("SELECT api.search_rebuild()").value(0)
    }
}
