import Domain
import Operations
import Terminal

/// Registers a customer and asks for the first service in one form. Every change is kept on disk with the command's
/// key: a kill in the middle loses nothing, and a retry after a lost connection registers nobody twice.
struct RegistrationScreen: Screen {
    var form: Form
    var tariffs = TariffSection()
    private(set) var choices: ProfileChoices?
    var key: CommandKey
    let continuedFrom: Draft?
    /// What was typed to find somebody before the form was opened.
    private let typed: String
    /// Sent, and not answered yet.
    var isSaving = false
    /// Sent once with this content; the key belongs to it.
    var sentContent: CustomerRegistration?
    private(set) var alike = AlikeWatch()

    /// What was typed to find the customer, who turned out to be new, need not be typed again.
    init(continuing draft: Draft?, typed: String, key: CommandKey) {
        continuedFrom = draft
        self.typed = typed
        self.key = draft?.key ?? key
        let known = RegistrationFields.known(from: typed)
        form = Form(focus: "kind", values: draft?.fields ?? Self.empty.merging(known) { $1 })
        if draft == nil { form.moveFocus(to: ["family", "given", "phone"].first { known[$0] == nil } ?? "kind") }
    }

    static let empty = ["kind": "person", "language": "hy", "segment": "standard"]

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var crumb: String { "New customer" }
    var complaint: String? { form.complaint(in: fields) ?? alike.words }

    var fields: [FormField] {
        RegistrationFields.fields(for: form, tariffs: tariffs, segments: choices?.segments ?? [])
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            guard let draft = continuedFrom else { return askLists() }
            let time = context.clock.terminalTime(of: draft.keptAt)
            let other = typed.trimmed.isEmpty ? "an empty form" : "a form for \u{201C}\(typed.trimmed)\u{201D}"
            return askLists() + [
                .say(.plain(Sentence("Continued what was kept at \(time). \(key: .draftDiscard) starts \(other).")))
            ]
        case .resumed:
            return tariffs.offers == nil || choices == nil ? askLists() : []
        case .text(let text), .paste(let text):
            guard !isSaving, form.type(text, in: fields) else { return [] }
            return changed(in: context)
        case .reply(.offers(let offers), _):
            tariffs.offers = offers
            tariffs.propose(in: &form)
            form.keepFocus(in: fields)
            return offers.isEmpty
                ? [.say(.bad("No tariff is sold today: a customer cannot be registered with a service."))] : []
        case .reply(.profile(.choices(let found)), _):
            choices = found
            return []
        case .timer(AlikeWatch.purpose): return alike.ask(form)
        case .reply(.profile(.duplicates(let found)), _): return alike.arrived(found) ? save(in: context) : []
        case .failure(let error, AlikeWatch.purpose):
            guard error != .cancelled else { return [] }
            return alike.failed(form) ? save(in: context) : []
        case .reply(.registered(let made), _):
            let name = form["kind"] == "organisation" ? form["organisation"] : "\(form["family"]) \(form["given"])"
            return [
                .forget(.registration),
                .say(
                    .good(
                        "Registered: contract \(made.contractNumber), account \(made.account), ticket #\(made.ticket).")
                ),
                .replace(.customer(made.customer, name: name.trimmed)),
            ]
        case .failure(let error, "save"): return failed(error)
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .answer(.choice(let name, let index)):
            guard let field = fields.first(where: { $0.name == name }), case .choice(let choices) = field.kind,
                choices.indices.contains(index)
            else { return [] }
            form[name] = choices[index].code
            return changed(in: context)
        case .answer(.confirmed(ConfirmOpening.discarding.purpose)):
            form = Form(
                focus: "family", values: Self.empty.merging(RegistrationFields.known(from: typed)) { $1 })
            key = CommandKey.make()
            alike = AlikeWatch()
            sentContent = nil
            tariffs.propose(in: &form)
            return [.forget(.registration), .say(.plain("The form is empty."))]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    /// What tariffs and segments there are to choose from.
    private func askLists() -> [Effect] {
        [.ask(.tariffOffers(serviceType: nil), purpose: "offers"), .ask(.profile(.choices), purpose: "choices")]
    }

    private mutating func changed(in context: ScreenContext) -> [Effect] {
        tariffs.propose(in: &form)
        form.keepFocus(in: fields)
        return [keep(in: context)] + alike.typed(form)
    }

    private func keep(in context: ScreenContext) -> Effect {
        .keep(Draft(id: .registration, key: key, keptAt: context.clock.terminalNow, fields: form.values))
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel:
            return [.close]
                + (context.drafts[.registration] == nil
                    ? [] : [.say(.plain(Sentence("The form is kept; \(key: .customerRegister) continues it.")))])
        case .formAccept where form.focus != fields.last?.name:
            form.moveFocus(by: 1, in: fields)
            return []
        case .formAccept where form.endsScan(in: fields): return [.say(.scanEnded(.formAccept)), .ring]
        case .formSave, .formAccept: return save(in: context)
        case .draftDiscard:
            return [.open(.confirm(.discarding))]
        case .valueChoose:
            let focus = form.focus
            guard let field = fields.first(where: { $0.name == focus }), case .choice(let choices) = field.kind else {
                return [.say(.plain("This field is typed; there is no list to choose from."))]
            }
            guard !choices.isEmpty else { return [.holdInput] }
            return [.open(.choose(ChoiceOpening(field: field, choices: choices, value: form[focus])))]
        case .viewRefresh: return askLists()
        default:
            guard !isSaving else { return [] }
            return form.perform(action, in: fields) == .value ? changed(in: context) : []
        }
    }

    private mutating func save(in context: ScreenContext) -> [Effect] {
        guard !isSaving else { return [] }
        guard tariffs.offers != nil else {
            if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
            return [.holdInput]
        }
        let wrong = RegistrationFields.check(form, tariffs: tariffs)
        form.errors = Dictionary(wrong.map { ($0.field, $0.words) }) { first, _ in first }
        if let first = wrong.first {
            form.moveFocus(to: first.field)
            let label = fields.first { $0.name == first.field }?.label ?? first.field
            return [.say(.bad("\(label): \(first.words).")), .ring]
        }
        guard let content = RegistrationFields.registration(form, tariffs: tariffs) else { return [] }
        if sentContent != content, let before = alike.beforeSaving(form, in: context) {
            return [keep(in: context)] + before
        }
        if let sentContent, sentContent != content { key = CommandKey.make() }
        if let reason = context.connection.whyNoCommand { return [keep(in: context), .say(.bad(reason)), .ring] }
        sentContent = content
        isSaving = true
        return [keep(in: context), .clearMessage, .ask(.registerCustomer(content, key: key), purpose: "save")]
    }

    private mutating func failed(_ error: DeskError) -> [Effect] {
        isSaving = false
        switch error {
        case .connectionLost, .cancelled, .unexpected:
            return [
                .say(
                    .bad(
                        Sentence(
                            "\(error.sentence) The form is kept; \(key: .formSave) sends it again, it cannot register twice."
                        ))), .ring,
            ]
        case .conflict:
            // The key was used for other content, by a version of this form sent before.
            key = CommandKey.make()
            sentContent = nil
            return [.say(.bad(error.sentence)), .ring]
        case .refused, .notPermitted, .notFound, .signInFailed, .schemaMismatch:
            return [.say(.bad(error.sentence)), .ring]
        }
    }
}
