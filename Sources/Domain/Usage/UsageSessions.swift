/// A session of accounting records by the names its sender gave it (RFC 6733 section 8.8, RFC 2866).
package struct UsageSessionID: Hashable, Sendable {
    package var session: String
    /// 0 where the sender names none.
    package var subSession: Int64

    package init(session: String, subSession: Int64 = 0) {
        self.session = session
        self.subSession = subSession
    }
}

/// A session, and what became of it.
package struct UsageSession: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        /// The call is under way.
        case open
        case rated
        /// It cannot be charged as it is: the error bin.
        case rejected
        /// There is nothing to charge: the called side, a failed set-up, reported by another node.
        case passed
    }

    package var id: UsageSessionID
    package var state: State
    /// When it came into this state.
    package var changedAt: Instant
    /// The answer; nil while nobody has answered.
    package var startedAt: Instant?
    package var lastRecordAt: Instant
    package var originHost: String
    package var calling: String
    package var called: String
    /// A short code, as lists group them; empty when rated.
    package var reason: String
    /// The reason in a sentence.
    package var explanation: String
    package var customer: CustomerID?
    package var customerName: String
    package var call: CallPosition?

    package init(
        id: UsageSessionID, state: State, changedAt: Instant, startedAt: Instant?, lastRecordAt: Instant,
        originHost: String, calling: String, called: String, reason: String, explanation: String,
        customer: CustomerID?, customerName: String, call: CallPosition?
    ) {
        self.id = id
        self.state = state
        self.changedAt = changedAt
        self.startedAt = startedAt
        self.lastRecordAt = lastRecordAt
        self.originHost = originHost
        self.calling = calling
        self.called = called
        self.reason = reason
        self.explanation = explanation
        self.customer = customer
        self.customerName = customerName
        self.call = call
    }

    package var position: SessionPosition { SessionPosition(at: changedAt, id: id) }
}

/// A place in a list of sessions, newest change first.
package struct SessionPosition: Hashable, Sendable {
    package var at: Instant
    package var id: UsageSessionID

    package init(at: Instant, id: UsageSessionID) {
        self.at = at
        self.id = id
    }
}

/// Which sessions of the error bin are listed; days are those on which they came there.
package struct RejectedFilter: Hashable, Sendable {
    package var reason: String?
    package var from: CivilDate?
    package var to: CivilDate?
    /// In the numbers, the session's name or the sender's; empty: any.
    package var text: String

    package init(reason: String? = nil, from: CivilDate? = nil, to: CivilDate? = nil, text: String = "") {
        self.reason = reason
        self.from = from
        self.to = to
        self.text = text
    }

    package var isEmpty: Bool { self == RejectedFilter() }
}

/// How many sessions wait in the error bin for one reason.
package struct RejectionCount: Hashable, Sendable {
    package var reason: String
    package var sessions: Int

    package init(reason: String, sessions: Int) {
        self.reason = reason
        self.sessions = sessions
    }
}

/// One accounting record, readable.
package struct UsageRecordText: Hashable, Sendable {
    /// Accounting-Record-Type (RFC 6733 section 9.8.1).
    package enum Kind: Int, Hashable, Sendable {
        case event = 1
        case start
        case interim
        case stop
    }

    package var kind: Kind
    package var number: Int64
    package var receivedAt: Instant
    /// The sender, or the file and its row.
    package var source: String
    package var lines: [String]

    package init(kind: Kind, number: Int64, receivedAt: Instant, source: String, lines: [String]) {
        self.kind = kind
        self.number = number
        self.receivedAt = receivedAt
        self.source = source
        self.lines = lines
    }
}

/// What an operator put in the place of what the records say.
package struct SessionCorrection: Hashable, Sendable {
    package var at: Instant
    package var actor: String
    package var reason: String
    /// Field and value, in the order of the form.
    package var fields: [Field]

    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(at: Instant, actor: String, reason: String, fields: [Field]) {
        self.at = at
        self.actor = actor
        self.reason = reason
        self.fields = fields
    }
}

/// Values to rate a session with instead of its own; nil leaves what the records say.
package struct CorrectedFields: Hashable, Sendable {
    package var calling: String?
    package var called: String?
    package var answeredAt: Instant?
    package var durationSeconds: Int?
    /// The number of the line that pays.
    package var subscriber: String?

    package init(
        calling: String? = nil, called: String? = nil, answeredAt: Instant? = nil, durationSeconds: Int? = nil,
        subscriber: String? = nil
    ) {
        self.calling = calling
        self.called = called
        self.answeredAt = answeredAt
        self.durationSeconds = durationSeconds
        self.subscriber = subscriber
    }

    package var isEmpty: Bool { self == CorrectedFields() }
}

/// A session with its records.
package struct UsageSessionDetail: Hashable, Sendable {
    package var session: UsageSession
    package var records: [UsageRecordText]
    package var corrections: [SessionCorrection]

    package init(session: UsageSession, records: [UsageRecordText], corrections: [SessionCorrection]) {
        self.session = session
        self.records = records
        self.corrections = corrections
    }
}

/// A record that came again under the same names with another content.
package struct UsageConflict: Hashable, Sendable {
    package var id: UsageConflictID
    package var session: UsageSessionID
    package var kind: UsageRecordText.Kind
    package var number: Int64
    package var source: String
    package var receivedAt: Instant

    package init(
        id: UsageConflictID, session: UsageSessionID, kind: UsageRecordText.Kind, number: Int64, source: String,
        receivedAt: Instant
    ) {
        self.id = id
        self.session = session
        self.kind = kind
        self.number = number
        self.source = source
        self.receivedAt = receivedAt
    }
}

/// Both contents of a conflict: what is stored and counts, and what came later.
package struct UsageConflictDetail: Hashable, Sendable {
    package var conflict: UsageConflict
    /// Nil: the stored record is not there any more.
    package var stored: UsageRecordText?
    package var other: UsageRecordText

    package init(conflict: UsageConflict, stored: UsageRecordText?, other: UsageRecordText) {
        self.conflict = conflict
        self.stored = stored
        self.other = other
    }
}
