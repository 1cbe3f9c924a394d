/// What the keyboard, or what pretends to be one, delivers.
public nonisolated enum InputEvent: Hashable, Sendable {
    case key(KeyStroke)
    /// Text between the marks of a bracketed paste; never commands, whatever it holds.
    case paste(String)
    /// Only while the mouse is switched on.
    case mouse(MouseEvent)
}

/// A press of a mouse button or a turn of its wheel, by the cell it happened on.
public nonisolated struct MouseEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case press
        case wheelUp
        case wheelDown
    }

    public var kind: Kind
    /// From 0.
    public var row: Int
    public var column: Int

    public init(_ kind: Kind, row: Int, column: Int) {
        self.kind = kind
        self.row = row
        self.column = column
    }

    /// From the numbers of an SGR report (mode 1006): button, column, row from 1. Nil: another button, or a movement.
    init?(report numbers: [Int]) {
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        // Bits 2 to 4 are Shift, Alt and Ctrl held down.
        switch numbers[0] & ~0b11100 {
        case 0: kind = .press
        case 64: kind = .wheelUp
        case 65: kind = .wheelDown
        default: return nil
        }
        (row, column) = (numbers[2] - 1, numbers[1] - 1)
    }
}
