import Domain
import Operations
import Terminal

/// Scans into a stock document: every line is a scan, a paste of many lines is as many. The document is a draft in the
/// database, so that nothing is lost with this screen; F8 posts it. Several people may scan into one.
struct ScanScreen: Screen {
    let document: StockDocumentID
    var summary: StockDocumentSummary?
    var models: [DeviceModel]?
    var field = InputLine("")
    var queue = ScanQueue()
    var assembly = LabelAssembly(model: nil)
    /// The document's own model was proposed; what is chosen afterwards stays, "by the label" too.
    private var hasProposed = false
    /// What an earlier session kept of this document was looked for; its half label waits for the models.
    private var hasResumed = false
    private var keptRest: LabelAssembly.Rest?
    /// Scans it kept, until it is said.
    private var resumed = 0
    /// Scanned before the document and the models were there.
    var early: [Scan] = []
    /// What a label still lacks, or what was just chosen.
    var hint = ""
    /// The scan whose undoing is under way.
    var undoing: (scan: ScanUndo, key: CommandKey)?
    private var isUndoing = false
    /// The posting that was sent; the same again carries the same key.
    var posting: (isWhole: Bool, key: CommandKey)?
    var isPosting = false
    private var isPosted = false

    /// One line as it came.
    struct Scan {
        var text: String
        /// Between a scanner's marks: a code, whatever it looks like.
        var isMarked: Bool
    }

    static let separator = "\u{241D}"
    static let earlyMark = "early."

    init(document: StockDocumentID) { self.document = document }

    var keyContexts: [String] { ["warehouse.scan", "text"] }
    var takesText: Bool { true }
    var takesScans: Bool { true }
    var crumb: String { summary.map { "\(StockWords.title($0.kind)) \($0.number)" } ?? "Scan" }
    var unsent: String? {
        let count = queue.count + early.count
        let it = count == 1 ? "it is" : "they are"
        return count == 0
            ? nil
            : "\(StockWords.scans(count)) not in the database yet; \(it) kept for when the document is opened again."
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        let before = (rest: assembly.rest, waiting: queue.waiting, group: queue.group, early: early.map(\.text))
        if resume(in: context) { return update(event, in: context) }
        let effects = take(event, in: context)
        let isSame =
            assembly.rest == before.rest && queue.waiting == before.waiting && queue.group == before.group
            && early.map(\.text) == before.early
        // On the disk before it goes out.
        return isSame || isPosted ? effects : [kept(in: context)] + effects
    }

