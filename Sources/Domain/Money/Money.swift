/// An amount posted, or to be posted, to an account: whole minor units of one currency
/// (business-rules section 1).
package struct Money: Hashable, Sendable {
    package let minorUnits: Int64
    package let currency: Currency

    package init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}
