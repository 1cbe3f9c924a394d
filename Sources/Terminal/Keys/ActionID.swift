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

    public static let markToggle: ActionID = "mark.toggle"
    public static let markAll: ActionID = "mark.all"
    public static let sortNext: ActionID = "sort.next"
    public static let sortReverse: ActionID = "sort.reverse"

    public static let treeOpen: ActionID = "tree.open"
    public static let treeClose: ActionID = "tree.close"

    public static let viewLeft: ActionID = "view.left"
    public static let viewRight: ActionID = "view.right"
    public static let viewWrap: ActionID = "view.wrap"
    public static let viewNextMatch: ActionID = "view.next_match"
    public static let viewPreviousMatch: ActionID = "view.previous_match"

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
