import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

@Suite struct CustomerProfileTests {
    private let installation: Installation
    private let profile: ProfileStory

    init() async throws {
        installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        profile = try await ProfileStory(installation)
    }

    /// One row of each part that is right.
    static let right: [(ProfilePart, [String: String])] = [
        (.phone, ["number": "010 55 66 77", "label": "work", "person": "the secretary", "is_verified": "true"]),
        (.contact, ["kind": "email", "value": "office@example.am", "is_preferred": "true"]),
        (.contact, ["kind": "telegram", "value": "@ani"]),
        (.address, ["kind": "postal", "city": "Գյումրի", "street": "Աբովյան", "building": "1", "postcode": "3101"]),
        (
            .document,
            [
                "kind": "passport", "number": "AP 7654321", "issued_by": "001", "issued_on": "2020-02-29",
                "expires_on": "2030-02-28",
            ]
        ),
        (.signer, ["role": "director", "name": "Petrosyan Aram", "basis": "the charter"]),
        (.bank, ["bank": "Ardshinbank", "number": "2470-0123 4567 8901", "bic": "ashbam22"]),
        (.contract, ["signed_on": "2026-03-19", "terms": "thirty days", "signed_by": "Ani"]),
        (.consent, ["kind": "marketing", "given_on": "2026-03-01", "how": "signed form"]),
        (.note, ["text": "calls only in the evening", "is_pinned": "true"]),
    ]

