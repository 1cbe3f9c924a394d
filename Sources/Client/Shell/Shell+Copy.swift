import Domain
import Terminal

/// Text for the clipboard of the terminal and for the operator's own editor.
extension Shell {
    /// The selected line with all its columns, or the value of the focused field; nil where there is neither.
    var copiedField: String? {
        guard let focused = drawn.focused else { return nil }
        // The columns stay apart; each is as harmless as it is on the screen.
        let columns = focused.text.split(separator: "\t", omittingEmptySubsequences: false)
        return Self.nonEmpty(columns.map { TextMeasure.shown(String($0)) }.joined(separator: "\t"))
    }

    /// Everything between the input line and the message, as it is seen.
    var copiedScreen: String? {
        let picture = drawn.canvas
        guard picture.height > Frame.fixedRows else { return nil }
        var rows = (Frame.workTop..<picture.height - 2).map { picture.text(row: $0) }
        while rows.last?.isEmpty == true { rows.removeLast() }
        return Self.nonEmpty(rows.joined(separator: "\n"))
    }

    mutating func copy(_ text: String?) -> [Order] {
        guard let text else {
            say(.plain("There is nothing to copy here."))
            return []
        }
        return [.copy(text)]
    }

    private static func nonEmpty(_ text: String) -> String? {
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }

    mutating func editOutside() -> [Order] {
        guard let top, top.screen.takesText, let focused = drawn.focused, focused.isTyped else {
            say(.plain("This field is not typed; there is nothing to edit."))
            return [.ring]
        }
        return [.editOutside(focused.text, layer: top.id)]
    }

    /// The text is back from the editor: it takes the place of what was typed.
    mutating func edited(_ text: String, layer: Int) -> [Order] {
        guard top?.id == layer else { return [] }
        return deliver(.action(.editClear), to: layer) + deliver(.paste(text), to: layer)
    }
}
