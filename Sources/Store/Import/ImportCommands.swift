package import Domain
import PostgreSQL

extension StoreSession {
    /// Begins a file, or goes on with it; one that is in already answers what it did.
    /// - Parameters:
    ///   - source: the system the rows come from; part of every row's key.
    ///   - contentHash: SHA-256 of the file, in hexadecimal digits.
    ///   - mapping: the text of the mapping, kept with the file.
    package func beginImport(
        _ kind: ImportKind, source: String, name: String, contentHash: String, mapping: String
    ) async throws(StoreError) -> ImportState {
        try await importState(
            "SELECT \(unescaped: Self.stateColumns) FROM api.import_begin(\(kind.rawValue), \(source), \(name), \(contentHash), \(mapping)) f"
        )
    }

    /// Takes the rows of the lines up to one, in one transaction; a batch sent again counts once.
    package func importRows(
        file: Int, upTo line: Int, rows: [ImportRow], refused: [ImportRefusal], skipped: Int
    ) async throws(StoreError) -> ImportState {
        let given = JSONText.list(rows.map(\.json)).description
        let unread = JSONText.list(
            refused.map { refusal in
                .object([
                    ("line", .number(Int64(refusal.line))), ("reason", .text(refusal.reason)),
                    ("row", .text(refusal.text)),
                ])
            }
        ).description
        return try await importState(
            "SELECT \(unescaped: Self.stateColumns) FROM api.import_rows(\(file), \(line), \(given)::jsonb, \(unread)::jsonb, \(skipped)) f"
        )
    }

    /// What ``importRows(file:upTo:rows:refused:skipped:)`` would do; nothing is done. The session remembers what it would
    /// have taken of the file.
    /// - Parameter begins: these are the first rows of a file.
    package func checkImport(
        _ kind: ImportKind, source: String, begins: Bool, rows: [ImportRow]
    ) async throws(StoreError) -> [ImportJudgement] {
        let given = JSONText.list(rows.map(\.json)).description
        return try await query(
            """
            SELECT line, is_known, reason, currency, amount
            FROM api.import_check(\(kind.rawValue), \(source), \(begins), \(given)::jsonb)
            """
        ).rows { row throws(StoreError) in
            let currency: String? = try row.value(3)
            let amount: Int64? = try row.value(4)
            return ImportJudgement(
                line: try row.value(0), isKnown: try row.value(1), reason: try row.value(2),
                amount: currency.map { Money(minorUnits: amount ?? 0, currency: Currency(databaseCode: $0)) })
        }
    }

    /// What sums are in: the installation's currency, and each tariff's.
    package func importCurrencies() async throws(StoreError) -> ImportCurrencies {
        let results = try await pipeline([
            "SELECT sec.currency()::text", "SELECT code, currency::text FROM catalog.tariff",
        ])
        guard let row = results[0].first else { throw .unexpected("The installation has no currency.") }
        let standard: String = try row.value(0)
        var currencies = ImportCurrencies(standard: Currency(databaseCode: standard))
        let tariffs = try results[1].rows { row throws(StoreError) in
            (try row.value(0, as: String.self), try row.value(1, as: String.self))
        }
        for (code, currency) in tariffs { currencies.tariffs[code] = Currency(databaseCode: currency) }
        return currencies
    }

    /// The whole file is in.
    package func endImport(_ file: Int) async throws(StoreError) -> ImportState {
        try await importState("SELECT \(unescaped: Self.stateColumns) FROM api.import_end(\(file)) f")
    }

    /// Refused rows of a file after a line, in the order of their lines.
    package func importRefusals(
        of file: Int, after line: Int, limit: Int
    ) async throws(StoreError) -> [ImportRefusal] {
        try await query(
            """
            SELECT line, reason, row_text FROM import.refusal WHERE file_id = \(file) AND line > \(line)
            ORDER BY line LIMIT \(limit)
            """
        ).rows { row throws(StoreError) in
            ImportRefusal(line: try row.value(0), reason: try row.value(1), text: try row.value(2))
        }
    }

    /// The file, and its opening balances as two lists.
    private static let stateColumns = """
        f.*, ARRAY(SELECT key FROM jsonb_each_text(f.amounts) ORDER BY key),
        ARRAY(SELECT greatest(-9e18, least(9e18, value::numeric))::bigint FROM jsonb_each_text(f.amounts) ORDER BY key)
        """

    private func importState(_ statement: Statement) async throws(StoreError) -> ImportState {
        let row = try await one(statement)
        let currencies: [String] = try row.value(17)
        let amounts: [Int64] = try row.value(18)
        return ImportState(
            id: try row.value(0), rows: try row.value(7), created: try row.value(8), unchanged: try row.value(9),
            refused: try row.value(10), skipped: try row.value(11),
            openings: zip(currencies, amounts).map { Money(minorUnits: $1, currency: Currency(databaseCode: $0)) },

            doneLine: try row.value(13), isFinished: try row.value(15, as: String?.self) != nil)
    }
}

extension ImportRow {
    /// The element of api.import_rows.
    var json: JSONText {
        var members = fields.map { ($0.key, JSONText.text($0.value)) }
        if !parameters.isEmpty { members.append(("parameters", .parameters(parameters))) }
        if !prices.isEmpty { members.append(("prices", .object(prices.map { ($0.key, .number($0.value)) }))) }
        if !options.isEmpty { members.append(("options", .object(options.map { ($0.key, .number($0.value)) }))) }
        return .object([
            ("line", .number(Int64(line))), ("key", .text(key)), ("row", .text(text)), ("f", .object(members)),
        ])
    }
}
