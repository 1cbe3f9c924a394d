import Domain

/// Reads one row of a price list after the other. It works on UTF-8 bytes: a list has 100 000 rows.
struct PriceRowReader {
    private typealias Column = PriceListTable.Column

    private let places: [Int?]
    private let money: PriceDecimal
    private let standard: CivilDate

    init(names: [String], line: Int, currency: Currency, standard: CivilDate) throws(PriceListTable.Failure) {
        var places: [Int?] = Array(repeating: nil, count: Column.allCases.count)
        for (place, name) in names.enumerated() {
            let plain = name.filter { $0 != " " }
            guard let index = Column.allCases.firstIndex(where: { $0.name == plain }) else {
                let known = Column.allCases.map(\.name).joined(separator: ", ")
                throw .line(line, "there is no column \u{201C}\(name)\u{201D}; there are \(known)")
            }
            if places[index] != nil { throw .line(line, "the column \(plain) is there twice: take one out") }
            places[index] = place
        }
        self.places = places
        money = PriceDecimal(currency: currency)
        self.standard = standard
        for column in [Column.prefix, .destination, .pricePerMinute] where place(column) == nil {
            throw .line(
                line, "the column \(column.name) is missing: the first line names the columns, it among them")
        }
    }

    var hasDays: Bool { place(.validFrom) != nil }

    private func place(_ column: Column) -> Int? { places[column.rawValue] }

    /// Empty where there is no such column.
    private func field(_ column: Column, _ row: DelimitedText.Row) -> String {
        guard let place = places[column.rawValue], place < row.fields.count else { return "" }
        return row.fields[place]
    }

    func rate(_ row: DelimitedText.Row) throws(PriceListTable.Failure) -> CallRate {
        let destination = words(.destination, row)
        if destination.isEmpty { throw .line(row.line, "the destination is missing: name it") }
        if destination.utf8.count > 200 { throw .line(row.line, "the destination is longer than 200 octets") }
        let day = field(.validFrom, row)
        guard let validFrom = day.isEmpty ? standard : CivilDate(day) else {
            throw .line(row.line, "valid_from \u{201C}\(day)\u{201D} is no day: write it like 2026-01-31")
        }
        return CallRate(
            prefix: try prefix(row), band: try band(row), validFrom: validFrom, destination: destination,
            destinationGroup: words(.group, row), price: try price(row))
    }

    /// A text without the apostrophe that keeps a spreadsheet from taking it for a formula
    /// (``Domain/DelimitedText/Writer``).
    private func words(_ column: Column, _ row: DelimitedText.Row) -> String {
        let text = field(column, row)
        guard text.utf8.first == UInt8(ascii: "'"), let second = text.utf8.dropFirst().first,
            [UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@")].contains(second)
        else { return text }
        return String(text.dropFirst())
    }

    private func prefix(_ row: DelimitedText.Row) throws(PriceListTable.Failure) -> String {
        let text = field(.prefix, row)
        if text == "*" { return "" }
        var digits = text.utf8[...]
        if digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        let prefix = String(Substring(digits))
        if digits.first == UInt8(ascii: "#") { digits = digits.dropFirst() }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), digits.count <= 15 else {
            throw .line(
                row.line,
                "\u{201C}\(text)\u{201D} is no prefix: international digits, at most 15; # before those of a short number; * for every other number"
            )
        }
        return prefix
    }

    private func band(_ row: DelimitedText.Row) throws(PriceListTable.Failure) -> String {
        let code = field(.band, row)
        let isCode = code.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
        guard isCode, code.utf8.count <= 40 else {
            throw .line(row.line, "\u{201C}\(code)\u{201D} is no code of a band: small letters, digits, - and _")
        }
        return code
    }

    /// nil: withdrawn.
    private func price(_ row: DelimitedText.Row) throws(PriceListTable.Failure) -> CallPrice? {
        let perMinute = field(.pricePerMinute, row)
        if perMinute.isEmpty {
            throw .line(row.line, "price_per_minute is missing: write the price, or none to withdraw the destination")
        }
        if perMinute == "none" {
            for column in Column.priced where !field(column, row).isEmpty {
                throw .line(row.line, "a withdrawn destination has no \(column.name): leave the field empty")
            }
            return nil
        }
        let cap = field(.cap, row)
        return CallPrice(
            perMinuteMicro: try sum(.pricePerMinute, perMinute, row),
            connectionFeeMicro: try sum(.connectionFee, field(.connectionFee, row), row),
            firstIncrement: try seconds(.firstIncrement, row, from: 1, or: 60),
            nextIncrement: try seconds(.nextIncrement, row, from: 1, or: 60),
            minimumDuration: try seconds(.minimum, row, or: 0), graceSeconds: try seconds(.grace, row, or: 0),
            freeSeconds: try seconds(.free, row, or: 0), tiers: try tiers(row),
            capMicro: cap.isEmpty ? nil : try sum(.cap, cap, row))
    }

    private func sum(
        _ column: Column, _ text: String, _ row: DelimitedText.Row
    ) throws(PriceListTable.Failure) -> Int64 {
        if text.isEmpty { return 0 }
        guard let micro = money.micro(text) else {
            throw .line(
                row.line,
                "\(column.name) \u{201C}\(text)\u{201D} is no price: a decimal without groups of digits, not below zero, with at most \(money.places) digits after the point"
            )
        }
        return micro
    }

    private func seconds(
        _ column: Column, _ row: DelimitedText.Row, from least: Int = 0, or standard: Int
    ) throws(PriceListTable.Failure) -> Int {
        let text = field(column, row)
        if text.isEmpty { return standard }
        guard let seconds = Int(text), (least...86_400).contains(seconds) else {
            throw .line(
                row.line, "\(column.name) \u{201C}\(text)\u{201D} is no whole number from \(least) to 86400")
        }
        return seconds
    }

    private func tiers(_ row: DelimitedText.Row) throws(PriceListTable.Failure) -> [CallPrice.Tier] {
        let text = field(.tiers, row)
        if text.isEmpty { return [] }
        var tiers: [CallPrice.Tier] = []
        for part in text.split(separator: " ") {
            let halves = part.split(separator: "=", omittingEmptySubsequences: false)
            guard halves.count == 2, let second = Int(halves[0]), (1...86_400).contains(second),
                let micro = money.micro(String(halves[1])), second > tiers.last?.fromSecond ?? 0
            else {
                throw .line(
                    row.line,
                    "tiers \u{201C}\(text)\u{201D} are written like 60=0.5 300=0.25: seconds in rising order and the minute price from each on"
                )
            }
            tiers.append(CallPrice.Tier(fromSecond: second, perMinuteMicro: micro))
        }
        return tiers
    }
}

extension PriceListTable.Column {
    /// What a destination that is not offered has none of.
    fileprivate static let priced: [Self] = [
        .connectionFee, .firstIncrement, .nextIncrement, .minimum, .grace, .free, .cap, .tiers,
    ]
}
