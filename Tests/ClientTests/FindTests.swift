import Domain
import Operations
import Terminal
import Testing

@testable import Client

@MainActor struct FindTests {
    @Test(
        arguments: [
            ("petrosyan ani", .name), ("Պետրոսյան", .name), ("77101234", .number), ("+374 77 10-12-34", .number),
            ("(077) 10.12.34", .number), ("077\u{A0}10\u{2013}12", .number), ("C-2026-000001", .code),
            ("HWTC1A2B3C4D", .code),
            ("02:aa:00:00:00:01", .code), ("anna@example.am", .email), ("mashtots 12", .nameOrAddress),
            ("D 0001315", .code), ("AN 0123456", .code), ("D 12 7", .code), ("Da Vinci 12", .nameOrAddress),
            ("@ mashtots 12", .address), ("!12", .device), ("٣٤٥", .name),
        ] as [(String, FindKind)])
    func whatIsTypedSaysWhatItIs(_ text: String, _ kind: FindKind) {
        #expect(FindLine(text) == .search(text, kind))
    }

    @Test(arguments: [
        ("'petro'", "name"), ("'7710'", "phone, contract, account or tax number"), ("'@abov'", "address"),
        ("'!HW'", "device"),
        ("'#12'", "ticket"), ("'$ 1001 5'", "payment: account, amount, note"), ("'a@b'", "e-mail"),
    ])
    func howTheLineIsUnderstoodStandsBesideIt(_ keys: String, _ words: String) {
        let stage = Stage()
        stage.press(keys)
        #expect(stage.rows()[1].hasSuffix(" \(words) ") || stage.rows()[1].hasSuffix(" \(words)"), "\(stage.rows()[1])")
    }

    @Test func aLineTooLongForTheWordsHasTheRoomForItself() {
        let stage = Stage()
        stage.press("'" + String(repeating: "a", count: 70) + "'")
        #expect(stage.rows()[1].contains(String(repeating: "a", count: 70)) && !stage.rows()[1].contains("name"))
    }

    @Test(arguments: ["7", "77", "+3"])
    func tooFewDigitsAreNotAskedFor(_ digits: String) {
        let stage = Stage()
        stage.press("'\(digits)'")
        #expect(stage.desk.asked == [])
        #expect(stage.text().contains("Type at least three digits"))
        stage.press("ENTER")
        #expect(stage.crumbs == ["Home"] && stage.message.contains("three digits"))
    }

    @Test func aReadingOnAnotherLayoutIsTold() {
        let stage = Stage()
        // "Sargsyan" on the Russian layout.
        stage.press("'Ыфкпынфт'")
        #expect(stage.rows()[1].contains("as \u{201C}Sargsyan\u{201D}"), "\(stage.rows()[1])")
        stage.press("ENTER")
        #expect(stage.desk.asked.contains(.customerCard(CustomerID(8))))
    }

    @Test func aDeviceInAStockIsShownAndOpens() {
        let stage = Stage()
        stage.press("'!HWTC0000077'")
        #expect(stage.words.contains("HWTC0000077 device Huawei HG8245 Central stock in stock"))
        stage.press("ENTER")
        #expect(stage.top is DeviceScreen)
    }

    @Test func aPageIsAskedForAndMoreWhenItIsWalkedThrough() {
        let stage = Stage()
        stage.press("many")
        #expect(stage.desk.asked.last == .search(SearchRequest(text: "many", limit: 19)))
        #expect(stage.text().contains("and more"))
        stage.press("PGDN")
        let find = stage.top as? FindScreen
        #expect(find?.answer.hits.count == 76 && find?.selection.id == .customer(CustomerID(1_019)))
        for _ in 0..<20 { stage.press("PGDN") }
        #expect((stage.top as? FindScreen)?.answer.hits.count == 200)
        #expect(!stage.text().contains("and more"))
    }

