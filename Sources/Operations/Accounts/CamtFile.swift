import Domain
import XML

/// ISO 20022 "BankToCustomerStatement", camt.053.001.02 and later: any number of statements in a message.
enum CamtFile {
    static func statements(in bytes: [UInt8]) throws(BankFile.Failure) -> [BankStatement] {
        var message = Message()
        do throws(XMLReader.Failure) {
            // Document / BkToCstmrStmt / Stmt / its parts.
            try XMLReader.read(bytes, pieceDepth: 3) { message.take($0) }
        } catch {
            throw .xml(error)
        }
        if let failure = message.failure { throw failure }
        guard !message.statements.isEmpty else { throw .noStatement }
        return message.statements
    }

    /// What was read of a message so far.
    private struct Message {
        var statements: [BankStatement] = []
        var failure: BankFile.Failure?
        private var current = CamtStatement(line: 1)

        /// False when the message is refused.
        mutating func take(_ event: XMLReader.Event) -> Bool {
            do throws(BankFile.Failure) {
                switch event {
                case .began(let path, let namespace, let line):
                    if path.count == 1 { try Self.check(root: path[0], namespace: namespace) }
                    if path.count == 2, path[1] != "BkToCstmrStmt" { throw .otherMessage(path[1]) }
                    if path.count == 3, path[2] == "Stmt" { current = CamtStatement(line: line) }
                case .piece(let element, let path):
                    if path.last == "Stmt" { try current.take(element) }
                case .ended(let path, _):
                    if path.count == 3, path[2] == "Stmt" { statements.append(try current.finished()) }
                }
                return true
            } catch {
                failure = error
                return false
            }
        }

        private static func check(root: String, namespace: String) throws(BankFile.Failure) {
            let family = "urn:iso:std:iso:20022:tech:xsd:"
            let name = namespace.hasPrefix(family) ? String(namespace.dropFirst(family.count)) : namespace
            guard root == "Document" else { throw .otherMessage("<\(root)>") }
            let version = name.hasPrefix("camt.053.001.") ? Int(name.dropFirst("camt.053.001.".count)) : nil
            guard let version, version >= 2 else { throw .otherMessage(name.isEmpty ? "an unnamed message" : name) }
        }
    }
}

/// The parts of one statement as they come.
struct CamtStatement {
    private let line: Int
    private var identifier = ""
    private var page = ""
    private var account = ""
    private var currency: Currency?
    private var balances: [(code: String, amount: Money, on: CivilDate?)] = []
    private var fromOn: CivilDate?
    private var toOn: CivilDate?
    private var summary: XMLElement?
    /// As the bank counts them.
    private var whole: [BankEntry] = []
    /// With each payment of a batch by itself.
    private var entries: [BankEntry] = []

    init(line: Int) { self.line = line }

    mutating func take(_ element: XMLElement) throws(BankFile.Failure) {
        switch element.name {
        case "Id": identifier = element.text
        case "StmtPgntn":
            let number = element["PgNb"]?.text ?? ""
            page = number == "1" && element["LastPgInd"]?.text == "true" ? "" : number
        case "Acct":
            account = BankStatement.accountForm(
                element.at("Id", "IBAN")?.text ?? element.at("Id", "Othr", "Id")?.text ?? "")
            if let code = element["Ccy"] { currency = try CamtValue.currency(code.text, line: code.line) }
        case "FrToDt":
            fromOn = try (element["FrDtTm"] ?? element["FrDt"]).map(CamtValue.date)
            toOn = try (element["ToDtTm"] ?? element["ToDt"]).map(CamtValue.date)
        case "Bal":
            let amount = try CamtValue.signedAmount(of: element)
            let day = try element["Dt"].flatMap { $0["Dt"] ?? $0["DtTm"] }.map(CamtValue.date)
            balances.append((element.at("Tp", "CdOrPrtry", "Cd")?.text ?? "", amount, day))
        case "TxsSummry": summary = element
        case "Ntry":
            let entry = try CamtEntry(element)
            whole.append(entry.whole)
            entries += try entry.parts()
        default: break
        }
    }

    func finished() throws(BankFile.Failure) -> BankStatement {
        guard !identifier.isEmpty else { throw .missing(line: line, what: "the statement's identification (Id)") }
        guard !account.isEmpty else { throw .missing(line: line, what: "the account of statement \(identifier)") }
        let interim = balances.filter { $0.code == "ITBD" }
        guard let opening = balance("OPBD") ?? balance("PRCD") ?? interim.first else {
            throw .missing(line: line, what: "the opening balance (OPBD) of statement \(identifier)")
        }
        guard let closing = balance("CLBD") ?? (interim.count > 1 || opening.code != "ITBD" ? interim.last : nil) else {
            throw .missing(line: line, what: "the closing balance (CLBD) of statement \(identifier)")
        }
        var statement = BankStatement(
            identifier: page.isEmpty ? identifier : "\(identifier)/\(page)", account: account,
            currency: currency ?? closing.amount.currency, opening: opening.amount, closing: closing.amount,
            fromOn: fromOn ?? opening.on, toOn: toOn ?? closing.on, entries: whole)
        let totals = try statedTotals(currency: statement.currency)
        do throws(BankStatement.Discrepancy) {
            try statement.check(against: totals)
        } catch {
            throw .statement(error)
        }
        statement.entries = entries
        return statement
    }

    private func balance(_ code: String) -> (code: String, amount: Money, on: CivilDate?)? {
        balances.first { $0.code == code }
    }

    private func statedTotals(currency: Currency) throws(BankFile.Failure) -> [BankTotals] {
        guard let summary else { return [] }
        var totals: [BankTotals] = []
        let groups: [(String, BankTotals.Group)] = [
            ("TtlNtries", .all), ("TtlCdtNtries", .credits), ("TtlDbtNtries", .debits),
        ]
        for (name, group) in groups {
            guard let element = summary[name] else { continue }
            var stated = BankTotals(group: group)
            if let count = element["NbOfNtries"] {
                guard let number = Int(count.text) else {
                    throw .value(line: count.line, column: "NbOfNtries", words: "\"\(count.text)\" is no number.")
                }
                stated.count = number
            }
            if let sum = element["Sum"] { stated.sum = try CamtValue.amount(sum, currency: currency) }
            if let net = element.at("TtlNetNtry", "Amt") ?? element["TtlNetNtryAmt"] {
                let amount = try CamtValue.amount(net, currency: currency)
                let indicator = element.at("TtlNetNtry", "CdtDbtInd") ?? element["CdtDbtInd"]
                stated.net = indicator?.text == "DBIT" ? amount.negated : amount
            }
            totals.append(stated)
        }
        return totals
    }
}
