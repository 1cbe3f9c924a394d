import Domain
import Terminal

/// The part of a form that asks for a tariff and for the parameters the tariff leaves open (features F4.8).
struct TariffSection: Equatable {
    var offers: [TariffOffer]?

    func offer(in form: Form) -> TariffOffer? {
        offers?.first { "\($0.id)" == form["tariff"] }
    }

    func fields(for form: Form) -> [FormField] {
        let choices = (offers ?? []).map { offer in
            FormField.Choice(code: "\(offer.id)", label: "\(offer.serviceType): \(offer.name)")
        }
        var fields = [FormField(name: "tariff", label: "Tariff", kind: .choice(choices), isRequired: true)]
        for parameter in offer(in: form)?.parameters ?? [] { fields.append(Self.field(parameter)) }
        return fields
    }

    private static func field(_ parameter: ParameterDefinition) -> FormField {
        let label = parameter.unit.isEmpty ? parameter.label : "\(parameter.label), \(parameter.unit)"
        let kind: FormField.Kind
        var hint = ""
        switch parameter.kind {
        case .text: kind = .text
        case .integer(let range):
            kind = .number(Int(clamping: range.lowerBound)...Int(clamping: range.upperBound))
            hint = "\(range.lowerBound) to \(range.upperBound)"
        case .choice(let values): kind = .choice(values.map { FormField.Choice(code: $0, label: $0) })
        case .flag:
            kind = .choice([FormField.Choice(code: "yes", label: "yes"), FormField.Choice(code: "no", label: "no")])
        }
        return FormField(
            name: "p.\(parameter.code)", label: label, kind: kind, hint: hint,
            isRequired: parameter.defaultValue == nil, width: 24,
            isProposed: parameter.defaultValue != nil)
    }

    /// As the catalogue writes it: numbers without blanks.
    private static func value(of parameter: ParameterDefinition, in form: Form) -> String {
        let name = "p.\(parameter.code)"
        guard case .integer = parameter.kind, let number = form.number(name) else { return form[name].trimmed }
        return "\(number)"
    }

    /// Fills in what the tariff proposes, where nothing was typed.
    func propose(in form: inout Form) {
        guard let offers else { return }
        if offer(in: form) == nil, let first = offers.first { form["tariff"] = "\(first.id)" }
        for parameter in offer(in: form)?.parameters ?? [] where form["p.\(parameter.code)"].isEmpty {
            form["p.\(parameter.code)"] = parameter.defaultValue ?? (parameter.kind == .flag ? "no" : "")
        }
    }

    /// What is wrong, by field.
    func check(_ form: Form) -> [(field: String, words: String)] {
        guard let offer = offer(in: form) else { return [("tariff", "choose a tariff")] }
        return offer.parameters.compactMap { parameter in
            parameter.complaint(about: Self.value(of: parameter, in: form)).map { ("p.\(parameter.code)", $0) }
        }
    }

    /// Parameter code to value, for the command.
    func parameters(in form: Form) -> [String: String] {
        var values: [String: String] = [:]
        for parameter in offer(in: form)?.parameters ?? [] {
            let text = Self.value(of: parameter, in: form)
            if !text.isEmpty { values[parameter.code] = text }
        }
        return values
    }
}