    @Test func everyPartIsAddedReadChangedAndKeptInTheHistory() async throws {
        for (part, values) in Self.right {
            let before = try await profile.entries(part).count
            let outcome = try await profile.save(part, .add(values))
            guard case .saved(let line) = outcome else { Issue.record("\(part): \(outcome)"); continue }
            let entries = try await profile.entries(part)
            #expect(entries.count == before + 1, "\(part)")
            let entry = try #require(entries.first { $0.line == line })
            for (name, value) in values where !["number", "bic"].contains(name) {
                #expect(entry[name] == value, "\(part) \(name)")
            }
        }
        #expect(try await profile.entries(.phone).last?["number"] == "37410556677")
        #expect(try await profile.entries(.bank).first?["number"] == "2470012345678901")
        // The second contract of the year takes the next number of the gap-free series.
        #expect(try await profile.entries(.contract).map { $0["number"] } == ["C-2026-000001", "C-2026-000003"])
        let history = try await profile.story.acting("op_anna") {
            try await $0.historyPage(
                of: profile.ani.customer, HistoryFilter(group: .profile), after: .newest, limit: 50)
        }
        for title in ["Contact", "Address", "Document", "Signer", "Bank account", "Contract", "Consent", "Note"] {
            #expect(
                history.entries.contains { $0.title.hasPrefix("\(title) ") && $0.title.hasSuffix(" added") }, "\(title)"
            )
        }
        try await installation.drop()
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        let part: ProfilePart
        let values: [String: String]
        let words: String
        var testDescription: String { "\(part) \(values): \(words)" }
    }

    static let faults = [
        Fault(part: .phone, values: ["number": "12x"], words: "Phone: \"12x\" is no phone number"),
        Fault(part: .phone, values: ["number": "077101234"], words: "in the profile already"),
        Fault(part: .contact, values: ["kind": "email", "value": "nobody"], words: "E-mail: \"nobody\" is no address"),
        Fault(part: .contact, values: ["kind": "fax", "value": "1"], words: "Kind: must be one of"),
        Fault(part: .contact, values: ["kind": "viber"], words: "Name or number: must be filled in"),
        Fault(part: .address, values: ["kind": "legal", "city": "X", "street": "Y"], words: "Building: must be"),
        Fault(part: .document, values: ["kind": "passport", "number": "---"], words: "has no letter and no digit"),
        Fault(part: .document, values: ["kind": "id_card", "number": "Patr"], words: "4 digits at least"),
        Fault(part: .phone, values: ["number": "99 12 34 5x"], words: "is no phone number"),
        Fault(
            part: .document, values: ["kind": "passport", "number": "AN012345", "issued_on": "2026-02-30"],
            words: "Issued on: \"2026-02-30\" is no day"),
        Fault(
            part: .document, values: ["kind": "passport", "number": "AN012345", "issued_on": "2026-03-21"],
            words: "still to come"),
        Fault(
            part: .document,
            values: ["kind": "passport", "number": "AN012345", "issued_on": "2026-03-01", "expires_on": "2026-03-01"],
            words: "Valid until: must be after"),
        Fault(part: .signer, values: ["role": "king", "name": "X"], words: "Role: must be one of"),
        Fault(part: .bank, values: ["bank": "X", "number": "12-3"], words: "8 to 34"),
        Fault(part: .contract, values: ["signed_on": ""], words: "Signed on: must be filled in"),
        Fault(part: .contract, values: ["signed_on": "2027-01-01"], words: "Signed on: must be"),
        Fault(part: .contract, values: ["signed_on": "2026-03-02", "ended_on": "2026-03-01"], words: "Ended on"),
        Fault(part: .consent, values: ["kind": "messages", "given_on": "2026-03-01"], words: "Given how: must be"),
        Fault(
            part: .consent,
            values: ["kind": "messages", "given_on": "2026-03-01", "how": "x", "withdrawn_on": "2026-03-02"],
            words: "Withdrawn how: must be"),
        Fault(
            part: .consent,
            values: ["kind": "messages", "given_on": "2026-03-01", "how": "x", "withdrawn_on": "2026-03-21"],
            words: "Withdrawn on: is still to come"),
        Fault(part: .note, values: ["text": " \n "], words: "Note: must be filled in"),
        Fault(part: .note, values: ["text": "a\u{1B}[31m"], words: "control character"),
        Fault(part: .note, values: ["text": String(repeating: "x", count: 2001)], words: "at most 2000"),
        Fault(part: .tax, values: ["scheme": "x"], words: "no part"),
    ]

    @Test(arguments: faults) func whatIsWrongIsRefusedWithItsFieldAndNothingIsSaved(_ fault: Fault) async throws {
        let before = try await profile.story.acting("op_anna") { try await $0.profileParts(of: profile.ani.customer) }
        let error = await #expect(throws: StoreError.self) {
            try await profile.save(fault.part, .add(fault.values))
        }
        #expect(error?.sentence.contains(fault.words) == true, "\(error?.sentence ?? "")")
        let after = try await profile.story.acting("op_anna") { try await $0.profileParts(of: profile.ani.customer) }
        #expect(before == after)
        try await installation.drop()
    }

    @Test(arguments: [
        (["family_name": ""], "Family name"), (["given_name": " "], "Given name"), (["tax_number": "1"], "Tax number"),
        (["birth_on": "2030-01-01"], "Born on"), (["birth_on": "1700-01-01"], "Born on"),
        (["segment": "nobility"], "Segment"), (["language": "fr"], "Language"), (["email": "x"], "E-mail"),
        (["name_ru": String(repeating: "x", count: 301)], "Name in Russian"),
    ])
    func aProfileKeepsItsOwnRules(_ change: [String: String], _ words: String) async throws {
        let entry = try #require(try await profile.entries(.profile).first)
        let seen = Dictionary(change.keys.map { ($0, entry[$0]) }) { $1 }
        let error = await #expect(throws: StoreError.self) {
            try await profile.save(.profile, .change(line: 0, seen: seen, to: change))
        }
        #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        try await installation.drop()
    }

    @Test func anOrganisationNeedsItsLegalFormAndTheKindOfACustomerNeverChanges() async throws {
        var registration = plausibleRegistration()
        (registration.kind, registration.organisationName, registration.taxNumber) = (
            .organisation, "Ararat", "01234567"
        )
        for (legal, segment, words) in [
            ("", "", "Legal form: must be filled in."), ("LLC", "king", "Segment: there is no"),
        ] {
            (registration.legalForm, registration.segment) = (legal, segment)
            let wrong = registration
            let refused = await #expect(throws: StoreError.self) {
                try await profile.story.acting("op_anna") { try await $0.registerCustomer(wrong, key: .make()) }
            }
            #expect(refused?.sentence.contains(words) == true, "\(refused?.sentence ?? "")")
        }
        registration.segment = "business"
        let form = registration
        let made = try await profile.story.acting("op_anna") { try await $0.registerCustomer(form, key: .make()) }
        let change = ProfileChange.Deed.change(line: 0, seen: ["legal_form": "LLC"], to: ["legal_form": ""])
        let error = await #expect(throws: StoreError.self) {
            try await profile.save(.profile, change, of: made.customer)
        }
        #expect(error?.sentence == "Legal form: must be filled in.")
        _ = try await profile.save(
            .profile,
            .change(
                line: 0, seen: ["legal_form": "LLC", "kind": "organisation"],
                to: ["legal_form": "CJSC", "kind": "person", "name_en": "Ararat CJSC"]), of: made.customer)
        let entry = try #require(try await profile.entries(.profile, of: made.customer).first)
        #expect(entry["kind"] == "organisation" && entry["legal_form"] == "CJSC" && entry["name_en"] == "Ararat CJSC")
        #expect(entry["segment"] == "business")
        try await installation.drop()
    }

    @Test func anEditThatCollidesSaysWhoChangedWhatAndWhenAndChangesNothing() async throws {
        let entry = try #require(try await profile.entries(.profile).first)
        let seen = ["given_name": entry["given_name"], "email": entry["email"]]
        // Another field of the same row is no collision.
        _ = try await profile.save(
            .profile, .change(line: 0, seen: ["birth_place": ""], to: ["birth_place": "Երևան"]), by: "op_aram")
        _ = try await profile.save(
            .profile, .change(line: 0, seen: ["given_name": seen["given_name"] ?? ""], to: ["given_name": "Անուշ"]),
            by: "op_aram")
        let key = CommandKey.make()
        let outcome = try await profile.save(
            .profile, .change(line: 0, seen: seen, to: ["given_name": "Աննա", "email": "anna@example.am"]), key: key)
        guard case .collided(let fields) = outcome else { Issue.record("\(outcome)"); return }
        #expect(fields.map(\.field) == ["given_name"])
        #expect(fields.first?.present == "Անուշ" && fields.first?.actor == "Aram Petrosyan")
        let kept = try #require(try await profile.entries(.profile).first)
        #expect(kept["given_name"] == "Անուշ" && kept["email"] == "ani@example.am")
        // With what was shown counted as seen, the same key saves; and repeated it saves once.
        let second = ProfileChange.Deed.change(
            line: 0, seen: ["given_name": "Անուշ", "email": "ani@example.am"],
            to: ["given_name": "Աննա", "email": "anna@example.am"])
        #expect(try await profile.save(.profile, second, key: key) == .saved(line: 0))
        #expect(try await profile.save(.profile, second, key: key) == .saved(line: 0))
        let after = try #require(try await profile.entries(.profile).first)
        #expect(after["name"] == "Պետրոսյան Աննա Արամի" && after["email"] == "anna@example.am")
        // Both typed the same: that is no collision.
        #expect(
            try await profile.save(
                .profile, .change(line: 0, seen: ["given_name": "Անի"], to: ["given_name": "Աննա"])) == .saved(line: 0))
        await #expect(throws: StoreError.self) {
            try await profile.save(.profile, .change(line: 0, seen: [:], to: ["email": "other@example.am"]), key: key)
        }
        try await installation.drop()
    }

    @Test func whatCannotBeRemovedStaysAndARemovalCollidesToo() async throws {
        let phone = try #require(try await profile.entries(.phone).first)
        let last = await #expect(throws: StoreError.self) {
            try await profile.save(.phone, .remove(line: phone.line, seen: phone.values))
        }
        #expect(last?.sentence.contains("The last phone stays") == true)
        for (part, words) in [(ProfilePart.contract, "for good"), (.profile, "merged, or anonymised")] {
            let error = await #expect(throws: StoreError.self) {
                try await profile.save(part, .remove(line: part == .profile ? 0 : 1, seen: [:]))
            }
            #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
        }
        _ = try await profile.save(.phone, .add(["number": "099 11 22 33"]))
        let second = try #require(try await profile.entries(.phone).last)
        let outcome = try await profile.save(
            .phone, .remove(line: second.line, seen: ["number": "37499000000"]))
        guard case .collided = outcome else { Issue.record("\(outcome)"); return }
        #expect(
            try await profile.save(.phone, .remove(line: second.line, seen: ["number": "37499112233"]))
                == .saved(line: second.line))
        let gone = await #expect(throws: StoreError.self) {
            try await profile.save(.phone, .change(line: second.line, seen: [:], to: ["label": "x"]))
        }
        guard case .notFound = gone else { Issue.record("\(String(describing: gone))"); return }
        try await installation.drop()
    }

    @Test func oneContactIsPreferredAndAnotherNumberIsNotVerified() async throws {
        _ = try await profile.save(
            .phone, .add(["number": "099112233", "is_preferred": "true", "is_verified": "true"]))
        _ = try await profile.save(.contact, .add(["kind": "telegram", "value": "@ani", "is_preferred": "true"]))
        #expect(try await profile.entries(.phone).allSatisfy { $0["is_preferred"] == "false" })
        #expect(try await profile.entries(.contact).first?["is_preferred"] == "true")
        _ = try await profile.save(
            .phone, .change(line: 2, seen: ["number": "37499112233"], to: ["number": "099112244"]))
        #expect(try await profile.entries(.phone).last?["is_verified"] == "false")
        try await installation.drop()
    }

    @Test func theWordsOfANoteAreItsAuthors() async throws {
        _ = try await profile.save(.note, .add(["text": "first"]))
        let error = await #expect(throws: StoreError.self) {
            try await profile.save(
                .note, .change(line: 1, seen: ["text": "first"], to: ["text": "mine"]), by: "op_karen")
        }
        #expect(error?.sentence.contains("Anna Karapetyan") == true)
        _ = try await profile.save(
            .note, .change(line: 1, seen: ["is_pinned": "false"], to: ["is_pinned": "true"]), by: "op_karen")
        let note = try #require(try await profile.entries(.note).first)
        #expect(note["is_pinned"] == "true" && note["author_name"] == "Anna Karapetyan" && note["text"] == "first")
        await #expect(throws: StoreError.self) {
            try await profile.save(.note, .remove(line: 1, seen: note.values), by: "op_karen")
        }
        try await installation.drop()
    }

    @Test func aTaxSchemeHoldsFromItsDayOnAndTheOwnOneComesBack() async throws {
        let set = { (scheme: String, day: String, login: String) in
            let from = try #require(CivilDate(day))
            try await profile.story.acting(login) {
                try await $0.setTaxScheme(scheme, of: profile.ani.customer, from: from, key: .make())
            }
        }
        try await set("vat-20", "2026-04-01", "op_anna")
        try await set("", "2026-06-01", "op_anna")
        let entry = try #require(try await profile.entries(.tax).first)
        #expect(entry["scheme"] == "vat-20" && entry["from_on"] == "2026-04-01" && entry["until_on"] == "2026-06-01")
        for (scheme, day, login) in [
            ("none", "2026-04-01", "op_anna"), ("vat-20", "2026-03-19", "op_anna"), ("vat-20", "2026-07-01", "op_sona"),
        ] {
            await #expect(throws: StoreError.self) { try await set(scheme, day, login) }
        }
        try await installation.drop()
    }

    @Test func theHistoryIsReadPageByPageAndFiltered() async throws {
        for number in 1...30 { _ = try await profile.save(.note, .add(["text": "note number \(number)"])) }
        for amount in 1...5 {
            _ = try await profile.story.acting("op_lilit") {
                try await $0.registerPayment(
                    customer: profile.ani.customer, account: profile.ani.account,
                    amount: Money(minorUnits: Int64(amount) * 100, currency: .amd), note: "", key: .make())
            }
        }
        let whole = try await page(HistoryFilter(), limit: 500)
        #expect(whole.next == nil)
        var pages: [HistoryEntry] = []
        var position: HistoryPosition? = .newest
        while let start = position {
            let page = try await page(HistoryFilter(), after: start, limit: 7)
            #expect(page.entries.count == 7 || page.next == nil)
            pages += page.entries
            position = page.next
        }
        #expect(pages == whole.entries)
        let money = try await page(HistoryFilter(group: .money), limit: 100).entries
        #expect(money.contains { $0.title.hasPrefix("Payment") } && !money.contains { $0.title.hasPrefix("Note") })
        #expect(try await page(HistoryFilter(text: "NUMBER 17"), limit: 100).entries.count == 1)
        #expect(
            try await page(HistoryFilter(actor: "lilit"), limit: 100).entries.allSatisfy {
                $0.actor == "Lilit Grigoryan"
            })
        let day = try #require(Instant("2026-03-21 00:00:00+04"))
        #expect(try await page(HistoryFilter(from: day), limit: 100).entries == [])
        #expect(try await page(HistoryFilter(to: day), limit: 500).entries == whole.entries)
        await #expect(throws: Never.self) { try await page(HistoryFilter(actor: "%_'", text: "\\%'"), limit: 5) }
        try await installation.drop()
    }

    private func page(
        _ filter: HistoryFilter, after position: HistoryPosition = .newest, limit: Int
    ) async throws -> HistoryPage {
        try await profile.story.acting("op_anna") {
            try await $0.historyPage(of: profile.ani.customer, filter, after: position, limit: limit)
        }
    }
}
