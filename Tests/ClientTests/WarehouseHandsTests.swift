import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The warehouse under an operator's hands: lists are narrowed and sorted, nothing traps the keys, what was left is where
/// one comes back to, and what a role may not do is not offered.
@MainActor struct WarehouseHandsTests {
    private func devices(_ serials: [String]) -> Stage {
        let stage = Stage()
        stage.desk.state.withLock { state in
            state.warehouse.found = serials.enumerated().map { index, serial in
                DeviceSummary(
                    id: DeviceID(Int64(index + 1)), serial: serial, mac: "", modelName: "Huawei HG8245",
                    state: .inStock, location: "Central stock")
            }
        }
        return stage
    }

    private func tab(_ stage: Stage) -> WarehouseTab? { (stage.top as? WarehouseScreen)?.pages.tab }

    // MARK: Devices

    @Test func theLineOfTheDevicesIsLeftByTheKeysOfTheTabsAndSaysSo() {
        let stage = devices(["AB0005", "CD0005"])
        stage.press("C-r 5 0005")
        #expect(stage.rows()[21].contains("TAB"), "\(stage.text())")
        stage.press("TAB")
        #expect(tab(stage) == .counts)
        stage.press("S-TAB")
        #expect(tab(stage) == .devices && stage.text().contains("0005"), "what was typed is there again")
        stage.press("M-k")
        #expect(tab(stage) == .models)
        stage.press("TAB DOWN ENTER")
        #expect(stage.desk.asked.contains(.warehouse(.device(DeviceID(2)))), "an arrow chose the second")
    }

    @Test func whatIsTypedIsLookedForAsCodeAndAsItStands() {
        let stage = devices([])
        stage.press("C-r 5 '02:aa:00'")
        guard case .warehouse(.find(let forms, _))? = stage.desk.asked.last else {
            Issue.record("\(stage.desk.asked)")
            return
        }
        #expect(forms.contains("02AA00"))
    }

    @Test func devicesAreSorted() {
        let stage = devices(["BB0001", "AA0001", "CC0001"])
        let serials = {
            stage.rows().compactMap { row in ["AA0001", "BB0001", "CC0001"].first { row.contains($0) } }
        }
        stage.press("C-r 5 0001")
        #expect(serials() == ["BB0001", "AA0001", "CC0001"], "as they were found")
        stage.press("M-o")
        #expect(serials() == ["AA0001", "BB0001", "CC0001"], "\(stage.text())")
        stage.press("M-v")
        #expect(serials() == ["CC0001", "BB0001", "AA0001"])
    }

    // MARK: Narrowing

    @Test func aDocumentIsFoundByItsNumberKindAndState() {
        let stage = Stage()
        stage.press("C-r 2 / 000020")
        #expect(stage.text().contains("M-2026-000020") && !stage.text().contains("R-2026-000012"), "\(stage.text())")
        stage.press("ENTER")
        #expect(stage.text().contains("only 000020"))
        stage.press("ESC")
        #expect(stage.crumbs.last == "Warehouse" && stage.text().contains("R-2026-000012"))
        stage.press("/ 'sent' ENTER")
        #expect(stage.text().contains("M-2026-000020") && !stage.text().contains("R-2026-000012"))
        stage.press("ESC / 'receipt draft @anna from 01.03.2026' ENTER")
        guard case .warehouse(.findDocuments(let filter, _))? = stage.desk.asked.last else {
            Issue.record("\(stage.desk.asked)")
            return
        }
        #expect(filter.kind == .receive && filter.state == .draft && filter.actor == "anna" && filter.text.isEmpty)
        #expect(filter.from != nil && filter.to == nil)
        stage.press("ESC / 'from nowhere' ENTER")
        #expect(stage.text().contains("no day"))
    }

    @Test func theNumberOfADocumentIsFoundByTheLineAtHome() {
        let stage = Stage()
        stage.press("'M-2026-000020'")
        #expect(stage.text().contains("on its way") && stage.text().contains("Central stock"), "\(stage.text())")
        #expect(stage.text(120, 40).contains("stock document, on its way"))
        stage.press("ENTER")
        #expect(stage.crumbs.last == "M-2026-000020")
    }

    @Test(arguments: [
        ("3", "drop", "Drop cable", "Huawei"), ("4", "f660", "ZTE F660", "Huawei"), ("7", "y2", "Yerevan-2", "Central"),
    ])
    func aListIsNarrowedAsOneTypes(_ tab: String, _ words: String, _ stays: String, _ goes: String) {
        let stage = Stage()
        stage.press("C-r \(tab) / '\(words)'")
        let rows = stage.rows()[4...20].joined(separator: "\n")
        #expect(rows.contains(stays) && !rows.contains(goes), "\(stage.text())")
        stage.press("ENTER")
        #expect(stage.text().contains("only \(words)"))
        stage.press("ESC")
        #expect(stage.text().contains(goes) && stage.crumbs.last == "Warehouse")
    }

