import Domain
import Terminal

extension ServicesTab {
    private static let actions = ServiceChangeKind.allCases.map(\.action)

    /// Rows of the list in an area of so many: as many as there are services, and never so many that nothing is left
    /// for the details.
    func listRows(height: Int) -> Int { max(min(services?.count ?? 1, max((height - 2) / 3, 2)), 1) }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let services else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let listHeight = listRows(height: sheet.height) + 1
        let table = Table(columns: [
            Table.Column(title: "Service", width: 10), Table.Column(title: "Tariff", width: nil),
            Table.Column(title: "Number, login", width: 14), Table.Column(title: "State", width: 11),
            Table.Column(title: "Price", width: 15, isRight: true), Table.Column(title: "Next", width: 10),
        ])
        sheet.within(row: 0, column: 0, height: listHeight, width: sheet.width) { area in
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: "No service yet.") { index in
                let row = services[index]
                return [
                    Table.Cell(row.summary.serviceType), Table.Cell(row.summary.tariffName),
                    Table.Cell(row.summary.identifier), Table.Cell(row.summary.state.mark, row.summary.state.role),
                    Table.Cell(row.price?.text ?? ""), Table.Cell(row.nextCharge?.on.text ?? "", .dim),
                ]
            }
        }
        let hintRow = sheet.height - 1
        if let selected {
            sheet.within(row: listHeight, column: 0, height: hintRow - listHeight, width: sheet.width) { area in
                area.ruleAcross(row: 0)
                var row = 1
                for fact in Self.facts(selected, context.clock, context.currency) {
                    area.write(fact.label, row: row, column: 1, width: 11, .label)
                    area.within(row: row, column: 13, height: area.height - row, width: area.width - 14) { text in
                        row += text.writeWrapped(fact.words, row: 0, fact.role)
                    }
                }
            }
        }
        KeyHints(Self.actions, of: Self.contexts, in: context).draw(on: &sheet, row: hintRow)
    }

    struct Fact: Equatable {
        var label: String
        var words: String
        var role: TextRole = .text
    }

    /// What is known of a service, a line each; what there is nothing of is left out.
    static func facts(_ sheet: ServiceSheet, _ clock: BusinessClock, _ currency: Currency) -> [Fact] {
        let summary = sheet.summary
        var facts: [Fact] = []
        for stop in sheet.suspensions {
            let until = stop.until.map { " until \(clock.dateAndTime(of: $0))" } ?? ""
            let begins = stop.from > clock.now ? "from" : "since"
            facts.append(
                Fact(
                    label: "Suspended",
                    words:
                        "\(stop.reason.words) \(begins) \(clock.dateAndTime(of: stop.from))\(until), by \(stop.actor)",
                    role: .stateSuspended))
        }
        for plan in sheet.plans {
            facts.append(Fact(label: "Planned", words: "\(plan.on.text) \(plan.words)", role: .stateNew))
        }
        let period = sheet.period.isEmpty ? "" : " a \(sheet.period)"
        if let price = sheet.price { facts.append(Fact(label: "Price", words: "\(price.text)\(period)")) }
        if let next = sheet.nextCharge {
            facts.append(Fact(label: "Next charge", words: "\(next.amount.text) on \(next.on.text)"))
        }
        let parameters = summary.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        if !parameters.isEmpty {
            facts.append(Fact(label: "Parameters", words: parameters.joined(separator: ", ")))
        }
        let options = sheet.options.filter { $0.quantity > 0 || $0.from.map { $0 > clock.today } == true }
        if !options.isEmpty {
            facts.append(Fact(label: "Options", words: options.map(Self.words).joined(separator: ", ")))
        }
        if !sheet.discounts.isEmpty {
            facts.append(
                Fact(
                    label: "Discounts",
                    words: sheet.discounts.map { Self.words($0, sheet.price?.currency ?? currency) }.joined(
                        separator: ", ")))
        }
        let ended = summary.endedOn.map { ", ended \($0.text)" } ?? ""
        let port = summary.port.isEmpty ? "" : ", port \(summary.port)"
        facts.append(
            Fact(
                label: "Since", words: "\(summary.activatedOn.text)\(ended), account \(summary.account)\(port)",
                role: .dim))
        return facts
    }

    private static func words(_ option: ServiceSheet.Option) -> String {
        let count = option.quantity > 1 ? " \u{D7} \(option.quantity)" : ""
        let price = option.price.map { " \($0)" } ?? ""
        let until = option.until.map { " until \($0.adding(days: -1).text)" } ?? ""
        return "\(option.name)\(count)\(price)\(until)"
    }

    private static func words(_ discount: ServiceSheet.GivenDiscount, _ currency: Currency) -> String {
        let until = discount.until.map { "until \($0.adding(days: -1).text)" } ?? "for good"
        return "\(discount.name) \(discount.reduction.words(currency)) \(until)"
    }
}

extension SuspensionReason {
    var words: String {
        switch self {
        case .money: "want of money"
        case .request: "customer's request"
        case .fraud: "fraud"
        case .technical: "technical"
        case .other: "other reason"
        }
    }
}

extension Discount.Reduction {
    /// "10 %", or a sum.
    func words(_ currency: Currency) -> String {
        switch self {
        case .share(let share): share.percent
        case .amount(let minorUnits): "\(Money(minorUnits: minorUnits, currency: currency).text) a period"
        }
    }
}

extension Int64 {
    /// Parts per billion as the local "16,67 %", as many digits as there are.
    var percent: String {
        let (whole, rest) = (self / 10_000_000, Int(self % 10_000_000))
        var fraction = String(String(rest + 10_000_000).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(whole) %" : "\(whole),\(fraction) %"
    }
}
