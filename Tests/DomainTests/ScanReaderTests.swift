import Domain
import Testing

/// A scan is recognised by its content: check digits, forms and the rules of the models (facts/terminal.md section 5).
@Suite struct ScanReaderTests {
    static let models = [
        DeviceModel(
            id: 1, code: "HG8245H", name: "Huawei HG8245H", kind: .ont, serialMask: try? SerialMask("HWTC%{8}"),
            ouis: ["00259E"], productCodes: ["06901443123452"], partNumbers: ["02311AAB"]),
        DeviceModel(id: 2, code: "MAG424", name: "Infomir MAG424", kind: .stb, needsMAC: true),
        DeviceModel(
            id: 3, code: "BOX", name: "Numbered box", kind: .router, serialMask: try? SerialMask("S#{8}")),
        DeviceModel(id: 4, code: "F660", name: "ZTE F660", kind: .ont, serialMask: try? SerialMask("ZTEG%{8}")),
    ]
    private static let reader = ScanReader(models: models)

    struct Case: CustomTestStringConvertible {
        let scan: String
        let first: [LabelElement]
        var isCertain = true

        var testDescription: String { scan.debugDescription }
    }

    static let cases: [Case] = [
        // MAC, in every writing; bare digits may be a serial as well, and come first as a MAC of a known maker.
        Case(scan: "00:25:9E:11:22:33", first: [.mac("00259E112233")]),
        Case(scan: "00-25-9e-11-22-33", first: [.mac("00259E112233")]),
        Case(scan: "0025.9e11.2233", first: [.mac("00259E112233")]),
        Case(scan: "00259E-112233", first: [.mac("00259E112233")]),
        Case(scan: "00259e112233", first: [.mac("00259E112233")]),
        Case(scan: "00 25 9E 11 22 33", first: [.mac("00259E112233")]),
        Case(scan: "\u{02}00259E112233\r\n", first: [.mac("00259E112233")]),
        // A serial and its MAC without names, as rows of tables and some codes hold them.
        Case(scan: "HWTC1A2B3C4D,00259E112233", first: [.serial("HWTC1A2B3C4D"), .mac("00259E112233")]),
        Case(scan: "00:25:9E:11:22:33;ABC1234", first: [.mac("00259E112233"), .serial("ABC1234")]),
        Case(
            scan: "6901443123452|HWTC1A2B3C4D|00259E112233",
            first: [.productCode("06901443123452"), .serial("HWTC1A2B3C4D"), .mac("00259E112233")]),
        // GPON serials in both forms, with people's separators.
        Case(scan: "HWTC1A2B3C4D", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "485754431A2B3C4D", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "4857-5443-1a2b-3c4d", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "hwtc 1a2b3c4d", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "ZTEG12345678", first: [.serial("ZTEG12345678")]),
        // Luhn.
        Case(scan: "490154203237518", first: [.imei("490154203237518")]),
        Case(scan: "490154203237517", first: [.serial("490154203237517")], isCertain: false),
        Case(scan: "8991101200003204514", first: [.iccid("8991101200003204514")]),
        Case(scan: "8991101200003204511", first: [.serial("8991101200003204511")], isCertain: false),
        // Products and boxes.
        Case(scan: "4006381333931", first: [.productCode("04006381333931")]),
        Case(scan: "036000291452", first: [.productCode("00036000291452")]),
        Case(scan: "]E04006381333931", first: [.productCode("04006381333931")]),
        Case(scan: "]E496385074", first: [.productCode("00000096385074")]),
        Case(scan: "96385074", first: [.serial("96385074")], isCertain: false),
        Case(scan: "4006381333932", first: [.serial("4006381333932")], isCertain: false),
        Case(scan: "106141411234567897", first: [.logisticUnit("106141411234567897")]),
        Case(scan: "02311AAB", first: [.partNumber("02311AAB")]),
        // GS1, with FNC1 as GS, with brackets, with an AIM identifier.
        Case(
            scan: "]C10104006381333931" + "21HWTC1A2B3C4D\u{1D}10LOT7",
            first: [.productCode("04006381333931"), .serial("HWTC1A2B3C4D")]),
        Case(
            scan: "(01)04006381333931(21)AB-1234(240)PN77",
            first: [.productCode("04006381333931"), .serial("AB1234"), .partNumber("PN77")]),
        Case(
            scan: "0104006381333931\u{1D}21XY123456\u{1D}",
            first: [.productCode("04006381333931"), .serial("XY123456")]),
        Case(scan: "0104006381333931\u{241D}21XY123456", first: [.productCode("04006381333931"), .serial("XY123456")]),
        Case(scan: "]C100106141411234567897", first: [.logisticUnit("106141411234567897")]),
        Case(scan: "]C1020400638133393137" + "24", first: [.productCode("04006381333931"), .count(24)]),
        // Labels that say what is what.
        Case(scan: "S/N: HWTC1A2B3C4D", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "SN=HWTC1A2B3C4D", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "P/N 02311XYZ", first: [.partNumber("02311XYZ")]),
        Case(scan: "MAC:00259E112233", first: [.mac("00259E112233")]),
        Case(
            scan: "MAC:00259E112233;SN:485754431A2B3C4D;PN:02311AAB",
            first: [.mac("00259E112233"), .serial("HWTC1A2B3C4D"), .partNumber("02311AAB")]),
        // The data identifier before a serial, where the serial then fits a mask.
        Case(scan: "SHWTC1A2B3C4D", first: [.serial("HWTC1A2B3C4D")]),
        Case(scan: "S12345678", first: [.serial("S12345678")]),
        Case(scan: "]C0ABC12345", first: [.serial("ABC12345")], isCertain: false),
    ]

