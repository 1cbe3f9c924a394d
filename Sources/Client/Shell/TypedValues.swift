import Domain
import Terminal

/// What typed fields hold; nil where one is empty or not right, which its own rule tells beside it.
extension Form {
    func money(_ name: String, currency: Currency) -> Money? {
        try? Money(typed: self[name].trimmed, currency: currency)
    }

    /// A whole number, thousands apart or not.
    func number(_ name: String) -> Int? {
        FieldRule.groups(self[name]) == nil ? Int(FieldRule.withoutBlanks(self[name])) : nil
    }

    func day(_ name: String, today: CivilDate) -> CivilDate? { TypedDay.read(self[name], today: today) }
}

extension FormField.Kind {
    /// A sum of the currency, with its decimals.
    static func amount(of currency: Currency, _ sign: FormField.Sign = .positive) -> FormField.Kind {
        .amount(decimals: currency.fractionDigits, sign)
    }
}

extension FormField {
    /// Why something is done, which is kept with it.
    static func reason(_ hint: String = "why, in words", isRequired: Bool = true, width: Int = 48) -> FormField {
        FormField(name: "reason", label: "Reason", hint: hint, isRequired: isRequired, width: width)
    }
}
