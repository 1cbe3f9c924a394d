package import Domain
import PostgreSQL

extension StoreSession {
    /// Lines of a document that its screen is given.
    private static let linesShown = 2_000

    /// Open documents first, then the newest.
    package func stockDocuments(limit: Int) async throws(StoreError) -> [StockDocumentSummary] {
        // The limit first: the lines of every document there ever was are not counted.
        try await query(
            """
            \(unescaped: Self.documentColumns)
            FROM (SELECT * FROM warehouse.document
                ORDER BY state NOT IN ('draft', 'sent'), created_at DESC, document_id DESC LIMIT \(limit)) d
            \(unescaped: Self.documentJoins)
            ORDER BY d.state NOT IN ('draft', 'sent'), d.created_at DESC, d.document_id DESC
            """
        ).rows(Self.document)
    }

    /// - Parameter newest: so many lines alone, of a sent move what came of it, without what differs; nil gives the whole
    ///   sheet.
    package func stockDocument(
        _ document: StockDocumentID, newest: Int? = nil
    ) async throws(StoreError) -> StockDocumentSheet {
        let limit = newest ?? Self.linesShown
        var statements: [Statement] = [
            """
            \(unescaped: newest == nil ? Self.documentColumns : Self.scanningColumns)
            FROM warehouse.document d \(unescaped: Self.documentJoins)
            WHERE d.document_id = \(document)
            """,
            newest == nil ? Self.lines(of: document, limit: limit) : Self.scans(of: document, limit: limit),
        ]
        if newest == nil {
            statements.append("SELECT kind, name, model, written, counted FROM api.document_differences(\(document))")
        }
        let results = try await pipeline(statements)
        guard let row = results[0].first else { throw .notFound("There is no document \(document).") }
        var differences: [StockDifference] = []
        if newest == nil {
            differences = try results[2].rows { row throws(StoreError) in
                StockDifference(
                    kind: try row.word(0), name: try row.value(1), modelName: try row.value(2),
                    written: try row.value(3), counted: try row.value(4))
            }
        }
        return StockDocumentSheet(
            summary: try Self.document(row),
            lines: try results[1].rows { row throws(StoreError) in
                StockDocumentLine(
                    line: try row.value(0), scan: try row.value(1), verdict: try row.word(2),
                    explanation: try row.value(3), isCounted: try row.value(4), device: try row.value(5),
                    serial: try row.value(6), modelName: try row.value(7), quantity: try row.value(8),
                    arrived: try row.value(9), isArrived: try row.value(10), settled: try row.value(11),
                    scannedBy: try row.value(12), arrival: try row.value(13), location: try row.value(14))
            },
            differences: differences)
    }

    private static func lines(of document: StockDocumentID, limit: Int) -> Statement {
        """
        SELECT l.line, l.scan, l.outcome, l.explanation, l.is_counted, l.device_id, coalesce(l.serial, ''),
            coalesce(m.name, ''), l.quantity, l.arrived_quantity, l.arrived_at IS NOT NULL,
            coalesce(l.settled, CASE WHEN d.posted_at IS NOT NULL AND d.kind = 'move' AND l.arrived_at IS NULL
                AND v.transit_id IS DISTINCT FROM d.document_id AND l.is_counted AND l.quantity IS NULL
                THEN 'elsewhere' END, ''),
            sec.name_of(l.scanned_by), NULL::int, \(unescaped: Self.lineLocation)
        FROM warehouse.document d JOIN warehouse.document_line l USING (document_id)
            LEFT JOIN warehouse.device_model m ON m.model_id = l.model_id
            LEFT JOIN warehouse.device v ON v.device_id = l.device_id
        WHERE d.document_id = \(document) AND l.undone_at IS NULL ORDER BY l.line DESC LIMIT \(limit)
        """
    }

    /// Scan by scan: of a sent move those of its arrival, what was scanned to send it is not among them.
    private static func scans(of document: StockDocumentID, limit: Int) -> Statement {
        """
        SELECT l.line, l.scan, l.outcome, l.explanation, l.is_counted, l.device_id, coalesce(l.serial, ''),
            coalesce(m.name, ''), coalesce(a.quantity, l.quantity), coalesce(a.quantity, l.arrived_quantity),
            l.arrived_at IS NOT NULL, coalesce(l.settled, ''), sec.name_of(coalesce(a.arrived_by, l.scanned_by)),
            a.arrival, \(unescaped: Self.lineLocation)
        FROM warehouse.document d JOIN warehouse.document_line l USING (document_id)
            LEFT JOIN warehouse.device_model m ON m.model_id = l.model_id
            LEFT JOIN (SELECT o.document_id, o.line, o.arrival, o.arrived_at, o.arrived_by, o.quantity
                FROM warehouse.document_arrival o WHERE o.undone_at IS NULL AND o.posted_at IS NULL) a
                ON a.document_id = l.document_id AND a.line = l.line
        WHERE d.document_id = \(document) AND l.undone_at IS NULL
            AND (d.state <> 'sent' OR a.arrival IS NOT NULL
                OR NOT l.is_counted AND l.scanned_at > coalesce(d.received_at, d.posted_at))
        ORDER BY CASE WHEN d.state = 'sent' THEN coalesce(a.arrived_at, l.scanned_at) END DESC NULLS LAST,
            a.arrival DESC NULLS LAST, l.line DESC LIMIT \(limit)
        """
    }

