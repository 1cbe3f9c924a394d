import PostgreSQL

/// Loads rows made elsewhere, table by table, with COPY, as the owner: row triggers are off meanwhile, and the
/// sequences are moved behind the loaded numbers at the end. Only for demo databases.
package struct BulkLoad: Sendable {
    /// What the numbers of new rows must start after.
    package struct Position: Sendable {
        package var customer: Int64
        package var account: Int64
        package var subscription: Int64
        package var ticket: Int64
        package var device: Int64
        package var node: Int64
        package var port: Int64
        package var call: Int64
        package var payment: Int64
        package var contracts: Int64
        package var movement: Int64
    }

    package enum Failure: Error {
        case notADemoDatabase

        package var sentence: String {
            "This is not a demo database: generated customers are never mixed with real ones."
        }
    }

    private let connection: Connection
    private let tables: [String]

    init(connection: Connection, tables: [String]) {
        self.connection = connection
        self.tables = tables
    }

    /// Takes the tables for loading; returns where the numbering stands.
    package func begin() async throws -> Position {
        let demo = try await connection.query("SELECT is_demo FROM sec.installation")
        guard let row = demo.first, try row.decode(0, as: Bool.self) else {
            throw Failure.notADemoDatabase
        }
        for table in tables {
            try await connection.execute(script: "ALTER TABLE \(table) DISABLE TRIGGER USER")
        }
        _ = try await connection.query(
            """
            SELECT accounts.partitions_ensure((sec.today() - interval '4 months')::date,
                (sec.today() + interval '3 months')::date)
            """)
        let result = try await connection.query(
            """
            SELECT (SELECT coalesce(max(customer_id), 0) FROM customers.customer),
                (SELECT coalesce(max(account_id), 999999) FROM accounts.account),
                (SELECT coalesce(max(subscription_id), 0) FROM catalog.subscription),
                (SELECT coalesce(max(ticket_id), 0) FROM tickets.ticket),
                (SELECT greatest(max(device_id), 100000) FROM warehouse.device),
                (SELECT greatest(max(node_id), 1000) FROM network.node),
                (SELECT greatest(max(port_id), 100000) FROM network.port),
                (SELECT coalesce(max(call_id), 0) FROM usage.call),
                (SELECT coalesce(max(payment_id), 0) FROM accounts.payment),
                (SELECT count(*) FROM customers.contract WHERE number LIKE 'D-%'),
                (SELECT coalesce(max(movement_id), 0) FROM warehouse.movement)
            """)
        guard let numbers = result.first else { throw Failure.notADemoDatabase }
        return try Position(
            customer: numbers.decode(0), account: numbers.decode(1), subscription: numbers.decode(2),
            ticket: numbers.decode(3), device: numbers.decode(4), node: numbers.decode(5), port: numbers.decode(6),
            call: numbers.decode(7), payment: numbers.decode(8), contracts: numbers.decode(9),
            movement: numbers.decode(10))
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

    /// Moves every sequence behind what was loaded, switches the triggers on again and refreshes the statistics.
    package func finish() async throws {
        try await connection.execute(
            script: """
                SELECT setval('customers.customer_id_seq', (SELECT max(customer_id) FROM customers.customer));
                SELECT setval('accounts.account_id_seq', (SELECT max(account_id) FROM accounts.account));
                SELECT setval('catalog.subscription_id_seq', (SELECT max(subscription_id) FROM catalog.subscription));
                SELECT setval('tickets.ticket_id_seq', (SELECT max(ticket_id) FROM tickets.ticket));
                SELECT setval('usage.call_id_seq', (SELECT greatest(max(call_id), 1) FROM usage.call));
                SELECT setval('accounts.payment_id_seq',
                    (SELECT greatest(max(payment_id), 1) FROM accounts.payment));
                SELECT setval(pg_get_serial_sequence('warehouse.device', 'device_id'),
                    (SELECT max(device_id) FROM warehouse.device));
                SELECT setval(pg_get_serial_sequence('warehouse.movement', 'movement_id'),
                    (SELECT greatest(max(movement_id), 1) FROM warehouse.movement));
                SELECT setval(pg_get_serial_sequence('network.node', 'node_id'),
                    (SELECT max(node_id) FROM network.node));
                SELECT setval(pg_get_serial_sequence('network.port', 'port_id'),
                    (SELECT max(port_id) FROM network.port));
                """)
        for table in tables {
            try await connection.execute(script: "ALTER TABLE \(table) ENABLE TRIGGER USER")
        }
        try await connection.execute(script: "ANALYZE")
    }
}

extension BulkLoad.Failure: CustomStringConvertible {
    package var description: String { sentence }
}
