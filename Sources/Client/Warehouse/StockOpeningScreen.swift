import Domain
import Operations
import Terminal

/// What a document begins with.
struct StockOpening: Equatable {
    var kind: StockDocumentKind
    /// The ticket it is done for, and whose it is.
    var ticket: Ticket?

    struct Ticket: Equatable {
        var id: TicketID
        var customer: CustomerID
        var customerName: String
    }
}

/// Begins a stock document: from where, to where, to whom; then everything is scanned.
struct StockOpeningScreen: CommandDialog {
    let opening: StockOpening
    var command: CommandForm
    var stocks: [StockSummary]?
    var models: [DeviceModel]?
    /// Found by what was typed.
    var customer: (id: CustomerID, name: String)?
    /// Those to choose from, when it is not one.
    private var found: [CustomerSummary] = []
    /// The stock a move came from before another was chosen.
    private var lastFrom = ""

    private static let listed = 30
    private static let choosing = "customer.found"

    init(opening: StockOpening) {
        self.opening = opening
        let first = opening.kind == .receive || opening.kind == .takeBack ? "to" : "from"
        command = CommandForm(
            .stockOpening(opening.kind, opening.ticket?.id), Form(focus: first, values: ["error": "aside"]))
        customer = opening.ticket.map { ($0.customer, $0.customerName) }
    }

    var crumb: String { StockWords.title(opening.kind) }

