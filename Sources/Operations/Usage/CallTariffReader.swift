import Domain
import Rating
import TOML

/// Makes a tariff of the tables of a file; what is wrong is gathered, so that all of it is told at once.
struct CallTariffReader {
    struct List {
        let code: String
        let line: Int
        let currency: Currency
        let ratesFile: String?
        var bands: [TimeBand] = []
        var rates: [CallRate] = []
        /// `[[price_list.X.rate]]`: the rows of a table, in the file itself.
        var names: [String] = []
        var rows: [DelimitedText.Row] = []
    }

    private let file: TableFile
    private(set) var problems: [FileProblem] = []
    private(set) var lists: [List] = []
    private var plan = NumberingPlan.armenia
    private var zoneName = "Asia/Yerevan"
    private var holidays: Set<CivilDate> = []
    private var terms: (code: String, line: Int, lists: [String], terms: CallTerms)?
    private var buckets: [CallBucket] = []
    private var taxes: [TaxScheme] = []

    init(_ file: TableFile) { self.file = file }

    private mutating func complain(_ line: Int?, _ words: String) {
        problems.append(FileProblem(line: line, words: words))
    }

    /// Parents before children, wherever they stand.
    mutating func readTables() {
        for table in file.tables where table.path.count <= 2 { readTop(table) }
        for table in file.tables where table.path.count > 2 { readChild(table) }
        for place in lists.indices where !lists[place].rows.isEmpty { readRows(place) }
    }

    private static let shapes =
        "[clock], [numbering], [holidays], [price_list.X], [price_list.X.band.Y], [[price_list.X.rate]], [tariff.X.calls], [tariff.X.calls.bucket.Y], [tax.X], [[tax.X.rate]]"

    private mutating func readTop(_ table: TableFile.Table) {
        var fields = CatalogFields(table)
        switch (table.path.first, table.path.count) {
        case (nil, 0):
            if let entry = table.entries.first {
                complain(entry.line, "this stands before any [table]: put it into one")
            }
            return
        case ("clock", 1): zoneName = fields.text("time_zone", or: zoneName)
        case ("numbering", 1): plan = numbering(&fields)
        case ("holidays", 1):
            for entry in table.entries {
                guard let day = CivilDate(entry.key) else {
                    complain(entry.line, "\u{201C}\(entry.key)\u{201D} is no day: write \"2026-01-01\" = \"New Year\"")
                    continue
                }
                holidays.insert(day)
            }
            return
        case ("price_list", 2):
            _ = fields.text("name", or: "")
            let code = fields.text("currency", or: Currency.amd.code)
            if Currency(isoCode: code) == nil { fields.complain("currency is a code like \"AMD\"") }
            lists.append(
                List(
                    code: table.path[1], line: table.line, currency: Currency(code: code),
                    ratesFile: fields.optionalText("rates")))
        case ("tariff", 2): _ = fields.text("name", or: "")
        case ("tax", 2):
            taxes.append(
                TaxScheme(
                    id: TaxSchemeID(Int64(taxes.count + 1)), code: table.path[1], name: fields.text("name", or: ""),
                    isInclusive: fields.flag("prices_include_tax"),
                    treatment: fields.word("treatment", or: .charged), rates: []))
        default:
            complain(table.line, "there is no table [\(fields.name)]; there are \(Self.shapes)")
            return
        }
        finish(&fields)
    }

    private mutating func finish(_ fields: inout CatalogFields) {
        fields.finish()
        problems += fields.problems
    }

