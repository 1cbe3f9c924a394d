import Domain
import Terminal

extension CatalogScreen {
    private static let actions: [ActionID] = [
        .focusNext, .catalogPrice, .catalogNew, .catalogEdit, .catalogOption, .catalogAdd, .catalogDiscount,
    ]

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let book else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let height = sheet.height - 1
        let left = sheet.width >= Layout.wide ? sheet.width / 3 : 32
        sheet.within(row: 0, column: 0, height: height, width: left) { drawTree(on: &$0, in: context) }
        sheet.rule(column: left, height: height)
        sheet.within(row: 0, column: left + 1, height: height, width: sheet.width - left - 1) { area in
            switch selected {
            case .tariff(let id):
                if let page = book.page(id) { drawTariff(page, on: &area, in: context) }
            case .discount(let id):
                if let discount = book.discounts.first(where: { $0.id == id }) {
                    drawDiscount(discount, book, on: &area, context.currency)
                }
            case .campaign(let name):
                if let campaign = book.campaigns.first(where: { $0.name == name }) { drawCampaign(campaign, on: &area) }
            case .scheme(let id):
                if let scheme = book.taxSchemes.first(where: { $0.id == id }) { drawScheme(scheme, on: &area) }
            case .type, .head, nil:
                area.write("Select a line below it to see what it holds.", row: 1, column: 1, .dim)
            }
        }
        KeyHints(Self.actions, of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }

    private func drawTree(on sheet: inout Sheet, in context: ScreenContext) {
        let contents = contents(in: context)
        let rows = rows(of: contents)
        sheet.write("Catalogue", row: 0, column: 2, width: sheet.width - 2, .listHead)
        sheet.within(row: 1, column: 0, height: sheet.height - 1, width: sheet.width) { area in
            tree.draw(
                rows, on: &area, whenEmpty: "The catalogue is empty.", hasFocus: pane == .tree,
                noteWidth: area.width > 40 ? area.width / 2 : 0, note: { Table.Cell(contents[$0].note, .dim) }
            ) { Table.Cell(contents[$0].words, contents[$0].role) }
        }
    }

    private func drawTariff(_ page: CatalogBook.TariffPage, on sheet: inout Sheet, in context: ScreenContext) {
        let (tariff, today) = (page.tariff, context.clock.today)
        sheet.write(tariff.name, row: 0, column: 1, width: sheet.width - 2, .strong)
        let limits =
            "stops below \(money(tariff.limits.suspendBelow, tariff)), runs from \(money(tariff.limits.resumeFrom, tariff))"
        sheet.write(limits, row: 1, column: 1, width: sheet.width - 2, .dim)
        var sold = page.isSold(on: today) ? "sold" : "not sold"
        if let from = page.soldFrom { sold += " from \(from.text)" }
        if let until = page.soldUntil { sold += " until \(until.adding(days: -1).text)" }
        if tariff.trialDays > 0 { sold += ", trial \(tariff.trialDays) days" }
        sheet.write("\(tariff.code), \(sold)", row: 2, column: 1, width: sheet.width - 2, .dim)
        let rows = min(max(tariff.components.count, 1), max(sheet.height - 11, 3)) + 1
        sheet.within(row: 3, column: 0, height: rows, width: sheet.width) { area in
            let table = Table(columns: [
                Table.Column(title: "Component", width: nil), Table.Column(title: "Charged", width: 22, from: 60),
                Table.Column(title: "Price today", width: 16, isRight: true), Table.Column(title: "", width: 9),
            ])
            table.draw(
                on: &area, ids: tariff.components.map(\.id),
                selection: pane == .components ? components : RowSelection(), whenEmpty: "No component.",
                hasFocus: pane == .components
            ) { index in
                let component = tariff.components[index]
                return [
                    Table.Cell(component.name), Table.Cell(component.terms.words, .dim),
                    Table.Cell(component.price(on: today).map { money($0, tariff) } ?? "no price"),
                    Table.Cell(component.selection == .optional ? "optional" : "", .dim),
                ]
            }
        }
        let top = 3 + rows
        sheet.within(row: top, column: 1, height: sheet.height - top, width: sheet.width - 2) { area in
            drawComponent(page, on: &area, today)
        }
    }

    private func money(_ units: Int64, _ tariff: Tariff) -> String {
        Money(minorUnits: units, currency: tariff.currency).text
    }

