import Domain
import Operations

/// The questions and commands of one business area.
nonisolated protocol AreaRequest: Hashable, Sendable {
    /// It changes the shared database.
    var isCommand: Bool { get }
    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply
}

nonisolated enum MoneyRequest: AreaRequest {
    case postings(CustomerID, AccountID, PostingFilter, before: Int64?, limit: Int)
    case balance(CustomerID, AccountID, on: CivilDate)
    case months(CustomerID, AccountID, from: CivilDate)
    /// Nil amount: all that is left of it.
    case reverseCharge(CustomerID, AccountID, posting: Int64, amount: Money?, reason: String, key: CommandKey)
    case reversePayment(CustomerID, AccountID, posting: Int64, reason: String, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .postings, .balance, .months: false
        case .reverseCharge, .reversePayment: true
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .postings(let customer, let account, let filter, let before, let limit):
            .postings(
                try await desk.postings(of: account, customer: customer, filter: filter, before: before, limit: limit))
        case .balance(let customer, let account, let day):
            .balance(try await desk.balance(of: account, customer: customer, on: day))
        case .months(let customer, let account, let day):
            .moneyMonths(try await desk.moneyMonths(of: account, customer: customer, from: day), of: account)
        case .reverseCharge(let customer, let account, let posting, let amount, let reason, let key):
            .reversed(
                try await desk.reverseCharge(
                    customer: customer, account: account, posting: posting, amount: amount, reason: reason, key: key))
        case .reversePayment(let customer, let account, let posting, let reason, let key):
            .reversed(
                try await desk.reversePayment(
                    customer: customer, account: account, posting: posting, reason: reason, key: key
                ).amount)
        }
    }
}

nonisolated enum ServiceRequest: AreaRequest {
    case list(CustomerID)
    case preview(ServiceChange, CustomerID, SubscriptionID)
    case change(ServiceChange, CustomerID, SubscriptionID, version: Int, key: CommandKey)

    var isCommand: Bool {
        if case .change = self { true } else { false }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .list(let customer): return .services(try await desk.services(of: customer))
        case .preview(let change, let customer, let subscription):
            return .effect(try await desk.previewChange(change, customer: customer, subscription: subscription))
        case .change(let change, let customer, let subscription, let version, let key):
            try await desk.changeService(
                change, customer: customer, subscription: subscription, version: version, key: key)
            return .serviceChanged(change)
        }
    }
}

nonisolated enum ChargeRunRequests: AreaRequest {
    case list(limit: Int)
    case report(ChargeRunID)
    case request(ChargeRunRequest, key: CommandKey)
    case cancel(ChargeRunID, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .list, .report: false
        case .request, .cancel: true
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .list(let limit): return .runs(try await desk.chargeRuns(limit: limit))
        case .report(let run): return .run(try await desk.chargeRun(run))
        case .request(let request, let key): return .runRequested(try await desk.requestChargeRun(request, key: key))
        case .cancel(let run, let key):
            try await desk.cancelChargeRun(run, key: key)
            return .runCancelled(run)
        }
    }
}

nonisolated enum CatalogRequest: AreaRequest {
    case book
    case impact(PriceChange)
    case setPrice(PriceChange, key: CommandKey)
    case document
    /// A dry one only says what would change.
    case bring(CatalogDocument, isDry: Bool, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .book, .impact, .document: false
        case .setPrice: true
        case .bring(_, let isDry, _): !isDry
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .book: return .catalog(try await desk.catalogBook())
        case .impact(let change): return .impact(try await desk.priceImpact(change))
        case .setPrice(let change, let key):
            try await desk.setPrice(change, key: key)
            return .priceSet(change)
        case .document: return .catalogDocument(try await desk.catalogDocument())
        case .bring(let document, let isDry, let key):
            return .catalogDifferences(
                try await desk.importCatalog(document, isDry: isDry, key: key), isDry: isDry)
        }
    }
}
