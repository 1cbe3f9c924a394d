/// What one accounting record tells of a call, however it was written down.
package struct UsageRecord: Hashable, Sendable {
    /// Accounting-Record-Type (RFC 6733 section 9.8.1).
    package enum Kind: Int, Hashable, Sendable, CaseIterable {
        /// A record that stands alone.
        case event = 1
        case start = 2
        case interim = 3
        case stop = 4
    }

    package var kind: Kind
    package var number: Int64
    /// When the sender wrote it.
    package var eventAt: Instant?
    /// Who pays, as the sender names it.
    package var subscriber: String?
    package var calling: String?
    package var called: String?
    /// When the call was answered.
    package var answeredAt: Instant?
    package var endedAt: Instant?
    /// Seconds since the answer, from senders that measure themselves; cumulative in an INTERIM.
    package var durationSeconds: Int64?
    package var cause: Int64?
    /// 0: the side of the caller; 1: the side of the called (3GPP TS 32.299, Role-Of-Node).
    package var roleOfNode: Int64?
    /// Names the call over all nodes that tell of it (IMS-Charging-Identifier).
    package var chargingIdentifier: String?
    package var originHost: String?
    /// Seconds between two INTERIM records, where the sender told.
    package var interimSeconds: Int64?

    package init(
        kind: Kind, number: Int64 = 0, eventAt: Instant? = nil, subscriber: String? = nil, calling: String? = nil,
        called: String? = nil, answeredAt: Instant? = nil, endedAt: Instant? = nil, durationSeconds: Int64? = nil,
        cause: Int64? = nil, roleOfNode: Int64? = nil, chargingIdentifier: String? = nil, originHost: String? = nil,
        interimSeconds: Int64? = nil
    ) {
        self.kind = kind
        self.number = number
        self.eventAt = eventAt
        self.subscriber = subscriber
        self.calling = calling
        self.called = called
        self.answeredAt = answeredAt
        self.endedAt = endedAt
        self.durationSeconds = durationSeconds
        self.cause = cause
        self.roleOfNode = roleOfNode
        self.chargingIdentifier = chargingIdentifier
        self.originHost = originHost
        self.interimSeconds = interimSeconds
    }
}

/// What a person said of a session instead of its records.
package struct UsageCorrection: Hashable, Sendable {
    package var subscriber: String?
    package var calling: String?
    package var called: String?
    package var answeredAt: Instant?
    package var durationSeconds: Int64?
    /// Not to be charged.
    package var isDismissed: Bool

    package init(
        subscriber: String? = nil, calling: String? = nil, called: String? = nil, answeredAt: Instant? = nil,
        durationSeconds: Int64? = nil, isDismissed: Bool = false
    ) {
        self.subscriber = subscriber
        self.calling = calling
        self.called = called
        self.answeredAt = answeredAt
        self.durationSeconds = durationSeconds
        self.isDismissed = isDismissed
    }
}
