import Domain
import Testing

/// The parts of labels become devices in whatever order they are scanned, each placed by what it is.
@Suite struct LabelAssemblyTests {
    private static let huawei = DeviceModel(
        id: 1, code: "HG", name: "Huawei", kind: .ont, serialMask: try? SerialMask("HWTC%{8}"), needsMAC: true,
        ouis: ["00259E"], productCodes: ["06901443123452"], partNumbers: ["02311AAB"])
    private static let router = DeviceModel(id: 2, code: "R", name: "Router", kind: .router)
    private static let cable = DeviceModel(
        id: 4, code: "C", name: "Cable", kind: .cable, isSerialised: false, unit: .metre,
        productCodes: ["04006381333931"])
    private static let models = [huawei, router, cable]

    private func steps(_ scans: [String], model: DeviceModel?) -> [LabelAssembly.Step] {
        let reader = ScanReader(models: Self.models)
        var assembly = LabelAssembly(model: model)
        return scans.flatMap { assembly.take(reader.read($0), among: Self.models) }
    }

    private func devices(_ steps: [LabelAssembly.Step]) -> [String] {
        steps.compactMap { step in
            switch step {
            case .device(let serial, let mac, let model): "\(serial) \(mac ?? "-") \(model)"
            default: nil
            }
        }
    }

    private static let parts = ["HWTC1A2B3C4D", "00:25:9E:11:22:33", "02311AAB", "6901443123452"]

    /// Every order of four parts.
    static let orders: [[Int]] = {
        var orders: [[Int]] = [[]]
        for _ in 0..<4 {
            orders = orders.flatMap { begun in
                (0..<4).filter { !begun.contains($0) }.map { begun + [$0] }
            }
        }
        return orders
    }()

    @Test(arguments: orders) func aLabelIsCompleteInAnyOrderOfItsParts(_ order: [Int]) {
        let found = devices(steps(order.map { Self.parts[$0] }, model: Self.huawei))
        #expect(found == ["HWTC1A2B3C4D 00259E112233 1"])
    }

    @Test func aLabelSaysItsModelWhereNoneIsChosen() {
        let found = devices(steps(["02311AAB", "HWTC1A2B3C4D", "00259E112233"], model: nil))
        #expect(found == ["HWTC1A2B3C4D 00259E112233 1"])
        // Its serial alone is plainly of that model, too.
        #expect(devices(steps(["HWTC1A2B3C4D", "00259E112233"], model: nil)) == ["HWTC1A2B3C4D 00259E112233 1"])
    }

    @Test func aSerialWithoutItsMACIsSetAsideAndToldAndTheNextGoesOn() {
        let found = steps(["HWTC00000001", "HWTC00000002", "00259E000002"], model: Self.huawei)
        #expect(devices(found) == ["HWTC00000002 00259E000002 1"])
        #expect(found.contains(.incomplete(serial: "HWTC00000001", "Its MAC was not scanned; set aside.")))
    }

    @Test func aMACThatIsNotNeededGoesToTheSerialBeforeItElseToTheOneAfter() {
        let after = devices(steps(["RT1000", "02:00:00:00:00:01", "RT1001", "02:00:00:00:00:02"], model: Self.router))
        #expect(after == ["RT1000 - 2", "RT1000 020000000001 2", "RT1001 - 2", "RT1001 020000000002 2"])
        let before = devices(steps(["02:00:00:00:00:01", "RT1000", "02:00:00:00:00:02", "RT1001"], model: Self.router))
        #expect(before == ["RT1000 020000000001 2", "RT1001 020000000002 2"])
    }

    @Test(arguments: [
        ("02311XYZ", "No serial of Huawei"), ("5901234123457", "of no model"), ("RT1000", "No serial of Huawei"),
        ("02:00:00:00:00:01", "another maker"), ("106141411234567897", "box or pallet"), ("??", "No serial"),
    ]) func whatIsNoSerialOfTheModelIsNotTakenForOne(_ scan: String, _ words: String) {
        let found = steps([scan], model: Self.huawei)
        #expect(devices(found) == [])
        #expect("\(found)".contains(words), "\(found)")
    }

    @Test func aConsumableIsChosenByItsCodeAndCountedByGS1() {
        let found = steps(["(02)04006381333931(37)24"], model: nil)
        #expect(found.contains(.quantity(model: 4, 24)), "\(found)")
    }

