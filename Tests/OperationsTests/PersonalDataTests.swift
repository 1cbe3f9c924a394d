import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Features F2.9: personal data exported or anonymised on request. Nothing here knows the tables: what is asked is every
/// text, document and octets of every table there is.
@Suite struct PersonalDataTests {
    /// Where marks may stay, and why.
    static let kept = [
        "usage.accounting_record.content": "the network's own records: evidence of what was charged, naming a line only"
    ]

    /// Text columns of customers' tables in which nobody can write anything about a person: words of ours, logins, names
    /// of tariffs and files of ours, keys and numbers that machines give.
    static let wordless: Set<String> = [
        "accounts.bank_entry.bank_account", "accounts.bank_entry.entry_key", "accounts.bank_entry.reference",
        "accounts.charge_failure.reason", "accounts.payment.external_id", "accounts.transfer.tag",
        "catalog.subscription_parameter.code", "catalog.suspension.reason", "customers.contract.number",
        "hist.event.application", "hist.event.erased", "hist.event.object", "hist.event.object_id",
        "network.port.name", "tickets.flow_event.command_key", "usage.rerating_line.explanation",
        "usage.session.origin_host", "usage.session.reason", "warehouse.document.number", "warehouse.device.mac",
        "warehouse.device.serial",
        // Erased with the rest, and nothing of today writes there, or not for a person who calls from the own line.
        "catalog.service_identifier.identifier", "catalog.service_job.answer", "customers.attachment.media_type",
        "customers.upload.media_type", "usage.call.payer", "usage.call_revision.payer", "warehouse.movement.note",
    ]
    /// The same of whatever table.
    static let wordlessNames: Set<String> = [
        "action", "actor", "added_by", "arithmetic", "author", "begun_by", "cause", "channel", "created_by", "currency",
        "decided_by", "destination", "destination_group", "from_step", "kind", "language", "opened_by", "posted_by",
        "prefix", "proposal", "received_by", "resolution", "resumed_by", "role", "segment", "session_id", "sha256",
        "state",
        "step", "suspended_by", "taken_by", "to_step", "transition", "withdrawn_by",
    ]

    @Test func whatIsKeptAboutAPersonIsExportedWholeAndForgottenWhole() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        let bystander = try await ServiceStory(installation).activate(serial: "HWTCA0000003")
        var person = PersonalDataStory(installation)
        try await person.tellEverything()
        let (columns, customer) = (try await Self.columns(of: installation), person.customer)
        let told = try await Self.places(of: PersonalDataStory.pattern, among: columns, of: installation)
        let silent = columns.filter {
            $0.isCustomers && !told.contains($0.name) && !Self.wordlessNames.contains($0.column)
                && !Self.wordless.contains($0.name)
        }
        #expect(silent.map(\.name) == [], "The story tells nothing there: let it, or say here why not.")

