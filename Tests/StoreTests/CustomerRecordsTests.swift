import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

@Suite struct CustomerRecordsTests {
    private let installation: Installation
    private let profile: ProfileStory

    init() async throws {
        installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        profile = try await ProfileStory(installation)
    }

    // MARK: Files

    @Test func aFileArrivesInPartsAndIsReadBackAsItWas() async throws {
        let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let attachment = try await profile.attach(content, partSize: 300)
        let card = try await card(by: "op_anna")
        #expect(card.attachments.map(\.id) == [attachment])
        #expect(card.attachments.first?.size == 1000 && card.attachments.first?.addedBy == "Anna Karapetyan")
        var read: [UInt8] = []
        var place = 0
        while let part = try await self.content(of: attachment, place) {
            read += part
            place += 1
        }
        #expect(read == content && place == 4)
        // Who may not see files sees neither the list nor the content.
        #expect(try await self.card(by: "op_sona").attachments == [])
        await #expect(throws: StoreError.self) { try await self.content(of: attachment, 0, by: "op_sona") }
        await #expect(throws: StoreError.self) { try await self.content(of: attachment, 0, of: profile.twin.customer) }
        try await installation.drop()
    }

    @Test func whatIsNotTheFileThatWasAnnouncedIsNotKept() async throws {
        let draft = AttachmentDraft(
            fileName: "a.txt", title: "", mediaType: "text/plain", size: 4, sha256: SHA256.hex(of: Array("good".utf8)))
        for (content, words) in [("evil", "is not the file"), ("good!", "longer than"), ("goo", "is not the file")] {
            let error = await #expect(throws: StoreError.self) {
                try await profile.story.acting("op_anna") { session in
                    let id = try await session.beginAttachment(draft, of: profile.ani.customer, key: .make())
                    try await session.sendAttachment(id, place: 0, content: Array(content.utf8))
                    try await session.endAttachment(id, key: .make())
                }
            }
            #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        }
        #expect(try await card(by: "op_anna").attachments == [])
        try await installation.drop()
    }

