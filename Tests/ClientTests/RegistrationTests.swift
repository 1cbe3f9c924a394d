import Domain
import Operations
import Terminal
import Testing

@testable import Client

@MainActor struct RegistrationTests {
    /// From the surname on, in the order of the form.
    static let person =
        "Petrosyan TAB Aram TAB TAB TAB '77 10 12 34' TAB TAB TAB Yerevan TAB Abovyan TAB 12 TAB TAB TAB TAB TAB 300 TAB RIGHT"

    private static func registrations(_ stage: Stage) -> [(content: CustomerRegistration, key: CommandKey)] {
        stage.commands.compactMap {
            if case .registerCustomer(let content, let key) = $0 { (content, key) } else { nil }
        }
    }

    @Test func aPersonIsRegisteredWithTheServiceAskedFor() {
        let stage = Stage()
        stage.press("F6 \(Self.person) F9")
        let content = Self.registrations(stage).first?.content
        #expect(content?.familyName == "Petrosyan" && content?.givenName == "Aram" && content?.kind == .person)
        #expect(content?.phones == ["77 10 12 34"])
        #expect(content?.address == PostalAddress(city: "Yerevan", street: "Abovyan", building: "12", flat: ""))
        #expect(content?.tariff == TariffID(1) && content?.parameters == ["speed": "300", "router": "own"])
        #expect(stage.message.contains("contract C-2000") && stage.crumbs == ["Home", Samples.petrosyan.name])
        #expect(stage.shell.drafts.isEmpty)
    }

    @Test func thePriceIsShownBeforeAnythingIsSaved() {
        let stage = Stage()
        stage.press("F6")
        let text = stage.text()
        #expect(text.contains("Price: 5 000,00 AMD a month."))
        #expect(text.contains("the first fee is 2 580,65 AMD for 16 days, 16.03.2026-31.03.2026."))
    }

    nonisolated static let typed: [(String, [String: String], String)] = [
        ("", [:], "family"), ("Petrosyan", ["family": "Petrosyan"], "given"),
        ("Պետրոսյան Անի", ["family": "Պետրոսյան", "given": "Անի"], "phone"),
        ("Ter-Petrosyan Anna Maria", ["family": "Ter-Petrosyan", "given": "Anna Maria"], "phone"),
        ("077 10 12 34", ["phone": "077 10 12 34"], "family"), ("C-2027-000001", [:], "family"),
        ("#12", [:], "family"), ("$ 12 5000000", [:], "family"), ("@ Mashtots", [:], "family"),
    ]

