import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The scan loop (facts/terminal.md section 5): nothing is lost, order is kept, every verdict is told by word, mark and bell.
@MainActor struct ScanScreenTests {
    /// In the draft of a receipt.
    private func scanning(
        _ kind: StockDocumentKind = .receive, _ change: (inout TestDesk.Warehouse) -> Void = { _ in }
    ) -> Stage {
        let stage = Stage()
        stage.desk.state.withLock { state in
            state.warehouse.document = Samples.document(kind)
            change(&state.warehouse)
        }
        stage.press("C-r ENTER")
        return stage
    }

    private func counted(_ stage: Stage) -> [String] { stage.desk.state.withLock { $0.warehouse.counted } }

    @Test func theVerdictsAreToldApartByWordMarkAndBell() {
        var words: Set<String> = []
        for verdict in ScanVerdict.allCases where verdict != .waiting {
            let stage = scanning(.move) { $0.verdicts["ABC1234"] = verdict }
            stage.press("ABC1234 ENTER")
            let mark = verdict.tone.mark
            let row = stage.rows().first { $0.hasPrefix(" \(mark) ABC1234") }
            #expect(row != nil, "\(verdict)\n\(stage.text())")
            #expect((stage.rings > 0) == (verdict.tone != .good), "\(verdict)")
            words.insert(row.map { String($0.dropFirst(24).prefix(24)) } ?? "")
        }
        #expect(words.count == ScanVerdict.allCases.count - 1, "no two say the same")
    }

    @Test func aBadScanStaysInSightUntilTheNext() {
        let stage = scanning(.move) { $0.verdicts["BAD0001"] = .unknown }
        stage.press("BAD0001 ENTER")
        #expect(stage.text().contains("BAD  BAD0001"))
        stage.press("GOOD001 ENTER")
        #expect(stage.text().contains("READY") && stage.text().contains("ok 1   noted 0   bad 1"))
    }

    @Test func scansQueueInOrderWhileTheDatabaseIsSlow() {
        let stage = scanning()
        stage.isSlow = true
        stage.press("AB0001 ENTER AB0002 ENTER AB0003 ENTER AB0004 ENTER")
        #expect(stage.text().contains("4 waiting"))
        #expect(stage.pending.count == 1, "one group at a time, in order")
        stage.isSlow = false
        stage.answerAll()
        #expect(counted(stage) == ["AB0001", "AB0002", "AB0003", "AB0004"])
        #expect(stage.text().contains("READY") && stage.text().contains("ok 4"))
    }