    @Test func levelsAreSortedByAColumnAndTurned() {
        let stage = Stage()
        stage.press("C-r 3 s s")
        let models = { () -> [String] in
            stage.rows().compactMap { row in ["Huawei HG8245", "Drop cable"].first { row.contains($0) } }
        }
        #expect(models() == ["Drop cable", "Huawei HG8245"], "\(stage.text())")
        stage.press("S")
        #expect(models() == ["Huawei HG8245", "Drop cable"])
        stage.press("s")
        #expect(models() == ["Huawei HG8245", "Drop cable"], "by how much is free, as a number")
    }

    // MARK: What was begun

    @Test func theDocumentJustBegunIsTheSelectedOne() {
        let stage = Stage()
        stage.press("C-r DOWN DOWN F6 move ENTER F9")
        #expect(stage.top is ScanScreen)
        stage.press("ESC x")
        #expect(stage.text().contains("R-2026-000012 with"), "\(stage.text())")
    }

    @Test func aKeyForTheDocumentJustBegunWaitsForTheList() {
        let stage = Stage()
        stage.press("C-r DOWN DOWN F6 move ENTER F9")
        stage.isSlow = true
        stage.press("ESC x")
        #expect(!stage.text().contains("give it up?"))
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.text().contains("R-2026-000012 with"), "\(stage.text())")
    }

    @Test func amongSeveralOfANameOneIsChosen() {
        let stage = Stage()
        stage.press("C-r F6 hand ENTER TAB '+374' F9")
        #expect(stage.text().contains("Which customer?") && stage.text().contains("Sargsyan Lilit, C-1008"))
        stage.press("ESC")
        #expect(stage.text().contains("+374"), "what was typed is still there")
        stage.press("F9 sarg ENTER")
        #expect(stage.text().contains("Customer: Sargsyan Lilit"))
        stage.press("y")
        guard case .warehouse(.open(let opening, _))? = stage.commands.first else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
        #expect(opening.customer == CustomerID(8))
    }

    @Test func aMoveNeverGoesFromAStockIntoTheSameOne() throws {
        let stage = Stage()
        stage.press("C-r F6 move ENTER")
        let screen = { stage.top as? StockOpeningScreen }
        #expect(screen()?.command.form["from"] == "1" && screen()?.command.form["to"] == "2")
        stage.press("RIGHT")
        #expect(screen()?.command.form["from"] == "2" && screen()?.command.form["to"] == "1")
        #expect(stage.message == "To is Central stock now.", "\(stage.message)")
        let to = try #require(screen()?.fields.first { $0.name == "to" })
        #expect(to.kind == .choice([FormField.Choice(code: "1", label: "C Central stock")]))
    }

    // MARK: What a role may

    @Test func whatARoleMayNotDoIsNotOffered() {
        let keeper = Stage([.customerView, .warehouseView, .stockMove])
        for tab in ["4", "7"] {
            keeper.press("C-r \(tab)")
            #expect(!keeper.text().contains("n new") && !keeper.rows()[23].contains("New"), "\(keeper.text())")
            keeper.press("n")
            #expect(keeper.message.contains("Your role does not allow this"), "\(keeper.message)")
        }
        let looker = Stage([.customerView, .warehouseView])
        looker.press("C-r")
        #expect(!looker.rows()[23].contains("New") && !looker.rows()[23].contains("Give up"), "\(looker.text())")
        #expect(Stage().press("C-r").rows()[23].contains("New"))
    }

    @Test func aCountThatDiffersIsRefusedBeforeTheQuestionToARoleThatMayNotPostIt() {
        let stage = Stage(Samples.everything.subtracting([.stockAdjust]))
        stage.desk.state.withLock { $0.warehouse.document = Samples.document(.count) }
        stage.press("C-r ENTER AB0001 ENTER F8")
        #expect(stage.message.contains("Your role does not post a count that differs"), "\(stage.message)")
        #expect(stage.top is ScanScreen && !stage.text().contains("Post the count"))
    }

    // MARK: Several at once

    /// In a sent move of four devices, the second of which has come.
    private func late() -> Stage {
        let stage = Stage()
        stage.desk.state.withLock { state in
            state.warehouse.lines = [4, 3, 2, 1].map { number in
                StockDocumentLine(
                    line: number, scan: "", verdict: .accepted, explanation: "", isCounted: true, device: nil,
                    serial: "AB000\(number)", modelName: "Huawei HG8245", quantity: nil, arrived: nil,
                    isArrived: number == 2, settled: "", scannedBy: "Anna K.")
            }
        }
        stage.press("C-r DOWN DOWN v")
        return stage
    }

    private func settled(_ stage: Stage) -> [(line: Int, key: CommandKey)] {
        stage.commands.compactMap { request in
            if case .warehouse(.settle(let line, _, .lost, "fell off", let key)) = request { (line, key) } else { nil }
        }
    }

    @Test func lateLinesAreMarkedAndSettledTogether() {
        let stage = late()
        stage.press("SPACE DOWN SPACE")
        #expect(stage.message.contains("no difference"), "what has come is not marked")
        stage.press("M-a M-a M-a d")
        #expect(stage.text().contains("3 lines: AB0004, AB0003, AB0001"), "\(stage.text())")
        stage.press("RIGHT RIGHT TAB 'fell off' F9")
        #expect(settled(stage).isEmpty)
        stage.press("y")
        #expect(settled(stage).map(\.line) == [4, 3, 1] && Set(settled(stage).map(\.key)).count == 3)
        #expect(stage.message == "3 differences are settled." && stage.crumbs.last == "M-2026-000020")
    }

    @Test func aLineThatIsRefusedDoesNotHoldUpTheOthers() {
        let stage = late()
        stage.press("M-a d RIGHT RIGHT TAB 'fell off' F9")
        stage.desk.failNext(.refused("It came meanwhile."))
        stage.press("y")
        #expect(settled(stage).map(\.line) == [4, 3, 1])
        #expect(stage.message == "2 of 3 are settled. AB0004: It came meanwhile.", "\(stage.message)")
    }

    @Test func aLineWhoseAnswerDidNotComeIsSentAgainAsItWas() {
        let stage = late()
        stage.press("M-a d RIGHT RIGHT TAB 'fell off' F9")
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("y")
        #expect(settled(stage).map(\.line) == [4], "\(stage.message)")
        stage.press("F9")
        #expect(settled(stage).map(\.line) == [4, 4, 3, 1])
        #expect(settled(stage)[0].key == settled(stage)[1].key)
    }

    // MARK: Drawing

    @Test func aLineOfACountSaysWhereItsDeviceIsWritten() {
        let stage = Stage()
        stage.desk.state.withLock { state in
            state.warehouse.document = Samples.document(.count)
            state.warehouse.lines = [
                StockDocumentLine(
                    line: 1, scan: "", verdict: .misplaced, explanation: "Van 1", isCounted: true, device: nil,
                    serial: "AB0001", modelName: "Huawei HG8245", quantity: nil, arrived: nil, isArrived: false,
                    settled: "", scannedBy: "Anna K.", location: "Van 1")
            ]
        }
        stage.press("C-r v")
        #expect(stage.text().contains("MISPLACED  written in Van 1"), "\(stage.text())")
    }

    @Test func theTabsOfADocumentStayInTheirPlaces() throws {
        let stage = Stage()
        stage.press("C-r ENTER AB0001 ENTER F6")
        let place = {
            stage.rows().compactMap { row in
                row.firstRange(of: "Differences (1)").map { row.distance(from: row.startIndex, to: $0.lowerBound) }
            }.first
        }
        let before = try #require(place())
        stage.press("TAB")
        #expect(place() == before)
    }

    @Test func theTabsOfACardStayInTheirPlacesAtAnyWidth() {
        for width in [79, 119, 199] {
            let words = CardTab.words(CardTab.allCases, width: width)
            #expect(words.reduce(0) { $0 + $1.count + 1 } <= width, "\(words)")
        }
        let stage = Stage()
        stage.press("petr ENTER")
        let tabs = { stage.rows().first { $0.contains("1 ") && $0.contains("Hist") && $0.contains("Notes") } }
        let before = tabs()
        stage.press("7")
        #expect(before != nil && tabs() == before)
    }

    @Test func everyVerdictHasRoomBesideItsScanAtEightyColumns() {
        for verdict in ScanVerdict.allCases {
            let answer = DocumentScanAnswer(
                verdict: verdict, explanation: "M-2026-000101 of Suren H.", line: 1, serial: "HWTC1A2B3C4D",
                modelName: "Huawei HG8245H", location: "Central warehouse")
            #expect(answer.words.count <= 55, "\(answer.words)")
        }
    }
}
