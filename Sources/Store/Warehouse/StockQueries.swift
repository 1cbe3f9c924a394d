package import Domain
import PostgreSQL

extension StoreSession {
    /// Every stock in use, the operator's own first.
    package func stocks() async throws(StoreError) -> [StockSummary] {
        try await query(
            """
            SELECT s.stock_id, s.code, s.name, (SELECT count(*) FROM warehouse.device d WHERE d.stock_id = s.stock_id),
                s.kind, coalesce(b.code, ''), s.branch_id = ANY ((SELECT sec.my_branches())::int[]) AS is_mine,
                s.is_active, s.version
            FROM warehouse.stock s LEFT JOIN sec.branch b USING (branch_id)
            ORDER BY is_mine DESC, NOT s.is_active, s.stock_id
            """
        ).rows { row throws(StoreError) in
            StockSummary(
                id: try row.value(0), code: try row.value(1), name: try row.value(2), devicesInStock: try row.value(3),
                kind: try row.word(4), branch: try row.value(5), isMine: try row.value(6), isActive: try row.value(7),
                version: try row.value(8))
        }
    }

    /// Every branch, the operator's own first.
    package func branches() async throws(StoreError) -> [Branch] {
        try await query(
            """
            SELECT b.code, b.name FROM sec.branch b
            ORDER BY b.branch_id = ANY ((SELECT sec.my_branches())::int[]) DESC, b.name
            """
        ).rows { row throws(StoreError) in Branch(code: try row.value(0), name: try row.value(1)) }
    }

    package func deviceModels() async throws(StoreError) -> [DeviceModel] {
        try await query(
            """
            SELECT model_id, code, name, kind, is_serialised, unit, coalesce(serial_mask, ''), needs_mac, ouis,
                product_codes, part_numbers, version
            FROM warehouse.device_model ORDER BY name
            """
        ).rows { row throws(StoreError) in
            let mask: String = try row.value(6)
            // The table's own check holds what a mask may be.
            return DeviceModel(
                id: try row.value(0), code: try row.value(1), name: try row.value(2), kind: try row.word(3),
                isSerialised: try row.value(4), unit: try row.word(5), serialMask: try? SerialMask(mask),
                needsMAC: try row.value(7), ouis: try row.value(8), productCodes: try row.value(9),
                partNumbers: try row.value(10), version: try row.value(11))
        }
    }

    /// What each of the operator's stocks holds of each model, what is on its way to it and from it, and each model that has
    /// a minimum there.
    package func stockLevels() async throws(StoreError) -> [StockLevel] {
        try await query(
            """
            SELECT s.stock_id, s.name, m.model_id, m.name, m.unit, m.is_serialised, coalesce(n.free, 0),
                coalesce(n.faulty, 0), l.minimum, coalesce(w.coming, 0), coalesce(w.leaving, 0)
            FROM warehouse.stock s CROSS JOIN warehouse.device_model m
                LEFT JOIN (
                    SELECT d.stock_id, d.model_id, count(*) FILTER (WHERE d.state IN ('in_stock', 'new')) AS free,
                        count(*) FILTER (WHERE d.state IN ('faulty', 'in_repair', 'written_off')) AS faulty
                    FROM warehouse.device d WHERE d.stock_id IS NOT NULL GROUP BY 1, 2
                    UNION ALL
                    SELECT q.stock_id, q.model_id, q.quantity, 0 FROM warehouse.quantity q
                ) n ON n.stock_id = s.stock_id AND n.model_id = m.model_id
                LEFT JOIN (
                    SELECT p.stock_id, t.model_id,
                        sum(t.quantity) FILTER (WHERE p.stock_id = t.to_stock_id)::bigint AS coming,
                        sum(t.quantity) FILTER (WHERE p.stock_id = t.from_stock_id)::bigint AS leaving
                    FROM (
                        SELECT d.from_stock_id, d.to_stock_id, v.model_id, 1 AS quantity
                        FROM warehouse.device v JOIN warehouse.document d ON d.document_id = v.transit_id
                        UNION ALL
                        SELECT d.from_stock_id, d.to_stock_id, c.model_id, c.quantity - coalesce((SELECT sum(a.quantity)
                            FROM warehouse.document_arrival a WHERE a.document_id = c.document_id AND a.line = c.line
                                AND a.posted_at IS NOT NULL), 0)
                        FROM warehouse.document d JOIN warehouse.document_line c USING (document_id)
                        WHERE d.state = 'sent' AND c.quantity IS NOT NULL AND c.is_counted AND c.undone_at IS NULL
                            AND c.settled IS NULL
                    ) t JOIN warehouse.stock p ON p.stock_id IN (t.from_stock_id, t.to_stock_id) GROUP BY 1, 2
                ) w ON w.stock_id = s.stock_id AND w.model_id = m.model_id
                LEFT JOIN warehouse.minimum l ON l.stock_id = s.stock_id AND l.model_id = m.model_id
            WHERE s.is_active AND s.branch_id = ANY ((SELECT sec.my_branches())::int[])
                AND (coalesce(n.free, 0) + coalesce(n.faulty, 0) + coalesce(w.coming, 0) + coalesce(w.leaving, 0) > 0
                    OR l.minimum IS NOT NULL)
            ORDER BY (coalesce(n.free, 0) < coalesce(l.minimum, 0)) DESC, s.stock_id, m.name
            """
        ).rows { row throws(StoreError) in
            StockLevel(
                stock: try row.value(0), stockName: try row.value(1), model: try row.value(2),
                modelName: try row.value(3), unit: try row.word(4), isSerialised: try row.value(5),
                free: try row.value(6), faulty: try row.value(7), minimum: try row.value(8), coming: try row.value(9),
                leaving: try row.value(10))
        }
    }

    package func saveStock(_ form: StockForm, key: CommandKey) async throws(StoreError) -> StockID {
        let json = JSONText.object([
            ("id", form.id.map { .number($0.rawValue) } ?? .null), ("version", .number(Int64(form.version))),
            ("code", .text(form.code)), ("name", .text(form.name)), ("kind", .text(form.kind.rawValue)),
            ("branch", .text(form.branch)), ("active", .flag(form.isActive)),
        ])
        return try await one("SELECT api.stock_save(\(json.description)::jsonb, \(key.rawValue))").value(0)
    }

    /// A model's number 0 makes a new one.
    package func saveModel(_ model: DeviceModel, key: CommandKey) async throws(StoreError) -> Int {
        let list = { (texts: [String]) in JSONText.list(texts.map { .text($0) }) }
        let json = JSONText.object([
            ("id", model.id == 0 ? .null : .number(Int64(model.id))), ("version", .number(Int64(model.version))),
            ("code", .text(model.code)), ("name", .text(model.name)), ("kind", .text(model.kind.rawValue)),
            ("serialised", .flag(model.isSerialised)), ("unit", .text(model.unit.rawValue)),
            ("mask", .text(model.serialMask?.description ?? "")), ("needs_mac", .flag(model.needsMAC)),
            ("ouis", list(model.ouis)), ("products", list(model.productCodes)), ("parts", list(model.partNumbers)),
        ])
        return try await one("SELECT api.device_model_save(\(json.description)::jsonb, \(key.rawValue))").value(0)
    }

    package func setMinimum(
        _ minimum: Int64, of model: Int, in stock: StockID, key: CommandKey
    ) async throws(StoreError) {
        _ = try await query("SELECT api.stock_minimum_set(\(stock)::int, \(model), \(minimum), \(key.rawValue))")
    }
}
