import Domain
package import Store

/// Files of call records into the pipeline: each file and each of its rows once (issue 4). A file of any size is read in
/// chunks; one that was broken off goes on where it was.
package struct CDRFile: Sendable {
    package typealias Failure = RowFileShape.Failure

    /// Rows of one commit.
    package static let chunk = 1_000

    /// Octets of the file from its beginning; nil at its end.
    package typealias Pieces = () throws -> [UInt8]?

    /// What a dry run found.
    package struct Preview: Sendable {
        package var rows = 0
        package var skipped = 0
        package var refused = 0
        package var firstRows: [CDRRow] = []
        package var firstRefusals: [CDRRefusal] = []
    }

    private var lines: RowFileLines
    private var reader: CDRRowReader

    private init(_ mapping: CDRMapping) throws(Failure) {
        try mapping.file.checkEncoding()
        lines = RowFileLines(mapping.file, joinsQuotes: mapping.format == .csv, what: "call record")
        reader = CDRRowReader(mapping)
    }

    /// Reads the whole file and keeps nothing.
    /// - Parameter samples: how many rows and refusals are remembered.
    package static func preview(
        _ pieces: Pieces, mapping: CDRMapping, samples: Int = 5
    ) throws -> Preview {
        var file = try CDRFile(mapping)
        var preview = Preview()
        while let rows = try file.lines.next(pieces) {
            for row in rows {
                switch try file.reader.read(row) {
                case .row(let row):
                    preview.rows += 1
                    if preview.firstRows.count < samples { preview.firstRows.append(row) }
                case .refused(let refusal):
                    preview.refused += 1
                    if preview.firstRefusals.count < samples { preview.firstRefusals.append(refusal) }
                case .skipped: preview.skipped += 1
                case .none: break
                }
            }
        }
        return preview
    }

    /// Keeps the file's rows, a chunk a commit.
    /// - Parameters:
    ///   - name: the file's name, and the SHA-256 of its octets in hexadecimal digits.
    ///   - mappingText: the mapping as it is written, kept with the file.
    ///   - isStopped: asked between chunks; a file that is stopped goes on when it is imported again.
    ///   - progress: told after each chunk.
    package static func `import`(
        _ pieces: Pieces, name: String, contentHash: String, mapping: CDRMapping, mappingText: String,
        readsAgain: Bool = false, on session: StoreSession, isStopped: () -> Bool = { false },
        progress: (CDRFileState) -> Void = { _ in }
    ) async throws -> CDRFileState {
        var file = try CDRFile(mapping)
        var state = try await session.beginUsageFile(
            name: name, contentHash: contentHash, source: mapping.file.source, mapping: mappingText,
            readsAgain: readsAgain)
        if state.isFinished { return state }
        var rows: [CDRRow] = []
        var refused: [CDRRefusal] = []
        var skipped = 0
        let done = state.doneLine
        var last = done
        while let read = try file.lines.next(pieces) {
            for row in read {
                // Of those that are in already the first is read as well: it tells the encoding and the columns.
                if row.lastLine <= done, file.reader.isBegun { continue }
                let outcome = try file.reader.read(row)
                if row.lastLine <= done { continue }
                switch outcome {
                case .row(let row): rows.append(row)
                case .refused(let refusal): refused.append(refusal)
                case .skipped: skipped += 1
                case .none: break
                }
                last = row.lastLine
                if rows.count + refused.count >= chunk {
                    state = try await session.importUsageRows(
                        file: state.id, upTo: last, rows: rows, refused: refused, skipped: skipped)
                    (rows, refused, skipped) = ([], [], 0)
                    progress(state)
                    if isStopped() { return state }
                }
            }
        }
        if !rows.isEmpty || !refused.isEmpty || skipped > 0 {
            state = try await session.importUsageRows(
                file: state.id, upTo: last, rows: rows, refused: refused, skipped: skipped)
            progress(state)
        }
        return try await session.endUsageFile(state.id)
    }
}
