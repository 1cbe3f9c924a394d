package import Domain
package import Store
import Synchronization

/// A kind of objects as a file that ``ImportFile`` takes without a mapping.
package enum ExportFile {
    /// Writes every object of the kind that the operator may see, as it is at one moment.
    /// - Parameter write: gets the text row by row.
    /// - Returns: how many there are.
    package static func write(
        _ kind: ImportKind, on session: StoreSession, to write: @escaping @Sendable (String) throws -> Void
    ) async throws -> Int {
        try await session.beginExport(kind)
        let families = try await session.exportedFamilies(kind)
        let fields = kind.fields + families.compactMap { kind.field($0) }
        let writer = DelimitedText.Writer()
        try write(writer.row(fields.map { .number($0.name) }))
        let count = Mutex(0)
        try await session.export(kind, families: families) { values, currency in
            var cells: [DelimitedText.Cell] = []
            cells.reserveCapacity(fields.count)
            for (field, value) in zip(fields, values) { cells.append(.number(cell(value ?? "", field, currency))) }
            try write(writer.row(cells))
            count.withLock { $0 += 1 }
        }
        return count.withLock { $0 }
    }

    private static func cell(_ value: String, _ field: ImportField, _ currency: Currency) -> String {
        switch field.form {
        case .text, .options: return FormulaGuard.added(to: value)
        case .day, .number: return value
        case .amount:
            guard let minor = Int64(value) else { return "" }
            return plain(minor, digits: currency.fractionDigits)
        }
    }

    /// "-1234.50".
    private static func plain(_ minor: Int64, digits: Int) -> String {
        let text = String(minor.magnitude)
        let padded = String(repeating: "0", count: max(digits + 1 - text.count, 0)) + text
        let fraction = digits == 0 ? "" : "." + padded.suffix(digits)
        return (minor < 0 ? "-" : "") + padded.dropLast(digits) + fraction
    }
}
