import Domain
import Operations
import Terminal

/// Where "what would this call cost" begins: with nothing, with a customer's services, or with a number.
struct CallQuoteOpening: Equatable {
    var customer: CustomerID?
    var services: [SubscriptionSummary] = []
    var service: SubscriptionID?
    var called = ""
}

/// "What would this call cost": a service or a tariff, the number, the start, the length; the price and how it is found
/// follow every key. Nothing is changed.
struct CallQuoteScreen: Screen {
    let opening: CallQuoteOpening
    var form: Form
    var tariffs: [CallTariffName]?
    var quote: CallQuote?
    /// Why there is no price.
    var refusal: String?
    /// The question that the price answers.
    var answered: CallQuestion?

    /// Milliseconds after the last key.
    static let pause = 120
    private static let servicePrefix = "service."

    init(opening: CallQuoteOpening) {
        self.opening = opening
        let payer = opening.service.map { "\(Self.servicePrefix)\($0)" } ?? ""
        form = Form(
            focus: "called",
            values: ["payer": payer, "called": opening.called, "start": "now", "duration": "1:00"])
    }

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var crumb: String { "What would a call cost" }
    var complaint: String? { form.complaint(in: fields) }

    var fields: [FormField] {
        let services = opening.services.map {
            FormField.Choice(code: "\(Self.servicePrefix)\($0.id)", label: $0.words)
        }
        let others = (tariffs ?? []).map { FormField.Choice(code: "\($0.id)", label: "tariff \($0.name)") }
        return [
            FormField(name: "payer", label: "Paid by", kind: .choice(services + others), isRequired: true, width: 44),
            FormField(name: "called", label: "Number", hint: "as dialled: 010 123456, +7916\u{2026}, 101", width: 40),
            FormField(
                name: "start", label: "Begins", kind: .checked(TypedMoment.check), hint: TypedMoment.hint,
                isRequired: true, width: 40, isProposed: true),
            FormField(
                name: "duration", label: "Length", kind: .checked(TypedDuration.check), hint: TypedDuration.hint,
                isRequired: true, width: 40, isProposed: true),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return [.ask(.usage(.tariffs), purpose: "tariffs")] + ask(in: context)
        case .resumed: return tariffs == nil ? [.ask(.usage(.tariffs), purpose: "tariffs")] : []
        case .reply(.usage(.tariffs(let found)), _):
            tariffs = found
            if form["payer"].isEmpty, let first = fields.first, case .choice(let choices) = first.kind {
                form["payer"] = choices.first?.code ?? ""
            }
            return ask(in: context)
        case .reply(.usage(.quote(let found)), _):
            (quote, refusal) = (found, nil)
            return []
        case .failure(let error, "quote"):
            guard error != .cancelled else { return [] }
            (quote, refusal) = (nil, error.sentence)
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .timer("quote"): return ask(in: context)
        case .text(let text), .paste(let text):
            return form.type(text, in: fields) ? [.after(milliseconds: Self.pause, timer: "quote")] : [.ring]
        case .answer(.choice("payer", let index)):
            guard let field = fields.first, case .choice(let choices) = field.kind, choices.indices.contains(index)
            else { return [] }
            form["payer"] = choices[index].code
            return ask(in: context)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return [.close]
        case .formAccept:
            form.moveFocus(by: 1, in: fields)
            return []
        case .formSave, .viewRefresh: return ask(in: context)
        case .draftDiscard:
            form = CallQuoteScreen(opening: CallQuoteOpening()).form
            form["payer"] = opening.service.map { "\(Self.servicePrefix)\($0)" } ?? ""
            return ask(in: context)
        case .valueChoose:
            guard form.focus == "payer", let field = fields.first, case .choice(let choices) = field.kind else {
                return [.say(.plain("This field is typed; there is no list to choose from."))]
            }
            guard !choices.isEmpty else { return tariffs == nil ? [.holdInput] : [.ring] }
            return [.open(.choose(ChoiceOpening(field: field, choices: choices, value: form["payer"])))]
        default:
            guard let change = form.perform(action, in: fields) else { return [] }
            return change == .value ? [.after(milliseconds: Self.pause, timer: "quote")] : []
        }
    }

    /// The question as it stands; nil while a field is not whole, which is said beside it.
    private mutating func question(in context: ScreenContext) -> CallQuestion? {
        form.errors = [:]
        var payer: CallQuestion.Payer?
        let chosen = form["payer"]
        if chosen.hasPrefix(Self.servicePrefix), let customer = opening.customer {
            payer = Int64(chosen.dropFirst(Self.servicePrefix.count)).map { .service(customer, SubscriptionID($0)) }
        } else {
            payer = Int64(chosen).map { .tariff(TariffID($0)) }
        }
        for (field, words) in form.complaints(in: fields) where field == "start" || field == "duration" {
            form.errors[field] = words
        }
        let start = TypedMoment.read(form["start"], clock: context.clock)
        let duration = TypedDuration.read(form["duration"])
        let called = form["called"].trimmed
        guard let payer, let start, let duration, !called.isEmpty else { return nil }
        return CallQuestion(payer: payer, called: called, startedAt: start, durationSeconds: duration)
    }

    private mutating func ask(in context: ScreenContext) -> [Effect] {
        guard let question = question(in: context) else {
            (quote, refusal, answered) = (nil, nil, nil)
            return [.cancel(purpose: "quote")]
        }
        answered = question
        return [.ask(.usage(.quote(question)), purpose: "quote")]
    }

    // MARK: Drawing

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        sheet.within(row: 0, column: 0, height: fields.count, width: sheet.width) { area in
            form.draw(on: &area, fields: fields, labelWidth: 10)
        }
        sheet.ruleAcross(row: fields.count)
        let top = fields.count + 1
        sheet.within(row: top, column: 1, height: sheet.height - top, width: sheet.width - 2) { area in
            drawAnswer(on: &area, in: context)
        }
    }

    private func drawAnswer(on sheet: inout Sheet, in context: ScreenContext) {
        guard let quote else {
            if let refusal {
                _ = sheet.writeWrapped(refusal, row: 0, .fieldError)
            } else if tariffs?.isEmpty == true, opening.services.isEmpty {
                sheet.write("No tariff charges calls.", row: 0, .dim)
            } else {
                sheet.write(answered == nil ? "Type a number." : "Reckoning\u{2026}", row: 0, .dim)
            }
            return
        }
        let sums = sheet.width - 22
        sheet.write("\(quote.number)  \(quote.destination)", row: 0, width: sums - 1, .strong)
        sheet.write(quote.amount.text, row: 0, column: sums, width: 22, .strong, isRight: true)
        let prefix = quote.prefix.isEmpty ? "every other number" : "prefix \(quote.prefix)"
        var words = "\(quote.tariffName), list \(quote.priceListName), \(prefix)"
        if !quote.destinationGroup.isEmpty { words += ", group \(quote.destinationGroup)" }
        sheet.write(words, row: 1, width: sums - 1, .dim)
        sheet.write("of it tax \(quote.tax)", row: 1, column: sums, width: 22, .dim, isRight: true)
        let charged = LocalWords.duration(seconds: quote.chargedSeconds)
        sheet.write("Charged \(charged)", row: 2)
        let room = sheet.height - 4
        let shown = quote.lines.count > room ? max(room - 1, 0) : quote.lines.count
        for (index, line) in quote.lines.prefix(shown).enumerated() { sheet.write(line, row: 4 + index, column: 1) }
        if shown < quote.lines.count {
            sheet.write("and \(quote.lines.count - shown) more lines", row: 4 + shown, column: 1, .dim)
        }
    }
}
