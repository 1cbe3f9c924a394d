/// What a service of one type costs: its components with their terms and prices over time, and the limits by which money
/// stops and starts it (features F4.1 to F4.8).
package struct Tariff: Hashable, Sendable {
    package let id: TariffID
    package let code: String
    package let name: String
    /// The code of the service type.
    package let serviceType: String
    package let currency: Currency
    package let limits: SuspensionLimits
    /// Days without periodic fees from the first start of the service, tariff changes included (business-rules
    /// section 3); 0: no trial.
    package let trialDays: Int
    package let components: [TariffComponent]

    package init(
        id: TariffID, code: String, name: String, serviceType: String, currency: Currency = .amd,
        limits: SuspensionLimits, trialDays: Int = 0, components: [TariffComponent]
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.serviceType = serviceType
        self.currency = currency
        self.limits = limits
        self.trialDays = trialDays
        self.components = components
    }

    package func component(_ id: ComponentID) -> TariffComponent? { components.first { $0.id == id } }
}

/// When money stops a service and when it starts it again, in minor units (business-rules section 4).
package struct SuspensionLimits: Hashable, Sendable {
    /// Suspend when available money is below this.
    package let suspendBelow: Int64
    /// Resume when it is at least this; never below ``suspendBelow``, so that a service does not flap.
    package let resumeFrom: Int64

    package init(suspendBelow: Int64, resumeFrom: Int64) {
        self.suspendBelow = suspendBelow
        self.resumeFrom = max(resumeFrom, suspendBelow)
    }
}
