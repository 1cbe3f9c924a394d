package import Domain

/// The life of a customer's services (features F4.9).
package protocol ServiceDesk: Sendable {
    func services(of customer: CustomerID) async throws(DeskError) -> [ServiceSheet]
    /// What a change would do to the customer's money, computed as the charging run will; nothing is changed.
    func previewChange(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID
    ) async throws(DeskError) -> MoneyEffect
    func changeService(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID, version: Int, key: CommandKey
    ) async throws(DeskError)
}
