import Domain
import Operations
import Terminal

/// A form that ends in one command, for every dialog that asks, shows what will happen, and sends. What is typed is
/// kept; what was sent and not answered can only be sent again with its key, or given up.
struct CommandForm: Equatable {
    enum Stage: Equatable {
        case typing
        /// An answer is needed before the question can be put; keys wait for it.
        case waiting
        /// The question is on the screen: `y` does it, anything else goes back.
        case asking
        case sending
    }

    /// What an event comes to.
    enum Outcome {
        /// Nothing more than this.
        case effects([Effect])
        /// A value changed; with this it is kept.
        case changed([Effect])
        /// The form is finished and every field is right by itself: check what only the screen knows.
        case submit
        /// The question was answered with yes.
        case confirmed
    }

    let draft: DraftID
    var form: Form
    private(set) var key: CommandKey
    private(set) var stage = Stage.typing
    /// Sent, and no answer came: it may have been done.
    private(set) var isUnconfirmed = false
    private var request: DeskRequest?
    /// What an empty form holds.
    private let proposed: Form

    private static let sentMark = "sent"
    private static let again: Sentence = "\(key: .formSave) sends the same again, \(key: .draftDiscard) gives it up."

    init(_ draft: DraftID, _ form: Form, key: CommandKey = CommandKey.make()) {
        self.draft = draft
        self.form = form
        self.key = key
        proposed = form
    }

    var keyContexts: [String] { stage == .asking ? ["confirm"] : ["form", "text"] }
    var takesText: Bool { stage != .asking }
    var isOpen: Bool { stage == .typing && !isUnconfirmed }

    var unsent: String? { stage == .sending ? "A command is on its way and not confirmed." : nil }

    /// Goes on with what was typed before; what is only proposed gives way to the first character.
    mutating func restore(_ fields: [FormField], in context: ScreenContext) -> [Effect] {
        guard let kept = context.drafts[draft] else {
            form.moveFocus(by: 0, in: fields)
            return []
        }
        key = kept.key
        var fields = kept.fields
        isUnconfirmed = fields.removeValue(forKey: Self.sentMark) != nil
        form = Form(focus: form.focus, values: form.values.merging(fields) { $1 })
        return isUnconfirmed
            ? [.say(.bad(Sentence("It was sent before and never confirmed: \(Self.again)")))] : []
    }

    func kept(in context: ScreenContext, isSent: Bool = false) -> Effect {
        var fields = form.values
        if isSent { fields[Self.sentMark] = "yes" }
        return .keep(Draft(id: draft, key: key, keptAt: context.clock.terminalNow, fields: fields))
    }

    // MARK: Stages

    mutating func wait() { stage = .waiting }
    mutating func ask() { stage = .asking }
    mutating func type() { stage = .typing }

    /// Puts the words beside their fields, and the focus on the first.
    mutating func complain(_ wrong: [(field: String, words: String)], in fields: [FormField]) -> [Effect] {
        stage = .typing
        form.errors = Dictionary(wrong.map { ($0.field, $0.words.withoutStop) }) { first, _ in first }
        guard let first = wrong.first else { return [] }
        form.moveFocus(to: first.field)
        let label = fields.first { $0.name == first.field }?.label ?? first.field
        return [.say(.bad("\(label): \(first.words.withoutStop).")), .ring]
    }

    mutating func send(in context: ScreenContext, _ make: (CommandKey) -> DeskRequest) -> [Effect] {
        guard stage != .sending else { return [] }
        if let reason = context.connection.whyNoCommand {
            stage = .typing
            return [.say(.bad(reason)), .ring]
        }
        let request = make(key)
        self.request = request
        stage = .sending
        return [kept(in: context, isSent: true), .ask(request, purpose: "send"), .clearMessage]
    }

    /// The command was done: what was typed is not needed any more.
    mutating func done() -> [Effect] {
        stage = .typing
        isUnconfirmed = false
        request = nil
        key = CommandKey.make()
        return [.forget(draft)]
    }

    private mutating func failed(_ error: DeskError, in context: ScreenContext) -> [Effect] {
        stage = .typing
        isUnconfirmed = error.mayHaveHappened
        guard !isUnconfirmed else {
            return [
                .say(
                    .bad(Sentence("\(error.sentence) \(key: .formSave) sends the same again; it cannot be done twice."))
                ), .ring,
            ]
        }
        key = CommandKey.make()
        request = nil
        return [kept(in: context), .say(.bad(error.sentence)), .ring]
    }

    // MARK: Events

