import Domain
import Operations

/// A question or a command to the operator's desk, as a value: screens make them, ``EffectRunner`` performs them.
nonisolated enum DeskRequest: Hashable, Sendable {
    case searchCustomers(String, limit: Int)
    case customerCard(CustomerID)
    case tariffOffers(serviceType: String?)
    case ticketQueue(limit: Int)
    case ticket(TicketID)
    case freePorts(matching: String, limit: Int)
    case stocks
    case deviceModels
    case findAccount(AccountID)

    case money(MoneyRequest)
    case service(ServiceRequest)
    case charging(ChargeRunRequests)
    case catalog(CatalogRequest)
    case till(TillRequest)
    case account(AccountRequest)
    case usage(UsageRequest)
    case warehouse(WarehouseRequest)
    case profile(ProfileRequest)
    case search(SearchRequest)

    case registerCustomer(CustomerRegistration, key: CommandKey)
    /// The address is one of the customer's; nil: there is none to choose from.
    case openTicket(
        CustomerID, AccountID, TariffID, parameters: [String: String], address: PostalAddress?, key: CommandKey)
    case takeTicket(TicketID, customer: CustomerID)
    case releaseTicket(TicketID, customer: CustomerID)
    case commentTicket(TicketID, customer: CustomerID, comment: String, key: CommandKey)
    case pushTicket(TicketPush, key: CommandKey)
    case handOverDevice(scan: String, ticket: TicketID, customer: CustomerID, key: CommandKey)
    case registerPayment(CustomerID, AccountID, amount: Money, note: String, key: CommandKey)

    /// Commands change the shared database: they are never cancelled half way and never sent by themselves.
    var isCommand: Bool {
        switch self {
        case .searchCustomers, .customerCard, .tariffOffers, .ticketQueue, .ticket, .freePorts, .stocks,
            .deviceModels, .findAccount:
            false
        case .registerCustomer, .openTicket, .takeTicket, .releaseTicket, .commentTicket, .pushTicket, .handOverDevice,
            .registerPayment:
            true
        case .money(let request): request.isCommand
        case .service(let request): request.isCommand
        case .charging(let request): request.isCommand
        case .catalog(let request): request.isCommand
        case .till(let request): request.isCommand
        case .account(let request): request.isCommand
        case .usage(let request): request.isCommand
        case .warehouse(let request): request.isCommand
        case .profile(let request): request.isCommand
        case .search(let request): request.isCommand
        }
    }
}

/// What the desk answered.
nonisolated enum DeskReply: Hashable, Sendable {
    case customers([CustomerSummary])
    case card(CustomerCard)
    case offers([TariffOffer])
    case queue([TicketSummary])
    case ticket(TicketDetail)
    case ports([PortChoice])
    case stocks([StockSummary])
    case models([DeviceModel])
    /// Nil: there is no such account, or not for this operator.
    case account(AccountOwner?)
    case registered(RegisteredCustomer)
    case opened(TicketID)
    case scanned(ScanOutcome)
    case receipt(PaymentReceipt)

    case postings([Posting])
    case balance(Money)
    case moneyMonths([MoneyMonth], of: AccountID)
    /// What was taken back, as the account sees it.
    case reversed(Money)
    case services([ServiceSheet])
    case effect(MoneyEffect)
    case serviceChanged(ServiceChange)
    case runs([ChargeRunSummary])
    case run(ChargeRunReport)
    case runRequested(ChargeRunID)
    case runCancelled(ChargeRunID)
    case catalog(CatalogBook)
    case impact(PriceImpact)
    case priceSet(PriceChange)
    case catalogDocument(CatalogDocument)
    /// What an import changes, or what a dry one would.
    case catalogDifferences([CatalogDifference], isDry: Bool)

    /// The operator's open shift, if there is one.
    case shift(TillShift?)
    case shifts([TillShift])
    case shiftReport(ShiftReport)
    case destinations([CashDestination])
    case transfers([CashTransfer])
    case shiftChanged(TillShift)
    case transferChanged(CashTransfer)

    /// Newest first.
    case promises([PaymentPromise])
    case promised(PaymentPromise)
    case accountChanged(AccountSummary)
    case moved(MoneyMove)

    case usage(UsageReply)
    case warehouse(WarehouseReply)
    case profile(ProfileReply)
    case found(SearchAnswer)
}

