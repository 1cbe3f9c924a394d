import Domain
import Operations

/// Calls, records and their prices.
nonisolated enum UsageRequest: AreaRequest {
    case calls(CustomerID, CallFilter, before: CallPosition?, limit: Int)
    case totals(CustomerID, CallFilter)
    case call(CallPosition, CustomerID)
    case buckets(CustomerID)
    case health
    case traffic
    case peers
    case open(limit: Int)
    case session(UsageSessionID)
    case rejected(RejectedFilter, after: SessionPosition?, limit: Int)
    case rejectionCounts
    case conflicts(limit: Int)
    case conflict(UsageConflictID)
    case reratings(limit: Int)
    case rerating(ReratingID)
    case priceLists
    case prices(PriceListID, text: String, after: RatePosition?, limit: Int)
    case tariffs
    case quote(CallQuestion)

    case replay(UsageSessionID, key: CommandKey)
    case replayAll(reason: String, key: CommandKey)
    case correct(UsageSessionID, CorrectedFields, reason: String, key: CommandKey)
    case dismiss(UsageSessionID, reason: String, key: CommandKey)
    case rerate(ReratingFilter, isDry: Bool, reason: String, key: CommandKey)
    case cancelRerating(ReratingID, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .calls, .totals, .call, .buckets, .health, .traffic, .peers, .open, .session, .rejected,
            .rejectionCounts, .conflicts, .conflict, .reratings, .rerating, .priceLists, .prices, .tariffs, .quote:
            false
        case .replay, .replayAll, .correct, .dismiss, .rerate, .cancelRerating: true
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply { .usage(try await ask(desk)) }

    private func ask(_ desk: any OperatorDesk) async throws(DeskError) -> UsageReply {
        switch self {
        case .calls(let customer, let filter, let before, let limit):
            return .calls(try await desk.calls(of: customer, filter: filter, before: before, limit: limit))
        case .totals(let customer, let filter):
            return .totals(try await desk.callTotals(of: customer, filter: filter))
        case .call(let call, let customer): return .call(try await desk.call(call, of: customer))
        case .buckets(let customer): return .buckets(try await desk.buckets(of: customer))
        case .health: return .health(try await desk.usageHealth())
        case .traffic: return .traffic(try await desk.usageTraffic())
        case .peers: return .peers(try await desk.usagePeers())
        case .open(let limit): return .sessions(try await desk.openSessions(limit: limit))
        case .session(let session): return .session(try await desk.usageSession(session))
        case .rejected(let filter, let after, let limit):
            return .sessions(try await desk.rejectedSessions(filter, after: after, limit: limit))
        case .rejectionCounts: return .rejectionCounts(try await desk.rejectionCounts())
        case .conflicts(let limit): return .conflicts(try await desk.usageConflicts(limit: limit))
        case .conflict(let conflict): return .conflict(try await desk.usageConflict(conflict))
        case .reratings(let limit): return .reratings(try await desk.reratings(limit: limit))
        case .rerating(let rerating): return .rerating(try await desk.rerating(rerating))
        case .priceLists: return .priceLists(try await desk.priceLists())
        case .prices(let list, let text, let after, let limit):
            return .prices(try await desk.prices(of: list, matching: text, after: after, limit: limit))
        case .tariffs: return .tariffs(try await desk.callTariffs())
        case .quote(let question): return .quote(try await desk.callQuote(question))
        case .replay(let session, let key):
            try await desk.replaySession(session, key: key)
            return .replayed(session)
        case .replayAll(let reason, let key):
            return .replayedAll(try await desk.replaySessions(ofReason: reason, key: key))
        case .correct(let session, let fields, let reason, let key):
            try await desk.correctSession(session, fields: fields, reason: reason, key: key)
            return .corrected(session)
        case .dismiss(let session, let reason, let key):
            try await desk.dismissSession(session, reason: reason, key: key)
            return .dismissed(session)
        case .rerate(let filter, let isDry, let reason, let key):
            return .reratingRequested(
                try await desk.requestRerating(filter, isDry: isDry, reason: reason, key: key))
        case .cancelRerating(let rerating, let key):
            try await desk.cancelRerating(rerating, key: key)
            return .reratingCancelled(rerating)
        }
    }
}

nonisolated enum UsageReply: Hashable, Sendable {
    case calls([CallSummary])
    case totals(CallTotals)
    case call(CallDetail)
    case buckets([BucketRemainder])
    case health(UsageHealth)
    case traffic(UsageTraffic)
    case peers([PeerSummary])
    case sessions([UsageSession])
    case session(UsageSessionDetail)
    case rejectionCounts([RejectionCount])
    case conflicts([UsageConflict])
    case conflict(UsageConflictDetail)
    case reratings([ReratingSummary])
    case rerating(ReratingReport)
    case priceLists([PriceListSummary])
    case prices([PriceListRow])
    case tariffs([CallTariffName])
    case quote(CallQuote)

    case replayed(UsageSessionID)
    case replayedAll(Int)
    case corrected(UsageSessionID)
    case dismissed(UsageSessionID)
    case reratingRequested(ReratingID)
    case reratingCancelled(ReratingID)

    /// Something was changed to get it.
    var isOfCommand: Bool {
        switch self {
        case .replayed, .replayedAll, .corrected, .dismissed, .reratingRequested, .reratingCancelled: true
        case .calls, .totals, .call, .buckets, .health, .traffic, .peers, .sessions, .session, .rejectionCounts,
            .conflicts, .conflict, .reratings, .rerating, .priceLists, .prices, .tariffs, .quote:
            false
        }
    }

    /// What is said when the screen that asked is closed by now; nil: nothing.
    @MainActor var lateWords: String? {
        switch self {
        case .replayed, .corrected: "The session is rated again."
        case .replayedAll(let count): "\(count.grouped) sessions are rated again."
        case .dismissed: "The session is not charged."
        case .reratingRequested(let rerating): "Re-rating \(rerating) waits for the daemon."
        case .reratingCancelled(let rerating): "Re-rating \(rerating) is cancelled."
        default: nil
        }
    }
}
