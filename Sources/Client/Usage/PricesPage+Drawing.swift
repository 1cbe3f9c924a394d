import Domain
import Terminal

extension PricesPage {
    private static let detailRows = 4

    func visible(rows: Int) -> Int { max(rows - 2 - Self.detailRows, 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawTop(on: &sheet)
        let height = sheet.height - 1 - Self.detailRows
        let today = context.clock.today
        sheet.within(row: 1, column: 0, height: height, width: sheet.width) { drawList(on: &$0, today) }
        sheet.within(row: 1 + height, column: 0, height: Self.detailRows, width: sheet.width) { area in
            KeyHints(
                [.usageFilter, .priceListChoose, .callPrice], of: ["usage.prices", "usage", "list"], in: context
            ).draw(on: &area, row: 0)
            guard let selected, let summary else { return }
            area.within(row: 1, column: 1, height: Self.detailRows - 1, width: area.width - 2) { text in
                _ = text.writeWrapped(selected.detail(in: summary, today: today), row: 0, .dim)
            }
        }
    }

    private func drawTop(on sheet: inout Sheet) {
        if isTyping {
            let hint = "a number, its beginning, or a destination"
            sheet.write("Look up:", row: 0, column: 1, width: 8, .label)
            input.draw(on: &sheet, row: 0, column: 10, width: sheet.width - 11, .input)
            if input.text.isEmpty { sheet.write(hint, row: 0, column: 11, width: sheet.width - 12, .fieldHint) }
            return
        }
        guard let summary else { return }
        var words = "\(summary.name), \(summary.rates.grouped) rates, \(summary.currency.code)"
        if !summary.bands.isEmpty { words += ", bands \(summary.bands.map(\.name).joined(separator: ", "))" }
        if !sought.isEmpty { words += "; only \u{201C}\(sought)\u{201D}" }
        let extent = extent
        sheet.write(words, row: 0, column: 1, width: sheet.width - extent.count - 3, .strong)
        sheet.write(extent, row: 0, column: sheet.width - extent.count - 1, width: extent.count, .dim)
    }

    private var extent: String {
        guard let rows, !rows.isEmpty else { return "" }
        return "\((selection.index(in: ids) ?? 0) + 1) of \(rows.count.grouped)\(hasMore ? " and more" : "")"
    }

    private var wordsWhenEmpty: String {
        if lists?.isEmpty == true {
            return "There is no price list: \u{201C}bcrm catalog import\u{201D} makes one, "
                + "\u{201C}bcrm calls prices import\u{201D} fills it."
        }
        guard rows != nil else { return "Reading\u{2026}" }
        return sought.isEmpty ? "The list is empty." : "No prefix and no destination is like that."
    }

    private func drawList(on sheet: inout Sheet, _ today: CivilDate) {
        let found = rows ?? []
        let currency = summary?.currency ?? .amd
        let table = Table(columns: [
            Table.Column(title: "Prefix", width: 14), Table.Column(title: "Destination", width: nil),
            Table.Column(title: "Group", width: 12, from: 100), Table.Column(title: "Band", width: 8),
            Table.Column(title: "A minute", width: 12, isRight: true), Table.Column(title: "Steps", width: 7),
            Table.Column(title: "From", width: 10),
        ])
        table.draw(
            on: &sheet, ids: ids, selection: selection, whenEmpty: wordsWhenEmpty, hasFocus: !isTyping,
            showsExtent: false
        ) { index in
            let row = found[index]
            let role: TextRole? = row.holds(on: today) ? nil : row.rate.validFrom > today ? .stateNew : .dim
            let price = row.rate.price.map { UsageWords.price(micro: $0.perMinuteMicro, currency) } ?? "not offered"
            let from = row.rate.validFrom <= CivilDate.farPast ? "always" : row.rate.validFrom.text
            return [
                Table.Cell(row.rate.prefix.isEmpty ? "any other" : row.rate.prefix, role),
                Table.Cell(row.rate.destination, role), Table.Cell(row.rate.destinationGroup, .dim),
                Table.Cell(row.rate.band, role), Table.Cell(price, row.rate.price == nil ? .fieldError : role),
                Table.Cell(row.rate.price.map { "\($0.firstIncrement)/\($0.nextIncrement)" } ?? "", role),
                Table.Cell(from, role),
            ]
        }
    }
}

extension PriceListRow {
    /// What the columns have no room for.
    fileprivate func detail(in list: PriceListSummary, today: CivilDate) -> String {
        let sum = { (micro: Int64) in UsageWords.price(micro: micro, list.currency) }
        var parts: [String] = []
        if rate.band.isEmpty {
            parts.append(list.bands.isEmpty ? "at any time" : "whenever no band has a price of its own")
        } else {
            parts.append("band \(list.bands.first { $0.code == rate.band }?.name ?? rate.band)")
        }
        if let endsOn { parts.append("until \(endsOn.adding(days: -1).text)") }
        parts.append(holds(on: today) ? "holds today" : rate.validFrom > today ? "to come" : "over")
        guard let price = rate.price else { return (parts + ["not offered from that day on"]).joined(separator: "; ") }
        if price.connectionFeeMicro > 0 { parts.append("connection \(sum(price.connectionFeeMicro))") }
        if price.minimumDuration > 0 { parts.append("at least \(price.minimumDuration) s") }
        if price.graceSeconds > 0 { parts.append("nothing up to \(price.graceSeconds) s") }
        if price.freeSeconds > 0 { parts.append("the first \(price.freeSeconds) s free") }
        for tier in price.tiers { parts.append("from second \(tier.fromSecond) \(sum(tier.perMinuteMicro)) a minute") }
        if let cap = price.capMicro { parts.append("at most \(sum(cap))") }
        return parts.joined(separator: "; ")
    }
}
