import Domain
import Operations
import Terminal

/// A ticket: the facts so far, the flow so far, the form of its step, and the two ways out, forward and back.
/// What was typed (the step's form, the comment) is a draft on disk until the push is confirmed.
struct TicketScreen: Screen {
    let ticket: TicketID
    var detail: TicketDetail?
    var form = Form(focus: "")
    var comment = ""
    var ports: [PortChoice]?
    var portSelection = RowSelection<PortID>()
    var log = ScanLog()
    /// The push that was sent; the same content again carries the same key.
    var sent: SentPush?
    var isPushing = false
    /// The comment that was sent by itself; the same words again carry the same key.
    var sentComment: (text: String, key: CommandKey)?
    var isCommenting = false
    /// The hand-over that is being undone; the same again carries the same key.
    var takingBack: CommandKey?
    /// The way out that closes the ticket, while the operator is asked about it.
    var ending: (transition: String, resolution: String)?
    var loadedAt: Instant?
    /// Why there is nothing to show; nil while it is read.
    var whyNothing: String?

    struct SentPush: Equatable {
        var push: TicketPush
        var key: CommandKey
    }

    static let portsLimit = 200
    /// Ports in sight at once.
    static let portRows = 6

    init(ticket: TicketID) { self.ticket = ticket }

    var keyContexts: [String] {
        takesText ? ["tickets.form", "text"] : ["tickets.ticket", "list"]
    }
    var takesText: Bool { !step.fields.isEmpty }
    var takesScans: Bool { step.view == .device }
    var crumb: String { detail.map { "Ticket #\(ticket), \($0.summary.stepName)" } ?? "Ticket #\(ticket)" }
    var complaint: String? { form.complaint(in: step.fields) }
    var readAt: Instant? { loadedAt }

