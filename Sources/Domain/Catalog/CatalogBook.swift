/// The whole catalogue as its panel shows it.
package struct CatalogBook: Hashable, Sendable {
    package struct ServiceType: Hashable, Sendable {
        package var code: String
        package var name: String

        package init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    /// A tariff with what only the panel wants to know of it.
    package struct TariffPage: Hashable, Sendable {
        package var tariff: Tariff
        /// What reports gather each component under, by component.
        package var tags: [ComponentID: String]
        /// First day it is sold, and the first day it is not; nil: open.
        package var soldFrom: CivilDate?
        package var soldUntil: CivilDate?
        package var parameters: [Parameter]

        package init(
            tariff: Tariff, tags: [ComponentID: String], soldFrom: CivilDate?, soldUntil: CivilDate?,
            parameters: [Parameter]
        ) {
            self.tariff = tariff
            self.tags = tags
            self.soldFrom = soldFrom
            self.soldUntil = soldUntil
            self.parameters = parameters
        }
    }

    package struct Parameter: Hashable, Sendable {
        package enum Mode: String, Hashable, Sendable, CaseIterable {
            case fixed
            case `default`
            case asked
        }

        package var definition: ParameterDefinition
        package var mode: Mode

        package init(definition: ParameterDefinition, mode: Mode) {
            self.definition = definition
            self.mode = mode
        }
    }

    package struct Campaign: Hashable, Sendable {
        package var name: String
        package var discountName: String
        package var from: CivilDate?
        package var until: CivilDate?
        package var months: Int
        package var tariffNames: [String]

        package init(
            name: String, discountName: String, from: CivilDate?, until: CivilDate?, months: Int, tariffNames: [String]
        ) {
            self.name = name
            self.discountName = discountName
            self.from = from
            self.until = until
            self.months = months
            self.tariffNames = tariffNames
        }
    }

    package var serviceTypes: [ServiceType]
    package var tariffs: [TariffPage]
    package var discounts: [Discount]
    package var campaigns: [Campaign]
    package var taxSchemes: [TaxScheme]
    /// The scheme of every customer without one of their own.
    package var standardScheme: TaxSchemeID?
    /// The first day prices may still change from: the day after the last closed one.
    package var firstOpenDay: CivilDate

    package init(
        serviceTypes: [ServiceType], tariffs: [TariffPage], discounts: [Discount], campaigns: [Campaign],
        taxSchemes: [TaxScheme], standardScheme: TaxSchemeID?, firstOpenDay: CivilDate
    ) {
        self.serviceTypes = serviceTypes
        self.tariffs = tariffs
        self.discounts = discounts
        self.campaigns = campaigns
        self.taxSchemes = taxSchemes
        self.standardScheme = standardScheme
        self.firstOpenDay = firstOpenDay
    }
}

/// A new price of a component from a day on.
package struct PriceChange: Hashable, Sendable {
    package var tariff: TariffID
    package var component: ComponentID
    package var from: CivilDate
    package var amount: Money

    package init(tariff: TariffID, component: ComponentID, from: CivilDate, amount: Money) {
        self.tariff = tariff
        self.component = component
        self.from = from
        self.amount = amount
    }
}

/// Who is hit by a new price, and what it costs them (features F4.6).
package struct PriceImpact: Hashable, Sendable {
    /// What they pay today on that day; nil where there is no price yet.
    package var priceBefore: Money?
    package var priceAfter: Money
    /// Running services of the tariff on that day that have the component.
    package var subscriptions: Int
    /// Pieces: quantities of an optional component added up.
    package var pieces: Int
    package var customers: Int
    /// Of all of them together, per period or once, as the component is charged; positive when they pay more.
    package var difference: Money
    /// Charges already made from that day on, which will be corrected.
    package var charged: Int

    package init(
        priceBefore: Money?, priceAfter: Money, subscriptions: Int, pieces: Int, customers: Int, difference: Money,
        charged: Int
    ) {
        self.priceBefore = priceBefore
        self.priceAfter = priceAfter
        self.subscriptions = subscriptions
        self.pieces = pieces
        self.customers = customers
        self.difference = difference
        self.charged = charged
    }
}
