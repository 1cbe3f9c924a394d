extension CatalogDocument {
    package struct TariffEntry: Hashable, Sendable {
        package var code: String
        package var name: String
        package var serviceType: String
        package var currency: Currency
        package var limits: SuspensionLimits
        package var trialDays: Int
        /// The days on which it may be chosen.
        package var sold: CivilPeriod
        package var components: [ComponentEntry]
        package var parameters: [ParameterEntry]
        /// Nil: the tariff has no calls.
        package var calls: CallTermsEntry?

        package init(
            code: String, name: String, serviceType: String, currency: Currency = .amd,
            limits: SuspensionLimits = SuspensionLimits(suspendBelow: 0, resumeFrom: 0), trialDays: Int = 0,
            sold: CivilPeriod = .always, components: [ComponentEntry] = [], parameters: [ParameterEntry] = [],
            calls: CallTermsEntry? = nil
        ) {
            self.code = code
            self.name = name
            self.serviceType = serviceType
            self.currency = currency
            self.limits = limits
            self.trialDays = trialDays
            self.sold = sold
            self.components = components
            self.parameters = parameters
            self.calls = calls
        }
    }

    /// A component as the tariff charges it.
    package struct ComponentEntry: Hashable, Sendable {
        package var component: String
        package var selection: TariffComponent.Selection
        package var terms: ChargingTerms
        package var rounding: Rounding
        package var isChargedWhileSuspended: Bool
        package var taxCategory: String
        /// In order of their days, without overlaps.
        package var prices: [TariffComponent.Price]

        package init(
            component: String, selection: TariffComponent.Selection = .included,
            terms: ChargingTerms = .periodic(PeriodicTerms()), rounding: Rounding = .standard,
            isChargedWhileSuspended: Bool = false, taxCategory: String = "standard",
            prices: [TariffComponent.Price] = []
        ) {
            self.component = component
            self.selection = selection
            self.terms = terms
            self.rounding = rounding
            self.isChargedWhileSuspended = isChargedWhileSuspended
            self.taxCategory = taxCategory
            self.prices = prices
        }
    }

    /// A parameter of the service, and who decides its value (features F4.8).
    package struct ParameterEntry: Hashable, Sendable {
        package enum Mode: String, Hashable, Sendable, CaseIterable {
            /// By the tariff.
            case fixed
            /// The tariff proposes, the activation may say otherwise.
            case `default`
            /// Must be entered at the activation.
            case asked
        }

        package var mode: Mode
        package var definition: ParameterDefinition

        package init(mode: Mode, definition: ParameterDefinition) {
            self.mode = mode
            self.definition = definition
        }
    }
}

extension ChargingTerms {
    package var charging: CatalogDocument.Charging {
        switch self {
        case .periodic: .periodic
        case .oneTime: .oneTime
        case .instalments: .instalments
        case .earlyTermination: .earlyTermination
        case .usage: .usage
        }
    }
}
