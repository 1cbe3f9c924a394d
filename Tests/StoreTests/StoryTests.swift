import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

@Suite struct StoryTests {
    private let installation: Installation
    private let story: ServiceStory

    init() async throws {
        installation = try await Installation.fresh()
        story = ServiceStory(installation)
    }

    @Test(arguments: [
        "Պետրոսյան", "Петросян", "petrosyan", "Petros", "անի պետ", "PETROSYAN ANI", "077101234",
        "+374 77 101234",
        "77101234", "1234", "C-2026-000001", "@ mashtots", "@Մաշտոցի 12 7", "@ Маштоци 12", "Mashtotsi 12",
        "Mashtotsi 1", "@ երևան 7", "@ mashtotsi 12 pogh",
    ])
    func aCustomerIsFoundByWhateverTheOperatorHears(_ text: String) async throws {
        try await installation.moveClock(to: "2026-03-20")
        let registered = try await register()
        let found = try await story.acting("op_anna") { try await $0.searchCustomers(text, limit: 10) }
        #expect(found.map(\.id) == [registered.customer])
        #expect(found.first?.balance?.minorUnits == 0)
        try await installation.drop()
    }

    @Test(arguments: [
        "", " ", "%", "_", "'", "\\", "#", "#99999999999999999999", "Չկա", "0", "\u{202E}", "((((", "a b c d e f g",
        "@", "@ %", "@ mashtots 1 7", "@ ashtots", "@ yerevan 77", "!", "! %", "! mashtots",
    ])
    func nonsenseFindsNothingAndBreaksNothing(_ text: String) async throws {
        _ = try await register()
        let found = try await story.acting("op_anna") { try await $0.searchCustomers(text, limit: 10) }
        #expect(found == [])
        try await installation.drop()
    }

