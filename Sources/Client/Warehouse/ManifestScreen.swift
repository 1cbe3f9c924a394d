import Domain
import Operations
import Terminal

/// The supplier's list of a delivery, pasted or in a file: what is scanned is held against it.
struct ManifestScreen: Screen {
    let document: StockDocumentID
    var models: [DeviceModel]?
    var list: StockList?
    var problem: String?
    var form = Form(focus: PathField.name)
    private var path = PathField()
    private var isReading = false
    private var sent: (items: [ExpectedItem], key: CommandKey)?
    private var isSending = false

    init(document: StockDocumentID) { self.document = document }

    static let fields = [
        FormField(
            name: PathField.name, label: "File", hint: "its path; or paste the list itself", width: 56)
    ]

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "Supplier's list" }
    var unsent: String? { isSending ? "A command is on its way and not confirmed." : nil }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        if !isReading, !isSending, let effects = path.update(event, form: &form, in: Self.fields) { return effects }
        switch event {
        case .opened: return [.ask(.deviceModels, purpose: "models")]
        case .reply(.models(let found), _):
            models = found
            return []
        case .paste(let text) where text.contains(where: \.isNewline):
            guard models != nil else { return [.holdInput] }
            return read(text)
        case .text(let text), .paste(let text): return type(text)
        case .reply(.warehouse(.listText(let text)), _):
            isReading = false
            form = Form(focus: PathField.name)
            return read(text)
        case .reply(.warehouse(.expected(let count)), _):
            isSending = false
            return [.say(.good("\(count) rows are expected now.")), .close]
        case .failure(let error, "file"):
            isReading = false
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .failure(let error, "send"):
            isSending = false
            if error.mayHaveHappened {
                return [.say(.bad(Sentence("\(error.sentence) \(key: .formSave) sends the same again."))), .ring]
            }
            sent = nil
            return [.say(.bad(error.sentence)), .ring]
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    /// Into the path; a list that was read before stands no more once another is typed.
    private mutating func type(_ text: String) -> [Effect] {
        guard !isReading, !isSending else { return [.ring] }
        _ = form.type(text, in: Self.fields)
        (list, problem) = (nil, nil)
        return [.clearMessage]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel:
            if isSending { return [.say(.plain("It is on its way; wait for the answer."))] }
            return [.close]
        case .formSave, .formAccept:
            guard !isReading else { return [] }
            let typed = form[PathField.name].trimmed
            guard list == nil, !typed.isEmpty else { return send(in: context) }
            guard models != nil else { return [.holdInput] }
            isReading = true
            return [.clearMessage, .ask(.warehouse(.readList(path: typed)), purpose: "file")]
        default:
            guard !isReading, !isSending else { return [] }
            _ = form.perform(action, in: Self.fields)
            return []
        }
    }

    private mutating func read(_ text: String) -> [Effect] {
        do throws(DelimitedText.Failure) {
            list = try StockList(text, models: models ?? [])
            problem = nil
        } catch {
            (list, problem) = (nil, error.sentence)
        }
        return problem == nil && list?.problems.isEmpty == true ? [.clearMessage] : [.ring]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard let list, !list.entries.isEmpty else {
            return [.say(.bad("There is no list yet: paste it, or type the path of its file.")), .ring]
        }
        guard list.problems.isEmpty else {
            return [
                .say(.bad("The list has \(list.problems.count) wrong rows; correct it and give it again.")), .ring,
            ]
        }
        if isSending { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        let items = list.entries.map(\.item)
        if sent?.items != items { sent = (items, CommandKey.make()) }
        guard let sent else { return [] }
        isSending = true
        return [.clearMessage, .ask(.warehouse(.expect(sent.items, document, key: sent.key)), purpose: "send")]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Supplier's list", height: 16, width: min(sheet.width - 4, 76)).draw(on: &sheet) { area in
            form.draw(on: &area, fields: Self.fields, labelWidth: 6)
            var row = 2
            row += area.writeWrapped(
                "Columns serial, mac, model, quantity named in the first line; ean and pn stand for the model.",
                row: row, .dim)
            row += 1
            if isReading { area.write("Reading\u{2026}", row: row, column: 1, .dim) }
            if let problem { row += area.writeWrapped(problem, row: row, .fieldError) }
            if let list {
                let devices = list.entries.count { $0.item.serial != nil }
                area.write(
                    "\(devices) devices, \(list.entries.count - devices) quantities, \(list.problems.count) wrong rows",
                    row: row, column: 1, .strong)
                for (index, wrong) in list.problems.prefix(6).enumerated() {
                    area.write(
                        "Line \(wrong.line): \(wrong.sentence).", row: row + 1 + index, column: 1,
                        width: area.width - 2,
                        .fieldError)
                }
            }
            let hint = context.words("\(key: .formSave) takes it, \(key: .cancel) closes.")
            area.write(hint, row: area.height - 1, column: 1, .dim)
        }
    }
}