    private mutating func take(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return load() + [.ask(.deviceModels, purpose: "models")]
        case .resumed:
            return load() + (models == nil ? [.ask(.deviceModels, purpose: "models")] : []) + send(in: context)
        case .changed(.document(document)), .changed(.warehouse): return queue.isSending || isPosting ? [] : load()
        case .changed(.stocks): return [.ask(.deviceModels, purpose: "models")]
        case .text(let text):
            field.insert(text)
            return []
        case .scan(let text): return take([Scan(text: text, isMarked: true)], in: context)
        case .paste(let text): return paste(text, in: context)
        case .reply(.warehouse(.document(let sheet)), "differences"):
            summary = sheet.summary
            return [.clearMessage] + askToPost(sheet, in: context)
        case .reply(let reply, _): return arrived(reply, in: context)
        case .failure(let error, let purpose): return failed(error, purpose: purpose, in: context)
        case .answer(.choice("model", let index)): return choose(index, in: context)
        case .answer(.confirmed("leave")): return [.close]
        case .answer(.confirmed("post")): return post(isWhole: false, in: context)
        case .answer(.confirmed("whole")): return post(isWhole: true, in: context)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    /// What is seen here and no more: it is asked for after every scan of everybody.
    private func load() -> [Effect] {
        [.ask(.warehouse(.document(document, newest: ScanQueue.linesKept)), purpose: "document")]
    }

    // MARK: Answers

    private mutating func arrived(_ reply: DeskReply, in context: ScreenContext) -> [Effect] {
        switch reply {
        case .models(let found):
            models = found
            proposeModel()
            return takeEarly(in: context)
        case .warehouse(.document(let sheet)):
            summary = sheet.summary
            if queue.group == nil, queue.count == 0 || queue.lines.isEmpty { queue.restore(sheet.lines) }
            proposeModel()
            return takeEarly(in: context) + goOn(in: context)
        case .warehouse(.scanned(let answers)):
            let lines = queue.answered(answers, stopsOnError: summary?.stopsOnError ?? false)
            let rings: [Effect] = lines.contains { $0.tone != .good } ? [.ring] : []
            let more = send(in: context)
            return rings + more + (queue.count == 0 ? [.settled(.waitingScans)] + load() : [])
        case .warehouse(.undone(let scan)):
            if let undoing { queue.undone(undoing.scan) }
            (undoing, isUndoing) = (nil, false)
            let verb = scan.hasSuffix("pieces") ? "are" : "is"
            return [.say(.plain("\(scan) \(verb) taken back."))] + load()
        case .warehouse(.posted(let result)):
            posting = nil
            isPosting = false
            isPosted = true
            return [
                .forget(.stockScan(document)),
                .say(result.aside == 0 ? .good(StockWords.after(result)) : .bad(StockWords.after(result))), .close,
            ]
        case .warehouse(.listText(let text)): return takeFileText(text, in: context)
        default: return []
        }
    }

    /// A receipt begins with the model of its document; what was chosen before, and half a label, go on.
    private mutating func proposeModel() {
        guard !hasProposed, let summary, let models else { return }
        hasProposed = true
        if let keptRest {
            assembly.restore(keptRest, among: models)
            hint = assembly.isAwaiting ?? ""
            return
        }
        guard summary.kind == .receive, let model = models.first(where: { $0.id == summary.model }) else { return }
        assembly.choose(model)
    }

    private mutating func failed(_ error: DeskError, purpose: String, in context: ScreenContext) -> [Effect] {
        switch purpose {
        case "scan":
            guard error.mayHaveHappened else {
                queue.refused(error.sentence)
                return [.ring] + load() + send(in: context)
            }
            queue.interrupted()
            return [
                .say(
                    Message(
                        words: Sentence(
                            "\(error.sentence) The scans are kept; \(key: .viewRefresh) sends them again."),
                        tone: .bad, topic: .waitingScans)),
                .ring,
            ]
        case "post":
            isPosting = false
            if !error.mayHaveHappened { posting = nil }
            return [.say(.bad(error.sentence)), .ring] + (error.mayHaveHappened ? [] : load())
        case "undo":
            isUndoing = false
            if !error.mayHaveHappened { undoing = nil }
            return [.say(.bad(error.sentence)), .ring]
        default: return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        }
    }

    // MARK: Actions

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return leave()
        case .scanAccept:
            let text = field.text
            field = InputLine("")
            if let effects = takeFile(text) { return effects }
            guard !text.trimmed.isEmpty else {
                queue.goOn()
                return [.clearMessage] + send(in: context)
            }
            return take([Scan(text: text, isMarked: false)], in: context)
        case .scanBegin:
            field = InputLine("")
            return []
        case .scanSeparator:
            field.insert(Self.separator)
            return []
        case .scanUndo: return undo(in: context)
        case .scanPost: return askToPost(in: context)
        case .scanModel: return openModels()
        case .scanList: return [.open(.stockDocument(document))]
        case .viewRefresh:
            queue.goOn()
            return load() + send(in: context)
        default:
            if InputLine.isEdit(action) { field.perform(action) }
            return []
        }
    }

    private mutating func leave() -> [Effect] {
        guard field.text.isEmpty else {
            field = InputLine("")
            return [.clearMessage]
        }
        guard let unsent else {
            let half = assembly.isAwaiting.map { " \($0); that is kept." } ?? ""
            return summary?.state == .draft
                ? [.say(.plain("\(summary?.number ?? "It") stays a draft.\(half)")), .close] : [.close]
        }
        let confirm = ConfirmOpening(purpose: "leave", question: unsent, yes: "Leave", no: "Stay")
        return [.open(.confirm(confirm))]
    }

    private mutating func undo(in context: ScreenContext) -> [Effect] {
        queue.forgetLast()
        if assembly.drop() {
            hint = ""
            return [.say(.plain("The label under way is dropped."))]
        }
        if let scan = early.popLast()?.text { return [.say(.plain("\(scan) is taken back."))] }
        if let words = queue.dropLast() { return [.say(.plain(words))] }
        // The next one back is the one before it, and that is known once this one is gone.
        if isUndoing { return [.holdInput] }
        guard queue.group == nil else { return [.say(.plain("The last scan is on its way; wait for its answer."))] }
        if undoing == nil {
            if let dropped = queue.dropUnwritten() {
                let words =
                    dropped.tone == .noted
                    ? "\(dropped.scan) stays counted once; its second scan is taken back."
                    : "\(dropped.scan) is off the list; nothing was written of it."
                return [.say(.plain(words))]
            }
            guard let scan = queue.lines.first?.undo else {
                return [.say(.plain("There is no scan to take back.")), .ring]
            }
            undoing = (scan, CommandKey.make())
        }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        guard let undoing else { return [] }
        isUndoing = true
        return [.ask(.warehouse(.undo(undoing.scan, document, key: undoing.key)), purpose: "undo")]
    }

    // MARK: What is kept

    /// Takes up what an earlier session kept; true when there was something. Once: afterwards it is this one's own.
    private mutating func resume(in context: ScreenContext) -> Bool {
        guard !hasResumed, let draft = context.drafts[.stockScan(document)] else { return false }
        hasResumed = true
        keptRest = LabelAssembly.Rest(draft)
        queue = ScanQueue(draft)
        let kept = draft.fields.filter { $0.key.hasPrefix(Self.earlyMark) }.sorted { $0.key < $1.key }
        early = kept.map { Scan(text: $0.value, isMarked: $0.key.hasSuffix("m")) } + early
        resumed = queue.count + early.count
        return true
    }

    /// What was kept goes in now, and that is said.
    private mutating func goOn(in context: ScreenContext) -> [Effect] {
        guard resumed > 0, context.connection.whyNoCommand == nil else { return [] }
        let words = "\(StockWords.scans(resumed)) kept from the last time and sent now."
        resumed = 0
        return send(in: context) + [.say(.good(words))]
    }

    /// The label under way and the scans that wait, for the next time: the database does not know them yet.
    private mutating func kept(in context: ScreenContext) -> Effect {
        hasResumed = true
        var fields = queue.kept
        for (index, scan) in early.enumerated() {
            fields["\(Self.earlyMark)\(ScanQueue.place(index))\(scan.isMarked ? "m" : "")"] = scan.text
        }
        if !fields.isEmpty { fields["number"] = summary?.number }
        let rest = hasProposed ? assembly.rest : keptRest
        if let rest, rest != LabelAssembly.Rest(model: proposed) { fields.merge(rest.fields) { $1 } }
        guard !fields.isEmpty else { return .forget(.stockScan(document)) }
        return .keep(
            Draft(
                id: .stockScan(document), key: queue.group?.key ?? CommandKey.make(),
                keptAt: context.clock.terminalNow, fields: fields))
    }

    private var proposed: Int? { summary?.kind == .receive ? summary?.model : nil }

    // MARK: Models

    /// The models that can be chosen here: of a receipt all, otherwise consumables, whose number is typed.
    var choices: [DeviceModel] { (models ?? []).filter { summary?.kind == .receive || !$0.isSerialised } }

    private func openModels() -> [Effect] {
        guard models != nil, let summary else { return [.holdInput] }
        let first = summary.kind == .receive ? "By the label" : "Devices, by their serials"
        let words = choices.map { $0.isSerialised ? $0.name : "\($0.name), \($0.unit.rawValue)s" }
        let selected = choices.firstIndex { $0.id == assembly.model?.id }.map { $0 + 1 } ?? 0
        return [
            .open(
                .choose(ChoiceOpening(purpose: "model", title: "Model", choices: [first] + words, selected: selected)))
        ]
    }

    private mutating func choose(_ index: Int, in context: ScreenContext) -> [Effect] {
        let found = choices
        guard index == 0 || found.indices.contains(index - 1) else { return [] }
        assembly.choose(index == 0 ? nil : found[index - 1])
        hint = ""
        return []
    }
}
