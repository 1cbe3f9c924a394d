import Domain
import Operations
import Synchronization

@testable import Client

/// An operator's desk in memory: one customer with a service, two tickets, a few devices. It answers as the real one
/// would and remembers what it was asked.
nonisolated final class TestDesk: OperatorDesk {
    struct State {
        var balance: Int64 = 150_000
        var asked: [DeskRequest] = []
        /// Answers the next command with this instead.
        var failures: [DeskError] = []
        var tickets: [TicketID: TicketDetail] = [:]
        var receipts: [CommandKey: PaymentReceipt] = [:]
        var scanned: [String: ScanOutcome] = [:]
        /// Command keys of registrations.
        var registrations: [CommandKey: CustomerRegistration] = [:]
        /// Verbs of tills and money asked for, by name, in order.
        var moneyVerbs: [String] = []
        var panels = Panels()
        var usage = Usage()
        var warehouse = Warehouse()
        var profile = Profile()
    }

    let state: Mutex<State>

    init() {
        var state = State()
        for detail in [Samples.survey, Samples.device, Samples.port] { state.tickets[detail.summary.id] = detail }
        self.state = Mutex(state)
    }

    var asked: [DeskRequest] { state.withLock { $0.asked } }

    func failNext(_ error: DeskError) { state.withLock { $0.failures.append(error) } }

    /// The synchronous heart: the tests of the screens use it directly.
    func answer(_ request: DeskRequest) -> Result<DeskReply, DeskError> {
        state.withLock { state in
            state.asked.append(request)
            if request.isCommand, !state.failures.isEmpty { return .failure(state.failures.removeFirst()) }
            return Self.answer(request, &state)
        }
    }

    private static func answer(_ request: DeskRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        let account = Samples.account(state.balance)
        switch request {
        case .searchCustomers(let text, _):
            let found = Samples.customers.filter { customer in
                let words = "\(customer.name) \(customer.phone) \(customer.contractNumber)".lowercased()
                return words.contains(text.lowercased())
            }
            return .success(.customers(found))
        case .customerCard(let id):
            guard id == Samples.petrosyan.id else { return .failure(.notFound("There is no such customer.")) }
            var card = Samples.card(state.balance)
            card.accounts += state.panels.otherAccounts
            (card.parts, card.attachments) = (state.profile.parts, state.profile.attachments)
            (card.duplicates, card.merged) = (state.profile.duplicates, state.profile.merged)
            card.isAnonymised = state.profile.isAnonymised
            card.mergedNames = state.profile.mergedNames
            state.profile.card(&card)
            if let survivor = state.profile.survivor { card.profile.id = survivor }
            return .success(.card(card))
        case .tariffOffers: return .success(.offers(Samples.offers))
        case .ticketQueue:
            return .success(.queue(state.tickets.values.map(\.summary).sorted { $0.id < $1.id }))
        case .ticket(let id):
            guard let detail = state.tickets[id] else { return .failure(.notFound("There is no ticket #\(id).")) }
            return .success(.ticket(detail))
        case .freePorts(let text, _):
            let found = Samples.ports.filter {
                text.isEmpty || "\($0.nodeCode) \($0.name)".lowercased().contains(text.lowercased())
            }
            return .success(.ports(found))
        case .stocks: return .success(.stocks(Samples.stocks))
        case .deviceModels: return .success(.models(state.warehouse.models))
        case .findAccount(let number):
            guard number == account.id else { return .success(.account(nil)) }
            return .success(.account(AccountOwner(customer: Samples.petrosyan, account: account)))
        case .registerCustomer(let registration, let key):
            state.registrations[key] = registration
            return .success(
                .registered(
                    RegisteredCustomer(
                        customer: Samples.petrosyan.id, contractNumber: "C-2000", account: account.id,
                        ticket: TicketID(12))))
        case .openTicket: return .success(.opened(TicketID(12)))
        case .takeTicket(let id, _):
            guard var detail = state.tickets[id] else { return .failure(.notFound("There is no ticket #\(id).")) }
            detail.summary.takenBy = Samples.anna.fullName
            state.tickets[id] = detail
            return .success(.ticket(detail))
        case .releaseTicket(let id, _):
            guard var detail = state.tickets[id] else { return .failure(.notFound("There is no ticket #\(id).")) }
            detail.summary.takenBy = ""
            state.tickets[id] = detail
            return .success(.ticket(detail))
        case .commentTicket(let id, _, let comment, _):
            guard var detail = state.tickets[id] else { return .failure(.notFound("There is no ticket #\(id).")) }
            detail.flow.append(
                FlowEvent(
                    at: Samples.noon, actor: Samples.anna.fullName, fromStepName: "",
                    toStepName: detail.summary.stepName, resolution: "comment", comment: comment))
            state.tickets[id] = detail
            return .success(.ticket(detail))
        case .pushTicket(let push, _):
            guard var detail = state.tickets[push.ticket] else {
                return .failure(.notFound("There is no such ticket."))
            }
            guard detail.summary.version == push.version else {
                return .failure(.conflict("Karen S. pushed it to Port a moment ago."))
            }
            detail.summary.version += 1
            detail.summary.stepName = detail.transitions.first { $0.code == push.transition }?.toStepName ?? "?"
            detail.view = .general
            state.tickets[push.ticket] = detail
            return .success(.ticket(detail))
        case .handOverDevice(let scan, _, _, _):
            return .success(.scanned(state.scanned[scan] ?? .accepted(Samples.device(scan))))
        case .registerPayment(_, let id, let amount, _, let key):
            if let receipt = state.receipts[key] { return .success(.receipt(receipt)) }
            let before = state.balance
            state.balance += amount.minorUnits
            let receipt = PaymentReceipt(
                payment: PaymentID(501), account: id, amount: amount,
                balanceBefore: Money(minorUnits: before, currency: .amd),
                balanceAfter: Money(minorUnits: state.balance, currency: .amd), bookedAt: Samples.noon)
            state.receipts[key] = receipt
            return .success(.receipt(receipt))
        case .money(let request): return answer(request, &state)
        case .service(let request): return answer(request, &state)
        case .charging(let request): return answer(request, &state)
        case .catalog(let request): return answer(request, &state)
        case .till(let request): return answer(request, &state)
        case .account(let request): return answer(request, &state)
        case .usage(let request): return answer(request, &state)
        case .warehouse(let request): return answer(request, &state)
        case .profile(let request): return answer(request, &state)
        case .search(let request): return .success(.found(answer(request)))
        }
    }

    // MARK: OperatorDesk

    func connectionStates() -> AsyncStream<ConnectionState> {
        AsyncStream { stream in
            stream.yield(.connecting)
            stream.yield(.ready(Samples.anna))
            stream.finish()
        }
    }

    func changes() -> AsyncStream<ChangedArea> { AsyncStream { $0.finish() } }

    func get<Value>(
        _ request: DeskRequest, _ pick: (DeskReply) -> Value?
    ) throws(DeskError) -> Value {
        switch answer(request) {
        case .success(let reply):
            guard let value = pick(reply) else { throw .unexpected("The double answered something else.") }
            return value
        case .failure(let error): throw error
        }
    }

    func searchCustomers(_ text: String, limit: Int) async throws(DeskError) -> [CustomerSummary] {
        try get(.searchCustomers(text, limit: limit)) { if case .customers(let found) = $0 { found } else { nil } }
    }
    func customerCard(_ customer: CustomerID) async throws(DeskError) -> CustomerCard {
        try get(.customerCard(customer)) { if case .card(let card) = $0 { card } else { nil } }
    }
    func registerCustomer(
        _ registration: CustomerRegistration, key: CommandKey
    ) async throws(DeskError) -> RegisteredCustomer {
        try get(.registerCustomer(registration, key: key)) { if case .registered(let made) = $0 { made } else { nil } }
    }
    func tariffOffers(serviceType: String?) async throws(DeskError) -> [TariffOffer] {
        try get(.tariffOffers(serviceType: serviceType)) { if case .offers(let found) = $0 { found } else { nil } }
    }
    func ticketQueue(limit: Int) async throws(DeskError) -> [TicketSummary] {
        try get(.ticketQueue(limit: limit)) { if case .queue(let found) = $0 { found } else { nil } }
    }
    func ticket(_ ticket: TicketID) async throws(DeskError) -> TicketDetail {
        try get(.ticket(ticket)) { if case .ticket(let found) = $0 { found } else { nil } }
    }
    func openTicket(
        customer: CustomerID, account: AccountID, tariff: TariffID, parameters: [String: String],
        address: PostalAddress?, key: CommandKey
    ) async throws(DeskError) -> TicketID {
        try get(.openTicket(customer, account, tariff, parameters: parameters, address: address, key: key)) {
            if case .opened(let ticket) = $0 { ticket } else { nil }
        }
    }
    func takeTicket(_ ticket: TicketID, customer: CustomerID) async throws(DeskError) -> TicketDetail {
        try get(.takeTicket(ticket, customer: customer)) { if case .ticket(let found) = $0 { found } else { nil } }
    }
    func releaseTicket(_ ticket: TicketID, customer: CustomerID) async throws(DeskError) -> TicketDetail {
        try get(.releaseTicket(ticket, customer: customer)) { if case .ticket(let found) = $0 { found } else { nil } }
    }
    func commentTicket(
        _ ticket: TicketID, customer: CustomerID, comment: String, key: CommandKey
    ) async throws(DeskError) -> TicketDetail {
        try get(.commentTicket(ticket, customer: customer, comment: comment, key: key)) {
            if case .ticket(let found) = $0 { found } else { nil }
        }
    }
    func pushTicket(_ push: TicketPush, key: CommandKey) async throws(DeskError) -> TicketDetail {
        try get(.pushTicket(push, key: key)) { if case .ticket(let found) = $0 { found } else { nil } }
    }
    func freePorts(matching text: String, limit: Int) async throws(DeskError) -> [PortChoice] {
        try get(.freePorts(matching: text, limit: limit)) { if case .ports(let found) = $0 { found } else { nil } }
    }
    func handOverDevice(
        scan: String, ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> ScanOutcome {
        try get(.handOverDevice(scan: scan, ticket: ticket, customer: customer, key: key)) {
            if case .scanned(let outcome) = $0 { outcome } else { nil }
        }
    }
    func stocks() async throws(DeskError) -> [StockSummary] {
        try get(.stocks) { if case .stocks(let found) = $0 { found } else { nil } }
    }
    func deviceModels() async throws(DeskError) -> [DeviceModel] {
        try get(.deviceModels) { if case .models(let found) = $0 { found } else { nil } }
    }
    func registerPayment(
        customer: CustomerID, account: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try get(.registerPayment(customer, account, amount: amount, note: note, key: key)) {
            if case .receipt(let receipt) = $0 { receipt } else { nil }
        }
    }
    func findAccount(_ number: AccountID) async throws(DeskError) -> (CustomerSummary, AccountSummary)? {
        let owner: AccountOwner?? = try get(.findAccount(number)) {
            if case .account(let owner) = $0 { .some(owner) } else { nil }
        }
        return owner.flatMap { $0 }.map { ($0.customer, $0.account) }
    }
}
