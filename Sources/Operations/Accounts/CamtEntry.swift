import Domain
import XML

/// One `Ntry` of a statement: a payment, or a batch of them.
struct CamtEntry {
    /// As the bank books it.
    let whole: BankEntry
    private let element: XMLElement
    private let details: [XMLElement]

    init(_ element: XMLElement) throws(BankFile.Failure) {
        self.element = element
        details = element.all("NtryDtls").flatMap { $0.all("TxDtls") }
        let booked = try Self.day(element, "BookgDt")
        let value = try Self.day(element, "ValDt")
        guard let bookedOn = booked ?? value else {
            throw .missing(line: element.line, what: "the booking date (BookgDt) of an entry")
        }
        whole = BankEntry(
            reference: Self.reference(element["AcctSvcrRef"]), bookedOn: bookedOn, valueOn: value ?? bookedOn,
            amount: try CamtValue.signedAmount(of: element), purpose: element["AddtlNtryInf"]?.text ?? "",
            status: try Self.status(element),
            isReversal: element["RvslInd"]?.text == "true" || element["RvslInd"]?.text == "1",
            line: element.line)
    }

    /// The payments of the entry; together they are the entry, or it is refused. What the bank kept of a payment as its
    /// charge is an entry of its own, so that the customer's payment is whole.
    func parts() throws(BankFile.Failure) -> [BankEntry] {
        guard let first = details.first else { return [whole] }
        var amounts: [Money] = []
        for detail in details {
            guard let amount = try amount(of: detail) else { break }
            amounts.append(amount)
        }
        guard amounts.count == details.count else {
            // Without amounts a batch cannot be divided; a person sees it whole.
            return details.count == 1 ? [part(first, amount: whole.amount)] : [whole]
        }
        let sum = amounts.reduce(Int128(0)) { $0 + Int128($1.minorUnits) }
        let rest = Int128(whole.amount.minorUnits) - sum
        if rest != 0 {
            let charges = try charges()
            guard rest < 0, rest == -charges else {
                if details.count == 1 { return [part(first, amount: whole.amount)] }
                throw .detailsDisagree(
                    line: whole.line, entry: whole.amount,
                    details: Money(minorUnits: Int64(clamping: sum), currency: whole.amount.currency))
            }
        }
        var parts = zip(details, amounts).map { part($0, amount: $1) }
        if rest != 0 {
            var charge = whole
            charge.amount = Money(minorUnits: Int64(clamping: rest), currency: whole.amount.currency)
            charge.purpose = "Bank charges"
            charge.isReversal = false
            parts.append(charge)
        }
        return parts
    }

    private func part(_ detail: XMLElement, amount: Money) -> BankEntry {
        var entry = whole
        entry.amount = amount
        entry.line = detail.line
        let own = Self.reference(detail.at("Refs", "AcctSvcrRef"))
        if !own.isEmpty, details.count > 1 || whole.reference.isEmpty { entry.reference = own }
        entry.endToEnd = Self.reference(detail.at("Refs", "EndToEndId"))
        if detail["RtrInf"] != nil { entry.isReversal = true }
        let parties = detail["RltdPties"]
        // Money in comes from the debtor; money taken back goes to the one it came from.
        let isFromDebtor = !amount.isNegative || (entry.isReversal && parties?["Dbtr"] != nil)
        let role = isFromDebtor ? "Dbtr" : "Cdtr"
        entry.payerName = Self.name(parties?[role]) ?? Self.name(parties?["Ultmt" + role]) ?? ""
        let account = parties?[role + "Acct"]?["Id"]
        entry.payerAccount = BankStatement.accountForm(account?["IBAN"]?.text ?? account?.at("Othr", "Id")?.text ?? "")
        let remittance = detail["RmtInf"]
        var words = (remittance?.all("Ustrd") ?? []).map(\.text)
        words += (remittance?.all("Strd") ?? []).compactMap { $0.at("CdtrRefInf", "Ref")?.text }
        if let more = detail["AddtlTxInf"]?.text { words.append(more) }
        let purpose = words.filter { !$0.isEmpty }.joined(separator: " ")
        if !purpose.isEmpty { entry.purpose = purpose }
        return entry
    }