    @Test(arguments: cases) func aScanIsWhatItsContentSays(_ wanted: Case) {
        let reading = Self.reader.read(wanted.scan)
        #expect(reading.ways.first?.elements == wanted.first, "\(reading)")
        #expect(reading.isCertain == wanted.isCertain)
        #expect(reading.problem == nil)
    }

    @Test(arguments: [
        "", "  ", "\r\n", "??", "NONSENSE", "AB1", "FF:FF:FF:FF:FF:FF", "01:00:5E:00:00:01", "]C1990",
        "(01)04006381333932",
    ])
    func whatIsNoCodeSaysSo(_ scan: String) {
        let reading = Self.reader.read(scan)
        #expect(reading.identifiers == [] || !reading.isCertain, "\(reading)")
        #expect(reading.ways.isEmpty == (reading.problem != nil))
    }

    @Test func aLongLineIsNoCode() {
        #expect(Self.reader.read(String(repeating: "A1", count: 300)).problem != nil)
    }

    @Test func aScannersOwnPrefixAndSuffixAreDropped() {
        var reader = Self.reader
        reader.settings.prefixes = ["~~"]
        reader.settings.suffixes = ["#"]
        #expect(reader.read("~~HWTC1A2B3C4D#").identifiers == ["HWTC1A2B3C4D"])
    }

    @Test func theRegisterOfMakersDecidesAboutBareDigits() {
        let text = """
            Registry,Assignment,Organization Name,Organization Address
            MA-L,4C1FCC,"HUAWEI TECHNOLOGIES CO.,LTD",Dongguan
            00-25-9E   (hex)\t\tHUAWEI TECHNOLOGIES
            nonsense
            """
        let makers = MakerRegister(text: text)
        #expect(makers["4C1FCC"]?.hasPrefix("HUAWEI") == true && makers["00259E"] != nil && makers["123456"] == nil)
        var reader = ScanReader()
        // A UPC by its check digit, and a MAC whose maker is known.
        let digits = "042100005264"
        #expect(reader.read(digits).ways.first?.elements == [.productCode("00" + digits)])
        reader.settings.makers = MakerRegister(text: "042100\tSOMEBODY")
        #expect(reader.read(digits).ways.first?.elements == [.mac(digits)])
    }

    // MARK: Layouts

