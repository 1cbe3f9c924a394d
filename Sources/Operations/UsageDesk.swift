package import Domain

/// Usage: a customer's calls, the way from records to calls, what cannot be charged, what a call would cost
/// (features F11).
package protocol UsageDesk: Sendable {
    // A customer's calls
    /// Newest first.
    func calls(
        of customer: CustomerID, filter: CallFilter, before: CallPosition?, limit: Int
    ) async throws(DeskError) -> [CallSummary]
    func callTotals(of customer: CustomerID, filter: CallFilter) async throws(DeskError) -> CallTotals
    func call(_ call: CallPosition, of customer: CustomerID) async throws(DeskError) -> CallDetail
    /// What is left of the free minutes and calls of a customer's services on the day of today.
    func buckets(of customer: CustomerID) async throws(DeskError) -> [BucketRemainder]

    // The way from records to calls
    func usageHealth() async throws(DeskError) -> UsageHealth
    /// Of the last 24 hours.
    func usageTraffic() async throws(DeskError) -> UsageTraffic
    func usagePeers() async throws(DeskError) -> [PeerSummary]
    /// Longest under way first.
    func openSessions(limit: Int) async throws(DeskError) -> [UsageSession]
    func usageSession(_ session: UsageSessionID) async throws(DeskError) -> UsageSessionDetail

    // What cannot be charged as it is
    /// Newest first.
    func rejectedSessions(
        _ filter: RejectedFilter, after: SessionPosition?, limit: Int
    ) async throws(DeskError) -> [UsageSession]
    func rejectionCounts() async throws(DeskError) -> [RejectionCount]
    func usageConflicts(limit: Int) async throws(DeskError) -> [UsageConflict]
    func usageConflict(_ conflict: UsageConflictID) async throws(DeskError) -> UsageConflictDetail
    /// Rates the session again.
    func replaySession(_ session: UsageSessionID, key: CommandKey) async throws(DeskError)
    /// Rates every session of the reason again; how many.
    func replaySessions(ofReason reason: String, key: CommandKey) async throws(DeskError) -> Int
    /// Keeps what is right beside the records, and rates the session again.
    func correctSession(
        _ session: UsageSessionID, fields: CorrectedFields, reason: String, key: CommandKey
    ) async throws(DeskError)
    /// The session is not to be charged.
    func dismissSession(_ session: UsageSessionID, reason: String, key: CommandKey) async throws(DeskError)

    // Re-rating
    /// Newest first.
    func reratings(limit: Int) async throws(DeskError) -> [ReratingSummary]
    func rerating(_ rerating: ReratingID) async throws(DeskError) -> ReratingReport
    /// A dry one only says what would change.
    func requestRerating(
        _ filter: ReratingFilter, isDry: Bool, reason: String, key: CommandKey
    ) async throws(DeskError) -> ReratingID
    func cancelRerating(_ rerating: ReratingID, key: CommandKey) async throws(DeskError)

    // Prices
    func priceLists() async throws(DeskError) -> [PriceListSummary]
    /// By prefix: those that begin like the text, or that it begins with; words are looked for in the destinations.
    func prices(
        of list: PriceListID, matching text: String, after: RatePosition?, limit: Int
    ) async throws(DeskError) -> [PriceListRow]
    /// Tariffs that charge calls.
    func callTariffs() async throws(DeskError) -> [CallTariffName]
    func callQuote(_ question: CallQuestion) async throws(DeskError) -> CallQuote
}
