import Domain
import Rating
import Store

/// The price book as an immutable snapshot, read again when the catalogue changes.
actor PriceCatalog {
    private var stamp: Int64 = -1
    private var rating = FeeRating(PriceBook(tariffs: []))

    /// The snapshot that fits the database now, and whether it is a new one.
    func current(_ session: StoreSession) async throws(StoreError) -> (rating: FeeRating, isNew: Bool) {
        let latest = try await session.catalogStamp()
        if latest == stamp { return (rating, false) }
        let taxes = try await session.taxSchemes()
        rating = FeeRating(
            PriceBook(
                tariffs: try await session.pricedTariffs(), discounts: try await session.discounts(),
                taxSchemes: taxes.schemes, standardScheme: taxes.standard))
        let isFirst = stamp == -1
        stamp = latest
        return (rating, !isFirst)
    }
}
