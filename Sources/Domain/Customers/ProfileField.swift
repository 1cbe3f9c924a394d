/// One thing a form about a part of a profile asks.
package struct ProfileField: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case text
        /// Typed as people write days, stored as 2026-03-20.
        case day
        case flag
        /// Codes with the words shown for them.
        case choice([Choice])
        /// A code of a list that the database keeps.
        case segment
        case taxScheme
    }

    package struct Choice: Hashable, Sendable {
        package var code: String
        package var label: String
    }

    /// The column.
    package var name: String
    package var label: String
    package var kind: Kind
    package var isRequired: Bool
    /// Characters at most.
    package var longest: Int
    package var hint: String

    init(
        _ name: String, _ label: String, _ kind: Kind = .text, required: Bool = false, longest: Int = 200,
        hint: String = ""
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        isRequired = required
        self.longest = longest
        self.hint = hint
    }
}

extension ProfilePart {
    /// The fields of the part; a person's profile and an organisation's have their own (features F2.1).
    package func fields(of kind: CustomerKind) -> [ProfileField] {
        switch self {
        case .profile: kind == .person ? Self.personFields : Self.organisationFields
        case .phone: Self.phoneFields
        case .contact: [ProfileField("kind", "Kind", .choice(Self.contactKinds), required: true)] + Self.contactFields
        case .address: Self.addressFields
        case .document: Self.documentFields
        case .signer: Self.signerFields
        case .bank: Self.bankFields
        case .contract: Self.contractFields
        case .tax: Self.taxFields
        case .consent: Self.consentFields
        case .note: Self.noteFields
        }
    }

    private static func choices(_ pairs: KeyValuePairs<String, String>) -> [ProfileField.Choice] {
        pairs.map { ProfileField.Choice(code: $0.key, label: $0.value) }
    }

    /// In which a customer is spoken and written to.
    package static let languages = choices(["hy": "Armenian", "ru": "Russian", "en": "English"])
    private static let contactKinds = choices([
        "email": "e-mail", "telegram": "Telegram", "whatsapp": "WhatsApp", "viber": "Viber", "other": "other",
    ])

    /// Kept as the words that papers have.
    package static let legalForms =
        ["LLC", "CJSC", "OJSC", "sole trader", "cooperative", "foundation", "association", "state body", "other"].map {
            ProfileField.Choice(code: $0, label: $0)
        }

    private static let otherNames = [
        ProfileField("name_hy", "Name in Armenian", longest: 300),
        ProfileField("name_ru", "Name in Russian", longest: 300),
        ProfileField("name_en", "Name in Latin", longest: 300),
    ]

    private static let common = [
        ProfileField("language", "Speaks", .choice(languages), required: true),
        ProfileField("segment", "Segment", .segment, required: true),
        ProfileField("email", "E-mail", hint: "for invoices: name@example.am"),
        ProfileField("note", "Remark", longest: 2_000),
    ]

    private static let personFields: [ProfileField] =
        [
            ProfileField("family_name", "Surname", required: true, longest: 100),
            ProfileField("given_name", "Name", required: true, longest: 100),
            ProfileField("patronymic", "Patronymic", longest: 100),
        ] + otherNames + [
            ProfileField("birth_on", "Born on", .day, longest: 10, hint: "31.03.1980"),
            ProfileField("birth_place", "Born in"),
            ProfileField("tax_number", "Tax number", longest: 8, hint: "8 digits"),
        ] + common

    private static let organisationFields: [ProfileField] =
        [
            ProfileField("organisation_name", "Organisation", required: true),
            ProfileField("legal_form", "Legal form", .choice(legalForms), required: true, longest: 40),
            ProfileField("tax_number", "Tax number", required: true, longest: 8, hint: "8 digits"),
            ProfileField("register_number", "Register number", longest: 40),
        ] + otherNames + [
            ProfileField("family_name", "Contact: surname", longest: 100),
            ProfileField("given_name", "Contact: name", longest: 100),
        ] + common

    private static let contactFields: [ProfileField] = [
        ProfileField("value", "Address or name", required: true),
        ProfileField("label", "Purpose", longest: 60, hint: "home, billing, technical"),
        ProfileField("person", "Who answers"),
        ProfileField("is_preferred", "Preferred", .flag),
        ProfileField("is_verified", "Verified", .flag),
    ]
    private static let phoneFields: [ProfileField] =
        [ProfileField("number", "Phone", required: true, longest: 40, hint: "77 10 12 34")] + contactFields.dropFirst()

    private static let addressFields: [ProfileField] = [
        ProfileField(
            "kind", "Kind",
            .choice(choices(["service": "installation", "legal": "legal", "postal": "billing"])), required: true),
        ProfileField("city", "City", required: true, longest: 100),
        ProfileField("street", "Street", required: true, longest: 150),
        ProfileField("building", "Building", required: true, longest: 20),
        ProfileField("flat", "Flat", longest: 20),
        ProfileField("postcode", "Postcode", longest: 12),
    ]

    private static let documentFields: [ProfileField] = [
        ProfileField(
            "kind", "Kind",
            .choice(
                choices([
                    "passport": "passport", "id_card": "identity card", "residence_permit": "residence permit",
                    "certificate": "registration certificate", "power_of_attorney": "power of attorney",
                    "other": "other",
                ])), required: true),
        ProfileField("number", "Number", required: true, longest: 30),
        ProfileField("issued_by", "Issued by"),
        ProfileField("issued_on", "Issued on", .day, longest: 10),
        ProfileField("expires_on", "Valid until", .day, longest: 10),
    ]

    private static let signerFields: [ProfileField] = [
        ProfileField(
            "role", "Role",
            .choice(
                choices([
                    "director": "director", "accountant": "accountant", "representative": "representative",
                    "owner": "owner",
                ])), required: true),
        ProfileField("name", "Name", required: true),
        ProfileField("basis", "On the ground of", hint: "the charter; a power of attorney"),
        ProfileField("expires_on", "Valid until", .day, longest: 10),
    ]

    private static let bankFields: [ProfileField] = [
        ProfileField("bank", "Bank", required: true),
        ProfileField("number", "Account", required: true, longest: 42),
        ProfileField("bic", "BIC", longest: 11),
    ]

    private static let contractFields: [ProfileField] = [
        ProfileField("signed_on", "Signed on", .day, required: true, longest: 10),
        ProfileField("ended_on", "Ended on", .day, longest: 10),
        ProfileField("signed_by", "Signed by"),
        ProfileField("terms", "Terms", longest: 2_000),
    ]

    private static let taxFields: [ProfileField] = [
        ProfileField("scheme", "Tax scheme", .taxScheme),
        ProfileField("from_on", "From", .day, required: true, longest: 10),
    ]

    private static let consentFields: [ProfileField] = [
        ProfileField(
            "kind", "Allows",
            .choice(
                choices([
                    "processing": "keeping personal data", "marketing": "offers", "messages": "messages and calls",
                    "third_parties": "passing data on",
                ])), required: true),
        ProfileField("given_on", "Given on", .day, required: true, longest: 10),
        ProfileField("how", "Given how", required: true, hint: "signed form, by phone, portal"),
        ProfileField("withdrawn_on", "Withdrawn on", .day, longest: 10),
        ProfileField("withdrawn_how", "Withdrawn how"),
    ]

    private static let noteFields: [ProfileField] = [
        ProfileField("text", "Note", required: true, longest: 2_000),
        ProfileField("is_pinned", "Pinned", .flag),
    ]
}
