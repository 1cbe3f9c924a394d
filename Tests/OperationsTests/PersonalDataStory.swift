import Charging
import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// One customer about whom operators, banks, switches and files tell all they can: every text they give is unmistakable.
/// In the end the services have ended, the money is settled and the tickets are closed.
struct PersonalDataStory {
    let installation: Installation
    let story: ServiceStory
    private(set) var customer = CustomerID(0)
    private var account = AccountID(0)
    private(set) var marks: [String] = []

    /// What every mark has in it, in whatever form it is kept; the digits are those of phones and numbers.
    static let pattern = "zurnapol|559876"

    private static let line = "37455987602"
    private static let called = "37455987603"

    init(_ installation: Installation) {
        self.installation = installation
        story = ServiceStory(installation)
    }

    private mutating func mark(_ way: String) -> String {
        let mark = "Zurnapol \(way)"
        marks.append(mark)
        return mark
    }

    private mutating func number(_ digits: String) -> String {
        marks.append(digits)
        return digits
    }

    private static func sum(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .amd) }

    mutating func tellEverything() async throws {
        let service = try await register()
        let phone = try await tickets(service)
        try await profile()
        try await files()
        try await money()
        try await bank()
        try await calls()
        try await stock()
        try await moveIn()
        try await installation.moveClock(to: "2026-03-21")
        for ended in [service, phone] {
            try await story.change(ended, .terminate(on: try #require(CivilDate("2026-03-21"))))
        }
        try await settle()
    }

    // MARK: Registration and tickets

    private mutating func register() async throws -> ServiceStory.Service {
        var form = plausibleRegistration()
        (form.familyName, form.givenName, form.patronymic) = (
            mark("family").replacing(" ", with: ""), mark("given").replacing(" ", with: ""),
            mark("patronymic").replacing(" ", with: "")
        )
        marks = ["Zurnapolfamily", "Zurnapolgiven", "Zurnapolpatronymic"]
        form.documentNumber = number("ZP55987604")
        form.phones = ["+" + number("37455987601")]
        form.email = "zurnapol@example.am"
        form.note = mark("registration note")
        form.parameters = ["wifi_name": mark("wifi")]
        form.address = PostalAddress(
            city: mark("city"), street: mark("street"), building: "Zurnapol1", flat: "Zurnapol2")
        marks += ["zurnapol@example.am", "Zurnapol1", "Zurnapol2", "zurnapol-login"]
        let service = try await story.activate(form, identifier: "zurnapol-login")
        (customer, account) = (service.customer, service.account)
        return service
    }

    /// A telephone line, activated with words, and a ticket that is cancelled.
    private mutating func tickets(_ service: ServiceStory.Service) async throws -> ServiceStory.Service {
        let comment = mark("ticket comment")
        let (customer, account) = (customer, account)
        let ticket = try await story.acting("op_anna") {
            try await $0.openTicket(
                customer: customer, account: account, tariff: TariffID(201), parameters: [:], key: .make())
        }
        marks.append(Self.line)
        try await story.push(
            RegisteredCustomer(customer: customer, contractNumber: "", account: account, ticket: ticket),
            "activation.done", "activated", .activation(identifier: Self.line), by: "op_aram", comment: comment)
        let card = try await story.acting("op_anna") { try await $0.customerCard(customer) }
        let subscription = try #require(card.subscriptions.map(\.id).max())
        return ServiceStory.Service(
            customer: customer, account: account, ticket: ticket, subscription: subscription)
    }

    // MARK: The profile

    private mutating func profile() async throws {
        let parts: [(ProfilePart, [String: String])] = [
            (
                .phone,
                ["number": "+" + number("37455987605"), "label": mark("phone label"), "person": mark("phone person")]
            ),
            (
                .contact,
                [
                    "kind": "telegram", "value": mark("contact"), "label": mark("contact label"),
                    "person": mark("contact person"),
                ]
            ),
            (
                .address,
                [
                    "kind": "postal", "city": mark("postal city"), "street": mark("postal street"),
                    "building": "Zurnapol3", "flat": "Zurnapol4", "postcode": "Zurnapol5",
                ]
            ),
            (.document, ["kind": "id_card", "number": number("Z5598760D"), "issued_by": mark("issuer")]),
            (.signer, ["role": "director", "name": mark("signer"), "basis": mark("basis")]),
            (.bank, ["bank": mark("bank"), "number": number("1155987606"), "bic": "ZURNAPOL"]),
            (.contract, ["signed_on": "2026-03-19", "terms": mark("terms"), "signed_by": mark("signed by")]),
            (
                .consent,
                [
                    "kind": "marketing", "given_on": "2026-03-01", "how": mark("consent"),
                    "withdrawn_on": "2026-03-02", "withdrawn_how": mark("withdrawal"),
                ]
            ),
            (.note, ["text": mark("note")]),
        ]
        marks += ["Zurnapol3", "Zurnapol4", "Zurnapol5", "ZURNAPOL"]
        for (part, values) in parts { try await save(part, .add(values)) }
        // What was said once and is not any more.
        try await save(.note, .add(["text": mark("removed note")]))
        try await save(.note, .remove(line: 2, seen: [:]))
        try await save(
            .profile,
            .change(
                line: 0, seen: [:],
                to: [
                    "family_name": "Zurnapolborn", "birth_place": mark("birth place"), "tax_number": number("55987607"),
                    "name_hy": mark("name hy"), "name_ru": mark("name ru"), "name_en": mark("name en"),
                    "register_number": number("R55987608"), "legal_form": mark("legal form"),
                    "organisation_name": mark("organisation"), "note": mark("profile note"), "birth_on": "1931-07-13",
                ]))
        try await save(.profile, .change(line: 0, seen: [:], to: ["family_name": "Zurnapolmarried"]))
        marks += ["Zurnapolborn", "Zurnapolmarried"]
    }

    private func save(_ part: ProfilePart, _ deed: ProfileChange.Deed) async throws {
        _ = try await story.acting("op_anna") {
            try await $0.saveProfile(ProfileChange(part, deed), of: customer, key: .make())
        }
    }

    /// A file, one that is withdrawn, and one on its way.
    private mutating func files() async throws {
        let reason = mark("withdrawn file")
        for way in ["kept", "withdrawn", "half"] {
            let content = Array("Zurnapol content \(way)".utf8)
            let draft = AttachmentDraft(
                fileName: mark("\(way).txt"), title: mark("title \(way)"), mediaType: "text/plain",
                size: Int64(content.count), sha256: SHA256.hex(of: content))
            try await story.acting("op_anna") { session in
                let id = try await session.beginAttachment(draft, of: customer, key: .make())
                try await session.sendAttachment(id, place: 0, content: content)
                if way != "half" { try await session.endAttachment(id, key: .make()) }
                if way == "withdrawn" {
                    try await session.withdrawAttachment(id, of: customer, reason: reason, key: .make())
                }
            }
        }
    }

    // MARK: Money

    private mutating func money() async throws {
        let notes = (mark("payment"), mark("reversal"), mark("promise"), mark("promise withdrawn"))
        let more = (mark("limit"), mark("move"), mark("terminal"), mark("refund"))
        let (customer, account) = (customer, account)
        let day = try #require(CivilDate("2026-03-19"))
        try await story.acting("op_nare") { session in
            _ = try await session.openShift(counted: Self.sum(10_000_000), denominations: [], key: .make())
            let receipt = try await session.registerPayment(
                customer: customer, account: account, amount: Self.sum(70_000), note: notes.0, key: .make())
            _ = try await session.reversePayment(
                customer: customer, account: account, payment: receipt.payment, reason: notes.1, key: .make())
            _ = try await session.registerPayment(
                customer: customer, account: account, amount: Self.sum(900_000), note: notes.0, key: .make())
        }
        try await story.acting("op_aram") { session in
            _ = try await session.takePayment(
                PaymentOrder(
                    customer: customer, account: account, amount: Self.sum(5_000), channel: .terminal,
                    externalID: "T-1", valueOn: day, note: more.2), key: .make())
            _ = try await session.givePromise(
                customer: customer, account: account, amount: Self.sum(5_000), days: 3, note: notes.2, key: .make())
            _ = try await session.withdrawPromise(
                customer: customer, account: account, reason: notes.3, key: .make())
            _ = try await session.setCreditLimit(
                customer: customer, account: account, limit: Self.sum(100), reason: more.0, key: .make())
            let second = try await session.openAccount(customer: customer, key: .make())
            _ = try await session.moveMoney(
                customer: customer, from: account, to: second.id, amount: Self.sum(1_000), note: more.1, key: .make())
            _ = try await session.moveMoney(
                customer: customer, from: second.id, to: account, amount: Self.sum(1_000), note: "", key: .make())
        }
        try await story.acting("op_nare") {
            _ = try await $0.payRefund(
                customer: customer, account: account, amount: Self.sum(1_000), reason: more.3, key: .make())
        }
    }

    /// A payment, one that the bank takes back, and one that somebody ignores.
    private mutating func bank() async throws {
        let day = try #require(CivilDate("2026-03-16"))
        let (customer, account) = (customer, account)
        let reason = mark("ignored")
        var entries: [BankEntry] = []
        for (reference, amount) in [("R1", Int64(1_000)), ("R2", 2_000), ("R3", 3_000), ("R4", -2_000)] {
            entries.append(
                BankEntry(
                    reference: reference, bookedOn: day, valueOn: day, amount: Self.sum(amount),
                    payerName: mark("payer \(reference)"), payerAccount: "ZURNAPOL\(reference)",
                    purpose: mark("purpose \(reference)"), endToEnd: mark("end \(reference)"),
                    isReversal: amount < 0))
            marks.append("ZURNAPOL\(reference)")
        }
        let statement = BankStatement(
            identifier: "ST-1", account: "AM001", currency: .amd, opening: Self.sum(0), closing: Self.sum(4_000),
            fromOn: day, toOn: day, entries: entries)
        let proposal = BankProposal(
            confidence: .probable, customer: customer, account: account, score: 60, reason: mark("proposal"))
        try await story.acting("op_aram") { session in
            let receipt = try await session.importBankStatement(
                statement, proposals: entries.map { _ in proposal }, fileName: "march.xml", key: .make())
            let read = try await session.bankEntries(of: receipt.statement, waiting: false, limit: 10)
            let ids = read.map(\.id).sorted { $0.rawValue < $1.rawValue }
            for entry in ids[0..<2] {
                _ = try await session.postBankEntry(entry, customer: customer, account: account, key: .make())
            }
            try await session.ignoreBankEntry(ids[2], reason: reason, key: .make())
            _ = try await session.returnBankEntry(ids[3], original: ids[1], key: .make())
        }
    }

    // MARK: Calls

    private mutating func calls() async throws {
        marks.append(Self.called)
        try await CDRStory(installation).import(
            CDRStory.header
                + """
                \(Self.line),\(Self.called),2026-03-20 11:00:00,61
                \(Self.line),\(Self.called),2026-03-20 11:05:00,61
                \(Self.line),\(Self.called),2026-03-20 11:10:00,61
                \(Self.line),\(Self.called),2026-03-20 11:20:00,0
                \(Self.line),99955987609,2026-03-20 11:30:00,61
                \(Self.line),\(Self.called),2026-03-44 11:00:00,61

                """)
        try await rate()
        let sessions = try await texts(
            "SELECT session_id FROM usage.call WHERE customer_id = \(customer) ORDER BY started_at")
        try #require(sessions.count == 4)
        let reasons = (mark("correction"), mark("dismissal"))
        let called = number("37455987610")
        try await story.acting("op_aram") { session in
            try await session.correctSession(
                UsageSessionID(session: sessions[0], subSession: 0), fields: CorrectedFields(called: called),
                reason: reasons.0, key: .make())
            try await session.dismissSession(
                UsageSessionID(session: sessions[1], subSession: 0), reason: reasons.1, key: .make())
        }
        try await rate()
    }

    /// Rates what was imported or corrected.
    func rate() async throws {
        let daemon = installation.database(as: "bcrm_daemon", connections: 3)
        let service = CallRatingService(database: daemon, workers: 1) { content, _ in
            var record = UsageRecord(kind: .event)
            for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
                let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
                switch parts[0] {
                case "calling": record.calling = parts[1]
                case "called": record.called = parts[1]
                case "answered_at": record.answeredAt = Instant(parts[1])
                case "duration": record.durationSeconds = Int64(parts[1])
                default: continue
                }
            }
            return .success(record)
        }
        while try await service.turn().didWork {}
        await daemon.close()
    }

    // MARK: Stock and moving in

    private mutating func stock() async throws {
        let note = mark("stock note")
        let (customer, serial, story) = (customer, "HWTCA0000002", story)
        let open = { (kind: StockDocumentKind, from: StockID?, to: StockID?) in
            try await story.acting("op_suren") { session in
                let document = try await session.openDocument(
                    StockDocumentOpening(kind: kind, from: from, to: to, customer: customer, note: note), key: .make())
                _ = try await session.scan(
                    [DocumentScan(scan: serial, serials: [serial])], into: document, key: .make())
                _ = try await session.postDocument(document, isWhole: true, key: .make())
            }
        }
        try await open(.handOver, StockID(1), nil)
        // Somebody else scans what stands at the customer's.
        try await story.acting("op_suren") { session in
            let document = try await session.openDocument(
                StockDocumentOpening(kind: .count, from: StockID(1)), key: .make())
            _ = try await session.scan([DocumentScan(scan: serial, serials: [serial])], into: document, key: .make())
            try await session.dropDocument(document, key: .make())
        }
        try await open(.takeBack, nil, StockID(1))
    }

    /// The same person in another system, one row of whom is refused, merged with the one who is here.
    private mutating func moveIn() async throws {
        let moving = ImportStory(installation)
        let rows = """
            key,family_name,given_name,phones,city,street,building,branch,note
            zurnapol-key,Zurnapolmoved,Zurnapolin,+\(number("37455987611")),Yerevan,Zurnapol lane,7,yerevan-1,\(mark("moved"))
            zurnapol-other,Zurnapolmoved,Zurnapolin,+37455987611,Yerevan,Zurnapol lane,7,nowhere,x
            x-2,Zurnapolmarried,Zurnapolgiven Zurnapolpatronymic,12,Yerevan,Lane,7,yerevan-1,x
            x-3,Petrosyan,Aram,12,Yerevan,Lane,7,yerevan-1,x

            """
        marks += ["zurnapol-key", "Zurnapolmoved", "Zurnapolin", "Zurnapol lane", "zurnapol-other", "x-2,"]
        let customers = try await moving.import(.customers, rows, name: "old.csv")
        let accounts = try await moving.import(
            .accounts, "key,customer,currency\nzurnapol-account,zurnapol-key,AMD\n", name: "accounts.csv")
        let tickets = try await moving.import(
            .tickets,
            """
            key,customer,account,type,step,tariff,text,parameter.wifi_name
            zurnapol-ticket,zurnapol-key,zurnapol-account,internet,port,home-200,\(mark("moved ticket")),\(mark("wifi 2"))

            """, name: "tickets.csv")
        try #require((customers.created, customers.refused) == (1, 3))
        try #require(accounts.created == 1 && tickets.created == 1)
        marks += ["zurnapol-account", "zurnapol-ticket"]
        let moved = try #require(
            try await texts("SELECT customer_id::text FROM import.object WHERE key = 'zurnapol-key'").first)
        let other = CustomerID(try #require(Int64(moved)))
        let (survivor, reason) = (customer, mark("merge"))
        try await story.acting("op_aram") {
            try await $0.merge(other, into: survivor, reason: reason, key: .make())
        }
    }

    /// Closes what an anonymised customer may not have.
    private func settle() async throws {
        let superuser = try await installation.superuser()
        try await superuser.connection.execute(
            script: "UPDATE tickets.ticket SET state = 'cancelled', closed_at = sec.now() WHERE state = 'open'")
        await superuser.connection.close()
        let balance = try #require(
            Int64(try await texts("SELECT sum(balance)::text FROM accounts.account WHERE customer_id = \(customer)")[0])
        )
        let (customer, account) = (customer, account)
        try await story.acting("op_nare") {
            _ = try await $0.payRefund(
                customer: customer, account: account, amount: Self.sum(balance), reason: "leaves", key: .make())
        }
    }

    func texts(_ statement: Statement) async throws -> [String] {
        let session = try await installation.superuser()
        let rows = try await session.connection.query(statement)
        await session.connection.close()
        return try rows.map { try $0.decode(0, as: String.self) }
    }
}
