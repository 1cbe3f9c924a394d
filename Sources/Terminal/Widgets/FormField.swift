/// One thing a form asks.
public nonisolated struct FormField: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case text
        case secret
        /// Codes with the words shown for them, in order.
        case choice([Choice])
        /// A whole number.
        case number(ClosedRange<Int>)
        /// A sum of money with at most so many decimals.
        case amount(decimals: Int, isSigned: Bool = false)
        /// A day, as it is typed: `d.m.yyyy`.
        case date
        /// Yes or no: ``yes`` or nothing.
        case check
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
        self.hint = hint.isEmpty && kind == .date ? "d.m.yyyy" : hint
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
        case .number(let range): FieldRule.number(value, in: range)
        case .amount(let decimals, let isSigned): FieldRule.amount(value, decimals: decimals, isSigned: isSigned)
        case .date: FieldRule.date(value)
        }
    }

    /// Whether the character can be part of a value; what cannot is not taken.
    func admits(_ character: Character) -> Bool {
        switch kind {
        case .text, .secret: true
        case .choice, .check: false
        case .number: character.isASCII && character.isNumber || character.isWhitespace || character == "-"
        case .amount: character.isASCII && character.isNumber || character.isWhitespace || "-,.".contains(character)
        case .date: character.isASCII && character.isNumber || character == "." || character == "-"
        }
    }
}