    @Test(arguments: typed)
    func whatWasTypedToFindSomebodyNewNeedNotBeTypedAgain(
        _ text: String, _ known: [String: String], _ focus: String
    ) {
        let stage = Stage()
        stage.press(text.isEmpty ? "F6" : "'\(text)' F6")
        let form = (stage.top as? RegistrationScreen)?.form
        for field in ["family", "given", "phone"] { #expect(form?[field] == known[field] ?? "", "\(field)") }
        #expect(form?.focus == focus)
    }

    @Test func aMarkTellsWhichOfTwoFieldsInARowIsWrong() {
        let stage = Stage()
        stage.press("F6 \(Self.person)")
        if var screen = stage.top as? RegistrationScreen {
            screen.form["phone2"] = "x"
            stage.shell.layers[stage.shell.layers.count - 1].screen = screen
        }
        stage.press("F9")
        #expect(stage.text().contains("!second"))
        #expect(!stage.text().contains("!Phone"))
    }

    nonisolated static let nonsense: [(String, String)] = [
        ("family", "123"), ("given", ""), ("phone", "abc"), ("phone", "12"), ("phone", "1234567890123456789"),
        ("phone2", "x"), ("email", "@"),
        ("email", "a@b"), ("email", "a b@c.d"), ("city", ""), ("street", "   "), ("building", ""), ("p.speed", "fast"),
        ("p.speed", "5"),
        ("p.speed", "99999999999999999999999"), ("p.router", "stolen"), ("note", String(repeating: "x", count: 300)),
        ("patronymic", "R2D2"),
        ("document", String(repeating: "9", count: 201)), ("document", "Patr"),
    ]

    @Test(arguments: nonsense)
    func nonsenseInAFieldIsASentenceBesideItAndSavesNothing(_ field: String, _ value: String) {
        let stage = Stage()
        stage.press("F6 \(Self.person)")
        guard var screen = stage.top as? RegistrationScreen else { return }
        screen.form["p.speed"] = "300"
        screen.form[field] = value
        stage.shell.layers[stage.shell.layers.count - 1].screen = screen
        stage.press("F9")
        let form = (stage.top as? RegistrationScreen)?.form
        #expect(form?.errors[field] != nil, "\(String(describing: form?.errors))")
        #expect(form?.focus == field)
        #expect(!stage.message.isEmpty && stage.rings > 0 && stage.commands.isEmpty)
        #expect(stage.text().contains(form?.errors[field]?.prefix(12) ?? "?"))
    }

    @Test(
        arguments: [
            ("phone", "99 12 34 5x", "\u{201C}x\u{201D} is no digit"), ("phone", "12", "needs 6 to 15 digits"),
            ("phone2", "12", "needs 6 to 15 digits"), ("given", "R2D2", "a name has no digits"),
            ("patronymic", "R2D2", "a name has no digits"), ("city", "", "must be filled in"),
            ("street", "", "must be filled in"), ("building", "", "must be filled in"),
        ])
    func whatIsWrongInARowOfTwoIsReadWholeBesideIt(_ field: String, _ value: String, _ words: String) {
        let stage = Stage()
        stage.press("F6 \(Self.person)")
        guard var screen = stage.top as? RegistrationScreen else { return }
        screen.form["p.speed"] = "300"
        screen.form["phone2"] = "99 22 33 44"
        screen.form[field] = value
        stage.shell.layers[stage.shell.layers.count - 1].screen = screen
        stage.press("F9")
        // The message line has it, too.
        let rows = stage.rows().prefix(21)
        #expect(rows.contains { $0.contains(words) }, "\(stage.text())")
        #expect(value.isEmpty || rows.contains { $0.contains(value) }, "what is typed stays in sight\n\(stage.text())")
    }

    @Test func anOlderDraftDoesNotSwallowTheNameOfTheNextCaller() {
        let stage = Stage()
        stage.press("F6 'Rebrov' F3")
        stage.press("'Zaven' F6")
        #expect(stage.text().contains("Rebrov"))
        #expect(stage.message.contains("C-x starts a form for \u{201C}Zaven\u{201D}"), "\(stage.message)")
        stage.press("C-x y")
        #expect(stage.text().contains("Zaven") && !stage.text().contains("Rebrov"))
        stage.press("C-o")
        #expect(stage.crumbs.count { $0 == "New customer" } == 1, "the form does not stack on itself")
    }

    @Test func whatIsWrongIsSaidWholeWhereverTheFocusGoes() {
        let stage = Stage()
        stage.press("F6 F9")
        stage.press("TAB TAB TAB TAB TAB TAB TAB")
        #expect(stage.message.isEmpty)
        let form = (stage.top as? RegistrationScreen)?.form
        let error = form.flatMap { $0.errors[$0.focus] } ?? "?"
        #expect(stage.rows()[22].contains(": \(error)."), "\(stage.text())")
    }

    @Test func anOrganisationHasItsOwnFields() {
        let stage = Stage()
        stage.press("F6 S-TAB o TAB 'Ararat LLC' TAB 1234567 F9")
        let form = (stage.top as? RegistrationScreen)?.form
        #expect(form?.errors["tax"] == "a tax number has 8 digits" && form?.errors["organisation"] == nil)
        #expect(form?.errors["family"] == nil && form?.errors["legal"] == "must be filled in")
        stage.press("TAB RIGHT RIGHT")
        #expect((stage.top as? RegistrationScreen)?.form["legal"] == "CJSC" && stage.text().contains("CJSC"))
    }

    /// What a profile must have, registration asks, or it has a value of its own.
    @Test(arguments: [CustomerKind.person, .organisation])
    func whateverAProfileMustHaveIsAskedWhenItIsMade(_ kind: CustomerKind) {
        let names = [
            "family_name": "family", "given_name": "given", "organisation_name": "organisation", "legal_form": "legal",
            "tax_number": "tax",
        ]
        let form = Form(focus: "kind", values: RegistrationScreen.empty.merging(["kind": kind.rawValue]) { $1 })
        let fields = RegistrationFields.fields(for: form, tariffs: TariffSection())
        for wanted in ProfilePart.profile.fields(of: kind) where wanted.isRequired {
            let name = names[wanted.name] ?? wanted.name
            let field = fields.first { $0.name == name }
            #expect(field?.isRequired == true || field != nil && !form[name].isEmpty, "\(wanted.name)")
        }
    }

    @Test func theSegmentIsChosenFromTheInstallationsOwn() {
        let stage = Stage()
        stage.press(
            "F6 'Petrosyan' TAB Aram TAB TAB TAB '77 10 12 34' TAB TAB TAB Yerevan TAB Abovyan TAB 12 TAB TAB TAB i")
        #expect(stage.text().contains("Important"))
        #expect((stage.top as? RegistrationScreen)?.form["segment"] == "vip")
    }

    @Test func f5ReadsEveryListThatIsChosenFrom() {
        let stage = Stage().press("F6")
        let before = stage.desk.asked.count
        stage.press("F5")
        #expect(
            Set(stage.desk.asked.dropFirst(before)) == [.tariffOffers(serviceType: nil), .profile(.choices)],
            "\(stage.desk.asked)")
    }

    @Test func everyKeyIsKeptAndTheNextStartContinues() throws {
        let first = Stage()
        first.press("F6 Petr")
        let draft = try #require(first.shell.drafts[.registration])
        #expect(draft["family"] == "Petr" && first.orders.last == .keep(draft))
        let second = Stage(drafts: [try #require(Draft(text: draft.text))])
        #expect(second.message.contains("the registration of Petr"))
        second.press("ENTER")
        #expect(second.crumbs.last == "New customer" && second.text().contains("Petr"))
        #expect((second.top as? RegistrationScreen)?.key == draft.key)
        second.press("C-x y")
        #expect((second.top as? RegistrationScreen)?.form["family"] == "")
        #expect(second.orders.contains(.forget(.registration)))
    }

    @Test func aRegistrationWithoutAnswerIsSentAgainWithItsKey() {
        let stage = Stage()
        stage.press("F6 \(Self.person)")
        if var screen = stage.top as? RegistrationScreen {
            screen.form["p.speed"] = "300"
            stage.shell.layers[stage.shell.layers.count - 1].screen = screen
        }
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("F9 F9")
        let sent = Self.registrations(stage)
        #expect(sent.count == 2 && sent[0].key == sent[1].key && sent[0].content == sent[1].content)
    }
}
