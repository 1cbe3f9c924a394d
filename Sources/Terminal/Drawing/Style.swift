/// How a cell looks: two colours and attributes, already chosen for the depth of the terminal.
public nonisolated struct Style: Hashable, Sendable {
    /// A colour by the terminal's own number; -1 is the terminal's default.
    public var foreground: Int32
    public var background: Int32
    public var attributes: Attributes

    public struct Attributes: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let bold = Attributes(rawValue: 1)
        public static let dim = Attributes(rawValue: 2)
        public static let underline = Attributes(rawValue: 4)
        public static let reverse = Attributes(rawValue: 8)
    }

    public init(foreground: Int32 = -1, background: Int32 = -1, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    public static let plain = Style()
}