    /// A move is a mark at another line; what stands beside the list is painted once, for the one the operator stays with.
    @Test func whoStandsBesideTheListFollowsASelectionThatRests() {
        let stage = Stage()
        _ = stage.rows(200, 60)
        stage.press("many")
        let names = (stage.top as? FindScreen)?.answer.hits.prefix(3).map { hit in
            if case .customer(let customer) = hit { customer.name } else { "" }
        }
        let beside = {
            stage.rows(200, 60).dropFirst(2).dropLast(2).map { String($0.dropFirst(121)).trimmed }.joined(
                separator: "\n")
        }
        guard let names, names.count == 3 else { return #expect(Bool(false), "\(String(describing: names))") }
        #expect(beside().contains(names[0]))
        stage.isSlow = true
        stage.press("DOWN")
        #expect(stage.rows(200, 60)[4].hasPrefix(">"))
        #expect(beside().contains(names[0]) && !beside().contains(names[1]))
        stage.press("DOWN")
        stage.isSlow = false
        stage.answerAll()
        #expect(beside().contains(names[2]) && !beside().contains(names[0]))
        // Nobody while the list is scrolled: the terminal scrolls whole rows.
        stage.press("PGDN PGDN")
        let words = { beside().filter { !$0.isWhitespace } }
        #expect(!words().isEmpty)
        stage.isSlow = true
        stage.press("PGUP PGUP")
        #expect(words().isEmpty, "\(beside())")
        // Neither while it is read anew on the way.
        stage.press("F5")
        let asked = stage.pending
        #expect(asked.count == 1)
        stage.pending = []
        for (request, slot) in asked { stage.perform(stage.shell.arrived(stage.desk.answer(request), slot: slot)) }
        #expect(words().isEmpty, "\(beside())")
        stage.isSlow = false
        stage.answerAll()
        #expect(beside().contains(names[0]))
    }

    @Test func upBringsBackWhatWasLookedFor() {
        let stage = Stage()
        stage.press("'77101234' ENTER F3 ESC '#12' ENTER F3 ESC")
        stage.press("'xyz' UP")
        #expect((stage.top as? FindScreen)?.field.text == "#12")
        stage.press("UP")
        #expect((stage.top as? FindScreen)?.field.text == "77101234")
        stage.press("UP")
        #expect((stage.top as? FindScreen)?.field.text == "xyz", "from the oldest to what was typed")
        stage.press("UP UP ENTER")
        #expect(stage.crumbs == ["Home", Samples.petrosyan.name])
        // It is of the session, not of one screen.
        stage.press("F2 UP")
        #expect((stage.top as? FindScreen)?.field.text == "77101234")
    }

    @Test func escapeEmptiesAndThenGoesBack() {
        let stage = Stage()
        stage.press("C-t F2 'pet' ESC")
        #expect(stage.crumbs == ["Home", "Tickets", "Find"] && (stage.top as? FindScreen)?.field.text == "")
        stage.press("ESC")
        #expect(stage.crumbs == ["Home", "Tickets"])
    }

    @Test(arguments: ["F2", "/"])
    func theLineIsOneKeyAwayFromEveryList(_ key: String) {
        let stage = Stage()
        for place in ["'77101234' ENTER", "M-g", "M-r", "M-s"] {
            stage.press("ESC ESC ESC ESC \(place) \(key)")
            #expect(stage.crumbs.last == "Find", "\(place): \(stage.crumbs)")
        }
    }

    @Test(arguments: [
        "+374 77 101234\n", "  +37477101234  ", "line one\nline two\r\nline three\t\u{1B}[31m",
        String(repeating: "Ж\n", count: 5_000),
        "\u{202E}\u{200B}", "",
    ])
    func aPasteIsOneLineAndInert(_ text: String) {
        let stage = Stage()
        stage.perform(stage.shell.input(.paste(text)))
        let rows = stage.rows()
        #expect(rows.count == 24 && rows.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\n") })
        if text.contains("37477") || text.contains("374 77") { #expect(stage.desk.asked.count == 1) }
        if text.count > 1_000 { #expect(stage.message == "Only the first 100 characters are looked for.") }
        stage.press("ESC")
        #expect((stage.top as? FindScreen)?.field.text == "")
    }

    @Test func aSearchUnderWayIsDroppedWhenMoreIsTypedAndItsAnswerNeverShown() {
        let stage = Stage()
        stage.isSlow = true
        let slot = RequestSlot(layer: 1, purpose: "search")
        stage.press("'pet'")
        stage.perform(stage.shell.timer(slot))
        #expect(stage.pending.map(\.0) == [.search(SearchRequest(text: "pet", limit: 19))])
        stage.press("'r'")
        #expect(stage.orders.contains(.cancel(slot)) && stage.pending.isEmpty)
        stage.isSlow = false
        stage.answerAll()
        #expect((stage.top as? FindScreen)?.foundFor == "petr")
    }

    @Test func aSearchWaitsForTheConnectionAndIsAskedOnceItIsThere() {
        let stage = Stage(signedIn: false)
        stage.press("'77101234'")
        #expect(stage.desk.asked == [])
        stage.connect(.ready(Samples.anna))
        #expect(stage.desk.asked.contains(.search(SearchRequest(text: "77101234", limit: 19))))
        #expect(stage.text().contains("C-1007"))
    }
}
