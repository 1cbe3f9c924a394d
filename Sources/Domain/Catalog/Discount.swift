/// A reduction of fees, given to subscriptions for a span of days by hand or by a campaign (features F4.10). Applied
/// after proration and before rounding (business-rules section 1).
package struct Discount: Hashable, Sendable {
    package enum Reduction: Hashable, Sendable {
        /// Parts per billion of the fee: 10 % is 100 000 000.
        case share(Int64)
        /// Minor units a period, prorated as the fee is; never more than the fee.
        case amount(Int64)

        /// All of a fee, as a share.
        package static let whole: Int64 = 1_000_000_000
    }

    package let id: DiscountID
    package let code: String
    package let name: String
    package let reduction: Reduction
    /// Nil: every periodic component of the subscription.
    package let component: ComponentID?

    package init(id: DiscountID, code: String, name: String, reduction: Reduction, component: ComponentID? = nil) {
        self.id = id
        self.code = code
        self.name = name
        self.reduction = reduction
        self.component = component
    }
}
