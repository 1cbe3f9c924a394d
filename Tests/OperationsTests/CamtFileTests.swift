import Domain
import Operations
import Testing
import XML

@Suite struct CamtFileTests {
    @Test(arguments: ["02", "04", "06", "08", "13"])
    func aStatementIsReadWhateverItsVersion(_ version: String) throws {
        var sample = CamtSample()
        sample.version = version
        let statement = try #require(try sample.read().first)
        #expect(statement.identifier == "ST-1")
        #expect(statement.account == "AM121930000000001234")
        #expect(statement.opening == amd(10_000))
        #expect(statement.closing == amd(635_050))
        #expect(statement.fromOn == CivilDate("2026-03-01"))
        #expect(statement.entries.map(\.amount) == [amd(500_000), amd(150_050), amd(-25_000)])
        let first = try #require(statement.entries.first)
        #expect(first.reference == "R1")
        #expect(first.payerName == "ANI PETROSYAN")
        #expect(first.payerAccount == "1570001122334455")
        #expect(first.purpose == "C-2026-000001")
        #expect(first.endToEnd == "")
        #expect(first.bookedOn == CivilDate("2026-03-02"))
        #expect(first.valueOn == CivilDate("2026-03-01"))
    }

    @Test func theFormsOfLaterVersionsAreRead() throws {
        var sample = CamtSample()
        sample.version = "08"
        let party = """
            <TxDtls><Refs><EndToEndId>C-2026-000007</EndToEndId></Refs><Amt Ccy="AMD">6250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
            <RltdPties><Dbtr><Pty><Nm>Անի</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>AM1</IBAN></Id></DbtrAcct></RltdPties></TxDtls>
            """
        sample.statements[0].entries = [
            CamtSample.entry("6250.50", reference: "R", status: "<Cd>BOOK</Cd>", details: [party])
        ]
        let entry = try #require(try sample.read().first?.entries.first)
        #expect(entry.payerName == "Անի")
        #expect(entry.payerAccount == "AM1")
        #expect(entry.endToEnd == "C-2026-000007")
    }

    @Test func aMessageMayHoldSeveralStatements() throws {
        var sample = CamtSample()
        var second = CamtSample.Statement()
        second.id = "ST-2"
        second.entries = []
        second.closing = "100.00"
        sample.statements.append(second)
        #expect(try sample.read().map(\.identifier) == ["ST-1", "ST-2"])
        #expect(try sample.read().last?.entries == [])
    }

    @Test func aBatchIsDividedIntoItsPaymentsAndWhatTheBankKept() throws {
        var sample = CamtSample()
        sample.statements[0].entries = [
            CamtSample.entry(
                "6250.50", reference: "B",
                details: [
                    CamtSample.details(purpose: "one", amount: "1000.00"),
                    CamtSample.details(purpose: "two", amount: "5270.50"),
                ], more: "<Chrgs><Rcrd><Amt Ccy=\"AMD\">20</Amt></Rcrd></Chrgs>")
        ]
        sample.statements[0].summary =
            "<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries><Sum>6250.5</Sum></TtlNtries></TxsSummry>"
        let entries = try #require(try sample.read().first?.entries)
        #expect(entries.map(\.amount) == [amd(100_000), amd(527_050), amd(-2000)])
        #expect(entries.map(\.purpose) == ["one", "two", "Bank charges"])
    }

    @Test func aBatchWithoutAmountsStaysWholeAndOneThatDisagreesIsRefused() throws {
        var sample = CamtSample()
        let vague = [CamtSample.details(purpose: "one"), CamtSample.details(purpose: "two")]
        sample.statements[0].entries = [CamtSample.entry("6250.50", reference: "B", details: vague)]
        #expect(try sample.read().first?.entries.map(\.amount) == [amd(625_050)])
        let wrong = [CamtSample.details(amount: "1000"), CamtSample.details(amount: "5000.50")]
        sample.statements[0].entries = [CamtSample.entry("6250.50", reference: "B", details: wrong)]
        let error = #expect(throws: BankFile.Failure.self) { try sample.read() }
        #expect(error?.sentence.contains("its details add up to 6 000,50 AMD") == true)
    }

    @Test func whatIsPendingIsInNoBalanceAndWhatIsReturnedIsMarked() throws {
        var sample = CamtSample()
        sample.statements[0].entries += [
            CamtSample.entry("77", reference: "P", status: "PDNG"),
            CamtSample.entry("10", reference: "X"),
            CamtSample.entry(
                "10", credit: false, reference: "V", details: [CamtSample.details()], more: "<RvslInd>true</RvslInd>"),
        ]
        sample.statements[0].summary =
            "<TxsSummry><TtlCdtNtries><NbOfNtries>3</NbOfNtries></TtlCdtNtries></TxsSummry>"
        let entries = try #require(try sample.read().first?.entries)
        #expect(entries.map(\.status) == [.booked, .booked, .booked, .pending, .booked, .booked])
        #expect(entries.map(\.isReversal) == [false, false, false, false, false, true])
        #expect(entries.last?.payerName == "ANI PETROSYAN")
    }

