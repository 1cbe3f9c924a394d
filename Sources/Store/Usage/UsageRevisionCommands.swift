import Domain
import PostgreSQL

/// A session that was rated and comes to something else now.
package struct UsageRevision: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable {
        case lateRecord = "late_record"
        case correction
        case rerating
        case dismissed
    }

    package var settled: SettledSession
    package var cause: Cause
    /// Who wanted it: the daemon for records that came late.
    package var actor: String
    package var rerating: Int?

    package init(settled: SettledSession, cause: Cause, actor: String, rerating: Int? = nil) {
        self.settled = settled
        self.cause = cause
        self.actor = actor
        self.rerating = rerating
    }
}

/// What a revision did.
package enum UsageRevisionAnswer: String, Hashable, Sendable {
    case changed
    case same
    /// Somebody took the call back by hand: it is left alone.
    case byHand = "by_hand"
}

extension StoreSession {
    /// Posts the difference to what a session cost before, and keeps how it was rated then.
    package func revise(_ revision: UsageRevision) async throws(StoreError) -> UsageRevisionAnswer {
        try await one("SELECT api.usage_revise(\(revision.json.description)::jsonb)").word(0)
    }
}

extension UsageRevision {
    fileprivate var json: JSONText {
        .object([
            ("session", .text(settled.key.session)), ("sub", .number(settled.key.subSession)),
            ("seen", .number(Int64(settled.seenRevision))), ("state", .text(settled.state.rawValue)),
            ("reason", .optional(settled.reason)), ("explanation", .optional(settled.explanation)),
            ("cause", .text(cause.rawValue)), ("actor", .text(actor)),
            ("rerating", rerating.map { .number(Int64($0)) } ?? .null),
            ("identity", .optional(settled.identity.map(\.uuidText))),
            ("started_at", .optional(settled.startedAt?.description)),
            ("last_record_at", .optional(settled.lastRecordAt?.description)),
            ("calling", .optional(settled.calling)), ("called", .optional(settled.called)),
            ("call", settled.call.map { $0.json(settled) } ?? .null),
        ])
    }
}

extension PricedCall {
    fileprivate func json(_ settled: SettledSession) -> JSONText {
        .object([
            ("customer", .number(line.customer.rawValue)), ("subscription", .number(line.subscription.rawValue)),
            ("account", .number(line.account.rawValue)), ("tariff", .number(line.tariff.rawValue)),
            ("component", .number(line.component.rawValue)), ("period_on", .text(periodOn.description)),
            ("calling", .optional(settled.calling)), ("payer", .optional(payer)),
            ("called", .optional(settled.called)), ("duration", .number(durationSeconds)),
            ("charged", .number(chargedSeconds)),
            ("destination", .text(destination)), ("group", .text(destinationGroup)), ("prefix", .text(prefix)),
            ("net", .number(net)), ("amount", .number(amount)), ("tax", .number(tax)),
            ("taxes", .list(taxes.map { .list([.number($0.rate.rawValue), .number($0.amount)]) })),
            ("complete", .flag(isComplete)), ("arithmetic", .text(arithmetic)),
        ])
    }
}

extension JSONText {
    fileprivate static func optional(_ text: String?) -> JSONText { text.map { .text($0) } ?? .null }
}
