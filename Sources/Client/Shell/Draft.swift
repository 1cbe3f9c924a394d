import Domain

/// What a draft is of: `registration`, `ticket.12`, `payment.7`.
nonisolated struct DraftID: RawRepresentable, Hashable, Sendable {
    let rawValue: String

    init(rawValue: String) { self.rawValue = rawValue }

    static let registration = DraftID(rawValue: "registration")
    static func ticket(_ ticket: TicketID) -> DraftID { DraftID(rawValue: "ticket.\(ticket)") }
    static func payment(_ account: AccountID) -> DraftID { DraftID(rawValue: "payment.\(account)") }
    static func service(_ customer: CustomerID) -> DraftID { DraftID(rawValue: "service.\(customer)") }
    static func reversal(_ account: AccountID, _ posting: Int64) -> DraftID {
        DraftID(rawValue: "reversal.\(account).\(posting)")
    }
    static func change(_ kind: ServiceChangeKind, _ subscription: SubscriptionID) -> DraftID {
        DraftID(rawValue: "change.\(kind.rawValue).\(subscription)")
    }
    static func account(_ action: AccountAction, _ account: AccountID) -> DraftID {
        DraftID(rawValue: "account.\(action.rawValue).\(account)")
    }
    static let cashier = DraftID(rawValue: "cashier")
    static let shiftOpening = DraftID(rawValue: "shift.open")
    static func shiftClosing(_ shift: ShiftID) -> DraftID { DraftID(rawValue: "shift.close.\(shift)") }
    static let cashSending = DraftID(rawValue: "cash.send")
    static func cashAnswer(_ transfer: CashTransferID, isRefusal: Bool) -> DraftID {
        DraftID(rawValue: "cash.\(isRefusal ? "refuse" : "confirm").\(transfer)")
    }
    static func chargeRun(_ kind: ChargeRunSummary.Kind, _ of: ChargeRunID?) -> DraftID {
        DraftID(rawValue: "run.\(kind.rawValue)\(of.map { ".\($0)" } ?? "")")
    }
    static func usageCorrection(_ session: UsageSessionID) -> DraftID {
        DraftID(rawValue: "usage.correct.\(session.mark)")
    }
    static func usageDismissal(_ session: UsageSessionID) -> DraftID {
        DraftID(rawValue: "usage.dismiss.\(session.mark)")
    }
    static func rerating(_ trial: ReratingID?, _ customer: CustomerID?) -> DraftID {
        DraftID(rawValue: "rerate.\(trial.map { "\($0)" } ?? "new").\(customer.map { "\($0)" } ?? "all")")
    }
    static func price(_ tariff: TariffID, _ component: ComponentID) -> DraftID {
        DraftID(rawValue: "price.\(tariff).\(component)")
    }
    /// What is about a part of the catalogue, by its code; without one the form is about nothing that exists.
    static func catalog(_ kind: String, _ code: String) -> DraftID {
        DraftID(rawValue: "catalog.\(kind)\(code.isEmpty ? "" : ".\(code)")")
    }
}

/// What was typed and is not yet in the database, with the idempotency key its command will carry: kept on disk,
/// so that neither a lost line nor a killed client loses it, and nothing is done twice.
nonisolated struct Draft: Hashable, Sendable {
    var id: DraftID
    var key: CommandKey
    /// Microseconds since 1970, by the terminal's own clock.
    var keptAt: Instant
    var fields: [String: String]
    /// The screen the form was opened from, and what the form is called there; the shell adds both.
    var place: SessionPlace?
    var form = ""

    subscript(name: String) -> String { fields[name] ?? "" }
}

nonisolated extension Draft {
    /// The file's text: a line per field, names sorted, values escaped; the same draft always gives the same text.
    var text: String {
        var lines = ["bcrm-draft 1", "id \(id.rawValue)", "key \(key.rawValue)", "kept \(keptAt.microseconds)"]
        if let place { lines.append("place \(place.text)") }
        if !form.isEmpty { lines.append("form \(Self.escaped(form))") }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            lines.append("field \(name) \(Self.escaped(value))")
        }
        return lines.joined(separator: "\n") + "\nend\n"
    }

    /// Nil when the text is not a whole draft of this form.
    init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == "bcrm-draft 1", lines.popLast() == "", lines.popLast() == "end" else { return nil }
        var id: DraftID?
        var key: CommandKey?
        var kept: Int64?
        var fields: [String: String] = [:]
        var place: SessionPlace?
        var form = ""
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            switch (words.first, words.count) {
            case ("id", 2): id = DraftID(rawValue: String(words[1]))
            case ("key", 2): key = CommandKey(rawValue: String(words[1]))
            case ("kept", 2): kept = Int64(words[1])
            case ("field", 3): fields[String(words[1])] = Self.unescaped(words[2])
            case ("form", _): form = Self.unescaped(line.dropFirst("form ".count))
            case ("place", _):
                place = SessionPlace(text: line.dropFirst("place ".count))
                if place == nil { return nil }
            default: return nil
            }
        }
        guard let id, let key, let kept, !id.rawValue.isEmpty, !key.rawValue.isEmpty else { return nil }
        self.init(id: id, key: key, keptAt: Instant(microseconds: kept), fields: fields, place: place, form: form)
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func unescaped(_ value: Substring) -> String {
        var result = String.UnicodeScalarView()
        var isEscape = false
        for scalar in value.unicodeScalars {
            guard isEscape || scalar == "\\" else {
                result.append(scalar)
                continue
            }
            guard isEscape else {
                isEscape = true
                continue
            }
            isEscape = false
            switch scalar {
            case "n": result.append("\n")
            case "r": result.append("\r")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

extension UsageSessionID {
    /// Sixteen digits for a name from outside, which may hold anything and be of any length (FNV-1a).
    fileprivate nonisolated var mark: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for octet in "\(session)\n\(subSession)".utf8 { hash = (hash ^ UInt64(octet)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