    /// A payment's own amount, nil when it is not told in the entry's currency.
    private func amount(of detail: XMLElement) throws(BankFile.Failure) -> Money? {
        guard let element = detail["Amt"] ?? detail.at("AmtDtls", "TxAmt", "Amt"),
            element.attributes["Ccy"] == whole.amount.currency.code
        else { return nil }
        let amount = try CamtValue.amount(element, currency: whole.amount.currency)
        let isDebit = detail["CdtDbtInd"].map { $0.text == "DBIT" } ?? whole.amount.isNegative
        return isDebit ? amount.negated : amount
    }

    /// What the bank says it kept, of the entry or of its payments.
    private func charges() throws(BankFile.Failure) -> Int128 {
        let own = try charges(of: element)
        if own != 0 { return own }
        var sum: Int128 = 0
        for detail in details { sum += try charges(of: detail) }
        return sum
    }

    private func charges(of element: XMLElement) throws(BankFile.Failure) -> Int128 {
        var sum: Int128 = 0
        for charge in element.all("Chrgs") {
            let amounts: [XMLElement]
            if let total = charge["TtlChrgsAndTaxAmt"] {
                amounts = [total]
            } else {
                amounts = charge.all("Amt") + charge.all("Rcrd").compactMap { $0["Amt"] }
            }
            for amount in amounts where amount.attributes["Ccy"] == whole.amount.currency.code {
                sum += Int128(try CamtValue.amount(amount, currency: whole.amount.currency).minorUnits)
            }
        }
        return sum
    }

    private static func day(_ element: XMLElement, _ name: String) throws(BankFile.Failure) -> CivilDate? {
        guard let choice = element[name], let date = choice["Dt"] ?? choice["DtTm"] else { return nil }
        return try CamtValue.date(date)
    }

    /// `Sts` is a word up to version 7 and a choice since.
    private static func status(_ element: XMLElement) throws(BankFile.Failure) -> BankEntry.Status {
        let status = element["Sts"]
        switch status?["Cd"]?.text ?? status?.text ?? "" {
        case "BOOK": return .booked
        case "PDNG", "INFO", "FUTR": return .pending
        case let other:
            throw .value(
                line: status?.line ?? element.line, column: "Sts", words: "\"\(other)\" is no status of an entry.")
        }
    }

    /// `Nm` stands in the party itself up to version 7, and in `Pty` or `Agt` since.
    private static func name(_ party: XMLElement?) -> String? {
        let name = party?["Nm"] ?? party?.at("Pty", "Nm") ?? party?.at("Agt", "FinInstnId", "Nm")
        return name.flatMap { $0.text.isEmpty ? nil : $0.text }
    }

    /// A reference, if it is one.
    private static func reference(_ element: XMLElement?) -> String {
        let text = element?.text ?? ""
        return ["NOTPROVIDED", "NONREF", "NOT PROVIDED"].contains(text.uppercased()) ? "" : text
    }
}

/// The simple values of a message.
enum CamtValue {
    static func currency(_ code: String, line: Int) throws(BankFile.Failure) -> Currency {
        guard let currency = Currency(isoCode: code) else {
            throw .value(line: line, column: "currency", words: "\"\(code)\" is no currency.")
        }
        return currency
    }

    static func amount(_ element: XMLElement, currency: Currency) throws(BankFile.Failure) -> Money {
        do throws(Money.Failure) {
            let amount = try Money(written: element.text, notation: .plain, currency: currency)
            if amount.isNegative { throw .notANumber(element.text) }
            return amount
        } catch {
            throw .value(line: element.line, column: element.name, words: error.sentence)
        }
    }

    /// `Amt` with its currency, by the sign of `CdtDbtInd` beside it.
    static func signedAmount(of element: XMLElement) throws(BankFile.Failure) -> Money {
        guard let amount = element["Amt"] else {
            throw .missing(line: element.line, what: "the amount (Amt) in \(element.name)")
        }
        let currency = try currency(amount.attributes["Ccy"] ?? "", line: amount.line)
        let magnitude = try self.amount(amount, currency: currency)
        switch element["CdtDbtInd"]?.text {
        case "CRDT": return magnitude
        case "DBIT": return magnitude.negated
        case let other:
            throw .value(
                line: element.line, column: "CdtDbtInd", words: "\"\(other ?? "")\" says neither credit nor debit.")
        }
    }

    /// A date, or the date of a time, as the bank writes it.
    static func date(_ element: XMLElement) throws(BankFile.Failure) -> CivilDate {
        let text = element.text.prefix(10)
        guard text.utf8.count == 10, text.contains("-"), let date = CivilDate(text) else {
            throw .value(line: element.line, column: element.name, words: "\"\(element.text)\" is no date.")
        }
        return date
    }
}
