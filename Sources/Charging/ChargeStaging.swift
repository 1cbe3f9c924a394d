import Domain
import Rating
import Store

/// Turns lines into the legs that are posted. A customer owes a positive amount; on the account it is negative.
enum ChargeStaging {
    struct Owner: Hashable {
        let customer: CustomerID
        let account: AccountID
        let subscription: SubscriptionID
    }

    static func legs(of line: ChargeLine, for owner: Owner, _ body: (StagedLeg) -> Void) {
        var staged = StagedLeg(
            customer: owner.customer, account: owner.account, subscription: owner.subscription, amount: 0,
            periodOn: line.key.periodOn, periodEndsOn: max(line.covered.end, line.key.periodOn),
            valueOn: max(line.valueOn, line.key.periodOn), component: line.key.component, tariff: line.tariff,
            legSource: nil, line: line.line, leg: 0, isOneTime: line.key.kind == .oneTime, note: line.note)
        if let net = line.legs[.net], net != 0 {
            staged.amount = -net
            body(staged)
        }
        guard line.legs.count > 1 || line.legs[.net] == nil else { return }
        var discounts: [(DiscountID, Int64)] = []
        var taxes: [(TaxRateID, Int64)] = []
        for (leg, amount) in line.legs where amount != 0 {
            switch leg {
            case .net: break
            case .discount(let id): discounts.append((id, amount))
            case .tax(let id): taxes.append((id, amount))
            }
        }
        for (index, (id, amount)) in discounts.sorted(by: { $0.0 < $1.0 }).enumerated() {
            staged.amount = -amount
            staged.leg = min(1 + index, ChargeLeg.firstTax - 1)
            staged.legSource = id.rawValue
            body(staged)
        }
        for (index, (id, amount)) in taxes.sorted(by: { $0.0 < $1.0 }).enumerated() {
            staged.amount = -amount
            staged.leg = ChargeLeg.firstTax + index
            staged.legSource = id.rawValue
            body(staged)
        }
    }
}
