import Terminal

/// What the mouse does, while it is switched on: nothing that a key does not do.
extension Shell {
    /// Rows a turn of the wheel moves.
    private static let wheelRows = 3

    mutating func mouse(_ event: MouseEvent) -> [Order] {
        // A sequence of keys is not ended with the mouse.
        prefix = []
        switch event.kind {
        case .wheelUp: return repeated(.moveUp, times: Self.wheelRows)
        case .wheelDown: return repeated(.moveDown, times: Self.wheelRows)
        case .press:
            // By the picture that was on the screen when the button was pressed.
            guard let target = targets.last(where: { $0.row == event.row && $0.columns.contains(event.column) }) else {
                return []
            }
            switch target.meaning {
            case .action(let action): return perform(action, input: nil)
            // The selected line again is what ENTER is there.
            case .steps(0):
                let enter = action(of: .key(KeyStroke(.named(.enter))))
                return enter.map { perform($0, input: nil) } ?? []
            case .steps(let steps): return repeated(steps < 0 ? .moveUp : .moveDown, times: abs(steps))
            case .focus(let steps): return repeated(steps < 0 ? .focusPrevious : .focusNext, times: abs(steps))
            }
        }
    }

    private mutating func repeated(_ action: ActionID, times: Int) -> [Order] {
        var orders: [Order] = []
        for _ in 0..<times { orders += perform(action, input: nil) }
        return orders
    }
}
