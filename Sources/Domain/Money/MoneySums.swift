/// Sums of money, one a currency: what is in different currencies is never added.
package struct MoneySums: Hashable, Sendable {
    /// In the order of the currencies' codes.
    package private(set) var sums: [Money] = []

    package init() {}

    package init(_ amounts: some Sequence<Money>) {
        for amount in amounts { add(amount) }
    }

    /// What is beyond what can be counted is told as the most that can.
    package mutating func add(_ amount: Money) {
        guard let index = sums.firstIndex(where: { $0.currency == amount.currency }) else {
            sums.append(amount)
            return sums.sort { $0.currency.code < $1.currency.code }
        }
        let (sum, isTooLarge) = sums[index].minorUnits.addingReportingOverflow(amount.minorUnits)
        let most = amount.minorUnits < 0 ? Int64.min : .max
        sums[index] = Money(minorUnits: isTooLarge ? most : sum, currency: amount.currency)
    }
}
