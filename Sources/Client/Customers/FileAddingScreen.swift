import Domain
import Operations
import Terminal

/// Adds a file of the terminal's own machine: it is measured first, then sent part by part, so that it can be watched
/// and given up, and goes on where it stopped after a lost connection.
struct FileAddingScreen: Screen {
    enum Stage: Equatable {
        case typing
        case measuring
        case announcing(AttachmentDraft)
        case sending(AttachmentID, place: Int, of: Int)
        case ending(AttachmentID)
    }

    let customer: CustomerID
    var form = Form(focus: PathField.name)
    private(set) var stage = Stage.typing
    /// It stopped where it stands; saving again goes on.
    private(set) var isInterrupted = false
    private var path = PathField()
    /// What is being sent, whatever is typed afterwards.
    private var sent = ""
    private var beginKey = CommandKey.make()
    private var endKey = CommandKey.make()

    init(customer: CustomerID) { self.customer = customer }

    static let fields = [
        FormField(name: PathField.name, label: "File", isRequired: true, width: 52),
        FormField(name: "title", label: "What it is", hint: "copy of the passport", width: 52),
    ]

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "Add a file" }
    var complaint: String? { form.complaint(in: Self.fields) }
    var unsent: String? { stage == .typing ? nil : "A file is on its way and not kept yet." }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        if stage == .typing, let effects = path.update(event, form: &form, in: Self.fields) { return effects }
        switch event {
        case .text(let text), .paste(let text):
            guard stage == .typing else { return [.ring] }
            _ = form.type(text, in: Self.fields)
            return []
        case .reply(.profile(let reply), "file"): return arrived(reply, in: context)
        case .failure(let error, "file"): return failed(error)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return cancel()
        case .formAccept where stage == .typing && form.focus != Self.fields.last?.name:
            form.moveFocus(by: 1, in: Self.fields)
            return []
        case .formAccept where stage == .typing && form.endsScan(in: Self.fields):
            return [.say(.scanEnded(.formAccept)), .ring]
        case .formSave, .formAccept: return isInterrupted || stage == .typing ? send(in: context) : []
        default:
            guard stage == .typing else { return [] }
            _ = form.perform(action, in: Self.fields)
            return []
        }
    }

    private mutating func cancel() -> [Effect] {
        switch stage {
        case .typing: return [.close]
        case .measuring, .announcing:
            stage = .typing
            return [.cancel(purpose: "file"), .say(.plain("Given up; nothing was kept."))]
        case .sending(let attachment, _, _):
            reset()
            return [
                .cancel(purpose: "file"), .ask(.profile(.dropFile(attachment)), purpose: "drop"),
                .say(.plain("Given up; nothing was kept.")),
            ]
        case .ending where isInterrupted: return [.close]
        case .ending: return [.say(.plain("It is on its way; wait for the answer."))]
        }
    }

    private mutating func reset() {
        (stage, isInterrupted) = (.typing, false)
        (beginKey, endKey) = (CommandKey.make(), CommandKey.make())
    }

    private mutating func send(in context: ScreenContext) -> [Effect] {
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        if isInterrupted {
            isInterrupted = false
            return step()
        }
        let typed = form[PathField.name].trimmed
        guard !typed.isEmpty else {
            form.errors = [PathField.name: "must be filled in"]
            form.moveFocus(to: PathField.name)
            return [.say(.bad("File: type the path of a file.")), .ring]
        }
        sent = typed
        stage = .measuring
        return step()
    }

    /// What the stage waits for.
    private func step() -> [Effect] {
        let request: ProfileRequest
        switch stage {
        case .typing: return []
        case .measuring: request = .inspect(path: sent, title: form["title"].trimmed)
        case .announcing(let draft): request = .beginFile(draft, customer, key: beginKey)
        case .sending(let attachment, let place, _): request = .sendPart(attachment, path: sent, place: place)
        case .ending(let attachment): request = .endFile(attachment, key: endKey)
        }
        return [.ask(.profile(request), purpose: "file"), .clearMessage]
    }

    private mutating func arrived(_ reply: ProfileReply, in context: ScreenContext) -> [Effect] {
        switch (stage, reply) {
        case (.measuring, .inspected(let draft)): stage = .announcing(draft)
        case (.announcing(let draft), .fileBegun(let attachment)):
            stage = .sending(attachment, place: 0, of: Attachment.parts(of: draft.size))
        case (.sending(let attachment, let place, let count), .partSent(let sent)) where sent == place:
            stage = place + 1 < count ? .sending(attachment, place: place + 1, of: count) : .ending(attachment)
        case (.ending, .fileKept):
            return [.say(.good("\(LocalFile.name(of: sent)) is kept with the customer.")), .close]
        case (.typing, .fileBegun(let attachment)):
            // It was given up while it was announced.
            return [.ask(.profile(.dropFile(attachment)), purpose: "drop")]
        default: return []
        }
        return step()
    }

    private mutating func failed(_ error: DeskError) -> [Effect] {
        guard error != .cancelled else { return [] }
        switch error {
        case .connectionLost, .unexpected:
            isInterrupted = stage != .typing
            return [.say(.bad(Sentence("\(error.sentence) \(Self.goingOn)"))), .ring]
        default:
            reset()
            return [.say(.bad(error.sentence)), .ring]
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Add a file", height: 8, width: min(sheet.width - 2, 84)).draw(on: &sheet) { area in
            area.within(row: 0, column: 0, height: 2, width: area.width) { inner in
                form.draw(
                    on: &inner, fields: PathField.hinted(Self.fields, in: context), labelWidth: 11,
                    hasFocus: stage == .typing)
            }
            if case .sending(_, let place, let count) = stage {
                FileWords.progress(place, of: count).draw(on: &area, row: 3, column: 1)
            } else {
                area.write(words, row: 3, column: 1, width: area.width - 2, .strong)
            }
            let hint: Sentence =
                isInterrupted
                ? Self.goingOn
                : stage == .typing
                    ? "\(key: .formSave) adds it, \(key: .cancel) closes." : "\(key: .cancel) gives it up."
            area.write(context.words(hint), row: area.height - 1, column: 1, width: area.width - 2, .dim)
        }
    }

    private static let goingOn: Sentence =
        "\(key: .formSave) goes on where it stopped, \(key: .cancel) gives it up."

    private var words: String {
        switch stage {
        case .typing, .sending: ""
        case .measuring: "Reading the file\u{2026}"
        case .announcing(let draft): "\(FileWords.size(draft.size)), \(draft.mediaType)"
        case .ending: "Comparing what arrived with the file\u{2026}"
        }
    }
}
