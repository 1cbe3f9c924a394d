import Domain
import Rating

/// A session as its records tell it, and what they come to (business-rules section 5, RFC 6733 section 9.8.1): STOP is the
/// total, START tells when it was answered, the last INTERIM stands in for a STOP that never came, an EVENT stands alone.
struct CallSession {
    /// What the records come to.
    enum Outcome: Hashable {
        /// Under way: the STOP is still to come, until `closesAt`.
        case open(closesAt: Instant)
        case call(Call)
        /// Nothing to charge.
        case passed(reason: String, explanation: String)
        case rejected(Rejection)
    }

    /// A call that is to be priced.
    struct Call: Hashable {
        /// Who pays and who was called, as the numbering plan writes them.
        var payer: String
        var calling: String
        var called: String
        var startedAt: Instant
        var durationSeconds: Int64
        /// False: the STOP never came.
        var isComplete: Bool
        /// The same call in the records of another node has the same; nil where nothing names it.
        var identity: CallIdentity?
    }

    /// Why no call can be made of the records: they are kept, shown and replayable.
    enum Rejection: Error, Hashable {
        case incomplete(String)
        case noStop
        case noNumber(DialledNumber.Failure)
        case endsBeforeItStarts
        case undecodable(String)

        var reason: String {
            switch self {
            case .incomplete: "incomplete"
            case .noStop: "no_stop"
            case .noNumber(let failure): failure.reason
            case .endsBeforeItStarts: "end_before_start"
            case .undecodable: "undecodable"
            }
        }

        var sentence: String {
            switch self {
            case .incomplete(let what): "The records do not say \(what)."
            case .noStop: "The call began, and nothing tells how long it lasted: no STOP and no INTERIM came."
            case .noNumber(let failure): failure.sentence
            case .endsBeforeItStarts: "The call ends before it starts."
            case .undecodable(let why): "A record cannot be read: \(why)"
            }
        }
    }

    /// A session without a sign of life is over after this; twice the interval of its INTERIM records where they have one.
    static let longestSilence: Int64 = 86_400

    var records: [UsageRecord]
    var correction: UsageCorrection?
    /// When the last of its records came in.
    var lastReceivedAt: Instant
    let plan: NumberingPlan

    private var start: UsageRecord? { records.first { $0.kind == .start } }
    private var stop: UsageRecord? { records.last { $0.kind == .stop } }
    private var event: UsageRecord? { records.first { $0.kind == .event } }
    /// Cumulative: the last one that was written has the most.
    private var interim: UsageRecord? {
        records.filter { $0.kind == .interim }.max { left, right in
            (left.number, left.eventAt?.microseconds ?? .min) < (right.number, right.eventAt?.microseconds ?? .min)
        }
    }

    /// - Parameter isOver: no STOP is waited for any longer.
    func outcome(isOver: Bool) -> Outcome {
        if correction?.isDismissed == true {
            return .passed(reason: "dismissed", explanation: "Somebody decided that it is not charged.")
        }
        let end = stop ?? event
        guard end != nil || isOver || correction?.durationSeconds != nil else {
            let interval = known(\.interimSeconds) ?? 0
            let silence = interval > 0 ? interval * 2 : Self.longestSilence
            return .open(closesAt: lastReceivedAt.adding(seconds: silence))
        }
        // The other side pays: its node tells the same call.
        if known(\.roleOfNode) == 1 {
            return .passed(reason: "terminating", explanation: "The other side of the call pays for it.")
        }
        // A failed set-up (3GPP TS 32.299 section 7.2.35: 1 to 3, or a SIP error) was never answered.
        let cause = (end ?? interim ?? start)?.cause ?? known(\.cause) ?? 0
        if correction?.durationSeconds == nil, (1...3).contains(cause) || cause >= 300 {
            return .passed(reason: "not_answered", explanation: "The call was not answered (cause \(cause)).")
        }
        do throws(Rejection) {
            return .call(try call())
        } catch {
            return .rejected(error)
        }
    }

    private func call() throws(Rejection) -> Call {
        let caller = correction?.calling ?? known(\.calling)
        let payer = correction?.subscriber ?? known(\.subscriber) ?? caller
        let calling = try Self.number(caller ?? payer, plan, dialledBy: nil, of: "who called")
        let paying = payer == caller ? calling : try Self.number(payer, plan, dialledBy: nil, of: "who pays")
        let called = try Self.number(
            correction?.called ?? known(\.called), plan, dialledBy: calling, of: "who was called")
        let time = try times()
        var identity: CallIdentity?
        if let identifier = known(\.chargingIdentifier), !identifier.isEmpty {
            identity = CallIdentity(chargingIdentifier: identifier, payer: paying, called: called)
        }
        return Call(
            payer: paying, calling: calling, called: called, startedAt: time.start, durationSeconds: time.seconds,
            isComplete: stop != nil || event != nil || correction?.durationSeconds != nil, identity: identity)
    }

    /// When the call was answered, and for how long it lasted from then on: the time it rang is not charged.
    private func times() throws(Rejection) -> (start: Instant, seconds: Int64) {
        let last = stop ?? event ?? interim
        let end = last.flatMap { $0.endedAt ?? $0.eventAt }
        let measured = correction?.durationSeconds ?? last?.durationSeconds
        var answered = correction?.answeredAt ?? start?.answeredAt ?? known(\.answeredAt)
        if answered == nil, let measured { answered = end?.adding(seconds: -measured) }
        guard let answered = answered ?? start?.eventAt else {
            throw last == nil ? .noStop : .incomplete("when the call was answered")
        }
        if let measured {
            if measured < 0 { throw .endsBeforeItStarts }
            return (answered, measured)
        }
        guard last != nil else { throw .noStop }
        guard let end else { throw .incomplete("when the call ended") }
        // Senders stamp with their clocks' parts of seconds or without: whole seconds are compared.
        let seconds = end.seconds - answered.seconds
        guard seconds >= 0 else { throw .endsBeforeItStarts }
        return (answered, seconds)
    }

    /// What the records say, the last word first: STOP, EVENT, INTERIM, START.
    private func known<T>(_ field: KeyPath<UsageRecord, T?>) -> T? {
        for kind in [UsageRecord.Kind.stop, .event, .interim, .start] {
            for record in records.reversed() where record.kind == kind {
                if let value = record[keyPath: field] { return value }
            }
        }
        return nil
    }

    private static func number(
        _ text: String?, _ plan: NumberingPlan, dialledBy calling: String?, of what: String
    ) throws(Rejection) -> String {
        guard let text, !text.isEmpty else { throw .incomplete(what) }
        do throws(DialledNumber.Failure) {
            return try plan.read(text, dialledBy: calling).text
        } catch {
            throw .noNumber(error)
        }
    }
}

/// Names one call over all nodes that tell of it: the network's own identifier, and who pays whom. A call that was
/// forwarded has one identifier and several who pay.
struct CallIdentity: Hashable {
    let bits: UInt128

    init(chargingIdentifier: String, payer: String, called: String) {
        // 128-bit FNV-1a; not for secrets.
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for part in [chargingIdentifier, payer, called] {
            for byte in part.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
            hash = hash &* 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
        bits = hash
    }
}
