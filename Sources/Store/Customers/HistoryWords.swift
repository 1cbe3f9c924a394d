import Domain

/// How the history's tables, columns and values are called on the screen.
enum HistoryWords {
    /// A change of a row as the database keeps it, its numbers replaced by names.
    struct Event {
        /// The table: "tickets.ticket".
        var object: String
        /// What names the row in the table.
        var number: String
        /// What people call it.
        var name: String?
        var action: String
        var note: String
        var currency: Currency
        /// By column.
        var changes: [HistoryEntry.Change]
    }

    static let objects = [
        "customers.customer": "Profile", "customers.phone": "Phone", "customers.address": "Address",
        "customers.contract": "Contract", "customers.contact": "Contact",
        "customers.identity_document": "Document", "customers.signer": "Signer",
        "customers.bank_account": "Bank account", "customers.consent": "Consent", "customers.note": "Note",
        "customers.attachment": "File", "catalog.customer_tax": "Tax scheme", "catalog.subscription": "Service",
        "catalog.subscription_tariff": "Tariff", "catalog.subscription_option": "Option",
        "catalog.subscription_price": "Own price", "catalog.subscription_discount": "Discount",
        "catalog.subscription_parameter": "Parameter", "catalog.suspension": "Suspension",
        "tickets.ticket": "Ticket", "warehouse.device": "Device", "warehouse.document": "Stock document",
        "network.port": "Port",
        "accounts.payment": "Payment", "accounts.refund": "Refund", "accounts.account": "Account",
        "accounts.promise": "Promise", "accounts.bank_entry": "Bank entry",
    ]

    /// Columns whose names say little, or would not be said so.
    private static let fields = [
        "during": "period", "valid": "period", "is_preferred": "preferred", "is_verified": "verified",
        "is_pinned": "pinned", "is_default": "default", "organisation_name": "organisation",
        "name_hy": "name in Armenian",
        "name_ru": "name in Russian", "name_en": "name in English", "birth_on": "born", "text": "words",
        "merged_into": "merged into contract", "from_stock_id": "from stock", "to_stock_id": "to stock",
        "transit_id": "on the way with", "stock_id": "stock", "identifier": "login or number", "type": "kind",
        "subscription_id": "service", "feasible": "can be connected", "cable_metres": "cable, metres",
    ]

    /// What says most, in this order; then all else; then moments, and at last what is only ticked.
    private static let first = [
        "balance", "amount", "credit_limit", "family_name", "given_name", "patronymic", "organisation_name", "name",
        "number", "value", "street", "building", "flat", "city", "text", "title", "file_name", "email", "tax_number",
        "label", "person", "step", "state", "reason", "tariff_id", "subscription_id", "identifier", "device_id",
        "port_id", "stock_id", "serial", "account_id", "valid", "during", "queue_id", "taken_by",
    ]
    private static let places = Dictionary(first.enumerated().map { ($1, $0) }) { $1 }

    static let untold: Set = [
        "customer_id", "proposed_customer_id", "line", "contract_id", "merged_from", "attachment_id", "flow_id",
        "activation_day", "has_options", "operator_id", "step_since",
    ]

    /// The columns that a title of the table's rows says.
    static func named(by object: String) -> Set<String> {
        switch object {
        case "tickets.ticket": ["ticket_id"]
        case "network.port": ["port_id", "node_id", "name"]
        case "warehouse.device": ["device_id", "serial"]
        case _ where object.hasPrefix("catalog."): ["subscription_id"]
        default: []
        }
    }

    static func place(_ column: String) -> Int {
        if let place = places[column] { return place }
        let isMoment = ["_at", "_on", "_since", "_until", "_by"].contains { column.hasSuffix($0) }
        return column.hasPrefix("is_") ? 300 : isMoment || column == "step_since" ? 200 : 100
    }

    /// What a column is called on the screen; one within another by its own name.
    static func field(_ column: String) -> String {
        let own = String(column.split(separator: ".").last ?? "")
        if let words = fields[own] { return words }
        let words = own.split(separator: "_")
        let isNumber = words.count > 1 && words.last == "id"
        let isMoment = words.count > 1 && words.last == "at"
        return (isNumber || isMoment ? words.dropLast() : words[...]).joined(separator: " ")
    }
}

extension HistoryWords.Event {
    private func change(_ column: String) -> HistoryEntry.Change? { changes.first { $0.field == column } }

