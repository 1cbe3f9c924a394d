package import Domain
import PostgreSQL

extension StoreSession {
    /// By any form a scan may have: whole first, then by beginnings and ends of serials and MACs.
    package func findDevices(_ forms: [String], limit: Int) async throws(StoreError) -> [DeviceSummary] {
        try await query(
            """
            SELECT device_id, serial, mac, model_name, state, location
            FROM api.device_find(\(forms)::text[], \(limit))
            """
        ).rows(Self.deviceSummary)
    }

    /// A device with its whole history, newest first.
    package func device(_ device: DeviceID) async throws(StoreError) -> DeviceSheet {
        let results = try await pipeline([
            """
            SELECT w.device_id, w.serial, w.mac, w.model_name, w.state, w.location, d.customer_id,
                coalesce((SELECT concat_ws(' ', y.name, nullif(u.identifier, '')) FROM catalog.subscription u
                    JOIN catalog.service_type y USING (service_type_id)
                    WHERE u.customer_id = d.customer_id AND u.subscription_id = d.subscription_id), '')
            FROM warehouse.device d CROSS JOIN LATERAL warehouse.describe(d.device_id) w
            WHERE d.device_id = \(device)
            """,
            """
            SELECT v.moved_at, v.kind, coalesce(f.name, fc.name, ''), coalesce(t.name, tc.name, ''),
                sec.name_of(v.actor), v.document_id, coalesce(o.number, ''), v.ticket_id, v.note
            FROM warehouse.movement v LEFT JOIN warehouse.stock f ON f.stock_id = v.from_stock_id
                LEFT JOIN warehouse.stock t ON t.stock_id = v.to_stock_id
                LEFT JOIN customers.customer fc ON fc.customer_id = v.from_customer_id
                LEFT JOIN customers.customer tc ON tc.customer_id = v.to_customer_id
                LEFT JOIN warehouse.document o ON o.document_id = v.document_id
            WHERE v.device_id = \(device) ORDER BY v.movement_id DESC
            """,
        ])
        guard let row = results[0].first else { throw .notFound("There is no such device.") }
        return DeviceSheet(
            device: try Self.deviceSummary(row), customer: try row.value(6), service: try row.value(7),
            movements: try results[1].rows { row throws(StoreError) in
                DeviceMovement(
                    at: try row.value(0), kind: try row.word(1), from: try row.value(2), to: try row.value(3),
                    actor: try row.value(4), document: try row.value(5), documentNumber: try row.value(6),
                    ticket: try row.value(7), note: try row.value(8))
            })
    }
}