    @Test func theUndoOfAHalfScannedLabelForgetsIt() {
        let reader = ScanReader(models: Self.models)
        var assembly = LabelAssembly(model: Self.huawei)
        _ = assembly.take(reader.read("HWTC00000001"), among: Self.models)
        #expect(assembly.isAwaiting != nil)
        #expect(assembly.drop() && assembly.isAwaiting == nil && !assembly.drop())
    }

    @Test func aMACAfterTheUndoOfADeviceIsNotThatDevices() {
        let reader = ScanReader(models: Self.models)
        var assembly = LabelAssembly(model: Self.router)
        _ = assembly.take(reader.read("RT1000"), among: Self.models)
        let wasUnderWay = assembly.drop()
        #expect(!wasUnderWay)
        let found = ["02:00:00:00:00:01", "RT1001"].flatMap { assembly.take(reader.read($0), among: Self.models) }
        #expect(devices(found) == ["RT1001 020000000001 2"])
    }
}

/// A box that is not taken goes aside with the whole of its label: none of it comes to another device.
@Suite struct RefusedLabelTests {
    private static let onTheList = DeviceModel(
        id: 1, code: "HG", name: "Huawei", kind: .ont, serialMask: try? SerialMask("HWTC%{8}"),
        productCodes: ["06901443123452"])
    private static let zte = DeviceModel(
        id: 2, code: "F660", name: "ZTE", kind: .ont, serialMask: try? SerialMask("ZTEG%{8}"),
        productCodes: ["06902176906633"])
    private static let box = DeviceModel(
        id: 3, code: "MAG", name: "Infomir", kind: .stb, needsMAC: true, productCodes: ["04820174730123"])
    private static let digits = DeviceModel(
        id: 4, code: "D", name: "Digits", kind: .phone, serialMask: try? SerialMask("#{10}"))
    static let models = [onTheList, zte, box, digits]

    /// What came of the scans: devices, and what was set aside or refused.
    private func taken(_ scans: [String], _ model: DeviceModel?) -> (devices: [String], aside: [String]) {
        let reader = ScanReader(models: Self.models)
        var assembly = LabelAssembly(model: model)
        var found: (devices: [String], aside: [String]) = ([], [])
        for step in scans.flatMap({ assembly.take(reader.read($0), among: Self.models) }) {
            switch step {
            case .device(let serial, let mac, let model): found.devices.append("\(serial) \(mac ?? "-") \(model)")
            case .incomplete(let what, let words): found.aside.append("\(what): \(words)")
            case .refused(let what, let words): found.aside.append("\(what ?? "-"): \(words)")
            default: break
            }
        }
        return found
    }

    private static let good = "HWTCD0000001"
    private static let mac = "02:AA:BB:CC:DD:09"
    /// Serials that a receipt of Huawei terminals does not take.
    static let bad = ["STB00009", "ZTEGB0000021", "??", "NOTASERIAL", "8901234567"]

