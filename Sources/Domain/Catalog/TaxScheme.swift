/// How a customer is taxed (business-rules section 9): which rates, whether prices contain them, how they are rounded.
package struct TaxScheme: Hashable, Sendable {
    package enum RoundingUnit: String, Hashable, Sendable, CaseIterable {
        /// Each charge's tax is rounded.
        case line
        /// The tax total of what one account is charged together is rounded; its last charge takes the remainder.
        case document
    }

    /// Who pays the tax to the state (features F2.3).
    package enum Treatment: String, Hashable, Sendable, CaseIterable {
        /// The customer pays it to us, and we to the state.
        case charged
        /// Nobody: the scheme has no rates.
        case exempt
        /// The customer, who declares it: it is reckoned as if it were charged, taken out of prices that contain it, and
        /// not charged.
        case reverseCharge = "reverse_charge"
    }

    /// One tax of a category over a span of days.
    package struct Rate: Hashable, Sendable {
        package let id: TaxRateID
        package let category: String
        package let name: String
        package let valid: CivilPeriod
        /// Parts per billion: 20 % is 200 000 000.
        package let share: Int64

        package init(id: TaxRateID, category: String, name: String, valid: CivilPeriod, share: Int64) {
            self.id = id
            self.category = category
            self.name = name
            self.valid = valid
            self.share = share
        }
    }

    package let id: TaxSchemeID
    package let code: String
    package let name: String
    /// True: prices contain the tax.
    package let isInclusive: Bool
    package let rounding: RoundingUnit
    package let treatment: Treatment
    package let rates: [Rate]

    package init(
        id: TaxSchemeID, code: String, name: String, isInclusive: Bool, rounding: RoundingUnit = .line,
        treatment: Treatment = .charged, rates: [Rate]
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.isInclusive = isInclusive
        self.rounding = rounding
        self.treatment = treatment
        self.rates = rates
    }
}
