/// One line of text being typed: the text, the cursor, the editing actions. Counts in characters as the reader sees
/// them, so that an accent is never left without its letter.
public struct InputLine: Equatable {
    public private(set) var characters: [Character]
    /// Characters before the cursor.
    public private(set) var cursor: Int
    /// The next typed character replaces everything.
    public private(set) var isSelected = false

    /// More than any field holds; a paste beyond it is cut.
    public static let limit = 4_000

    public init(_ text: String) {
        characters = Array(text.prefix(Self.limit))
        cursor = characters.count
    }

    public var text: String { String(characters) }

    public mutating func selectAll() {
        isSelected = !characters.isEmpty
        cursor = characters.count
    }

    /// Types or pastes; what is not printable is left out.
    public mutating func insert(_ text: String) {
        if isSelected { self = InputLine("") }
        let printable = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        // Joined with what is before it, since a combining mark belongs to the character typed before.
        let before = String(characters[..<cursor]) + String(String.UnicodeScalarView(printable))
        let after = characters[cursor...]
        let head = Array(before.prefix(max(Self.limit - after.count, 0)))
        characters = head + after
        cursor = head.count
    }

    public static func isEdit(_ action: ActionID) -> Bool { action.rawValue.hasPrefix("edit.") }

    public mutating func perform(_ action: ActionID) {
        isSelected = false
        switch action {
        case .editLeft: cursor = max(cursor - 1, 0)
        case .editRight: cursor = min(cursor + 1, characters.count)
        case .editHome: cursor = 0
        case .editEnd: cursor = characters.count
        case .editBackspace:
            guard cursor > 0 else { return }
            cursor -= 1
            characters.remove(at: cursor)
        case .editDelete:
            if cursor < characters.count { characters.remove(at: cursor) }
        case .editDeleteWord:
            var start = cursor
            while start > 0, characters[start - 1] == " " { start -= 1 }
            while start > 0, characters[start - 1] != " " { start -= 1 }
            characters.removeSubrange(start..<cursor)
            cursor = start
        case .editClear:
            characters = []
            cursor = 0
        case .editKill: characters.removeSubrange(cursor...)
        default: break
        }
    }
}