nonisolated extension DeskReply {
    /// Whether something was changed to get this answer.
    func isOfCommand(purpose: String) -> Bool {
        switch self {
        case .registered, .opened, .receipt, .serviceChanged, .runRequested, .runCancelled, .priceSet, .reversed,
            .shiftChanged, .transferChanged, .promised, .accountChanged, .moved:
            true
        case .ticket: purpose != "ticket"
        case .catalogDifferences(_, let isDry): !isDry
        case .usage(let reply): reply.isOfCommand
        case .warehouse(let reply): reply.isOfCommand
        case .profile(let reply): reply.isOfCommand
        case .found: false
        // The screen of a scan looks again itself.
        case .scanned, .customers, .card, .offers, .queue, .ports, .stocks, .models, .account: false
        case .postings, .balance, .moneyMonths, .services, .effect, .runs, .run, .catalog, .catalogDocument, .impact,
            .shift, .shifts, .shiftReport, .destinations, .transfers, .promises:
            false
        }
    }
}

/// An account found by its number, with whose it is.
nonisolated struct AccountOwner: Hashable, Sendable {
    var customer: CustomerSummary
    var account: AccountSummary
}

nonisolated extension DeskRequest {
    /// Performs the request; runs wherever it is awaited, never on the main actor.
    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .searchCustomers(let text, let limit): .customers(try await desk.searchCustomers(text, limit: limit))
        case .customerCard(let customer): .card(try await desk.customerCard(customer))
        case .tariffOffers(let type): .offers(try await desk.tariffOffers(serviceType: type))
        case .ticketQueue(let limit): .queue(try await desk.ticketQueue(limit: limit))
        case .ticket(let ticket): .ticket(try await desk.ticket(ticket))
        case .freePorts(let text, let limit): .ports(try await desk.freePorts(matching: text, limit: limit))
        case .stocks: .stocks(try await desk.stocks())
        case .deviceModels: .models(try await desk.deviceModels())
        case .findAccount(let number):
            .account(try await desk.findAccount(number).map { AccountOwner(customer: $0.0, account: $0.1) })
        case .registerCustomer(let registration, let key):
            .registered(try await desk.registerCustomer(registration, key: key))
        case .openTicket(let customer, let account, let tariff, let parameters, let address, let key):
            .opened(
                try await desk.openTicket(
                    customer: customer, account: account, tariff: tariff, parameters: parameters, address: address,
                    key: key))
        case .takeTicket(let ticket, let customer): .ticket(try await desk.takeTicket(ticket, customer: customer))
        case .releaseTicket(let ticket, let customer):
            .ticket(try await desk.releaseTicket(ticket, customer: customer))
        case .commentTicket(let ticket, let customer, let comment, let key):
            .ticket(try await desk.commentTicket(ticket, customer: customer, comment: comment, key: key))
        case .pushTicket(let push, let key): .ticket(try await desk.pushTicket(push, key: key))
        case .handOverDevice(let scan, let ticket, let customer, let key):
            .scanned(try await desk.handOverDevice(scan: scan, ticket: ticket, customer: customer, key: key))
        case .registerPayment(let customer, let account, let amount, let note, let key):
            .receipt(
                try await desk.registerPayment(
                    customer: customer, account: account, amount: amount, note: note, key: key))
        case .money(let request): try await request.perform(on: desk)
        case .service(let request): try await request.perform(on: desk)
        case .charging(let request): try await request.perform(on: desk)
        case .catalog(let request): try await request.perform(on: desk)
        case .till(let request): try await request.perform(on: desk)
        case .account(let request): try await request.perform(on: desk)
        case .usage(let request): try await request.perform(on: desk)
        case .warehouse(let request): try await request.perform(on: desk)
        case .profile(let request): try await request.perform(on: desk)
        case .search(let request): try await request.perform(on: desk)
        }
    }
}
