import Domain
import Terminal

/// The facts on top of a customer's card, and the short form of the card beside a list.
struct CustomerFacts {
    let card: CustomerCard
    let context: ScreenContext

    /// Rows the top takes; the list below begins after them.
    static let rows = 5

    private var profile: CustomerProfile { card.profile }

    /// What the accounts hold together, by currency, and how many they are where they are several; red as soon as one of
    /// them owes.
    private var balance: (words: String, role: TextRole)? {
        guard let first = card.accounts.first else { return nil }
        guard card.accounts.count > 1 else { return (first.balance.text, first.balance.role) }
        let sums = MoneySums(card.accounts.map(\.balance)).sums
        let isOwing = card.accounts.contains { $0.balance.isNegative }
        return (
            "\(sums.map(\.text).joined(separator: ", ")) in \(card.accounts.count) accounts",
            isOwing ? .moneyNegative : .moneyPositive
        )
    }

    private var tariffs: String {
        let running = card.subscriptions.filter { $0.state != .ended }
        return running.isEmpty ? "no service" : running.map(\.tariffName).joined(separator: ", ")
    }

    func drawTop(on sheet: inout Sheet) {
        let right = 26
        let left = sheet.width - right - 3
        sheet.write(profile.name, row: 0, column: 1, width: left, .strong)
        // Who may change nothing sees so at once (features F8.1).
        let mark = context.may(.customerEdit) ? card.state.mark : "RO  \(card.state.mark)"
        sheet.write(mark, row: 0, column: sheet.width - right - 1, width: right, card.state.role, isRight: true)
        var numbers = ["contract \(profile.contractNumber)"]
        if !card.duplicates.isEmpty { numbers.append("! duplicate?") }
        numbers += [profile.kind.words, profile.branchName]
        if !card.mergedNames.isEmpty { numbers.append("with \(card.mergedNames.joined(separator: ", "))") }
        let own = max(balance.map { TextMeasure.width($0.words) } ?? 0, right)
        sheet.write(numbers.joined(separator: "  "), row: 1, column: 1, width: sheet.width - own - 3)
        if let balance {
            sheet.write(balance.words, row: 1, column: sheet.width - own - 1, width: own, balance.role, isRight: true)
        }
        let phones = profile.phones.joined(separator: ", ")
        let mail = profile.email.isEmpty ? "" : "  \(profile.email)"
        sheet.write("\(phones)\(mail)", row: 2, column: 1, width: sheet.width - 2)
        let addresses = profile.addresses.map(\.text).joined(separator: "; ")
        sheet.write(addresses, row: 3, column: 1, width: sheet.width - 2)
        sheet.write(tariffs, row: 4, column: 1, width: sheet.width - 2, .dim)
    }

    /// Beside the list of results.
    func drawPreview(on sheet: inout Sheet) {
        sheet.write(profile.name, row: 0, .strong)
        sheet.write("\(profile.contractNumber)  \(card.state.mark)", row: 1, card.state.role)
        sheet.write(profile.phones.joined(separator: ", "), row: 2)
        sheet.write(profile.addresses.map(\.text).joined(separator: "; "), row: 3)
        if let balance, context.may(.accountView) { sheet.write("Balance \(balance.words)", row: 4, balance.role) }
        var row = 6
        for subscription in card.subscriptions.prefix(6) where row < sheet.height {
            sheet.write("\(subscription.tariffName) \(subscription.identifier)", row: row, width: sheet.width - 14)
            sheet.write(
                subscription.state.mark, row: row, column: sheet.width - 13, width: 13, subscription.state.role)
            row += 1
        }
        row += 1
        for ticket in card.tickets.filter({ $0.state == .open }).prefix(6) where row < sheet.height {
            sheet.write("#\(ticket.id) \(ticket.type): \(ticket.stepName)", row: row)
            row += 1
        }
        row += 1
        for movement in card.movements where row < sheet.height {
            sheet.write("\(movement.periodOn.text)  \(movement.title)", row: row, width: sheet.width - 16)
            sheet.write(
                movement.amount.text, row: row, column: sheet.width - 15, width: 15, movement.amount.role, isRight: true
            )
            row += 1
        }
    }
}
