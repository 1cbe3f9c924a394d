import Domain
import Rating
import Store

/// Everything calls are priced by, as it stood at one moment.
struct CallSnapshot: Sendable {
    let ratings: [TariffID: CallRating]
    let plan: NumberingPlan
    let zone: TimeZoneRules
    let taxSchemes: [TaxSchemeID: TaxScheme]
    let standardScheme: TaxSchemeID?
}

/// The call prices of every tariff as immutable snapshots, read again when the catalogue changes; a price list is in
/// memory once, however many tariffs use it.
actor CallCatalog {
    private var stamp: Int64 = -1
    private var lists: [PriceListID: (version: Int, list: PriceList)] = [:]
    private var snapshot: CallSnapshot?

    /// The snapshot that fits the database now, and whether it is another one than before.
    func current(_ session: StoreSession) async throws(StoreError) -> (snapshot: CallSnapshot, isNew: Bool) {
        let latest = try await session.catalogStamp()
        if latest == stamp, let snapshot { return (snapshot, false) }
        var lists: [PriceListID: (version: Int, list: PriceList)] = [:]
        for stored in try await session.priceLists() {
            if let known = self.lists[stored.id], known.version == stored.version {
                lists[stored.id] = known
            } else {
                let rates = try await session.callRates(of: stored.id)
                lists[stored.id] = (stored.version, PriceList(id: stored.id, bands: stored.bands, rates: rates))
            }
        }
        let zone = (try? TimeZoneRules(named: try await session.daemonClock().timeZone)) ?? .utc
        let calendar = CallCalendar(zone: zone, holidays: try await session.holidays())
        let taxes = try await session.taxSchemes()
        let fresh = CallSnapshot(
            ratings: try await session.callTerms().mapValues { terms in
                CallRating(terms: terms, lists: terms.priceLists.compactMap { lists[$0]?.list }, calendar: calendar)
            },
            plan: try await session.numberingPlan(), zone: zone,
            taxSchemes: Dictionary(uniqueKeysWithValues: taxes.schemes.map { ($0.id, $0) }),
            standardScheme: taxes.standard)
        let isFirst = snapshot == nil
        self.lists = lists
        snapshot = fresh
        stamp = latest
        return (fresh, !isFirst)
    }
}
