/// The whole catalogue by its codes, as files hold it and installations exchange it (features F4.1 to F4.10). Codes, not
/// ids: what is called the same is the same.
package struct CatalogDocument: Hashable, Sendable {
    package var channels: [Channel]
    package var serviceTypes: [ServiceType]
    package var tariffs: [TariffEntry]
    package var discounts: [DiscountEntry]
    package var campaigns: [Campaign]
    package var taxSchemes: [TaxEntry]
    package var priceLists: [PriceListEntry]
    /// Nil: nothing is said of it.
    package var numberingPlan: NumberingPlan?
    package var holidays: [Holiday]

    package init(
        channels: [Channel] = [], serviceTypes: [ServiceType] = [], tariffs: [TariffEntry] = [],
        discounts: [DiscountEntry] = [], campaigns: [Campaign] = [], taxSchemes: [TaxEntry] = [],
        priceLists: [PriceListEntry] = [], numberingPlan: NumberingPlan? = nil, holidays: [Holiday] = []
    ) {
        self.channels = channels
        self.serviceTypes = serviceTypes
        self.tariffs = tariffs
        self.discounts = discounts
        self.campaigns = campaigns
        self.taxSchemes = taxSchemes
        self.priceLists = priceLists
        self.numberingPlan = numberingPlan
        self.holidays = holidays
    }

    package struct Channel: Hashable, Sendable {
        package var code: String
        package var name: String

        package init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    package struct ServiceType: Hashable, Sendable {
        package var code: String
        package var name: String
        package var components: [Component]

        package init(code: String, name: String, components: [Component] = []) {
            self.code = code
            self.name = name
            self.components = components
        }
    }

    /// What a component is charged by; each tariff says when and how much.
    package enum Charging: String, Hashable, Sendable, CaseIterable {
        case periodic
        case oneTime = "one_time"
        case instalments
        case earlyTermination = "early_termination"
        case usage
    }

    package struct Component: Hashable, Sendable {
        package var code: String
        package var name: String
        package var charging: Charging
        /// What reports gather it under.
        package var tag: String
        /// The code of the house account its revenue goes to; empty: the installation's choice.
        package var revenueAccount: String
        /// Television: one channel makes it a channel by itself, several a package.
        package var channels: [String]

        package init(
            code: String, name: String, charging: Charging, tag: String = "", revenueAccount: String = "",
            channels: [String] = []
        ) {
            self.code = code
            self.name = name
            self.charging = charging
            self.tag = tag
            self.revenueAccount = revenueAccount
            self.channels = channels
        }
    }

    package struct DiscountEntry: Hashable, Sendable {
        package var code: String
        package var name: String
        package var reduction: Discount.Reduction
        /// Nil: every periodic component.
        package var component: ComponentCode?

        package init(code: String, name: String, reduction: Discount.Reduction, component: ComponentCode? = nil) {
            self.code = code
            self.name = name
            self.reduction = reduction
            self.component = component
        }
    }

    /// A component's full name: `tv.sport`.
    package struct ComponentCode: Hashable, Sendable, CustomStringConvertible {
        package var serviceType: String
        package var component: String

        package init(serviceType: String, component: String) {
            self.serviceType = serviceType
            self.component = component
        }

        package init?(_ text: some StringProtocol) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
            self.init(serviceType: String(parts[0]), component: String(parts[1]))
        }

        package var description: String { "\(serviceType).\(component)" }
    }

    /// A discount given by itself to whoever starts one of the tariffs on one of the days, for so many months.
    package struct Campaign: Hashable, Sendable {
        package var code: String
        package var name: String
        package var discount: String
        package var during: CivilPeriod
        package var months: Int
        package var tariffs: [String]

        package init(
            code: String, name: String, discount: String, during: CivilPeriod, months: Int, tariffs: [String]
        ) {
            self.code = code
            self.name = name
            self.discount = discount
            self.during = during
            self.months = months
            self.tariffs = tariffs
        }
    }

    package struct TaxEntry: Hashable, Sendable {
        package var code: String
        package var name: String
        package var isInclusive: Bool
        package var rounding: TaxScheme.RoundingUnit
        package var treatment: TaxScheme.Treatment
        /// Of every customer without a scheme of their own.
        package var isStandard: Bool
        package var rates: [TaxRateEntry]

        package init(
            code: String, name: String, isInclusive: Bool, rounding: TaxScheme.RoundingUnit = .line,
            treatment: TaxScheme.Treatment = .charged, isStandard: Bool = false, rates: [TaxRateEntry] = []
        ) {
            self.code = code
            self.name = name
            self.isInclusive = isInclusive
            self.rounding = rounding
            self.treatment = treatment
            self.isStandard = isStandard
            self.rates = rates
        }
    }

    package struct TaxRateEntry: Hashable, Sendable {
        package var name: String
        package var category: String
        package var valid: CivilPeriod
        /// Parts per billion.
        package var share: Int64
        /// The code of the house account the tax goes to; empty: the installation's choice.
        package var account: String

        package init(
            name: String, category: String = "standard", valid: CivilPeriod = .always, share: Int64,
            account: String = ""
        ) {
            self.name = name
            self.category = category
            self.valid = valid
            self.share = share
            self.account = account
        }
    }
}

extension CivilPeriod {
    /// Without begin and end.
    package static let always = CivilPeriod(.farPast, .farFuture)
}
