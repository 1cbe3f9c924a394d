import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// The history of a customer as people read it.
@Suite struct CustomerHistoryTests {
    private let installation: Installation
    private let story: ServiceStory

    init() async throws {
        installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        story = ServiceStory(installation)
    }

    private func history(
        of customer: CustomerID, _ filter: HistoryFilter = HistoryFilter(), as login: String = "op_anna"
    ) async throws -> [HistoryEntry] {
        try await story.acting(login) {
            try await $0.historyPage(of: customer, filter, after: .newest, limit: 500).entries
        }
    }

    /// What is taken back has no customer afterwards; it belongs to the history of the one it was taken from.
    @Test func aDeviceTakenBackAndAPortReleasedStayInTheCustomersHistory() async throws {
        let registered = try await story.acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: .make())
        }
        let push = { (transition: String, resolution: String, result: StepResult, login: String, comment: String) in
            try await story.push(registered, transition, resolution, result, by: login, comment: comment)
        }
        let handOver = {
            _ = try await story.acting("op_suren") {
                try await $0.handOverDevice(
                    scan: "HWTCA0000001", ticket: registered.ticket, customer: registered.customer, key: .make())
            }
        }
        try await push("survey.done", "feasible", .survey(feasible: true, cableMetres: 20), "op_karen", "")
        let port = try #require(
            try await story.acting("op_karen") { try await $0.freePorts(matching: "", limit: 1) }.first)
        try await push("port.done", "assigned", .port(port.port), "op_karen", "")
        try await handOver()
        // Back to the port: the device returns; back to the survey: the port is released.
        try await push("device.back", "no_device", .nothing, "op_suren", "wrong box")
        try await push("port.back", "wrong_address", .nothing, "op_karen", "next door")
        try await push("survey.done", "feasible", .survey(feasible: true, cableMetres: 20), "op_karen", "")
        try await push("port.done", "assigned", .port(port.port), "op_karen", "")
        try await handOver()
        let titles = try await history(of: registered.customer).map(\.title).reversed()
        #expect(
            titles.filter { $0.hasPrefix("Device ") } == [
                "Device HWTCA0000001 handed over", "Device HWTCA0000001 taken back", "Device HWTCA0000001 handed over",
            ])
        let name = "Port \(port.nodeCode) \(port.name)"
        #expect(
            titles.filter { $0.hasPrefix("Port ") } == ["\(name) reserved", "\(name) released", "\(name) reserved"])
        try await installation.drop()
    }

    @Test func fieldsAreNamedInWordsAndNumbersByWhatPeopleCallThem() async throws {
        let service = try await story.activate()
        let entries = try await history(of: service.customer)
        let changes = entries.flatMap(\.changes)
        // Nothing on both sides is nothing.
        #expect(changes.allSatisfy { ($0.old ?? "") != ($0.new ?? "") }, "\(changes)")
        for raw in ["{", "_", "\"", "anonymised"] {
            #expect(!changes.contains { $0.field.contains(raw) || $0.new?.contains("{") == true }, "\(raw)")
        }
        let profile = try #require(entries.first { $0.title == "Profile added" })
        #expect(profile.changes.first?.field == "family name" && profile.changes.first?.new == "Պետրոսյան")
        let address = try #require(entries.first { $0.title.hasPrefix("Address ") })
        #expect(address.title == "Address Մաշտոցի պողոտա 12-7 added" || address.title.hasPrefix("Address Մաշտոցի"))
        #expect(address.changes.first?.field == "street", "\(address.changes)")
        let phone = try #require(entries.first { $0.title.hasPrefix("Phone ") })
        #expect(phone.title == "Phone +374 77 101234 added" && phone.changes.first?.new == "+374 77 101234")
        #expect(entries.contains { $0.title.hasPrefix("Service Internet ") && $0.title.hasSuffix("net-1 activated") })
        let steps = entries.filter { $0.title.hasPrefix("Ticket \(service.ticket): ") }.map(\.title)
        #expect(steps.last == "Ticket \(service.ticket): Survey -> Port assignment" && steps.count == 4, "\(steps)")
        let queue = changes.first { $0.field == "queue" && $0.old == "Survey" }
        #expect(queue?.new == "Network", "\(String(describing: queue))")
        #expect(changes.contains { $0.field == "service" && $0.new?.hasPrefix("Internet ") == true })
        #expect(changes.contains { $0.field == "device" && $0.new == "HWTCA0000001" })
        #expect(changes.contains { $0.field == "wifi name" && $0.new == "ani-home" })
        try await installation.drop()
    }

    @Test func whatOneCommandDidIsKnownAsOne() async throws {
        let service = try await story.activate()
        let entries = try await history(of: service.customer)
        let activated = try #require(
            entries.first { $0.title.hasPrefix("Service ") && $0.title.hasSuffix("activated") })
        let same = entries.filter { $0.command != nil && $0.command == activated.command }
        #expect(same.count > 3 && same.min { $0.weight < $1.weight } == activated, "\(same.map(\.title))")
        #expect(same.contains { $0.title == "Ticket \(service.ticket): Activation -> Closed" })
        #expect(same.contains { $0.title.hasPrefix("Port ") && $0.title.hasSuffix(" in use") })
        try await installation.drop()
    }

    @Test func whatIsShownIsFoundAndTheMoneysWordsAreUnderstood() async throws {
        let service = try await story.activate()
        _ = try await story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: service.customer, account: service.account,
                amount: Money(minorUnits: 500_000, currency: .amd), note: "", key: .make())
        }
        let all = try await history(of: service.customer)
        let payments = try await history(of: service.customer, HistoryFilter(group: .payments))
        #expect(payments.count == 1 && payments.first?.title.hasPrefix("Payment ") == true)
        #expect(payments.first.map(all.contains) == true, "the same line as among all")
        #expect(payments.first?.changes.first?.field == "balance")
        for text in ["payment", "Network", "port assignment", "zzz", "Internet Home", "TICKET \(service.ticket)"] {
            let found = try await history(of: service.customer, HistoryFilter(text: text))
            #expect(found.isEmpty == (text == "zzz"), "\(text): \(found.map(\.title))")
        }
        for group in [HistoryFilter.Group.charges, .calls, .reversals] {
            #expect(try await history(of: service.customer, HistoryFilter(group: group)) == [], "\(group)")
        }
        try await installation.drop()
    }

    @Test func aHistoryIsOnlyForThoseWhoMaySeeItAndTheCustomer() async throws {
        let service = try await story.activate()
        #expect(try await history(of: service.customer, as: "op_suren") == [], "the warehouse has no right to it")
        // Numbers of documents are a field of their own right.
        for (login, sees) in [("op_anna", true), ("op_karen", false)] {
            let entries = try await history(of: service.customer, as: login)
            #expect(!entries.isEmpty && entries.contains { $0.title.hasPrefix("Document ") } == sees, "\(login)")
            let plain = try await installation.connection(as: login)
            let rows = try await plain.query("SELECT 1 FROM hist.event WHERE object = 'customers.identity_document'")
            #expect(rows.isEmpty != sees, "by plain SQL as \(login)")
            await plain.close()
        }
        let session = try await installation.superuser().connection
        _ = try await session.query(
            """
            UPDATE sec.operator SET branch_ids = '{3}' WHERE pg_role = 'op_anna'
            """)
        _ = try await session.query(
            "DELETE FROM sec.role_permission WHERE permission = 'branch.all' AND role_id = 1")
        #expect(try await history(of: service.customer) == [])
        await session.close()
        try await installation.drop()
    }

    /// Features F6.4 and F8: technical support reads the whole life of a customer's device.
    @Test func technicalSupportSeesWhereADeviceHasBeen() async throws {
        let service = try await story.activate()
        let devices = try await story.acting("op_sona") { try await $0.customerCard(service.customer) }.devices
        let device = try #require(devices.first)
        let sheet = try await story.acting("op_sona") { try await $0.device(device.id) }
        #expect(
            sheet.movements.contains { $0.kind == .handOver && $0.from == "Central warehouse" }, "\(sheet.movements)")
        let session = try await installation.connection(as: "op_sona")
        await #expect(throws: PostgreSQLError.self) {
            try await session.query("SELECT api.device_take_back(1, 1, 'k')")
        }
        await session.close()
        try await installation.drop()
    }

    /// Five newest of all services, for those who may see calls.
    @Test func theCardHasTheLastCalls() async throws {
        let service = try await story.activate()
        let session = try await installation.superuser().connection
        // A month of calls has a partition of its own; they stand in the one of all others here.
        _ = try await session.query("CREATE TABLE usage.call_other PARTITION OF usage.call DEFAULT")
        _ = try await session.query(
            Statement(
                text: """
                    INSERT INTO usage.call (customer_id, subscription_id, started_at, session_id, calling, called,
                            duration_seconds, charged_seconds, destination, prefix, tariff_id, account_id, amount)
                        SELECT \(service.customer), \(service.subscription), sec.now() - n * interval '1 day', 's' || n,
                            '37410555666', '3749911' || n, 60, 60, 'Armenia', '374', (SELECT min(tariff_id) FROM catalog.tariff),
                            \(service.account), 100
                        FROM unnest('{3,1,200,2,4,5,6,20}'::int[]) n
                    """))
        await session.close()
        let card = try await story.acting("op_anna") { try await $0.customerCard(service.customer) }
        #expect(card.calls.map(\.called) == (1...5).map { "3749911\($0)" })
        let without = try await story.acting("op_suren") { try await $0.customerCard(service.customer) }
        #expect(without.calls == [] && without.devices == card.devices)
        try await installation.drop()
    }
}
