import Domain
package import Store

/// The refused rows of a file with the reason behind each, ready to be corrected and imported again by the same mapping.
package struct RefusedRows {
    /// The column the reason stands in; an import passes it over.
    package static let reasonColumn = "refused because"

    /// Writes the rows that an import did not take.
    /// - Parameters:
    ///   - header: as the file has it; nil where it has none.
    ///   - write: gets the text piece by piece.
    /// - Returns: how many there are.
    package static func write(
        of file: Int, header: String?, mapping: ImportMapping, on session: StoreSession,
        to write: (String) throws -> Void
    ) async throws -> Int {
        let shape = mapping.file
        let writer = DelimitedText.Writer(delimiter: shape.delimiter)
        // A mark of its encoding, which is stronger than what the mapping says of the file it comes from.
        if shape.encoding != .utf8 { try write("\u{FEFF}") }
        for _ in 0..<shape.skippedLines { try write(writer.row([.number("-")])) }
        if let header { try write(header + shape.delimiter.rawValue + writer.row([.number(reasonColumn)])) }
        var (last, count) = (-1, 0)
        while true {
            let refusals = try await session.importRefusals(of: file, after: last, limit: 1_000)
            guard let end = refusals.last else { return count }
            for refusal in refusals {
                try write(refusal.text + shape.delimiter.rawValue + writer.row([.text(refusal.reason)]))
            }
            count += refusals.count
            last = end.line
        }
    }
}
