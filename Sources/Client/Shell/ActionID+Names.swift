import Terminal

/// The product's actions by name: one line each, so that a misspelt one does not compile.
nonisolated extension ActionID {
    static let help: ActionID = "help.here"
    static let about: ActionID = "help.about"
    static let palette: ActionID = "palette.open"
    static let back: ActionID = "app.back"
    static let cancel: ActionID = "app.cancel"
    static let quit: ActionID = "app.quit"
    static let repaint: ActionID = "app.repaint"
    static let suspend: ActionID = "app.suspend"
    static let viewRefresh: ActionID = "view.refresh"

    static let findFocus: ActionID = "find.focus"
    static let goQueue: ActionID = "go.tickets"
    static let goReceive: ActionID = "go.receive"
    static let goDrafts: ActionID = "go.drafts"
    static let goPayment: ActionID = "go.payment"
    static let goCashier: ActionID = "go.cashier"
    static let goShifts: ActionID = "go.shifts"
    static let goTransfers: ActionID = "go.transfers"
    static let goChargeRuns: ActionID = "go.charge_runs"
    static let goCatalog: ActionID = "go.catalog"
    static let goUsage: ActionID = "go.usage"
    static let goCallPrice: ActionID = "go.call_price"
    static let goSignIn: ActionID = "go.sign_in"

    static let listOpen: ActionID = "list.open"

    static let formSave: ActionID = "form.save"
    static let formAccept: ActionID = "form.accept"
    static let valueChoose: ActionID = "value.choose"
    static let draftDiscard: ActionID = "draft.discard"
    static let dialogAccept: ActionID = "dialog.accept"
    static let confirmYes: ActionID = "confirm.yes"

    static let customerRegister: ActionID = "customer.register"
    static let cardTabNext: ActionID = "card.tab_next"
    static let cardTabPrevious: ActionID = "card.tab_previous"
    static let ticketOpen: ActionID = "ticket.open"
    static let paymentOpen: ActionID = "payment.open"
    static let paymentPost: ActionID = "payment.post"

    static let moneyFilter: ActionID = "money.filter"
    static let moneyAccount: ActionID = "money.account"
    static let moneyAsOf: ActionID = "money.as_of"
    static let moneyReverse: ActionID = "money.reverse"

    static let shiftToggle: ActionID = "shift.open_or_close"
    static let cashSend: ActionID = "cash.send"
    static let cashConfirm: ActionID = "cash.confirm"
    static let cashRefuse: ActionID = "cash.refuse"

    static let serviceTariff: ActionID = "service.tariff"
    static let serviceSuspend: ActionID = "service.suspend"
    static let serviceResume: ActionID = "service.resume"
    static let serviceOption: ActionID = "service.option"
    static let serviceTerminate: ActionID = "service.terminate"
    static let serviceWithdraw: ActionID = "service.withdraw_plan"

    static let runDry: ActionID = "run.dry"
    static let runDay: ActionID = "run.day"
    static let runReverse: ActionID = "run.reverse"
    static let runCancel: ActionID = "run.cancel"
    static let catalogPrice: ActionID = "catalog.price"
    static let catalogNew: ActionID = "catalog.new_tariff"
    static let catalogEdit: ActionID = "catalog.edit"
    static let catalogOption: ActionID = "catalog.option"
    static let catalogAdd: ActionID = "catalog.add"
    static let catalogDiscount: ActionID = "catalog.discount"

    static let callsFilter: ActionID = "calls.filter"
    static let callsEarlier: ActionID = "calls.earlier"
    static let callsLater: ActionID = "calls.later"
    static let callsService: ActionID = "calls.service"
    static let callsTotals: ActionID = "calls.totals"
    static let callsRerate: ActionID = "calls.rerate"
    static let callPrice: ActionID = "call.price"

    static let usageTabNext: ActionID = "usage.tab_next"
    static let usageTabPrevious: ActionID = "usage.tab_previous"
    static let usageFilter: ActionID = "usage.filter"
    static let usageReason: ActionID = "usage.reason"
    static let usageReplay: ActionID = "usage.replay"
    static let usageReplayAll: ActionID = "usage.replay_all"
    static let usageCorrect: ActionID = "usage.correct"
    static let usageDismiss: ActionID = "usage.dismiss"
    static let usageCustomer: ActionID = "usage.customer"
    static let markToggle: ActionID = "mark.toggle"
    static let priceListChoose: ActionID = "prices.list"
    static let reratingNew: ActionID = "rerating.new"
    static let reratingPost: ActionID = "rerating.post"
    static let reratingCancel: ActionID = "rerating.cancel"

    static let ticketTake: ActionID = "ticket.take"
    static let ticketForward: ActionID = "ticket.push_forward"
    static let ticketBack: ActionID = "ticket.push_back"
    static let ticketComment: ActionID = "ticket.comment"
    static let ticketCustomer: ActionID = "ticket.customer"
    static let queueFilter: ActionID = "queue.filter"
    static let queueMine: ActionID = "queue.mine"
    static let scanAccept: ActionID = "scan.accept"

    static let tutorialToggle: ActionID = "tutorial.toggle"
    static let tutorialSkip: ActionID = "tutorial.skip"
    static let tutorialBack: ActionID = "tutorial.back"

    /// The card's tabs by number, `card.tab_1` and so on.
    static func cardTab(_ number: Int) -> ActionID { ActionID("card.tab_\(number)") }
    /// The tabs of the Usage panel by number.
    static func usageTab(_ number: Int) -> ActionID { ActionID("usage.tab_\(number)") }
}
