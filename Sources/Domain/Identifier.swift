/// A number that names one row of one kind of thing; two kinds cannot be mixed up.
package struct Identifier<Entity>: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package var description: String { String(rawValue) }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The kinds of things an ``Identifier`` can name.
package enum Entity {
    package enum Customer {}
    package enum Account {}
    package enum Subscription {}
    package enum Tariff {}
    package enum Component {}
    package enum Discount {}
    package enum TaxScheme {}
    package enum TaxRate {}
    package enum Ticket {}
    package enum Device {}
    package enum Stock {}
    package enum StockDocument {}
    package enum Node {}
    package enum Port {}
    package enum Payment {}
    package enum Shift {}
    package enum CashTransfer {}
    package enum Promise {}
    package enum Call {}
    package enum ChargeRun {}
    package enum PriceList {}
    package enum Bucket {}
    package enum Rerating {}
    package enum UsageConflict {}
    package enum Attachment {}
}

package typealias CustomerID = Identifier<Entity.Customer>
package typealias AccountID = Identifier<Entity.Account>
package typealias SubscriptionID = Identifier<Entity.Subscription>
package typealias TariffID = Identifier<Entity.Tariff>
package typealias ComponentID = Identifier<Entity.Component>
package typealias DiscountID = Identifier<Entity.Discount>
package typealias TaxSchemeID = Identifier<Entity.TaxScheme>
package typealias TaxRateID = Identifier<Entity.TaxRate>
package typealias TicketID = Identifier<Entity.Ticket>
package typealias DeviceID = Identifier<Entity.Device>
package typealias StockID = Identifier<Entity.Stock>
package typealias StockDocumentID = Identifier<Entity.StockDocument>
package typealias NodeID = Identifier<Entity.Node>
package typealias PortID = Identifier<Entity.Port>
package typealias PaymentID = Identifier<Entity.Payment>
package typealias ShiftID = Identifier<Entity.Shift>
package typealias CashTransferID = Identifier<Entity.CashTransfer>
package typealias PromiseID = Identifier<Entity.Promise>
package typealias CallID = Identifier<Entity.Call>
package typealias ChargeRunID = Identifier<Entity.ChargeRun>
package typealias PriceListID = Identifier<Entity.PriceList>
package typealias BucketID = Identifier<Entity.Bucket>
package typealias ReratingID = Identifier<Entity.Rerating>
package typealias UsageConflictID = Identifier<Entity.UsageConflict>
package typealias AttachmentID = Identifier<Entity.Attachment>

/// The idempotency key of one command: made when its form is opened, sent with every retry, so that a retry
/// after a lost connection returns the first result instead of doing it twice.
package struct CommandKey: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// A new key: 128 random bits as 32 hexadecimal digits.
    package static func make() -> CommandKey {
        var generator = SystemRandomNumberGenerator()
        let halves = [generator.next(), generator.next()]
        let digits = halves.map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return CommandKey(rawValue: digits.joined())
    }
}