    /// The form of the step the ticket stands in.
    var step: StepForm { StepForm(view: detail?.summary.state == .open ? detail?.view ?? .general : .closed) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            restore(from: context.drafts[.ticket(ticket)])
            return [.ask(.ticket(ticket), purpose: "ticket")]
        case .resumed: return (isPushing ? [] : [.ask(.ticket(ticket), purpose: "ticket")]) + sendScan(in: context)
        case .changed(.tickets): return isPushing ? [] : [.ask(.ticket(ticket), purpose: "ticket")]
        case .reply(.ticket(let fresh), let purpose): return show(fresh, purpose: purpose, in: context)
        case .reply(.ports(let found), _):
            ports = found
            portSelection.reconcile(with: found.map(\.port))
            return []
        case .reply(.scanned(let outcome), _):
            let line = log.answered(outcome)
            // What may be taken back from now on is this one: that is another command.
            if case .accepted = outcome { takingBack = nil }
            let ring: [Effect] = line.tone == .good ? [] : [.ring]
            return ring + [.ask(.ticket(ticket), purpose: "ticket")] + sendScan(in: context)
        case .reply(.warehouse(.takenBack(let serial)), _):
            takingBack = nil
            log.undone(serial)
            return [.say(.good("\(serial) is taken back.")), .ask(.ticket(ticket), purpose: "ticket")]
        case .failure(let error, "take_back"): return failedTakingBack(error)
        case .failure(let error, "comment"): return failedCommenting(error)
        case .failure(let error, let purpose): return failed(error, purpose: purpose, in: context)
        case .timer("ports"): return askPorts()
        case .text(let text): return type(text, in: context)
        case .scan(let text): return scan(text, in: context)
        case .paste(let text):
            if step.view == .device, let first = text.split(whereSeparator: \.isNewline).first {
                return type(String(first), in: context)
            }
            return type(text, in: context)
        case .answer(.push(let transition, let resolution, let text)):
            comment = text
            return confirmEnd(transition: transition, resolution: resolution, in: context)
        case .answer(.confirmed("end")):
            guard let way = ending else { return [] }
            return push(transition: way.transition, resolution: way.resolution, in: context)
        case .answer(.confirmed("take_back")): return takeBack(in: context)
        case .answer(.comment(let text)):
            comment = text
            return keepDraft(in: context)
        case .answer(.sendComment(let text)):
            comment = text
            return keepDraft(in: context) + sendComment(in: context)
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func show(_ fresh: TicketDetail, purpose: String, in context: ScreenContext) -> [Effect] {
        let wasView = detail.map { ($0.view, $0.summary.version) }
        (detail, whyNothing) = (fresh, nil)
        loadedAt = context.clock.now
        var effects: [Effect] = []
        if purpose == "push" {
            isPushing = false
            (comment, sent) = ("", nil)
            form = Form(focus: "")
            log = ScanLog()
            effects = [.forget(.ticket(ticket)), .say(.good(TicketWords.after(fresh)))]
        } else if purpose == "take" {
            effects = [.say(.good("The ticket is yours."))]
        } else if purpose == "release" {
            effects = [.say(.good("The ticket is given back; others may take it."))]
        }
        let fields = step.fields
        form.keepFocus(in: fields)
        for field in fields where form[field.name].isEmpty { form[field.name] = StepForm.defaultValue(of: field) }
        if purpose == "comment" { effects = commented(in: context) }
        if fresh.view == .port, ports == nil || wasView?.0 != .port || wasView?.1 != fresh.summary.version {
            effects += askPorts()
        }
        return effects
    }

    private func askPorts() -> [Effect] {
        [.ask(.freePorts(matching: form["filter"].trimmed, limit: Self.portsLimit), purpose: "ports")]
    }

    // MARK: Typing

    private mutating func type(_ text: String, in context: ScreenContext) -> [Effect] {
        guard detail != nil else { return [.holdInput] }
        guard form.type(text, in: step.fields) else { return [] }
        return valueChanged(in: context)
    }

    private func valueChanged(in context: ScreenContext) -> [Effect] {
        switch step.view {
        case .port: [.after(milliseconds: 60, timer: "ports")]
        case .device: [.clearMessage]
        default: keepDraft(in: context)
        }
    }

    // MARK: Actions

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return leave()
        case .viewRefresh:
            return [.ask(.ticket(ticket), purpose: "ticket")] + (step.view == .port ? askPorts() : [])
                + sendScan(in: context)
        default: break
        }
        guard let detail else { return [.holdInput] }
        if step.view == .port, portSelection.perform(action, in: (ports ?? []).map(\.port), visible: Self.portRows) {
            return []
        }
        switch action {
        case .ticketTake:
            if let reason = TicketWords.whyNoTaking(detail) { return [.say(.bad(reason)), .ring] }
            return [.ask(.takeTicket(ticket, customer: detail.summary.customer), purpose: "take")]
        case .ticketRelease:
            if let reason = whyNoRelease(in: context) { return [.say(.bad(reason)), .ring] }
            return [.ask(.releaseTicket(ticket, customer: detail.summary.customer), purpose: "release")]
        case .ticketCustomer:
            return [.open(.customer(detail.summary.customer, name: detail.summary.customerName))]
        case .ticketComment:
            if let reason = TicketWords.whyNoComment(detail) { return [.say(.bad(reason)), .ring] }
            guard !isCommenting else {
                return [.say(.plain("The comment is on its way; wait for the answer."))]
            }
            return [.open(.push(PushOpening(direction: .forward, transitions: [], comment: comment)))]
        case .ticketTakeBack: return askTakeBack(in: context)
        case .ticketStock: return openStock()
        case .ticketForward: return choosePush(.forward, in: context)
        case .ticketBack: return choosePush(.back, in: context)
        case .scanAccept where step.view == .device:
            let text = form["scan"]
            form["scan"] = ""
            return scan(text, in: context)
        case .scanAccept: return choosePush(.forward, in: context)
        default:
            return form.perform(action, in: step.fields) == .value ? valueChanged(in: context) : []
        }
    }

    private mutating func leave() -> [Effect] {
        if step.view == .device || step.view == .port, let field = step.fields.first?.name, !form[field].isEmpty {
            form[field] = ""
            return step.view == .port ? askPorts() : [.clearMessage]
        }
        return [.close]
    }

    // MARK: Scanning

    private mutating func scan(_ text: String, in context: ScreenContext) -> [Effect] {
        guard let detail else { return [.holdInput] }
        guard !text.trimmed.isEmpty else { return [] }
        let customer = detail.summary.customer
        // A label with several fields, or one typed on another layout, is brought to the serial in it.
        let code = ScanReader(settings: context.scanner).read(text).identifiers.first ?? text
        let reason = log.add(code, at: context.clock.terminalNow) { [ticket] scan in
            .handOverDevice(scan: scan, ticket: ticket, customer: customer, key: CommandKey.make())
        }
        if let reason { return [.say(.bad(reason)), .ring] }
        return [.clearMessage] + sendScan(in: context)
    }

    private mutating func sendScan(in context: ScreenContext) -> [Effect] {
        guard !log.waiting.isEmpty, !log.isSending else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason))] }
        guard let next = log.next() else { return [] }
        return [.ask(next.request, purpose: "scan")]
    }
}

// MARK: Pushing

extension TicketScreen {
    /// A closed ticket is read: nothing of what moves one is offered.
    var isOpen: Bool { detail.map { $0.summary.state == .open } ?? true }

    /// False: it is closed, or the role pushes it neither way.
    var isTakable: Bool { detail.map { TicketWords.whyNoTaking($0) == nil } ?? true }

    /// False: there are ways out in that direction, and the role has none of them.
    func isPermitted(_ direction: PushDirection) -> Bool {
        let ways = detail?.transitions.filter { $0.direction == direction } ?? []
        return ways.isEmpty || ways.contains(where: \.isPermitted)
    }

