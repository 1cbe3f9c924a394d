/// The numbers of contracts and accounts somebody wrote into a transfer's free text, in any of the scripts of the
/// country: "վճարում պայմանագիր C-2026-000001", "оплата дог. С2026/000001 за март", "acc 1000300".
package struct BankPurpose: Hashable, Sendable {
    /// How sure it is that the number is meant as one.
    package enum Clarity: Int, Hashable, Sendable, Comparable {
        /// A number that might be anything.
        case bare
        /// Written as contracts of some series are, "D-0000012": one of ours if there is one.
        case written
        /// Written out as contracts are, or called an account, or all there is.
        case clear

        package static func < (left: Clarity, right: Clarity) -> Bool { left.rawValue < right.rawValue }
    }

    /// Contract numbers in the form contracts have: "C-2026-000001".
    package private(set) var contracts: [String: Clarity] = [:]
    package private(set) var accounts: [AccountID: Clarity] = [:]

    /// - Parameter texts: the purpose, and references carried through by the payer's bank.
    package init(_ texts: [String]) {
        for text in texts { take(Self.tokens(of: text)) }
    }

    private mutating func add(contract: String, _ clarity: Clarity) {
        contracts[contract] = max(contracts[contract] ?? clarity, clarity)
    }

    private mutating func add(account: Int64, _ clarity: Clarity) {
        let id = AccountID(account)
        accounts[id] = max(accounts[id] ?? clarity, clarity)
    }

    private mutating func take(_ tokens: [Token]) {
        let isAlone = tokens.count == 1
        var index = 0
        while index < tokens.count {
            guard tokens[index].isNumber else {
                index += 1
                continue
            }
            if let (contract, clarity, next) = Self.contract(in: tokens, at: index) {
                add(contract: contract, clarity)
                index = next
                continue
            }
            if let contract = Self.seriesContract(in: tokens, at: index) { add(contract: contract, .written) }
            let digits = tokens[index].text
            if (5...12).contains(digits.utf8.count), digits.first != "0", let number = Int64(digits) {
                add(account: number, isAlone || Self.isCalledAccount(tokens, at: index) ? .clear : .bare)
            }
            index += 1
        }
    }

    /// A contract number whose year or whole number stands at the place: its value, and where the text goes on.
    private static func contract(
        in tokens: [Token], at index: Int
    ) -> (contract: String, clarity: Clarity, next: Int)? {
        var year = tokens[index].text
        var serial = ""
        var next = index + 1
        if year.utf8.count == 10 || year.utf8.count == 11 {
            serial = String(year.dropFirst(4))
            year = String(year.prefix(4))
        } else if year.utf8.count == 4, next < tokens.count, tokens[next].isNumber, tokens[next].gap.isLink {
            serial = tokens[next].text
            next += 1
            // "000 001"
            if serial.utf8.count < 6, next < tokens.count, tokens[next].isNumber, tokens[next].gap == .blank,
                serial.utf8.count + tokens[next].text.utf8.count == 6
            {
                serial += tokens[next].text
                next += 1
            }
        }
        guard let number = Int(year), (1990...2099).contains(number), (1...7).contains(serial.utf8.count) else {
            return nil
        }
        let previous = index > 0 ? tokens[index - 1] : nil
        let hasLetter = previous.map { seriesLetters.contains($0.text) && tokens[index].gap.isLink } ?? false
        let isCalled = previous.map { word in contractWords.contains { word.text.hasPrefix($0) } } ?? false
        let isWhole = serial.utf8.count >= 6
        guard isWhole || hasLetter else { return nil }
        let padded = String(repeating: "0", count: max(0, 6 - serial.utf8.count)) + serial
        return ("C-\(year)-\(padded)", isWhole && (hasLetter || isCalled) ? .clear : .bare, next)
    }

    /// A contract of another series, one or two letters and six to nine digits: "D-0000012", "д0000012".
    private static func seriesContract(in tokens: [Token], at index: Int) -> String? {
        let number = tokens[index]
        guard index > 0, number.gap == .nothing || number.gap == .mark, (6...9).contains(number.text.utf8.count) else {
            return nil
        }
        let word = tokens[index - 1].text
        guard (1...2).contains(word.count), !fillers.contains(word), !shortWords.contains(word) else { return nil }
        let series = word.compactMap { letter in latinForms[letter] ?? (letter.isASCII ? letter : nil) }
        guard series.count == word.count else { return nil }
        return "\(String(series).uppercased())-\(number.text)"
    }

    /// A word for an account stands before the number, with at most two words or signs between.
    private static func isCalledAccount(_ tokens: [Token], at index: Int) -> Bool {
        for place in tokens[..<index].indices.suffix(3).reversed() {
            let token = tokens[place]
            if token.isNumber { return false }
            if accountWords.contains(where: { token.text.hasPrefix($0) }) { return true }
            if shortWords.contains(token.text) { return true }
            if place > 0, pairs.contains(where: { $0 == (tokens[place - 1].text, token.text) }) { return true }
            if !fillers.contains(token.text) { return false }
        }
        return false
    }

    /// Cyrillic letters that look or sound like the Latin ones of a series.
    private static let latinForms: [Character: Character] = [
        "а": "a", "в": "b", "с": "c", "д": "d", "е": "e", "н": "h", "к": "k", "м": "m", "о": "o", "р": "p", "т": "t",
        "х": "x",
    ]
    /// The series letter in Latin and as it looks on a Cyrillic keyboard.
    private static let seriesLetters: Set<String> = ["c", "с"]
    private static let contractWords = ["contract", "dog", "дог", "контракт", "պայմ", "paym", "payman"]
    private static let accountWords = [
        "acc", "счет", "счёт", "лицев", "абонент", "հաշիվ", "հաշվ", "բաժանորդ", "hashiv", "hashv", "subscriber",
        "schet",
    ]
    private static let shortWords: Set<String> = ["лс", "сч", "հհ", "ls"]
    private static let pairs = [("л", "с"), ("հ", "հ"), ("a", "c"), ("l", "s")]
    private static let fillers: Set<String> = [
        "no", "nr", "n", "№", "#", "num", "number", "номер", "համար", "համարը", "id", "счет", "счёт", "հ",
    ]
}