    /// The selected component, and the tariff's parameters below it.
    private func drawComponent(_ page: CatalogBook.TariffPage, on sheet: inout Sheet, _ today: CivilDate) {
        var row = 0
        let wanted = components.id ?? page.tariff.components.first?.id
        if let component = page.tariff.components.first(where: { $0.id == wanted }) {
            let tag = page.tags[component.id].map { $0.isEmpty ? "" : ", tag \($0)" } ?? ""
            row += sheet.writeWrapped("\(component.name): \(component.terms.words)\(tag)", row: row, .listHead)
            for price in component.prices.suffix(max(sheet.height - 4, 1)) {
                let until = price.valid.end >= CivilDate.farFuture ? "" : "-\(price.valid.lastDay.text)"
                let from = price.valid.start <= CivilDate.farPast ? "always" : "from \(price.valid.start.text)"
                sheet.write(
                    "\(from)\(until)", row: row, column: 1, width: 27, price.valid.contains(today) ? .strong : .dim)
                sheet.write(money(price.amount, page.tariff), row: row, column: 28, width: 18, isRight: true)
                row += 1
            }
        }
        guard !page.parameters.isEmpty, row + 1 < sheet.height else { return }
        sheet.write("Parameters", row: row, .listHead)
        row += 1
        for parameter in page.parameters where row < sheet.height {
            let value = parameter.definition.defaultValue.map { " \($0)" } ?? ""
            let unit = parameter.definition.unit.isEmpty ? "" : " \(parameter.definition.unit)"
            sheet.write("\(parameter.definition.label): \(parameter.mode.rawValue)\(value)\(unit)", row: row, column: 1)
            row += 1
        }
    }

    private func drawDiscount(
        _ discount: Discount, _ book: CatalogBook, on sheet: inout Sheet, _ currency: Currency
    ) {
        sheet.write(discount.name, row: 0, column: 1, width: sheet.width - 2, .strong)
        let component = book.tariffs.flatMap(\.tariff.components).first { $0.id == discount.component }
        let of = discount.component == nil ? "every periodic component" : component?.name ?? "one component"
        sheet.write("\(discount.reduction.words(currency)) off \(of)", row: 1, column: 1, width: sheet.width - 2)
        sheet.write(discount.code, row: 2, column: 1, .dim)
    }

    private func drawCampaign(_ campaign: CatalogBook.Campaign, on sheet: inout Sheet) {
        sheet.write(campaign.name, row: 0, column: 1, width: sheet.width - 2, .strong)
        sheet.write("Begun \(campaign.days)", row: 1, column: 1)
        let months = campaign.months == 1 ? "1 month" : "\(campaign.months) months"
        sheet.write("\(campaign.discountName) for \(months)", row: 2, column: 1)
        sheet.within(row: 3, column: 1, height: sheet.height - 3, width: sheet.width - 2) { area in
            _ = area.writeWrapped("Tariffs: \(campaign.tariffNames.joined(separator: ", "))", row: 0, .dim)
        }
    }

    private func drawScheme(_ scheme: TaxScheme, on sheet: inout Sheet) {
        sheet.write(scheme.name, row: 0, column: 1, width: sheet.width - 2, .strong)
        let kind =
            switch scheme.treatment {
            case .charged: scheme.isInclusive ? "prices contain the tax" : "the tax comes on top"
            case .exempt: "exempt: no tax is charged"
            case .reverseCharge:
                "reverse charge: the customer declares the tax" + (scheme.isInclusive ? ", taken out of prices" : "")
            }
        let rounding = scheme.rounding == .line ? "rounded line by line" : "rounded by document"
        sheet.write("\(kind), \(rounding)", row: 1, column: 1, width: sheet.width - 2, .dim)
        for (index, rate) in scheme.rates.enumerated() {
            sheet.write("\(rate.name) \(rate.share.percent), \(rate.category)", row: 3 + index, column: 1, width: 30)
            let until = rate.valid.end >= CivilDate.farFuture ? "" : "-\(rate.valid.lastDay.text)"
            let from = rate.valid.start <= CivilDate.farPast ? "always" : "from \(rate.valid.start.text)"
            sheet.write("\(from)\(until)", row: 3 + index, column: 32, .dim)
        }
    }
}
