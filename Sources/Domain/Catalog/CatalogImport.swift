/// How a document is brought into an installation's catalogue.
package struct CatalogImportOptions: Hashable, Sendable {
    /// Only say what would change; nothing is.
    package var isDryRun: Bool
    /// What the document does not name is no longer sold.
    package var retiresMissing: Bool
    /// Prices may change for days that are past or charged; who was charged is brought up to date.
    package var allowsBackdating: Bool

    package init(isDryRun: Bool = false, retiresMissing: Bool = false, allowsBackdating: Bool = false) {
        self.isDryRun = isDryRun
        self.retiresMissing = retiresMissing
        self.allowsBackdating = allowsBackdating
    }
}

/// One thing an import changes (features F4.6).
package struct CatalogDifference: Hashable, Sendable {
    /// "tariff home-50: fee from 2027-01-01 5 000,00 → 5 500,00, 123 subscriptions, +61 500,00 a month".
    package let words: String
    /// Services that are hit; nil where none can be.
    package let subscriptions: Int?
    /// What they pay more together, in minor units, per period or once; nil where it is no matter of prices, or more than
    /// can be counted.
    package let amount: Int64?

    package init(words: String, subscriptions: Int?, amount: Int64?) {
        self.words = words
        self.subscriptions = subscriptions
        self.amount = amount
    }
}
