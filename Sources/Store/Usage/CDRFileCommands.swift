import Domain
import PostgreSQL

/// A row of a file as the record it becomes.
package struct CDRRow: Hashable, Sendable {
    /// Tells the row from every other of its source.
    package let key: String
    package let line: Int
    /// The record's fields: a line each, name, tab, value.
    package let body: String
    /// The row as it was.
    package let text: String

    package init(key: String, line: Int, body: String, text: String) {
        self.key = key
        self.line = line
        self.body = body
        self.text = text
    }
}

/// A row that could not be read.
package struct CDRRefusal: Hashable, Sendable {
    package let line: Int
    package let reason: String
    package let text: String

    package init(line: Int, reason: String, text: String) {
        self.line = line
        self.reason = reason
        self.text = text
    }
}

/// What became of a file so far.
package struct CDRFileState: Hashable, Sendable {
    package let id: Int
    package let rows: Int
    package let stored: Int
    /// There already with the same content.
    package let duplicates: Int
    /// There already with other content; kept beside the first.
    package let conflicts: Int
    package let refused: Int
    /// By the mapping's filters, or never answered.
    package let skipped: Int
    /// Everything up to this line is in.
    package let doneLine: Int
    package let isFinished: Bool

    package init(
        id: Int, rows: Int, stored: Int, duplicates: Int, conflicts: Int, refused: Int, skipped: Int, doneLine: Int,
        isFinished: Bool
    ) {
        self.id = id
        self.rows = rows
        self.stored = stored
        self.duplicates = duplicates
        self.conflicts = conflicts
        self.refused = refused
        self.skipped = skipped
        self.doneLine = doneLine
        self.isFinished = isFinished
    }
}

extension StoreSession {
    /// Begins a file of calls, or goes on with it; one that is in already answers what it did.
    /// - Parameters:
    ///   - contentHash: SHA-256 of the file, in hexadecimal digits.
    ///   - readsAgain: a file that was imported by another mapping is read by this one as well.
    package func beginUsageFile(
        name: String, contentHash: String, source: String, mapping: String, readsAgain: Bool
    ) async throws(StoreError) -> CDRFileState {
        try await usageFile(
            """
            SELECT f.* FROM api.usage_file_begin(\(name), \(contentHash), \(source), \(mapping), \(readsAgain)) f
            """)
    }

    /// Keeps the rows of the lines up to one; a chunk sent again counts once.
    package func importUsageRows(
        file: Int, upTo line: Int, rows: [CDRRow], refused: [CDRRefusal], skipped: Int
    ) async throws(StoreError) -> CDRFileState {
        let rowsText = JSONText.list(
            rows.map { row in
                .object([
                    ("key", .text(row.key)), ("line", .number(Int64(row.line))), ("body", .text(row.body)),
                    ("row", .text(Self.escaped(row.text))),
                ])
            }
        ).description
        let refusedText = JSONText.list(
            refused.map { refusal in
                .object([
                    ("line", .number(Int64(refusal.line))), ("reason", .text(refusal.reason)),
                    ("row", .text(refusal.text)),
                ])
            }
        ).description
        return try await usageFile(
            """
            SELECT f.* FROM api.usage_file_rows(\(file), \(line), \(rowsText)::jsonb, \(refusedText)::jsonb, \(skipped)) f
            """)
    }

    /// The whole file is in.
    package func endUsageFile(_ file: Int) async throws(StoreError) -> CDRFileState {
        try await usageFile("SELECT f.* FROM api.usage_file_end(\(file)) f")
    }

    /// Rows of a file that could not be read, in the order of their lines.
    package func usageRefusals(of file: Int, limit: Int) async throws(StoreError) -> [CDRRefusal] {
        try await query(
            "SELECT line, reason, row_text FROM usage.cdr_refusal WHERE file_id = \(file) ORDER BY line LIMIT \(limit)"
        ).rows { row throws(StoreError) in
            CDRRefusal(line: try row.value(0), reason: try row.value(1), text: try row.value(2))
        }
    }

    private func usageFile(_ statement: Statement) async throws(StoreError) -> CDRFileState {
        let row = try await one(statement)
        return CDRFileState(
            id: try row.value(0), rows: try row.value(6), stored: try row.value(7), duplicates: try row.value(8),
            conflicts: try row.value(9), refused: try row.value(10), skipped: try row.value(11),
            doneLine: try row.value(12), isFinished: try row.value(14, as: String?.self) != nil)
    }

    /// One line for the record: tab, line ends and backslash as COPY writes them.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
