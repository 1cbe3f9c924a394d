import Domain

/// The cashier's line: who, the amount, a note. Who is an account, a contract, a phone, or a word of the name.
///
///     1001 5000           C-1007 5 000,50 for March           +374 77 101234 3000
struct CashierLine: Equatable {
    var who: String
    var amount: String
    var note: String

    init(_ text: String) {
        var words = text.split(separator: " ")[...]
        guard let first = words.popFirst() else {
            (who, amount, note) = ("", "", "")
            return
        }
        var who = String(first)
        // An international number is typed in groups: they are all of it, until it has its digits.
        if first.hasPrefix("+") {
            while Self.digits(in: who) < 11, let next = words.first, next.allSatisfy(\.isWholeNumber) {
                who += next
                words = words.dropFirst()
            }
        }
        // A name is words up to the sum.
        while let next = words.first, !next.contains(where: \.isWholeNumber), who.contains(where: \.isLetter),
            words.contains(where: { $0.first?.isWholeNumber == true })
        {
            who += " \(next)"
            words = words.dropFirst()
        }
        let sum = FindLine.amount(at: words)
        self.who = who
        amount = sum.joined(separator: " ")
        note = words.dropFirst(sum.count).joined(separator: " ")
    }

    private static func digits(in text: String) -> Int { text.count { $0.isWholeNumber } }

    /// Only digits: an account's number, before it is anything else.
    var account: AccountID? {
        guard who.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(who), number > 0 else { return nil }
        return AccountID(number)
    }
}
