package import Domain
package import Store

/// Files of another system into the database: each file and each of its rows once (issue 5, moving in). A file of any size
/// is read in batches, the next one while the server works on the last; one that was broken off goes on where it was.
package struct ImportFile {
    package typealias Failure = RowFileShape.Failure

    /// Rows of one commit.
    package static let batch = 5_000

    /// Octets of the file from its beginning; nil at its end.
    package typealias Pieces = () throws -> [UInt8]?

    /// What a dry run found.
    package struct Preview: Sendable {
        package var created = 0
        package var unchanged = 0
        package var refused = 0
        package var skipped = 0
        /// Opening balances.
        package var openings = MoneySums()
        package var firstRefusals: [ImportRefusal] = []

        package var rows: Int { created + unchanged + refused + skipped }
    }

    private var lines: RowFileLines
    private var reader: ImportRowReader

    private init(_ mapping: ImportMapping, _ currencies: ImportCurrencies) throws(Failure) {
        try mapping.file.checkEncoding()
        lines = RowFileLines(mapping.file, joinsQuotes: true, what: "row of a table")
        reader = ImportRowReader(mapping, currencies)
    }

    /// The header of a file as it is; nil where it has none.
    package static func header(_ pieces: Pieces, mapping: ImportMapping) throws -> String? {
        guard mapping.file.hasHeader else { return nil }
        var file = try ImportFile(mapping, ImportCurrencies(standard: .amd))
        while let rows = try file.lines.next(pieces) {
            for row in rows {
                _ = try file.reader.read(row)
                if let header = file.reader.header { return header }
            }
        }
        return nil
    }

    /// Says what an import would do, with its first faults; nothing is done. Rows are refused as by the import itself, for
    /// what stands in whatever batch of the file as well.
    /// - Parameters:
    ///   - session: the same for the whole file; it remembers what it would have taken.
    ///   - samples: how many refusals are remembered.
    package static func preview(
        _ pieces: Pieces, mapping: ImportMapping, on session: StoreSession, samples: Int = 5, batchSize: Int = batch,
        isStopped: () -> Bool = { false }, progress: (Preview) -> Void = { _ in }
    ) async throws -> Preview {
        var file = try ImportFile(mapping, try await session.importCurrencies())
        var preview = Preview()
        var begins = true
        while let batch = try file.batch(after: 0, size: batchSize, pieces) {
            preview.skipped += batch.skipped
            preview.refused += batch.refused.count
            var refusals = batch.refused
            let texts = Dictionary(batch.rows.map { ($0.line, $0.text) }) { first, _ in first }
            let answers = try await session.checkImport(
                mapping.kind, source: mapping.file.source, begins: begins, rows: batch.rows)
            begins = false
            for judged in answers {
                if let reason = judged.reason {
                    preview.refused += 1
                    refusals.append(ImportRefusal(line: judged.line, reason: reason, text: texts[judged.line] ?? ""))
                } else if judged.isKnown {
                    preview.unchanged += 1
                } else {
                    preview.created += 1
                    if let opening = judged.amount { preview.openings.add(opening) }
                }
            }
            refusals.sort { $0.line < $1.line }
            preview.firstRefusals += refusals.prefix(max(samples - preview.firstRefusals.count, 0))
            progress(preview)
            if isStopped() { break }
        }
        return preview
    }

    /// Takes the file's rows, a batch a commit.
    /// - Parameters:
    ///   - name: the file's name, and the SHA-256 of its octets in hexadecimal digits.
    ///   - mappingText: the mapping as it is written, kept with the file.
    ///   - batchSize: rows of one commit.
    ///   - isStopped: asked between batches; a file that is stopped goes on when it is imported again.
    ///   - progress: told after each batch.
    package static func `import`(
        _ pieces: Pieces, name: String, contentHash: String, mapping: ImportMapping, mappingText: String,
        on session: StoreSession, batchSize: Int = batch, isStopped: () -> Bool = { false },
        progress: (ImportState) -> Void = { _ in }
    ) async throws -> ImportState {
        var file = try ImportFile(mapping, try await session.importCurrencies())
        var state = try await session.beginImport(
            mapping.kind, source: mapping.file.source, name: name, contentHash: contentHash, mapping: mappingText)
        if state.isFinished {
            state.isRepeated = true
            return state
        }
        let (id, done) = (state.id, state.doneLine)
        var sending: Task<ImportState, any Error>?
        do {
            while let batch = try file.batch(after: done, size: batchSize, pieces) {
                if let sent = sending {
                    state = try await sent.value
                    progress(state)
                }
                sending = nil
                if isStopped() { return state }
                sending = Task.detached {
                    try await session.importRows(
                        file: id, upTo: batch.last, rows: batch.rows, refused: batch.refused, skipped: batch.skipped)
                }
            }
            if let sent = sending {
                sending = nil
                state = try await sent.value
                progress(state)
            }
        } catch {
            // The connection is free again before it is given back.
            _ = try? await sending?.value
            throw error
        }
        return try await session.endImport(id)
    }

    private struct Batch: Sendable {
        var rows: [ImportRow] = []
        var refused: [ImportRefusal] = []
        var skipped = 0
        /// The line everything is read up to.
        var last = 0

        var isEmpty: Bool { rows.isEmpty && refused.isEmpty && skipped == 0 }
    }

    /// Rows that were read already, for the next batch.
    private var waiting: [RowFileLines.Row] = []

    /// The next rows after a line; nil at the end.
    private mutating func batch(after done: Int, size: Int = batch, _ pieces: Pieces) throws -> Batch? {
        var batch = Batch()
        while true {
            for (index, row) in waiting.enumerated() {
                // Of those that are in already the first is read as well: it tells the encoding and the columns.
                if row.lastLine <= done, reader.isBegun { continue }
                let outcome = try reader.read(row)
                if row.lastLine <= done { continue }
                switch outcome {
                case .row(let row): batch.rows.append(row)
                case .refused(let refusal): batch.refused.append(refusal)
                case .skipped: batch.skipped += 1
                case .none: continue
                }
                batch.last = row.lastLine
                if batch.rows.count + batch.refused.count >= size {
                    waiting.removeFirst(index + 1)
                    return batch
                }
            }
            waiting.removeAll(keepingCapacity: true)
            guard let rows = try lines.next(pieces) else { return batch.isEmpty ? nil : batch }
            waiting = rows
        }
    }
}
