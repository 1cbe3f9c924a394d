import Domain
import Operations
import Terminal

/// What comes from the desk and from the clock.
extension Shell {
    mutating func arrived(_ result: Result<DeskReply, DeskError>, slot: RequestSlot) -> [Order] {
        underWay.remove(slot)
        switch result {
        case .success(let reply):
            if case .card(let card) = reply { clock.learn(from: card.asOf) }
            noteAnswer(in: slot.layer)
            tellTutorial(reply, purpose: slot.purpose)
            guard layers.contains(where: { $0.id == slot.layer }) else { return lateReply(reply) }
            var orders = deliver(.reply(reply, purpose: slot.purpose), to: slot.layer)
            if reply.isOfCommand(purpose: slot.purpose) { orders += lookAround(except: slot.layer) }
            return orders + replay()
        case .failure(let error):
            guard layers.contains(where: { $0.id == slot.layer }) else {
                if error != .cancelled { say(.bad(error.sentence)) }
                return []
            }
            // What was typed ahead counted on an answer that did not come.
            let orders = held.isEmpty ? [] : dropHeld()
            return orders + deliver(.failure(error, purpose: slot.purpose), to: slot.layer)
        }
    }

    /// After a command the other layers may show what is no longer so: the visible ones look at once.
    private mutating func lookAround(except own: Int) -> [Order] {
        let seen = Set(visibleLayers)
        var orders: [Order] = []
        for layer in layers where layer.id != own {
            if seen.contains(layer.id) {
                orders += deliver(.resumed, to: layer.id)
            } else if let index = layers.firstIndex(where: { $0.id == layer.id }) {
                layers[index].isStale = true
            }
        }
        return orders
    }

    /// The answer to a command whose screen is closed by now.
    private mutating func lateReply(_ reply: DeskReply) -> [Order] {
        switch reply {
        case .receipt(let receipt):
            say(.good("Posted \(receipt.amount.text) to account \(receipt.account)."))
            drafts[.payment(receipt.account)] = nil
            return [.forget(.payment(receipt.account))]
        case .registered(let made):
            say(.good("Registered: contract \(made.contractNumber), ticket #\(made.ticket)."))
            drafts[.registration] = nil
            return [.forget(.registration)]
        case .ticket(let detail):
            say(.good(TicketWords.after(detail)))
            drafts[.ticket(detail.summary.id)] = nil
            return [.forget(.ticket(detail.summary.id))]
        case .opened(let ticket): say(.good("Ticket #\(ticket) is in the queue."))
        case .promised: say(.good("The promise is noted."))
        case .accountChanged(let account): say(.good("Account \(account.id) is changed."))
        case .moved(let move): say(.good("Moved \(move.amount.text)."))
        case .reversed(let taken): say(.good("Taken back: \(taken.magnitude.text)."))
        case .serviceChanged: say(.good("The service is changed."))
        case .runRequested(let run): say(.good("Run \(run) waits for the daemon."))
        case .runCancelled(let run): say(.good("Run \(run) is cancelled."))
        case .priceSet(let change): say(.good("The price of \(change.amount.text) holds from \(change.from.text)."))
        case .catalogDifferences(let made, isDry: false):
            say(.good("The catalogue is changed: \(CatalogForm.count(made))."))
        case .shiftChanged(let shift): say(.good("Shift \(shift.id) is \(shift.isOpen ? "open" : "closed")."))
        case .transferChanged(let transfer):
            say(.good("Transfer \(transfer.id) of \(transfer.amount.text) is answered."))
        case .usage(let reply):
            if let words = reply.lateWords { say(.good(words)) }
        case .warehouse(let reply):
            if let words = reply.lateWords { say(.good(words)) }
        case .profile(let reply):
            if let words = reply.lateWords { say(.good(words)) }
        default: break
        }
        return []
    }

    mutating func timer(_ slot: RequestSlot) -> [Order] {
        switch (slot.layer, slot.purpose) {
        case (Self.ownLayer, "hold"):
            held = []
            say(.bad("No answer in 5 seconds: what you typed ahead was dropped."))
            return [.ring]
        case (Self.ownLayer, ScanCatcher.purpose): return scanCatcher.timeout().flatMap { carryOut($0) }
        case (Self.ownLayer, "leader"):
            prefix = []
            return []
        case (Self.ownLayer, "changed"):
            isChangePauseRunning = false
            let areas = changedLater
            changedLater = []
            return areas.sorted { $0.rawValue < $1.rawValue }.flatMap { look($0) }
        default: return deliver(.timer(slot.purpose), to: slot.layer)
        }
    }

