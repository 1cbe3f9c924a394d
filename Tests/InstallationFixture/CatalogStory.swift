package import Domain
import Operations
import Store

/// The catalogue of an installation, edited by the administrator.
package struct CatalogStory: Sendable {
    package let story: ServiceStory
    package let editor: String

    package init(_ installation: Installation, editor: String = "op_admin") {
        story = ServiceStory(installation)
        self.editor = editor
    }

    /// Brings the catalogue to a document, as `bcrm catalog import` does.
    @discardableResult
    package func `import`(
        _ document: CatalogDocument, _ options: CatalogImportOptions = CatalogImportOptions()
    ) async throws -> [CatalogDifference] {
        try await transaction { try await CatalogExchange.import(document, options: options, on: $0) }
    }

    /// Brings the catalogue to a text, as `bcrm catalog import` does.
    @discardableResult
    package func `import`(
        text: String, _ options: CatalogImportOptions = CatalogImportOptions()
    ) async throws -> [CatalogDifference] {
        try await self.import(try CatalogFile.read(text), options)
    }

    /// What `bcrm catalog export` writes, read again.
    package func export() async throws -> CatalogDocument {
        try CatalogFile.read(try await exportText())
    }

    package func exportText() async throws -> String {
        try await transaction { try await CatalogExchange.export(on: $0) }
    }

    private func transaction<T: Sendable>(_ body: @Sendable (StoreSession) async throws -> T) async throws -> T {
        try await story.acting(editor) { session in
            try await session.transaction { try await body(session) }
        }
    }
}
