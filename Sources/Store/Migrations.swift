import CSchema
package import PostgreSQL

/// Brings a database to this program's schema: numbered SQL files, embedded, each in a transaction of its own, under
/// a lock, never edited after their release (a checksum tells).
package struct Migrations: Sendable {
    struct File: Sendable {
        let name: String
        let sql: String

        /// Roles, extensions and rights on system functions need the superuser; all else belongs to the owner.
        var needsSuperuser: Bool { sql.hasPrefix("-- Runs as the installing superuser.") }
    }

    package enum Failure: Error, Hashable, Sendable {
        case newerDatabase(String)
        case olderDatabase(String)
        case edited(String)
        case failed(file: String, reason: String)

        package var sentence: String {
            switch self {
            case .newerDatabase(let name):
                "The database was made by a newer program (it has \(name)): install the newer bcrm."
            case .olderDatabase(let name):
                "The database is older than this program (it lacks \(name)): an administrator must run "
                    + "\"bcrm db migrate\"."
            case .edited(let name):
                "The migration \(name) differs from the one that was applied: this program was not built from a release."
            case .failed(let file, let reason): "The migration \(file) failed, nothing of it stays: \(reason)"
            }
        }
    }

    package init() {}

    static let files: [File] = {
        var files: [File] = []
        while let file = schema_file_at(files.count) { files.append(File(embedded: file)) }
        return files
    }()

    /// Name of the newest migration this program knows.
    package static var newest: String { files.last?.name ?? "" }

    /// Applies what is missing; returns the names of what was applied. The connection is the superuser's.
    package func apply(to connection: Connection) async throws -> [String] {
        _ = try await connection.query("SELECT pg_advisory_lock(7211000001)")
        var applied: [String] = []
        do {
            let known = try await Self.applied(on: connection)
            try check(known, complete: false)
            var unrecorded: [File] = []
            for file in Self.files where known[file.name] == nil {
                unrecorded = try await apply(file, unrecorded: unrecorded, to: connection)
                applied.append(file.name)
            }
        } catch {
            _ = try? await connection.query("SELECT pg_advisory_unlock(7211000001)")
            throw error
        }
        _ = try await connection.query("SELECT pg_advisory_unlock(7211000001)")
        return applied
    }

    /// Applies one file; the record of files before sec.migration existed is written with the first after it.
    private func apply(_ file: File, unrecorded: [File], to connection: Connection) async throws -> [File] {
        do {
            return try await connection.transaction { connection in
                try await connection.execute(script: file.needsSuperuser ? "RESET ROLE" : "SET LOCAL ROLE bcrm_owner")
                try await connection.execute(script: file.sql)
                try await connection.execute(script: "RESET ROLE")
                let waiting = unrecorded + [file]
                guard try await Self.hasMigrationTable(connection) else { return waiting }
                for file in waiting {
                    _ = try await connection.query(
                        """
                        INSERT INTO sec.migration (name, checksum)
                        VALUES (\(file.name), encode(sha256(convert_to(\(file.sql), 'UTF8')), 'hex'))
                        """)
                }
                return []
            }
        } catch let error as PostgreSQLError {
            throw Failure.failed(file: file.name, reason: error.description)
        }
    }

    /// Throws when the database is not exactly at this program's schema. The connection is the superuser's or owner's.
    package func check(_ connection: Connection) async throws {
        try check(try await Self.applied(on: connection), complete: true)
    }

    /// Says whether a database at `version` (its newest migration) fits this program.
    package static func compare(version: String?) throws(Failure) {
        guard let version else { throw .olderDatabase(newest) }
        if version > newest { throw .newerDatabase(version) }
        if version < newest { throw .olderDatabase(newest) }
    }

    private func check(_ known: [String: Bool], complete: Bool) throws(Failure) {
        let ours = Set(Self.files.map(\.name))
        if let newer = known.keys.filter({ !ours.contains($0) }).max() { throw .newerDatabase(newer) }
        if let edited = known.first(where: { !$0.value })?.key { throw .edited(edited) }
        guard complete else { return }
        if let missing = Self.files.first(where: { known[$0.name] == nil }) { throw .olderDatabase(missing.name) }
    }

    /// Applied migrations by name, with whether their text is still ours.
    private static func applied(on connection: Connection) async throws -> [String: Bool] {
        guard try await hasMigrationTable(connection) else { return [:] }
        let names = files.map(\.name)
        let texts = files.map(\.sql)
        let rows = try await connection.query(
            """
            SELECT m.name, coalesce(m.checksum = encode(sha256(convert_to(f.sql, 'UTF8')), 'hex'), true)
            FROM sec.migration m LEFT JOIN unnest(\(names)::text[], \(texts)::text[]) f (name, sql) USING (name)
            """)
        var known: [String: Bool] = [:]
        for row in rows { known[try row.decode(0)] = try row.decode(1, as: Bool.self) }
        return known
    }

    private static func hasMigrationTable(_ connection: Connection) async throws -> Bool {
        try await connection.query("SELECT to_regclass('sec.migration') IS NOT NULL").first?.decode(0) ?? false
    }
}

extension Migrations.File {
    init(embedded file: UnsafePointer<schema_file>) {
        name = String(cString: file.pointee.name)
        let bytes = UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count)
        sql = String(decoding: bytes, as: UTF8.self)
    }
}

/// The reference data of a demo installation: tariffs, stocks, nodes.
package enum DemoReferenceData {
    /// Loads it once; false when it is there already. The connection is the superuser's.
    package static func load(on connection: Connection) async throws -> Bool {
        let isDemo = try await connection.query("SELECT is_demo FROM sec.installation").first?.decode(0, as: Bool.self)
        guard isDemo == false, let file = schema_demo_file() else { return false }
        try await connection.transaction { connection in
            try await connection.execute(script: "SET LOCAL ROLE bcrm_owner")
            try await connection.execute(script: Migrations.File(embedded: file).sql)
        }
        return true
    }
}

extension Migrations.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
