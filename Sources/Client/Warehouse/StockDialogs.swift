import Domain
import Operations
import Terminal

/// Says what became of something that was sent and did not come.
struct SettlingScreen: AskingDialog {
    let line: StockDocumentLine
    let document: StockDocumentID
    var command: CommandForm

    init(line: StockDocumentLine, document: StockDocumentID) {
        self.line = line
        self.document = document
        command = CommandForm(
            .stockSettling(document, line.line), Form(focus: "decision", values: ["decision": "arrived"]))
    }

    var crumb: String { "Settle" }

    var fields: [FormField] {
        [
            FormField(
                name: "decision", label: "It",
                kind: .choice([
                    FormField.Choice(code: "arrived", label: "arrived after all"),
                    FormField.Choice(code: "returned", label: "went back to its sender"),
                    FormField.Choice(code: "lost", label: "is lost"),
                ])),
            .reason(),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.warehouse(.settled), _):
            return command.done() + [.say(.good("The difference is settled.")), .close]
        default: break
        }
        return answer(event, in: context)
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let decision = StockDecision(rawValue: command.form["decision"]) else { return [] }
        let (number, document, reason) = (line.line, document, command.form["reason"].trimmed)
        return command.send(in: context) {
            .warehouse(.settle(line: number, document, decision, reason: reason, key: $0))
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "What became of it", height: 10, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.write("\(line.serial) \(line.modelName)", row: 0, column: 1, width: area.width - 2, .strong)
            drawForm(on: &area, row: 2)
            command.drawHint("settles it", on: &area, row: 5, in: context)
        }
    }
}

/// How much a stock is to hold at least.
struct MinimumScreen: CommandDialog {
    let level: StockLevel
    var command: CommandForm

    init(level: StockLevel) {
        self.level = level
        command = CommandForm(
            .stockMinimum(level.stock, level.model),
            Form(focus: "minimum", values: ["minimum": level.minimum.map { "\($0)" } ?? ""]))
    }

    var crumb: String { "Minimum" }

    var fields: [FormField] {
        [
            FormField(
                name: "minimum", label: "At least", kind: .number(0...1_000_000_000), hint: "0 takes the level away",
                isRequired: true, width: 24)
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.warehouse(.minimumSet), _):
            return command.done() + [.say(.good("The minimum is set.")), .close]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit, .confirmed:
            let minimum = Int64(command.form.number("minimum") ?? 0)
            let (model, stock) = (level.model, level.stock)
            return command.send(in: context) { .warehouse(.minimum(minimum, model: model, stock, key: $0)) }
        case nil: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Minimum", height: 8, width: min(sheet.width - 4, 60)).draw(on: &sheet) { area in
            area.write("\(level.modelName) in \(level.stockName)", row: 0, column: 1, width: area.width - 2, .strong)
            drawForm(on: &area, row: 2, labelWidth: 10)
            command.drawHint("sets it", on: &area, row: 4, in: context)
        }
    }
}

/// Says that a device is faulty, or that it works again.
struct DeviceMarkingScreen: AskingDialog {
    let device: DeviceSummary
    var command: CommandForm

    init(device: DeviceSummary) {
        self.device = device
        command = CommandForm(.deviceMarking(device.id), Form(focus: "reason"))
    }

    var crumb: String { "Mark" }
    private var becomesFaulty: Bool { device.state != .faulty }

    var fields: [FormField] { [.reason("what was seen, in words")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.warehouse(.marked), _):
            let words = becomesFaulty ? "faulty" : "working"
            return command.done() + [.say(.good("\(device.serial) is marked \(words).")), .close]
        default: break
        }
        return answer(event, in: context)
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        let (id, isFaulty, reason) = (device.id, becomesFaulty, command.form["reason"].trimmed)
        return command.send(in: context) { .warehouse(.mark(id, isFaulty: isFaulty, reason: reason, key: $0)) }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let title = becomesFaulty ? "Faulty" : "Works again"
        Dialog(title: title, height: 8, width: min(sheet.width - 4, 70)).draw(on: &sheet) { area in
            area.write("\(device.serial) \(device.modelName)", row: 0, column: 1, width: area.width - 2, .strong)
            drawForm(on: &area, row: 2)
            command.drawHint(becomesFaulty ? "marks it faulty" : "marks it working", on: &area, row: 4, in: context)
        }
    }
}

extension DraftID {
    static func stockOpening(_ kind: StockDocumentKind, _ ticket: TicketID? = nil) -> DraftID {
        DraftID(rawValue: "stock.open.\(kind.rawValue)\(ticket.map { ".\($0)" } ?? "")")
    }
    static func stockSettling(_ document: StockDocumentID, _ line: Int) -> DraftID {
        DraftID(rawValue: "stock.settle.\(document).\(line)")
    }
    static func stockMinimum(_ stock: StockID, _ model: Int) -> DraftID {
        DraftID(rawValue: "stock.minimum.\(stock).\(model)")
    }
    static func deviceMarking(_ device: DeviceID) -> DraftID { DraftID(rawValue: "device.mark.\(device)") }
    static func stockForm(_ stock: StockID?) -> DraftID {
        DraftID(rawValue: "stock.form.\(stock.map { "\($0)" } ?? "new")")
    }
    static func modelForm(_ model: Int?) -> DraftID {
        DraftID(rawValue: "stock.model.\(model.map { "\($0)" } ?? "new")")
    }
}