    /// The fields that say something, in words, what says most first.
    var shown: [HistoryEntry.Change] {
        let told = changes.filter { change in
            // Whose it is, everybody sees; what the title names, and which row of which table it is, nobody asks.
            !HistoryWords.untold.contains(change.field) && !HistoryWords.named(by: object).contains(change.field)
                // What a new row was not ticked for is not news.
                && !(action == "insert" && change.new == "false")
        }
        .sorted { (HistoryWords.place($0.field), $0.field) < (HistoryWords.place($1.field), $1.field) }
        let words = told.map { change in
            HistoryEntry.Change(
                field: HistoryWords.field(change.field), old: value(change.old, of: change.field),
                new: value(change.new, of: change.field))
        }
        guard !note.isEmpty, action != "note" else { return words }
        return words + [HistoryEntry.Change(field: "note", old: nil, new: note)]
    }

    /// Sums are kept in minor units and shown the local way; codes are words with a line between them.
    private func value(_ text: String?, of column: String) -> String? {
        guard let text else { return nil }
        switch (column.split(separator: ".").last.map(String.init) ?? column, text) {
        case ("balance", _), ("amount", _), ("credit_limit", _):
            return Int64(text).map { Money(minorUnits: $0, currency: currency).description } ?? text
        case (_, "true"): return "yes"
        case (_, "false"): return "no"
        case ("number", _) where object == "customers.phone": return PhoneNumber("+" + text)?.text() ?? text
        case ("mac", _): return HardwareAddress.text(of: text)
        case ("ticket_id", _): return "#\(text)"
        case ("state", _), ("kind", _), ("reason", _): return text.split(separator: "_").joined(separator: " ")
        case ("language", "hy"): return "Armenian"
        case ("language", "ru"): return "Russian"
        case ("language", "en"): return "English"
        default: return text
        }
    }

    /// What happened, in one line.
    var title: String {
        if action == "note", !note.isEmpty { return note }
        let word = HistoryWords.objects[object] ?? object
        switch object {
        case "customers.customer": return "\(word) \(verb)"
        case "tickets.ticket":
            if action == "update", let step = change("step"), let old = step.old, let new = step.new {
                return "\(word) \(number): \(old) -> \(new)"
            }
        default: break
        }
        // A row of a profile is told apart by its line.
        let line = number.split(separator: "/").last.map(String.init) ?? number
        let own = object == "customers.phone" ? name.map { PhoneNumber("+" + $0)?.text() ?? $0 } : name
        return "\(word) \(own ?? (object.hasPrefix("customers.") ? line : number)) \(verb)"
    }

    private var verb: String {
        let state = change("state")
        switch (object, action) {
        case ("accounts.payment", "insert"): return "taken"
        case ("accounts.payment", "update"): return "taken back"
        case ("accounts.refund", "insert"): return "paid"
        case ("catalog.subscription", "insert"): return "activated"
        case ("catalog.subscription", "update") where state?.new == "suspended": return "suspended"
        case ("catalog.subscription", "update") where state?.new == "ended": return "ended"
        case ("catalog.subscription", "update") where state?.new == "active": return "resumed"
        case ("tickets.ticket", "insert"): return "opened"
        case ("tickets.ticket", "update") where change("taken_by")?.new != nil: return "taken"
        case ("warehouse.device", "update") where state?.new == "at_customer": return "handed over"
        case ("warehouse.device", "update") where state?.old == "at_customer": return "taken back"
        case ("network.port", "update") where state?.new == "reserved": return "reserved"
        case ("network.port", "update") where state?.new == "in_use": return "in use"
        case ("network.port", "update") where state?.new == "free": return "released"
        case (_, "insert"): return "added"
        case (_, "update"): return "changed"
        case (_, "delete"): return "removed"
        default: return "noted"
        }
    }

    /// How much it says of what a command was about; the smallest says most.
    var weight: Int {
        switch object {
        case _ where action == "note": 0
        case "customers.customer": action == "insert" ? 0 : 2
        case "accounts.payment", "accounts.refund": 0
        case "catalog.subscription": action == "insert" || change("state") != nil ? 1 : 6
        case "tickets.ticket": action == "insert" || change("step") != nil || change("taken_by") != nil ? 2 : 7
        case "catalog.subscription_tariff", "catalog.suspension", "catalog.subscription_option": 3
        case "warehouse.device", "network.port": change("state") == nil ? 7 : 4
        case "catalog.subscription_parameter": 8
        default: 5
        }
    }
}
