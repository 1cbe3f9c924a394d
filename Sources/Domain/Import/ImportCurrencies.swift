/// What the sums of a file are in, where its rows do not say it.
package struct ImportCurrencies: Hashable, Sendable {
    /// The installation's.
    package var standard: Currency
    /// By a tariff's code: an own price is in the currency of its tariff.
    package var tariffs: [String: Currency]

    package init(standard: Currency, tariffs: [String: Currency] = [:]) {
        self.standard = standard
        self.tariffs = tariffs
    }
}
