package import Domain

/// Charging runs (features F3.3).
package protocol ChargeRunDesk: Sendable {
    /// Newest first.
    func chargeRuns(limit: Int) async throws(DeskError) -> [ChargeRunSummary]
    func chargeRun(_ run: ChargeRunID) async throws(DeskError) -> ChargeRunReport
    func requestChargeRun(_ request: ChargeRunRequest, key: CommandKey) async throws(DeskError) -> ChargeRunID
    /// What its finished batches posted stays.
    func cancelChargeRun(_ run: ChargeRunID, key: CommandKey) async throws(DeskError)
}
