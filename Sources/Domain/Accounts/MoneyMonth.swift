/// What came to an account and went from it in a month, by value dates.
package struct MoneyMonth: Hashable, Sendable {
    /// Its first day.
    package var month: CivilDate
    /// What was charged less what was taken back of it.
    package var charged: Money
    /// Payments less what was given back.
    package var paid: Money

    package init(month: CivilDate, charged: Money, paid: Money) {
        self.month = month
        self.charged = charged
        self.paid = paid
    }
}
