package import Domain
package import Store

/// Fills a demo database with generated customers: `bcrm db fill --customers N --seed S`.
/// The same seed and number give the same rows on a database in the same state.
package struct DemoFill: Sendable {
    package let customers: Int
    package let seed: UInt64
    /// The day the generated history ends on.
    package let today: CivilDate

    /// Customers written between two progress reports; memory holds the rows of so many.
    static let batch = 10_000

    package init(customers: Int, seed: UInt64, today: CivilDate) {
        self.customers = customers
        self.seed = seed
        self.today = today
    }

    /// Writes everything; `progress` gets the number of customers done and of rows written so far.
    package func run(
        _ load: BulkLoad, reference: DemoFlowReference, progress: (_ customers: Int, _ rows: Int) -> Void
    ) async throws {
        let nodes = (customers + DemoReference.portsPerNode - 1) / DemoReference.portsPerNode
        let taken = try await load.begin(reserving: DemoCustomerWriter.numbers(customers: customers, nodes: nodes))
        let calendar = DemoCalendar(today: today)
        let writer = DemoCustomerWriter(
            seed: seed, calendar: calendar, start: DemoCustomerWriter.Start(after: taken),
            flow: reference.flow, queues: reference.queues)
        try await load.addNodes(from: taken.node + 1, count: nodes)
        var buffers = DemoBuffers()
        var rows = 0
        for first in stride(from: 0, to: customers, by: Self.batch) {
            let end = min(first + Self.batch, customers)
            for customer in first..<end { writer.write(customer, into: &buffers) }
            let full = buffers
            try await load.together { load in
                for table in DemoTable.allCases where full[table].rows > 0 {
                    try await load.copy(table: table.name, columns: table.columns, bytes: full[table].bytes)
                }
            }
            rows += full.rows
            buffers.removeAll()
            progress(end, rows)
        }
        try await load.finish()
    }
}

/// What the generated tickets point to.
package struct DemoFlowReference: Sendable {
    package var flow: Int
    /// Queue number by step of the flow.
    package var queues: [String: Int]

    package init(flow: Int, queues: [String: Int]) {
        self.flow = flow
        self.queues = queues
    }
}

extension DemoCustomerWriter.Start {
    init(after taken: BulkLoad.Numbers) {
        customer = Int(taken.customer) + 1
        account = Int(taken.account) + 1
        subscription = Int(taken.subscription) + 1
        ticket = Int(taken.ticket) + 1
        device = Int(taken.device) + 1
        movement = Int(taken.movement) + 1
        node = Int(taken.node) + 1
        call = Int(taken.call) + 1
        payment = Int(taken.payment) + 1
        attachment = Int(taken.attachment) + 1
        contractNumber = Int(taken.contracts) + 1
    }
}

extension DemoCustomerWriter {
    /// How many numbers of each kind so many customers take at most.
    static func numbers(customers: Int, nodes: Int) -> BulkLoad.Numbers {
        let count = Int64(customers)
        return BulkLoad.Numbers(
            customer: count, account: count, subscription: count * Int64(subscriptionsPerCustomer), ticket: count,
            device: count, movement: count, node: Int64(nodes), call: count * Int64(callsPerCustomer),
            payment: count * Int64(paymentsPerCustomer), attachment: count * Int64(filesPerCustomer), contracts: count)
    }
}

extension DemoFill {
    /// Fills the database of the session, up to its business date.
    package static func fill(
        _ session: StoreSession, customers: Int, seed: UInt64,
        progress: (_ customers: Int, _ rows: Int) -> Void
    ) async throws {
        let today = try await session.clock().today
        let reference = try await session.activationFlow()
        try await DemoFill(customers: customers, seed: seed, today: today).run(
            session.bulkLoad(),
            reference: DemoFlowReference(flow: reference.flow, queues: reference.queues), progress: progress)
    }
}
