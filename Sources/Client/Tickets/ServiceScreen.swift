import Domain
import Operations
import Terminal

/// Opens the ticket that activates one more service for a customer: where, the tariff, its parameters and their price.
struct ServiceScreen: Screen {
    let opening: ServiceOpening
    var form = Form(focus: "tariff")
    var tariffs = TariffSection()
    var key: CommandKey
    var sent: DeskRequest?
    var isSaving = false

    init(opening: ServiceOpening, key: CommandKey) {
        self.opening = opening
        self.key = key
    }

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "New service" }
    var complaint: String? { form.complaint(in: fields) }
    var fields: [FormField] { opening.places.fields + tariffs.fields(for: form) }
    private var draftID: DraftID { .service(opening.customer) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            if let draft = context.drafts[draftID] {
                form = Form(focus: "tariff", values: draft.fields)
                key = draft.key
            }
            opening.places.propose(in: &form)
            // What has to be chosen comes first; else the tariff, which is what an order is about.
            if !opening.places.check(form).isEmpty { form.moveFocus(to: ServicePlaces.field) }
            return [.ask(.tariffOffers(serviceType: nil), purpose: "offers")]
        case .resumed: return tariffs.offers == nil ? [.ask(.tariffOffers(serviceType: nil), purpose: "offers")] : []
        case .text(let text), .paste(let text):
            guard !isSaving, form.type(text, in: fields) else { return [] }
            return changed(in: context)
        case .reply(.offers(let offers), _):
            tariffs.offers = offers
            tariffs.propose(in: &form)
            form.keepFocus(in: fields)
            return []
        case .reply(.opened(let ticket), _):
            return [
                .forget(draftID), .say(.good("Ticket #\(ticket) is in the queue.")), .replace(.ticket(ticket)),
            ]
        case .failure(let error, "save"):
            isSaving = false
            guard !error.mayHaveHappened else {
                return [
                    .say(
                        .bad(
                            Sentence(
                                "\(error.sentence) \(key: .formSave) sends the same again; it cannot be opened twice."))
                    ), .ring,
                ]
            }
            key = CommandKey.make()
            sent = nil
            return [.say(.bad(error.sentence)), .ring]
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence))]
        case .answer(.choice(let name, let index)):
            guard let field = fields.first(where: { $0.name == name }), case .choice(let choices) = field.kind,
                choices.indices.contains(index)
            else { return [] }
            form[name] = choices[index].code
            return changed(in: context)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func changed(in context: ScreenContext) -> [Effect] {
        tariffs.propose(in: &form)
        form.keepFocus(in: fields)
        return [.keep(Draft(id: draftID, key: key, keptAt: context.clock.terminalNow, fields: form.values))]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return [.close]
        case .draftDiscard:
            form = Form(focus: "tariff")
            tariffs.propose(in: &form)
            opening.places.propose(in: &form)
            // What has to be chosen comes first; else the tariff, which is what an order is about.
            if !opening.places.check(form).isEmpty { form.moveFocus(to: ServicePlaces.field) }
            return [.forget(draftID)]
        case .valueChoose:
            let focus = form.focus
            guard let field = fields.first(where: { $0.name == focus }), case .choice(let choices) = field.kind else {
                return [.say(.plain("This field is typed; there is no list to choose from."))]
            }
            guard !choices.isEmpty else { return [.holdInput] }
            return [.open(.choose(ChoiceOpening(field: field, choices: choices, value: form[focus])))]
        case .formAccept where form.focus != fields.last?.name:
            form.moveFocus(by: 1, in: fields)
            return []
        case .formAccept where form.endsScan(in: fields): return [.say(.scanEnded(.formAccept)), .ring]
        case .formSave, .formAccept: return save(in: context)
        default:
            guard !isSaving else { return [] }
            return form.perform(action, in: fields) == .value ? changed(in: context) : []
        }
    }

    private mutating func save(in context: ScreenContext) -> [Effect] {
        guard !isSaving else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        guard tariffs.offers != nil else { return [.holdInput] }
        let wrong = opening.places.check(form) + tariffs.check(form)
        form.errors = Dictionary(wrong.map { ($0.field, $0.words) }) { first, _ in first }
        if let first = wrong.first {
            form.moveFocus(to: first.field)
            let label = fields.first { $0.name == first.field }?.label ?? first.field
            return [.say(.bad("\(label): \(first.words).")), .ring]
        }
        guard let offer = tariffs.offer(in: form) else { return [] }
        func request(_ key: CommandKey) -> DeskRequest {
            .openTicket(
                opening.customer, opening.account, offer.id, parameters: tariffs.parameters(in: form),
                address: opening.places.chosen(in: form), key: key)
        }
        if let sent, sent != request(key) { key = CommandKey.make() }
        sent = request(key)
        isSaving = true
        return [.clearMessage, .ask(request(key), purpose: "save")]
    }
}
