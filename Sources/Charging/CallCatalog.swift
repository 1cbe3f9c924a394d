import Domain
import Rating
import Store

/// The call prices of every tariff as immutable snapshots, read again when prices change; a price list is in memory
/// once, however many tariffs use it.
actor CallCatalog {
    private var stamp: Int64 = -1
    private var lists: [PriceListID: (version: Int, list: PriceList)] = [:]
    private var ratings: [TariffID: CallRating] = [:]

    func current(_ session: StoreSession, zone: TimeZoneRules) async throws(StoreError) -> [TariffID: CallRating] {
        let latest = try await session.catalogStamp()
        if latest == stamp { return ratings }
        var lists: [PriceListID: (version: Int, list: PriceList)] = [:]
        for stored in try await session.priceLists() {
            if let known = self.lists[stored.id], known.version == stored.version {
                lists[stored.id] = known
            } else {
                let rates = try await session.callRates(of: stored.id)
                lists[stored.id] = (stored.version, PriceList(id: stored.id, bands: stored.bands, rates: rates))
            }
        }
        let calendar = CallCalendar(zone: zone, holidays: try await session.holidays())
        self.lists = lists
        ratings = try await session.callTerms().mapValues { terms in
            CallRating(terms: terms, lists: terms.priceLists.compactMap { lists[$0]?.list }, calendar: calendar)
        }
        stamp = latest
        return ratings
    }
}
