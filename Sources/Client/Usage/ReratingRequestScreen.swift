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
struct ReratingRequestScreen: AskingDialog {
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
    private static let prefix = FormField.Check("prefix") { typed in
        let isRight = typed.filter { $0 != " " && $0 != "+" }.drop { $0 == "#" }.allSatisfy {
            $0.isASCII && $0.isNumber
        }
        return isRight ? nil : "type the beginning of an international number, or # and a short one"
    }

    var crumb: String { opening.trial == nil ? "Rate again" : "Post the differences" }

    var fields: [FormField] {
        guard opening.trial == nil else { return [.reason()] }
        let day = { (name: String, label: String) in
            FormField(name: name, label: label, kind: .date, isRequired: true, width: 26, isProposed: true)
        }
        let choices =
            [FormField.Choice(code: Self.anyTariff, label: "any tariff")]
            + (tariffs ?? []).map { FormField.Choice(code: "\($0.id)", label: $0.name) }
        return [
            day("from", "From"), day("to", "To"),
            FormField(name: "tariff", label: "Tariff", kind: .choice(choices), width: 40),
            FormField(
                name: "prefix", label: "Called", kind: .checked(Self.prefix),
                hint: "beginning of the number; empty: any", width: 40),
            .reason(),
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
        return answer(event, in: context)
    }

    /// The filter that was typed, or what is wrong by field.
    func filter(
        in context: ScreenContext
    ) -> (filter: ReratingFilter?, wrong: [(field: String, words: String)]) {
        if let trial = opening.trial { return (trial.filter, []) }
        var wrong: [(field: String, words: String)] = []
        let today = context.clock.today
        let from = command.form.day("from", today: today)
        let to = command.form.day("to", today: today)
        if let from, let to, to < from { wrong.append(("to", "the days end before they begin")) }
        if let from, from > today { wrong.append(("from", "\(from.text) is still to come")) }
        if let to, to > today { wrong.append(("to", "\(to.text) is still to come")) }
        let prefix = command.form["prefix"].filter { !$0.isWhitespace && $0 != "+" }
        guard wrong.isEmpty, let from, let to else { return (nil, wrong) }
        let tariff = Int64(command.form["tariff"]).flatMap { $0 == 0 ? nil : TariffID($0) }
        return (
            ReratingFilter(
                from: from, to: to, tariff: tariff, prefix: prefix, customer: opening.customer,
                subscription: opening.subscription), []
        )
    }

    mutating func check(in context: ScreenContext) -> [Effect] { ask(unless: filter(in: context).wrong) }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let wanted = filter(in: context).filter else { return [] }
        let (isDry, reason) = (opening.trial == nil, command.form["reason"].trimmed)
        return command.send(in: context) { .usage(.rerate(wanted, isDry: isDry, reason: reason, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: fields.count + 9, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: 3, width: area.width - 2) { text in
                _ = text.writeWrapped(words, row: 0, opening.trial == nil ? .dim : .strong)
            }
            drawForm(on: &area, row: 4, labelWidth: 10)
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