        let json = try await person.story.acting("op_aram") {
            try await $0.exportCustomer(customer, reason: "asked by letter")
        }
        for mark in person.marks { #expect(json.contains(mark), "\(mark) is not in the export") }
        let contents = try await person.texts(
            """
            SELECT convert_from(decode(f ->> 'base64', 'base64'), 'UTF8')
            FROM jsonb_array_elements(\(json)::jsonb -> 'attachment_contents') f
            """)
        #expect(Set(contents) == ["Zurnapol content kept", "Zurnapol content withdrawn"])

        let others = try await Self.rows(of: bystander.customer, among: columns, of: installation)
        try await person.story.acting("op_aram") {
            try await $0.anonymise(customer, typed: "\(customer)", reason: "asked by letter", key: .make())
        }
        let left = try await Self.places(of: PersonalDataStory.pattern, among: columns, of: installation)
        #expect(left == Set(Self.kept.keys))
        #expect(
            try await person.texts("SELECT left(row_text, 13) FROM import.refusal WHERE row_text <> ''") == [
                "x-3,Petrosyan"
            ])
        #expect(try await Self.rows(of: bystander.customer, among: columns, of: installation) == others)
        try await what(person, isStillWhole: installation)
        try await fences(person, beside: bystander.customer)
        try await installation.drop()
    }

    /// What stays is in order: books, history and tickets are read as ever, and nothing is charged anew.
    private func what(_ person: PersonalDataStory, isStillWhole installation: Installation) async throws {
        let customer = person.customer
        let daemon = installation.database(as: "bcrm_daemon", connections: 1)
        let differences = try await daemon.withSession { try await $0.ledgerDifferences() }
        await daemon.close()
        #expect(differences.isEmpty)
        let (card, history) = try await person.story.acting("op_anna") {
            (try await $0.customerCard(customer), try await $0.customerHistory(customer, limit: 1000))
        }
        #expect(card.isAnonymised && card.tickets.count == 3 && !card.movements.isEmpty)
        #expect(history.contains { $0.title.hasPrefix("Payment") && $0.changes.contains { $0.field == "balance" } })
        for ticket in card.tickets {
            _ = try await person.story.acting("op_aram") { try await $0.ticket(ticket.id) }
        }
        let books: Statement =
            "SELECT count(*) || ' ' || sum(amount) FROM accounts.transfer WHERE customer_id = \(customer)"
        let before = try await person.texts(books)
        let sessions = try await person.texts("SELECT session_id FROM usage.call WHERE customer_id = \(customer)")
        try #require(sessions.count == 3)
        for session in sessions {
            try await person.story.acting("op_aram") {
                try await $0.dismissSession(
                    UsageSessionID(session: session, subSession: 0), reason: "late", key: .make())
            }
        }
        try await person.rate()
        #expect(try await person.texts(books) == before)
    }

    /// Words are emptied of nobody else, and of the forgotten one nothing but words changes, whoever tries.
    private func fences(_ person: PersonalDataStory, beside bystander: CustomerID) async throws {
        _ = try await person.story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: bystander, account: try await $0.customerCard(bystander).accounts[0].id,
                amount: Money(minorUnits: 700, currency: .amd), note: "note", key: .make())
        }
        for change in [
            "accounts.transfer SET note = '' WHERE customer_id = \(bystander)",
            "accounts.payment SET note = '' WHERE customer_id = \(bystander)",
            "accounts.transfer SET note = 'other' WHERE customer_id = \(person.customer)",
            "accounts.transfer SET amount = amount + 1 WHERE customer_id = \(person.customer)",
            "accounts.payment SET note = '', amount = 1 WHERE customer_id = \(person.customer)",
            "accounts.bank_entry SET payer_name = 'x' WHERE customer_id = \(person.customer)",
            "usage.call_revision SET called = 'x' WHERE customer_id = \(person.customer)",
            "usage.correction SET actor = 'x'",
        ] {
            let error = await #expect(throws: PostgreSQLError.self, "\(change)") {
                _ = try await person.texts(Statement(text: "UPDATE \(change) RETURNING 'done'"))
            }
            #expect(error?.sqlState == "BC001", "\(change): \(error?.message ?? "")")
        }
    }

    // MARK: Every table there is

    struct Column {
        let table: String
        let column: String
        let isOctets: Bool
        /// Of a table with a customer's number.
        let isCustomers: Bool
        var name: String { "\(table).\(column)" }
    }

    /// Of texts, documents, octets and lists of texts.
    private static func columns(of installation: Installation) async throws -> [Column] {
        let session = try await installation.superuser().connection
        let rows = try await session.query(
            """
            SELECT c.table_schema || '.' || c.table_name, c.column_name::text, c.data_type = 'bytea',
                bool_or(c.column_name LIKE '%customer_id') OVER (PARTITION BY c.table_schema, c.table_name),
                c.data_type IN ('text', 'character varying', 'character', 'name', 'jsonb', 'json', 'xml', 'bytea', 'ARRAY')
            FROM information_schema.columns c
                JOIN pg_class t ON t.oid = to_regclass(format('%I.%I', c.table_schema, c.table_name))
            WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema') AND t.relkind IN ('r', 'p')
                AND NOT t.relispartition AND t.relpersistence = 'p'
            """)
        await session.close()
        return try rows.filter { try $0.decode(4, as: Bool.self) }.map {
            Column(
                table: try $0.decode(0), column: try $0.decode(1), isOctets: try $0.decode(2),
                isCustomers: try $0.decode(3))
        }
    }

    /// The columns that have something of a pattern.
    private static func places(
        of pattern: String, among columns: [Column], of installation: Installation
    ) async throws -> Set<String> {
        let session = try await installation.superuser().connection
        var found: Set<String> = []
        for column in columns {
            let text = column.isOctets ? "encode(\"\(column.column)\", 'escape')" : "\"\(column.column)\"::text"
            let rows = try await session.query(
                Statement(text: "SELECT count(*) FROM \(column.table) WHERE \(text) ~* '\(pattern)'"))
            if try #require(rows.first).decode(0, as: Int.self) > 0 { found.insert(column.name) }
        }
        await session.close()
        return found
    }

    /// A customer's rows of each table.
    private static func rows(
        of customer: CustomerID, among columns: [Column], of installation: Installation
    ) async throws -> [String: [String]] {
        let session = try await installation.superuser().connection
        var rows: [String: [String]] = [:]
        for table in Set(columns.map(\.table)) {
            let hasCustomer = try await session.query(
                """
                SELECT FROM information_schema.columns
                WHERE table_schema || '.' || table_name = \(table) AND column_name = 'customer_id'
                """)
            guard !hasCustomer.isEmpty else { continue }
            rows[table] = try await session.query(
                Statement(text: "SELECT t::text FROM \(table) t WHERE customer_id = \(customer) ORDER BY 1")
            ).map { try $0.decode(0) }
        }
        await session.close()
        return rows
    }
}