    @Test(arguments: [
        ("a/b", 4, "File name"), ("..", 4, "File name"), ("", 4, "File name"), ("a", 0, "is empty"),
        ("a", 20_971_521, "at most 20971520"),
    ])
    func aFileThatCannotBeKeptIsRefusedBeforeItsContent(_ name: String, _ size: Int64, _ words: String) async throws {
        let draft = AttachmentDraft(
            fileName: name, title: "", mediaType: "text/plain", size: size, sha256: String(repeating: "0", count: 64))
        let error = await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_anna") {
                try await $0.beginAttachment(draft, of: profile.ani.customer, key: .make())
            }
        }
        #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        try await installation.drop()
    }

    @Test func anUploadIsItsOperatorsAndAGivenUpOneLeavesNothing() async throws {
        let draft = AttachmentDraft(
            fileName: "a", title: "", mediaType: "text/plain", size: 4, sha256: SHA256.hex(of: Array("good".utf8)))
        let id = try await profile.story.acting("op_anna") { session in
            let id = try await session.beginAttachment(draft, of: profile.ani.customer, key: .make())
            try await session.sendAttachment(id, place: 0, content: Array("good".utf8))
            return id
        }
        await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_aram") { try await $0.endAttachment(id, key: .make()) }
        }
        try await profile.story.acting("op_anna") { try await $0.dropAttachment(id) }
        #expect(try await number("SELECT count(*) FROM customers.attachment_part") == 0)
        // One that nobody finished is swept away by a later one.
        _ = try await profile.story.acting("op_anna") {
            try await $0.beginAttachment(draft, of: profile.ani.customer, key: .make())
        }
        try await installation.moveClock(to: "2026-03-22")
        _ = try await profile.attach(Array("good".utf8))
        #expect(try await number("SELECT count(*) FROM customers.upload") == 0)
        try await installation.drop()
    }

    @Test func aWithdrawnFileIsKeptWithTheReason() async throws {
        let attachment = try await profile.attach(Array("scan".utf8))
        let key = CommandKey.make()
        for _ in 1...2 {
            try await profile.story.acting("op_anna") {
                try await $0.withdrawAttachment(
                    attachment, of: profile.ani.customer, reason: "of somebody else", key: key)
            }
        }
        let file = try #require(try await card(by: "op_anna").attachments.first)
        #expect(file.withdrawal?.reason == "of somebody else" && file.withdrawal?.actor == "Anna Karapetyan")
        #expect(try await content(of: attachment, 0) == Array("scan".utf8))
        await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_anna") {
                try await $0.withdrawAttachment(attachment, of: profile.ani.customer, reason: "again", key: .make())
            }
        }
        try await installation.drop()
    }

    // MARK: Duplicates and merging

    @Test func whoSharesAPhoneADocumentOrNameAndBirthIsNamedWithTheReasons() async throws {
        let found = try await card(by: "op_anna").duplicates
        #expect(found.map(\.id) == [profile.twin.customer])
        #expect(found.first?.reasons == ["identity document", "phone 37477101234"])
        for customer in [profile.ani.customer, profile.twin.customer] {
            _ = try await profile.save(
                .profile, .change(line: 0, seen: ["birth_on": ""], to: ["birth_on": "1990-05-05"]), of: customer)
        }
        #expect(try await card(by: "op_anna").duplicates.first?.reasons.contains("name and birth") == true)
        let registration = try await profile.story.acting("op_anna") {
            try await $0.duplicates(
                of: RegistrationKeys(phones: ["99556677"], taxNumber: "", documentNumber: "AN0123456"))
        }
        #expect(Set(registration.map(\.id)) == [profile.ani.customer, profile.twin.customer])
        let pairs = { (kind: DuplicateKind, after: String) in
            try await profile.story.acting("op_aram") { try await $0.duplicatePairs(by: kind, after: after, limit: 10) }
        }
        for kind in [DuplicateKind.phone, .document, .birth] {
            let pair = try #require(try await pairs(kind, "").first, "\(kind)")
            #expect([pair.first.id, pair.second.id] == [profile.ani.customer, profile.twin.customer])
            #expect(try await pairs(kind, pair.value) == [])
        }
        #expect(try await pairs(.tax, "") == [])
        try await profile.story.acting("op_aram") {
            try await $0.tellApart(profile.twin.customer, from: profile.ani.customer, key: .make())
        }
        #expect(try await card(by: "op_anna").duplicates == [])
        #expect(try await pairs(.phone, "") == [])
        try await installation.drop()
    }

    @Test func everyoneIsPairedWithEveryoneWhoSharesAValue() async throws {
        var made = [profile.ani.customer, profile.twin.customer]
        for number in 1...2 {
            var registration = plausibleRegistration()
            registration.documentNumber = "XX 100\(number)"
            let form = registration
            made.append(
                try await profile.story.acting("op_anna") { try await $0.registerCustomer(form, key: .make()) }.customer
            )
        }
        let pairs = {
            try await profile.story.acting("op_aram") { try await $0.duplicatePairs(by: .phone, after: "", limit: 10) }
                .map { [$0.first.id, $0.second.id] }
        }
        let all = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].map { $0.map { made[$0] } }
        #expect(try await pairs() == all)
        // The first is nobody of them; two of the others are one.
        for other in made.dropFirst() {
            try await profile.story.acting("op_aram") { try await $0.tellApart(made[0], from: other, key: .make()) }
        }
        #expect(try await pairs() == Array(all.dropFirst(3)))
        try await profile.story.acting("op_aram") {
            try await $0.merge(made[3], into: made[2], reason: "one person", key: .make())
        }
        #expect(try await pairs() == [all[3]])
        try await installation.drop()
    }

    /// A number that hundreds have: a page stays a page, and nobody waits.
    @Test func aValueThatHundredsHaveGivesAHundredPairs() async throws {
        try await execute(
            """
            INSERT INTO customers.customer (customer_id, kind, branch_id, name, family_name, given_name, registered_at)
                SELECT 1000 + n, 'person', 1, 'Crowd ' || n, 'Crowd', n::text, sec.now() FROM generate_series(1, 300) n;
            INSERT INTO customers.phone (customer_id, line, number)
                SELECT 1000 + n, 1, '37400000000' FROM generate_series(1, 300) n
            """)
        let page = try await profile.story.acting("op_aram") {
            try await $0.duplicatePairs(by: .phone, after: "", limit: 100)
        }
        #expect(page.count == 100 && page.allSatisfy { $0.value == "37400000000" })
        let next = try await profile.story.acting("op_aram") {
            try await $0.duplicatePairs(by: .phone, after: "37400000000", limit: 100)
        }
        #expect(next.map(\.value) == ["37477101234"])
        try await installation.drop()
    }

    @Test func aPageOfPairsIsFullWhoeverWasToldApartAndMergingForgetsNoneOfThem() async throws {
        var registration = plausibleRegistration()
        (registration.phones, registration.documentNumber) = (["099 55-66-77"], "XX 1001")
        let form = registration
        let third = try await profile.story.acting("op_anna") { try await $0.registerCustomer(form, key: .make()) }
        let tellApart = { (customer: CustomerID, other: CustomerID) in
            try await profile.story.acting("op_aram") {
                try await $0.tellApart(customer, from: other, key: .make())
            }
        }
        try await tellApart(profile.ani.customer, profile.twin.customer)
        let page = try await profile.story.acting("op_aram") {
            try await $0.duplicatePairs(by: .phone, after: "", limit: 1)
        }
        #expect(page.map(\.value) == ["37499556677"])
        #expect(page.map(\.first.id) == [profile.twin.customer] && page.map(\.second.id) == [third.customer])
        try await tellApart(third.customer, profile.twin.customer)
        try await profile.story.acting("op_aram") {
            try await $0.merge(profile.twin.customer, into: profile.ani.customer, reason: "x", key: .make())
        }
        #expect(try await card(by: "op_anna").duplicates == [])
        try await installation.drop()
    }

    @Test func whatTheSurvivorLacksComesFromTheOtherAndATaxSchemeHoldsForBoth() async throws {
        var registration = plausibleRegistration()
        (registration.kind, registration.organisationName, registration.legalForm, registration.taxNumber) = (
            .organisation, "Ararat", "LLC", "01234567"
        )
        let form = registration
        let (stays, goes) = try await profile.story.acting("op_anna") { session in
            (
                try await session.registerCustomer(form, key: .make()),
                try await session.registerCustomer(form, key: .make())
            )
        }
        let known = ["register_number": "286.110.05689", "note": "pays late"]
        let unknown = known.mapValues { _ in "" }
        _ = try await profile.save(.profile, .change(line: 0, seen: unknown, to: known), of: goes.customer)
        try await profile.story.acting("op_aram") {
            try await $0.merge(goes.customer, into: stays.customer, reason: "one company", key: .make())
        }
        let entry = try #require(try await profile.entries(.profile, of: stays.customer).first)
        for (name, value) in known { #expect(entry[name] == value, "\(name)") }
        let day = try #require(CivilDate("2026-04-01"))
        let setTax = { (customer: CustomerID) in
            try await profile.story.acting("op_anna") {
                try await $0.setTaxScheme("vat-20", of: customer, from: day, key: .make())
            }
        }
        // What each had before is told with whose it was, in the order of the days; what holds for both stands once.
        try await execute(
            """
            INSERT INTO catalog.customer_tax (customer_id, tax_scheme_id, valid)
                VALUES (\(goes.customer), 1, '[2026-01-01,2026-02-01)'), (\(stays.customer), 1, '[2026-02-01,2026-03-01)')
            """)
        try await setTax(stays.customer)
        #expect(try await number("SELECT count(DISTINCT customer_id) FROM catalog.customer_tax") == 2)
        let schemes = try await profile.entries(.tax, of: stays.customer)
        #expect(schemes.map { $0["from_on"] } == ["2026-01-01", "2026-02-01", "2026-04-01"])
        #expect(schemes.map { $0["of"] } == ["\(goes.customer)", "\(stays.customer)", ""])
        #expect(Set(schemes.map(\.line)).count == 3)
        await #expect(throws: StoreError.self) { try await setTax(goes.customer) }
        try await installation.drop()
    }

    @Test func mergedTheySurviveAsOneAndNoMoneyMoves() async throws {
        for (customer, amount) in [(profile.ani, Int64(100_000)), (profile.twin, 50_000)] {
            _ = try await profile.story.acting("op_lilit") {
                try await $0.registerPayment(
                    customer: customer.customer, account: customer.account,
                    amount: Money(minorUnits: amount, currency: .amd), note: "", key: .make())
            }
        }
        _ = try await profile.save(.note, .add(["text": "of the twin"]), of: profile.twin.customer)
        let books: Statement =
            "SELECT count(*) || ' ' || sum(amount) || ' ' || max(balance_after) FROM accounts.transfer"
        let before = try await text(books)
        let key = CommandKey.make()
        for _ in 1...2 {
            try await profile.story.acting("op_aram") {
                try await $0.merge(profile.twin.customer, into: profile.ani.customer, reason: "one person", key: key)
            }
        }
        #expect(try await text(books) == before)
        for asked in [profile.ani.customer, profile.twin.customer] {
            let card = try await profile.story.acting("op_anna") { try await $0.customerCard(asked) }
            #expect(card.profile.id == profile.ani.customer && card.merged == [profile.twin.customer])
            #expect(card.accounts.map(\.owner) == [profile.ani.customer, profile.twin.customer])
            #expect(card.accounts.map(\.balance.minorUnits) == [100_000, 50_000])
            // One is the default; the other says whose it was.
            #expect(card.accounts.map(\.isDefault) == [true, false])
            #expect(card.accounts.map(\.ownerName) == [nil, card.mergedNames.first] && card.mergedNames.count == 1)
            #expect(Set(card.tickets.map(\.id)) == [profile.ani.ticket, profile.twin.ticket])
            #expect(card.movements.count == 2 && card.duplicates == [])
            let phones = card.parts.filter { $0.part == .phone }.map { $0["number"] }
            #expect(phones == ["37477101234", "37499556677"], "the shared phone stands once")
            #expect(
                card.parts.filter { $0.part == .contract }.map { $0["number"] } == ["C-2026-000001", "C-2026-000002"])
            #expect(card.parts.contains { $0["text"] == "of the twin" })
        }
        let found = try await profile.story.acting("op_anna") {
            try await $0.searchCustomers("C-2026-000002", limit: 5)
        }
        #expect(found.map(\.id) == [profile.ani.customer])
        #expect(found.first?.balance?.minorUnits == 150_000, "of both accounts")
        // Paid is the account that was typed, and not the default one of who they are now.
        let typed = try await profile.story.acting("op_lilit") { try await $0.findAccount(profile.twin.account) }
        #expect(typed?.0.id == profile.twin.customer && typed?.1.id == profile.twin.account)
        #expect(typed?.0.name == found.first?.name)
        let history = try await profile.story.acting("op_anna") {
            try await $0.customerHistory(profile.ani.customer, limit: 200)
        }
        #expect(history.contains { $0.title.contains("merged into this one: one person") })
        // What is booked under the merged number goes on: it is paid to, and its profile is not changed any more.
        _ = try await profile.story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: profile.twin.customer, account: profile.twin.account,
                amount: Money(minorUnits: 700, currency: .amd), note: "", key: .make())
        }
        let error = await #expect(throws: StoreError.self) {
            try await profile.save(.note, .add(["text": "x"]), of: profile.twin.customer)
        }
        #expect(error?.sentence.contains("was merged into C-2026-000001") == true, "\(error?.sentence ?? "")")
        try await installation.drop()
    }

    @Test func aPersonAndAnOrganisationOrOneCustomerAloneAreNotMerged() async throws {
        var registration = plausibleRegistration()
        (registration.kind, registration.organisationName, registration.legalForm, registration.taxNumber) = (
            .organisation, "Ararat", "LLC", "01234567"
        )
        let form = registration
        let company = try await profile.story.acting("op_anna") { try await $0.registerCustomer(form, key: .make()) }
        for (merged, words) in [
            (company.customer, "not the same customer"), (profile.ani.customer, "with itself"),
            (CustomerID(999_999), "no customer"),
        ] {
            let error = await #expect(throws: StoreError.self) {
                try await profile.story.acting("op_aram") {
                    try await $0.merge(merged, into: profile.ani.customer, reason: "x", key: .make())
                }
            }
            #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        }
        try await installation.drop()
    }

    @Test func twoWhoMergeTheSamePairCrosswiseDoItOnce() async throws {
        async let first: Void = profile.story.acting("op_aram") {
            try await $0.merge(profile.twin.customer, into: profile.ani.customer, reason: "x", key: .make())
        }
        async let second: Void = profile.story.acting("op_aram") {
            try await $0.merge(profile.ani.customer, into: profile.twin.customer, reason: "x", key: .make())
        }
        var done = 0
        do { try await first; done += 1 } catch let error as StoreError { expectConflict(error) }
        do { try await second; done += 1 } catch let error as StoreError { expectConflict(error) }
        #expect(done == 1)
        #expect(try await number("SELECT count(*) FROM customers.customer WHERE merged_into IS NOT NULL") == 1)
        try await installation.drop()
    }

    private func expectConflict(_ error: StoreError) {
        guard case .conflict = error else { Issue.record("\(error)"); return }
    }

    // MARK: What a person may ask for

    @Test func theExportHoldsEverythingKeptAndTheHistorySaysWhoTookIt() async throws {
        _ = try await profile.save(.note, .add(["text": "a \"quoted\" note"]))
        _ = try await profile.story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: profile.ani.customer, account: profile.ani.account,
                amount: Money(minorUnits: 700, currency: .amd), note: "", key: .make())
        }
        let json = try await profile.story.acting("op_aram") {
            try await $0.exportCustomer(profile.ani.customer, reason: "asked by letter")
        }
        for words in [
            "37477101234", "AN0123456", "ani@example.am", "Մաշտոցի", "C-2026-000001", "a \\\"quoted\\\" note",
        ] {
            #expect(json.contains(words), "\(words)")
        }
        for (key, table) in [
            ("postings", "accounts.transfer"), ("payments", "accounts.payment"), ("tickets", "tickets.ticket"),
            ("ticket_steps", "tickets.flow_event"), ("calls", "usage.call"), ("devices", "warehouse.device"),
        ] {
            let told = try await number(
                "SELECT coalesce(jsonb_array_length(nullif(\(json)::jsonb -> \(key)::text, 'null')), 0)")
            let kept = try await number(
                "SELECT count(*) FROM \(unescaped: table) WHERE customer_id = \(profile.ani.customer)")
            #expect(told == kept && (kept > 0 || key == "calls" || key == "devices"), "\(key)")
        }
        let history = try await profile.story.acting("op_anna") {
            try await $0.customerHistory(profile.ani.customer, limit: 5)
        }
        #expect(
            history.first?.title == "Personal data exported: asked by letter"
                && history.first?.actor == "Aram Petrosyan")
        try await installation.drop()
    }

    @Test func forgottenIsWhoItWasAndKeptIsWhatWasPaidAndTheSealHolds() async throws {
        let customer = profile.twin.customer
        _ = try await profile.attach(Array("scan".utf8))
        let forget = { (typed: String) in
            try await profile.story.acting("op_aram") {
                try await $0.anonymise(customer, typed: typed, reason: "asked by letter", key: .make())
            }
        }
        for (prepare, words) in [("", "ticket is still open"), ("tickets", "number"), ("money", "holds or owes money")]
        {
            if prepare == "tickets" {
                try await execute("UPDATE tickets.ticket SET state = 'cancelled', closed_at = sec.now()")
            }
            if prepare == "money" {
                _ = try await profile.story.acting("op_lilit") {
                    try await $0.registerPayment(
                        customer: customer, account: profile.twin.account,
                        amount: Money(minorUnits: 700, currency: .amd),
                        note: "", key: .make())
                }
            }
            let error = await #expect(throws: StoreError.self) {
                try await forget(prepare == "tickets" ? "7" : "\(customer)")
            }
            #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        }
        // Seals end before the oldest transaction of the whole server, and other tests have some.
        let daemon = installation.database(as: "bcrm_daemon")
        let deadline = ContinuousClock.now + .seconds(60)
        let unsealed: Statement = """
            SELECT count(*) FROM hist.event
            WHERE transaction_id >= coalesce((SELECT max(to_transaction) FROM hist.seal), '0'::xid8)
            """
        while try await number(unsealed) > 0, ContinuousClock.now < deadline {
            _ = try await daemon.transaction { try await $0.sealHistory() }
        }
        await daemon.close()
        _ = try await profile.story.acting("op_nare") {
            _ = try await $0.openShift(
                counted: Money(minorUnits: 100_000, currency: .amd), denominations: [], key: .make())
            return try await $0.payRefund(
                customer: customer, account: profile.twin.account, amount: Money(minorUnits: 700, currency: .amd),
                reason: "leaves", key: .make())
        }
        try await forget("\(customer)")
        let card = try await profile.story.acting("op_anna") { try await $0.customerCard(customer) }
        #expect(card.isAnonymised && card.profile.name == "Anonymised \(customer)" && card.profile.phones == [])
        #expect(card.parts.map(\.part) == [.profile, .contract] && card.movements.count == 2)
        let secrets = "(37499556677|Պետրոսյան|012-34-56|ani@example)"
        for table in ["customers.customer", "customers.contract", "hist.event", "customers.attachment"] {
            let left = try await number(
                "SELECT count(*) FROM \(unescaped: table) t WHERE t.customer_id = \(customer) AND t::text ~ \(secrets)")
            #expect(left == 0, "\(table)")
        }
        #expect(try await number("SELECT count(*) FROM hist.broken_seals()") == 0)
        // What the other one has is untouched.
        #expect(try await self.card(by: "op_anna").attachments.count == 1)
        await #expect(throws: StoreError.self) { try await profile.save(.note, .add(["text": "x"]), of: customer) }
        // Erasing is the only change the history takes, and only once.
        for sql in [
            "UPDATE hist.event SET erased = NULL WHERE erased IS NOT NULL", "UPDATE hist.event SET old = NULL",
            "UPDATE hist.event SET old = NULL, new = NULL, note = NULL, erased = '\\x00' WHERE erased IS NULL",
        ] {
            await #expect(throws: (any Error).self) { try await execute(sql) }
        }
        // Erased for anybody who was not anonymised, it shows.
        try await execute(
            """
            UPDATE hist.event e SET old = NULL, new = NULL, note = NULL, erased = sha256(convert_to(e::text, 'UTF8'))
            WHERE e.customer_id = \(profile.ani.customer) AND e.object = 'customers.phone'
            """)
        #expect(try await number("SELECT count(*) FROM hist.broken_seals()") == 1)
        try await installation.drop()
    }

    // MARK: Who may

    static let doors: [(String, String)] = [
        ("SELECT api.customer_part_save(1, 'phone', NULL, NULL, '{}', 'k')", "customer.edit"),
        ("SELECT api.customer_part_save(1, 'note', NULL, NULL, '{}', 'k')", "customer.note"),
        ("SELECT api.customer_part_save(1, 'bank', NULL, NULL, '{}', 'k')", "customer.edit"),
        ("SELECT api.customer_tax_set(1, '', sec.today(), 'k')", "customer.edit"),
        ("SELECT api.attachment_begin(1, '{}', 'k')", "customer.attach"),
        ("SELECT api.attachment_part(1, 0, 'x')", "customer.attach"),
        ("SELECT api.attachment_end(1, 'k')", "customer.attach"), ("SELECT api.attachment_drop(1)", "customer.attach"),
        ("SELECT api.attachment_withdraw(1, 1, 'x', 'k')", "customer.attach"),
        ("SELECT api.attachment_content(1, 1, 0)", "customer.files"),
        ("SELECT api.registration_duplicates('{}')", "customer.register"),
        ("SELECT api.duplicate_pairs('phone', '', 5)", "customer.merge"),
        ("SELECT api.customers_distinct(1, 2, 'k')", "customer.merge"),
        ("SELECT api.customer_merge(1, 2, 'x', 'k')", "customer.merge"),
        ("SELECT api.customer_export(1, 'x')", "customer.export"),
        ("SELECT api.customer_anonymise(1, '1', 'x', 'k')", "customer.anonymise"),
    ]

    /// Features F8.1: the quick profile of technical support is the same card, and the database lets nothing be changed.
    @Test func technicalSupportSeesTheCardAndCanChangeNothing() async throws {
        let card = try await card(by: "op_sona")
        #expect(card.profile.name == "Պետրոսյան Անի Արամի" && card.tickets.count == 1 && card.accounts.count == 1)
        #expect(
            !card.parts.contains { $0.part == .document || $0.part == .bank }, "identity documents need a permission")
        let sona = try await installation.connection(as: "op_sona")
        for (door, permission) in Self.doors {
            let error = await #expect(throws: PostgreSQLError.self, "\(door)") {
                try await sona.query(Statement(text: door))
            }
            #expect(
                error?.sqlState == "42501" && error?.message.contains(permission) == true,
                "\(door): \(error?.message ?? "")")
        }
        for table in ["identity_document", "bank_account", "attachment"] {
            #expect(try await sona.query("SELECT 1 FROM customers.\(unescaped: table)").count == 0, "\(table)")
        }
        for attack in [
            "SELECT * FROM customers.attachment_part", "SELECT * FROM customers.upload", "DELETE FROM customers.note",
            "UPDATE customers.phone SET number = '1'", "SELECT customers.tell(1, 'x')",
            "SELECT customers.put_note(1, 1, '{}')",
        ] {
            let error = await #expect(throws: PostgreSQLError.self, "\(attack)") {
                try await sona.query(Statement(text: attack))
            }
            #expect(error?.sqlState == "42501", "\(attack)")
        }
        await sona.close()
        try await installation.drop()
    }

    @Test func aCustomerOfAnotherBranchIsAsAbsentAsNone() async throws {
        try await execute("DELETE FROM sec.role_permission WHERE permission = 'branch.all'")
        try await execute("UPDATE customers.customer SET branch_id = 3 WHERE customer_id = \(profile.twin.customer)")
        await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_anna") { try await $0.customerCard(profile.twin.customer) }
        }
        #expect(try await card(by: "op_anna").duplicates == [])
        #expect(try await profile.entries(.phone, of: profile.twin.customer) == [])
        let error = await #expect(throws: StoreError.self) {
            try await profile.save(.note, .add(["text": "x"]), of: profile.twin.customer)
        }
        #expect(error?.sentence == "There is no customer \(profile.twin.customer).")
        try await installation.drop()
    }

    // MARK: Looking

    private func card(by login: String) async throws -> CustomerCard {
        try await profile.story.acting(login) { try await $0.customerCard(profile.ani.customer) }
    }

    private func content(
        of attachment: AttachmentID, _ place: Int, of customer: CustomerID? = nil, by login: String = "op_anna"
    ) async throws -> [UInt8]? {
        try await profile.story.acting(login) {
            try await $0.attachmentContent(attachment, of: customer ?? profile.ani.customer, place: place)
        }
    }

    private func text(_ statement: Statement) async throws -> String {
        let session = try await installation.superuser().connection
        let row = try #require(try await session.query(statement).first)
        let text = try row.decode(0, as: String.self)
        await session.close()
        return text
    }

    private func number(_ statement: Statement) async throws -> Int { try #require(Int(try await text(statement))) }

    private func execute(_ sql: String) async throws {
        let session = try await installation.superuser().connection
        defer { Task { await session.close() } }
        try await session.execute(script: sql)
    }
}