    @Test func whatWasScannedBeforeTheDocumentWasThereIsTaken() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("C-r")
        stage.isSlow = false
        stage.answerAll()
        stage.isSlow = true
        stage.press("ENTER AB0001 ENTER AB0002 ENTER")
        #expect(stage.text().contains("Reading"))
        stage.isSlow = false
        stage.answerAll()
        #expect(counted(stage) == ["AB0001", "AB0002"])
    }

    @Test func scansInterruptedGoOutAgainWithTheirKey() {
        let stage = scanning()
        stage.desk.failNext(.connectionLost("The line broke."))
        stage.press("AB0001 ENTER")
        #expect(stage.message.contains("The scans are kept"))
        stage.press("F5")
        let scans = stage.commands
        #expect(scans.count == 2 && scans[0] == scans[1])
        #expect(counted(stage) == ["AB0001"])
    }

    @Test func aDoubleTriggerCountsOnceAndALaterOneIsADuplicate() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0001 ENTER")
        #expect(stage.commands.count == 1 && stage.message.contains("counts once"))
        stage.shell.clock.terminalNow = Instant(microseconds: Samples.noon.microseconds + 3_000_000)
        stage.press("AB0001 ENTER")
        #expect(stage.text().contains("AGAIN") && counted(stage) == ["AB0001"])
    }

    @Test func aPasteOfAPageIsAsManyScansInGroups() {
        let stage = scanning()
        stage.perform(stage.shell.input(.paste((1...1000).map { "SERIAL\($0)\r\n" }.joined())))
        #expect(counted(stage).count == 1000 && counted(stage).first == "SERIAL1")
        #expect(stage.text().contains("ok 1000   noted 0   bad 0"))
        #expect(stage.commands.count == 1000 / ScanQueue.groupSize)
        #expect((stage.top as? ScanScreen)?.queue.lines.count == 10)
    }

    @Test func twentyCodesInOneBurstAllArriveInOrder() {
        let stage = scanning()
        let codes = (1...20).map { "HWTC000000\($0 + 10)" }
        stage.burst(codes.map { "'\($0)' ENTER" }.joined(separator: " "))
        #expect(counted(stage) == codes)
    }

    @Test func theLastScanIsTakenBack() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0002 ENTER F7")
        #expect(counted(stage) == ["AB0001"] && stage.message.contains("AB0002 is taken back"))
        #expect(stage.text().contains("ok 1"))
        stage.press("F7")
        #expect(counted(stage) == [])
        stage.press("AB0002 ENTER")
        #expect(counted(stage) == ["AB0002"], "it can be scanned again at once")
    }

    @Test func twoScansAreTakenBackWhileTheDatabaseIsSlow() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0002 ENTER AB0003 ENTER")
        stage.isSlow = true
        stage.press("F7 F7")
        stage.isSlow = false
        stage.answerAll()
        #expect(counted(stage) == ["AB0001"], "\(stage.message)")
    }

    @Test func takingBackACodeScannedAgainTakesBackThatAndNothingElse() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0002 ENTER AB0001 ENTER")
        #expect(stage.text().contains("AGAIN") && stage.text().contains("ok 2   noted 1   bad 0"))
        stage.press("F7")
        #expect(stage.message.contains("AB0001 stays counted once"), "\(stage.message)")
        #expect(counted(stage) == ["AB0001", "AB0002"] && stage.text().contains("ok 2   noted 0   bad 0"))
        #expect(!stage.commands.contains { if case .warehouse(.undo) = $0 { true } else { false } })
        stage.press("F7")
        #expect(counted(stage) == ["AB0001"], "then the scan before it")
    }

    @Test func whatWasRefusedAsAWholeIsTakenOffTheList() {
        let stage = scanning()
        stage.press("AB0001 ENTER")
        stage.desk.failNext(.refused("It is not so."))
        stage.press("AB0002 ENTER")
        #expect(stage.text().contains("REFUSED"))
        stage.press("F7")
        #expect(counted(stage) == ["AB0001"] && stage.message.contains("nothing was written"), "\(stage.message)")
        #expect(!stage.text().contains("REFUSED"))
    }

    @Test func whatCameOfAMoveIsTakenBackByItsArrival() {
        let stage = scanning(.move) { $0.arrivals = true }
        stage.press("F4 drop ENTER 60 ENTER 30 ENTER F7")
        guard case .warehouse(.undo(.arrival(2), _, _))? = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
        #expect(stage.text().contains("+ 60 m") && !stage.text().contains("+ 30 m"))
    }

    @Test func theMACOfADeviceIsTakenBackByItself() {
        let stage = scanning { $0.verdicts["AB0001"] = .completed }
        stage.press("AB0001 ENTER F7")
        guard case .warehouse(.undo(.mac(line: 1), _, _))? = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func aLabelDroppedHalfWayIsScannedAgainAtOnce() {
        let stage = scanning { $0.document.model = 2 }
        stage.press("ZTEG12345678 ENTER F7 ZTEG12345678 ENTER")
        #expect(stage.text().contains("now its MAC") && !stage.message.contains("counts once"), "\(stage.message)")
    }

    @Test func blanksBetweenAScannersMarksAreNoScan() {
        let stage = scanning()
        stage.burst("C-b '   ' ENTER")
        #expect(stage.commands.isEmpty && stage.message.contains("Nothing was scanned"), "\(stage.message)")
    }

    @Test func aBatchThatStopsWaitsUntilSomebodyHasLooked() {
        let stage = scanning(.move) {
            $0.document.stopsOnError = true
            $0.verdicts["BAD0001"] = .wrongStock
        }
        stage.press("AB0001 ENTER BAD0001 ENTER AB0002 ENTER")
        #expect(stage.text().contains("STOP  BAD0001") && stage.text().contains("1 waiting"))
        #expect(counted(stage) == ["AB0001"])
        stage.press("ENTER")
        #expect(counted(stage) == ["AB0001", "AB0002"])
    }

    @Test func behindABadScanOfAPasteNothingIsTakenBeforeSomebodyHasLooked() {
        let stage = scanning(.move) {
            $0.document.stopsOnError = true
            $0.verdicts["BAD0001"] = .unknown
        }
        stage.perform(stage.shell.input(.paste("AB0001\nBAD0001\nAB0002\nAB0003\n")))
        #expect(counted(stage) == ["AB0001"] && stage.text().contains("2 waiting"))
        stage.press("ENTER")
        #expect(counted(stage) == ["AB0001", "AB0002", "AB0003"])
    }

    @Test func aLabelsPartsMakeOneDevice() {
        let stage = scanning { $0.document.model = 2 }
        stage.press("ZTEG12345678 ENTER")
        #expect(stage.text().contains("now its MAC") && counted(stage) == [])
        stage.press("'02:00:00:00:00:01' ENTER")
        #expect(counted(stage) == ["ZTEG12345678"])
        guard case .warehouse(.scan(let scans, _, _))? = stage.commands.last else { return }
        #expect(scans.first?.mac == "020000000001" && scans.first?.model == 2)
    }

    @Test func theProductsCodeChoosesTheModelOfAReceiptAndIsNoSerialElsewhere() {
        let stage = scanning { $0.document.model = nil }
        stage.press("6901443123452 ENTER AB0001 ENTER")
        guard case .warehouse(.scan(let scans, _, _))? = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
        #expect(scans.first?.model == 1)
        let move = scanning(.move)
        move.press("6901443123452 ENTER")
        #expect(move.text().contains("UNREADABLE  The product's code"))
    }

    @Test func whoChoosesByTheLabelIsNotBroughtBackToTheDocumentsModel() {
        let stage = scanning { $0.document.model = 2 }
        #expect(stage.text().contains("Model ZTE F660"))
        stage.press("F4 by ENTER F5")
        #expect(stage.text().contains("Model by the label"), "\(stage.text())")
    }

    @Test func whatIsTooMuchAtOnceIsToldWhole() {
        let stage = scanning()
        stage.isSlow = true
        let page = (1...ScanQueue.mostWaiting + 3).map { "SERIAL\($0)\n" }.joined()
        stage.perform(stage.shell.input(.paste(page)))
        #expect(stage.message.contains("SERIAL5001 and 2 more were not taken"), "\(stage.message)")
    }

    @Test func aConsumableIsTypedByItsNumber() {
        let stage = scanning(.move)
        stage.press("F4 drop ENTER 120 ENTER 120 ENTER")
        let scans = stage.commands.compactMap { request -> [DocumentScan]? in
            if case .warehouse(.scan(let scans, _, _)) = request { scans } else { nil }
        }.flatMap { $0 }
        #expect(
            scans.map(\.quantity) == [120, 120] && scans.first?.model == 4, "the same number twice is no double trigger"
        )
        stage.press("F4 devices ENTER AB0001 ENTER")
        #expect(counted(stage).last == "AB0001")
    }

    /// The quantities that were sent, and what was set aside instead.
    private func quantities(_ stage: Stage) -> (taken: [Int64], problems: [String]) {
        let scans = stage.commands.flatMap { request -> [DocumentScan] in
            if case .warehouse(.scan(let scans, _, _)) = request { scans } else { [] }
        }
        return (scans.compactMap(\.quantity), scans.compactMap(\.problem))
    }

    @Test func aCodeIsNoQuantityWhateverItsDigits() {
        for kind in [StockDocumentKind.receive, .move] {
            let stage = scanning(kind)
            // An EAN-8, more than anybody counts, what a scanner marks, and what it names.
            stage.press("F4 drop ENTER 96385074 ENTER 12350 ENTER")
            stage.burst("C-b '120' ENTER")
            stage.press("']C0130' ENTER")
            let found = quantities(stage)
            #expect(found.taken == [], "\(kind): \(found)")
            #expect(found.problems.prefix(2).map { String($0.prefix(6)) } == ["A prod", "A code"], "\(found)")
            #expect(stage.text().contains("type +12350") && stage.rings > 3, "\(stage.text())")
            stage.press("9999 ENTER +12350 ENTER +96385074 ENTER")
            #expect(quantities(stage).taken == [9_999, 12_350, 96_385_074], "said to be how many, it is")
        }
    }

    @Test func theProductsCodeOfAModelIsNoQuantityOfAnother() {
        let stage = scanning {
            $0.document.model = nil
            $0.models[0].productCodes = ["00000096385074"]
        }
        stage.press("F4 drop ENTER 96385074 ENTER")
        #expect(quantities(stage).taken == [] && stage.text().contains("Huawei HG8245"), "\(stage.text())")
    }

    @Test func nothingOfAConsumableIsANumberInACountAlone() {
        let count = scanning(.count)
        count.press("F4 drop ENTER 0 ENTER")
        #expect(quantities(count).taken == [0])
        let move = scanning(.move)
        move.press("F4 drop ENTER 0 ENTER")
        #expect(quantities(move).taken == [])
    }

    @Test func aScanTypedOnAnotherLayoutIsBroughtBackAndTold() {
        let stage = scanning(.move)
        stage.press("'РЦЕС1Ф2И3С4В' ENTER")
        #expect(counted(stage) == ["HWTC1A2B3C4D"] && stage.text().contains("typed on the ru layout"))
    }

    @Test func postingEndsTheSession() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0002 ENTER F8")
        #expect(stage.message.contains("is posted: 2") && stage.crumbs.last == "Warehouse")
    }

    @Test func aCountIsPostedAfterWhatDiffersWasTold() {
        let stage = scanning(.count) {
            $0.differences = [
                StockDifference(
                    kind: .missing, name: "HWTC00000001", modelName: "Huawei HG8245", written: 1, counted: 0),
                StockDifference(kind: .quantity, name: "", modelName: "Drop cable", written: 350, counted: 330),
                StockDifference(kind: .moved, name: "HWTC00000002", modelName: "Huawei HG8245", written: 0, counted: 1),
                StockDifference(kind: .uncounted, name: "", modelName: "Connector", written: 20, counted: 0),
            ]
        }
        stage.press("AB0001 ENTER F8")
        let words = stage.text().split { $0 == " " || $0 == "\n" || $0 == "\u{2502}" || $0 == "|" }.joined(
            separator: " ")
        for part in [
            "1 scan was counted.", "written off: HWTC00000001.", "330 Drop cable (350 written)",
            "left alone: HWTC00000002.",
            "Not counted, and left as written: Connector (20 written).",
        ] {
            #expect(words.contains(part), "\(part) in \(stage.text())")
        }
        #expect(!stage.commands.contains { if case .warehouse(.post) = $0 { true } else { false } })
        stage.press("y")
        #expect(stage.message.contains("is posted"), "\(stage.message)")
    }

    @Test func whatAListSaysOfEarlierScansIsSeenWhereTheyStand() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0002 ENTER")
        stage.desk.state.withLock { state in
            guard let index = state.warehouse.lines.firstIndex(where: { $0.serial == "AB0001" }) else { return }
            state.warehouse.lines[index].verdict = .unexpected
        }
        stage.press("F5")
        #expect(stage.text().contains("= AB0001") && stage.text().contains("NOT ON THE LIST"), "\(stage.text())")
        #expect(stage.text().contains("+ AB0002") && stage.text().contains("ok 1   noted 1   bad 0"), "\(stage.text())")
    }

    @Test func aDeliveryThatDiffersFromItsListIsNotPostedWithoutAQuestion() {
        let stage = scanning {
            $0.document.expected = 4
            $0.document.onList = 3
            $0.document.unexpected = 2
            $0.differences =
                (1...5).map {
                    StockDifference(kind: .unexpected, name: "AB000\($0)", modelName: "Box", written: 0, counted: 1)
                } + [StockDifference(kind: .quantity, name: "", modelName: "Connector", written: 500, counted: 0)]
        }
        #expect(stage.text().contains("3 of 4 on the list are here, 2 not on it"), "\(stage.text())")
        stage.press("AB0001 ENTER F8")
        #expect(stage.text().contains("The supplier's list differs."), "\(stage.text())")
        #expect(
            stage.text().contains("0 Connector (500 on the list)") && stage.text().contains("and 2 more"),
            "\(stage.text())")
        stage.press("ENTER")
        #expect(!stage.commands.contains { if case .warehouse(.post) = $0 { true } else { false } })
        stage.desk.state.withLock { $0.warehouse.differences = [] }
        stage.press("F8")
        #expect(stage.message.contains("is posted"), "where nothing differs, nothing is asked: \(stage.message)")
    }

    @Test func nothingIsPostedWhileScansWait() {
        let stage = scanning()
        stage.isSlow = true
        stage.press("AB0001 ENTER F8")
        #expect(stage.message.contains("not in the database yet"))
        #expect(!stage.commands.contains { if case .warehouse(.post) = $0 { true } else { false } })
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.message == "", "it is there now: \(stage.message)")
    }

    @Test func aMoveIsAcceptedWholeOrAsScannedAfterAQuestion() {
        let stage = Stage()
        stage.press("C-r DOWN DOWN s")
        #expect(stage.text().contains("ACCEPT"))
        stage.press("F8")
        #expect(stage.text().contains("Did all 5 arrive as sent?"))
        stage.press("ENTER")
        #expect(stage.commands.isEmpty, "ENTER is the safe answer")
        stage.press("F8 y")
        guard case .warehouse(.post(Samples.sent.id, isWhole: true, _))? = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func leavingWithScansUnderWayAsksFirst() {
        let stage = scanning()
        stage.isSlow = true
        stage.press("AB0001 ENTER AB0002 ENTER ESC")
        #expect(stage.text().contains("2 scans are not in the database yet; they are"), "\(stage.text())")
        stage.press("ENTER")
        #expect(stage.crumbs.last == "Receive R-2026-000012", "ENTER is the safe answer")
        stage.press("ESC y")
        #expect(stage.crumbs.last == "Warehouse")
    }

    @Test func whatCameInPartsIsReceivedInParts() {
        let stage = scanning(.move) {
            ($0.document.state, $0.document.counted) = (.sent, 5)
            ($0.document.missing, $0.document.wasReceived) = (2, true)
        }
        stage.press("F8")
        #expect(stage.text().contains("ACCEPT") && stage.text().contains("3 of 5 arrived"), "from its sheet")
        stage.press("F8")
        #expect(stage.text().contains("Did the missing 2 arrive as sent?"), "\(stage.text())")
        stage.press("ENTER")
        stage.desk.state.withLock { ($0.warehouse.document.missing, $0.warehouse.document.arriving) = (1, 1) }
        stage.press("F5 F8")
        #expect(stage.text().contains("1 of 5 did not come, or not all of it"), "\(stage.text())")
        stage.press("y")
        guard case .warehouse(.post(_, isWhole: false, _))? = stage.commands.last else {
            Issue.record("\(stage.commands)")
            return
        }
    }

    @Test func halfALabelIsNotLeftWithoutAWord() {
        let stage = scanning { $0.document.model = 2 }
        stage.press("ZTEG12345678 ENTER F8")
        #expect(stage.message.contains("needs its MAC"), "\(stage.message)")
        stage.press("ESC")
        #expect(stage.message.contains("ZTEG12345678 needs its MAC; that is kept."), "\(stage.message)")
        stage.press("ENTER")
        #expect(stage.text().contains("ZTEG12345678 needs its MAC") && counted(stage) == [], "\(stage.text())")
        stage.press("'02:00:00:00:00:01' ENTER")
        #expect(counted(stage) == ["ZTEG12345678"])
        #expect(
            stage.shell.drafts[.stockScan(Samples.document(.receive).id)] == nil, "the whole label is in the document")
    }

    @Test func theModelThatWasChosenIsThereAgain() {
        let stage = scanning { $0.document.model = 1 }
        stage.press("F4 ZTE ENTER ESC ENTER")
        #expect(stage.text().contains("Model ZTE F660"), "\(stage.text())")
        stage.press("F4 by ENTER ESC ENTER")
        #expect(stage.text().contains("Model by the label"), "\(stage.text())")
        stage.press("AB0001 ENTER F8")
        #expect(stage.message.contains("is posted") && stage.shell.drafts.isEmpty, "\(stage.message)")
    }

    @Test func whatAnEarlierSessionScannedIsThereAgain() {
        let stage = scanning()
        stage.press("AB0001 ENTER AB0002 ENTER ESC")
        #expect(stage.message.contains("stays a draft"))
        stage.press("ENTER")
        #expect(stage.text().contains("+ AB0002") && stage.text().contains("2 in the document"))
        stage.press("F7")
        #expect(counted(stage) == ["AB0001"], "its last scan can be taken back as well")
    }

    @Test func whatWasBadInAnEarlierSessionIsNoAlarmNow() {
        let stage = scanning(.move) { $0.verdicts["BAD0001"] = .unknown }
        stage.press("AB0001 ENTER BAD0001 ENTER")
        #expect(stage.text().contains("BAD  BAD0001"))
        stage.press("ESC ENTER")
        #expect(stage.text().contains("! BAD0001") && stage.text().contains("READY"), "\(stage.text())")
        #expect(!stage.text().contains("BAD  BAD0001"))
        #expect((stage.top as? ScanScreen)?.queue.lines.allSatisfy(\.isEarlier) == true)
        stage.press("BAD0002 ENTER AB0003 ENTER")
        #expect((stage.top as? ScanScreen)?.queue.lines.map(\.isEarlier) == [false, false, true, true])
    }

    @Test func anAlarmThatTheListHasNoRoomForIsToldWhole() {
        let stage = scanning()
        stage.press("F4 by ENTER ABCDEFG ENTER")
        #expect(
            stage.rows()[6].contains("No serial: 4 to 32 letters and digits, at least one digit."), "\(stage.text())")
    }

    // MARK: Tables

    private func paste(_ text: String, into stage: Stage) { stage.perform(stage.shell.input(.paste(text))) }

    private func sent(_ stage: Stage) -> [DocumentScan] {
        stage.commands.flatMap { request -> [DocumentScan] in
            if case .warehouse(.scan(let scans, _, _)) = request { scans } else { [] }
        }
    }

    @Test func aPastedTableIsTakenRowByRowAsLabels() {
        let stage = scanning()
        #expect(stage.text().contains("paste a table"))
        paste(
            """
            serial,mac,model,quantity
            AB0001,00:25:9E:11:22:33,HG8245,
            ZTEG12345678,02:00:00:00:00:01,,
            AB0001,,HG8245,
            ??,,HG8245,
            ,,FTTH-1,120

            """, into: stage)
        let scans = sent(stage)
        #expect(scans.map(\.serials) == [["AB0001"], ["ZTEG12345678"], ["AB0001"], [], []], "\(scans)")
        #expect(scans.map(\.model) == [1, 2, nil, nil, 4] && scans.map(\.quantity) == [nil, nil, nil, nil, 120])
        #expect(scans.first?.mac == "00259E112233")
        #expect(stage.text().contains("AGAIN  AB0001"))
        #expect(stage.text().contains("! row 5") && stage.text().contains("UNREADABLE"), "\(stage.text())")
        #expect(stage.message.contains("5 rows of a table, 2 of them wrong or repeated"), "\(stage.message)")
    }

    @Test func aTableWithoutNamesIsKnownByItsFields() {
        let stage = scanning()
        paste("AB0001\t00-25-9E-11-22-33\nAB0002\t00:25:9E:11:22:34\n", into: stage)
        #expect(counted(stage) == ["AB0001", "AB0002"])
        #expect(sent(stage).map(\.mac) == ["00259E112233", "00259E112234"])
    }

    @Test func aRowOfASerialAndItsMACIsOneLabelWhereverItIsRead() {
        let stage = scanning { $0.document.model = 2 }
        stage.press("'ZTEG12345678,02:00:00:00:00:01' ENTER")
        #expect(counted(stage) == ["ZTEG12345678"] && sent(stage).first?.mac == "020000000001")
    }

    @Test func labelsWithSeveralFieldsAreNoTable() {
        let stage = scanning { $0.document.model = 2 }
        paste("SN:ZTEG12345678;MAC:020000000001\nSN:ZTEG12345679;MAC:020000000003\n", into: stage)
        #expect(counted(stage) == ["ZTEG12345678", "ZTEG12345679"])
    }

    @Test func aTableInAFileIsTakenByItsPath() {
        let stage = scanning { $0.file = "sn;mac\nAB0001;\nAB0002;\n" }
        stage.press("'~/delivery.csv' ENTER")
        #expect(stage.desk.asked.contains(.warehouse(.readList(path: "~/delivery.csv"))))
        #expect(counted(stage) == ["AB0001", "AB0002"], "\(stage.text())")
        let list = scanning { $0.file = "AB0001\nAB0002" }
        list.press("'/tmp/codes.txt' ENTER")
        #expect(counted(list) == ["AB0001", "AB0002"])
        let move = scanning(.move)
        move.press("'/tmp/codes.txt' ENTER")
        #expect(!move.desk.asked.contains(.warehouse(.readList(path: "/tmp/codes.txt"))))
    }

    @Test func theSuppliersListIsReadFromAFileWhosePathIsTyped() {
        let stage = scanning { $0.file = "sn;model\nAB0001;HG8245\n" }
        stage.press("F6 F6 '/tmp/list.csv'")
        #expect(stage.text().contains("/tmp/list.csv"), "\(stage.text())")
        stage.press("ENTER")
        #expect(stage.text().contains("1 devices, 0 quantities, 0 wrong rows"), "\(stage.text())")
        stage.press("F9")
        #expect(stage.message.contains("1 rows are expected"), "\(stage.message)")
    }

    // MARK: Scans anywhere

    @Test func betweenAScannersMarksACodeIsAScanAnywhere() {
        let stage = Stage()
        stage.burst("C-b 'HWTC1A2B3C4D' ENTER")
        #expect(stage.crumbs.last == "Device HWTC1A2B3C4D")
        #expect(stage.text().contains("handed over") && stage.text().contains("M-2026-000020"))
        let other = scanning()
        other.burst("C-b 'AB0001' TAB C-b 'AB0002' ENTER")
        #expect(counted(other) == ["AB0001", "AB0002"])
    }

    @Test func theKeyOfTheMarkIsAKeyWhenNoCodeFollows() {
        let stage = Stage()
        stage.press("C-t")
        stage.burst("C-b j C-b")
        #expect(stage.crumbs.last == "My queues" || stage.top is QueueScreen)
        stage.press("F2 C-b 'petr'")
        #expect(stage.text().contains("petr"), "what was typed is typed all the same")
    }

    @Test func aScanInAFormIsTypedIntoItsField() {
        let stage = Stage()
        stage.press("F6")
        stage.burst("C-b 'AN0123456' ENTER")
        #expect(stage.text().contains("AN0123456") && stage.commands.isEmpty)
    }

    // MARK: Settings

    @Test func theScannersFileSaysWhatItPutsAroundACode() throws {
        let file = try ScannerFile(
            text: """
                [scanner]
                prefix = ["~"]
                suffix = "#"
                layouts = ["ru", "klingon"]
                colour = "red"
                """)
        #expect(file.settings.prefixes == ["~"] && file.settings.suffixes == ["#"])
        #expect(file.settings.layouts.map(\.name) == ["ru"])
        #expect(file.complaints.count == 2, "\(file.complaints)")
    }
}
