package import Domain
package import Store

/// The way from registration to a running service, each step by the operator whose work it is.
package struct ServiceStory: Sendable {
    package let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Service: Sendable {
        package let customer: CustomerID
        package let account: AccountID
        package let ticket: TicketID
        package let subscription: SubscriptionID

        package init(
            customer: CustomerID, account: AccountID, ticket: TicketID, subscription: SubscriptionID
        ) {
            self.customer = customer
            self.account = account
            self.ticket = ticket
            self.subscription = subscription
        }
    }

    /// Registers a customer and pushes the ticket to its end.
    package func activate(
        _ registration: CustomerRegistration = plausibleRegistration(), serial: String = "HWTCA0000001",
        identifier: String = "net-1"
    ) async throws -> Service {
        let registered = try await acting("op_anna") {
            try await $0.registerCustomer(registration, key: .make())
        }
        try await push(registered, "survey.done", "feasible", .survey(feasible: true, cableMetres: 20), by: "op_karen")
        let port = try await acting("op_karen") { try await $0.freePorts(matching: "", limit: 1) }
        guard let port = port.first else { throw Missing.port }
        try await push(registered, "port.done", "assigned", .port(port.port), by: "op_karen")
        _ = try await acting("op_suren") {
            try await $0.handOverDevice(
                scan: serial, ticket: registered.ticket, customer: registered.customer, key: .make())
        }
        try await push(registered, "device.done", "handed_over", .device, by: "op_suren")
        try await push(
            registered, "activation.done", "activated", .activation(identifier: identifier), by: "op_aram")
        let card = try await acting("op_anna") { try await $0.customerCard(registered.customer) }
        guard let subscription = card.subscriptions.first else { throw Missing.subscription }
        return Service(
            customer: registered.customer, account: registered.account, ticket: registered.ticket,
            subscription: subscription.id)
    }

    /// Pushes with the version the operator sees now.
    package func push(
        _ registered: RegisteredCustomer, _ transition: String, _ resolution: String, _ result: StepResult,
        by login: String, comment: String = ""
    ) async throws {
        try await acting(login) { session in
            let version = try await session.ticket(registered.ticket).summary.version
            try await session.pushTicket(
                TicketPush(
                    ticket: registered.ticket, customer: registered.customer, version: version, transition: transition,
                    resolution: resolution, comment: comment, result: result), key: .make())
        }
    }

    /// Runs something as a login on a database of its own.
    package func acting<T>(_ login: String, _ body: (StoreSession) async throws -> T) async throws -> T {
        let database = installation.database(as: login, connections: 1)
        do {
            let value = try await database.performing(body)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    private enum Missing: Error {
        case port
        case subscription
    }
}
