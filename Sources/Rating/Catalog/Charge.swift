package import Domain

/// What makes a charge one charge: charging it twice is impossible (business-rules section 3).
package struct ChargeKey: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case fee
        case oneTime = "one_time"
    }

    package let kind: Kind
    package let component: ComponentID
    /// First day of the period; the day of a one-time charge.
    package let periodOn: CivilDate

    package init(kind: Kind, component: ComponentID, periodOn: CivilDate) {
        self.kind = kind
        self.component = component
        self.periodOn = periodOn
    }
}

/// A part of a charge: every part is a transfer of its own, and the parts of one charge commit together.
package enum ChargeLeg: Hashable, Sendable {
    /// To the component's revenue.
    case net
    /// From the discount's account: of the opposite sign.
    case discount(DiscountID)
    /// To the rate's tax account.
    case tax(TaxRateID)
}

/// What a component costs over (a part of) one of its periods under one tariff.
package struct Charge: Hashable, Sendable {
    package let key: ChargeKey
    package let tariff: TariffID
    package let componentName: String
    /// The days it covers: the period, cut at activation and end and at changes of the tariff.
    package let covered: CivilPeriod
    /// Days that count, of the days of the whole natural period.
    package let days: Int
    package let daysOfPeriod: Int
    /// Days of the period from its key's day on that do not count here: of another tariff, suspended, after the end.
    package let unusedDays: Int
    /// Minor units, positive for what the customer owes; discounts are negative. The sum is what the customer pays.
    package let legs: [ChargeLeg: Int64]
    /// The day it counts from: the first day of the period in advance, the first day after it in arrears.
    package let valueOn: CivilDate
    /// How the taxes in ``legs`` are to be rounded. Here they are always rounded by themselves; ``DocumentTax`` rounds
    /// those of a document together when they are posted.
    package let taxRounding: TaxScheme.RoundingUnit
    /// How the amount came about, a sentence a line: price, fraction, discount, rounding, tax.
    package let arithmetic: [String]

    package init(
        key: ChargeKey, tariff: TariffID, componentName: String, covered: CivilPeriod, days: Int, daysOfPeriod: Int,
        unusedDays: Int = 0, legs: [ChargeLeg: Int64], valueOn: CivilDate,
        taxRounding: TaxScheme.RoundingUnit = .line, arithmetic: [String] = []
    ) {
        self.key = key
        self.tariff = tariff
        self.componentName = componentName
        self.covered = covered
        self.days = days
        self.daysOfPeriod = daysOfPeriod
        self.unusedDays = unusedDays
        self.legs = legs
        self.valueOn = valueOn
        self.taxRounding = taxRounding
        self.arithmetic = arithmetic
    }

    /// What the customer pays, minor units.
    package var total: Int64 { legs.values.reduce(0, +) }
}
