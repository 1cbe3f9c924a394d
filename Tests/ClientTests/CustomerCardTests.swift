import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The card at every size: what stands at one look, the history, and the way back to the search.
@MainActor struct CustomerCardTests {
    private static let euro = Currency(code: "EUR", fractionDigits: 2)

    private func stage(
        _ permissions: Set<Permission> = Samples.everything, history: [HistoryEntry] = Samples.history,
        _ change: @escaping @Sendable (inout CustomerCard) -> Void = { _ in }
    ) -> Stage {
        let stage = Stage(permissions)
        stage.desk.setProfile {
            $0.card = change
            $0.history = history
        }
        return stage
    }

    private func card(
        _ permissions: Set<Permission> = Samples.everything, history: [HistoryEntry] = Samples.history,
        size: (Int, Int) = (80, 24), _ change: @escaping @Sendable (inout CustomerCard) -> Void = { _ in }
    ) -> Stage {
        let stage = stage(permissions, history: history, change)
        _ = stage.rows(size.0, size.1)
        return stage.press("'77101234' ENTER")
    }

    // MARK: Overview

    private nonisolated static func fill(_ card: inout CustomerCard) {
        card.accounts.append(
            AccountSummary(
                id: AccountID(1002), balance: Money(minorUnits: -250_000, currency: .amd),
                creditLimit: Money(minorUnits: 0, currency: .amd), isDefault: false, version: 1,
                owner: CustomerID(8), ownerName: "Petrosyan Arman"))
        card.profile.addresses.append(
            PostalAddress(city: "Gyumri", street: "Rizhkov", building: "5", flat: ""))
        for number in 1...9 {
            var past = Samples.survey.summary
            (past.id, past.state, past.stepName) = (TicketID(Int64(100 + number)), .done, "Closed")
            card.tickets.append(past)
        }
        card.movements += (1...40).map { _ in card.movements[0] }
        card.calls = (1...5).map { number in
            CallSummary(
                id: CallID(Int64(number)), subscription: SubscriptionID(31), service: "Voice", account: AccountID(1001),
                startedAt: Samples.noon, calling: "37410555666", called: "3749911122\(number)",
                destination: "Armenia mobile", destinationGroup: "", durationSeconds: 65, chargedSeconds: 65,
                amount: Money(minorUnits: 1_200, currency: .amd), tax: Money(minorUnits: 200, currency: .amd),
                isComplete: true, revision: 0)
        }
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func everythingStandsAtOneLookAsFarAsThereIsRoom(_ columns: Int, _ rows: Int) {
        let stage = card(size: (columns, rows), Self.fill)
        let text = stage.text(columns, rows)
        for words in ["Services", "Tickets", "Last charges and payments", "Devices", "Last calls"] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
        guard columns >= 120 else { return }
        for words in [
            "Accounts", "1002  of Petrosyan Arman", "-2 500,00 AMD", "Gyumri, Rizhkov 5", "#109", "Closed",
            "HWTC1A2B3C4D",
            "37499111225",
        ] { #expect(text.contains(words), "\(words)\n\(text)") }
        let below = stage.rows(columns, rows).dropFirst(8).dropLast(2)
        let filled = below.count { !$0.allSatisfy { $0 == " " } }
        #expect(filled * 2 > below.count, "more than half of it is filled\n\(text)")
    }

    @Test func whatTheRoleDoesNotShowIsNotOnTheOverview() {
        let stage = card([.customerView], size: (120, 40), Self.fill)
        let text = stage.text(120, 40)
        for words in ["Tickets", "Accounts", "Last charges", "Last calls", "What happened"] {
            #expect(!text.contains(words), "\(words)")
        }
        #expect(text.contains("Devices") && text.contains("Services"))
    }

    @Test func openTicketsComeBeforePastOnesAndEitherOpens() {
        let stage = card { card in
            var past = Samples.device.summary
            past.state = .done
            card.tickets.insert(past, at: 0)
        }
        let rows = stage.rows().filter { $0.contains("#1") && !$0.contains("Docs") }
        #expect(rows.count >= 2 && rows[0].contains("#12") && rows[1].contains("#13"), "\(rows)")
        stage.press("DOWN ENTER")
        #expect((stage.top as? TicketScreen)?.ticket == TicketID(13))
    }

    @Test func aVeryWideScreenShowsWhatHappenedAndTheCardDoesNotWaitForIt() throws {
        let stage = stage()
        _ = stage.rows(200, 60)
        stage.press("'77101234'")
        stage.isSlow = true
        stage.press("ENTER")
        let asked = stage.pending.map(\.0)
        #expect(asked.first == .customerCard(CustomerID(7)) && asked.count == 2)
        let (request, slot) = stage.pending.removeFirst()
        stage.perform(stage.shell.arrived(stage.desk.answer(request), slot: slot))
        #expect(stage.text(200, 60).contains("What happened") && stage.text(200, 60).contains("Last charges"))
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.text(200, 60).contains("Payment 5 000,00; balance: -1 000,00 -> 4 000,00"))
        // Not asked for where it is not shown; and asked for once the window is wide enough.
        let narrow = card()
        let historyAsked = { narrow.desk.asked.contains { if case .profile(.history) = $0 { true } else { false } } }
        #expect(!historyAsked())
        _ = narrow.rows(200, 60)
        #expect(historyAsked() && narrow.text(200, 60).contains("Customer registered"))
    }

    @Test func theMonthsAreReadWhenTheWindowGetsWide() {
        let stage = card().press("4")
        let asked = { stage.desk.asked.contains { if case .money(.months) = $0 { true } else { false } } }
        #expect(!asked())
        _ = stage.rows(120, 40)
        #expect(asked() && stage.text(120, 40).contains("Charged by month"))
    }

    // MARK: The head

    @Test func severalAccountsAreSummedAndCounted() {
        let stage = card { Self.fill(&$0) }
        #expect(stage.rows()[3].contains("-1 000,00 AMD in 2 accounts"), "\(stage.rows()[3])")
        let other = AccountSummary(
            id: AccountID(1003), balance: Money(minorUnits: 700, currency: Self.euro),
            creditLimit: Money(minorUnits: 0, currency: Self.euro), isDefault: false, version: 1)
        let two = card { $0.accounts.append(other) }
        #expect(two.rows()[3].contains("1 500,00 AMD, 7,00 EUR in 2 accounts"), "\(two.rows()[3])")
        #expect(card().rows()[3].hasSuffix("  1 500,00 AMD"), "\(card().rows()[3])")
        stage.press("3")
        let lines = stage.rows().filter { $0.contains("100") && $0.contains("AMD") }
        #expect(lines.filter { $0.contains("default") }.count == 1)
        #expect(lines.contains { $0.contains("1002") && $0.contains("of Petrosyan Arman") })
    }

    // MARK: Devices

    @Test func aDeviceOfTheCardOpensItsOwnHistory() {
        let stage = card { $0.devices[0].mac = "00259E112233" }.press("6")
        let row = stage.rows().first { $0.contains("HWTC1A2B3C4D") } ?? ""
        #expect(row.contains("00:25:9E:11:22:33") && row.contains("Huawei HG8245"), "\(row)")
        #expect(stage.press("ENTER").top is DeviceScreen)
        let none = card(Samples.everything.subtracting([.warehouseView])).press("6 ENTER")
        #expect(none.crumbs.count == 2 && none.message.hasPrefix("Your role does not show"))
    }

    // MARK: History

    private static func entry(
        _ minutes: Int64, _ title: String, command: String?, weight: Int = 0, _ changes: [HistoryEntry.Change] = []
    ) -> HistoryEntry {
        HistoryEntry(
            at: Instant(microseconds: Samples.noon.microseconds - minutes * 60_000_000), actor: "Karen S.",
            title: title,
            changes: changes, command: command, weight: weight)
    }

    private static let push = [
        entry(
            1, "Port OLT-1 0/3/12 in use", command: "9", weight: 4,
            [.init(field: "state", old: "reserved", new: "in use")]),
        entry(
            1, "Ticket 12: Activation -> Closed", command: "9", weight: 2,
            [
                .init(field: "step", old: "Activation", new: "Closed"),
                .init(field: "queue", old: "Activation", new: "Done"),
            ]),
        entry(
            1, "Service Internet Home 100 activated", command: "9", weight: 1,
            [.init(field: "period", old: nil, new: "[2026-03-16,2026-04-16)")]),
        entry(
            5, "Address Mashtots 12 changed", command: "8", weight: 5,
            [
                .init(
                    field: "street", old: "Avenue of Saint Mesrop Mashtots the First",
                    new: "Street of Khachatur Abovyan the Second"), .init(field: "city", old: "Gyumri", new: "Yerevan"),
            ]),
    ]

    @Test func whatOneCommandDidIsOneRowAndNarrowScreensShowBothValues() {
        let stage = card(history: Self.push).press("7")
        let text = stage.text()
        #expect(text.contains("1 of 2") && text.contains("Service Internet Home 100 activated (+2)"), "\(text)")
        #expect(text.contains("16.03.2026 to 15.04.2026"), "a range is said in words\n\(text)")
        let row = stage.rows().first { $0.contains("Address Mashtots 12;") } ?? ""
        #expect(row.contains("street: Av") && row.contains(" -> St"), "\(row)")
        // Beside the selected row every value is seen as far as it goes.
        stage.press("DOWN")
        #expect(stage.text().contains("Gyumri") && stage.text().contains("Yerevan"))
        let wide = stage.text(200, 60)
        #expect(wide.contains("street: Avenue of Saint") && wide.contains(" -> Street of"), "\(wide)")
    }

    @Test func whatTheTitleSaysIsNotSaidAgain() {
        let step = HistoryEntry.Change(field: "step", old: "Survey", new: "Port assignment")
        let queue = HistoryEntry.Change(field: "queue", old: "Survey", new: "Network")
        let push = Self.entry(1, "Ticket 2001: Survey -> Port assignment", command: "1", [step, queue])
        let taken = Self.entry(
            2, "Ticket 2001 taken", command: "2", [.init(field: "taken by", old: nil, new: "Karen S.")])
        let rows = card(history: [push, taken]).press("7").rows().filter { $0.contains("Ticket 2001") }
        #expect(rows.first?.contains("Ticket 2001: Survey -> Port assignment") == true, "\(rows)")
        #expect(rows.count >= 2 && rows[1].hasSuffix("Ticket 2001 taken"), "\(rows)")
    }

    @Test func whatIsGoneIsSaidToBeRemovedAndNotSpeltOut() {
        let gone = Self.entry(
            1, "Phone +374 10 523611 removed", command: "3",
            [.init(field: "number", old: "+374 10 523611", new: nil), .init(field: "kind", old: "home", new: nil)])
        let stage = card(history: [gone]).press("7")
        #expect(stage.rows().contains { $0.hasSuffix("Phone +374 10 523611 removed") }, "\(stage.text())")
        #expect(stage.press("ENTER").text().contains("kind: home -> (nothing)"))
    }

    @Test func enterOpensTheWholeOfIt() {
        let stage = card(history: Self.push).press("7 ENTER")
        #expect(stage.crumbs.last == "What happened")
        for words in [
            "Karen S.", "Service Internet Home 100 activated", "period: 16.03.2026 to 15.04.2026",
            "Ticket 12: Activation -> Closed", "queue: Activation -> Done", "state: reserved -> in use",
        ] { #expect(stage.text().contains(words), "\(words)\n\(stage.text())") }
        stage.press("ESC DOWN ENTER")
        let text = stage.words
        #expect(text.contains("Avenue of Saint Mesrop Mashtots the First -> Street of"), "\(text)")
        #expect(text.contains("the Second") && stage.press("ENTER").crumbs.count == 2)
    }

    @Test func aLongDeedIsScrolled() {
        let many = (1...60).map { number in
            Self.entry(
                1, "Parameter \(number) added", command: "7", weight: 8,
                [.init(field: "value", old: nil, new: "v\(number)")])
        }
        let stage = card(history: many).press("7 ENTER")
        #expect(!stage.text().contains("value: v1 ") && stage.press(">").text().contains("value: v1"))
    }

    @Test(arguments: [
        ("payments", HistoryFilter(group: .payments)), ("charges", HistoryFilter(group: .charges)),
        ("calls 7916", HistoryFilter(group: .calls, text: "7916")), ("rever", HistoryFilter(group: .reversals)),
    ])
    func theMoneysWordsAreUnderstoodHereToo(_ typed: String, _ filter: HistoryFilter) {
        let stage = card().press("7 /")
        stage.perform(stage.shell.input(.paste(typed)))
        stage.press("ENTER")
        let asked = stage.desk.asked.compactMap {
            if case .profile(.history(_, let filter, after: _, limit: _)) = $0 { filter } else { nil }
        }
        #expect(asked.last == filter)
    }

    // MARK: Back to the search

    @Test func afterACardTheNextSearchIsTypedOverTheLast() {
        let stage = card().press("ESC 'tp'")
        #expect((stage.top as? FindScreen)?.field.text == "tp")
        // What edits it leaves it there.
        for (keys, text) in [("BS", "7710123"), ("LEFT 'x'", "7710123x4"), ("", "77101234")] {
            let stage = card().press("ESC \(keys)")
            #expect((stage.top as? FindScreen)?.field.text == text, "\(keys)")
        }
        #expect(card().press("ESC ':'").top is PaletteScreen)
    }

    // MARK: Results

    @Test func ourOwnContractNumbersAreWholeInTheList() {
        let stage = Stage()
        stage.press("'lilit'")
        #expect(ResultColumn.columns(isByAddress: false).contains { $0.title == "Contract" && $0.width == 14 })
        #expect("C-2026-000001".count <= 14 && stage.text().contains("C-1008"))
    }

    @Test(arguments: [false, true]) func noColumnGoesWhenTheWindowGetsWider(_ isByAddress: Bool) {
        let stage = Stage()
        stage.press(isByAddress ? "'@ Mashtots'" : "'lilit'")
        var before: Set<String> = []
        for columns in 80...220 {
            let head = stage.rows(columns, 40)[2]
            let seen = Set(
                ["Name", "Contract", "Phone", "Address", "Balance", "State", "Found by"].filter { head.contains($0) })
            #expect(seen.isSuperset(of: before), "\(columns): \(head)")
            before = seen
        }
        #expect(before.contains("Address"))
    }

    @Test(arguments: [80, 110, 120, 200]) func anAddressThatWasLookedForIsShownWithHouseAndFlat(_ columns: Int) {
        let stage = Stage()
        stage.press("'@ Mashtots'")
        let list = stage.rows(columns, 24).dropFirst(3).map { String($0.prefix(80)) }
        #expect(list.first?.contains(" 118/2-114") == true, "\(list)")
        #expect(list.first?.contains("Մեսրոպ") == true)
        #expect(stage.rows(columns, 24)[1].contains("address") && !stage.rows(columns, 24)[1].contains("as \u{201C}"))
    }

    @Test(arguments: [
        ("Mashtots 12-7, Yerevan", 40, "Mashtots 12-7, Yerevan"), ("Mashtots 12-7, Yerevan", 20, "Mashtots 12-7"),
        ("Mashtots Avenue 12-7, Yerevan", 14, "Mashtots\u{2026} 12-7"), ("Yerevan", 4, "Yerevan"),
    ])
    func theHouseIsTheLastThatGoes(_ address: String, _ width: Int, _ shown: String) {
        #expect(ResultColumn.address(address, width: width, "\u{2026}") == shown)
    }

    @Test func anAddressInLatinLettersIsNotSaidToBeAnotherLayout() {
        let stage = Stage()
        stage.press("'@ mashtoc 12'")
        #expect(stage.rows()[1].contains(" address") && !stage.rows()[1].contains("as \u{201C}"), "\(stage.rows()[1])")
    }
}
