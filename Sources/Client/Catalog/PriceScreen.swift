import Domain
import Operations
import Terminal

/// A new price from a day on: who is hit and what it costs them is shown before `y` makes it so (features F4.6).
struct PriceScreen: CommandDialog {
    let opening: PriceOpening
    var command: CommandForm
    var impact: PriceImpact?
    var change: PriceChange?

    init(opening: PriceOpening) {
        self.opening = opening
        command = CommandForm(.price(opening.tariff.id, opening.component.id), Form(focus: "amount"))
    }

    var fields: [FormField] {
        [
            FormField(
                name: "amount", label: "New price", kind: .amount(of: opening.tariff.currency, .notNegative),
                hint: "5000 or 5000,50", isRequired: true, width: 20),
            FormField(name: "from", label: "From", kind: .date, isRequired: true, width: 28),
        ]
    }

    var crumb: String { "New price" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .resumed where command.stage == .waiting: return askImpact()
        case .reply(.impact(let impact), _):
            guard command.stage == .waiting else { return [] }
            self.impact = impact
            command.ask()
            return []
        case .reply(.priceSet(let set), _):
            let words = "\(opening.component.name) costs \(set.amount.text) from \(set.from.text)."
            return command.done() + [.say(.good(words)), .close]
        case .failure(let error, "preview"):
            command.type()
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects): return effects
        case .changed(let effects):
            impact = nil
            return effects
        case .submit: return check(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    private mutating func check(in context: ScreenContext) -> [Effect] {
        guard let amount = command.form.money("amount", currency: opening.tariff.currency),
            let from = command.form.day("from", today: context.clock.today)
        else { return [] }
        change = PriceChange(tariff: opening.tariff.id, component: opening.component.id, from: from, amount: amount)
        // What may have been done already is the price by now.
        if command.isUnconfirmed { return send(in: context) }
        var wrong: [(field: String, words: String)] = []
        if from < opening.firstOpenDay {
            wrong.append(("from", "days before \(opening.firstOpenDay.text) are closed"))
        }
        if opening.component.price(on: from) == amount.minorUnits {
            wrong.append(("amount", "that is the price on \(from.text) already"))
        }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        impact = nil
        command.wait()
        return askImpact()
    }

    private func askImpact() -> [Effect] {
        guard let change else { return [] }
        return [.clearMessage, .ask(.catalog(.impact(change)), purpose: "preview")]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard let change else { return [] }
        return command.send(in: context) { .catalog(.setPrice(change, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "New price: \(opening.component.name)", height: 16, width: min(sheet.width - 4, 72)).draw(
            on: &sheet
        ) { area in
            let words = "\(opening.tariff.name), \(opening.component.terms.words)"
            area.write(words, row: 0, column: 1, width: area.width - 2, .strong)
            let today = context.clock.today
            let now = opening.component.price(on: today).map {
                Money(minorUnits: $0, currency: opening.tariff.currency).text
            }
            area.write("Today \(now ?? "no price")", row: 1, column: 1, width: area.width - 2, .dim)
            drawForm(on: &area, row: 3, labelWidth: 10)
            area.within(row: 6, column: 1, height: 6, width: area.width - 2) { drawImpact(on: &$0, in: context) }
            command.drawHint("sets the price", on: &area, row: area.height - 1, in: context)
        }
    }

    private func drawImpact(on sheet: inout Sheet, in context: ScreenContext) {
        guard let impact, let change else {
            let isWaiting = command.stage == .waiting
            let words: Sentence = isWaiting ? "Counting who is hit\u{2026}" : "\(key: .formSave) shows who is hit."
            sheet.write(context.words(words), row: 0, .dim)
            return
        }
        var row = 0
        func line(_ label: String, _ words: String, _ role: TextRole = .text) {
            sheet.write(label, row: row, width: 14, .label)
            sheet.write(words, row: row, column: 15, role)
            row += 1
        }
        line("Services hit", "\(impact.subscriptions.grouped), of \(impact.customers.grouped) customers")
        if impact.pieces != impact.subscriptions { line("Pieces", impact.pieces.grouped) }
        line("Price", "\(impact.priceBefore?.text ?? "none") -> \(impact.priceAfter.text)")
        let more = impact.difference.isNegative ? "less" : "more"
        let each = opening.component.terms.each
        line("They pay", "\(impact.difference.magnitude.text) \(more)\(each), all together", .strong)
        if impact.charged > 0 {
            line("Charged", "\(impact.charged.grouped) charges since \(change.from.text) are corrected", .fieldError)
        } else if change.from <= context.clock.today {
            line("Charged", "nothing charged yet from that day on", .dim)
        }
    }
}

extension ChargingTerms {
    /// " a month", or nothing where it does not return.
    fileprivate var each: String {
        if case .periodic(let terms) = self { " a \(terms.period)" } else { "" }
    }
}
