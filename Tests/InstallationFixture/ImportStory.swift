import Demo
package import Domain
package import Operations
import PostgreSQL
import Store
import Synchronization

/// Files of another system, imported and exported as `bcrm import` and `bcrm export` do.
package struct ImportStory: Sendable {
    private let installation: Installation
    private let login: String

    /// - Parameter login: a supervisor of every branch, unless told otherwise.
    package init(_ installation: Installation, login: String = "op_aram") {
        self.installation = installation
        self.login = login
    }

    /// - Parameters:
    ///   - mapping: nil: the header names our fields.
    ///   - stopsAfter: batches after which somebody stops it.
    @discardableResult
    package func `import`(
        _ kind: ImportKind, _ text: String, mapping: String? = nil, name: String = "old.csv", batchSize: Int = 100,
        stopsAfter: Int? = nil, piece: Int = 65_536
    ) async throws -> ImportState {
        let rules = try mapping.map { try ImportMapping(kind, $0) } ?? ImportMapping(kind)
        let bytes = Array(text.utf8)
        return try await acting { session in
            var batches = 0
            return try await ImportFile.import(
                Self.pieces(bytes, piece), name: name, contentHash: SHA256.hex(of: bytes), mapping: rules,
                mappingText: mapping ?? "", on: session, batchSize: batchSize,
                isStopped: { stopsAfter.map { batches >= $0 } ?? false }
            ) { _ in batches += 1 }
        }
    }

    package func preview(
        _ kind: ImportKind, _ text: String, mapping: String? = nil, batchSize: Int = 100
    ) async throws -> ImportFile.Preview {
        let rules = try mapping.map { try ImportMapping(kind, $0) } ?? ImportMapping(kind)
        let bytes = Array(text.utf8)
        return try await acting { session in
            try await ImportFile.preview(
                Self.pieces(bytes, 1_000), mapping: rules, on: session, samples: 1_000, batchSize: batchSize)
        }
    }

    /// Why rows of a file were refused, by line.
    package func refusals(_ state: ImportState) async throws -> [Int: String] {
        let found = try await acting { try await $0.importRefusals(of: state.id, after: -1, limit: 10_000) }
        return Dictionary(found.map { ($0.line, $0.reason) }) { first, _ in first }
    }

    /// The file of refused rows.
    package func refused(
        _ state: ImportState, of kind: ImportKind, _ text: String, mapping: String? = nil
    ) async throws -> String {
        let rules = try mapping.map { try ImportMapping(kind, $0) } ?? ImportMapping(kind)
        let header = try ImportFile.header(Self.pieces(Array(text.utf8), 1_000), mapping: rules)
        return try await acting { session in
            var written = ""
            _ = try await RefusedRows.write(of: state.id, header: header, mapping: rules, on: session) { written += $0 }
            return written
        }
    }

    package func export(_ kind: ImportKind) async throws -> String {
        let written = Mutex("")
        _ = try await acting { session in
            try await ExportFile.write(kind, on: session) { row in written.withLock { $0 += row } }
        }
        return written.withLock { $0 }
    }

    /// Generated customers with services, money, tickets and devices.
    package func fill(customers: Int, seed: UInt64) async throws {
        let session = try await installation.superuser()
        try await DemoFill.fill(session, customers: customers, seed: seed) { _, _ in }
        await session.connection.close()
    }

    private func acting<T>(_ body: (StoreSession) async throws -> T) async throws -> T {
        try await ServiceStory(installation).acting(login, body)
    }

    private static func pieces(_ bytes: [UInt8], _ size: Int) -> ImportFile.Pieces {
        var position = 0
        return {
            guard position < bytes.count else { return nil }
            defer { position += size }
            return Array(bytes[position..<min(position + size, bytes.count)])
        }
    }
}