    @Test(arguments: bad) func theMACBehindABoxThatWasNotTakenGoesAsideWithIt(_ bad: String) {
        let found = taken([Self.good, bad, Self.mac, Self.mac, "HWTCB0000030"], Self.onTheList)
        #expect(found.devices == ["HWTCD0000001 - 1", "HWTCB0000030 - 1"], "\(found)")
        #expect(
            found.aside.filter { $0 == "\(Self.mac): MAC of \(bad), which was not taken; set aside." }.count == 2,
            "\(found.aside)")
        // Its own comes to the next all the same.
        let next = taken([bad, Self.mac, "HWTCB0000030", "02:AA:BB:CC:DD:30"], Self.onTheList)
        #expect(next.devices.last == "HWTCB0000030 02AABBCCDD30 1", "\(next)")
    }

    @Test(arguments: bad) func theMACBeforeABoxThatWasNotTakenGoesAsideWithIt(_ bad: String) {
        let found = taken([Self.mac, bad, "02:AA:BB:CC:DD:30", "HWTCB0000030"], Self.onTheList)
        #expect(found.devices == ["HWTCB0000030 02AABBCCDD30 1"], "\(found)")
        #expect(found.aside.contains("\(Self.mac): MAC of \(bad), which was not taken; set aside."), "\(found.aside)")
        // The same MAC once more is that box's still.
        let again = taken([Self.mac, bad, Self.mac, "HWTCB0000030"], Self.onTheList)
        #expect(again.devices == ["HWTCB0000030 - 1"], "\(again)")
    }

    @Test func aBoxThatAwaitsItsMACDoesNotGetThatOfABoxThatWasNotTaken() {
        for bad in ["HWTCD0000005", "ZTEGB0000020", "??"] {
            let found = taken(["STB00000001", bad, Self.mac], Self.box)
            #expect(found.devices == [], "\(found)")
            #expect(found.aside.first == "STB00000001: Its MAC was not scanned; set aside.", "\(found.aside)")
        }
    }

    @Test func aWholeLabelIsTakenOrRefusedWhole() {
        let whole = taken([Self.good, "ZTEGB0000021;02AABBCCDD21", "HWTCB0000030"], Self.onTheList)
        #expect(whole.devices == ["HWTCD0000001 - 1", "HWTCB0000030 - 1"] && whole.aside.count == 1, "\(whole)")
        let stray = taken([Self.mac, "HWTCB0000030;02AABBCCDD30"], Self.onTheList)
        #expect(stray.devices == ["HWTCB0000030 02AABBCCDD30 1"] && stray.aside.count == 1, "\(stray)")
    }

    @Test func theMACOfADeviceScannedOnceMoreIsNotThatOfTheNext() {
        for label in [[Self.good, Self.mac], [Self.mac, Self.good]] {
            let found = taken(label + [Self.mac, "HWTCB0000030", "02:AA:BB:CC:DD:30"], Self.onTheList)
            #expect(found.devices.filter { $0.contains("HWTCB") }.last == "HWTCB0000030 02AABBCCDD30 1", "\(found)")
            #expect(found.devices.allSatisfy { !$0.contains("HWTCB0000030 02AABBCCDD09") }, "\(found)")
        }
    }

    @Test func theProductsCodeBeforeASerialBeginsTheNextLabel() {
        let code = "6901443123452"
        let found = taken([code, Self.good, code, Self.mac, "HWTCB0000030"], Self.onTheList)
        #expect(found.devices == ["HWTCD0000001 - 1", "HWTCB0000030 02AABBCCDD09 1"], "\(found)")
        let behind = taken([Self.good, code, Self.mac, "HWTCB0000030", code, "02:AA:BB:CC:DD:30"], Self.onTheList)
        #expect(
            behind.devices.suffix(3)
                == ["HWTCD0000001 02AABBCCDD09 1", "HWTCB0000030 - 1", "HWTCB0000030 02AABBCCDD30 1"], "\(behind)")
    }

    @Test func halfALabelAndABoxThatWasNotTakenGoOnLater() {
        let reader = ScanReader(models: Self.models)
        var before = LabelAssembly(model: Self.onTheList)
        for scan in [Self.good, "STB00009"] { _ = before.take(reader.read(scan), among: Self.models) }
        var after = LabelAssembly(model: nil)
        after.restore(before.rest, among: Self.models)
        let steps = after.take(reader.read(Self.mac), among: Self.models)
        #expect("\(steps)".contains("STB00009"), "\(steps)")
    }

    @Test(arguments: ["ZTEGB0000020", "HWTCD0000005", "ALCL12345678"])
    func aSerialThatIsPlainlyAnothersIsNotTakenWhereTheModelHasNoMask(_ serial: String) throws {
        let found = taken(["4820174730123", serial, Self.mac], Self.onTheList)
        #expect(found.devices == [] && found.aside.first?.contains("not of Infomir") == true, "\(found)")
        let list = try StockList("serial,model\n\(serial),MAG\n", models: Self.models)
        #expect(list.entries.isEmpty && list.problems.first?.sentence.contains("not of Infomir") == true)
    }

    @Test func aMaskOfDigitsAloneClaimsNoSerialOfAnotherModel() {
        #expect(taken(["1234567890", Self.mac], Self.box).devices == ["1234567890 02AABBCCDD09 3"])
        #expect((try? SerialMask("#{8}|AB#{2}"))?.tells("AB12") == true)
    }

    @Test func aWrongCheckDigitIsToldAsAMisreadingAndTheLabelGoesOn() {
        for model in [nil, Self.onTheList, Self.box] {
            for code in ["6901443123453", "6901443123425"] {
                let found = taken([code], model)
                #expect(found.aside == ["-: A product's code whose check digit is wrong; scan it again."], "\(found)")
            }
        }
        let found = taken(["STB00000001", "4820174730124", "02:AA:BB:CC:DD", Self.mac], Self.box)
        #expect(found.devices == ["STB00000001 02AABBCCDD09 3"], "\(found)")
        #expect(found.aside.last == "-: No MAC, which has twelve hexadecimal digits; scan it again.")
    }
}