    /// A way to spoil a message, and what its refusal must say.
    enum Fault: String, CaseIterable {
        case closing = "Entries are missing or changed"
        case entryGone = "the opening balance and the entries make"
        case count = "it holds 3 entries, and the bank counted 4"
        case sum = "its entries add up to 6 750,50 AMD"
        case credits = "its credits add up to 6 500,50 AMD"
        case net = "its entries add up to 6 250,50 AMD"
        case currency = "an amount in EUR in a statement in AMD"
        case noCurrency = "\"XX\" is no currency"
        case tooFine = "more than 2 digits"
        case notANumber = "\"NaN\" is no amount"
        case overflow = "too large"
        case sumOverflow = "the amounts are too large"
        case negative = "\"-5000\" is no amount"
        case sign = "neither credit nor debit"
        case date = "\"2026-02-30\" is no date"
        case status = "no status of an entry"
        case noClosing = "the closing balance (CLBD) of statement ST-1 is missing"
        case noAccount = "the account of statement ST-1 is missing"
        case entities = "document type or entities"
        case otherMessage = "camt.054.001.08, and no bank statement"
        case noStatement = "no statement in the file"
        case notXML = "needs a mapping"

        func spoil(_ sample: inout CamtSample) -> [UInt8] {
            var statement = CamtSample.Statement()
            let summary = { (content: String) in "<TxsSummry>\(content)</TxsSummry>" }
            var text: (String) -> String = { $0 }
            switch self {
            case .closing: statement.closing = "6350.51"
            case .entryGone: statement.entries.removeLast()
            case .count: statement.summary = summary("<TtlNtries><NbOfNtries>4</NbOfNtries></TtlNtries>")
            case .sum: statement.summary = summary("<TtlNtries><Sum>6750</Sum></TtlNtries>")
            case .credits: statement.summary = summary("<TtlCdtNtries><Sum>6500</Sum></TtlCdtNtries>")
            case .net:
                statement.summary = summary(
                    "<TtlNtries><TtlNetNtryAmt>6250.50</TtlNetNtryAmt><CdtDbtInd>DBIT</CdtDbtInd></TtlNtries>")
            case .currency: statement.entries[0] = CamtSample.entry("5000", reference: "R1", currency: "EUR")
            case .noCurrency: statement.entries[0] = CamtSample.entry("5000", reference: "R1", currency: "XX")
            case .tooFine: statement.entries[0] = CamtSample.entry("5000.001", reference: "R1")
            case .notANumber: statement.entries[0] = CamtSample.entry("NaN", reference: "R1")
            case .overflow: statement.entries[0] = CamtSample.entry("92233720368547758.08", reference: "R1")
            case .sumOverflow:
                statement.entries += [String](
                    repeating: CamtSample.entry("92233720368547758.07", reference: "R1"), count: 3)
            case .negative: statement.entries[0] = CamtSample.entry("-5000", reference: "R1")
            case .sign: text = { $0.replacing("<CdtDbtInd>DBIT</CdtDbtInd>", with: "") }
            case .date: text = { $0.replacing("<ValDt><Dt>2026-03-01", with: "<ValDt><Dt>2026-02-30") }
            case .status: text = { $0.replacing("BOOK", with: "BOOKED") }
            case .noClosing: text = { $0.replacing("CLBD", with: "CLAV") }
            case .noAccount: statement.account = ""
            case .entities: text = { $0.replacing("<Document", with: "<!DOCTYPE a [<!ENTITY b \"c\">]><Document") }
            case .otherMessage: text = { $0.replacing("camt.053.001.02", with: "camt.054.001.08") }
            case .noStatement:
                text = { $0.replacing("Stmt>", with: "Rpt>").replacing("BkToCstmrRpt>", with: "BkToCstmrStmt>") }
            case .notXML: text = { "Date;Amount\n" + $0 }
            }
            sample.statements = [statement]
            return Array(text(sample.text).utf8)
        }
    }

    @Test(arguments: Fault.allCases)
    func aMessageThatIsWrongIsRefusedWithASentence(_ fault: Fault) {
        var sample = CamtSample()
        let bytes = fault.spoil(&sample)
        let error = #expect(throws: BankFile.Failure.self) { try BankFile.statements(in: bytes, mapping: nil) }
        #expect(error?.sentence.contains(fault.rawValue) == true, "\(error?.sentence ?? "")")
    }

    @Test func cutInTheMiddleItIsNeverTaken() {
        let bytes = CamtSample().bytes
        for count in 0..<bytes.count {
            let error = #expect(throws: BankFile.Failure.self, "cut at \(count)") {
                try BankFile.statements(in: Array(bytes.prefix(count)), mapping: nil)
            }
            let sentence = error?.sentence ?? ""
            #expect(sentence.contains("it is cut") || count < 10, "cut at \(count): \(sentence)")
        }
    }
}
