package import Domain
import Store

extension DatabaseDesk {
    package func searchCustomers(_ text: String, limit: Int) async throws(DeskError) -> [CustomerSummary] {
        try await run { try await $0.searchCustomers(text, limit: limit) }
    }

    package func customerCard(_ customer: CustomerID) async throws(DeskError) -> CustomerCard {
        try await run { try await $0.customerCard(customer) }
    }

    package func registerCustomer(
        _ registration: CustomerRegistration, key: CommandKey
    ) async throws(DeskError) -> RegisteredCustomer {
        try await run { try await $0.registerCustomer(registration, key: key) }
    }

    package func tariffOffers(serviceType: String?) async throws(DeskError) -> [TariffOffer] {
        try await run { try await $0.tariffOffers(serviceType: serviceType) }
    }

    package func ticketQueue(limit: Int) async throws(DeskError) -> [TicketSummary] {
        try await run { try await $0.ticketQueue(limit: limit) }
    }

    package func ticket(_ ticket: TicketID) async throws(DeskError) -> TicketDetail {
        try await run { try await $0.ticket(ticket) }
    }

    package func openTicket(
        customer: CustomerID, account: AccountID, tariff: TariffID, parameters: [String: String],
        address: PostalAddress?, key: CommandKey
    ) async throws(DeskError) -> TicketID {
        try await run {
            try await $0.openTicket(
                customer: customer, account: account, tariff: tariff, parameters: parameters, address: address, key: key
            )
        }
    }

    package func takeTicket(_ ticket: TicketID, customer: CustomerID) async throws(DeskError) -> TicketDetail {
        try await run {
            try await $0.takeTicket(ticket, customer: customer)
            return try await $0.ticket(ticket)
        }
    }

    package func releaseTicket(_ ticket: TicketID, customer: CustomerID) async throws(DeskError) -> TicketDetail {
        try await run {
            try await $0.releaseTicket(ticket, customer: customer)
            return try await $0.ticket(ticket)
        }
    }

    package func commentTicket(
        _ ticket: TicketID, customer: CustomerID, comment: String, key: CommandKey
    ) async throws(DeskError) -> TicketDetail {
        try await run {
            try await $0.commentTicket(ticket, customer: customer, comment: comment, key: key)
            return try await $0.ticket(ticket)
        }
    }

    package func pushTicket(_ push: TicketPush, key: CommandKey) async throws(DeskError) -> TicketDetail {
        try await run {
            try await $0.pushTicket(push, key: key)
            return try await $0.ticket(push.ticket)
        }
    }

    package func freePorts(matching text: String, limit: Int) async throws(DeskError) -> [PortChoice] {
        try await run { try await $0.freePorts(matching: text, limit: limit) }
    }

    package func handOverDevice(
        scan: String, ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> ScanOutcome {
        try await run { try await $0.handOverDevice(scan: scan, ticket: ticket, customer: customer, key: key) }
    }

    package func stocks() async throws(DeskError) -> [StockSummary] { try await run { try await $0.stocks() } }

    package func deviceModels() async throws(DeskError) -> [DeviceModel] {
        try await run { try await $0.deviceModels() }
    }

    package func registerPayment(
        customer: CustomerID, account: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try await run {
            try await $0.registerPayment(
                customer: customer, account: account, amount: amount, note: note, key: key)
        }
    }

    package func findAccount(_ number: AccountID) async throws(DeskError) -> (CustomerSummary, AccountSummary)? {
        try await run { try await $0.findAccount(number) }
    }
}
