import Terminal

/// Text for the clipboard of the terminal, taken from the picture on the screen: what one sees is what one gets.
extension Shell {
    /// The selected line, or the value of the focused field; nil where there is neither.
    var copiedField: String? {
        guard let picture, let cursor = picture.cursor else { return nil }
        // In a list the cursor stands at the beginning of the line, before its mark.
        if cursor.column == 0 { return Self.nonEmpty(String(picture.text(row: cursor.row).dropFirst())) }
        return Self.nonEmpty(picture.run(row: cursor.row, column: cursor.column))
    }

    /// Everything between the input line and the message.
    var copiedScreen: String? {
        guard let picture, picture.height > Frame.fixedRows else { return nil }
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
}
