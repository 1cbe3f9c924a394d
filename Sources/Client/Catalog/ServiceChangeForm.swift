import Domain
import Terminal

/// What a change of a service asks, and the change its answers make.
struct ServiceChangeForm: Equatable {
    let kind: ServiceChangeKind
    let sheet: ServiceSheet
    let today: CivilDate
    /// The tariffs of the service's type.
    var tariffs = TariffSection()

    // MARK: Fields

    func fields(for form: Form) -> [FormField] {
        switch kind {
        case .tariff: tariffs.fields(for: form) + when(form)
        case .suspend:
            [
                FormField(name: "reason", label: "Reason", kind: .choice(Self.choices(Self.byHand)), isRequired: true),
                day("from", "From", isRequired: true), day("until", "Until", isRequired: false),
            ]
        case .resume:
            [
                FormField(
                    name: "reason", label: "Reason",
                    kind: .choice(Self.choices(sheet.suspensions.map(\.reason))), isRequired: true)
            ]
        case .option:
            [
                FormField(name: "option", label: "Option", kind: .choice(options), isRequired: true, width: 46),
                FormField(
                    name: "quantity", label: "Quantity", kind: .number(0...1000), hint: "0 takes it away",
                    isRequired: true, width: 8, isProposed: true),
            ] + when(form)
        case .terminate: when(form)
        case .withdraw: []
        }
    }

    /// Reasons an operator gives; want of money is the system's own.
    private static let byHand: [SuspensionReason] = [.request, .fraud, .technical, .other]

    private static func choices(_ reasons: [SuspensionReason]) -> [FormField.Choice] {
        reasons.map { FormField.Choice(code: $0.rawValue, label: $0.words) }
    }

    private var options: [FormField.Choice] {
        sheet.options.map { option in
            let has = option.quantity > 0 ? ", has \(option.quantity)" : ""
            return FormField.Choice(
                code: "\(option.component)", label: "\(option.name)\(option.price.map { " \($0)" } ?? "")\(has)")
        }
    }

    private func when(_ form: Form) -> [FormField] {
        var choices = [FormField.Choice(code: "now", label: "now")]
        if let next = sheet.nextPeriodOn {
            choices.append(FormField.Choice(code: "period", label: "at the period's end, \(next.text)"))
        }
        choices.append(FormField.Choice(code: "day", label: "on a day"))
        let when = FormField(name: "when", label: "When", kind: .choice(choices), isRequired: true)
        return form["when"] == "day" ? [when, day("day", "Day", isRequired: true)] : [when]
    }

    private func day(_ name: String, _ label: String, isRequired: Bool) -> FormField {
        FormField(
            name: name, label: label, kind: .date, hint: isRequired ? "" : "empty: until it is resumed",
            isRequired: isRequired, width: 26, isProposed: true)
    }

    /// What is proposed before anything is typed.
    var proposed: [String: String] {
        switch kind {
        case .tariff, .terminate: ["when": sheet.nextPeriodOn == nil ? "now" : "period"]
        case .suspend: ["reason": "request", "from": "today"]
        case .resume: ["reason": sheet.suspensions.first?.reason.rawValue ?? ""]
        case .option:
            [
                "option": sheet.options.first.map { "\($0.component)" } ?? "", "quantity": "1", "when": "now",
            ]
        case .withdraw: [:]
        }
    }

    var firstField: String {
        switch kind {
        case .tariff: "tariff"
        case .suspend, .resume: "reason"
        case .option: "option"
        case .terminate, .withdraw: "when"
        }
    }

    // MARK: Answers

    /// The change, or what is wrong by field.
    func change(_ form: Form) -> (change: ServiceChange?, wrong: [(field: String, words: String)]) {
        switch kind {
        case .tariff:
            var wrong = tariffs.check(form)
            let on = day(form, &wrong)
            guard wrong.isEmpty, let on, let offer = tariffs.offer(in: form) else { return (nil, wrong) }
            return (.tariff(offer.id, on: on, parameters: tariffs.parameters(in: form)), [])
        case .suspend: return suspension(form)
        case .resume:
            guard let reason = SuspensionReason(rawValue: form["reason"]) else {
                return (nil, [("reason", "choose which suspension ends")])
            }
            return (.resume(reason), [])
        case .option: return option(form)
        case .terminate:
            var wrong: [(field: String, words: String)] = []
            guard let on = day(form, &wrong) else { return (nil, wrong) }
            return (.terminate(on: on), [])
        case .withdraw: return (.withdrawPlan, [])
        }
    }

    private func suspension(_ form: Form) -> (ServiceChange?, [(field: String, words: String)]) {
        var wrong: [(field: String, words: String)] = []
        guard let reason = SuspensionReason(rawValue: form["reason"]) else {
            return (nil, [("reason", "choose why it is suspended")])
        }
        let from = form.day("from", today: today)
        if let from, from < today { wrong.append(("from", "it cannot be suspended for days that are over")) }
        let until = form.day("until", today: today)
        if let from, let until, until <= from { wrong.append(("until", "the end comes after the beginning")) }
        guard wrong.isEmpty, let from else { return (nil, wrong) }
        return (.suspend(reason, from: from, until: until), [])
    }

    private func option(_ form: Form) -> (ServiceChange?, [(field: String, words: String)]) {
        var wrong: [(field: String, words: String)] = []
        let component = Int64(form["option"]).map { ComponentID($0) }
        let known = sheet.options.first { $0.component == component }
        if known == nil { wrong.append(("option", "choose an option")) }
        let quantity = form.number("quantity")
        if let known, quantity == known.quantity {
            wrong.append(("quantity", "it has \(known.quantity) already"))
        }
        let on = day(form, &wrong)
        guard wrong.isEmpty, let component, let quantity, let on else { return (nil, wrong) }
        return (.option(component, quantity: quantity, from: on), [])
    }

    private func day(_ form: Form, _ wrong: inout [(field: String, words: String)]) -> CivilDate? {
        switch form["when"] {
        case "now": return today
        case "period" where sheet.nextPeriodOn != nil: return sheet.nextPeriodOn
        case "day":
            guard let day = form.day("day", today: today) else { return nil }
            guard day >= today else {
                wrong.append(("day", "\(day.text) is over; a change is made today or later"))
                return nil
            }
            return day
        default:
            wrong.append(("when", "choose when"))
            return nil
        }
    }
}
