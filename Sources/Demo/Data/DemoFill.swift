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

    /// The tables written, for ``Store/BulkLoad``.
    package static var tables: [String] { DemoTable.allCases.map(\.name) }

    /// Writes everything; `progress` gets the number of customers done and of rows written so far.
    package func run(
        _ load: BulkLoad, reference: DemoFlowReference, progress: (_ customers: Int, _ rows: Int) -> Void
    ) async throws {
        let position = try await load.begin()
        let calendar = DemoCalendar(today: today)
        let writer = DemoCustomerWriter(
            seed: seed, calendar: calendar, start: DemoCustomerWriter.Start(after: position),
            flow: reference.flow, queues: reference.queues)
        try await load.addNodes(
            from: position.node + 1,
            count: (customers + DemoReference.portsPerNode - 1) / DemoReference.portsPerNode)
        var buffers = DemoBuffers()
        var rows = 0
        var index = 0
        while index < customers {
            let end = min(index + Self.batch, customers)
            for customer in index..<end { writer.write(customer, into: &buffers) }
            for table in DemoTable.allCases where buffers[table].rows > 0 {
                try await load.copy(table: table.name, columns: table.columns, bytes: buffers[table].bytes)
            }
            rows += buffers.rows
            buffers.removeAll()
            index = end
            progress(index, rows)
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
    init(after position: BulkLoad.Position) {
        customer = Int(position.customer) + 1
        account = Int(position.account) + 1
        subscription = Int(position.subscription) + 1
        ticket = Int(position.ticket) + 1
        device = Int(position.device) + 1
        node = Int(position.node) + 1
        call = Int(position.call) + 1
        payment = Int(position.payment) + 1
        contractNumber = Int(position.contracts) + 1
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
            session.bulkLoad(tables: tables),
            reference: DemoFlowReference(flow: reference.flow, queues: reference.queues), progress: progress)
    }
}
