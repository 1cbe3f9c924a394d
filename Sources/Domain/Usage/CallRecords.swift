/// A rated call, as lists show it.
package struct CallSummary: Hashable, Sendable {
    package var id: CallID
    package var subscription: SubscriptionID
    /// "Voice 37410555666": the tariff's name and the number of the line.
    package var service: String
    package var account: AccountID
    package var startedAt: Instant
    package var calling: String
    package var called: String
    package var destination: String
    /// What buckets and totals name destinations by; empty: none.
    package var destinationGroup: String
    package var durationSeconds: Int
    /// After minimum and increments.
    package var chargedSeconds: Int
    /// With tax.
    package var amount: Money
    package var tax: Money
    /// False: the session was closed without its STOP; a late one corrects it.
    package var isComplete: Bool
    /// 0 as first rated; grows with every change.
    package var revision: Int

    package init(
        id: CallID, subscription: SubscriptionID, service: String, account: AccountID, startedAt: Instant,
        calling: String, called: String, destination: String, destinationGroup: String, durationSeconds: Int,
        chargedSeconds: Int, amount: Money, tax: Money, isComplete: Bool, revision: Int
    ) {
        self.id = id
        self.subscription = subscription
        self.service = service
        self.account = account
        self.startedAt = startedAt
        self.calling = calling
        self.called = called
        self.destination = destination
        self.destinationGroup = destinationGroup
        self.durationSeconds = durationSeconds
        self.chargedSeconds = chargedSeconds
        self.amount = amount
        self.tax = tax
        self.isComplete = isComplete
        self.revision = revision
    }

    /// Where the next page of a list goes on.
    package var position: CallPosition { CallPosition(startedAt: startedAt, id: id) }
}

/// A place in a customer's calls, which are listed newest first.
package struct CallPosition: Hashable, Sendable {
    package var startedAt: Instant
    package var id: CallID

    package init(startedAt: Instant, id: CallID) {
        self.startedAt = startedAt
        self.id = id
    }
}

/// Which of a customer's calls are listed.
package struct CallFilter: Hashable, Sendable {
    /// The first day of the month.
    package var month: CivilDate
    /// Nil: of all services.
    package var subscription: SubscriptionID?
    /// In the numbers, the destination or its group; empty: any.
    package var text: String

    package init(month: CivilDate, subscription: SubscriptionID? = nil, text: String = "") {
        self.month = month.firstOfMonth
        self.subscription = subscription
        self.text = text
    }

    /// The first day of the month after.
    package var end: CivilDate { month.monthAway(1, day: 1) }
}

/// What the calls of a filter come to.
package struct CallTotals: Hashable, Sendable {
    /// Of one destination group in one currency.
    package struct Group: Hashable, Sendable {
        /// Empty: destinations without a group.
        package var name: String
        package var calls: Int
        package var durationSeconds: Int64
        package var chargedSeconds: Int64
        package var amount: Money
        package var tax: Money

        package init(
            name: String, calls: Int, durationSeconds: Int64, chargedSeconds: Int64, amount: Money, tax: Money
        ) {
            self.name = name
            self.calls = calls
            self.durationSeconds = durationSeconds
            self.chargedSeconds = chargedSeconds
            self.amount = amount
            self.tax = tax
        }
    }

    /// Of everything; one for each currency, none when there is no call.
    package var sums: [Group]
    /// Dearest first.
    package var groups: [Group]

    package init(sums: [Group], groups: [Group]) {
        self.sums = sums
        self.groups = groups
    }
}

/// One bucket of a service in one period: what is left of it.
package struct BucketRemainder: Hashable, Sendable {
    package var service: String
    package var name: String
    package var unit: CallBucket.Unit
    package var granted: Int64
    package var used: Int64
    package var periodOn: CivilDate
    /// The first day on which it is gone.
    package var expiresOn: CivilDate
    /// All services of the account draw from it.
    package var isPooled: Bool

    package init(
        service: String, name: String, unit: CallBucket.Unit, granted: Int64, used: Int64, periodOn: CivilDate,
        expiresOn: CivilDate, isPooled: Bool
    ) {
        self.service = service
        self.name = name
        self.unit = unit
        self.granted = granted
        self.used = used
        self.periodOn = periodOn
        self.expiresOn = expiresOn
        self.isPooled = isPooled
    }

    package var left: Int64 { max(granted - used, 0) }
}

/// One call with everything that explains it.
package struct CallDetail: Hashable, Sendable {
    /// A rating that held before.
    package struct Revision: Hashable, Sendable {
        package var number: Int
        package var replacedAt: Instant
        /// Why it does not hold any more: late_record, correction, rerating or dismissed.
        package var cause: String
        package var actor: String
        package var chargedSeconds: Int
        package var amount: Money
        package var arithmetic: [String]

        package init(
            number: Int, replacedAt: Instant, cause: String, actor: String, chargedSeconds: Int, amount: Money,
            arithmetic: [String]
        ) {
            self.number = number
            self.replacedAt = replacedAt
            self.cause = cause
            self.actor = actor
            self.chargedSeconds = chargedSeconds
            self.amount = amount
            self.arithmetic = arithmetic
        }
    }

    package var call: CallSummary
    package var session: UsageSessionID
    package var tariffName: String
    /// The beginning of the number that gave the price; empty: the catch-all.
    package var prefix: String
    /// Whose number pays, where it is not the caller's; else empty.
    package var payer: String
    /// How the price was found, line by line.
    package var arithmetic: [String]
    package var records: [UsageRecordText]
    package var corrections: [SessionCorrection]
    /// Newest first.
    package var revisions: [Revision]

    package init(
        call: CallSummary, session: UsageSessionID, tariffName: String, prefix: String, payer: String,
        arithmetic: [String],
        records: [UsageRecordText], corrections: [SessionCorrection], revisions: [Revision]
    ) {
        self.call = call
        self.session = session
        self.tariffName = tariffName
        self.prefix = prefix
        self.payer = payer
        self.arithmetic = arithmetic
        self.records = records
        self.corrections = corrections
        self.revisions = revisions
    }
}
