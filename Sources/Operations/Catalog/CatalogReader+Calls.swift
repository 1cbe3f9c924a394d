import Domain
import TOML

/// Price lists, what tariffs make of them, and how the country dials.
extension CatalogReader {
    func priceList(_ code: String, _ fields: inout CatalogFields) -> CatalogDocument.PriceListEntry {
        CatalogDocument.PriceListEntry(
            code: code, name: fields.text("name"),
            currency: Currency(code: fields.text("currency", or: Currency.amd.code)))
    }

    /// A table below a list or a tariff.
    mutating func readCalls(_ table: TableFile.Table, _ fields: inout CatalogFields) {
        if table.path[0] == "price_list" {
            let band = band(table.path[3], &fields)
            if let index = parent(document.priceLists.firstIndex { $0.code == table.path[1] }, &fields, table) {
                document.priceLists[index].bands.append(band)
            }
        } else if let index = parent(document.tariffs.firstIndex { $0.code == table.path[1] }, &fields, table) {
            let isTerms = table.path.count == 3
            let terms = isTerms ? terms(&fields) : nil
            let bucket = isTerms ? nil : bucket(table.path[4], &fields)
            // Buckets may stand before what they belong to.
            var calls = document.tariffs[index].calls ?? CatalogDocument.CallTermsEntry(priceLists: [])
            if let terms { (calls.priceLists, calls.split) = (terms.priceLists, terms.split) }
            if let bucket { calls.buckets.append(bucket) }
            document.tariffs[index].calls = calls
        }
    }

    private func band(_ code: String, _ fields: inout CatalogFields) -> TimeBand {
        let windows = fields.texts("windows").compactMap { text -> TimeBand.Window? in
            let window = TimeBand.Window.parse(text)
            if window == nil {
                fields.complain("\u{201C}\(text)\u{201D} is no window: \(TimeBand.Window.form)")
            }
            return window
        }
        return TimeBand(code: code, name: fields.text("name"), windows: windows)
    }

    private func terms(_ fields: inout CatalogFields) -> CatalogDocument.CallTermsEntry {
        CatalogDocument.CallTermsEntry(
            priceLists: fields.texts("price_lists"), split: fields.word("split", or: .increment))
    }

    private func bucket(_ code: String, _ fields: inout CatalogFields) -> CatalogDocument.CallBucketEntry {
        CatalogDocument.CallBucketEntry(
            code: code, name: fields.text("name"), unit: fields.word("unit", or: .seconds),
            amount: Int64(fields.number("amount")), component: fields.optionalText("component"),
            period: fields.word("period", or: .billing), rollOverPeriods: fields.number("roll_over", or: 0),
            isPooled: fields.flag("pooled"), groups: fields.texts("groups"), bands: fields.texts("bands"))
    }

    func numbering(_ fields: inout CatalogFields) -> NumberingPlan {
        let text = fields.text("national_lengths")
        let lengths = text.split(separator: "-").map { Int($0) }
        var range = 8...8
        if let shortest = lengths.first ?? nil, let longest = lengths.last ?? nil, lengths.count <= 2,
            shortest <= longest
        {
            range = shortest...longest
        } else if !text.isEmpty {
            fields.complain("national_lengths is the fewest and the most digits of a national number: \"8-9\"")
        }
        return NumberingPlan(
            countryCode: fields.text("country_code"), internationalPrefixes: fields.texts("international_prefixes"),
            trunkPrefix: fields.text("trunk_prefix", or: ""), nationalLengths: range,
            localLength: fields.optionalNumber("local_length"), shortNumbers: fields.texts("short_numbers"),
            routingPrefixes: fields.texts("routing_prefixes"))
    }
}
