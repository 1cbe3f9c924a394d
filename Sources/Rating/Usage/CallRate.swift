package import Domain

/// What a call to one destination costs. Prices in millionths of a minor unit.
package struct CallRate: Hashable, Sendable {
    package let prefix: String
    package let destination: String
    package let validFrom: Instant?
    package let validTo: Instant?
    package let pricePerMinuteMicro: Int64
    package let connectionFeeMicro: Int64
    /// Seconds of the first increment, and of every following one: 60/60, 60/1, 30/6, 1/1.
    package let firstIncrement: Int
    package let nextIncrement: Int
    /// Calls up to this long cost nothing.
    package let freeSeconds: Int
    /// Shorter calls count as this long.
    package let minimumDuration: Int

    package init(
        prefix: String, destination: String, validFrom: Instant? = nil, validTo: Instant? = nil,
        pricePerMinuteMicro: Int64, connectionFeeMicro: Int64 = 0, firstIncrement: Int = 60, nextIncrement: Int = 60,
        freeSeconds: Int = 0, minimumDuration: Int = 0
    ) {
        self.prefix = prefix
        self.destination = destination
        self.validFrom = validFrom
        self.validTo = validTo
        self.pricePerMinuteMicro = pricePerMinuteMicro
        self.connectionFeeMicro = connectionFeeMicro
        self.firstIncrement = max(firstIncrement, 1)
        self.nextIncrement = max(nextIncrement, 1)
        self.freeSeconds = freeSeconds
        self.minimumDuration = minimumDuration
    }

    func isValid(at instant: Instant) -> Bool {
        (validFrom.map { instant >= $0 } ?? true) && (validTo.map { instant < $0 } ?? true)
    }
}
