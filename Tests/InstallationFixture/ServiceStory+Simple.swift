package import Domain
import Store

/// Services that are activated in one step, by the flow of services without one of their own.
extension ServiceStory {
    /// Registers a customer with a service of a tariff and activates it.
    package func activateAtOnce(
        _ tariff: String, parameters: [String: String] = [:], identifier: String = ""
    ) async throws -> Service {
        var registration = plausibleRegistration()
        registration.tariff = try await offer(tariff)
        registration.parameters = parameters
        let registered = try await acting("op_anna") {
            try await $0.registerCustomer(registration, key: .make())
        }
        return try await activate(registered, identifier: identifier)
    }

    /// Activates one more service for a customer.
    package func add(
        _ tariff: String, to service: Service, parameters: [String: String] = [:], identifier: String = ""
    ) async throws -> Service {
        let offer = try await offer(tariff)
        let ticket = try await acting("op_anna") {
            try await $0.openTicket(
                customer: service.customer, account: service.account, tariff: offer, parameters: parameters,
                key: .make())
        }
        return try await activate(
            RegisteredCustomer(
                customer: service.customer, contractNumber: "", account: service.account, ticket: ticket),
            identifier: identifier)
    }

    /// A change of the service from the supervisor's desk.
    package func change(_ service: Service, _ change: ServiceChange) async throws {
        try await acting("op_aram") { session in
            let sheets = try await session.serviceSheets(of: service.customer)
            guard let sheet = sheets.first(where: { $0.summary.id == service.subscription }) else {
                throw Unknown(what: "service \(service.subscription)")
            }
            try await session.changeService(
                change, customer: service.customer, subscription: service.subscription, version: sheet.version,
                key: .make())
        }
    }

    private func offer(_ code: String) async throws -> TariffID {
        let offers = try await acting("op_anna") { try await $0.tariffOffers(serviceType: nil) }
        guard let offer = offers.first(where: { $0.tariff.code == code }) else { throw Unknown(what: "tariff \(code)") }
        return offer.id
    }

    private func activate(_ registered: RegisteredCustomer, identifier: String) async throws -> Service {
        try await push(
            registered, "activation.done", "activated", .activation(identifier: identifier), by: "op_aram")
        let card = try await acting("op_anna") { try await $0.customerCard(registered.customer) }
        guard let subscription = card.subscriptions.map(\.id).max() else { throw Unknown(what: "service") }
        return Service(
            customer: registered.customer, account: registered.account, ticket: registered.ticket,
            subscription: subscription)
    }

    private struct Unknown: Error {
        let what: String
    }
}
