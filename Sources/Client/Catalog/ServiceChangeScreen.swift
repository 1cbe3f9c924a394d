import Domain
import Operations
import Terminal

/// Changes a service: asks, shows what it does to the customer's money, and does it on `y` (features F4.9).
struct ServiceChangeScreen: CommandDialog {
    let opening: ServiceChangeOpening
    var questions: ServiceChangeForm
    var command: CommandForm
    /// What the form asks for would cost, once it was asked.
    var effect: MoneyEffect?
    var change: ServiceChange?

    init(opening: ServiceChangeOpening, today: CivilDate) {
        self.opening = opening
        questions = ServiceChangeForm(kind: opening.kind, sheet: opening.sheet, today: today)
        command = CommandForm(
            .change(opening.kind, opening.sheet.summary.id),
            Form(focus: questions.firstField, values: questions.proposed))
    }

    var crumb: String { opening.kind.title }
    var fields: [FormField] { questions.fields(for: command.form) }

    private var subscription: SubscriptionID { opening.sheet.summary.id }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context) + begin(in: context)
        case .resumed where command.stage == .waiting && effect == nil: return askPreview()
        case .reply(.offers(let offers), _):
            let sheet = opening.sheet
            questions.tariffs.offers = offers.filter {
                $0.serviceType == sheet.summary.serviceType && $0.id != sheet.tariff
            }
            propose()
            return []
        case .reply(.effect(let effect), _):
            guard command.stage == .waiting else { return [] }
            self.effect = effect
            command.ask()
            return []
        case .reply(.serviceChanged, _):
            return command.done() + [.say(.good("\(opening.kind.done): \(opening.sheet.name).")), .close]
        case .failure(let error, "preview"):
            command.type()
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .failure(let error, "offers"): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects): return effects
        case .changed(let effects):
            effect = nil
            propose()
            return effects
        case .submit: return submit(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    private mutating func begin(in context: ScreenContext) -> [Effect] {
        switch opening.kind {
        case .tariff: return [.ask(.tariffOffers(serviceType: nil), purpose: "offers")]
        case .withdraw: return submit(in: context)
        case .suspend, .resume, .option, .terminate: return []
        }
    }

    private mutating func propose() {
        if opening.kind == .tariff { questions.tariffs.propose(in: &command.form) }
        command.form.keepFocus(in: fields)
    }

    private mutating func submit(in context: ScreenContext) -> [Effect] {
        if opening.kind == .tariff {
            guard let offers = questions.tariffs.offers else { return [.holdInput] }
            guard !offers.isEmpty else {
                return [.say(.bad("No other tariff of \(opening.sheet.summary.serviceType) is sold today.")), .ring]
            }
        }
        let (wanted, wrong) = questions.change(command.form)
        guard let wanted else { return command.complain(wrong, in: fields) }
        change = wanted
        effect = nil
        // What may have been done already cannot be previewed any more.
        if command.isUnconfirmed { return send(in: context) }
        command.wait()
        return askPreview()
    }

    private func askPreview() -> [Effect] {
        guard let change else { return [] }
        return [
            .clearMessage,
            .ask(.service(.preview(change, opening.customer, subscription)), purpose: "preview"),
        ]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard let change else { return [] }
        let (customer, subscription, version) = (opening.customer, subscription, opening.sheet.version)
        return command.send(in: context) { key in
            .service(.change(change, customer, subscription, version: version, key: key))
        }
    }
}

extension ServiceChangeScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        let width = min(sheet.width - 4, 76)
        let moneyRows = effect.map { min($0.lines.count, 6) + 3 + $0.remarks.count } ?? 1
        let height = Form.rows(fields) + moneyRows + 7
        Dialog(title: "\(crumb): \(opening.sheet.name)", height: height, width: width).draw(on: &sheet) { area in
            let state = "\(opening.sheet.summary.state.mark)  \(opening.sheet.summary.tariffName)"
            area.write(state, row: 0, column: 1, width: area.width - 2, opening.sheet.summary.state.role)
            let count = min(Form.rows(fields), max(area.height - moneyRows - 4, 1))
            area.within(row: 2, column: 0, height: count, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 20, hasFocus: command.stage == .typing)
            }
            let top = fields.isEmpty ? 2 : 3 + count
            area.within(row: top, column: 1, height: area.height - top - 1, width: area.width - 2) { inner in
                drawMoney(on: &inner, in: context)
            }
            command.drawHint(opening.kind.yes, on: &area, row: area.height - 1, in: context)
        }
    }

    private func drawMoney(on sheet: inout Sheet, in context: ScreenContext) {
        guard let effect else {
            let isWaiting = command.stage == .waiting
            let words: Sentence =
                isWaiting ? "Reckoning what it costs\u{2026}" : "\(key: .formSave) shows what it costs."
            sheet.write(context.words(words), row: 0, .dim)
            return
        }
        let sums = sheet.width - 20
        var row = 0
        if effect.lines.isEmpty {
            sheet.write("Nothing is charged or given back.", row: row)
            row += 1
        }
        let shown = effect.lines.count > 6 ? 5 : effect.lines.count
        for line in effect.lines.prefix(shown) {
            sheet.write("\(line.on.text)  \(line.words)", row: row, width: sums - 1)
            sheet.write(line.amount.text, row: row, column: sums, width: 20, line.amount.role, isRight: true)
            row += 1
        }
        if shown < effect.lines.count {
            sheet.write("and \(effect.lines.count - shown) more", row: row, .dim)
            row += 1
        }
        sheet.write("Together", row: row, .strong)
        sheet.write(effect.sum.text, row: row, column: sums, width: 20, effect.sum.role, isRight: true)
        sheet.write("Balance after", row: row + 1, .strong)
        sheet.write(
            effect.balanceAfter.text, row: row + 1, column: sums, width: 20, effect.balanceAfter.role, isRight: true)
        row += 2
        for remark in effect.remarks { row += sheet.writeWrapped(remark, row: row, .fieldError) }
    }
}

extension ServiceSheet {
    /// "Home 100 aram100".
    var name: String { "\(summary.tariffName) \(summary.identifier)".trimmed }
}

extension ServiceChangeKind {
    /// What `y` does.
    var yes: String {
        switch self {
        case .tariff: "changes the tariff"
        case .suspend: "suspends the service"
        case .resume: "ends the suspension"
        case .option: "changes the option"
        case .terminate: "ends the service"
        case .withdraw: "withdraws what is planned"
        }
    }

    var done: String {
        switch self {
        case .tariff: "The tariff is changed"
        case .suspend: "Suspended"
        case .resume: "The suspension is ended"
        case .option: "The option is changed"
        case .terminate: "The service is ended"
        case .withdraw: "The plan is withdrawn"
        }
    }
}
