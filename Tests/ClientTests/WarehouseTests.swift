import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The panel of the warehouse: its tabs, documents, levels, models, devices.
@MainActor struct WarehouseTests {
    @Test func everyTabShowsItsThing() {
        let stage = Stage()
        stage.press("C-r")
        for (key, words) in [
            ("1", "R-2026-000012"), ("2", "M-2026-000020"), ("3", "1 below their minimum."), ("4", "ZTEG%{8}"),
            ("6", "Count"), ("7", "Yerevan-2"), ("5", "Type or scan a serial"),
        ] {
            stage.press(key)
            #expect(stage.text().contains(words), "\(key)\n\(stage.text())")
        }
    }

    @Test func tabsGoRound() {
        let stage = Stage()
        stage.press("C-r S-TAB")
        #expect((stage.top as? WarehouseScreen)?.pages.tab == .stocks)
        stage.press("TAB")
        #expect((stage.top as? WarehouseScreen)?.pages.tab == .scan)
    }

    @Test func aDocumentBeginsWithItsStocksAndGoesOnScanning() {
        let stage = Stage()
        stage.press("C-r F6 move ENTER")
        #expect(stage.text().contains("Sent from one stock to another"))
        stage.press("F9")
        guard case .warehouse(.open(let opening, _))? = stage.commands.first else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
        #expect(opening.kind == .move && opening.from == StockID(1) && opening.to == StockID(2))
        #expect(stage.top is ScanScreen)
    }

    @Test func aHandOverFindsItsCustomerAndAsks() {
        let stage = Stage()
        stage.press("C-r F6 hand ENTER TAB sargsyan F9")
        #expect(stage.text().contains("Sargsyan Lilit"), "\(stage.text())")
        stage.press("y")
        guard case .warehouse(.open(let opening, _))? = stage.commands.first else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
        #expect(opening.customer == CustomerID(8))
    }

    @Test func aRoleBeginsOnlyWhatItMay() {
        let stage = Stage([.customerView, .warehouseView, .stockCount])
        stage.press("C-r F6")
        #expect(stage.text().contains("Count") && !stage.text().contains("Hand over"))
    }

    @Test func aDocumentShowsItsLinesAndWhatDiffers() {
        let stage = Stage()
        stage.press("C-r ENTER AB0001 ENTER F6")
        #expect(stage.text().contains("Lines (1)") && stage.text().contains("AB0001"))
        stage.press("TAB")
        #expect(stage.text().contains("Differences (1)") && stage.text().contains("missing"))
    }

    @Test func theSuppliersListIsPasted() {
        let stage = Stage()
        stage.press("C-r ENTER F6 F6")
        stage.perform(stage.shell.input(.paste("sn;model\nAB0001;HG8245\nAB0002;nothing\n")))
        #expect(stage.text().contains("1 wrong rows") && stage.text().contains("Line 3"))
        stage.press("F9")
        #expect(stage.commands.isEmpty, "a list with faults is not taken")
        stage.perform(stage.shell.input(.paste("sn;model\nAB0001;HG8245\nAB0002;HG8245\n")))
        stage.press("F9")
        #expect(stage.message.contains("2 rows are expected"))
    }

    @Test func aMinimumIsSet() {
        let stage = Stage()
        stage.press("C-r 3 m C-u 40 F9")
        guard case .warehouse(.minimum(40, model: 1, StockID(1), _))? = stage.commands.first else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
    }

    @Test func aBranchIsChosenAndNeverTyped() {
        let stage = Stage()
        stage.press("C-r 7 n van-9 TAB 'Van 9' TAB TAB RIGHT F9")
        guard case .warehouse(.saveStock(let stock, _))? = stage.commands.first else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
        #expect(stock.branch == "south" && stock.code == "van-9" && stock.name == "Van 9")
    }

    @Test func theMovementsOfAConsumableAreReadPageByPageAndNarrowed() throws {
        let stage = Stage()
        stage.press("C-r 3")
        let index = try #require(Samples.levels.firstIndex { !$0.isSerialised })
        for _ in 0..<index { stage.press("j") }
        stage.press("ENTER")
        #expect(stage.crumbs.last?.contains(Samples.levels[index].modelName) == true, "\(stage.crumbs)")
        #expect(stage.text().contains("M-2026-100120") && stage.text().contains("1 120"))
        #expect((stage.top as? QuantityHistoryScreen)?.movements?.count == 50)
        stage.press("END")
        #expect((stage.top as? QuantityHistoryScreen)?.movements?.count == 100)
        stage.press("END END")
        #expect((stage.top as? QuantityHistoryScreen)?.movements?.count == 120)
        stage.press("v")
        #expect((stage.top as? QuantityHistoryScreen)?.filter.kind == .receive)
        #expect((stage.top as? QuantityHistoryScreen)?.movements?.count == 12 && stage.text().contains("only received"))
        stage.press("ESC / 'sent 100119' ENTER")
        #expect((stage.top as? QuantityHistoryScreen)?.movements?.count == 1, "\(stage.text())")
        #expect(stage.text().contains("only sent 100119"))
        stage.press("/ C-u 'from nowhere' ENTER")
        #expect(stage.text().contains("no day"))
        stage.press("ESC ENTER")
        #expect(stage.crumbs.last == "M-2026-000020" || stage.crumbs.last?.hasPrefix("R-2026") == true)
    }

