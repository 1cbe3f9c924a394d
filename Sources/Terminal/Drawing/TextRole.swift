/// What a piece of text on the screen is; the theme says how it looks. The names are those of the theme files; a
/// program adds its own to those of the toolkit's parts.
public nonisolated struct TextRole: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

nonisolated extension TextRole {
    public static let text: TextRole = "text"
    public static let dim: TextRole = "text.dim"
    public static let strong: TextRole = "text.strong"
    public static let input: TextRole = "input"
    public static let inputLabel: TextRole = "input.label"
    public static let message: TextRole = "message"
    public static let messageGood: TextRole = "message.good"
    public static let messageBad: TextRole = "message.bad"
    public static let barKey: TextRole = "bar.key"
    public static let barLabel: TextRole = "bar.label"
    public static let listHead: TextRole = "list.head"
    public static let listSelected: TextRole = "list.selected"
    public static let listMarked: TextRole = "list.marked"
    public static let tab: TextRole = "tab"
    public static let tabSelected: TextRole = "tab.selected"
    public static let chart: TextRole = "chart"
    public static let found: TextRole = "text.found"
    public static let label: TextRole = "field.label"
    public static let value: TextRole = "field.value"
    public static let fieldFocus: TextRole = "field.focus"
    public static let fieldHint: TextRole = "field.hint"
    public static let fieldError: TextRole = "field.error"
    public static let dialog: TextRole = "dialog"
    public static let dialogFrame: TextRole = "dialog.frame"
    public static let dialogTitle: TextRole = "dialog.title"

    /// The roles that the toolkit itself draws with.
    public static let ofToolkit: [TextRole] = [
        .text, .dim, .strong, .input, .inputLabel, .message, .messageGood, .messageBad, .barKey, .barLabel, .listHead,
        .listSelected, .listMarked, .tab, .tabSelected, .chart, .found, .label, .value, .fieldFocus, .fieldHint,
        .fieldError, .dialog, .dialogFrame, .dialogTitle,
    ]
}
