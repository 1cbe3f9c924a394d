package import Domain

/// The catalogue: what is sold, at which prices (features F4).
package protocol CatalogDesk: Sendable {
    func catalogBook() async throws(DeskError) -> CatalogBook
    /// Who a new price would hit; nothing is changed.
    func priceImpact(_ change: PriceChange) async throws(DeskError) -> PriceImpact
    /// The whole catalogue by its codes.
    func catalogDocument() async throws(DeskError) -> CatalogDocument
    /// Brings the catalogue to what the document names and says what changes and who is hit; what it does not name is
    /// left alone. A dry one changes nothing.
    func importCatalog(
        _ document: CatalogDocument, isDry: Bool, key: CommandKey
    ) async throws(DeskError) -> [CatalogDifference]
    func setPrice(_ change: PriceChange, key: CommandKey) async throws(DeskError)
}
