/// One posting of an account, as the Money tab lists it: what moved, and what the account held afterwards.
package struct Posting: Hashable, Sendable {
    package var account: AccountID
    /// Its number in the account: postings in the order of their numbers are an unbroken chain of balances.
    package var number: Int64
    package var kind: MovementKind
    /// The day it counts from.
    package var valueOn: CivilDate
    /// First day of the period, or the day of the call or payment.
    package var periodOn: CivilDate
    /// First day after the period; nil for payments and calls.
    package var periodEndsOn: CivilDate?
    /// Charges negative, payments positive.
    package var amount: Money
    package var balanceAfter: Money
    package var bookedAt: Instant
    package var actor: String
    /// What it is for: tariff and component, called number, channel.
    package var title: String
    package var tariffName: String
    package var tag: String
    package var note: String
    /// Numbers of the postings that committed with it as one charge: its discounts and taxes, or the net they belong to.
    package var linked: [Int64]
    /// What was taken back of it, of the opposite sign; nothing where nothing was.
    package var reversed: Money
    /// What can still be taken back of the charge it belongs to, with its discounts and taxes; never negative
    /// (business-rules section 2: reversals never exceed their original).
    package var left: Money
    /// The posting a reversal takes back.
    package var reverses: Int64?

    package init(
        account: AccountID, number: Int64, kind: MovementKind, valueOn: CivilDate, periodOn: CivilDate,
        periodEndsOn: CivilDate?, amount: Money, balanceAfter: Money, bookedAt: Instant, actor: String, title: String,
        tariffName: String, tag: String, note: String, linked: [Int64], reversed: Money, left: Money,
        reverses: Int64?
    ) {
        self.account = account
        self.number = number
        self.kind = kind
        self.valueOn = valueOn
        self.periodOn = periodOn
        self.periodEndsOn = periodEndsOn
        self.amount = amount
        self.balanceAfter = balanceAfter
        self.bookedAt = bookedAt
        self.actor = actor
        self.title = title
        self.tariffName = tariffName
        self.tag = tag
        self.note = note
        self.linked = linked
        self.reversed = reversed
        self.left = left
        self.reverses = reverses
    }
}

/// Which postings are wanted.
package struct PostingFilter: Hashable, Sendable {
    package enum Group: String, Hashable, Sendable, CaseIterable {
        case all
        /// Fees and one-time charges with their discounts and taxes.
        case charges
        /// Payments and money given back.
        case payments
        case calls
        case reversals
    }

    package var group: Group
    /// Part of the title, tag or note, in any case.
    package var text: String
    /// Value dates, both included.
    package var from: CivilDate?
    package var to: CivilDate?

    package init(group: Group = .all, text: String = "", from: CivilDate? = nil, to: CivilDate? = nil) {
        self.group = group
        self.text = text
        self.from = from
        self.to = to
    }

    package var isEmpty: Bool { self == PostingFilter() }
}
