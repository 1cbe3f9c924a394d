import PostgreSQL

/// Loads rows made elsewhere, table by table, with COPY, as the owner. Their numbers are reserved beforehand, so that
/// operators may work meanwhile. Only for demo databases: nothing checks the rows but the tables themselves.
package struct BulkLoad: Sendable {
    /// How many numbers of each kind; or the last one of each kind that is taken.
    package struct Numbers: Sendable {
        package var customer: Int64
        package var account: Int64
        package var subscription: Int64
        package var ticket: Int64
        package var device: Int64
        package var movement: Int64
        package var node: Int64
        package var call: Int64
        package var payment: Int64
        package var attachment: Int64
        package var contracts: Int64

        package init(
            customer: Int64, account: Int64, subscription: Int64, ticket: Int64, device: Int64, movement: Int64,
            node: Int64, call: Int64, payment: Int64, attachment: Int64, contracts: Int64
        ) {
            self.customer = customer
            self.account = account
            self.subscription = subscription
            self.ticket = ticket
            self.device = device
            self.movement = movement
            self.node = node
            self.call = call
            self.payment = payment
            self.attachment = attachment
            self.contracts = contracts
        }
    }

    package enum Failure: Error {
        case notADemoDatabase

        package var sentence: String {
            "This is not a demo database: generated customers are never mixed with real ones."
        }
    }

    private let connection: Connection

    init(connection: Connection) { self.connection = connection }

    /// Reserves numbers; returns the last ones that were taken before.
    package func begin(reserving count: Numbers) async throws -> Numbers {
        let demo = try await connection.query("SELECT is_demo FROM sec.installation")
        guard let row = demo.first, try row.decode(0, as: Bool.self) else {
            throw Failure.notADemoDatabase
        }
        _ = try await connection.query(
            """
            SELECT accounts.partitions_ensure((sec.today() - interval '4 months')::date,
                (sec.today() + interval '3 months')::date)
            """)
        return try await connection.transaction { connection in
            // Of two loads at once the second waits until the first has its numbers.
            _ = try await connection.query("SELECT pg_advisory_xact_lock(7211000003)")
            let result = try await connection.query(
                """
                SELECT (SELECT last_value - (NOT is_called)::int FROM customers.customer_id_seq),
                    (SELECT last_value - (NOT is_called)::int FROM accounts.account_id_seq),
                    (SELECT last_value - (NOT is_called)::int FROM catalog.subscription_id_seq),
                    (SELECT last_value - (NOT is_called)::int FROM tickets.ticket_id_seq),
                    (SELECT greatest(max(device_id), 100000) FROM warehouse.device),
                    (SELECT greatest(max(movement_id), 100000) FROM warehouse.movement),
                    (SELECT greatest(max(node_id), 1000) FROM network.node),
                    (SELECT last_value - (NOT is_called)::int FROM usage.call_id_seq),
                    (SELECT last_value - (NOT is_called)::int FROM accounts.payment_id_seq),
                    (SELECT last_value - (NOT is_called)::int FROM customers.attachment_id_seq),
                    (SELECT count(*) FROM customers.contract WHERE number LIKE 'D-%')
                """)
            guard let row = result.first else { throw Failure.notADemoDatabase }
            let taken = try Numbers(
                customer: row.decode(0), account: row.decode(1), subscription: row.decode(2), ticket: row.decode(3),
                device: row.decode(4), movement: row.decode(5), node: row.decode(6), call: row.decode(7),
                payment: row.decode(8), attachment: row.decode(9), contracts: row.decode(10))
            // Row triggers and foreign keys are off in this session only: a load that is broken off leaves no table
            // unguarded.
            try await connection.execute(
                script: """
                    SELECT setval('customers.customer_id_seq', \(taken.customer + count.customer));
                    SELECT setval('accounts.account_id_seq', \(taken.account + count.account));
                    SELECT setval('catalog.subscription_id_seq', \(taken.subscription + count.subscription));
                    SELECT setval('tickets.ticket_id_seq', \(taken.ticket + count.ticket));
                    SELECT setval(pg_get_serial_sequence('warehouse.device', 'device_id'), \(taken.device + count.device));
                    SELECT setval(pg_get_serial_sequence('warehouse.movement', 'movement_id'),
                        \(taken.movement + count.movement));
                    SELECT setval(pg_get_serial_sequence('network.node', 'node_id'), \(taken.node + count.node));
                    SELECT setval('usage.call_id_seq', \(taken.call + count.call));
                    SELECT setval('accounts.payment_id_seq', \(taken.payment + count.payment));
                    SELECT setval('customers.attachment_id_seq', \(taken.attachment + count.attachment));
                    SET session_replication_role = replica;
                    """)
            return taken
        }
    }

    /// Loads what belongs together: all of it is there afterwards, or nothing.
    package func together(_ load: (BulkLoad) async throws -> Void) async throws {
        try await connection.transaction { _ in try await load(self) }
    }

    /// One table's rows in COPY text format.
    package func copy(table: String, columns: [String], bytes: [UInt8]) async throws {
        try await connection.copyIn(
            "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN", bytes: bytes)
    }

    /// Nodes for the generated ports.
    package func addNodes(from first: Int64, count: Int) async throws {
        guard count > 0 else { return }
        _ = try await connection.query(
            """
            INSERT INTO network.node (node_id, code, kind, site, branch_id)
            SELECT n, 'OLT-' || n, 'olt', 'Site ' || n, 1 + (n % 3)
            FROM generate_series(\(first)::bigint, \(first + Int64(count) - 1)::bigint) AS n
            """)
    }

    /// Everything guards itself again, and the planner knows the new sizes.
    package func finish() async throws {
        try await connection.execute(script: "SET session_replication_role = DEFAULT; ANALYZE")
        // The triggers that keep the search in step were off.
        _ = try await connection.query("SELECT customers.search_complete()")
        for table in ["search_word", "search_address", "search_spelling", "search_street"] {
            _ = try await connection.query(Statement(text: "VACUUM (ANALYZE) customers.\(table)"))
        }
    }
}

extension BulkLoad.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
