/// A tariff that can be sold today, as the activation form offers it.
package struct TariffOffer: Hashable, Sendable {
    package var tariff: Tariff
    package var serviceType: String
    /// The parameters an operator is asked for (fixed ones are not listed).
    package var parameters: [ParameterDefinition]

    package init(tariff: Tariff, serviceType: String, parameters: [ParameterDefinition]) {
        self.tariff = tariff
        self.serviceType = serviceType
        self.parameters = parameters
    }

    package var id: TariffID { tariff.id }
    package var name: String { tariff.name }
}

/// A service parameter: what may be entered, and its default (features F4.8).
package struct ParameterDefinition: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case text
        case integer(ClosedRange<Int64>)
        case choice([String])
        case flag
    }

    package var code: String
    package var label: String
    package var kind: Kind
    package var unit: String
    /// Nil: must be entered.
    package var defaultValue: String?
    /// How many characters a text may have; nil: 200.
    package var longest: Int?

    package init(
        code: String, label: String, kind: Kind, unit: String, defaultValue: String?, longest: Int? = nil
    ) {
        self.code = code
        self.label = label
        self.kind = kind
        self.unit = unit
        self.defaultValue = defaultValue
        self.longest = longest
    }
}

package enum SubscriptionState: String, Hashable, Sendable, CaseIterable {
    case active
    case suspended
    case ended
}

/// A service of a customer, as the card shows it.
package struct SubscriptionSummary: Hashable, Sendable {
    package var id: SubscriptionID
    package var account: AccountID
    package var serviceType: String
    package var tariffName: String
    /// The phone number or login, if the service has one.
    package var identifier: String
    package var state: SubscriptionState
    /// Open reasons, when suspended: "money", "request", ...
    package var suspensionReasons: [String]
    package var activatedOn: CivilDate
    package var endedOn: CivilDate?
    package var parameters: [String: String]
    /// "OLT-1 0/3/12", empty when none is bound.
    package var port: String
    /// The customer it is booked under: another number than the card's where customers were merged.
    package var owner: CustomerID?

    package init(
        id: SubscriptionID, account: AccountID, serviceType: String, tariffName: String, identifier: String,
        state: SubscriptionState, suspensionReasons: [String], activatedOn: CivilDate, endedOn: CivilDate?,
        parameters: [String: String], port: String, owner: CustomerID? = nil
    ) {
        self.id = id
        self.account = account
        self.serviceType = serviceType
        self.tariffName = tariffName
        self.identifier = identifier
        self.state = state
        self.suspensionReasons = suspensionReasons
        self.activatedOn = activatedOn
        self.endedOn = endedOn
        self.parameters = parameters
        self.port = port
        self.owner = owner
    }
}
