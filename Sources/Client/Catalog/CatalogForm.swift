import Domain
import Terminal

/// What a form of the Catalog panel asks; ``edit(_:isNew:)`` makes of its answers a change of the catalogue.
struct CatalogForm: Equatable {
    nonisolated enum Kind: String, CaseIterable {
        case newTariff = "new"
        case editTariff = "tariff"
        case editTerms = "terms"
        case addOption = "option"
        case addEntry = "add"
        case addDiscount = "discount"

        var title: String {
            switch self {
            case .newTariff: "New tariff"
            case .editTariff: "Edit the tariff"
            case .editTerms: "Terms of the component"
            case .addOption: "One more option"
            case .addEntry: "Service type or component"
            case .addDiscount: "Discount or campaign"
            }
        }
    }

    let opening: CatalogFormOpening
    /// The catalogue as it was read last.
    var document: CatalogDocument
    let today: CivilDate

    init(opening: CatalogFormOpening, today: CivilDate) {
        self.opening = opening
        document = opening.document
        self.today = today
    }

    var kind: Kind { opening.kind }
    var tariff: CatalogDocument.TariffEntry? { opening.tariff.flatMap { document.tariff($0) } }
    var entry: CatalogDocument.ComponentEntry? {
        tariff?.components.first { $0.component == opening.component }
    }

    /// What the form is about, above its fields.
    var subject: String {
        switch kind {
        case .newTariff: "As a copy of \(tariff?.name ?? "")"
        case .editTariff, .addOption: tariff.map { "\($0.name) (\($0.code))" } ?? ""
        case .editTerms: "\(tariff?.name ?? ""): \(name(of: opening.component ?? ""))"
        case .addEntry: "What tariffs are made of"
        case .addDiscount: "By hand, or given by itself for some months"
        }
    }

    func component(_ code: String) -> CatalogDocument.Component? {
        document.serviceTypes.first { $0.code == tariff?.serviceType }?.components.first { $0.code == code }
    }

    private func name(of component: String) -> String { self.component(component)?.name ?? component }

    /// "1 difference", "3 differences".
    static func count(_ differences: [CatalogDifference]) -> String {
        differences.count == 1 ? "1 difference" : "\(differences.count) differences"
    }

    // MARK: Fields

    func fields(for form: Form) -> [FormField] {
        switch kind {
        case .newTariff:
            [Self.code("home-200"), Self.name, day("from", "First day of sale", isRequired: true)]
                + (tariff?.components ?? []).filter { $0.terms != .usage }.map { entry in
                    sum(Self.price(entry.component), name(of: entry.component))
                }
        case .editTariff:
            [
                Self.name, day("from", "First day of sale", isRequired: false),
                day("until", "Last day of sale", isRequired: false), sum("below", "Stops below", .any),
                sum("resume", "Runs from", .any), Self.number("trial", "Trial days", 0...3660),
            ]
        case .editTerms: termFields
        case .addOption: optionFields(form)
        case .addEntry: entryFields(form)
        case .addDiscount: discountFields(form)
        }
    }

    private var termFields: [FormField] {
        var fields: [FormField] = []
        if case .periodic? = entry?.terms {
            fields.append(Self.choice("due", "Due", PeriodicTerms.Due.allCases.map { ($0.rawValue, $0.words) }))
            fields.append(
                Self.choice(
                    "proration", "Parts of a period", PeriodicTerms.Proration.allCases.map { ($0.rawValue, $0.words) }))
        }
        return fields + [
            Self.choice("rounding", "Rounding", Rounding.Mode.allCases.map { ($0.rawValue, $0.words) }),
            sum("step", "Rounded to", .positive),
            Self.choice("suspended", "While suspended", [("no", "not charged"), ("yes", "charged")]),
            Self.choice("tax", "Tax category", taxCategories.map { ($0, $0) }),
        ]
    }

    private var taxCategories: [String] {
        var found = ["standard"]
        for category in document.taxSchemes.flatMap(\.rates).map(\.category) + [entry?.taxCategory ?? "standard"]
        where !found.contains(category) {
            found.append(category)
        }
        return found
    }