    /// Checks the step's form and asks for the way out, the resolution and the comment.
    private mutating func choosePush(_ direction: PushDirection, in context: ScreenContext) -> [Effect] {
        guard let detail else { return [.holdInput] }
        if let reason = TicketWords.whyNoPush(direction, detail) { return [.say(.bad(reason)), .ring] }
        if isPushing { return [.say(.plain("The push is on its way; wait for the answer."))] }
        if let reason = whyNotYet { return [.say(.plain(reason))] }
        if direction == .forward, let wrong = step.check(form, port: portSelection.id) {
            form.errors[wrong.field] = wrong.words
            form.moveFocus(to: wrong.field)
            return [.say(.bad("\(wrong.words).")), .ring]
        }
        let ways = detail.transitions.filter { $0.direction == direction && $0.isPermitted }
        return [.open(.push(PushOpening(direction: direction, transitions: ways, comment: comment)))]
    }

    /// Pushed back out of the flow a ticket is closed for good: that is asked about by its own key.
    private mutating func confirmEnd(
        transition: String, resolution: String, in context: ScreenContext
    ) -> [Effect] {
        guard let way = detail?.transitions.first(where: { $0.code == transition }), way.endsTicket,
            way.direction == .back
        else { return push(transition: transition, resolution: resolution, in: context) }
        ending = (transition, resolution)
        let question = "\(way.label) (\(TicketWords.resolution(resolution))) closes ticket #\(ticket) for good."
        let confirm = ConfirmOpening(
            purpose: "end", question: question, yes: "Close the ticket", no: "Leave it open")
        return keepDraft(in: context) + [.open(.confirm(confirm))]
    }

    private mutating func push(transition: String, resolution: String, in context: ScreenContext) -> [Effect] {
        guard let detail else { return [] }
        let way = detail.transitions.first { $0.code == transition }
        let push = TicketPush(
            ticket: ticket, customer: detail.summary.customer, version: detail.summary.version,
            transition: transition, resolution: resolution, comment: comment.trimmed,
            result: way?.direction == .back ? .nothing : step.result(form, port: portSelection.id))
        // The same push again is the same command: after a lost connection it cannot happen twice.
        let key = sent?.push == push ? sent?.key ?? CommandKey.make() : CommandKey.make()
        sent = SentPush(push: push, key: key)
        let kept = keepDraft(in: context)
        if let reason = context.connection.whyNoCommand { return kept + [.say(.bad(reason)), .ring] }
        isPushing = true
        return kept + [.clearMessage, .ask(.pushTicket(push, key: key), purpose: "push")]
    }

    private mutating func failed(_ error: DeskError, purpose: String, in context: ScreenContext) -> [Effect] {
        if purpose == "scan" {
            guard !error.mayHaveHappened else {
                log.interrupted()
                return [
                    .say(.bad(Sentence("\(error.sentence) The scan is kept; \(key: .viewRefresh) sends it again."))),
                    .ring,
                ]
            }
            _ = log.refused(error.sentence)
            return [.ring]
        }
        guard error != .cancelled || purpose == "push" else { return [] }
        if detail == nil { whyNothing = error.sentence }
        guard purpose == "push" else { return [.say(.bad(error.sentence)), .ring] }
        isPushing = false
        let kept = comment.isEmpty ? "" : " Your comment is kept."
        switch error {
        case .connectionLost, .cancelled, .unexpected:
            return [.say(.bad("\(error.sentence) Push again when the connection is back.\(kept)")), .ring]
        case .conflict:
            sent = nil
            return [.say(.bad("\(error.sentence)\(kept)")), .ring, .ask(.ticket(ticket), purpose: "ticket")]
        case .refused, .notPermitted, .notFound, .signInFailed, .schemaMismatch:
            sent = nil
            return [.say(.bad("\(error.sentence)\(kept)")), .ring]
        }
    }
}

// MARK: Drafts

extension TicketScreen {
    /// What is typed, or nothing to keep.
    func keepDraft(in context: ScreenContext) -> [Effect] {
        var fields: [String: String] = ["comment": comment, "step": detail?.summary.stepName ?? ""]
        for field in step.fields where step.view != .port && step.view != .device {
            fields["form.\(field.name)"] = form[field.name]
        }
        let key = sent?.key ?? context.drafts[.ticket(ticket)]?.key ?? CommandKey.make()
        return [.keep(Draft(id: .ticket(ticket), key: key, keptAt: context.clock.terminalNow, fields: fields))]
    }

    private mutating func restore(from draft: Draft?) {
        guard let draft else { return }
        comment = draft["comment"]
        for (name, value) in draft.fields where name.hasPrefix("form.") { form[String(name.dropFirst(5))] = value }
    }
}
