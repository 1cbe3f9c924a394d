import Domain
import Testing

/// What a form about a profile refuses, by part and field; the database refuses the same (CustomerProfileTests).
@Suite struct ProfileCheckTests {
    private static let today = CivilDate(dayNumber: 20_528)  // 16.03.2026

    struct Case: CustomTestStringConvertible, Sendable {
        let part: ProfilePart
        let kind: CustomerKind
        let values: [String: String]
        /// Fields that are complained about, in the order of the form.
        let wrong: [String]
        var testDescription: String { "\(part) \(kind) \(values): \(wrong)" }

        init(_ part: ProfilePart, _ values: [String: String], _ wrong: [String] = [], kind: CustomerKind = .person) {
            (self.part, self.kind, self.values, self.wrong) = (part, kind, values, wrong)
        }
    }

    private static let person = [
        "family_name": "Պետրոսյան", "given_name": "Անի", "language": "hy", "segment": "standard",
    ]
    private static let company = [
        "organisation_name": "Ararat", "legal_form": "LLC", "tax_number": "01234567", "language": "ru",
        "segment": "business",
    ]
    private static let consent = ["kind": "marketing", "given_on": "2026-03-01", "how": "form"]

    private static func with(_ base: [String: String], _ more: [String: String]) -> [String: String] {
        base.merging(more) { $1 }
    }

    static let cases = [
        Case(.profile, person),
        Case(.profile, [:], ["family_name", "given_name", "language", "segment"]),
        Case(.profile, with(person, ["family_name": "R2D2"]), ["family_name"]),
        Case(.profile, with(person, ["birth_on": "1980-02-30"]), ["birth_on"]),
        Case(.profile, with(person, ["birth_on": "2026-03-17"]), ["birth_on"]),
        Case(.profile, with(person, ["birth_on": "2026-03-16"])),
        Case(.profile, with(person, ["birth_on": "1800-01-01"]), ["birth_on"]),
        Case(.profile, with(person, ["tax_number": "1234567"]), ["tax_number"]),
        Case(.profile, with(person, ["tax_number": "١٢٣٤٥٦٧٨"]), ["tax_number"]),
        Case(.profile, with(person, ["language": "fr"]), ["language"]),
        Case(.profile, with(person, ["note": String(repeating: "x", count: 2_001)]), ["note"]),
        Case(.profile, with(person, ["note": "a\u{1B}b"]), ["note"]),
        Case(.profile, with(person, ["email": "a@b"]), ["email"]),
        Case(.profile, company, kind: .organisation),
        Case(
            .profile, [:], ["organisation_name", "legal_form", "tax_number", "language", "segment"],
            kind: .organisation),
        Case(.phone, ["number": "077 10-12-34"]),
        Case(.phone, ["number": "12x"], ["number"]),
        Case(.phone, [:], ["number"]),
        Case(.contact, ["kind": "telegram", "value": "@ani"]),
        Case(.contact, ["kind": "email", "value": "@ani"], ["value"]),
        Case(.contact, ["kind": "fax", "value": "1"], ["kind"]),
        Case(.address, ["kind": "legal", "city": "X", "street": "Y", "building": "1"]),
        Case(.address, ["kind": "legal"], ["city", "street", "building"]),
        Case(
            .address, ["kind": "legal", "city": "X", "street": "Y", "building": String(repeating: "1", count: 21)],
            ["building"]),
        Case(
            .document,
            ["kind": "passport", "number": "AN 0123456", "issued_on": "2020-01-01", "expires_on": "2030-01-01"]),
        Case(.document, ["kind": "passport", "number": "--"], ["number"]),
        Case(.document, ["kind": "passport", "number": "Patr"], ["number"]),
        Case(.document, ["kind": "id_card", "number": "A123"], ["number"]),
        Case(.document, ["kind": "residence_permit", "number": String(repeating: "1", count: 21)], ["number"]),
        Case(.document, ["kind": "power_of_attorney", "number": "Patr"]),
        Case(
            .document,
            ["kind": "passport", "number": "AN012345", "issued_on": "2020-01-01", "expires_on": "2020-01-01"],
            ["expires_on"]),
        Case(.document, ["kind": "passport", "number": "AN012345", "issued_on": "2026-03-17"], ["issued_on"]),
        // One that has run out is still written down.
        Case(.document, ["kind": "id_card", "number": "012345678", "expires_on": "2020-01-01"]),
        Case(.signer, ["role": "director", "name": "X"]), Case(.signer, ["role": "king"], ["role", "name"]),
        Case(.bank, ["bank": "X", "number": "2470 0123-4567 8901"]),
        Case(.bank, ["bank": "X", "number": "1"], ["number"]),
        Case(.contract, ["signed_on": "2026-03-16"]), Case(.contract, ["signed_on": "2026-03-17"], ["signed_on"]),
        Case(.contract, ["signed_on": "2026-03-10", "ended_on": "2026-03-09"], ["ended_on"]),
        Case(.contract, ["signed_on": "2026-03-10", "ended_on": "2027-03-09"]),
        Case(.consent, consent), Case(.consent, with(consent, ["how": ""]), ["how"]),
        Case(.consent, with(consent, ["withdrawn_on": "2026-03-02"]), ["withdrawn_how"]),
        Case(.consent, with(consent, ["withdrawn_on": "2026-02-27", "withdrawn_how": "x"]), ["withdrawn_on"]),
        Case(.tax, ["from_on": "2026-03-16"]), Case(.tax, ["from_on": "2026-03-15"], ["from_on"]),
        Case(.note, ["text": "x"]), Case(.note, ["text": ""], ["text"]),
    ]

    @Test(arguments: cases) func eachPartHasItsRules(_ tested: Case) {
        let check = ProfileCheck(part: tested.part, kind: tested.kind, today: Self.today)
        #expect(check.complaints(about: tested.values).map(\.field) == tested.wrong)
    }

    @Test(arguments: [
        (Int64(1), 1), (Int64(Attachment.partSize), 1), (Int64(Attachment.partSize) + 1, 2), (20_971_520, 80),
    ])
    func aContentHasAsManyPartsAsItNeeds(_ size: Int64, _ parts: Int) {
        #expect(Attachment.parts(of: size) == parts)
    }
}
