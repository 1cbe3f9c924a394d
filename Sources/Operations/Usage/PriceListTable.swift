package import Domain

/// The rates of a price list as a CSV file (features F4.3): the first line names the columns, `prefix`, `destination` and
/// `price_per_minute` among them; the others have their standard where they are missing or empty.
///
/// Sums are decimals of the major unit with up to six digits more than the currency has; `none` as the minute price
/// withdraws the destination. `tiers` are `second=price` with blanks between: `60=0.5 300=0.25`. An empty prefix, or `*`,
/// is every other number; `#` begins a short number.
package struct PriceListTable: Hashable, Sendable {
    package enum Failure: Error, Hashable, Sendable {
        case table(DelimitedText.Failure)
        case line(Int, String)

        /// nil: the file as a whole.
        package var line: Int? {
            switch self {
            case .table: nil
            case .line(let line, _): line
            }
        }

        package var words: String {
            switch self {
            case .table(let failure): failure.sentence
            case .line(_, let words): words
            }
        }

        package var sentence: String { line.map { "line \($0): \(words)" } ?? words }
    }

    package enum Column: Int, CaseIterable, Sendable {
        case prefix
        case destination
        case group
        case band
        case pricePerMinute
        case connectionFee
        case firstIncrement
        case nextIncrement
        case minimum
        case grace
        case free
        case cap
        case tiers
        case validFrom

        /// As the first line of a file names it.
        package var name: String {
            switch self {
            case .prefix: "prefix"
            case .destination: "destination"
            case .group: "group"
            case .band: "band"
            case .pricePerMinute: "price_per_minute"
            case .connectionFee: "connection_fee"
            case .firstIncrement: "first_increment"
            case .nextIncrement: "next_increment"
            case .minimum: "minimum"
            case .grace: "grace"
            case .free: "free"
            case .cap: "cap"
            case .tiers: "tiers"
            case .validFrom: "valid_from"
            }
        }
    }

    /// In the order of the file.
    package private(set) var rates: [CallRate] = []
    /// The line of each rate.
    package private(set) var lines: [Int] = []
    /// Whether the file says from when its rates hold.
    package let hasDays: Bool

    /// - Parameters:
    ///   - currency: of the list; its digits decide how fine a sum may be.
    ///   - standard: from when a rate holds that does not say it.
    package init(text: String, currency: Currency, validFrom standard: CivilDate) throws(Failure) {
        let table: DelimitedText
        do throws(DelimitedText.Failure) {
            table = try DelimitedText(text, needsLineEnd: true)
        } catch {
            throw .table(error)
        }
        let names = table.rows.first?.fields ?? []
        try self.init(
            names: names, rows: table.rows.dropFirst(), currency: currency, validFrom: standard,
            headerLine: table.rows.first?.line ?? 1)
    }

    /// Rows whose fields have the named columns.
    init(
        names: [String], rows: some Collection<DelimitedText.Row>, currency: Currency, validFrom standard: CivilDate,
        headerLine: Int
    ) throws(Failure) {
        let reader = try PriceRowReader(names: names, line: headerLine, currency: currency, standard: standard)
        hasDays = reader.hasDays
        var known: [RateKey: Int] = [:]
        known.reserveCapacity(rows.count)
        rates.reserveCapacity(rows.count)
        lines.reserveCapacity(rows.count)
        for row in rows {
            let rate = try reader.rate(row)
            let key = RateKey(prefix: rate.prefix, band: rate.band, day: rate.validFrom)
            if let earlier = known.updateValue(row.line, forKey: key) {
                let band = rate.band.isEmpty ? "" : " in band \(rate.band)"
                throw .line(
                    row.line, "the prefix \(rate.prefix)\(band) is in line \(earlier) too: take one of the lines out")
            }
            rates.append(rate)
            lines.append(row.line)
        }
    }

    private struct RateKey: Hashable {
        let prefix: String
        let band: String
        let day: CivilDate
    }
}
