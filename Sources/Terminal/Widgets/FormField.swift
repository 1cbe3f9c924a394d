/// One thing a form asks.
public nonisolated struct FormField: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case text
        /// Text with a rule of its own.
        case checked(Check)
        case secret
        /// Codes with the words shown for them, in order.
        case choice([Choice])
        /// A whole number.
        case number(ClosedRange<Int>)
        /// A sum of money with at most so many decimals.
        case amount(decimals: Int, Sign = .notNegative)
        /// A day, as it is typed: `d.m.yyyy`, `d.m` of this year, a word of ``FieldRule/dayWords``, or so many days from
        /// today: `+10`.
        case date
        /// Yes or no: ``yes`` or nothing.
        case check
    }

    /// What is wrong with a text, told when the field is left.
    public struct Check: Equatable, Sendable {
        /// Two of one name are the same.
        public var name: String
        /// What is wrong with it; nil: nothing.
        var complaint: @Sendable (String) -> String?

        public init(_ name: String, complaint: @escaping @Sendable (String) -> String?) {
            self.name = name
            self.complaint = complaint
        }

        public static func == (left: Check, right: Check) -> Bool { left.name == right.name }
    }

    /// Which sums there may be.
    public enum Sign: Equatable, Sendable {
        case any
        case notNegative
        case positive
    }

    public struct Choice: Equatable, Sendable {
        public var code: String
        public var label: String

        public init(code: String, label: String) {
            self.code = code
            self.label = label
        }
    }

    /// The value of a box that is ticked.
    public static let yes = "yes"

    public var name: String
    public var label: String
    public var kind: Kind
    /// What is expected, shown while the field is empty and has the focus.
    public var hint: String
    public var isRequired: Bool
    /// Cells the value may take on the screen.
    public var width: Int
    /// Drawn to the right of the field before it.
    public var sharesRow: Bool
    /// Its value was proposed: the first character typed replaces it.
    public var isProposed: Bool

    public init(
        name: String, label: String, kind: Kind = .text, hint: String = "", isRequired: Bool = false, width: Int = 40,
        sharesRow: Bool = false, isProposed: Bool = false
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.hint = hint.isEmpty && kind == .date ? FieldRule.dayHint : hint
        self.isRequired = isRequired
        self.width = width
        self.sharesRow = sharesRow
        self.isProposed = isProposed
    }

    /// What is to be said of a value of this field as far as it is typed.
    public func verdict(_ value: String) -> FieldRule.Verdict {
        let value = value.split(separator: " ").joined(separator: " ")
        return switch kind {
        case .text, .secret, .choice, .check: .right
        case .checked(let check):
            value.isEmpty ? .right : check.complaint(value).map { .unfinished($0) } ?? .right
        case .number(let range): FieldRule.number(value, in: range)
        case .amount(let decimals, let sign): FieldRule.amount(value, decimals: decimals, sign)
        case .date: FieldRule.date(value)
        }
    }

    /// Whether the character can be part of a value; what cannot is not taken.
    func admits(_ character: Character) -> Bool {
        switch kind {
        case .text, .checked, .secret: true
        case .choice, .check: false
        case .number: character.isASCII && character.isNumber || character.isWhitespace || character == "-"
        case .amount: character.isASCII && character.isNumber || character.isWhitespace || "-,.".contains(character)
        case .date:
            character.isASCII && character.isNumber || ".-+".contains(character)
                || FieldRule.dayWords.contains { $0.contains(character.lowercased()) }
        }
    }
}