    /// Nil: the event is the screen's own.
    mutating func update(_ event: ScreenEvent, fields: [FormField], in context: ScreenContext) -> Outcome? {
        switch event {
        case .text(let text), .paste(let text):
            if let refusal { return .effects(refusal) }
            return form.type(text, in: fields) ? .changed([kept(in: context)]) : .effects([.ring])
        case .answer(.choice(let name, let index)):
            guard let field = fields.first(where: { $0.name == name }), case .choice(let choices) = field.kind,
                choices.indices.contains(index), refusal == nil
            else { return .effects([]) }
            form[name] = choices[index].code
            return .changed([kept(in: context)])
        case .answer(.confirmed(ConfirmOpening.discarding.purpose)): return discard()
        case .failure(let error, "send"): return .effects(failed(error, in: context))
        case .action(let action): return perform(action, fields: fields, in: context)
        default: return nil
        }
    }

    /// Why nothing can be changed now.
    private var refusal: [Effect]? {
        switch stage {
        case .waiting: return [.holdInput]
        case .sending: return [.say(.plain("It is on its way; wait for the answer.")), .ring]
        case .asking: return [.ring]
        case .typing:
            guard isUnconfirmed else { return nil }
            return [.say(.bad(Sentence("It may have been done: \(Self.again)"))), .ring]
        }
    }

    private mutating func perform(_ action: ActionID, fields: [FormField], in context: ScreenContext) -> Outcome? {
        switch action {
        case .cancel: return cancel()
        case .confirmYes: return stage == .asking ? .confirmed : nil
        case .dialogAccept where stage == .asking:
            stage = .typing
            return .effects([.clearMessage])
        case .draftDiscard:
            guard stage == .typing else { return .effects([.ring]) }
            return form.values == proposed.values && !isUnconfirmed
                ? discard() : .effects([.open(.confirm(.discarding))])
        case .valueChoose: return choose(fields)
        case .formAccept, .formSave:
            if stage == .waiting { return .effects([.holdInput]) }
            guard stage == .typing else { return .effects(refusal ?? []) }
            if isUnconfirmed, let request {
                stage = .sending
                return .effects([.ask(request, purpose: "send"), .clearMessage])
            }
            if action == .formAccept, !isUnconfirmed, let last = fields.last, form.focus != last.name {
                form.moveFocus(by: 1, in: fields)
                return .effects([])
            }
            if action == .formAccept, !isUnconfirmed, form.endsScan(in: fields) {
                return .effects([.say(.scanEnded(.formAccept)), .ring])
            }
            // What was sent is sent again as it was.
            let wrong = isUnconfirmed ? [] : form.complaints(in: fields)
            guard wrong.isEmpty else { return .effects(complain(wrong, in: fields)) }
            form.errors = [:]
            return .submit
        default:
            if stage == .waiting { return .effects([.holdInput]) }
            if case let before = form, let change = form.perform(action, in: fields) {
                guard change == .value else { return .effects([]) }
                guard let refusal else { return .changed([kept(in: context)]) }
                form = before
                return .effects(refusal)
            }
            return nil
        }
    }

    private mutating func discard() -> Outcome {
        self = CommandForm(draft, proposed)
        return .changed([.forget(draft), .say(.plain("What was typed is thrown away."))])
    }

    private mutating func cancel() -> Outcome {
        switch stage {
        case .typing: return .effects([.close])
        case .waiting, .asking:
            stage = .typing
            return .effects([.clearMessage, .cancel(purpose: "preview")])
        case .sending: return .effects([.say(.plain("It is on its way; wait for the answer."))])
        }
    }

    private func choose(_ fields: [FormField]) -> Outcome {
        if let refusal { return .effects(refusal) }
        guard let field = fields.first(where: { $0.name == form.focus }), case .choice(let choices) = field.kind else {
            return .effects([.say(.plain("This field is typed; there is no list to choose from."))])
        }
        guard !choices.isEmpty else { return .effects([.holdInput]) }
        return .effects([.open(.choose(ChoiceOpening(field: field, choices: choices, value: form[form.focus])))])
    }
}

extension CommandForm {
    /// What the keys do at this stage, for a row of the dialog.
    func hint(_ yes: String) -> (words: Sentence, role: TextRole) {
        switch stage {
        case .typing where isUnconfirmed: ("Not confirmed: \(Self.again)", .fieldError)
        case .typing:
            (
                "\(key: .formAccept) next field, \(key: .formSave) goes on, \(key: .cancel) closes and keeps it.",
                .dim
            )
        case .waiting: ("Reading\u{2026}", .dim)
        case .asking:
            ("\(key: .confirmYes)  \(yes).  \(key: .dialogAccept) or \(key: .cancel) goes back.", .strong)
        case .sending: ("Sending\u{2026}", .dim)
        }
    }

    /// The row of the dialog that says what the keys do now.
    func drawHint(_ yes: String, on sheet: inout Sheet, row: Int, in context: ScreenContext) {
        let hint = hint(yes)
        sheet.write(context.words(hint.words), row: row, column: 1, width: sheet.width - 2, hint.role)
    }
}
