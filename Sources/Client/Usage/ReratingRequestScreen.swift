import Domain
import Operations
import Terminal

/// Where a request for a re-rating begins: with nothing, with a customer's calls, or with a trial that is over.
struct ReratingOpening: Equatable {
    var from: CivilDate
    /// The last day; nil: today.
    var to: CivilDate?
    var customer: CustomerID?
    var subscription: SubscriptionID?
    /// Whose calls, in words.
    var of: String
    /// The trial whose differences are to be posted.
    var trial: ReratingSummary?

    init(
        from: CivilDate, to: CivilDate? = nil, customer: CustomerID? = nil, subscription: SubscriptionID? = nil,
        of: String = ""
    ) {
        self.from = from
        self.to = to
        self.customer = customer
        self.subscription = subscription
        self.of = of
    }

    init(after trial: ReratingSummary) {
        let filter = trial.filter
        self.init(
            from: filter.from, to: filter.to, customer: filter.customer, subscription: filter.subscription,
            of: trial.of)
        self.trial = trial
    }
}

/// Asks for a re-rating: first for a trial that only tells the differences, then, from its report, for the real one.
struct ReratingRequestScreen: Screen {
    let opening: ReratingOpening
    var tariffs: [CallTariffName]?
    var command: CommandForm

    init(opening: ReratingOpening, today: CivilDate) {
        self.opening = opening
        let form =
            opening.trial == nil
            ? Form(
                focus: "from",
                values: ["from": opening.from.text, "to": (opening.to ?? today).text, "tariff": Self.anyTariff])
            : Form(focus: "reason")
        command = CommandForm(.rerating(opening.trial?.id, opening.customer), form)
    }

    private static let anyTariff = "0"

    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var crumb: String { opening.trial == nil ? "Rate again" : "Post the differences" }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    var fields: [FormField] {
        let reason = FormField(
            name: "reason", label: "Reason", hint: "why, in words", isRequired: true, width: 48)
        guard opening.trial == nil else { return [reason] }
        let day = { (name: String, label: String) in
            FormField(name: name, label: label, hint: TypedDay.hint, isRequired: true, width: 24, isProposed: true)
        }
        let choices =
            [FormField.Choice(code: Self.anyTariff, label: "any tariff")]
            + (tariffs ?? []).map { FormField.Choice(code: "\($0.id)", label: $0.name) }
        return [
            day("from", "From"), day("to", "To"),
            FormField(name: "tariff", label: "Tariff", kind: .choice(choices), width: 40),
            FormField(name: "prefix", label: "Called", hint: "beginning of the number; empty: any", width: 40), reason,
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            let effects = command.restore(fields, in: context)
            return opening.trial == nil ? effects + [.ask(.usage(.tariffs), purpose: "tariffs")] : effects
        case .reply(.usage(.tariffs(let found)), _):
            tariffs = found
            return []
        case .reply(.usage(.reratingRequested(let made)), _):
            let words = opening.trial == nil ? "The trial" : "The re-rating"
            return command.done() + [.say(.good("\(words) waits for the daemon.")), .replace(.rerating(made))]
        case .failure(let error, "tariffs"): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit: return check(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    /// The filter that was typed, or what is wrong by field.
    func filter(
        in context: ScreenContext
    ) -> (filter: ReratingFilter?, wrong: [(field: String, words: String)]) {
        if let trial = opening.trial { return (trial.filter, []) }
        var wrong: [(field: String, words: String)] = []
        let today = context.clock.today
        let from = TypedDay.read(command.form["from"], today: today)
        let to = TypedDay.read(command.form["to"], today: today)
        if from == nil { wrong.append(("from", TypedDay.complaint(command.form["from"]))) }
        if to == nil { wrong.append(("to", TypedDay.complaint(command.form["to"]))) }
        if let from, let to, to < from { wrong.append(("to", "the days end before they begin")) }
        if let from, from > today { wrong.append(("from", "\(from.text) is still to come")) }
        if let to, to > today { wrong.append(("to", "\(to.text) is still to come")) }
        let prefix = command.form["prefix"].filter { !$0.isWhitespace && $0 != "+" }
        if !prefix.drop(while: { $0 == "#" }).allSatisfy({ $0.isASCII && $0.isNumber }) {
            wrong.append(("prefix", "type the beginning of an international number, or # and a short one"))
        }
        guard wrong.isEmpty, let from, let to else { return (nil, wrong) }
        let tariff = Int64(command.form["tariff"]).flatMap { $0 == 0 ? nil : TariffID($0) }
        return (
            ReratingFilter(
                from: from, to: to, tariff: tariff, prefix: prefix, customer: opening.customer,
                subscription: opening.subscription), []
        )
    }

    private mutating func check(in context: ScreenContext) -> [Effect] {
        var wrong = filter(in: context).wrong
        if command.form["reason"].trimmed.isEmpty { wrong.append(("reason", "say why")) }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard let wanted = filter(in: context).filter else { return [] }
        let (isDry, reason) = (opening.trial == nil, command.form["reason"].trimmed)
        return command.send(in: context) { .usage(.rerate(wanted, isDry: isDry, reason: reason, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: fields.count + 9, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: 3, width: area.width - 2) { text in
                _ = text.writeWrapped(words, row: 0, opening.trial == nil ? .dim : .strong)
            }
            area.within(row: 4, column: 0, height: fields.count, width: area.width) { inner in
                command.form.draw(on: &inner, fields: fields, labelWidth: 10, hasFocus: command.stage == .typing)
            }
            let yes = opening.trial == nil ? "asks for the trial; nothing is posted" : "posts the differences"
            command.drawHint(yes, on: &area, row: fields.count + 5, in: context)
        }
    }

    private var words: String {
        guard let trial = opening.trial else {
            let of = opening.of.isEmpty ? "" : " Only calls of \(opening.of)."
            return "A trial rates the calls anew and tells what would change; nothing is posted.\(of)"
        }
        let less = trial.difference.isNegative ? "less" : "more"
        return
            "\(trial.filter.days), \(trial.of): \(UsageWords.count(trial.changed, "call")) change, the customers pay "
            + "\(trial.difference.magnitude.text) \(less). What changed since the trial is taken as it is then."
    }
}
