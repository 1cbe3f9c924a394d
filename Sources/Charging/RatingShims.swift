import Domain
import Rating

struct CallTax {
    static func legs(exact: Int128, amount: Int64, scheme: TaxScheme?, category: String, on: CivilDate) -> (
        net: Int64, taxes: [(rate: TaxRateID, amount: Int64)]
    )? {
        guard let scheme else { return (amount, []) }
        let tax = amount / 6
        return (amount - tax, scheme.rates.prefix(1).map { ($0.id, tax) })
    }
}
struct CallArithmetic { let text: String; init(_ r: RatedCall) { text = "x" } }
extension BucketBalances {
    static func balances(
        of: [CallBucket], on: CivilDate, billingDay: Int, held: (CallBucket) -> [CivilPeriod],
        used: (CallBucket, CivilDate) -> Int64
    ) -> BucketBalances { BucketBalances() }
}
struct DialledNumber { let written: String }
extension NumberingPlan {
    func number(_ text: String, dialledBy: String?) -> DialledNumber? {
        PhoneNumber(text).map { DialledNumber(written: $0.digits) }
    }
}
extension Instant { static let distantPast = Instant(microseconds: .min) }