    @Test func registrationFormsProfileAccountContractAndTicketAndIsRepeatedHarmlessly() async throws {
        try await installation.moveClock(to: "2026-03-20")
        let key = CommandKey.make()
        let first = try await register(key: key)
        let second = try await register(key: key)
        #expect(first == second)
        #expect(first.contractNumber == "C-2026-000001")
        let card = try await story.acting("op_anna") { try await $0.customerCard(first.customer) }
        #expect(card.profile.name == "Պետրոսյան Անի Արամի")
        #expect(card.profile.phones == ["+374 77 101234"])
        #expect(card.accounts.map(\.id) == [first.account])
        #expect(card.tickets.map(\.stepName) == ["Survey"])
        #expect(card.state == .new)
        var other = plausibleRegistration()
        other.givenName = "Արփի"
        let changed = other
        await #expect(throws: StoreError.self) {
            try await story.acting("op_anna") { try await $0.registerCustomer(changed, key: key) }
        }
        try await installation.drop()
    }

    /// A way to spoil a registration, and the field its refusal must name.
    enum Fault: String, CaseIterable {
        case familyName = "Family name"
        case noPhone = "Phone: at least"
        case badPhone = "is no phone number"
        case email = "E-mail"
        case street = "Street"
        case parameter = "Wi-Fi name"
        case tariff = "Tariff"
        case longName = "Given name"
        case fixedParameter = "does not ask"
        case controlCharacter = "Note"
        case taxNumber = "Tax number"
        case document = "Document: must have 5 to 20 letters and digits"
        case letterInPhone = "\"99 12 34 5x\" is no phone number"

        func spoil(_ form: inout CustomerRegistration) {
            switch self {
            case .familyName: form.familyName = " "
            case .noPhone: form.phones = []
            case .badPhone: form.phones = ["12x"]
            case .document: form.documentNumber = "Patr"
            case .letterInPhone: form.phones = ["99 12 34 5x"]
            case .email: form.email = "nobody"
            case .street: form.address.street = ""
            case .parameter: form.parameters = [:]
            case .tariff: form.tariff = TariffID(999)
            case .longName: form.givenName = String(repeating: "x", count: 101)
            case .fixedParameter: form.parameters["speed"] = "1000"
            case .controlCharacter: form.note = "a\u{1B}[31m"
            case .taxNumber:
                form.kind = .organisation
                (form.organisationName, form.legalForm) = ("X", "LLC")
                form.taxNumber = "1"
            }
        }
    }

    @Test(arguments: Fault.allCases)
    func aFieldThatIsWrongIsNamedAndNothingIsSaved(_ fault: Fault) async throws {
        var spoiled = plausibleRegistration()
        fault.spoil(&spoiled)
        let form = spoiled
        let key = CommandKey.make()
        let error = await #expect(throws: StoreError.self) {
            try await story.acting("op_anna") { try await $0.registerCustomer(form, key: key) }
        }
        #expect(error?.sentence.contains(fault.rawValue) == true, "\(error?.sentence ?? "")")
        let found = try await story.acting("op_anna") { try await $0.searchCustomers("petrosyan", limit: 10) }
        #expect(found == [])
        // The same key works once the form is right.
        _ = try await register(key: key)
        try await installation.drop()
    }

    @Test func theStoryGoesFromRegistrationToARunningServiceAndIsInTheHistory() async throws {
        try await installation.moveClock(to: "2026-03-20")
        let service = try await story.activate()
        let card = try await story.acting("op_aram") { try await $0.customerCard(service.customer) }
        #expect(card.subscriptions.map(\.state) == [.active])
        #expect(card.subscriptions.first?.parameters == ["speed": "50", "wifi_name": "ani-home"])
        #expect(card.subscriptions.first?.port.isEmpty == false)
        #expect(card.devices.map(\.serial) == ["HWTCA0000001"])
        #expect(card.devices.map(\.state) == [.atCustomer])
        #expect(card.tickets.map(\.state) == [.done])
        let history = try await story.acting("op_anna") { try await $0.customerHistory(service.customer, limit: 100) }
        let steps = ["Port assignment", "Device hand-over", "Activation", "Closed"]
        let moves = history.filter { $0.title.hasPrefix("Ticket") }.flatMap(\.changes).filter { $0.field == "step" }
        #expect(moves.compactMap(\.new).reversed() == ["Survey"] + steps)
        #expect(moves.compactMap(\.old).reversed() == ["Survey"] + steps.dropLast())
        let fields = Set(history.flatMap(\.changes).map(\.field))
        #expect(fields.isSuperset(of: ["step", "state", "service"]), "\(fields)")
        #expect(!fields.contains { $0.contains("_") }, "columns have names for people: \(fields)")
        #expect(
            Set(history.map(\.actor)).isSuperset(of: [
                "Anna Karapetyan", "Karen Sargsyan", "Suren Hakobyan", "Aram Petrosyan",
            ]))
        #expect(
            history.contains {
                $0.title.hasPrefix("Device")
                    && $0.changes.contains { $0.field == "state" && $0.old == "in stock" && $0.new == "at customer" }
            })
        try await installation.drop()
    }

    @Test func pushedBackATicketReleasesItsPortAndReturnsItsDevice() async throws {
        let registered = try await register()
        let port = try await toDeviceStep(registered)
        let scan = try await handOver("HWTCA0000002", registered)
        guard case .accepted = scan else { Issue.record("\(scan)"); return }
        try await story.push(
            registered, "device.back", "wrong_port", .nothing, by: "op_suren", comment: "wrong splitter")
        let free = try await story.acting("op_karen") { try await $0.freePorts(matching: "", limit: 500) }
        #expect(free.contains { $0.port == port })
        let card = try await story.acting("op_aram") { try await $0.customerCard(registered.customer) }
        #expect(card.devices == [])
        let detail = try await story.acting("op_karen") { try await $0.ticket(registered.ticket) }
        #expect(detail.summary.stepName == "Port assignment")
        #expect(detail.flow.last?.resolution == "wrong_port")
        #expect(detail.flow.last?.comment == "wrong splitter")
        try await installation.drop()
    }

    @Test func twoOperatorsCannotPushOneTicketAndAPortIsNeverGivenTwice() async throws {
        let registered = try await register()
        let push = TicketPush(
            ticket: registered.ticket, customer: registered.customer, version: 1, transition: "survey.done",
            resolution: "feasible", comment: "", result: .survey(feasible: true, cableMetres: 5))
        try await story.acting("op_karen") { try await $0.pushTicket(push, key: .make()) }
        let error = await #expect(throws: StoreError.self) {
            try await story.acting("op_aram") { try await $0.pushTicket(push, key: .make()) }
        }
        #expect(error?.sentence.contains("Karen Sargsyan") == true)
        let other = try await register()
        try await story.push(other, "survey.done", "feasible", .survey(feasible: true, cableMetres: 5), by: "op_karen")
        let port = try #require(
            try await story.acting("op_karen") { try await $0.freePorts(matching: "", limit: 1) }.first)
        try await story.push(registered, "port.done", "assigned", .port(port.port), by: "op_karen")
        let taken = await #expect(throws: StoreError.self) {
            try await story.push(other, "port.done", "assigned", .port(port.port), by: "op_karen")
        }
        #expect(taken?.sentence.contains("not free") == true)
        try await installation.drop()
    }

    @Test func everyScanIsToldApart() async throws {
        let unreadable = "No serial: 4 to 32 letters and digits, at least one digit."
        let registered = try await register()
        _ = try await toDeviceStep(registered)
        #expect(
            try await handOver("??", registered)
                == .unreadable(text: "??", reason: unreadable))
        // A word and the bar code on the box are no serials.
        #expect(try await handOver("NONSENSE", registered) == .unreadable(text: "NONSENSE", reason: unreadable))
        #expect(
            try await handOver("4006381333931", registered)
                == .unreadable(text: "4006381333931", reason: "The product's code; scan the serial."))
        #expect(try await handOver("NOSUCH1234", registered) == .unknown(serial: "NOSUCH1234"))
        // A GPON serial in hexadecimal form, with separators, is the same device.
        guard case .accepted(let device) = try await handOver("48:57:54:43:A0:00:00:03", registered) else {
            Issue.record("not accepted")
            return
        }
        #expect(device.serial == "HWTCA0000003")
        guard case .duplicate = try await handOver("hwtca0000003", registered) else {
            Issue.record("no duplicate"); return
        }
        let other = try await register()
        _ = try await toDeviceStep(other)
        guard case .alreadyAtCustomer = try await handOver("HWTCA0000003", other) else {
            Issue.record("not at customer"); return
        }
        try await installation.drop()
    }

    @Test func aPaymentRepeatedWithItsKeyIsTakenOnceAndWithOtherContentRefused() async throws {
        let registered = try await register()
        let key = CommandKey.make()
        let pay = { (amount: Int64) in
            try await story.acting("op_lilit") {
                try await $0.registerPayment(
                    customer: registered.customer, account: registered.account,
                    amount: Money(minorUnits: amount, currency: .amd), note: "", key: key)
            }
        }
        let first = try await pay(500_000)
        #expect(try await pay(500_000) == first)
        #expect(first.balanceAfter.minorUnits == 500_000)
        await #expect(throws: StoreError.self) { try await pay(500_001) }
        let card = try await story.acting("op_lilit") { try await $0.customerCard(registered.customer) }
        #expect(card.accounts.first?.balance.minorUnits == 500_000)
        #expect(card.movements.count == 1)
        try await installation.drop()
    }

    @Test func sealedHistoryShowsWhatWasTamperedWith() async throws {
        _ = try await register()
        let daemon = installation.database(as: "bcrm_daemon")
        let sealed = try await daemon.transaction { try await $0.sealHistory() }
        #expect(sealed > 0)
        let superuser = try await installation.superuser().connection
        let broken = { try await superuser.query("SELECT seal_id FROM hist.broken_seals()").count }
        #expect(try await broken() == 0)
        try await superuser.execute(
            script: """
                ALTER TABLE hist.event DISABLE TRIGGER append_only;
                UPDATE hist.event SET actor = 'somebody else' WHERE event_id = (SELECT min(event_id) FROM hist.event)
                """)
        #expect(try await broken() == 1)
        await superuser.close()
        await daemon.close()
        try await installation.drop()
    }

    private func register(key: CommandKey = .make()) async throws -> RegisteredCustomer {
        try await story.acting("op_anna") { try await $0.registerCustomer(plausibleRegistration(), key: key) }
    }

    private func toDeviceStep(_ registered: RegisteredCustomer) async throws -> PortID {
        try await story.push(
            registered, "survey.done", "feasible", .survey(feasible: true, cableMetres: 5), by: "op_karen")
        let port = try #require(
            try await story.acting("op_karen") { try await $0.freePorts(matching: "", limit: 1) }.first)
        try await story.push(registered, "port.done", "assigned", .port(port.port), by: "op_karen")
        return port.port
    }

    private func handOver(_ scan: String, _ registered: RegisteredCustomer) async throws -> ScanOutcome {
        try await story.acting("op_suren") {
            try await $0.handOverDevice(
                scan: scan, ticket: registered.ticket, customer: registered.customer, key: .make())
        }
    }
}
