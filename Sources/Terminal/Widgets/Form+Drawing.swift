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
            let complaint = line.lazy.compactMap { errors[$0.name] }.first
            let rooms = rooms(of: line, complaint: complaint, width: sheet.width, labelWidth: labelWidth)
            for (field, room) in zip(line, rooms) {
                let label = "\(field.label)\(field.isRequired ? "*" : "")"
                let width = column == 1 ? labelWidth : label.count + 1
                sheet.write(label, row: row, column: column, width: width, .label)
                // Where two fields share a row, the mark tells which one the words are about.
                if errors[field.name] != nil { sheet.write("!", row: row, column: column - 1, width: 1, .fieldError) }
                column += width + 1
                if hasFocus, let place, let index = fields.firstIndex(of: field) {
                    sheet.target(row: row, column: column - width - 1, width: width + 1 + room, .focus(index - place))
                }
                draw(field, on: &sheet, row: row, column: column, width: room, hasFocus: hasFocus)
                column += room + 2
            }
            if let complaint { sheet.write(complaint, row: row, column: column, .fieldError) }
        }
    }

    /// The cells of each field of a row. What is wrong is seen whole: beside a field that is left it goes before the value's
    /// end, beside one that is typed in, and beside others in its row, before nothing but what is empty of them.
    private func rooms(of line: [FormField], complaint: String?, width: Int, labelWidth: Int) -> [Int] {
        var rooms: [Int] = []
        var column = 1
        for (index, field) in line.enumerated() {
            column += (index == 0 ? labelWidth : field.label.count + (field.isRequired ? 1 : 0) + 1) + 1
            rooms.append(max(min(field.width, width - column - 1), 1))
            column += rooms[index] + 2
        }
        guard let complaint else { return rooms }
        var missing = column + TextMeasure.width(complaint) + 1 - width
        for (index, field) in line.enumerated().reversed() where missing > 0 {
            let own: Int
            switch field.kind {
            case .choice where line.count > 1, .check: own = rooms[index]
            default:
                let typed = TextMeasure.width(self[field.name]) + 1
                own = line.count > 1 ? max(typed, 6) : field.name == focus ? typed : min(typed, 12)
            }
            let given = min(missing, max(rooms[index] - own, 0))
            rooms[index] -= given
            missing -= given
        }
        return rooms
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