    var fields: [FormField] {
        let open = (stocks ?? []).filter(\.isActive)
        let mine = open.filter(\.isMine)
        let choice = { (name: String, label: String, among: [StockSummary]) in
            FormField(
                name: name, label: label,
                kind: .choice(among.map { FormField.Choice(code: "\($0.id)", label: "\($0.code) \($0.name)") }),
                isRequired: true)
        }
        let note = FormField(name: "note", label: "Note", hint: "delivery note, driver, reason", width: 40)
        let error = FormField(
            name: "error", label: "A bad scan",
            kind: .choice([
                FormField.Choice(code: "aside", label: "is set aside"),
                FormField.Choice(code: "stop", label: "stops the batch"),
            ]))
        let customer = FormField(
            name: "customer", label: "Customer", hint: "contract, phone or name", isRequired: opening.kind == .handOver,
            width: 40)
        switch opening.kind {
        case .receive:
            let byLabel = [FormField.Choice(code: "", label: "by the label")]
            let model = FormField(
                name: "model", label: "Model",
                kind: .choice(byLabel + (models ?? []).map { FormField.Choice(code: "\($0.id)", label: $0.name) }))
            return [choice("to", "Into", mine), model, error, note]
        case .move:
            let others = open.filter { "\($0.id)" != command.form["from"] }
            return [choice("from", "From", mine), choice("to", "To", others), error, note]
        case .handOver:
            return [choice("from", "From", mine)] + (opening.ticket == nil ? [customer] : []) + [error, note]
        case .takeBack: return [choice("to", "Into", mine), customer, error, note]
        case .count: return [choice("from", "Stock", mine), error, note]
        }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            return command.restore(fields, in: context) + [.ask(.stocks, purpose: "stocks")]
                + (opening.kind == .receive ? [.ask(.deviceModels, purpose: "models")] : [])
        case .reply(.stocks(let found), _):
            stocks = found
            proposeStocks()
            return []
        case .reply(.models(let found), _):
            models = found
            return []
        case .reply(.customers(let found), "customer"): return chose(found, in: context)
        case .answer(.choice(Self.choosing, let index)):
            guard found.indices.contains(index), command.stage == .waiting else { return [] }
            return choose(found[index])
        case .answer(.dismissed(Self.choosing)):
            command.type()
            return []
        case .failure(let error, "customer"):
            command.type()
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .reply(.warehouse(.opened(let document)), _):
            // Whoever is beneath learns which one it is, and has it before it when the operator comes back.
            return command.done() + [.answer(.began(document)), .open(.scanning(document))]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects): return effects
        case .changed(let effects):
            if opening.ticket == nil { customer = nil }
            return effects + keepApart(in: context)
        case .submit: return check(in: context)
        case .confirmed: return send(in: context)
        case nil: return []
        }
    }

    /// The first of the own stocks, and another one for a move.
    private mutating func proposeStocks() {
        let first = command.form.values["from"] == nil && command.form.values["to"] == nil
        guard first, let stocks else { return }
        let mine = stocks.filter { $0.isMine && $0.isActive }
        let own = mine.first.map { "\($0.id)" } ?? ""
        switch opening.kind {
        case .receive, .takeBack: command.form["to"] = own
        case .move:
            command.form["from"] = own
            command.form["to"] = stocks.first { $0.isActive && "\($0.id)" != own }.map { "\($0.id)" } ?? ""
            lastFrom = own
        case .handOver, .count: command.form["from"] = own
        }
    }

    /// Never from a stock into the same one: where the first was chosen, the second gives way, and it is said.
    private mutating func keepApart(in context: ScreenContext) -> [Effect] {
        guard opening.kind == .move, let stocks else { return [] }
        let from = command.form["from"]
        defer { lastFrom = from }
        guard !from.isEmpty, command.form["to"] == from else { return [] }
        let others = stocks.filter { $0.isActive && "\($0.id)" != from }
        guard let other = others.first(where: { "\($0.id)" == lastFrom }) ?? others.first else { return [] }
        command.form["to"] = "\(other.id)"
        return [command.kept(in: context), .say(.plain("To is \(other.name) now."))]
    }

    private mutating func check(in context: ScreenContext) -> [Effect] {
        guard stocks != nil else { return [.holdInput] }
        var wrong: [(field: String, words: String)] = []
        if opening.kind == .move, command.form["from"] == command.form["to"] {
            wrong.append(("to", "choose another stock than the one it comes from"))
        }
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        let typed = command.form["customer"].trimmed
        if customer == nil, !typed.isEmpty {
            command.wait()
            return [.ask(.searchCustomers(typed, limit: Self.listed), purpose: "customer")]
        }
        return send(in: context)
    }

    private mutating func chose(_ found: [CustomerSummary], in context: ScreenContext) -> [Effect] {
        guard command.stage == .waiting else { return [] }
        guard let only = found.first else {
            return command.complain([("customer", "nobody is known by that")], in: fields)
        }
        guard found.count > 1 else { return choose(only) }
        self.found = found
        let words = found.map { customer in
            [customer.name, customer.contractNumber, customer.phone, customer.address].filter { !$0.isEmpty }
                .joined(separator: ", ")
        }
        let title = found.count < Self.listed ? "Which customer?" : "Which customer? The first \(found.count)"
        return [
            .open(.choose(ChoiceOpening(purpose: Self.choosing, title: title, choices: words, selected: 0)))
        ]
    }

    private mutating func choose(_ wanted: CustomerSummary) -> [Effect] {
        customer = (wanted.id, wanted.name)
        command.ask()
        return [.clearMessage]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        let form = command.form
        let stock = { (name: String) in Int64(form[name]).map { StockID($0) } }
        let order = StockDocumentOpening(
            kind: opening.kind, from: stock("from"), to: stock("to"), customer: customer?.id,
            ticket: opening.ticket?.id, model: Int(form["model"]), stopsOnError: form["error"] == "stop",
            note: form["note"].trimmed)
        return command.send(in: context) { .warehouse(.open(order, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let height = fields.count + 8
        Dialog(title: StockWords.title(opening.kind), height: height, width: min(sheet.width - 4, 72)).draw(on: &sheet)
        {
            area in
            area.write(Self.words(opening.kind), row: 0, column: 1, width: area.width - 2, .dim)
            if let customer {
                let ticket = opening.ticket.map { ", ticket #\($0.id)" } ?? ""
                area.write("Customer: \(customer.name)\(ticket)", row: 1, column: 1, width: area.width - 2, .strong)
            }
            drawForm(on: &area, row: 2, labelWidth: 12)
            let yes = customer.map { "for \($0.name)" } ?? "begins"
            command.drawHint(yes, on: &area, row: fields.count + 3, in: context)
        }
    }

    private static func words(_ kind: StockDocumentKind) -> String {
        switch kind {
        case .receive: "New devices come into a stock; each label is scanned."
        case .move: "Sent from one stock to another, on its way until accepted there."
        case .handOver: "Given to a customer out of a stock."
        case .takeBack: "Taken back from customers; what they were bound to ends."
        case .count: "Scan all of a stock; what differs is told before posting."
        }
    }
}
