import Domain
import Operations
import Terminal

/// The supplier's list of a delivery, pasted: what is scanned is held against it.
struct ManifestScreen: Screen {
    let document: StockDocumentID
    var models: [DeviceModel]?
    var list: StockList?
    var problem: String?
    private var sent: (items: [ExpectedItem], key: CommandKey)?
    private var isSending = false

    init(document: StockDocumentID) { self.document = document }

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "Supplier's list" }
    var unsent: String? { isSending ? "A command is on its way and not confirmed." : nil }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return [.ask(.deviceModels, purpose: "models")]
        case .reply(.models(let found), _):
            models = found
            return []
        case .paste(let text): return read(text)
        case .text: return [.say(.plain(Sentence("Paste the list here; \(key: .formSave) takes it.")))]
        case .reply(.warehouse(.expected(let count)), _):
            isSending = false
            return [.say(.good("\(count) rows are expected now.")), .close]
        case .failure(let error, "send"):
            isSending = false
            if error.mayHaveHappened {
                return [.say(.bad(Sentence("\(error.sentence) \(key: .formSave) sends the same again."))), .ring]
            }
            sent = nil
            return [.say(.bad(error.sentence)), .ring]
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .action(.cancel): return isSending ? [.say(.plain("It is on its way; wait for the answer."))] : [.close]
        case .action(.formSave), .action(.formAccept): return send(in: context)
        default: return []
        }
    }

    private mutating func read(_ text: String) -> [Effect] {
        guard let models else { return [.holdInput] }
        do throws(DelimitedText.Failure) {
            list = try StockList(text, models: models)
            problem = nil
        } catch {
            (list, problem) = (nil, error.sentence)
        }
        return problem == nil && list?.problems.isEmpty == true ? [] : [.ring]
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        guard let list, !list.entries.isEmpty else {
            return [.say(.bad("There is no list yet: paste it here.")), .ring]
        }
        guard list.problems.isEmpty else {
            return [
                .say(.bad("The list has \(list.problems.count) wrong rows; correct it and paste it again.")), .ring,
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
        Dialog(title: "Supplier's list", height: 14, width: min(sheet.width - 4, 74)).draw(on: &sheet) { area in
            var row = area.writeWrapped(
                "Paste the list: columns serial, mac, model, quantity named in the first line; ean and pn stand for the model.",
                row: 0, .dim)
            row += 1
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
