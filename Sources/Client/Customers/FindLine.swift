import Domain

/// What was typed into the input line decides what it means.
enum FindLine: Equatable {
    case empty
    /// A name, phone, contract, account, address, serial: the server tells which, unless `@` or `!` before it says it.
    case search(String)
    case ticket(TicketID)
    /// `$ account amount note`, as far as it is typed.
    case payment(account: AccountID?, amount: String, note: String)
    /// `:` and part of an action's name.
    case command(String)
    /// A sentence about what is still missing.
    case incomplete(String)

    init(_ text: String) {
        let trimmed = text.trimmed
        guard let first = trimmed.first else {
            self = .empty
            return
        }
        let rest = String(trimmed.dropFirst()).trimmed
        switch first {
        case "#":
            if let number = Int64(rest), number > 0 {
                self = .ticket(TicketID(number))
            } else {
                self = .incomplete("After # type the ticket's number.")
            }
        case "$":
            let words = rest.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            guard let number = words.first else {
                self = .incomplete("After $ type the account's number and the amount.")
                return
            }
            guard let account = Int64(number), account > 0 else {
                self = .incomplete("\u{201C}\(number)\u{201D} is not an account number.")
                return
            }
            self = .payment(
                account: AccountID(account), amount: words.count > 1 ? String(words[1]) : "",
                note: words.count > 2 ? String(words[2]) : "")
        case ":": self = .command(rest)
        case "@", "!":
            self =
                rest.isEmpty
                ? .incomplete(first == "@" ? "After @ type an address." : "After ! type a device's serial or MAC.")
                : .search(trimmed)
        default: self = .search(trimmed)
        }
    }
}

extension String {
    /// Without blanks and line ends on either side.
    nonisolated var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
