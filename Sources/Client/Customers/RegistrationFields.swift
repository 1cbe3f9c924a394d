import Domain
import Terminal

/// Which fields registering a customer has, and what is wrong with their values.
enum RegistrationFields {
    static let kinds = [
        FormField.Choice(code: "person", label: "person"),
        FormField.Choice(code: "organisation", label: "organisation"),
    ]
    static let languages = choices(ProfilePart.languages)
    static let legalForms = choices(ProfilePart.legalForms)

    private static func choices(_ list: [ProfileField.Choice]) -> [FormField.Choice] {
        list.map { FormField.Choice(code: $0.code, label: $0.label) }
    }

    /// - Parameter segments: none while the list is on its way.
    static func fields(
        for form: Form, tariffs: TariffSection, segments: [ProfileChoices.Choice] = []
    ) -> [FormField] {
        var fields = [FormField(name: "kind", label: "Customer is a", kind: .choice(kinds), width: 18)]
        if form["kind"] == "organisation" {
            fields += [
                FormField(name: "organisation", label: "Organisation", kind: .text, isRequired: true),
                FormField(name: "tax", label: "Tax number", kind: .text, hint: "8 digits", isRequired: true, width: 12),
                FormField(
                    name: "legal", label: "legal form", kind: .choice(legalForms), isRequired: true, width: 16,
                    sharesRow: true),
                FormField(name: "family", label: "Contact: surname", kind: .text, width: 24),
                FormField(name: "given", label: "name", kind: .text, width: 18, sharesRow: true),
            ]
        } else {
            fields += [
                FormField(name: "family", label: "Surname", kind: .text, isRequired: true),
                FormField(name: "given", label: "Name", kind: .text, isRequired: true, width: 22),
                FormField(name: "patronymic", label: "patronymic", kind: .text, width: 16, sharesRow: true),
                FormField(
                    name: "document", label: "Document", kind: .text, hint: "passport or ID card number", width: 22),
            ]
        }
        fields += [
            FormField(name: "phone", label: "Phone", kind: .text, hint: "77 10 12 34", isRequired: true, width: 22),
            FormField(name: "phone2", label: "second", kind: .text, width: 16, sharesRow: true),
            FormField(name: "email", label: "E-mail", kind: .text),
            FormField(name: "city", label: "City", kind: .text, isRequired: true, width: 22),
            FormField(name: "street", label: "street", kind: .text, isRequired: true, width: 24, sharesRow: true),
            FormField(name: "building", label: "Building", kind: .text, isRequired: true, width: 10),
            FormField(name: "flat", label: "flat", kind: .text, width: 8, sharesRow: true),
            FormField(name: "language", label: "Speaks", kind: .choice(languages), width: 14),
            FormField(
                name: "segment", label: "segment",
                kind: .choice(segments.map { FormField.Choice(code: $0.code, label: $0.name) }), width: 16,
                sharesRow: true),
        ]
        fields += tariffs.fields(for: form)
        fields.append(FormField(name: "note", label: "Note", kind: .text))
        return fields
    }

    /// What the words typed into the find line say about somebody new: a surname and names, or a phone number.
    static func known(from typed: String) -> [String: String] {
        let words = typed.split(whereSeparator: \.isWhitespace)
        guard let first = words.first else { return [:] }
        if PhoneNumber(typed) != nil, typed.allSatisfy({ $0.isNumber || " +-()".contains($0) }) {
            return ["phone": typed.trimmed]
        }
        guard words.joined().allSatisfy({ $0.isLetter || "-\u{2019}'".contains($0) }) else { return [:] }
        guard words.count > 1 else { return ["family": String(first)] }
        return ["family": String(first), "given": words.dropFirst().joined(separator: " ")]
    }

    static let longest = 200

    /// What is wrong, by field, in the order of the form.
    static func check(_ form: Form, tariffs: TariffSection) -> [(field: String, words: String)] {
        var wrong: [(field: String, words: String)] = []
        for field in fields(for: form, tariffs: tariffs) {
            let text = form[field.name].trimmed
            if field.isRequired, text.isEmpty, !field.name.hasPrefix("p.") {
                wrong.append((field.name, "must be filled in"))
            } else if let words = complaint(text, field: field.name) {
                wrong.append((field.name, words))
            }
        }
        return wrong + tariffs.check(form).filter { issue in !wrong.contains { $0.field == issue.field } }
    }

    private static func complaint(_ text: String, field: String) -> String? {
        guard !text.isEmpty else { return nil }
        guard text.count <= longest else { return "at most \(longest) characters" }
        switch field {
        case "family", "given", "patronymic":
            return text.contains { $0.isNumber } ? "a name has no digits" : nil
        case "phone", "phone2":
            return ProfileCheck.complaint(phone: text)
        case "document": return ProfileCheck.complaint(document: text, kind: "passport")
        case "tax":
            return text.count == 8 && text.allSatisfy { $0.isASCII && $0.isNumber } ? nil : "a tax number has 8 digits"
        case "email": return ProfileCheck.isEmail(text) ? nil : "must be like name@example.am"
        default: return nil
        }
    }

    /// The command's content. Nil while the form is not complete.
    static func registration(_ form: Form, tariffs: TariffSection) -> CustomerRegistration? {
        guard let offer = tariffs.offer(in: form) else { return nil }
        let isPerson = form["kind"] != "organisation"
        let value = { (name: String) in form[name].trimmed }
        var registration = CustomerRegistration(
            kind: isPerson ? .person : .organisation, familyName: value("family"), givenName: value("given"),
            patronymic: isPerson ? value("patronymic") : "", organisationName: isPerson ? "" : value("organisation"),
            taxNumber: isPerson ? "" : value("tax"), documentNumber: isPerson ? value("document") : "",
            phones: [value("phone"), value("phone2")].filter { !$0.isEmpty }, email: value("email"),
            address: PostalAddress(
                city: value("city"), street: value("street"), building: value("building"), flat: value("flat")),
            language: value("language"), note: value("note"), tariff: offer.id,
            parameters: tariffs.parameters(in: form))
        if !isPerson { registration.legalForm = value("legal") }
        if !value("segment").isEmpty { registration.segment = value("segment") }
        return registration
    }
}
