import Domain
import Terminal

/// What comes from the keyboard.
extension Shell {
    mutating func input(_ input: InputEvent) -> [Order] {
        guard !isLocked else { return lockedInput(input) }
        // What cannot be seen is not done.
        guard Frame.fits(columns: columns, rows: rows) else {
            let action = action(of: input)
            return action == .quit || action == .suspend || action == .repaint ? handle(input) : []
        }
        if messageWasPainted { message = nil }
        return scanCatcher.take(input).flatMap { carryOut($0) }
    }

    /// A key on its own, or the keys that turned out to be no scan.
    mutating func plain(_ input: InputEvent) -> [Order] {
        if case .mouse(let event) = input { return held.isEmpty ? mouse(event) : [] }
        guard !held.isEmpty else { return handle(input) }
        // Order is kept: what is typed after a held key waits with it. ESC gives up waiting.
        guard action(of: input) != .cancel else {
            say(.plain("What was typed ahead is dropped."))
            return dropHeld()
        }
        held.append(input)
        return []
    }

    /// Gives the held keys again, as far as they get.
    mutating func replay() -> [Order] {
        guard !held.isEmpty else { return [] }
        let waiting = held
        var orders = dropHeld()
        for (index, input) in waiting.enumerated() {
            orders += handle(input)
            if !held.isEmpty {
                held += waiting[(index + 1)...]
                break
            }
        }
        return orders
    }

    private mutating func handle(_ input: InputEvent) -> [Order] {
        guard let top else { return [] }
        switch read(input) {
        case .action(let action): return perform(action, input: input)
        case .text(let text): return deliver(.text(text), to: top.id, from: input)
        case .paste(let text): return deliver(.paste(text), to: top.id, from: input)
        case .unknown(let key):
            say(.plain(Sentence("\(key) does nothing here; \(key: .help) shows the keys.")))
            return []
        case .prefix: return leaderTimer
        case .ignored: return []
        }
    }

    /// Checks permission and state, then does it, or says why not.
    mutating func perform(_ action: ActionID, input: InputEvent?) -> [Order] {
        guard let top else { return [] }
        if let record = catalogue[action] {
            if record.permission != nil {
                guard profile != nil else { return holdUntilSignedIn(input) }
                guard record.isAllowed(in: context) else {
                    say(.bad("Your role does not allow this: \(record.label)."))
                    return [.ring]
                }
            }
            if let reason = record.whyNotNow(top.screen, context) {
                say(.bad(reason))
                return [.ring]
            }
        }
        return performTutorial(action) ?? performOwn(action) ?? deliver(.action(action), to: top.id, from: input)
    }

    private mutating func holdUntilSignedIn(_ input: InputEvent?) -> [Order] {
        guard let input, connection.isConnecting else {
            say(.bad(connection.whyNoCommand ?? "Not signed in."))
            return [.ring]
        }
        return hold(input)
    }

    /// The shell's own actions; nil for those of the screens.
    private mutating func performOwn(_ action: ActionID) -> [Order]? {
        let isSigningIn = top?.screen is SignInScreen
        switch action {
        case .quit: return quit()
        case .repaint: return [.repaint]
        case .saveScreen: return [.saveScreen]
        case .suspend: return [.suspend]
        case .lock: return lock()
        case .mouse: return [.toggleMouse]
        case .copyField: return copy(copiedField)
        case .copyAll: return copy(copiedScreen)
        case .fieldEditor: return editOutside()
        case .back: return isSigningIn ? [] : perform(.cancel, input: nil)
        case .help: return top?.screen is HelpScreen ? [] : push(screen(.help))
        case .about: return push(screen(.about))
        case .palette: return isSigningIn || top?.screen is PaletteScreen ? [] : push(screen(.palette(text: "")))
        case .findFocus where !(top?.screen is FindScreen): return isSigningIn ? [] : push(screen(.find(text: "")))
        case .goQueue: return go(QueueScreen.self, .queue)
        case .goWarehouse: return go(WarehouseScreen.self, .warehouse)
        case .goPayment:
            return push(screen(.payment(PaymentOpening(account: nil, amountText: "", note: "", draft: nil))))
        case .goCashier: return go(CashierScreen.self, .cashier)
        case .goShifts: return go(ShiftsScreen.self, .shifts)
        case .goTransfers: return go(CashTransfersScreen.self, .cashTransfers)
        case .goChargeRuns: return go(ChargeRunsScreen.self, .chargeRuns)
        case .goCatalog: return go(CatalogScreen.self, .catalog)
        case .goUsage: return go(UsageScreen.self, .usage)
        case .goDuplicates: return push(screen(.duplicates(nil)))
        case .goCallPrice where !(top?.screen is CallQuoteScreen):
            return push(screen(.callQuote(CallQuoteOpening())))
        case .goDrafts: return openDrafts()
        default: return nil
        }
    }

    func screen(_ destination: Destination) -> any Screen {
        destination.screen(in: context, catalogue: catalogue, layers: layers, recent: history.actions)
    }

    /// Goes to a screen that is there once: back to it when it is open already.
    private mutating func go<S: Screen>(_ type: S.Type, _ destination: Destination) -> [Order] {
        guard let index = layers.firstIndex(where: { $0.screen is S }) else { return push(screen(destination)) }
        var orders: [Order] = []
        while layers.count > index + 1, let last = layers.last { orders += close(last.id) }
        return orders
    }

    private mutating func openDrafts() -> [Order] {
        guard let top, !(top.screen is RegistrationScreen) else {
            say(.plain("This is the unfinished form."))
            return []
        }
        let found = DraftOffers.ordered(Array(drafts.values))
        guard !found.isEmpty else {
            say(.plain("No unfinished form is kept."))
            return []
        }
        guard found.count > 1 else { return openDraft(found[0]) }
        let words = found.map { DraftOffers.words($0, clock: clock) }
        return push(
            screen(.choose(ChoiceOpening(purpose: "draft", title: "Unfinished", choices: words, selected: 0))))
    }

    /// One of the offered ones was chosen from the list.
    mutating func openDraft(at index: Int) -> [Order] {
        let found = DraftOffers.ordered(Array(drafts.values))
        return found.indices.contains(index) ? openDraft(found[index]) : []
    }

    private mutating func openDraft(_ draft: Draft) -> [Order] {
        if let destination = DraftOffers.destination(draft) { return push(screen(destination)) }
        guard let place = draft.place else { return [] }
        if let top, top.screen.crumb == draft.form, !draft.form.isEmpty {
            say(.plain("This is the unfinished form."))
            return []
        }
        let orders = places.last == place ? [] : goBack(to: place)
        let form = draft.form.isEmpty ? "The form" : "\u{201C}\(draft.form)\u{201D}"
        say(.plain("\(form) goes on with what was typed when it is opened again here."))
        return orders
    }

    private mutating func quit() -> [Order] {
        guard let reason = layers.compactMap(\.screen.unsent).first else { return [.quit] }
        let question = ConfirmOpening(purpose: "quit", question: reason, yes: "Leave all the same", no: "Stay")
        return push(screen(.confirm(question)))
    }
}
