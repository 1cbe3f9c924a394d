import Domain

/// What was typed into the input line decides what it means.
enum FindLine: Equatable {
    case empty
    /// What is looked for; the sign before it, if there is one, belongs to it.
    case search(String, FindKind)
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
        case "$": self = Self.payment(rest)
        case ":": self = .command(rest)
        case "@": self = rest.isEmpty ? .incomplete("After @ type an address.") : .search(trimmed, .address)
        case "!":
            self = rest.isEmpty ? .incomplete("After ! type a device's serial or MAC.") : .search(trimmed, .device)
        default:
            let kind = FindKind(trimmed)
            self =
                kind == .number && trimmed.count(where: \.isWholeNumber) < 3
                ? .incomplete("Type at least three digits of the number.") : .search(trimmed, kind)
        }
    }

    private static func payment(_ rest: String) -> FindLine {
        let words = rest.split(separator: " ", omittingEmptySubsequences: true)
        guard let number = words.first else {
            return .incomplete("After $ type the account's number and the amount.")
        }
        guard let account = Int64(number), account > 0 else {
            return .incomplete("\u{201C}\(number)\u{201D} is not an account number.")
        }
        let amount = amount(at: words.dropFirst())
        return .payment(
            account: AccountID(account), amount: amount.joined(separator: " "),
            note: words.dropFirst(1 + amount.count).joined(separator: " "))
    }

    /// How the line is understood, told beside it.
    var meaning: String {
        switch self {
        case .empty, .incomplete: ""
        case .search(_, let kind): kind.words
        case .ticket: "ticket"
        case .payment: "payment: account, amount, note"
        case .command: "action"
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

/// What a text without a sign before it is taken for. The database decides the same way (customers.search_exactly).
enum FindKind: Equatable {
    case name
    /// Digits as numbers are written.
    case number
    /// Letters and digits in one word.
    case code
    /// Words and a number.
    case nameOrAddress
    case email
    case address
    case device

    init(_ text: String) {
        let hasDigit = text.contains { $0.isASCII && $0.isNumber }
        if text.unicodeScalars.allSatisfy(Self.isOfNumber), let first = text.first, first != "-" {
            self = .number
        } else if let at = text.firstIndex(of: "@"), at > text.startIndex {
            self = .email
        } else if hasDigit {
            self = text.contains(where: \.isWhitespace) && !Self.isSpacedCode(text) ? .nameOrAddress : .code
        } else {
            self = .name
        }
    }

    /// A short series and its number, apart: "D 0001315", "AN 0123456".
    private static func isSpacedCode(_ text: String) -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, words.count > 1, first.count <= 2, first.allSatisfy(\.isLetter) else {
            return false
        }
        return words.dropFirst().allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
    }

    /// Digits, and what stands between them: blanks and dashes of any kind, brackets, dots, slashes, plus.
    private static func isOfNumber(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "+", "(", ")", ".", "/", "-", "\u{2010}"..."\u{2015}", "\u{2212}": true
        default: scalar.properties.isWhitespace
        }
    }

    var words: String {
        switch self {
        case .name: "name"
        case .number: "phone, contract, account or tax number"
        case .code: "contract, document, serial or MAC"
        case .nameOrAddress: "name or address"
        case .email: "e-mail"
        case .address: "address"
        case .device: "device"
        }
    }
}

extension String {
    /// A sentence as part of another.
    nonisolated var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
