import Domain
import Operations
import Terminal

/// Cash on its way: what waits for this operator, and what they sent that has not arrived.
struct CashTransfersScreen: Screen {
    var transfers: [CashTransfer]?
    var shift: TillShift??
    var selection = RowSelection<CashTransferID>()
    var loadedAt: Instant?

    var keyContexts: [String] { ["transfers", "list"] }
    var crumb: String { "Cash transfers" }
    var readAt: Instant? { loadedAt }
    var ids: [CashTransferID] { (transfers ?? []).map(\.id) }
    var selected: CashTransfer? { transfers?.first { $0.id == selection.id } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.accounts): return load(in: context)
        case .reply(.transfers(let found), _):
            transfers = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .reply(.shift(let shift), _):
            self.shift = .some(shift)
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load(in context: ScreenContext) -> [Effect] {
        // Who only supervises has no till.
        let shift = context.may(.tillUse) ? [Effect.ask(.till(.currentShift), purpose: "shift")] : []
        return [.ask(.till(.inTransit), purpose: "transfers")] + shift
    }

    /// Why the selected one cannot be answered; nil when it can.
    var whyNoAnswer: String? {
        guard let transfers else { return nil }
        guard !transfers.isEmpty, let selected else { return "No cash is on its way." }
        guard selected.state == .inTransit else {
            return "It was refused; it comes back when its sender opens a shift."
        }
        return selected.isMineToReceive ? nil : "It is \(selected.toName) who confirms or refuses it."
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: context.rows - 4) { return transfers == nil ? [.holdInput] : [] }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load(in: context)
        case .cashSend:
            guard let shift else { return [.holdInput] }
            guard let shift else {
                return [.say(.bad("No shift is open: there is no cash of yours to send.")), .ring]
            }
            return [.open(.cashSending(shift))]
        case .listOpen, .cashConfirm, .cashRefuse:
            guard transfers != nil else { return [.holdInput] }
            if let whyNoAnswer { return [.say(.bad(whyNoAnswer)), .ring] }
            guard let selected else { return [] }
            return [.open(.cashAnswer(selected, isRefusal: action == .cashRefuse))]
        default: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = transfers ?? []
        let table = Table(columns: [
            Table.Column(title: "Sent", width: 16), Table.Column(title: "From", width: nil),
            Table.Column(title: "To", width: nil), Table.Column(title: "State", width: 13),
            Table.Column(title: "Amount", width: 17, isRight: true),
        ])
        let tableHeight = sheet.height - 3
        sheet.within(row: 0, column: 0, height: tableHeight, width: sheet.width) { area in
            let words = transfers == nil ? "Reading\u{2026}" : "No cash is on its way."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let (state, role): (String, TextRole) =
                    switch row.state {
                    case .inTransit: row.isMineToReceive ? ("waits for you", .stateNew) : ("on its way", .dim)
                    case .confirmed: ("arrived", .stateActive)
                    case .refused: ("refused", .stateSuspended)
                    }
                return [
                    Table.Cell(context.clock.dateAndTime(of: row.sentAt)), Table.Cell(row.fromName),
                    Table.Cell(row.toName), Table.Cell(state, role), Table.Cell(row.amount.text),
                ]
            }
        }
        if let selected {
            let parts = ["#\(selected.id) sent by \(selected.sentBy)", selected.note, selected.reason]
            let words = parts.filter { !$0.isEmpty }.joined(separator: "; ")
            sheet.write(words, row: tableHeight, column: 1, width: sheet.width - 2, .dim)
        }
        KeyHints([.cashConfirm, .cashRefuse, .cashSend], of: keyContexts, in: context).draw(
            on: &sheet, row: sheet.height - 1)
    }
}