extension BankPurpose {
    /// A run of letters, or a run of digits; `№` and `#` are words by themselves.
    private struct Token {
        /// What stands between this token and the one before.
        enum Gap {
            case nothing
            case blank
            case mark
            case more

            /// Parts of one number may be divided by it.
            var isLink: Bool { self != .more }
        }

        var text: String
        var isNumber: Bool
        var gap: Gap
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var gap: [Unicode.Scalar] = []
        for scalar in text.lowercased().unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            let isSign = scalar == "№" || scalar == "#"
            guard isDigit || isSign || scalar.properties.isAlphabetic else {
                gap.append(scalar)
                continue
            }
            if gap.isEmpty, !isSign, let last = tokens.last, last.isNumber == isDigit, last.text != "№",
                last.text != "#"
            {
                tokens[tokens.count - 1].text.unicodeScalars.append(scalar)
                continue
            }
            tokens.append(Token(text: String(scalar), isNumber: isDigit, gap: Self.gap(gap)))
            gap = []
        }
        return tokens
    }

    /// One separator of those that people put between the parts of a number, with blanks around it or without.
    private static func gap(_ scalars: [Unicode.Scalar]) -> Token.Gap {
        if scalars.isEmpty { return .nothing }
        let marks = scalars.filter { !$0.properties.isWhitespace }
        if marks.isEmpty { return scalars.count <= 2 ? .blank : .more }
        let known: Set<Unicode.Scalar> = ["-", "/", "_", ".", "\\", "–", "—", "‐", "‑", "−", "֊", ":"]
        return marks.count == 1 && known.contains(marks[0]) && scalars.count <= 3 ? .mark : .more
    }
}