    private func optionFields(_ form: Form) -> [FormField] {
        let more = opening.moreComponents
        var fields = [Self.choice("option", "Component", more.map { ($0.code, "\($0.name) (\($0.charging.words))") })]
        let charging = more.first { $0.code == form["option"] }?.charging
        switch charging {
        case .oneTime:
            fields.append(Self.choice("event", "Charged at", LifecycleEvent.allCases.map { ($0.rawValue, $0.words) }))
        case .instalments: fields.append(Self.number("months", "Monthly parts", Self.months))
        case .earlyTermination: fields.append(Self.number("months", "Minimum months", Self.months))
        case .periodic, .usage, nil: break
        }
        return charging == .usage ? fields : fields + [sum("price", "Price")]
    }

    private func entryFields(_ form: Form) -> [FormField] {
        let what = Self.choice("what", "Add", [("component", "a component"), ("service", "a service type")])
        guard form["what"] != "service" else { return [what, Self.code("camera"), Self.name] }
        return [
            what, Self.choice("service", "Of service type", document.serviceTypes.map { ($0.code, $0.name) }),
            Self.code("static-ip"), Self.name,
            Self.choice(
                "charging", "Charged", CatalogDocument.Charging.allCases.map { ($0.rawValue, $0.words) }),
            FormField(
                name: "account", label: "Revenue account", hint: "empty: revenue.\(form["service"])", width: 30),
            FormField(name: "tag", label: "Report tag", hint: "what reports gather it under", width: 30),
        ]
    }

    private func discountFields(_ form: Form) -> [FormField] {
        var kinds = [("discount", "a discount given by hand"), ("both", "a campaign with its own discount")]
        if !document.discounts.isEmpty { kinds.append(("campaign", "a campaign of a discount there is")) }
        var fields = [Self.choice("what", "Add", kinds), Self.code("spring"), Self.name]
        if form["what"] == "campaign" {
            fields.append(Self.choice("discount", "Discount", document.discounts.map { ($0.code, $0.name) }))
        } else {
            let components = document.serviceTypes.flatMap { type in
                type.components.map { ("\(type.code).\($0.code)", "\(type.name): \($0.name)") }
            }
            fields += [
                FormField(
                    name: "off", label: "Reduces by", kind: .checked(CatalogAnswers.reduction(opening.currency)),
                    hint: "10 % or 500,00", isRequired: true, width: 20),
                Self.choice("component", "Of component", [("every", "every periodic one")] + components),
            ]
        }
        guard form["what"] != "discount" else { return fields }
        return fields + [
            FormField(
                name: "tariffs", label: "Tariffs", hint: "their codes, with commas", isRequired: true, width: 46),
            day("from", "Begun from", isRequired: false), day("until", "Begun until", isRequired: false),
            Self.number("months", "Months given", Self.months),
        ]
    }

    // MARK: Kinds of fields

    static func price(_ component: String) -> String { "price.\(component)" }

    private static let name = FormField(name: "name", label: "Name", isRequired: true, width: 40)