    /// Looks at once, and then at most once a second.
    mutating func changed(_ area: ChangedArea) -> [Order] {
        guard !isChangePauseRunning else {
            changedLater.insert(area)
            return []
        }
        return look(area)
    }

    private mutating func look(_ area: ChangedArea) -> [Order] {
        guard connection.isReady else { return [] }
        var orders: [Order] = []
        if !isChangePauseRunning {
            isChangePauseRunning = true
            orders.append(
                .timer(RequestSlot(layer: Self.ownLayer, purpose: "changed"), milliseconds: Self.changePause))
        }
        // Dialogs do not cover what is beneath them, which therefore follows too.
        let seen = Set(visibleLayers)
        for index in layers.indices where !seen.contains(layers[index].id) { layers[index].isStale = true }
        for id in layers.map(\.id) where seen.contains(id) { orders += deliver(.changed(area), to: id) }
        return orders
    }

    /// The top layer, and those below that its dialogs leave visible.
    var visibleLayers: [Int] {
        var ids: [Int] = []
        for layer in layers.reversed() {
            ids.append(layer.id)
            if !layer.screen.isDialog { break }
        }
        return ids
    }

    mutating func connected(_ state: ConnectionState) -> [Order] {
        switch state {
        case .connecting:
            connection = .connecting
            return []
        case .waiting(let reason, let pause):
            if profile != nil, lostAt == nil { lostAt = clock.now }
            // What a screen has just said of a command that got no answer weighs more, and the title tells the loss.
            let isFree = message?.tone != .bad || message?.topic == .connection
            if isFree, connection.isReady || connection.isConnecting {
                // The sentence without libpq's details, which About has: what the operator needs must fit the row.
                let sentence = reason.prefix { $0 != ":" && $0 != "." }
                say(
                    Message(
                        words: "\(sentence). What you type is kept; it is tried again.", tone: .bad,
                        topic: .connection))
            }
            connection = .waiting(reason: reason, retryInMilliseconds: pause)
            return []
        case .refused(let error): return refused(error)
        case .latency(let milliseconds):
            latency.measure(milliseconds)
            return []
        case .daemon(let isRunning):
            isDaemonRunning = isRunning
            say(
                isRunning
                    ? .good("The daemon is back: fees, suspensions and calls go on.")
                    : .bad("The daemon is not running: fees, suspensions and calls wait for it."))
            return []
        case .ready(let profile): return ready(profile)
        }
    }

    private mutating func refused(_ error: DeskError) -> [Order] {
        guard case .signInFailed(let sentence) = error else {
            connection = .refused(error.sentence)
            say(.bad(error.sentence))
            return []
        }
        connection = .signedOut
        if let index = layers.firstIndex(where: { $0.screen is SignInScreen }) {
            if var form = layers[index].screen as? SignInScreen {
                form.refused(sentence)
                layers[index].screen = form
            }
            return []
        }
        return push(SignInScreen(login: login, reason: sentence))
    }

    private mutating func ready(_ profile: OperatorProfile) -> [Order] {
        let wasReady = connection.isReady
        self.profile = profile
        connection = .ready
        isDaemonRunning = true
        clock.learn(profile)
        if !wasReady, message?.topic == .connection { message = nil }
        noteReturn()
        var orders: [Order] = []
        for id in layers.filter({ $0.screen is SignInScreen }).map(\.id) { orders += close(id) }
        let waiting = parked
        parked = [:]
        for (slot, request) in waiting.sorted(by: { ($0.key.layer, $0.key.purpose) < ($1.key.layer, $1.key.purpose) }) {
            underWay.insert(slot)
            orders.append(.start(request, slot))
        }
        let seen = Set(visibleLayers)
        for index in layers.indices where !seen.contains(layers[index].id) { layers[index].isStale = true }
        for id in layers.map(\.id) where seen.contains(id) && !waiting.keys.contains(where: { $0.layer == id }) {
            orders += deliver(.resumed, to: id)
        }
        return orders + goBack() + replay()
    }

    /// What earlier sessions left; this one's own comes first.
    mutating func loaded(_ older: FindHistory) { history = history.followed(by: older) }

    mutating func loaded(_ found: [Draft]) {
        for draft in found where drafts[draft.id] == nil { drafts[draft.id] = draft }
        if let offer = DraftOffers.sentence(for: Array(drafts.values)), message == nil { say(.plain(offer)) }
    }
}
