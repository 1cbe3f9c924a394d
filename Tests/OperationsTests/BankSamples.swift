import Domain
import Operations

/// A camt.053 message in small steps, for tests to spoil.
struct CamtSample {
    var version = "02"
    var statements: [Statement] = [Statement()]

    struct Statement {
        var id = "ST-1"
        var account = "<IBAN>AM12 1930 0000 0000 1234</IBAN>"
        var opening = "100.00"
        var closing = "6350.50"
        var entries = [
            CamtSample.entry("5000.00", reference: "R1", details: [CamtSample.details(purpose: "C-2026-000001")]),
            CamtSample.entry("1500.50", reference: "R2", details: [CamtSample.details(purpose: "for internet")]),
            CamtSample.entry("250.00", credit: false, reference: "R3"),
        ]
        var summary = ""

        var text: String {
            """
            <Stmt><Id>\(id)</Id><FrToDt><FrDtTm>2026-03-01T00:00:00</FrDtTm><ToDtTm>2026-03-02T23:59:59</ToDtTm></FrToDt>
            <Acct><Id>\(account)</Id><Ccy>AMD</Ccy></Acct>
            <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="AMD">\(opening)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
            <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="AMD">\(closing)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
            \(summary)
            \(entries.joined(separator: "\n"))
            </Stmt>
            """
        }
    }

    static func entry(
        _ amount: String, credit: Bool = true, reference: String, currency: String = "AMD", status: String = "BOOK",
        details: [String] = [], more: String = ""
    ) -> String {
        """
        <Ntry><Amt Ccy="\(currency)">\(amount)</Amt><CdtDbtInd>\(credit ? "CRDT" : "DBIT")</CdtDbtInd>\(more)<Sts>\(status)</Sts>
        <BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-01</Dt></ValDt>
        <AcctSvcrRef>\(reference)</AcctSvcrRef><NtryDtls>\(details.joined())</NtryDtls></Ntry>
        """
    }

    static func details(
        purpose: String = "", amount: String? = nil, payer: String = "ANI PETROSYAN",
        account: String = "1570001122334455",
        endToEnd: String = "NOTPROVIDED", more: String = ""
    ) -> String {
        let own = amount.map { "<AmtDtls><TxAmt><Amt Ccy=\"AMD\">\($0)</Amt></TxAmt></AmtDtls>" } ?? ""
        return """
            <TxDtls><Refs><EndToEndId>\(endToEnd)</EndToEndId></Refs>\(own)\(more)<RltdPties><Dbtr><Nm>\(payer)</Nm></Dbtr>
            <DbtrAcct><Id><Othr><Id>\(account)</Id></Othr></Id></DbtrAcct></RltdPties>
            <RmtInf><Ustrd>\(purpose)</Ustrd></RmtInf></TxDtls>
            """
    }

    var text: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.\(version)"><BkToCstmrStmt>
        <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-03T08:00:00</CreDtTm></GrpHdr>
        \(statements.map(\.text).joined(separator: "\n"))
        </BkToCstmrStmt></Document>
        """
    }

    var bytes: [UInt8] { Array(text.utf8) }

    func read() throws -> [BankStatement] { try BankFile.statements(in: bytes, mapping: nil) }
}

/// A bank's table and the mapping for it.
enum TableSample {
    static let mapping = """
        [file]
        delimiter = ";"
        skip-lines = 2
        [statement]
        currency = "AMD"
        account = "1930 0000 0000 1234"
        [columns]
        booked = "Date"
        reference = "No"
        credit = "Credit"
        debit = "Debit"
        payer = "Payer"
        payer-account = 6
        purpose = "Details"
        [format]
        date = "DD.MM.YYYY"
        decimal = ","
        grouping = " "
        [opening]
        row = "Opening"
        [closing]
        row = "Closing"
        column = 4
        """
    static let table = """
        Statement of account;;;;;;
        Opening balance;100,00;;;;;
        No;Date;Credit;Debit;Payer;Account;Details
        R1;02.03.2026;5 000,00;;Անի Պետրոսյան;1570001122334455;"վճարում; C-2026-000001"
        R2;02.03.2026;1500,50;0,00;Иванов;;за интернет
        R3;02.03.2026;;250,00;Bank;;fee
        Closing balance;;;6 350,50;;;

        """

    static func read(
        _ table: String = table, mapping: String = mapping, balances: BankFile.Balances = .init()
    ) throws -> BankStatement? {
        try BankFile.statements(
            in: Array(table.utf8), mapping: try BankTableMapping(mapping), balances: balances
        ).first
    }
}

func amd(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .amd) }
