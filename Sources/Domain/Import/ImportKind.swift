/// What is brought along from another system, in the order it is brought: accounts belong to customers, services to
/// accounts, devices and tickets to both (issue 5, moving in).
package enum ImportKind: String, Hashable, Sendable, CaseIterable {
    case customers
    case accounts
    case subscriptions
    case devices
    case tickets

    /// The columns of its files, in the order an export writes them.
    package var fields: [ImportField] {
        switch self {
        case .customers: ImportField.customers
        case .accounts: ImportField.accounts
        case .subscriptions: ImportField.subscriptions
        case .devices: ImportField.devices
        case .tickets: ImportField.tickets
        }
    }

    /// The field a column's name means; nil where the kind knows none.
    package func field(_ name: String) -> ImportField? {
        if let field = fields.first(where: { $0.name == name }) { return field }
        for family in ImportField.Family.allCases where families.contains(family) {
            if name.hasPrefix(family.prefix), name.count > family.prefix.count {
                return ImportField(name, family == .price ? .amount : .text)
            }
        }
        return nil
    }

    /// The kinds of columns of which there may be any number.
    package var families: Set<ImportField.Family> {
        switch self {
        case .subscriptions: [.parameter, .price]
        case .tickets: [.parameter]
        case .customers, .accounts, .devices: []
        }
    }

    /// Which field is the key where no column is.
    package var naturalKey: String? {
        switch self {
        case .customers: "contract"
        case .accounts: "number"
        case .devices: "serial"
        case .subscriptions, .tickets: nil
        }
    }
}

/// One column of a file of a kind.
package struct ImportField: Hashable, Sendable {
    /// How its text is read.
    package enum Form: Hashable, Sendable {
        case text
        /// A day of the calendar.
        case day
        /// A sum of money.
        case amount
        /// A whole number.
        case number
        /// Component codes with quantities: "sport box:2".
        case options
    }

    /// Columns named by what they are about: `parameter.wifi_name`, `price.fee`.
    package enum Family: Hashable, Sendable, CaseIterable {
        case parameter
        /// A fee agreed with one customer, by the component's code.
        case price

        package var prefix: String {
            switch self {
            case .parameter: "parameter."
            case .price: "price."
            }
        }
    }

    package let name: String
    package let form: Form

    package init(_ name: String, _ form: Form = .text) {
        self.name = name
        self.form = form
    }

    fileprivate static let customers: [ImportField] = [
        ImportField("key"), ImportField("contract"), ImportField("contract_on", .day), ImportField("kind"),
        ImportField("full_name"), ImportField("family_name"), ImportField("given_name"), ImportField("patronymic"),
        ImportField("organisation_name"), ImportField("legal_form"), ImportField("tax_number"),
        ImportField("document_number"), ImportField("phones"), ImportField("email"), ImportField("language"),
        ImportField("segment"), ImportField("branch"),
        ImportField("city"), ImportField("street"), ImportField("building"), ImportField("flat"),
        ImportField("legal_city"), ImportField("legal_street"), ImportField("legal_building"),
        ImportField("legal_flat"), ImportField("postal_city"), ImportField("postal_street"),
        ImportField("postal_building"), ImportField("postal_flat"), ImportField("registered_on", .day),
        ImportField("note"),
    ]

    fileprivate static let accounts: [ImportField] = [
        ImportField("key"), ImportField("customer"), ImportField("number"), ImportField("currency"),
        // What the customer has; or, as other systems write it, what the customer owes.
        ImportField("balance", .amount), ImportField("debt", .amount), ImportField("opening_on", .day),
        ImportField("credit_limit", .amount), ImportField("opened_on", .day),
    ]

    fileprivate static let subscriptions: [ImportField] = [
        ImportField("key"), ImportField("account"), ImportField("tariff"), ImportField("identifier"),
        ImportField("started_on", .day), ImportField("state"), ImportField("suspension"),
        ImportField("suspended_on", .day), ImportField("billing_day", .number), ImportField("charged_from", .day),
        ImportField("own_price", .amount), ImportField("options", .options),
    ]

    fileprivate static let devices: [ImportField] = [
        ImportField("key"), ImportField("serial"), ImportField("mac"), ImportField("model"), ImportField("state"),
        ImportField("stock"), ImportField("customer"), ImportField("subscription"), ImportField("since", .day),
    ]

    fileprivate static let tickets: [ImportField] = [
        ImportField("key"), ImportField("customer"), ImportField("account"), ImportField("type"), ImportField("step"),
        ImportField("tariff"), ImportField("text"), ImportField("opened_on", .day), ImportField("due_on", .day),
    ]
}