    @Test(arguments: ScanLayout.names, ["HWTC1A2B3C4D", "4006381333931", "ZTEG12345678", "00:25:9E:11:22:33"])
    func aCodeTypedOnAnotherLayoutIsBroughtBackWhereItsPatternHolds(_ name: String, _ code: String) throws {
        let layout = try #require(ScanLayout(named: name))
        // Two keys make one letter on some layouts: such a code cannot be told from another.
        guard let typed = layout.typing(code), layout.latin(typed) == code, typed != code else { return }
        let reading = Self.reader.read(typed)
        #expect(reading.ways.first?.elements == Self.reader.read(code).ways.first?.elements, "\(name): \(typed)")
        #expect(reading.layout != nil)
    }

    @Test func theLayoutIsTold() {
        #expect(Self.reader.read("РЦЕС1Ф2И3С4В").layout == "ru")
        #expect(Self.reader.read("ՀՈՏՑէԱթԲփՑձԴ").layout?.hasPrefix("am-phonetic") == true)
        #expect(Self.reader.read("ՀՈՏՑէԱթԲփՑձԴ").identifiers == ["HWTC1A2B3C4D"])
        #expect(Self.reader.read("HWTC1A2B3C4D").layout == nil)
    }

    @Test func wordsOfAnotherLanguageAreNoScan() {
        #expect(Self.reader.read("Привет всем").ways.isEmpty)
        #expect(Self.reader.read("Բարեւ").ways.isEmpty)
    }

    // MARK: Properties

    @Test func everyWritingOfARandomAddressAndGPONSerialIsTheSame() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = ScanRandom(state: seed)
        for _ in 0..<500 {
            let octets =
                [UInt8.random(in: 0...255, using: &random) & 0xFE]
                + (0..<5).map { _ in UInt8.random(in: 1...255, using: &random) }
            let pairs = octets.map(Self.hex)
            let bare = pairs.joined()
            for text in [
                pairs.joined(separator: ":"), pairs.joined(separator: "-").lowercased(),
                [pairs[0...1], pairs[2...3], pairs[4...5]].map { $0.joined() }.joined(separator: "."), bare,
            ] {
                #expect(HardwareAddress(text)?.digits == bare, "seed \(seed): \(text)")
            }
            let vendor = (0..<4).map { _ in UInt8.random(in: 0x41...0x5A, using: &random) }
            let own = (0..<4).map { _ in Self.hex(UInt8.random(in: 0...255, using: &random)) }.joined()
            let serial = String(decoding: vendor, as: UTF8.self) + own
            let reading = Self.reader.read(vendor.map(Self.hex).joined() + own)
            #expect(reading.identifiers.first == serial, "seed \(seed): \(serial)")
        }
    }

    @Test func aRandomCodeWithItsCheckDigitIsOneAndWithAnotherIsNot() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = ScanRandom(state: seed)
        for _ in 0..<500 {
            let body = (0..<12).map { _ in Int.random(in: 0...9, using: &random) }
            let sum = body.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1) }
            let check = (10 - sum % 10) % 10
            let text = body.map(String.init).joined()
            #expect(CheckDigit.isGS1("\(text)\(check)"), "seed \(seed)")
            #expect(!CheckDigit.isGS1("\(text)\((check + Int.random(in: 1...9, using: &random)) % 10)"), "seed \(seed)")
        }
    }

    @Test func noTextMakesTheReaderStumble() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = ScanRandom(state: seed)
        let alphabet = Array("AZ09az:-./ ()]C1d2\u{1D}\u{02}\u{241D}ԱևйЁ𝟘\u{301}")
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "A" })
            let reading = Self.reader.read(text)
            for identifier in reading.identifiers {
                let isForm = identifier.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
                #expect(isForm && (4...32).contains(identifier.utf8.count), "seed \(seed): \(text.debugDescription)")
            }
        }
    }

    private static func hex(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16).uppercased()
        return digits.count == 1 ? "0\(digits)" : digits
    }
}

private struct ScanRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
