/// Draws a form: labels right beside their fields, what is wrong beside the value, the focused field in sight.
extension Form {
    /// Rows the fields take.
    public static func rows(_ fields: [FormField]) -> Int { fields.count { !$0.sharesRow } }

    public func draw(on sheet: inout Sheet, fields: [FormField], labelWidth: Int = 20, hasFocus: Bool = true) {
        let lines = Self.lines(fields)
        let place = fields.firstIndex { $0.name == focus }
        let focused = lines.firstIndex { line in line.contains { $0.name == focus } } ?? 0
        let first = max(min(focused - sheet.height / 2, lines.count - sheet.height), 0)
        for (row, line) in lines.dropFirst(first).prefix(sheet.height).enumerated() {
            var column = 1
            var complaint: String?
            for field in line {
                let label = "\(field.label)\(field.isRequired ? "*" : "")"
                let width = column == 1 ? labelWidth : label.count + 1
                sheet.write(label, row: row, column: column, width: width, .label)
                // Where two fields share a row, the mark tells which one the words are about.
                if errors[field.name] != nil { sheet.write("!", row: row, column: column - 1, width: 1, .fieldError) }
                column += width + 1
                var room = max(min(field.width, sheet.width - column - 1), 1)
                // What is wrong is seen whole: beside a field that is left it goes before the value's end, beside the
                // one that is typed in before nothing but what is empty of it.
                if let words = errors[field.name], line.count == 1 {
                    let typed = TextMeasure.width(self[field.name]) + 1
                    let own = min(field.name == focus ? typed : min(typed, 12), room)
                    room = max(min(room, sheet.width - column - TextMeasure.width(words) - 3), own)
                }
                if hasFocus, let place, let index = fields.firstIndex(of: field) {
                    sheet.target(row: row, column: column - width - 1, width: width + 1 + room, .focus(index - place))
                }
                draw(field, on: &sheet, row: row, column: column, width: room, hasFocus: hasFocus)
                column += room + 2
                complaint = complaint ?? errors[field.name]
            }
            if let complaint { sheet.write(complaint, row: row, column: column, .fieldError) }
        }
    }

    /// What is wrong with the field that has the focus, for a place with more room than is left beside it.
    public func complaint(in fields: [FormField]) -> String? {
        guard let error = errors[focus] else { return nil }
        let label = fields.first { $0.name == focus }?.label ?? focus
        return "\(label): \(error)."
    }

    private func draw(
        _ field: FormField, on sheet: inout Sheet, row: Int, column: Int, width: Int, hasFocus: Bool
    ) {
        let isFocused = field.name == focus && hasFocus
        let role: TextRole = errors[field.name] != nil ? .fieldError : isFocused ? .fieldFocus : .value
        let value = self[field.name]
        switch field.kind {
        case .choice(let choices):
            let label = choices.first { $0.code == value }?.label ?? (choices.isEmpty ? "reading\u{2026}" : "")
            if isFocused { sheet.focus(on: label) }
            sheet.write(
                isFocused ? "< \(label) >" : label, row: row, column: column, width: width, role, fills: isFocused)
            if isFocused { sheet.cursor(row: row, column: column) }
        case .check:
            sheet.write(
                "[\(value == FormField.yes ? sheet.theme.check : " ")]", row: row, column: column, width: width, role)
            if isFocused { sheet.cursor(row: row, column: column + 1) }
        case .text where isFocused, .checked where isFocused, .secret where isFocused, .number where isFocused,
            .amount where isFocused, .date where isFocused:
            editor.draw(
                on: &sheet, row: row, column: column, width: width, role, isSecret: field.kind == .secret)
            if editor.text.isEmpty {
                sheet.write(field.hint, row: row, column: column + 1, width: width - 1, .fieldHint)
            }
        case .secret:
            sheet.write(String(repeating: "*", count: value.count), row: row, column: column, width: width, role)
        case .text, .checked, .number, .amount, .date: sheet.write(value, row: row, column: column, width: width, role)
        }
    }

    private static func lines(_ fields: [FormField]) -> [[FormField]] {
        var lines: [[FormField]] = []
        for field in fields {
            if field.sharesRow, !lines.isEmpty {
                lines[lines.count - 1].append(field)
            } else {
                lines.append([field])
            }
        }
        return lines
    }
}
