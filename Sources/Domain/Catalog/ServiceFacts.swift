/// One tariff of a subscription over a span of days, with what pricing needs of the subscription itself. Consecutive
/// spans of one subscription belong together.
package struct TariffSpan: Hashable, Sendable {
    package let customer: CustomerID
    package let account: AccountID
    package let subscription: SubscriptionID
    package let billingDay: Int
    package let activatedOn: CivilDate
    package let tariff: TariffID
    package let valid: CivilPeriod
    /// First day without the service; only known where a single subscription is asked for.
    package let endedOn: CivilDate?

    package init(
        customer: CustomerID, account: AccountID, subscription: SubscriptionID, billingDay: Int, activatedOn: CivilDate,
        tariff: TariffID, valid: CivilPeriod, endedOn: CivilDate?
    ) {
        self.customer = customer
        self.account = account
        self.subscription = subscription
        self.billingDay = billingDay
        self.activatedOn = activatedOn
        self.tariff = tariff
        self.valid = valid
        self.endedOn = endedOn
    }
}

/// Something else that prices a subscription, over a span of days.
package struct ServiceFact: Hashable, Sendable {
    package enum What: UInt8, Hashable, Sendable {
        /// Days without service, whatever the reasons.
        case suspension = 0x73
        case requestedSuspension = 0x71
        case option = 0x6F
        case discount = 0x64
        /// The fee of a component agreed with the customer, in the quantity, while the tariff lasts it was agreed for.
        case ownPrice = 0x70
        /// From which day on the charges are ours: another system charged those before.
        case chargedFrom = 0x63
        /// Of the customer: the subscription is 0.
        case taxScheme = 0x74
    }

    package let customer: CustomerID
    package let subscription: SubscriptionID
    package let what: What
    /// Component, discount or tax scheme.
    package let number: Int64
    package let from: CivilDate
    /// Nil: open.
    package let to: CivilDate?
    package let quantity: Int64

    package init(
        customer: CustomerID, subscription: SubscriptionID, what: What, number: Int64, from: CivilDate, to: CivilDate?,
        quantity: Int64
    ) {
        self.customer = customer
        self.subscription = subscription
        self.what = what
        self.number = number
        self.from = from
        self.to = to
        self.quantity = quantity
    }
}

/// What stands on the ledger for one charge, tariff and leg.
package struct PostedLeg: Hashable, Sendable {
    package let isOneTime: Bool
    package let component: ComponentID
    package let periodOn: CivilDate
    package let tariff: TariffID
    /// 0: net; 1 ... 15: discounts; from 16 on: taxes.
    package let leg: Int
    /// The discount or tax rate of the leg.
    package let source: Int64?
    /// As the customer's account sees it: a charge is negative.
    package let amount: Int64
    /// The next free line of the charge.
    package let nextLine: Int

    package init(
        isOneTime: Bool, component: ComponentID, periodOn: CivilDate, tariff: TariffID, leg: Int, source: Int64?,
        amount: Int64, nextLine: Int
    ) {
        self.isOneTime = isOneTime
        self.component = component
        self.periodOn = periodOn
        self.tariff = tariff
        self.leg = leg
        self.source = source
        self.amount = amount
        self.nextLine = nextLine
    }
}
