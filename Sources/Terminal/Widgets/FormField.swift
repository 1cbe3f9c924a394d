/// One thing a form asks.
public struct FormField: Equatable {
    public enum Kind: Equatable {
        case text
        case secret
        /// Codes with the words shown for them, in order.
        case choice([Choice])
    }

    public struct Choice: Equatable {
        public var code: String
        public var label: String

        public init(code: String, label: String) {
            self.code = code
            self.label = label
        }
    }

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
        self.hint = hint
        self.isRequired = isRequired
        self.width = width
        self.sharesRow = sharesRow
        self.isProposed = isProposed
    }
}