    @Test func theDevicesOfALevelAreListedOneByOne() throws {
        let stage = Stage()
        stage.press("C-r 3")
        let index = try #require(Samples.levels.firstIndex { $0.isSerialised })
        for _ in 0..<index { stage.press("j") }
        stage.press("h ENTER")
        #expect(stage.crumbs.last == "Device HWTC1A2B3C4D", "\(stage.crumbs)")
    }

    @Test func aScanIntoADocumentWakesWhoLooksAtItAndNobodyElse() {
        let stage = Stage()
        let asked = { (keys: String, area: ChangedArea) -> Int in
            stage.press(keys)
            stage.shell.changedLater = []
            stage.shell.isChangePauseRunning = false
            let before = stage.desk.asked.count
            stage.perform(stage.shell.changed(area))
            return stage.desk.asked.count - before
        }
        let scanned = ChangedArea.document(Samples.document(.receive).id)
        #expect(asked("C-r", scanned) == 1 && asked("3", scanned) == 0 && asked("4", scanned) == 0)
        #expect(asked("4", .warehouse) == 0 && asked("4", .stocks) == 1 && asked("3", .warehouse) == 1)
        #expect(asked("1 ENTER", scanned) == 1)
        #expect(asked("", .document(StockDocumentID(99))) == 0)
    }

    @Test func aModelsRulesAreCheckedBeforeTheyAreSent() {
        let stage = Stage()
        stage.press("C-r 4 n 'X1' TAB 'Box' TAB TAB TAB 'A{' F9")
        #expect(stage.commands.isEmpty && stage.message.contains("count"), "\(stage.message)")
        stage.press("C-u '%{8}' F9")
        guard case .warehouse(.saveModel(let model, _))? = stage.commands.first else {
            Issue.record("\(stage.commands) \(stage.message)")
            return
        }
        #expect(model.code == "X1" && model.serialMask?.description == "%{8}" && model.id == 0)
    }

    @Test func aDeviceShowsItsWholeLifeAndLeadsToItsPapers() {
        let stage = Stage()
        stage.press("C-r 5 hwtc1a2b ENTER")
        #expect(stage.crumbs.last == "Device HWTC1A2B3C4D")
        stage.press("ENTER")
        #expect(stage.crumbs.last == "M-2026-000020")
        stage.press("ESC DOWN ENTER")
        #expect(stage.crumbs.last?.hasPrefix("Ticket #12") == true)
    }

    @Test func enterNeverOpensADeviceOfWhatWasTypedBefore() throws {
        let stage = Stage()
        stage.press("C-r 5 hwtc")
        #expect(stage.text().contains("HWTC1A2B3C4D"))
        stage.desk.state.withLock { $0.warehouse.found = [] }
        stage.isSlow = true
        stage.press("9")
        let slot = try #require(stage.timers.first { $0.key.purpose == "devices" })
        stage.timers[slot.key] = nil
        stage.perform(stage.shell.timer(slot.key))
        stage.press("ENTER")
        #expect(stage.crumbs.last == "Warehouse", "the device is of the text before")
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.crumbs.last == "Warehouse" && stage.message.contains("No device is known"), "\(stage.message)")
    }

    @Test func tooLittleOfACodeIsSaidAtOnceAndHoldsNoKey() {
        let stage = Stage()
        stage.press("C-r 5 hw ENTER")
        #expect(stage.message.contains("three characters"))
        stage.press("c")
        #expect(stage.text().contains("hwc"))
    }

    @Test func aDraftIsGivenUpAfterAQuestion() {
        let stage = Stage()
        stage.press("C-r x ENTER")
        #expect(stage.commands.isEmpty)
        stage.press("x y")
        #expect(stage.message.contains("nothing has moved"))
    }

    @Test func everyPlaceFitsThreeSizes() {
        for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
            for keys in [
                "C-r", "C-r 2", "C-r 3", "C-r 4", "C-r 5", "C-r 6", "C-r 7", "C-r ENTER", "C-r ENTER F6",
                "C-r F6 move ENTER",
            ] {
                let stage = Stage()
                stage.press(keys)
                #expect(stage.rows(columns, rows).allSatisfy { $0.count <= columns })
            }
        }
    }
}