    private static let rightCode = FormField.Check("code") { code in
        let isSmall: (Character) -> Bool = { ("a"..."z").contains($0) }
        let isRight =
            code.first.map(isSmall) == true && code.count <= 40
            && code.allSatisfy { isSmall($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_" }
        return isRight ? nil : "a small Latin letter, then letters, digits, - or _, at most 40 in all"
    }

    private static func code(_ example: String) -> FormField {
        FormField(
            name: "code", label: "Code", kind: .checked(rightCode), hint: "like \(example)", isRequired: true, width: 30
        )
    }

    private func day(_ name: String, _ label: String, isRequired: Bool) -> FormField {
        FormField(
            name: name, label: label, kind: .date, hint: isRequired ? "" : "empty: open", isRequired: isRequired,
            width: 28, isProposed: true)
    }

    private func sum(_ name: String, _ label: String, _ sign: FormField.Sign = .notNegative) -> FormField {
        FormField(
            name: name, label: label, kind: .amount(of: opening.currency, sign), hint: "5000 or 5000,50",
            isRequired: true, width: 20, isProposed: true)
    }

    private static let months = 1...600

    private static func number(_ name: String, _ label: String, _ range: ClosedRange<Int>) -> FormField {
        FormField(
            name: name, label: label, kind: .number(range), hint: "a number", isRequired: true, width: 8,
            isProposed: true)
    }

    private static func choice(_ name: String, _ label: String, _ choices: [(String, String)]) -> FormField {
        FormField(
            name: name, label: label,
            kind: .choice(choices.map { FormField.Choice(code: $0.0, label: $0.1) }), isRequired: true, width: 46)
    }

    // MARK: Proposals

    /// What is proposed before anything is typed.
    var proposed: [String: String] {
        switch kind {
        case .newTariff:
            Dictionary(
                [("from", today.text)]
                    + (tariff?.components ?? []).map { entry in
                        (
                            Self.price(entry.component),
                            entry.prices.last { $0.valid.start <= today }.map { money($0.amount) } ?? ""
                        )
                    }
            ) { $1 }
        case .editTariff:
            tariff.map {
                [
                    "name": $0.name, "from": $0.sold.start == .farPast ? "" : $0.sold.start.text,
                    "until": $0.sold.end == .farFuture ? "" : $0.sold.lastDay.text,
                    "below": money($0.limits.suspendBelow), "resume": money($0.limits.resumeFrom),
                    "trial": "\($0.trialDays)",
                ]
            } ?? [:]
        case .editTerms: proposedTerms
        case .addOption:
            [
                "option": opening.moreComponents.first?.code ?? "", "event": LifecycleEvent.activation.rawValue,
                "months": "12",
            ]
        case .addEntry:
            [
                "what": "component", "service": opening.serviceType ?? document.serviceTypes.first?.code ?? "",
                "charging": CatalogDocument.Charging.periodic.rawValue,
            ]
        case .addDiscount:
            [
                "what": "discount", "component": "every", "discount": document.discounts.first?.code ?? "",
                "tariffs": opening.tariff ?? "", "from": today.text, "months": "12",
            ]
        }
    }

    private var proposedTerms: [String: String] {
        guard let entry else { return [:] }
        var values = [
            "rounding": entry.rounding.mode.rawValue, "step": money(entry.rounding.step),
            "suspended": entry.isChargedWhileSuspended ? "yes" : "no", "tax": entry.taxCategory,
        ]
        if case .periodic(let terms) = entry.terms {
            values["due"] = terms.due.rawValue
            values["proration"] = terms.proration.rawValue
        }
        return values
    }

    private func money(_ units: Int64) -> String { "\(Money(minorUnits: units, currency: opening.currency))" }

    var firstField: String {
        switch kind {
        case .newTariff: "code"
        case .editTariff: "name"
        case .editTerms: termFields.first?.name ?? "rounding"
        case .addOption: "option"
        case .addEntry, .addDiscount: "what"
        }
    }
}

/// Where a form of the catalogue begins.
struct CatalogFormOpening: Equatable {
    var kind: CatalogForm.Kind
    var document: CatalogDocument
    /// The codes of what is selected.
    var tariff: String?
    var component: String?
    var serviceType: String?
    var currency: Currency

    /// The components of the tariff's service type that it has not.
    var moreComponents: [CatalogDocument.Component] {
        guard let entry = tariff.flatMap({ document.tariff($0) }) else { return [] }
        let own = Set(entry.components.map(\.component))
        return document.serviceTypes.first { $0.code == entry.serviceType }?.components.filter {
            !own.contains($0.code)
        } ?? []
    }

    /// Why there is nothing to ask; nil when there is.
    var whyNot: String? {
        switch kind {
        case .newTariff, .editTariff: nil
        case .editTerms: component == nil ? "The tariff has no component to edit." : nil
        case .addOption:
            moreComponents.isEmpty
                ? "The tariff has every component of its service type already; add a component first." : nil
        case .addEntry, .addDiscount: nil
        }
    }
}
