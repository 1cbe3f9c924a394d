/// A row of a file as it goes to the database.
package struct ImportRow: Hashable, Sendable {
    /// Where it begins, lines from 1.
    package let line: Int
    /// Tells it from every other of its kind and source.
    package let key: String
    /// As it was, for the file of refused rows.
    package let text: String
    /// By field: texts as they are, days as 2026-01-31, sums in minor units.
    package var fields: [String: String]
    package var parameters: [String: String]
    /// Own prices by component code in minor units; "" where the tariff has one fee.
    package var prices: [String: Int64]
    /// Quantities by component code.
    package var options: [String: Int64]

    package init(
        line: Int, key: String, text: String, fields: [String: String], parameters: [String: String] = [:],
        prices: [String: Int64] = [:], options: [String: Int64] = [:]
    ) {
        self.line = line
        self.key = key
        self.text = text
        self.fields = fields
        self.parameters = parameters
        self.prices = prices
        self.options = options
    }
}

/// A row that was not taken, and why.
package struct ImportRefusal: Hashable, Sendable {
    package let line: Int
    package let reason: String
    package let text: String

    package init(line: Int, reason: String, text: String) {
        self.line = line
        self.reason = reason
        self.text = text
    }
}

/// What became of a file so far.
package struct ImportState: Hashable, Sendable {
    package let id: Int
    package let rows: Int
    package let created: Int
    /// There already with the same contents.
    package let unchanged: Int
    package let refused: Int
    /// By the mapping's filters.
    package let skipped: Int
    /// Opening balances posted, one sum a currency.
    package let openings: [Money]
    /// Everything up to this line is in.
    package let doneLine: Int
    package let isFinished: Bool
    /// All of it was in when the import began, and nothing was done now.
    package var isRepeated = false

    package init(
        id: Int, rows: Int, created: Int, unchanged: Int, refused: Int, skipped: Int, openings: [Money],
        doneLine: Int, isFinished: Bool
    ) {
        self.id = id
        self.rows = rows
        self.created = created
        self.unchanged = unchanged
        self.refused = refused
        self.skipped = skipped
        self.openings = openings
        self.doneLine = doneLine
        self.isFinished = isFinished
    }
}

/// What an import would do with a row.
package struct ImportJudgement: Hashable, Sendable {
    package let line: Int
    /// There already with the same contents.
    package let isKnown: Bool
    /// Nil: it would be taken.
    package let reason: String?
    /// The opening balance of an account that would be taken.
    package let amount: Money?

    package init(line: Int, isKnown: Bool, reason: String?, amount: Money?) {
        self.line = line
        self.isKnown = isKnown
        self.reason = reason
        self.amount = amount
    }
}
