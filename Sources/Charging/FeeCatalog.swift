import Domain
import Rating
import Store

/// The catalogue of fees as an immutable snapshot, read again when prices change.
actor FeeCatalog {
    private var stamp: Int64 = -1
    private var fees = PeriodicFee(tariffs: [:])

    /// The snapshot that fits the database now.
    func current(_ session: StoreSession) async throws(StoreError) -> PeriodicFee {
        let latest = try await session.catalogStamp()
        if latest != stamp {
            let tariffs = try await session.chargingCatalog()
            fees = PeriodicFee(tariffs: Dictionary(tariffs.map { ($0.id, $0) }) { $1 })
            stamp = latest
        }
        return fees
    }
}

extension RatedSubscription {
    /// The subscription as rating sees it.
    init(_ facts: ChargeableSubscription) {
        let spans = facts.tariffs.indices.map { index in
            TariffSpan(
                valid: CivilPeriod(
                    facts.tariffsFrom[index] ?? facts.activatedOn,
                    facts.tariffsTo[index] ?? .farFuture),
                tariff: facts.tariffs[index])
        }
        let suspensions = facts.suspendedFrom.indices.compactMap { index in
            facts.suspendedFrom[index].map { (from: $0, to: facts.suspendedTo[index]) }
        }
        self.init(
            activatedOn: facts.activatedOn, endedOn: facts.endedOn, billingDay: facts.billingDay, tariffs: spans,
            suspensions: suspensions)
    }
}
