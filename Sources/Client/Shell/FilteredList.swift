import Terminal

/// A list with a ``FilterField`` over it: what the keys of the line do is the same everywhere; what is typed is read, and
/// taken back, by the list itself.
@MainActor protocol FilteredList {
    var field: FilterField { get set }
    /// Of the pause after typing.
    var filterTimer: String { get }
    /// The pause is over, or ENTER was pressed: what is typed holds from now on.
    mutating func applyFilter(in context: ScreenContext) -> [Effect]
    /// Nil: there is nothing to take back.
    mutating func cancelFilter(in context: ScreenContext) -> [Effect]?
}

extension FilteredList {
    var isTyping: Bool { field.isTyping }

    /// Reads it after the pause.
    var readLater: [Effect] { [.after(milliseconds: FilterField.pause, timer: filterTimer)] }

    mutating func type(_ text: String) -> [Effect] {
        field.insert(text)
        return readLater
    }

    /// While the line is typed in. Nil: the action is not the line's.
    mutating func performTyping(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        switch field.perform(action) {
        case .accepted:
            let effects = applyFilter(in: context)
            return field.leave(after: effects)
        case .cancelled: return cancelFilter(in: context)
        case .changed: return readLater
        case .unchanged: return []
        case nil: return nil
        }
    }
}