    private mutating func readChild(_ table: TableFile.Table) {
        var fields = CatalogFields(table)
        let (path, count) = (table.path, table.path.count)
        switch (path[0], path[2], count, table.isElement) {
        case ("price_list", "band", 4, false):
            let band = TimeBand(code: path[3], name: fields.text("name", or: path[3]), windows: windows(&fields))
            if let place = parent(lists.firstIndex { $0.code == path[1] }, &fields) { lists[place].bands.append(band) }
        case ("price_list", "rate", 3, true):
            if let place = parent(lists.firstIndex { $0.code == path[1] }, &fields) { addRow(table, to: place) }
            problems += fields.problems
            return
        case ("tariff", "calls", 3, false):
            let rounding = Rounding(
                mode: fields.word("rounding", or: .halfUp), step: Int64(max(fields.number("rounding_step", or: 1), 1)))
            let calls = CallTerms(
                priceLists: [], split: fields.word("split", or: .increment), rounding: rounding,
                taxCategory: fields.text("tax_category", or: "standard"))
            if let terms {
                fields.complain("[tariff.\(terms.code).calls] is there already: a file has the calls of one tariff")
            }
            terms = (path[1], table.line, fields.texts("price_lists"), calls)
        case ("tariff", "calls", 5, false) where path[3] == "bucket": buckets.append(bucket(path[4], &fields))
        case ("tax", "rate", 3, true):
            let share = fields.share("share")
            if share == nil { fields.complain("[[\(fields.name)]] has no share: write share = \"20 %\"") }
            let category = fields.text("category", or: "standard")
            let name = fields.text("name", or: "tax")
            let valid = fields.period(from: "from", through: "through")
            if let place = parent(taxes.firstIndex { $0.code == path[1] }, &fields) {
                let scheme = taxes[place]
                let rate = TaxScheme.Rate(
                    id: TaxRateID(Int64(scheme.rates.count + 1)), category: category, name: name, valid: valid,
                    share: share ?? 0)
                taxes[place] = TaxScheme(
                    id: scheme.id, code: scheme.code, name: scheme.name, isInclusive: scheme.isInclusive,
                    treatment: scheme.treatment, rates: scheme.rates + [rate])
            }
        default:
            complain(table.line, "there is no table [\(fields.name)]; there are \(Self.shapes)")
            return
        }
        finish(&fields)
    }

    private func parent(_ place: Int?, _ fields: inout CatalogFields) -> Int? {
        if place == nil { fields.complain("[\(fields.name)] has nothing above it: write the table it belongs to") }
        return place
    }

    // MARK: Parts

    private func numbering(_ fields: inout CatalogFields) -> NumberingPlan {
        let standard = NumberingPlan.armenia
        let lengths = fields.text("national_lengths", or: "8-8").split(separator: "-").map { Int($0) ?? 0 }
        let (shortest, longest) = (lengths.first ?? 0, lengths.last ?? 0)
        if !(1...2).contains(lengths.count) || shortest < 3 || longest < shortest || longest > 14 {
            fields.complain("national_lengths is written like \"8-8\", from 3 to 14 digits")
        }
        return NumberingPlan(
            countryCode: fields.text("country_code", or: standard.countryCode),
            internationalPrefixes: fields.has("international_prefixes")
                ? fields.texts("international_prefixes") : standard.internationalPrefixes,
            trunkPrefix: fields.text("trunk_prefix", or: standard.trunkPrefix),
            nationalLengths: max(shortest, 1)...max(longest, shortest, 1),
            localLength: fields.optionalNumber("local_length"), shortNumbers: fields.texts("short_numbers"),
            routingPrefixes: fields.texts("routing_prefixes"))
    }

    private func windows(_ fields: inout CatalogFields) -> [TimeBand.Window] {
        fields.texts("windows").compactMap { text in
            let window = TimeBand.Window.parse(text)
            if window == nil { fields.complain("windows: \u{201C}\(text)\u{201D}: \(TimeBand.Window.form)") }
            return window
        }
    }

    private func bucket(_ code: String, _ fields: inout CatalogFields) -> CallBucket {
        let amount = fields.number("amount")
        if amount < 1 { fields.complain("amount is above zero: seconds, or calls") }
        let rollOver = fields.number("roll_over", or: 0)
        if !(0...24).contains(rollOver) { fields.complain("roll_over is a number of periods from 0 to 24") }
        // Whose component it comes with is a matter of the catalogue: here every service has every bucket.
        _ = fields.optionalText("component")
        return CallBucket(
            id: BucketID(Int64(buckets.count + 1)), code: code, name: fields.text("name", or: code),
            unit: fields.word("unit", or: .seconds), amount: Int64(amount),
            period: fields.word("period", or: .billing), rollOverPeriods: min(max(rollOver, 0), 24),
            isPooled: fields.flag("pooled"), groups: fields.texts("groups"), bands: fields.texts("bands"))
    }

