/// What a file of prices is to do to a list (features F4.3, F4.6).
package struct PriceListOrder: Hashable, Sendable {
    /// The list's code.
    package var list: String
    /// The first day of the new prices; rows of the file with a later day of their own hold from that one.
    package var from: CivilDate
    /// What the file does not name is not offered any more from that day on; else it is left alone.
    package var isWhole: Bool
    /// Only say what would change; nothing is.
    package var isDryRun: Bool
    /// The day may be past. Calls already rated keep their price until they are rated again.
    package var allowsBackdating: Bool
    /// ISO 4217, where the file's own is known: refused when it is not the list's.
    package var currency: String?
    /// A minute that costs more than so many times as much as before, or as little, is warned of.
    package var jump: Int
    /// How many changes of each kind are told one by one.
    package var samples: Int

    package init(
        list: String, from: CivilDate, isWhole: Bool = false, isDryRun: Bool = false, allowsBackdating: Bool = false,
        currency: String? = nil, jump: Int = 5, samples: Int = 5
    ) {
        self.list = list
        self.from = from
        self.isWhole = isWhole
        self.isDryRun = isDryRun
        self.allowsBackdating = allowsBackdating
        self.currency = currency
        self.jump = jump
        self.samples = samples
    }
}

/// What an import of prices did or would do.
package struct PriceListChanges: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case added
        case dearer
        case cheaper
        /// Neither dearer nor cheaper, or both; or another name.
        case altered
        /// Not offered any more.
        case withdrawn
        /// A row of a later day that a whole list does not have.
        case dropped
    }

    package struct Sample: Hashable, Sendable {
        package var kind: Kind
        package var prefix: String
        package var band: String
        package var day: CivilDate
        package var destination: String
        /// Millionths of a minor unit for a minute and for the connection; nil: not offered.
        package var oldPrice: Int64?
        package var newPrice: Int64?
        package var oldFee: Int64?
        package var newFee: Int64?
        /// What else changes: "next increment 60 → 1".
        package var words: String

        package init(
            kind: Kind, prefix: String, band: String, day: CivilDate, destination: String, oldPrice: Int64?,
            newPrice: Int64?, oldFee: Int64?, newFee: Int64?, words: String
        ) {
            self.kind = kind
            self.prefix = prefix
            self.band = band
            self.day = day
            self.destination = destination
            self.oldPrice = oldPrice
            self.newPrice = newPrice
            self.oldFee = oldFee
            self.newFee = newFee
            self.words = words
        }
    }

    /// The earlier import of the very same file that the list is as it left it.
    package struct Earlier: Hashable, Sendable {
        package var importedAt: Instant
        package var importedBy: String

        package init(importedAt: Instant, importedBy: String) {
            self.importedAt = importedAt
            self.importedBy = importedBy
        }
    }

    /// Rows of the file.
    package var rows: Int
    package var unchanged: Int
    package var counts: [Kind: Int]
    package var samples: [Sample]
    package var warnings: [String]
    /// Calls since this day were rated by other prices; nil: none can have been.
    package var rerateFrom: CivilDate?
    package var earlier: Earlier?

    package init(
        rows: Int, unchanged: Int, counts: [Kind: Int], samples: [Sample] = [], warnings: [String] = [],
        rerateFrom: CivilDate? = nil, earlier: Earlier? = nil
    ) {
        self.rows = rows
        self.unchanged = unchanged
        self.counts = counts
        self.samples = samples
        self.warnings = warnings
        self.rerateFrom = rerateFrom
        self.earlier = earlier
    }

    package var total: Int { counts.values.reduce(0, +) }
}

/// An import of prices that was done.
package struct PriceListImportRecord: Hashable, Sendable {
    package var list: String
    package var fileName: String
    package var from: CivilDate
    package var isWhole: Bool
    /// The list's version afterwards.
    package var version: Int
    package var counts: [PriceListChanges.Kind: Int]
    package var importedBy: String
    package var importedAt: Instant

    package init(
        list: String, fileName: String, from: CivilDate, isWhole: Bool, version: Int,
        counts: [PriceListChanges.Kind: Int], importedBy: String, importedAt: Instant
    ) {
        self.list = list
        self.fileName = fileName
        self.from = from
        self.isWhole = isWhole
        self.version = version
        self.counts = counts
        self.importedBy = importedBy
        self.importedAt = importedAt
    }
}
