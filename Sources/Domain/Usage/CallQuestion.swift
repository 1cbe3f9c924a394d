/// "What would this call cost": by a tariff, or by a service with its buckets.
package struct CallQuestion: Hashable, Sendable {
    package enum Payer: Hashable, Sendable {
        case tariff(TariffID)
        /// The tariff that the service has on the day of the call.
        case service(CustomerID, SubscriptionID)
    }

    package var payer: Payer
    /// As dialled.
    package var called: String
    package var startedAt: Instant
    package var durationSeconds: Int

    package init(payer: Payer, called: String, startedAt: Instant, durationSeconds: Int) {
        self.payer = payer
        self.called = called
        self.startedAt = startedAt
        self.durationSeconds = durationSeconds
    }
}

/// The answer to a ``CallQuestion``.
package struct CallQuote: Hashable, Sendable {
    /// The number as the price list writes it.
    package var number: String
    package var tariffName: String
    package var priceListName: String
    package var destination: String
    package var destinationGroup: String
    package var prefix: String
    /// With tax.
    package var amount: Money
    package var tax: Money
    package var chargedSeconds: Int
    /// How the price is found, line by line.
    package var lines: [String]

    package init(
        number: String, tariffName: String, priceListName: String, destination: String, destinationGroup: String,
        prefix: String, amount: Money, tax: Money, chargedSeconds: Int, lines: [String]
    ) {
        self.number = number
        self.tariffName = tariffName
        self.priceListName = priceListName
        self.destination = destination
        self.destinationGroup = destinationGroup
        self.prefix = prefix
        self.amount = amount
        self.tax = tax
        self.chargedSeconds = chargedSeconds
        self.lines = lines
    }
}

/// A tariff that charges calls, to choose from.
package struct CallTariffName: Hashable, Sendable {
    package var id: TariffID
    package var name: String

    package init(id: TariffID, name: String) {
        self.id = id
        self.name = name
    }
}