    /// Where the device is, of lines that say it: as it was written when it was scanned, or as it is.
    private static let lineLocation = """
        CASE WHEN l.outcome = 'misplaced' THEN l.explanation
            WHEN l.outcome IN ('wrong_stock', 'wrong_customer', 'at_customer', 'not_at_customer', 'in_transit', 'registered')
                THEN coalesce((SELECT w.location FROM warehouse.describe(l.device_id) w), '') ELSE '' END
        """

    static let documentColumns = columns(aside: "n.aside")

    /// To those who scan into it: what the sender of a move set aside is none of the receiver's.
    private static let scanningColumns = columns(
        aside: "CASE WHEN d.state = 'sent' THEN n.aside_on_arrival ELSE n.aside END")

    private static func columns(aside: String) -> String {
        """
        SELECT d.document_id, d.number, d.kind, d.state, d.from_stock_id, coalesce(f.name, ''), d.to_stock_id,
            coalesce(t.name, ''), d.customer_id, coalesce(c.name, ''), d.model_id, d.stops_on_error, d.note,
            d.created_at, sec.name_of(d.created_by), n.counted, n.missing, \(aside),
            x.expected, x.here, n.unexpected, d.state = 'sent' AND d.received_at IS NOT NULL,
            CASE WHEN d.state = 'sent' THEN (SELECT count(DISTINCT a.arrival) FROM warehouse.document_arrival a
                WHERE a.document_id = d.document_id AND a.undone_at IS NULL AND a.posted_at IS NULL) ELSE 0 END
        """
    }

    static let documentJoins = """
        LEFT JOIN warehouse.stock f ON f.stock_id = d.from_stock_id
            LEFT JOIN warehouse.stock t ON t.stock_id = d.to_stock_id
            LEFT JOIN customers.customer c ON c.customer_id = d.customer_id
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE l.is_counted) AS counted, count(*) FILTER (WHERE NOT l.is_counted) AS aside,
                    count(*) FILTER (WHERE NOT l.is_counted AND l.scanned_at > coalesce(d.received_at, d.posted_at))
                        AS aside_on_arrival,
                    count(*) FILTER (WHERE l.is_counted AND l.outcome = 'unexpected') AS unexpected,
                    count(*) FILTER (WHERE l.is_counted AND d.state = 'sent' AND l.settled IS NULL
                        AND CASE WHEN l.quantity IS NOT NULL THEN coalesce(l.arrived_quantity, 0) < l.quantity
                            ELSE l.arrived_at IS NULL AND EXISTS (SELECT FROM warehouse.device v
                                WHERE v.device_id = l.device_id AND v.transit_id = d.document_id) END) AS missing
                FROM warehouse.document_line l WHERE l.document_id = d.document_id AND l.undone_at IS NULL) n
            CROSS JOIN LATERAL (
                SELECT count(*) AS expected, count(*) FILTER (WHERE CASE
                    WHEN e.serial IS NOT NULL THEN EXISTS (SELECT FROM warehouse.document_line l
                        WHERE l.document_id = d.document_id AND l.serial = e.serial AND l.is_counted
                            AND l.undone_at IS NULL)
                    ELSE (SELECT sum(o.quantity) FROM warehouse.document_expected o
                            WHERE o.document_id = d.document_id AND o.model_id = e.model_id)
                        <= (SELECT sum(l.quantity) FROM warehouse.document_line l WHERE l.document_id = d.document_id
                            AND l.model_id = e.model_id AND l.is_counted AND l.undone_at IS NULL) END) AS here
                FROM warehouse.document_expected e WHERE e.document_id = d.document_id) x
        """

    static func document(_ row: Row) throws(StoreError) -> StockDocumentSummary {
        StockDocumentSummary(
            id: try row.value(0), number: try row.value(1), kind: try row.word(2), state: try row.word(3),
            from: try row.value(4), fromName: try row.value(5), to: try row.value(6), toName: try row.value(7),
            customer: try row.value(8), customerName: try row.value(9), model: try row.value(10),
            stopsOnError: try row.value(11), note: try row.value(12), createdAt: try row.value(13),
            createdBy: try row.value(14), counted: try row.value(15), missing: try row.value(16),
            aside: try row.value(17), expected: try row.value(18), onList: try row.value(19),
            unexpected: try row.value(20), wasReceived: try row.value(21), arriving: try row.value(22))
    }
}
