import Domain
import Operations
import Terminal

extension CatalogForm {
    /// The change, or what is wrong by field. Codes of new things must be free, unless what was sent may have made them.
    func edit(_ form: Form, isNew: Bool) -> (edit: CatalogEdit?, wrong: [(field: String, words: String)]) {
        var answers = CatalogAnswers(form: form, today: today, currency: opening.currency)
        let edit: CatalogEdit? =
            switch kind {
            case .newTariff: copy(&answers, isNew: isNew)
            case .editTariff: facts(&answers)
            case .editTerms: terms(&answers)
            case .addOption: option(&answers)
            case .addEntry: added(&answers, isNew: isNew)
            case .addDiscount: discount(&answers, isNew: isNew)
            }
        return (answers.wrong.isEmpty ? edit : nil, answers.wrong)
    }

    private func copy(_ answers: inout CatalogAnswers, isNew: Bool) -> CatalogEdit? {
        guard let tariff else { return nil }
        let code = answers.code(taken: isNew ? document.tariffs.map(\.code) : [])
        let name = answers.text("name")
        let from = answers.day("from")
        var prices: [String: Int64] = [:]
        for entry in tariff.components where entry.terms != .usage {
            prices[entry.component] = answers.money(Self.price(entry.component))
        }
        return .copyTariff(
            of: tariff.code, CatalogEdit.TariffCopy(code: code, name: name, soldFrom: from, prices: prices))
    }

    private func facts(_ answers: inout CatalogAnswers) -> CatalogEdit? {
        guard let tariff else { return nil }
        let name = answers.text("name")
        let sold = answers.days("from", "until")
        let (below, resume) = (answers.money("below"), answers.money("resume"))
        if resume < below { answers.complain("resume", "no less than what it stops below, or it stops again at once") }
        let trial = answers.number("trial")
        return .changeTariff(
            tariff.code,
            CatalogEdit.TariffFacts(
                name: name, sold: sold, limits: SuspensionLimits(suspendBelow: below, resumeFrom: resume),
                trialDays: trial))
    }

    private func terms(_ answers: inout CatalogAnswers) -> CatalogEdit? {
        guard let tariff, let entry else { return nil }
        let form = answers.form
        let step = answers.money("step")
        return .changeTerms(
            tariff: tariff.code, component: entry.component,
            CatalogEdit.ComponentTerms(
                due: PeriodicTerms.Due(rawValue: form["due"]),
                proration: PeriodicTerms.Proration(rawValue: form["proration"]),
                rounding: Rounding(mode: Rounding.Mode(rawValue: form["rounding"]) ?? entry.rounding.mode, step: step),
                isChargedWhileSuspended: form["suspended"] == "yes", taxCategory: form["tax"]))
    }

    private func option(_ answers: inout CatalogAnswers) -> CatalogEdit? {
        guard let tariff, let component = component(answers.form["option"]) else {
            answers.complain("option", "choose a component")
            return nil
        }
        let terms: ChargingTerms =
            switch component.charging {
            case .periodic: .periodic(PeriodicTerms())
            case .oneTime: .oneTime(LifecycleEvent(rawValue: answers.form["event"]) ?? .activation)
            case .instalments: .instalments(count: answers.number("months"))
            case .earlyTermination:
                .earlyTermination(
                    EarlyTermination(termMonths: answers.number("months"), isPerRemainingMonth: false))
            case .usage: .usage
            }
        let prices =
            component.charging == .usage
            ? [] : [TariffComponent.Price(valid: .always, amount: answers.money("price"))]
        return .addOption(
            tariff: tariff.code,
            CatalogDocument.ComponentEntry(
                component: component.code, selection: .optional, terms: terms, prices: prices))
    }

    private func added(_ answers: inout CatalogAnswers, isNew: Bool) -> CatalogEdit? {
        guard answers.form["what"] != "service" else {
            let code = answers.code(taken: isNew ? document.serviceTypes.map(\.code) : [])
            return .addService(code: code, name: answers.text("name"))
        }
        guard let type = document.serviceTypes.first(where: { $0.code == answers.form["service"] }) else {
            answers.complain("service", "choose a service type")
            return nil
        }
        let code = answers.code(taken: isNew ? type.components.map(\.code) : [])
        let name = answers.text("name")
        return .addComponent(
            CatalogDocument.Component(
                code: code, name: name,
                charging: CatalogDocument.Charging(rawValue: answers.form["charging"]) ?? .periodic,
                tag: answers.form["tag"].trimmed, revenueAccount: answers.form["account"].trimmed),
            serviceType: type.code)
    }

