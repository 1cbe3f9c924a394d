/// What is wrong with the values of a form about a part of a profile, before it is sent; the database checks the same.
package struct ProfileCheck {
    package let part: ProfilePart
    package let kind: CustomerKind
    package let today: CivilDate

    package init(part: ProfilePart, kind: CustomerKind, today: CivilDate) {
        self.part = part
        self.kind = kind
        self.today = today
    }

    /// By field, in the order of the form; one complaint a field.
    package func complaints(about values: [String: String]) -> [(field: String, words: String)] {
        let fields = part.fields(of: kind)
        var found: [(field: String, words: String)] = []
        for field in fields {
            if let words = complaint(values[field.name] ?? "", field, values) { found.append((field.name, words)) }
        }
        return found
    }

    /// About one field, as it is typed.
    package func complaint(_ value: String, _ field: ProfileField, _ values: [String: String]) -> String? {
        guard !value.isEmpty else {
            if part == .consent, field.name == "withdrawn_how", values["withdrawn_on"]?.isEmpty == false {
                return "must be given with the day of withdrawal"
            }
            return field.isRequired ? "must be filled in" : nil
        }
        guard value.unicodeScalars.count <= field.longest else { return "at most \(field.longest) characters" }
        if value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "contains a control character"
        }
        switch field.kind {
        case .day:
            guard let day = CivilDate(value) else { return "\u{201C}\(value)\u{201D} is no day" }
            return complaint(day: day, field.name, values)
        case .choice(let choices):
            return choices.contains { $0.code == value } ? nil : "choose one of the list"
        case .flag, .segment, .taxScheme: return nil
        case .text: return complaint(text: value, field.name, values)
        }
    }

    private func complaint(day: CivilDate, _ name: String, _ values: [String: String]) -> String? {
        func isBefore(_ other: String) -> Bool { values[other].flatMap { CivilDate($0) }.map { day < $0 } ?? false }
        switch name {
        case "birth_on":
            return day > today || day < today.adding(days: -55_000) ? "must be a day of the last 150 years" : nil
        case "issued_on", "given_on", "signed_on", "withdrawn_on":
            if day > today { return "is still to come" }
            if name == "signed_on", day < today.adding(days: -36_525) { return "is more than a hundred years ago" }
            return name == "withdrawn_on" && isBefore("given_on") ? "cannot be before it was given" : nil
        case "expires_on":
            let issued = values["issued_on"].flatMap { CivilDate($0) }
            return issued.map { day <= $0 } == true ? "must be after the day of issue" : nil
        case "ended_on": return isBefore("signed_on") ? "cannot be before the day of signing" : nil
        case "from_on": return day < today ? "begins today or later" : nil
        default: return nil
        }
    }

    private func complaint(text: String, _ name: String, _ values: [String: String]) -> String? {
        switch (part, name) {
        case (.profile, "family_name"), (.profile, "given_name"), (.profile, "patronymic"):
            return text.contains { $0.isNumber } ? "a name has no digits" : nil
        case (.profile, "tax_number"):
            return text.count == 8 && text.allSatisfy { $0.isASCII && $0.isNumber } ? nil : "a tax number has 8 digits"
        case (.profile, "email"): return Self.isEmail(text) ? nil : "must be like name@example.am"
        case (.contact, "value") where values["kind"] == "email":
            return Self.isEmail(text) ? nil : "must be like name@example.am"
        case (.phone, "number"): return Self.complaint(phone: text)
        case (.document, "number"): return Self.complaint(document: text, kind: values["kind"] ?? "")
        case (.bank, "number"):
            let bare = text.filter { $0 != " " && $0 != "-" }
            let isAccount = bare.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            return isAccount && (8...34).contains(bare.count) ? nil : "has 8 to 34 letters and digits"
        default: return nil
        }
    }

    /// About the number of an identity document. Those that states number have series letters at most and then digits; what
    /// else shows who somebody is only needs to be told apart from others.
    package static func complaint(document text: String, kind: String) -> String? {
        let signs = text.filter { $0.isLetter || $0.isNumber }
        guard ["passport", "id_card", "residence_permit"].contains(kind) else {
            return signs.isEmpty ? "has no letter and no digit" : nil
        }
        return (5...20).contains(signs.count) && signs.count(where: \.isNumber) >= 4
            ? nil : "must have 5 to 20 letters and digits, 4 digits at least"
    }

    /// About a telephone number that is none.
    package static func complaint(phone text: String) -> String? {
        guard PhoneNumber(text) == nil else { return nil }
        let strange = text.first { !($0.isASCII && $0.isNumber) && !$0.isWhitespace && !"+-()./".contains($0) }
        return strange.map { "\u{201C}\($0)\u{201D} is no digit" } ?? "needs 6 to 15 digits"
    }

    /// One address with a name, a sign and a domain with a point, as the database checks it.
    package static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(where: \.isWhitespace)
            && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
    }
}
