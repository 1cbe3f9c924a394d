package import Domain
import PostgreSQL

extension StoreSession {
    /// What came into a stock of a consumable and went out of it, newest first, with what was there then.
    /// - Parameter before: the last one that was read; nil begins with the newest.
    package func quantityMovements(
        of model: Int, in stock: StockID, _ filter: QuantityFilter, before: Int64?, limit: Int
    ) async throws(StoreError) -> [QuantityMovement] {
        try await query(
            """
            SELECT v.quantity_movement_id, v.moved_at, v.kind, coalesce(f.name, ''), coalesce(t.name, c.name, ''),
                CASE \(stock)::int WHEN v.to_stock_id THEN v.quantity WHEN v.from_stock_id THEN -v.quantity ELSE 0 END,
                v.quantity,
                CASE \(stock)::int WHEN v.to_stock_id THEN v.to_balance WHEN v.from_stock_id THEN v.from_balance END,
                sec.name_of(v.actor), v.document_id, d.number
            FROM warehouse.quantity_movement v JOIN warehouse.document d USING (document_id)
                LEFT JOIN warehouse.stock f ON f.stock_id = coalesce(v.from_stock_id,
                    CASE WHEN v.kind IN ('arrive', 'write_off') THEN d.from_stock_id END)
                LEFT JOIN warehouse.stock t ON t.stock_id = coalesce(v.to_stock_id,
                    CASE v.kind WHEN 'send' THEN d.to_stock_id END)
                LEFT JOIN customers.customer c ON c.customer_id = v.customer_id
            WHERE v.model_id = \(model) AND v.quantity_movement_id < coalesce(\(before)::bigint, 9223372036854775807)
                AND (\(stock)::int IN (v.from_stock_id, v.to_stock_id)
                    OR v.kind = 'write_off' AND \(stock)::int IN (d.from_stock_id, d.to_stock_id))
                AND v.kind = coalesce(\(filter.kind?.rawValue)::text, v.kind)
                AND v.moved_at >= coalesce(\(filter.from)::timestamptz, '-infinity')
                AND v.moved_at < coalesce(\(filter.to)::timestamptz, 'infinity')
                AND (\(filter.actor) = '' OR strpos(lower(sec.name_of(v.actor)), lower(\(filter.actor))) > 0)
                AND (\(filter.text) = '' OR strpos(lower(concat_ws(' ', d.number, d.note, f.name, t.name, c.name)),
                    lower(\(filter.text))) > 0)
            ORDER BY v.quantity_movement_id DESC LIMIT \(limit)
            """
        ).rows { row throws(StoreError) in
            QuantityMovement(
                id: try row.value(0), at: try row.value(1), kind: try row.word(2), from: try row.value(3),
                to: try row.value(4), change: try row.value(5), quantity: try row.value(6), balance: try row.value(7),
                actor: try row.value(8), document: try row.value(9), documentNumber: try row.value(10))
        }
    }

    /// The devices of a model that are in a stock, by their serials.
    package func devices(
        of model: Int, in stock: StockID, limit: Int
    ) async throws(StoreError) -> [DeviceSummary] {
        try await query(
            """
            SELECT w.device_id, w.serial, w.mac, w.model_name, w.state, w.location
            FROM (SELECT d.device_id FROM warehouse.device d WHERE d.stock_id = \(stock)::int AND d.model_id = \(model)
                    ORDER BY d.serial LIMIT \(limit)) d
                CROSS JOIN LATERAL warehouse.describe(d.device_id) w
            ORDER BY w.serial
            """
        ).rows(Self.deviceSummary)
    }
}
