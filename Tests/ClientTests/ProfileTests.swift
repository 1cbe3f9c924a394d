import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct ProfileTests {
    private func card(
        _ permissions: Set<Permission> = Samples.everything, _ change: (inout TestDesk.Profile) -> Void = { _ in }
    ) -> Stage {
        let stage = Stage(permissions)
        stage.desk.setProfile(change)
        return stage.press("'77101234' ENTER")
    }

    private func saved(_ stage: Stage) -> [ProfileChange] { stage.desk.state.withLock { $0.profile.changes } }

    // MARK: The profile

    @Test func everyPartIsALineAndWhatRanOutIsMarked() {
        let stage = card().press("9")
        let text = stage.text()
        for words in [
            "born 31.03.1980", "+374 77 101234, home", "preferred", "Installed at", "Passport", "! expired",
            "C-1007, signed 10.01.2025", "Petrosyan Aram", "9 Prof", "0 Notes",
        ] { #expect(text.contains(words), "\(words)\n\(text)") }
        #expect(!text.contains("Calls only"), "notes have a tab of their own")
    }

    @Test func theLegalFormIsSaidOnce() throws {
        let lines = ProfileLines(kind: .organisation, today: try #require(CivilDate("2026-03-20")))
        for (name, words) in [("Ուրարտու Տրանս CJSC", "Ուրարտու Տրանս CJSC"), ("Ararat", "Ararat, CJSC")] {
            let entry = ProfileEntry(part: .profile, line: 0, values: ["name": name, "legal_form": "CJSC"])
            #expect(try #require(lines.lines([entry]).first).words == words)
        }
    }

    @Test func aTaxSchemeOfMergedCustomersSaysWhose() throws {
        let lines = ProfileLines(kind: .person, today: try #require(CivilDate("2026-03-20")))
        let scheme = ["scheme_name": "VAT 20 %", "from_on": "2026-01-01", "until_on": "2026-02-01"]
        for (of, words) in [("", ""), ("5", ", of customer 5"), ("5, 9", ", of customers 5, 9")] {
            let entry = ProfileEntry(part: .tax, line: 1, values: scheme.merging(["of": of]) { $1 })
            let line = try #require(lines.lines([entry]).first)
            #expect(line.words == "VAT 20 %, from 01.01.2026\(words)" && line.mark == "to 31.01.2026" && line.isPast)
        }
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func theTabsFitAtEverySize(_ columns: Int, _ rows: Int) {
        let stage = card()
        for key in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] {
            stage.press(key)
            let row = stage.rows(columns, rows)[7]
            for digit in 0...9 { #expect(row.contains("\(digit) "), "\(key): \(row)") }
        }
        #expect(stage.rows(columns, rows)[7].contains(columns == 80 ? "0 Notes" : "0 Notes, files"))
    }

    @Test func aTabIsClickedOn() throws {
        let stage = card()
        let column = try #require(Array(stage.rows()[7]).firstIndex(of: "9"))
        stage.perform(stage.shell.input(.mouse(MouseEvent(.press, row: 7, column: column))))
        #expect((stage.top as? CustomerScreen)?.tab == .profile)
    }

    @Test func onlyWhatWasChangedIsSentWithWhatWasSeen() {
        let stage = card().press("9 j e")
        #expect(stage.crumbs.last == "Change the phone")
        stage.press("TAB C-u 'work' F9")
        #expect(
            saved(stage) == [
                ProfileChange(.phone, .change(line: 1, seen: ["label": "home"], to: ["label": "work"]))
            ])
        #expect(stage.message == "Changed." && stage.crumbs.last == Samples.petrosyan.name)
        stage.press("e F9")
        #expect(stage.message.hasPrefix("Nothing is changed") && saved(stage).count == 1)
    }

    @Test func daysAreTypedAsPeopleWriteThemAndStoredAsDatabasesDo() {
        let stage = card().press("9 e TAB TAB TAB TAB TAB TAB C-u '1.4.1981' F9")
        #expect(
            saved(stage) == [
                ProfileChange(
                    .profile, .change(line: 0, seen: ["birth_on": "1980-03-31"], to: ["birth_on": "1981-04-01"]))
            ])
    }

    @Test(arguments: [
        ("TAB TAB TAB TAB TAB TAB C-u '31.02.1980'", "birth_on", "29 days"),
        ("C-u 'R2D2'", "family_name", "no digits"),
        ("C-u", "family_name", "must be filled in"),
        ("TAB TAB TAB TAB TAB TAB TAB TAB '123'", "tax_number", "8 digits"),
    ])
    func whatIsWrongIsSaidWhileTypingAndNothingIsSent(_ keys: String, _ field: String, _ words: String) {
        let stage = card().press("9 e \(keys)")
        if !keys.hasSuffix("C-u") {
            stage.press("TAB")
            let form = (stage.top as? ProfileFormScreen)?.command.form
            #expect(form?.errors[field]?.contains(words) == true, "\(String(describing: form?.errors))")
        }
        stage.press("F9")
        #expect(stage.message.contains(words) && stage.rings > 0 && saved(stage).isEmpty, "\(stage.message)")
        #expect((stage.top as? ProfileFormScreen)?.command.form.focus == field)
    }

    @Test(arguments: ["F9", "F7"]) func aCollisionShowsBothValuesAndWhoAndWhenAndLosesNothing(_ choice: String) {
        let stage = card {
            $0.collisions = [
                ProfileCollision(field: "label", present: "office", actor: "Karen S.", at: Samples.noon)
            ]
        }
        stage.press("9 j e TAB C-u 'work' TAB 'the neighbour'")
        #expect(!stage.rows()[23].contains("Theirs"), "nothing of theirs is there to be taken")
        stage.press("F7")
        #expect(stage.message == "F7 does nothing here; F1 shows the keys.")
        stage.press("F9")
        #expect(stage.rows()[23].contains("F7 Theirs"), "\(stage.rows()[23])")
        #expect(stage.message == "Karen S. changed Purpose at 16.03.2026 16:00. F9 writes yours, F7 takes theirs.")
        let text = stage.text()
        #expect(
            text.contains("work") && text.contains("now \u{201C}office\u{201D}, by Karen S.")
                && text.contains("the neighbour"))
        #expect(saved(stage).isEmpty)
        stage.press(choice)
        if choice == "F7" {
            #expect(stage.text().contains("office"))
            stage.press("F9")
        }
        let expected: ProfileChange.Deed =
            choice == "F9"
            ? .change(
                line: 1, seen: ["label": "office", "person": ""], to: ["label": "work", "person": "the neighbour"])
            : .change(line: 1, seen: ["person": ""], to: ["person": "the neighbour"])
        #expect(saved(stage) == [ProfileChange(.phone, expected)])
    }

    @Test func whatIsTypedSurvivesAndIsComparedWithWhatWasSeenThen() {
        let stage = card().press("9 j e TAB C-u 'work' ESC")
        let draft = stage.shell.drafts.values.first { $0.id.rawValue == "profile.7.phone.1" }
        #expect(draft?["label"] == "work" && draft?["was.label"] == "=home")
        // Meanwhile somebody else changed it: the card shows theirs, the draft still knows what was seen.
        stage.desk.setProfile { $0.parts[1].values["label"] = "office" }
        stage.press("F5 e F9")
        #expect(
            saved(stage) == [
                ProfileChange(.phone, .change(line: 1, seen: ["label": "home"], to: ["label": "work"]))
            ])
    }

    @Test func aNewPartIsChosenFromAListAndProposesToday() {
        let stage = card().press("9 n")
        #expect(stage.crumbs.last == "Add what?")
        stage.press("'contr' ENTER TAB TAB 'Ani' F9")
        #expect(
            saved(stage) == [
                ProfileChange(
                    .contract,
                    .add(["signed_on": "2026-03-16", "ended_on": "", "signed_by": "Ani", "terms": ""]))
            ])
        stage.press("n 'tax' ENTER F9")
        let request = stage.commands.last
        guard case .profile(.setTax("", _, from: let day, key: _)) = request else {
            Issue.record("\(String(describing: request))")
            return
        }
        #expect(day == Samples.today)
    }

    @Test func aRemovalAsksFirstAndSomeAreSaidToStay() {
        let stage = card().press("9 j x")
        #expect(stage.crumbs.last == "Sure?")
        stage.press("ENTER")
        #expect(saved(stage).isEmpty)
        stage.press("x y")
        guard case .remove(line: 1, let seen) = saved(stage).first?.deed else { Issue.record("no removal"); return }
        #expect(seen["number"] == "37477101234" && stage.message == "Removed.")
        stage.press("> x")
        #expect(stage.message.hasPrefix("A contract keeps its number"))
    }

    @Test func aCardWithoutTheRightToChangeIsMarkedAndHasNoEditKeys() {
        let support: Set<Permission> = [
            .customerView, .accountView, .ticketView, .historyView, .usageView, .catalogView,
        ]
        let stage = card(support)
        #expect(stage.rows()[2].contains("RO  active"))
        #expect(!card().rows()[2].contains("RO"))
        for tab in ["9", "0"] {
            stage.press(tab)
            let offered = stage.shell.catalogue.entries(for: stage.top, in: stage.shell.context).map(\.action)
            let edits: [ActionID] = [
                .profileEdit, .profileNew, .profileRemove, .noteNew, .fileAdd, .noteRemove, .fileWithdraw,
                .customerAnonymise,
                .paymentOpen, .ticketOpen,
            ]
            #expect(!offered.contains { edits.contains($0) }, "\(offered)")
            stage.press("e n x a p ENTER")
            #expect(
                stage.crumbs.count == 2 || stage.crumbs.last == "Note" || stage.crumbs.last == "contract.txt",
                "\(stage.crumbs)")
            stage.press(stage.crumbs.count > 2 ? "ESC" : "")
        }
        #expect(stage.commands.isEmpty)
    }

    // MARK: Duplicates, merging, forgetting

    @Test func aDuplicateIsNamedOnTheCardAndMergedAfterAQuestion() {
        let stage = card { $0.duplicates = [Samples.twin] }
        #expect(stage.text().contains("! duplicate?"))
        stage.press("9")
        #expect(stage.text().contains("! May be the same: Sargsyan Lilit (phone 37477101234)"))
        stage.press("d m TAB 'one person' F9")
        #expect(stage.commands.isEmpty && stage.crumbs.last == "Merge")
        stage.press("y")
        guard
            case .profile(.merge(CustomerID(8), into: CustomerID(7), reason: "one person", key: _)) = stage.commands
                .last
        else {
            Issue.record("\(stage.commands)")
            return
        }
        #expect(stage.message == "Merged into Պետրոսյան Արամ (C-1007).")
        stage.press("m RIGHT TAB 'x' F9 y")
        guard case .profile(.merge(CustomerID(7), into: CustomerID(8), reason: _, key: _)) = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
        stage.press("x y")
        guard case .profile(.tellApart) = stage.commands.last else { Issue.record("\(stage.commands)"); return }
    }

    @Test func aCustomerThatWasMergedOpensAsTheOneItIsNow() {
        let stage = card {
            $0.survivor = CustomerID(9)
            $0.merged = [CustomerID(7)]
            $0.mergedNames = ["Aram P."]
        }
        #expect((stage.top as? CustomerScreen)?.customer == CustomerID(9))
        #expect(stage.message.contains("was merged into this one: Պետրոսյան Արամ, contract C-1007."))
        #expect(stage.text().contains("with Aram P."))
        stage.press("0 n 'x' F9")
        guard case .profile(.save(_, CustomerID(9), key: _)) = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func thePanelOfDuplicatesGoesByKindAndOpensEither() {
        let stage = Stage()
        stage.desk.setProfile {
            $0.pairs = [
                DuplicatePair(
                    value: "37477101234", first: .init(id: CustomerID(7), name: "Petrosyan", contractNumber: "C-1"),
                    second: .init(id: CustomerID(8), name: "\u{202E}evil\u{1B}[2J", contractNumber: ""))
            ]
        }
        stage.press("M-e")
        #expect(stage.text().contains("Customers with the same phone") && stage.text().contains("37477101234"))
        #expect(!stage.text().contains("\u{202E}") && !stage.text().contains("\u{1B}"))
        stage.press("v 'tax' ENTER")
        #expect(stage.text().contains("Customers with the same tax number"))
        stage.press("ENTER DOWN ENTER")
        #expect((stage.top as? CustomerScreen)?.customer == CustomerID(8))
    }

    @Test func forgettingNeedsTheTypedNumberAndAReasonAndAYes() {
        let stage = card().press("9 M-a '8' TAB 'asked' F9")
        #expect(stage.message.contains("type the number of the customer, 7"))
        stage.press("C-u '7' F9")
        #expect(stage.commands.isEmpty)
        stage.press("y")
        guard case .profile(.anonymise(CustomerID(7), typed: "7", reason: "asked", key: _)) = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func anAnonymisedCustomerIsNotChanged() {
        let stage = card { $0.isAnonymised = true }.press("9 n")
        #expect(stage.message.hasPrefix("The customer was anonymised"))
        #expect(stage.crumbs.count == 2)
    }

    @Test func anExportNeverWritesOverAFileUnasked() {
        let stage = card { $0.existing = "/tmp/x.json" }
        stage.press("9 M-x C-u '/tmp/x.json' ENTER 'asked' F9 y")
        #expect(stage.crumbs.last == "Sure?")
        stage.press("ENTER")
        #expect(!stage.message.contains("is in"))
        stage.press("F9 y y")
        #expect(stage.message == "The personal data is in /tmp/x.json.")
    }

    // MARK: Live

    @Test func anothersChangeRefreshesTheCardAndMovesNothing() {
        let stage = card().press("9 j j")
        let selected = (stage.top as? CustomerScreen)?.profile.selection.id
        stage.desk.setProfile {
            $0.parts.insert(ProfileEntry(part: .phone, line: 2, values: ["number": "37499000000"]), at: 2)
        }
        let before = stage.desk.asked.count
        stage.perform(stage.shell.changed(.customer(CustomerID(8))))
        #expect(stage.desk.asked.count == before, "another customer's change is not this card's")
        stage.perform(stage.shell.timer(RequestSlot(layer: Shell.ownLayer, purpose: "changed")))
        stage.perform(stage.shell.changed(.customer(CustomerID(7))))
        #expect(stage.text().contains("99 000000"))
        #expect((stage.top as? CustomerScreen)?.profile.selection.id == selected)
        // A second one within the second waits; and a form keeps what is typed.
        stage.press("e 'x'")
        let typed = (stage.top as? ProfileFormScreen)?.command.form
        stage.perform(stage.shell.changed(.customer(CustomerID(7))))
        #expect((stage.top as? ProfileFormScreen)?.command.form == typed)
    }

    @Test(arguments: [
        ("customer 12", ChangedArea.customer(CustomerID(12))), ("tickets", .tickets), ("stocks", .stocks),
        ("document 7", .document(StockDocumentID(7))),
    ])
    func anAnnouncementIsReadAsItIsWritten(_ text: String, _ area: ChangedArea) {
        #expect(ChangedArea(rawValue: text) == area && area.rawValue == text)
        for nonsense in ["customer", "customer x", "customer 1 2", "", "customers 1", "document"] {
            #expect(ChangedArea(rawValue: nonsense) == nil, "\(nonsense)")
        }
    }
}
