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
            let words = rest.split(separator: " ", omittingEmptySubsequences: true)
            guard let number = words.first else {
                self = .incomplete("After $ type the account's number and the amount.")
                return
            }
            guard let account = Int64(number), account > 0 else {
                self = .incomplete("\u{201C}\(number)\u{201D} is not an account number.")
                return
            }
            let amount = Self.amount(at: words.dropFirst())
            self = .payment(
                account: AccountID(account), amount: amount.joined(separator: " "),
                note: words.dropFirst(1 + amount.count).joined(separator: " "))
        case ":": self = .command(rest)
        case "@", "!":
            self =
                rest.isEmpty
                ? .incomplete(first == "@" ? "After @ type an address." : "After ! type a device's serial or MAC.")
                : .search(trimmed)
        default: self = .search(trimmed)
        }
    }

    /// The words that make one amount, as sums are shown: "1 000,50" is one, of groups of three digits.
    static func amount(at words: ArraySlice<Substring>) -> ArraySlice<Substring> {
        guard let first = words.first else { return [] }
        guard (1...3).contains(first.count), first.allSatisfy(\.isWholeNumber) else { return words.prefix(1) }
        var count = 1
        for word in words.dropFirst() {
            let digits = word.prefix { $0.isWholeNumber }
            let rest = word.dropFirst(digits.count)
            guard digits.count == 3, rest.isEmpty || rest.first == "," || rest.first == "." else { break }
            count += 1
            if !rest.isEmpty { break }
        }
        return words.prefix(count)
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

    /// A sentence as part of another.
    nonisolated var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
