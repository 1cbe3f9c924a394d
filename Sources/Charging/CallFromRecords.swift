import Domain
import Store

/// A call put together from the accounting records of its session (business-rules section 5, RFC 6733 section 9.8.1):
/// STOP is the total, START tells when it was answered; an EVENT stands alone.
struct CallFromRecords: Equatable {
    /// Why no call can be made of the records.
    enum Rejection: Error, Equatable {
        case incomplete(String)
        case noNumber(String)
        case endsBeforeItStarts

        var reason: String {
            switch self {
            case .incomplete: "incomplete"
            case .noNumber: "no_number"
            case .endsBeforeItStarts: "end_before_start"
            }
        }

        var sentence: String {
            switch self {
            case .incomplete(let what): "The records do not say \(what)."
            case .noNumber(let text): "\"\(text)\" is no telephone number."
            case .endsBeforeItStarts: "The call ends before it starts."
            }
        }
    }

    let calling: PhoneNumber
    let called: PhoneNumber
    let startedAt: Instant
    let durationSeconds: Int64
    /// True when the other side pays: the terminating node reports the same call.
    let isTerminating: Bool

    init(_ session: PendingSession) throws(Rejection) {
        let first = session.start ?? session.event ?? session.stop
        guard let first, let last = session.stop ?? session.event else { throw .incomplete("how the call ended") }
        let contents = [first.content, last.content]
        func known<T>(_ field: (UsageContent) -> T?) -> T? { contents.lazy.compactMap(field).first }

        isTerminating = known { $0.roleOfNode } == 1
        calling = try Self.number(known { $0.calling } ?? known { $0.subscriber }, of: "who called")
        called = try Self.number(known { $0.called }, of: "who was called")
        // A failed set-up (3GPP TS 32.299 section 7.2.35: 1 to 3, or a SIP error) was never answered.
        let cause = known { $0.causeCode } ?? 0
        let isFailed = (1...3).contains(cause) || cause >= 300
        let end = last.eventAt
        if isFailed {
            guard let at = first.content.answeredAt ?? first.eventAt ?? end else { throw .incomplete("when it was") }
            startedAt = at
            durationSeconds = 0
            return
        }
        if let measured = last.content.durationSeconds {
            guard let start = first.content.answeredAt ?? end?.adding(seconds: -measured) else {
                throw .incomplete("when the call was answered")
            }
            startedAt = start
            durationSeconds = measured
            return
        }
        // From the answer to the end: the time it rang is not charged.
        guard let start = session.start?.content.answeredAt ?? session.start?.eventAt else {
            throw .incomplete("when the call was answered")
        }
        guard let end else { throw .incomplete("when the call ended") }
        guard end >= start else { throw .endsBeforeItStarts }
        startedAt = start
        durationSeconds = end.seconds - start.seconds
    }

    private static func number(_ text: String?, of what: String) throws(Rejection) -> PhoneNumber {
        guard let text else { throw .incomplete(what) }
        guard let number = PhoneNumber(text) else { throw .noNumber(text) }
        return number
    }
}
