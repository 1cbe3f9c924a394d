package import Domain

/// What an operator can see and do: the one door between the screens and the shared database.
/// Every verb is refused by the database when the operator's role lacks its permission.
package protocol OperatorDesk: TillDesk, MoneyDesk, PostingDesk, ServiceDesk, ChargeRunDesk, CatalogDesk, UsageDesk,
    WarehouseDesk, ProfileDesk, SearchDesk
{
    /// Changes of the connection, beginning with the present state; one consumer.
    func connectionStates() -> AsyncStream<ConnectionState>
    /// "Look again" for the named area; coalesced, may be missed, carries no data.
    func changes() -> AsyncStream<ChangedArea>

    // Customers
    func searchCustomers(_ text: String, limit: Int) async throws(DeskError) -> [CustomerSummary]
    func customerCard(_ customer: CustomerID) async throws(DeskError) -> CustomerCard
    func registerCustomer(
        _ registration: CustomerRegistration, key: CommandKey
    ) async throws(DeskError) -> RegisteredCustomer

    // Catalog
    func tariffOffers(serviceType: String?) async throws(DeskError) -> [TariffOffer]

    // Tickets
    func ticketQueue(limit: Int) async throws(DeskError) -> [TicketSummary]
    func ticket(_ ticket: TicketID) async throws(DeskError) -> TicketDetail
    func openTicket(
        customer: CustomerID, account: AccountID, tariff: TariffID, parameters: [String: String],
        address: PostalAddress?, key: CommandKey
    ) async throws(DeskError) -> TicketID
    func takeTicket(_ ticket: TicketID, customer: CustomerID) async throws(DeskError) -> TicketDetail
    /// Gives back what was taken; others may take it at once.
    func releaseTicket(_ ticket: TicketID, customer: CustomerID) async throws(DeskError) -> TicketDetail
    /// A comment in the flow that pushes nothing.
    func commentTicket(
        _ ticket: TicketID, customer: CustomerID, comment: String, key: CommandKey
    ) async throws(DeskError) -> TicketDetail
    func pushTicket(_ push: TicketPush, key: CommandKey) async throws(DeskError) -> TicketDetail
    func freePorts(matching text: String, limit: Int) async throws(DeskError) -> [PortChoice]

    // Warehouse
    /// Hands the scanned device over to the ticket's customer: it leaves the stock.
    func handOverDevice(
        scan: String, ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> ScanOutcome
    func stocks() async throws(DeskError) -> [StockSummary]
    func deviceModels() async throws(DeskError) -> [DeviceModel]

    // Payments
    func registerPayment(
        customer: CustomerID, account: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt
    /// The account a cashier typed the number of, with its customer.
    func findAccount(_ number: AccountID) async throws(DeskError) -> (CustomerSummary, AccountSummary)?
}

/// Where the connection to the shared database stands.
package enum ConnectionState: Hashable, Sendable {
    case connecting
    case ready(OperatorProfile)
    /// While connected: whether the daemon is there, which charges, suspends and takes in calls.
    case daemon(isRunning: Bool)
    /// While connected: what the shortest question took, there and back.
    case latency(milliseconds: Int)
    /// Lost or not yet made; retried by itself after the given pause.
    case waiting(reason: String, retryInMilliseconds: Int)
    /// Will not get better by retrying: wrong password, no such role, a schema of another version.
    case refused(DeskError)
}

/// What changed in the shared database, as far as it is announced: an area, one customer or one stock document.
package enum ChangedArea: Hashable, Sendable, CaseIterable, RawRepresentable {
    case accounts
    case tickets
    case customers
    /// Where devices and quantities are.
    case warehouse
    /// Which stocks and models there are, and their minimum levels.
    case stocks
    case usage
    /// A stock document: begun, scanned into, posted, given up.
    case document(StockDocumentID)
    /// The profile of one customer, and what belongs to it.
    case customer(CustomerID)

    /// The areas; one customer is part of `customers`, and a document of `warehouse`.
    package static let allCases: [ChangedArea] = [.accounts, .tickets, .customers, .warehouse, .stocks, .usage]

    /// As the announcement says it: `tickets`, `customer 1207`, `document 12`.
    package init?(rawValue: String) {
        if let area = Self.allCases.first(where: { $0.rawValue == rawValue }) {
            self = area
        } else {
            let words = rawValue.split(separator: " ")
            guard words.count == 2, let number = Int64(words[1]) else { return nil }
            switch words[0] {
            case "customer": self = .customer(CustomerID(number))
            case "document": self = .document(StockDocumentID(number))
            default: return nil
            }
        }
    }

    package var rawValue: String {
        switch self {
        case .accounts: "accounts"
        case .tickets: "tickets"
        case .customers: "customers"
        case .warehouse: "warehouse"
        case .stocks: "stocks"
        case .usage: "usage"
        case .document(let document): "document \(document)"
        case .customer(let customer): "customer \(customer)"
        }
    }
}

/// Why a verb was not done, in words for the operator: what was wrong, where, and what to do.
package enum DeskError: Error, Hashable, Sendable {
    /// A rule of the business says no; nothing was changed.
    case refused(String)
    case notPermitted(String)
    /// Somebody else was faster, or the same key was used for something else; look again.
    case conflict(String)
    case notFound(String)
    /// The command may or may not have happened; retry with the same key.
    case connectionLost(String)
    case signInFailed(String)
    case schemaMismatch(String)
    case cancelled
    case unexpected(String)

    /// The command may be done all the same: it is kept with its key, and sending it again is safe.
    package var mayHaveHappened: Bool {
        switch self {
        case .connectionLost, .cancelled, .unexpected: true
        case .refused, .notPermitted, .conflict, .notFound, .signInFailed, .schemaMismatch: false
        }
    }

    /// The sentence for the message line.
    package var sentence: String {
        switch self {
        case .refused(let text), .notPermitted(let text), .conflict(let text), .notFound(let text),
            .connectionLost(let text), .signInFailed(let text), .schemaMismatch(let text), .unexpected(let text):
            text
        case .cancelled: "Cancelled."
        }
    }
}
