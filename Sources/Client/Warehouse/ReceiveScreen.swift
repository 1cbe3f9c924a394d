import Domain
import Operations
import Terminal

/// Registers devices in a stock by scanning: choose the stock and the model once, then every line is a scan. A paste
/// of many lines is as many scans.
struct ReceiveScreen: Screen {
    var form = Form(focus: "scan")
    var stocks: [StockSummary]?
    var models: [DeviceModelChoice]?
    var log = ScanLog()

    var keyContexts: [String] { ["warehouse.receive", "text"] }
    var takesText: Bool { true }
    var crumb: String { "Receive devices" }
    var complaint: String? { form.complaint(in: fields) }

    var fields: [FormField] {
        [
            FormField(
                name: "stock", label: "Stock",
                kind: .choice(
                    (stocks ?? []).map { FormField.Choice(code: "\($0.id)", label: "\($0.code) \($0.name)") }),
                isRequired: true),
            FormField(
                name: "model", label: "Model",
                kind: .choice((models ?? []).map { FormField.Choice(code: "\($0.id)", label: $0.name) }),
                isRequired: true),
            FormField(name: "scan", label: "Scan", kind: .text, hint: "serial or MAC, then ENTER", width: 40),
        ]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return [.ask(.stocks, purpose: "stocks"), .ask(.deviceModels, purpose: "models")]
        case .resumed:
            return [.ask(.stocks, purpose: "stocks")] + (models == nil ? [.ask(.deviceModels, purpose: "models")] : [])
                + send(in: context)
        case .changed(.warehouse): return [.ask(.stocks, purpose: "stocks")]
        case .text(let text):
            _ = form.type(text, in: fields)
            return []
        case .paste(let text): return paste(text, in: context)
        case .reply(.stocks(let found), _):
            stocks = found
            if form["stock"].isEmpty, let first = found.first { form["stock"] = "\(first.id)" }
            return []
        case .reply(.models(let found), _):
            models = found
            if form["model"].isEmpty, let first = found.first { form["model"] = "\(first.id)" }
            return []
        case .reply(.scanned(let outcome), _):
            let effects = feedback(log.answered(outcome)) + send(in: context)
            return log.waiting.isEmpty ? effects + [.ask(.stocks, purpose: "stocks")] : effects
        case .failure(let error, "scan"): return failed(error, in: context)
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .answer(.choice(let purpose, let index)):
            guard let field = fields.first(where: { $0.name == purpose }), case .choice(let choices) = field.kind,
                choices.indices.contains(index)
            else { return [] }
            form[purpose] = choices[index].code
            form.moveFocus(to: "scan")
            return []
        case .answer(.confirmed("leave")): return [.close]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel:
            if !form["scan"].isEmpty {
                form["scan"] = ""
                return [.clearMessage]
            }
            guard !log.waiting.isEmpty else { return [.close] }
            return [
                .open(
                    .confirm(
                        ConfirmOpening(
                            purpose: "leave", question: "\(log.waiting.count) scans are not in the database yet.",
                            yes: "Leave and lose them", no: "Stay")))
            ]
        case .scanAccept:
            guard form.focus == "scan" else {
                form.moveFocus(to: "scan")
                return []
            }
            guard stocks != nil, models != nil else { return [.holdInput] }
            let text = form["scan"]
            guard !text.trimmed.isEmpty else { return [] }
            form["scan"] = ""
            return take([text], in: context)
        case .valueChoose:
            let focus = form.focus
            guard let field = fields.first(where: { $0.name == focus }), case .choice(let choices) = field.kind else {
                form.moveFocus(to: "stock")
                return []
            }
            return [.open(.choose(ChoiceOpening(field: field, choices: choices, value: form[focus])))]
        case .viewRefresh:
            return [.ask(.stocks, purpose: "stocks"), .ask(.deviceModels, purpose: "models")] + send(in: context)
        default:
            _ = form.perform(action, in: fields)
            return []
        }
    }

    private mutating func paste(_ text: String, in context: ScreenContext) -> [Effect] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        guard lines.count > 1, form.focus == "scan" else {
            _ = form.type(text, in: fields)
            return []
        }
        lines[0] = form["scan"] + lines[0]
        form["scan"] = ""
        return take(lines.filter { !$0.trimmed.isEmpty }, in: context)
    }

    private mutating func take(_ scans: [String], in context: ScreenContext) -> [Effect] {
        guard let stock = Int64(form["stock"]), let model = Int(form["model"]) else {
            return [.say(.bad("Choose the stock and the model first (F4).")), .ring]
        }
        var effects: [Effect] = [.clearMessage]
        for scan in scans {
            let reason = log.add(scan, at: context.clock.terminalNow) { scan in
                .receiveDevice(scan: scan, model: model, stock: StockID(stock), key: CommandKey.make())
            }
            if let reason {
                effects += [.say(.bad(reason)), .ring]
            }
        }
        return effects + send(in: context)
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard !log.waiting.isEmpty, !log.isSending else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason))] }
        guard let next = log.next() else { return [] }
        return [.ask(next.request, purpose: "scan")]
    }

    private func feedback(_ line: ScanLog.Line) -> [Effect] { line.verdict == .good ? [] : [.ring] }

    private mutating func failed(_ error: DeskError, in context: ScreenContext) -> [Effect] {
        switch error {
        case .connectionLost, .cancelled, .unexpected:
            log.interrupted()
            return [.say(.bad("\(error.sentence) The scan is kept; F5 sends it again.")), .ring]
        case .refused, .notPermitted, .conflict, .notFound, .signInFailed, .schemaMismatch:
            return feedback(log.refused(error.sentence)) + send(in: context)
        }
    }
}

extension ChoiceOpening {
    /// The values of a form's choice field.
    init(field: FormField, choices: [FormField.Choice], value: String) {
        self.init(
            purpose: field.name, title: field.label, choices: choices.map(\.label),
            selected: choices.firstIndex { $0.code == value } ?? 0)
    }
}
