import Domain
import Operations
import Terminal

/// Says what became of things that were sent and did not come: of one line, or of several one after the other, each by a
/// command of its own, so that one that is refused does not hold up the others.
struct SettlingScreen: AskingDialog {
    let lines: [StockDocumentLine]
    let document: StockDocumentID
    var command: CommandForm
    /// How many of them were answered.
    private var place = 0
    private var refused: [String] = []

    init(lines: [StockDocumentLine], document: StockDocumentID) {
        self.lines = lines
        self.document = document
        command = CommandForm(
            .stockSettling(document, lines.map(\.line)), Form(focus: "decision", values: ["decision": "arrived"]))
    }

    var crumb: String { "Settle" }

    var fields: [FormField] {
        [
            FormField(
                name: "decision", label: lines.count == 1 ? "It" : "They",
                kind: .choice([
                    FormField.Choice(code: "arrived", label: "arrived after all"),
                    FormField.Choice(code: "returned", label: "went back to the sender"),
                    FormField.Choice(code: "lost", label: lines.count == 1 ? "is lost" : "are lost"),
                ])),
            .reason(),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.warehouse(.settled), _): return goOn(in: context)
        case .failure(let error, "send")
        where lines.count > 1 && !error.mayHaveHappened && lines.indices.contains(place):
            refused.append("\(Self.name(lines[place])): \(error.sentence)")
            return goOn(in: context)
        default: break
        }
        return answer(event, in: context)
    }

    /// The line is through: the next one, or what came of all.
    private mutating func goOn(in context: ScreenContext) -> [Effect] {
        place += 1
        let effects = command.done()
        guard place >= lines.count else { return effects + send(in: context) }
        guard let first = refused.first else {
            let words = lines.count == 1 ? "The difference is settled." : "\(lines.count) differences are settled."
            return effects + [.say(.good(words)), .close]
        }
        let words = "\(lines.count - refused.count) of \(lines.count) are settled. \(first)"
        return effects + [
            .say(.bad(refused.count == 1 ? words : "\(words) And \(refused.count - 1) more.")), .ring, .close,
        ]
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard let decision = StockDecision(rawValue: command.form["decision"]), lines.indices.contains(place) else {
            return []
        }
        let (number, document, reason) = (lines[place].line, document, command.form["reason"].trimmed)
        return command.send(in: context) {
            .warehouse(.settle(line: number, document, decision, reason: reason, key: $0))
        }
    }

    private static func name(_ line: StockDocumentLine) -> String {
        line.serial.isEmpty ? line.modelName : line.serial
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "What became of it", height: 10, width: min(sheet.width - 4, 74)).draw(on: &sheet) { area in
            area.write(words, row: 0, column: 1, width: area.width - 2, .strong)
            drawForm(on: &area, row: 2)
            if lines.count > 1, command.stage == .sending {
                ProgressBar(done: place, total: lines.count, unit: "lines").draw(on: &area, row: 5, column: 1)
            } else {
                command.drawHint(lines.count == 1 ? "settles it" : "settles them", on: &area, row: 5, in: context)
            }
        }
    }

    private var words: String {
        guard lines.count > 1 else { return lines.first.map { "\($0.serial) \($0.modelName)" } ?? "" }
        return "\(lines.count) lines: \(lines.map(Self.name).joined(separator: ", "))"
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
    static func stockSettling(_ document: StockDocumentID, _ lines: [Int]) -> DraftID {
        // Of several the first says which: the same ones are marked again after a break.
        DraftID(rawValue: "stock.settle.\(document).\(lines.first ?? 0)\(lines.count > 1 ? "+\(lines.count - 1)" : "")")
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
