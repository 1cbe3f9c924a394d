import Domain
import Rating
import Store

/// The call prices of every tariff as immutable snapshots, read again when prices change.
actor CallCatalog {
    private var stamp: Int64 = -1
    private var ratings: [TariffID: CallRating] = [:]

    func current(_ session: StoreSession) async throws(StoreError) -> [TariffID: CallRating] {
        let latest = try await session.catalogStamp()
        if latest != stamp {
            let grouped = Dictionary(grouping: try await session.callRates(), by: \.tariff)
            ratings = grouped.mapValues { rows in
                CallRating(rates: rows.map { CallRate($0) }, rounding: rows.first?.rounding ?? .standard)
            }
            stamp = latest
        }
        return ratings
    }
}

extension CallRate {
    init(_ row: StoredCallRate) {
        self.init(
            prefix: row.prefix, destination: row.destination, validFrom: row.validFrom, validTo: row.validTo,
            pricePerMinuteMicro: row.pricePerMinuteMicro, connectionFeeMicro: row.connectionFeeMicro,
            firstIncrement: row.firstIncrement, nextIncrement: row.nextIncrement, freeSeconds: row.freeSeconds,
            minimumDuration: row.minimumDuration)
    }
}
