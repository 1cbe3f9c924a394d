import Domain
import Terminal

extension FindScreen {
    /// Rows above the first result.
    static let listTop = 1

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard case .search = line else { return drawHints(on: &sheet, in: context) }
        let isWide = sheet.width >= Layout.wide
        // Never narrower than on the smallest screen: what was there does not move.
        let listWidth = isWide ? min(max(sheet.width * 3 / 5, 80), 120) : sheet.width
        sheet.within(row: 0, column: 0, height: sheet.height, width: listWidth) { drawResults(on: &$0, in: context) }
        guard isWide, selected != nil else { return }
        sheet.rule(column: listWidth)
        guard let hit = answer.hits.first(where: { $0.id == beside }) else { return }
        let width = sheet.width - listWidth - 2
        sheet.within(row: 0, column: listWidth + 2, height: sheet.height, width: width) { area in
            if let preview, case .customer(let customer) = hit, preview.profile.id == customer.id {
                CustomerFacts(card: preview, context: context).drawPreview(on: &area)
            } else {
                drawSummary(of: hit, on: &area)
            }
        }
    }

    /// The input line itself, with how it is understood beside it.
    /// - Parameter mark: how old the found is, while there is no connection; said instead of what the line means.
    func drawLine(on sheet: inout Sheet, row: Int, hasCursor: Bool, mark: String) {
        let words = mark.isEmpty ? meaning : mark
        let room = sheet.width - 8
        sheet.write("", row: row, column: 7, width: room, .input, fills: true)
        let own =
            words.isEmpty || TextMeasure.width(field.text) + TextMeasure.width(words) + 3 > room
            ? room : room - TextMeasure.width(words) - 1
        field.draw(on: &sheet, row: row, column: 7, width: own, .input, hasCursor: hasCursor)
        if own < room {
            sheet.write(
                words, row: row, column: 7 + own + 1, width: room - own - 1, mark.isEmpty ? .fieldHint : .messageBad)
        }
    }

    /// How the line is understood; once it has found something, whether that is what was typed.
    var meaning: String {
        guard case .search(let text, let kind) = line, foundFor == text, !answer.hits.isEmpty else {
            return line.meaning
        }
        // An address typed in Latin letters is known by its sound, whatever letters it is written in.
        if let reading = answer.readAs, kind != .address || !text.utf8.allSatisfy({ $0 < 128 }) {
            return "as \u{201C}\(reading)\u{201D}"
        }
        if answer.isAlike { return "\(kind.words); none, these are alike" }
        let hasAlike = answer.hits.contains { hit in
            if case .customer(let customer) = hit { ResultColumn.isAlike(customer) } else { false }
        }
        return hasAlike ? "\(kind.words); with ~ only alike" : kind.words
    }

    private func drawResults(on sheet: inout Sheet, in context: ScreenContext) {
        let columns = ResultColumn.seen(isByAddress: isByAddress)
        let table = Table(columns: ResultColumn.columns(isByAddress: isByAddress))
        let isWaiting = foundFor == nil
        let words = isWaiting ? "Searching\u{2026}" : "Nothing is known by \u{201C}\(foundFor ?? "")\u{201D}."
        let (sheetWidth, sheetEllipsis) = (sheet.width, sheet.theme.ellipsis)
        let room = ResultColumn.addressRoom(isByAddress: isByAddress, width: sheetWidth)
        table.draw(
            on: &sheet, ids: ids, selection: selection, whenEmpty: words, hasFocus: false, showsExtent: !answer.hasMore
        ) { index in
            switch answer.hits[index] {
            case .customer(let customer): columns.map { $0.cell(of: customer, room: room, sheetEllipsis) }
            // A device's stock stands where a customer's address would, or where there is none, his balance.
            case .device(let device):
                columns.map { $0.cell(of: device, hasAddress: isByAddress || sheetWidth >= ResultColumn.wide) }
            case .document(let document):
                columns.map { $0.cell(of: document, hasAddress: isByAddress || sheetWidth >= ResultColumn.wide) }
            }
        }
        guard answer.hasMore else { return }
        // As wide as the headings it covers.
        let more = limit < Self.mostRows ? "     and more" : "    type more"
        sheet.write(more, row: 0, column: sheet.width - more.count, width: more.count, .dim)
    }

    /// An address was looked for: it is shown, and not the phone.
    var isByAddress: Bool {
        if case .search(_, .address) = line { return true }
        let customers = answer.hits.compactMap { if case .customer(let customer) = $0 { customer } else { nil } }
        return !customers.isEmpty && customers.allSatisfy { $0.matched.hasSuffix("address") }
    }

    private func drawSummary(of hit: SearchHit, on sheet: inout Sheet) {
        switch hit {
        case .customer(let customer):
            sheet.write(customer.name, row: 0, .strong)
            sheet.write("\(customer.contractNumber)  \(customer.state.mark)", row: 1, .dim)
            sheet.write(customer.phone, row: 3)
            sheet.write(customer.address, row: 4)
            if let balance = customer.balance { sheet.write("Balance \(balance.text)", row: 6, balance.role) }
        case .device(let device):
            sheet.write(device.serial, row: 0, .strong)
            sheet.write(device.modelName, row: 1)
            sheet.write("\(device.state.words), \(device.stockName)", row: 3)
            sheet.write("found by \(device.matched)", row: 4, .dim)
        case .document(let document):
            sheet.write(document.number, row: 0, .strong)
            sheet.write("stock document, \(StockWords.state(document.state))", row: 1)
            sheet.write(document.way, row: 3)
        }
    }

    private func drawHints(on sheet: inout Sheet, in context: ScreenContext) {
        if case .incomplete(let words) = line { sheet.write(words, row: 1, column: 7, .fieldHint) }
        var row = 3
        for (sign, meaning) in Self.hints(in: context) {
            guard row < sheet.height else { return }
            sheet.write(sign, row: row, column: 7, width: 18, .strong)
            sheet.write(meaning, row: row, column: 27)
            row += 1
        }
        row += 1
        for start in context.keys.starts where row < sheet.height {
            guard start.record.isAllowed(in: context) else { continue }
            sheet.write(start.keys, row: row, column: 7, width: 18, .barKey)
            sheet.write(start.record.label, row: row, column: 27)
            row += 1
        }
    }

    private static func hints(in context: ScreenContext) -> [(String, String)] {
        var hints: [(String, String)] = []
        if context.may(.customerView) {
            hints += [
                ("name", "or its beginnings, any script and order; or an e-mail"),
                ("77 10 12 34", "phone or a part of it, contract, account, tax number"),
                ("@ street", "an address: street, house, flat"),
                ("! HWTC1A2B3C4D", "a device's serial or MAC, or its end"),
            ]
        }
        if context.may(.ticketView) { hints.append(("# 12", "a ticket")) }
        if context.may(.paymentRegister) { hints.append(("$ 1001 5000", "a payment: account, amount, note")) }
        hints.append((":", "any action by its name"))
        return hints
    }
}
