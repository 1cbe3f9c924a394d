import Domain
import Terminal

extension CashierScreen {
    private static let figuresTop = 4
    private static let linesTop = 11

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        drawShift(on: &sheet, in: context)
        sheet.write("Take:", row: 2, column: 1, width: 5, .inputLabel)
        let isOpen = stage == .typing
        input.draw(on: &sheet, row: 2, column: 7, width: sheet.width - 8, .input, hasCursor: isOpen)
        if input.text.isEmpty {
            sheet.write("account, contract, phone or name; amount; note", row: 2, column: 8, .fieldHint)
            sheet.cursor(row: 2, column: 7)
        }
        sheet.within(row: Self.figuresTop, column: 0, height: 6, width: sheet.width) {
            drawFigures(on: &$0, in: context)
        }
        sheet.within(
            row: Self.linesTop, column: 0, height: sheet.height - Self.linesTop, width: sheet.width
        ) { drawLines(on: &$0, in: context) }
    }

    private func drawShift(on sheet: inout Sheet, in context: ScreenContext) {
        let right = waiting == 0 ? "" : waiting == 1 ? "1 transfer waits for you" : "\(waiting) transfers wait for you"
        sheet.write(right, row: 0, column: sheet.width - right.count - 1, width: right.count, .stateNew)
        let room = sheet.width - right.count - 3
        switch shift {
        case nil: sheet.write("Reading the shift\u{2026}", row: 0, column: 1, .dim)
        case .some(nil):
            sheet.write(
                context.words("No shift is open: \(key: .paymentPost) opens one."), row: 0, column: 1, width: room,
                .fieldError)
        case .some(let shift?):
            let since = context.clock.dateAndTime(of: shift.openedAt)
            sheet.write("\(shift.tillName), shift \(shift.id) since \(since)", row: 0, column: 1, width: room, .dim)
            let taken = lines.filter { $0.kind == .payment }
            let sum = taken.reduce(Int64(0)) { $0 &+ $1.amount.minorUnits }
            let money = Money(minorUnits: sum, currency: shift.expected.currency)
            sheet.write(
                "In the till \(shift.expected.text)   taken \(taken.count), \(money.text)", row: 1, column: 1,
                width: sheet.width - 2, .strong)
        }
    }

    private func drawFigures(on sheet: inout Sheet, in context: ScreenContext) {
        if let complaint {
            sheet.within(row: 0, column: 1, height: 2, width: sheet.width - 2) { area in
                _ = area.writeWrapped(complaint, row: 0, .fieldError)
            }
            return
        }
        let take: Take?
        let (words, role): (Sentence, TextRole)
        switch stage {
        case .typing:
            take = nil
            let what = found == nil ? "who it is" : "the figures"
            (words, role) = ("\(key: .paymentPost) shows \(what).", .dim)
        case .looking(let line):
            take = nil
            (words, role) = ("Looking for \u{201C}\(line.who)\u{201D}\u{2026}  \(key: .cancel) stops.", .dim)
        case .asking(let asked):
            take = asked
            (words, role) = ("\(key: .paymentPost) takes \(asked.amount.text), \(key: .cancel) goes back.", .strong)
        case .posting(let sent):
            take = sent
            (words, role) = ("Posting\u{2026}", .dim)
        case .unconfirmed(let sent, _):
            take = sent
            (words, role) = ("\(sent.amount.text) not confirmed: \(key: .paymentPost) sends it again.", .fieldError)
        }
        let owner = take.map { AccountOwner(customer: $0.customer, account: $0.account) } ?? found?.owner
        if let owner {
            sheet.write(
                "\(owner.customer.name)  \(owner.customer.contractNumber)  account \(owner.account.id)", row: 0,
                column: 1, width: sheet.width - 2, .strong)
            sheet.write(owner.customer.address, row: 1, column: 1, width: sheet.width - 2, .dim)
            let lines: [(String, Money?)] = [
                ("Balance", owner.account.balance), ("Payment", take?.amount), ("After", take?.balanceAfter),
            ]
            for (offset, line) in lines.enumerated() {
                sheet.write(line.0, row: 2 + offset, column: 1, width: 9, .label)
                guard let money = line.1 else { continue }
                sheet.write(money.text, row: 2 + offset, column: 11, width: 20, money.role, isRight: true)
            }
        }
        sheet.write(context.words(words), row: 5, column: 1, width: sheet.width - 2, role)
    }

    private func drawLines(on sheet: inout Sheet, in context: ScreenContext) {
        let table = Table(columns: [
            Table.Column(title: "In this shift", width: 16), Table.Column(title: "Kind", width: 10),
            Table.Column(title: "Who", width: nil), Table.Column(title: "Account", width: 12, from: 100),
            Table.Column(title: "Receipt", width: 10, from: 100),
            Table.Column(title: "Amount", width: 18, isRight: true),
        ])
        let words = openShift == nil ? "" : "Nothing was taken yet."
        table.draw(
            on: &sheet, ids: Array(lines.indices), selection: RowSelection<Int>(), whenEmpty: words, hasFocus: false
        ) { lines[$0].cells(context.clock) }
    }
}

extension ShiftLine {
    func cells(_ clock: BusinessClock) -> [Table.Cell] {
        [
            Table.Cell(clock.dateAndTime(of: at), .dim), Table.Cell(kind.words), Table.Cell(title),
            Table.Cell(account.map { "\($0)" } ?? "", .dim), Table.Cell(payment.map { "\($0)" } ?? "", .dim),
            Table.Cell(amount.text, amount.role),
        ]
    }
}

extension ShiftLineKind {
    var words: String { self == .opening ? "counted" : rawValue }
}
