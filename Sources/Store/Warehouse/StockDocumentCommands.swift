package import Domain
import PostgreSQL

extension StoreSession {
    package func openDocument(
        _ opening: StockDocumentOpening, key: CommandKey
    ) async throws(StoreError) -> StockDocumentID {
        try await one(
            """
            SELECT api.document_open(\(opening.kind.rawValue), \(opening.from)::int, \(opening.to)::int,
                \(opening.customer), \(opening.ticket), \(opening.model), \(opening.stopsOnError), \(opening.note),
                \(key.rawValue))
            """
        ).value(0)
    }

    /// Replaces the supplier's list of a receipt; returns its rows.
    package func expectItems(
        _ items: [ExpectedItem], in document: StockDocumentID, key: CommandKey
    ) async throws(StoreError) -> Int {
        let rows = JSONText.list(
            items.map { item in
                let members: [(String, JSONText?)] = [
                    ("model", .text(item.model)), ("serial", item.serial.map { .text($0) }),
                    ("mac", item.mac.map { .text($0) }), ("quantity", item.quantity.map { .number($0) }),
                ]
                return .object(members.compactMap { name, value in value.map { (name, $0) } })
            })
        return try await one("SELECT api.document_expect(\(document), \(rows.description)::jsonb, \(key.rawValue))")
            .value(0)
    }

    /// Takes scans into a document in their order.
    package func scan(
        _ scans: [DocumentScan], into document: StockDocumentID, key: CommandKey
    ) async throws(StoreError) -> [DocumentScanAnswer] {
        let text = JSONText.list(scans.map(Self.json)).description
        return try await query(
            """
            SELECT outcome, explanation, line, serial, model_name, location, arrival
            FROM api.document_scan(\(document), \(text)::jsonb, \(key.rawValue))
            """
        ).rows { row throws(StoreError) in
            DocumentScanAnswer(
                verdict: try row.word(0), explanation: try row.value(1), line: try row.value(2),
                serial: try row.value(3), modelName: try row.value(4), location: try row.value(5),
                arrival: try row.value(6))
        }
    }

    private static func json(_ scan: DocumentScan) -> JSONText {
        let members: [(String, JSONText?)] = [
            ("scan", .text(scan.scan)), ("serials", .list(scan.serials.map { .text($0) })),
            ("mac", scan.mac.map { .text($0) }), ("model", scan.model.map { .number(Int64($0)) }),
            ("quantity", scan.quantity.map { .number($0) }), ("problem", scan.problem.map { .text($0) }),
            ("incomplete", scan.isIncomplete ? .flag(true) : nil),
        ]
        return .object(members.compactMap { name, value in value.map { (name, $0) } })
    }

    /// Takes a scan back, and nothing else; returns what it was.
    package func undoScan(
        _ undo: ScanUndo, of document: StockDocumentID, key: CommandKey
    ) async throws(StoreError) -> String {
        let (part, number) =
            switch undo {
            case .line(let line): ("line", line)
            case .arrival(let arrival): ("arrival", arrival)
            case .mac(let line): ("mac", line)
            }
        return try await one("SELECT api.document_undo(\(document), \(part), \(number), \(key.rawValue))").value(0)
    }

    /// Posts a draft, or receives what came of a sent move; whole: everything that was missing has come.
    package func postDocument(
        _ document: StockDocumentID, isWhole: Bool, key: CommandKey
    ) async throws(StoreError) -> StockPosting {
        let row = try await one(
            """
            SELECT number, state, taken, aside, missing FROM api.document_post(\(document), \(isWhole), \(key.rawValue))
            """)
        return StockPosting(
            number: try row.value(0), state: try row.word(1), taken: try row.value(2), aside: try row.value(3),
            missing: try row.value(4))
    }

    package func dropDocument(_ document: StockDocumentID, key: CommandKey) async throws(StoreError) {
        _ = try await query("SELECT api.document_drop(\(document), \(key.rawValue))")
    }

    /// Says what became of something that was sent and did not come.
    package func settleLine(
        _ line: Int, of document: StockDocumentID, decision: StockDecision, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await query(
            "SELECT api.document_settle(\(document), \(line), \(decision.rawValue), \(reason), \(key.rawValue))")
    }
}
