import Domain
import Terminal

/// The line over a list in which it is narrowed: what is typed holds after a pause or with ENTER, what cannot be
/// understood is said beside it, ESC takes it back.
struct FilterField: Equatable {
    private(set) var isTyping = false
    private(set) var input = InputLine("")
    /// Why what is typed cannot be understood.
    private(set) var complaint: String?

    /// Milliseconds after the last typed character.
    static let pause = 200

    enum Outcome {
        /// ENTER: read it and leave the line, unless it complains.
        case accepted
        case cancelled
        /// Something else is typed now: read it after the pause.
        case changed
        case unchanged
    }

    mutating func begin(_ text: String) { (isTyping, input, complaint) = (true, InputLine(text), nil) }

    mutating func end() { (isTyping, input, complaint) = (false, InputLine(""), nil) }

    /// ENTER was pressed and what is typed was read, with these effects: the line is left, unless it complains.
    mutating func leave(after effects: [Effect]) -> [Effect] {
        guard complaint == nil else { return [.ring] }
        end()
        return effects
    }

    mutating func insert(_ text: String) {
        input.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        complaint = nil
    }

    /// What an action does while the line is typed in; nil: nothing.
    mutating func perform(_ action: ActionID) -> Outcome? {
        switch action {
        case .listOpen: return .accepted
        case .cancel: return .cancelled
        default:
            guard InputLine.isEdit(action) else { return nil }
            let before = input.text
            input.perform(action)
            guard input.text != before else { return .unchanged }
            complaint = nil
            return .changed
        }
    }

    /// What is typed as a filter; nil: nothing is typed, or it cannot be understood.
    mutating func read<Filter>(_ parse: (String) throws(TypedDays.Wrong) -> Filter) -> Filter? {
        guard isTyping else { return nil }
        do throws(TypedDays.Wrong) {
            let filter = try parse(input.text)
            complaint = nil
            return filter
        } catch {
            complain(error.sentence)
            return nil
        }
    }

    mutating func complain(_ sentence: String) { complaint = sentence }

    func draw(on sheet: inout Sheet, label: String = "Filter:", hint: String) {
        sheet.write(label, row: 0, column: 1, width: label.count, .label)
        let start = label.count + 2
        let room = complaint == nil ? sheet.width - start - 1 : 24
        input.draw(on: &sheet, row: 0, column: start, width: room, .input, hasCursor: true)
        if let complaint {
            sheet.write(complaint, row: 0, column: start + 26, width: sheet.width - start - 27, .fieldError)
        } else if input.text.isEmpty {
            sheet.write(hint, row: 0, column: start + 1, width: sheet.width - start - 2, .fieldHint)
        }
    }
}
