package import Domain

/// The call prices of one tariff as an immutable snapshot, swapped when the catalogue changes
/// (business-rules section 5).
package struct CallRating: Sendable {
    private let rates: [CallRate]
    private let rounding: Rounding
    private var tree = PrefixTree()

    package init(rates: [CallRate], rounding: Rounding = .standard) {
        self.rates = rates
        self.rounding = rounding
        for (index, rate) in rates.enumerated() { tree.insert(Int32(index), prefix: rate.prefix) }
    }

    /// A call as the network reported it.
    package struct Call: Hashable, Sendable {
        /// International digits, as ``Domain/PhoneNumber`` gives them.
        package let called: String
        package let startedAt: Instant
        /// Seconds from answer to end.
        package let durationSeconds: Int64

        package init(called: String, startedAt: Instant, durationSeconds: Int64) {
            self.called = called
            self.startedAt = startedAt
            self.durationSeconds = durationSeconds
        }
    }

    package struct Price: Hashable, Sendable {
        package let destination: String
        package let prefix: String
        /// Seconds after increments; 0 for a free call.
        package let chargedSeconds: Int64
        /// Minor units, rounded once.
        package let amount: Int64
    }

    /// Why a call cannot be priced: it is kept and shown, never free.
    package enum Rejection: Error, Hashable, Sendable {
        case noRate(called: String)
        case endsBeforeItStarts
        case inTheFuture(Instant)
        case tooLong(seconds: Int64)
        case overflow

        /// Short code, as lists group them.
        package var reason: String {
            switch self {
            case .noRate: "no_rate"
            case .endsBeforeItStarts: "end_before_start"
            case .inTheFuture: "future"
            case .tooLong: "too_long"
            case .overflow: "overflow"
            }
        }

        package var sentence: String {
            switch self {
            case .noRate(let called): "No call rate matches the number \(called)."
            case .endsBeforeItStarts: "The call ends before it starts."
            case .inTheFuture(let start): "The call starts at \(start), which is more than 10 minutes ahead."
            case .tooLong(let seconds): "The call lasts \(seconds) seconds, more than 24 hours."
            case .overflow: "The price of the call is too large."
            }
        }
    }

    /// The price of a call. The longest prefix valid when the call starts wins; one rounding at the end.
    package func price(_ call: Call, now: Instant) throws(Rejection) -> Price {
        if call.durationSeconds < 0 { throw .endsBeforeItStarts }
        if call.durationSeconds > 86_400 { throw .tooLong(seconds: call.durationSeconds) }
        if call.startedAt > now.adding(seconds: 600) { throw .inTheFuture(call.startedAt) }
        let match = tree.longest(of: call.called) { rates[Int($0)].isValid(at: call.startedAt) }
        guard let match else { throw .noRate(called: call.called) }
        let rate = rates[Int(match)]
        // Zero seconds cost nothing, connection fee included.
        guard call.durationSeconds > 0, call.durationSeconds > Int64(rate.freeSeconds) else {
            return Price(destination: rate.destination, prefix: rate.prefix, chargedSeconds: 0, amount: 0)
        }
        let seconds = Self.charged(call.durationSeconds, rate)
        let micro =
            Int128(rate.connectionFeeMicro) * 60 + Int128(rate.pricePerMinuteMicro) * Int128(seconds)
        guard let amount = rounding.minorUnits(micro, over: 60_000_000) else { throw .overflow }
        return Price(
            destination: rate.destination, prefix: rate.prefix, chargedSeconds: seconds, amount: amount)
    }

    /// The first increment whole, then whole following ones; increments apply to the total duration.
    private static func charged(_ duration: Int64, _ rate: CallRate) -> Int64 {
        let length = max(duration, Int64(rate.minimumDuration))
        let first = Int64(rate.firstIncrement)
        let next = Int64(rate.nextIncrement)
        if length <= first { return first }
        return first + (length - first + next - 1) / next * next
    }
}
