/// The stable name of an action, as keymap files write it: `edit.left`. A program adds its own to those that the
/// toolkit's parts understand.
public nonisolated struct ActionID: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public init(_ value: String) { rawValue = value }
}

/// The actions of the toolkit's parts: moving in a list, editing a line, going from field to field.
nonisolated extension ActionID {
    public static let moveUp: ActionID = "move.up"
    public static let moveDown: ActionID = "move.down"
    public static let movePageUp: ActionID = "move.page_up"
    public static let movePageDown: ActionID = "move.page_down"
    public static let moveFirst: ActionID = "move.first"
    public static let moveLast: ActionID = "move.last"

    public static let editLeft: ActionID = "edit.left"
    public static let editRight: ActionID = "edit.right"
    public static let editHome: ActionID = "edit.home"
    public static let editEnd: ActionID = "edit.end"
    public static let editBackspace: ActionID = "edit.backspace"
    public static let editDelete: ActionID = "edit.delete"
    public static let editDeleteWord: ActionID = "edit.delete_word"
    public static let editClear: ActionID = "edit.clear"
    public static let editKill: ActionID = "edit.delete_to_end"

    public static let focusNext: ActionID = "focus.next"
    public static let focusPrevious: ActionID = "focus.previous"
}