/// How serials look, and what a list of them says.
@Suite struct SerialMaskTests {
    static let masks: [(mask: String, good: [String], bad: [String])] = [
        ("HWTC%{8}", ["HWTC1A2B3C4D"], ["HWTC1A2B3C4", "HWTC1A2B3C4G", "ZTEG1A2B3C4D", "HWTC1A2B3C4D0"]),
        ("@@####", ["AB1234"], ["A11234", "AB123", "AB12345"]),
        ("X?{4-6}", ["X1234", "XABCDEF"], ["X123", "X1234567", "Y1234"]),
        ("#{13}|S#{8}", ["1234567890123", "S12345678"], ["S1234567", "123456789012"]),
        ("A#{0-3}B", ["AB", "A123B"], ["A1234B", "A1C"]),
    ]

    @Test(arguments: masks) func aMaskTakesWhatLooksLikeIt(_ mask: String, _ good: [String], _ bad: [String]) throws {
        let mask = try SerialMask(mask)
        for serial in good { #expect(mask.matches(serial), "\(serial)") }
        for serial in bad { #expect(!mask.matches(serial), "\(serial)") }
    }

    @Test(arguments: ["", "A|", "A{", "A{x}", "A{9-2}", "A{40}", "{3}", "Ä", "A B", "A-1"])
    func aMaskThatMeansNothingIsRefusedInASentence(_ text: String) {
        let error = #expect(throws: SerialMask.Failure.self) { try SerialMask(text) }
        #expect(error?.sentence.isEmpty == false)
    }

    @Test func aListIsReadByItsNamesAndItsFaultsAreToldByLine() throws {
        let text = """
            S/N;MAC Address;Model;Qty
            HWTC00000001;00:25:9E:00:00:01;HG8245H;
            HWTC00000001;;HG8245H;
            ??;;HG8245H;
            RT1000;;nothing;
            ABC1234;;HG8245H;
            HWTC00000005;00:25:9E;HG8245H;
            ;;BOX;3

            HWTC00000006;;;
            """
        let list = try StockList(text, models: ScanReaderTests.models)
        #expect(list.entries.map(\.line) == [2, 10])
        #expect(list.entries.first?.item.mac == "00259E000001")
        #expect(list.problems.map(\.line) == [3, 4, 5, 6, 7, 8])
    }

    @Test func aTableWithoutNamesIsReadByTheFormOfItsFields() throws {
        let text = """
            00:25:9E:00:00:01,HWTC00000001
            HWTC00000002,00259E000002
            HWTC00000002,
            HG8245H,HWTC00000003
            ABC1234,DEF5678
            """
        #expect(StockList.isTable(text, models: ScanReaderTests.models))
        let list = try StockList(text, models: ScanReaderTests.models)
        #expect(list.entries.compactMap(\.item.serial) == ["HWTC00000001", "HWTC00000002", "HWTC00000003"])
        #expect(list.entries.map(\.item.mac) == ["00259E000001", "00259E000002", nil])
        #expect(list.problems.map(\.line) == [3, 5])
        #expect(list.problems.first?.repeated?.serial == "HWTC00000002" && list.problems.last?.repeated == nil)
        for scans in ["HWTC00000001\nHWTC00000002\n", "SN:HWTC00000001;MAC:00259E000001\n", "hello, world\nx, y\n"] {
            #expect(!StockList.isTable(scans, models: ScanReaderTests.models), "\(scans)")
        }
    }

    @Test func aListOfSerialsAloneNeedsNoNames() throws {
        let list = try StockList("HWTC00000001\nHWTC00000002\n", models: ScanReaderTests.models)
        #expect(list.entries.compactMap(\.item.serial) == ["HWTC00000001", "HWTC00000002"])
        #expect(list.problems.isEmpty)
    }
}