    private func discount(_ answers: inout CatalogAnswers, isNew: Bool) -> CatalogEdit? {
        let what = answers.form["what"]
        var taken: [String] = []
        if isNew, what != "campaign" { taken += document.discounts.map(\.code) }
        if isNew, what != "discount" { taken += document.campaigns.map(\.code) }
        let code = answers.code(taken: taken)
        let name = answers.text("name")
        var made: CatalogDocument.DiscountEntry?
        if what != "campaign" {
            made = CatalogDocument.DiscountEntry(
                code: code, name: name, reduction: answers.reduction("off"),
                component: CatalogDocument.ComponentCode(answers.form["component"]))
        }
        guard what != "discount" else { return .addDiscount(made, nil) }
        let tariffs = answers.codes("tariffs", among: document.tariffs.map(\.code))
        let during = answers.days("from", "until")
        return .addDiscount(
            made,
            CatalogDocument.Campaign(
                code: code, name: name, discount: made?.code ?? answers.form["discount"], during: during,
                months: answers.number("months"), tariffs: tariffs))
    }
}

/// Reads what was typed, each field being right by itself, and gathers what is wrong all the same by field; a wrong
/// answer reads as anything, since nothing is made of a form that has one.
struct CatalogAnswers {
    let form: Form
    let today: CivilDate
    let currency: Currency
    private(set) var wrong: [(field: String, words: String)] = []

    init(form: Form, today: CivilDate, currency: Currency) {
        self.form = form
        self.today = today
        self.currency = currency
    }

    mutating func complain(_ field: String, _ words: String) { wrong.append((field, words)) }

    func text(_ field: String) -> String { form[field].trimmed }

    mutating func code(taken: [String]) -> String {
        let code = form["code"].trimmed
        if taken.contains(code) { complain("code", "there is a \(code) already") }
        return code
    }

    /// Codes between commas or blanks, all of them known.
    mutating func codes(_ field: String, among known: [String]) -> [String] {
        let codes = form[field].split { $0 == "," || $0 == " " }.map(String.init)
        if let unknown = codes.first(where: { !known.contains($0) }) {
            complain(field, "there is no tariff \(unknown)")
        }
        return codes
    }

    func day(_ field: String) -> CivilDate { form.day(field, today: today) ?? today }

    /// From a first day through a last one; what is empty is open.
    mutating func days(_ first: String, _ last: String) -> CivilPeriod {
        let start = form[first].trimmed.isEmpty ? CivilDate.farPast : day(first)
        guard !form[last].trimmed.isEmpty else { return CivilPeriod(start, .farFuture) }
        let end = day(last)
        guard end >= start else {
            complain(last, "the last day is no earlier than the first")
            return .always
        }
        return CivilPeriod(start, end.adding(days: 1))
    }

    func money(_ field: String) -> Int64 { form.money(field, currency: currency)?.minorUnits ?? 0 }
    func number(_ field: String) -> Int { form.number(field) ?? 0 }

    /// "10 %", or a sum.
    static func reduction(_ currency: Currency) -> FormField.Check {
        FormField.Check("reduction") { text in
            if text.hasSuffix("%") { return share(text) == nil ? "a share is more than 0 % and at most 100 %" : nil }
            let kind = FormField.Kind.amount(decimals: currency.fractionDigits, .positive)
            return switch FormField(name: "", label: "", kind: kind).verdict(text) {
            case .right: nil
            case .unfinished(let words), .wrong(let words): words
            }
        }
    }

    func reduction(_ field: String) -> Discount.Reduction {
        Self.share(form[field].trimmed).map { Discount.Reduction.share($0) } ?? .amount(money(field))
    }

    private nonisolated static func share(_ text: String) -> Int64? {
        SharePercent.parse(text).flatMap { (1...Discount.Reduction.whole).contains($0) ? $0 : nil }
    }
}
