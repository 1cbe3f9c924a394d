package import Domain

/// The catalogue: what is sold, at which prices (features F4).
package protocol CatalogDesk: Sendable {
    func catalogBook() async throws(DeskError) -> CatalogBook
    /// Who a new price would hit; nothing is changed.
    func priceImpact(_ change: PriceChange) async throws(DeskError) -> PriceImpact
    func setPrice(_ change: PriceChange, key: CommandKey) async throws(DeskError)
}
