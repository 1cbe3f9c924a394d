import Domain
import Operations

@testable import Client

/// What ``TestDesk`` answers about calls, records and their prices.
nonisolated extension TestDesk {
    struct Usage {
        var calls = (1...60).map { Samples.call($0, to: $0 % 5 == 0 ? "37491555666" : "79161234567") }
        var totals = Samples.totals
        var health = Samples.health
        var peers = Samples.peers
        var open = [Samples.session(40, .open), Samples.session(20, .open)]
        var rejected =
            (1...12).map { Samples.session($0) }
            + (13...15).map { Samples.session($0, reason: "unknown_subscriber") }
        var conflicts = [Samples.conflict]
        var lists = [Samples.priceList]
        var rates = [
            Samples.rate("", "Everywhere else", perMinute: 20_000_000_000),
            Samples.rate("7", "Russia"), Samples.rate("7916", "Russia mobile", perMinute: 2_550_000_000),
            Samples.rate("7916", "Russia mobile", band: "night"),
            Samples.rate("7917", "Russia mobile", perMinute: nil, from: Samples.day("2026-05-01")),
        ]
        var reratings = [Samples.rerating(2), Samples.rerating(1, isDry: false)]
        /// What a question about a price is refused with.
        var quoteRefusal: DeskError?
        /// What a reading is refused with.
        var refusal: DeskError?
    }

    static func answer(_ request: UsageRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        if let refusal = state.usage.refusal, !request.isCommand { return .failure(refusal) }
        return reply(to: request, &state).map { .usage($0) }
    }

    private static func reply(to request: UsageRequest, _ state: inout State) -> Result<UsageReply, DeskError> {
        switch request {
        case .calls(_, let filter, let before, let limit):
            let found = state.usage.calls.filter { call in
                (filter.text.isEmpty || "\(call.called) \(call.destination)".contains(filter.text))
                    && filter.month == Samples.today.firstOfMonth
                    && filter.subscription.map { $0 == call.subscription } ?? true
                    && before.map { (call.startedAt, call.id) < ($0.startedAt, $0.id) } ?? true
            }
            return .success(.calls(Array(found.prefix(limit))))
        case .totals(_, let filter):
            let isNow = filter.month == Samples.today.firstOfMonth
            return .success(.totals(isNow ? state.usage.totals : CallTotals(sums: [], groups: [])))
        case .call(let position, _):
            guard let call = state.usage.calls.first(where: { $0.id == position.id }) else {
                return .failure(.notFound("There is no such call."))
            }
            return .success(.call(Samples.detail(of: call)))
        case .buckets: return .success(.buckets(Samples.buckets))
        case .health: return .success(.health(state.usage.health))
        case .traffic: return .success(.traffic(Samples.traffic))
        case .peers: return .success(.peers(state.usage.peers))
        case .open: return .success(.sessions(state.usage.open))
        case .session(let id):
            let all = state.usage.rejected + state.usage.open
            let session = all.first { $0.id == id } ?? Samples.session(7, .rated)
            return .success(
                .session(
                    UsageSessionDetail(
                        session: session, records: Samples.records, corrections: [Samples.correction])))
        case .rejected(let filter, let after, let limit):
            let found = state.usage.rejected.filter { session in
                (filter.reason.map { $0 == session.reason } ?? true)
                    && (filter.text.isEmpty || session.called.contains(filter.text))
                    && after.map { session.changedAt < $0.at } ?? true
            }
            return .success(.sessions(Array(found.prefix(limit))))
        case .rejectionCounts: return .success(.rejectionCounts(counts(state)))
        case .conflicts: return .success(.conflicts(state.usage.conflicts))
        case .conflict: return .success(.conflict(Samples.conflictDetail))
        case .reratings: return .success(.reratings(state.usage.reratings))
        case .rerating(let id):
            guard let summary = state.usage.reratings.first(where: { $0.id == id }) else {
                return .failure(.notFound("There is no re-rating \(id)."))
            }
            return .success(.rerating(ReratingReport(summary: summary, lines: Samples.reratingLines)))
        case .priceLists: return .success(.priceLists(state.usage.lists))
        case .prices(_, let text, let after, let limit):
            let found = state.usage.rates.filter { row in
                let prefix = row.rate.prefix
                let isBelow = after.map { (prefix, row.rate.band) > ($0.prefix, $0.band) } ?? true
                return isBelow
                    && (text.isEmpty || (text.allSatisfy(\.isNumber) && text.hasPrefix(prefix))
                        || prefix.hasPrefix(text)
                        || row.rate.destination.contains(text))
            }
            return .success(.prices(Array(found.prefix(limit))))
        case .tariffs: return .success(.tariffs([CallTariffName(id: TariffID(2), name: "Voice")]))
        case .quote(let question):
            if let refusal = state.usage.quoteRefusal { return .failure(refusal) }
            return .success(.quote(Samples.quote(question)))
        case .replay(let id, _), .correct(let id, _, _, _), .dismiss(let id, _, _):
            guard state.usage.rejected.contains(where: { $0.id == id }) else {
                return .failure(.notFound("There is no rejected session of that name."))
            }
            state.usage.rejected.removeAll { $0.id == id }
            switch request {
            case .correct: return .success(.corrected(id))
            case .dismiss: return .success(.dismissed(id))
            default: return .success(.replayed(id))
            }
        case .replayAll(let reason, _):
            let count = state.usage.rejected.count { $0.reason == reason }
            state.usage.rejected.removeAll { $0.reason == reason }
            return .success(.replayedAll(count))
        case .rerate(let filter, let isDry, let reason, _):
            var made = Samples.rerating(3, isDry: isDry, .waiting)
            (made.filter, made.reason) = (filter, reason)
            state.usage.reratings.insert(made, at: 0)
            return .success(.reratingRequested(made.id))
        case .cancelRerating(let id, _):
            if let index = state.usage.reratings.firstIndex(where: { $0.id == id }) {
                state.usage.reratings[index].state = .cancelled
            }
            return .success(.reratingCancelled(id))
        }
    }

    private static func counts(_ state: State) -> [RejectionCount] {
        let reasons = Dictionary(grouping: state.usage.rejected, by: \.reason)
        return reasons.map { RejectionCount(reason: $0.key, sessions: $0.value.count) }
            .sorted { ($1.sessions, $0.reason) < ($0.sessions, $1.reason) }
    }

    // MARK: The desk

    private func ask<Value>(
        _ request: UsageRequest, _ pick: (UsageReply) -> Value?
    ) throws(DeskError) -> Value {
        try get(.usage(request)) { if case .usage(let reply) = $0 { pick(reply) } else { nil } }
    }

    func calls(
        of customer: CustomerID, filter: CallFilter, before: CallPosition?, limit: Int
    ) async throws(DeskError) -> [CallSummary] {
        try ask(.calls(customer, filter, before: before, limit: limit)) {
            if case .calls(let it) = $0 { it } else { nil }
        }
    }
    func callTotals(of customer: CustomerID, filter: CallFilter) async throws(DeskError) -> CallTotals {
        try ask(.totals(customer, filter)) { if case .totals(let it) = $0 { it } else { nil } }
    }
    func call(_ call: CallPosition, of customer: CustomerID) async throws(DeskError) -> CallDetail {
        try ask(.call(call, customer)) { if case .call(let it) = $0 { it } else { nil } }
    }
    func buckets(of customer: CustomerID) async throws(DeskError) -> [BucketRemainder] {
        try ask(.buckets(customer)) { if case .buckets(let it) = $0 { it } else { nil } }
    }
    func usageHealth() async throws(DeskError) -> UsageHealth {
        try ask(.health) { if case .health(let it) = $0 { it } else { nil } }
    }
    func usageTraffic() async throws(DeskError) -> UsageTraffic {
        try ask(.traffic) { if case .traffic(let it) = $0 { it } else { nil } }
    }
    func usagePeers() async throws(DeskError) -> [PeerSummary] {
        try ask(.peers) { if case .peers(let it) = $0 { it } else { nil } }
    }
    func openSessions(limit: Int) async throws(DeskError) -> [UsageSession] {
        try ask(.open(limit: limit)) { if case .sessions(let it) = $0 { it } else { nil } }
    }
    func usageSession(_ session: UsageSessionID) async throws(DeskError) -> UsageSessionDetail {
        try ask(.session(session)) { if case .session(let it) = $0 { it } else { nil } }
    }
    func rejectedSessions(
        _ filter: RejectedFilter, after: SessionPosition?, limit: Int
    ) async throws(DeskError) -> [UsageSession] {
        try ask(.rejected(filter, after: after, limit: limit)) { if case .sessions(let it) = $0 { it } else { nil } }
    }
    func rejectionCounts() async throws(DeskError) -> [RejectionCount] {
        try ask(.rejectionCounts) { if case .rejectionCounts(let it) = $0 { it } else { nil } }
    }
    func usageConflicts(limit: Int) async throws(DeskError) -> [UsageConflict] {
        try ask(.conflicts(limit: limit)) { if case .conflicts(let it) = $0 { it } else { nil } }
    }
    func usageConflict(_ conflict: UsageConflictID) async throws(DeskError) -> UsageConflictDetail {
        try ask(.conflict(conflict)) { if case .conflict(let it) = $0 { it } else { nil } }
    }
    func replaySession(_ session: UsageSessionID, key: CommandKey) async throws(DeskError) {
        try ask(.replay(session, key: key)) { if case .replayed = $0 { () } else { nil } }
    }
    func replaySessions(ofReason reason: String, key: CommandKey) async throws(DeskError) -> Int {
        try ask(.replayAll(reason: reason, key: key)) { if case .replayedAll(let it) = $0 { it } else { nil } }
    }
    func correctSession(
        _ session: UsageSessionID, fields: CorrectedFields, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try ask(.correct(session, fields, reason: reason, key: key)) { if case .corrected = $0 { () } else { nil } }
    }
    func dismissSession(_ session: UsageSessionID, reason: String, key: CommandKey) async throws(DeskError) {
        try ask(.dismiss(session, reason: reason, key: key)) { if case .dismissed = $0 { () } else { nil } }
    }
    func reratings(limit: Int) async throws(DeskError) -> [ReratingSummary] {
        try ask(.reratings(limit: limit)) { if case .reratings(let it) = $0 { it } else { nil } }
    }
    func rerating(_ rerating: ReratingID) async throws(DeskError) -> ReratingReport {
        try ask(.rerating(rerating)) { if case .rerating(let it) = $0 { it } else { nil } }
    }
    func requestRerating(
        _ filter: ReratingFilter, isDry: Bool, reason: String, key: CommandKey
    ) async throws(DeskError) -> ReratingID {
        try ask(.rerate(filter, isDry: isDry, reason: reason, key: key)) {
            if case .reratingRequested(let it) = $0 { it } else { nil }
        }
    }
    func cancelRerating(_ rerating: ReratingID, key: CommandKey) async throws(DeskError) {
        try ask(.cancelRerating(rerating, key: key)) { if case .reratingCancelled = $0 { () } else { nil } }
    }
    func priceLists() async throws(DeskError) -> [PriceListSummary] {
        try ask(.priceLists) { if case .priceLists(let it) = $0 { it } else { nil } }
    }
    func prices(
        of list: PriceListID, matching text: String, after: RatePosition?, limit: Int
    ) async throws(DeskError) -> [PriceListRow] {
        try ask(.prices(list, text: text, after: after, limit: limit)) {
            if case .prices(let it) = $0 { it } else { nil }
        }
    }
    func callTariffs() async throws(DeskError) -> [CallTariffName] {
        try ask(.tariffs) { if case .tariffs(let it) = $0 { it } else { nil } }
    }
    func callQuote(_ question: CallQuestion) async throws(DeskError) -> CallQuote {
        try ask(.quote(question)) { if case .quote(let it) = $0 { it } else { nil } }
    }
}
