package import Domain
package import Store

/// The catalogue between files and the database.
package enum CatalogExchange {
    /// The catalogue of the database as the text of a file.
    package static func export(on session: StoreSession) async throws(StoreError) -> String {
        try await session.seeOneMoment()
        return CatalogFile.write(try await session.exportedCatalog())
    }

    /// Brings the database's catalogue to a document and says what changes.
    package static func `import`(
        _ document: CatalogDocument, options: CatalogImportOptions = CatalogImportOptions(), key: CommandKey = .make(),
        on session: StoreSession
    ) async throws(StoreError) -> [CatalogDifference] {
        try await session.importCatalog(document, options: options, key: key)
    }

    /// What an import did or would do, line by line for people.
    package static func report(_ differences: [CatalogDifference], isDryRun: Bool) -> [String] {
        if differences.isEmpty { return ["No differences."] }
        let count = differences.count == 1 ? "1 difference" : "\(differences.count) differences"
        return differences.map(\.words) + ["\(count)\(isDryRun ? ", nothing was changed." : ".")"]
    }

    /// How much a file holds, for people.
    package static func summary(of document: CatalogDocument) -> String {
        let components = document.serviceTypes.reduce(0) { $0 + $1.components.count }
        return """
            The catalogue is right: \(document.serviceTypes.count) service types with \(components) components, \
            \(document.tariffs.count) tariffs, \(document.channels.count) channels, \(document.discounts.count) discounts, \
            \(document.campaigns.count) campaigns, \(document.taxSchemes.count) tax schemes, \
            \(document.priceLists.count) price lists.
            """
    }
}