    // MARK: Rates in the file

    private mutating func addRow(_ table: TableFile.Table, to place: Int) {
        var values: [String: String] = [:]
        for entry in table.entries {
            let known = PriceListTable.Column.allCases.map(\.name)
            guard known.contains(entry.key) else {
                complain(
                    entry.line,
                    "[[\(table.path.joined(separator: "."))]] knows no \(entry.key); it knows \(known.joined(separator: ", "))"
                )
                continue
            }
            switch entry.value {
            case .string(let text): values[entry.key] = text
            case .integer(let number): values[entry.key] = String(number)
            case .boolean, .array, .table: complain(entry.line, "\(entry.key) is a text in quotes, or a whole number")
            }
        }
        lists[place].rows.append(
            DelimitedText.Row(
                line: table.line, fields: PriceListTable.Column.allCases.map { values[$0.name] ?? "" }))
    }

    private mutating func readRows(_ place: Int) {
        let list = lists[place]
        do throws(PriceListTable.Failure) {
            let table = try PriceListTable(
                names: PriceListTable.Column.allCases.map(\.name), rows: list.rows, currency: list.currency,
                validFrom: .farPast, headerLine: list.line)
            for (rate, line) in zip(table.rates, table.lines)
            where !rate.band.isEmpty && !list.bands.contains(where: { $0.code == rate.band }) {
                complain(line, "there is no [price_list.\(list.code).band.\(rate.band)]: write it")
            }
            lists[place].rates = table.rates
        } catch {
            complain(error.line, error.words)
        }
    }

    mutating func add(_ rates: [CallRate], to code: String) {
        if let place = lists.firstIndex(where: { $0.code == code }) { lists[place].rates += rates }
    }

    // MARK: The whole

    /// nil: see the problems.
    mutating func tariff() -> CallTariff? {
        guard let terms else {
            complain(nil, "there is no [tariff.X.calls]: write one, with price_lists = [\"\u{2026}\"]")
            return nil
        }
        if terms.lists.isEmpty { complain(terms.line, "price_lists is empty: name a list") }
        var used: [Int] = []
        for code in terms.lists {
            guard let place = lists.firstIndex(where: { $0.code == code }) else {
                complain(terms.line, "there is no [price_list.\(code)]: write it, or correct the name")
                continue
            }
            used.append(place)
        }
        let codes = Set(used.flatMap { lists[$0].bands.map(\.code) } + [""])
        for bucket in buckets {
            for band in bucket.bands where !codes.contains(band) {
                complain(terms.line, "bucket \(bucket.code): no list of the tariff has a band \(band)")
            }
        }
        let currencies = Set(used.map { lists[$0].currency })
        if currencies.count > 1 { complain(terms.line, "the price lists of a tariff have one currency") }
        if taxes.count > 1 { complain(nil, "there are several taxes: keep one [tax.X]") }
        var zone = TimeZoneRules.utc
        do throws(TimeZoneRules.Failure) {
            zone = try TimeZoneRules(named: zoneName)
        } catch {
            complain(file.table("clock")?.line, error.sentence)
        }
        guard problems.isEmpty, let currency = currencies.first else { return nil }
        var complete = terms.terms
        complete.priceLists = used.map { PriceListID(Int64($0 + 1)) }
        complete.buckets = buckets
        let indexed = used.map { place in
            PriceList(id: PriceListID(Int64(place + 1)), bands: lists[place].bands, rates: lists[place].rates)
        }
        return CallTariff(
            code: terms.code,
            rating: CallRating(
                terms: complete, lists: indexed, calendar: CallCalendar(zone: zone, holidays: holidays)), plan: plan,
            zone: zone, currency: currency, taxes: taxes.first, lists: lists.map(\.code),
            bandNames: Dictionary(
                used.flatMap { lists[$0].bands }.map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first }))
    }
}
