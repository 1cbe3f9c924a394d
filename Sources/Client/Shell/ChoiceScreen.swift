import Terminal

/// Chooses one of a list of values; what is typed narrows the list.
struct ChoiceScreen: Screen {
    let opening: ChoiceOpening
    var filter = InputLine("")
    var selection: RowSelection<Int>

    init(opening: ChoiceOpening) {
        self.opening = opening
        selection = RowSelection(opening.selected)
        selection.reconcile(with: Array(opening.choices.indices))
    }

    var keyContexts: [String] { ["dialog", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { opening.title }

    var visible: [Int] {
        let words = filter.text.lowercased().split(separator: " ")
        return opening.choices.indices.filter { index in
            let text = opening.choices[index].lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .text(let text), .paste(let text):
            filter.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            selection.reconcile(with: visible)
            return []
        case .action(.cancel): return [.answer(.dismissed(purpose: opening.purpose))]
        case .action(.dialogAccept):
            guard let index = selection.id, visible.contains(index) else { return [.ring] }
            return [.answer(.choice(purpose: opening.purpose, index: index))]
        case .action(let action):
            if selection.perform(action, in: visible, visible: Self.rows(in: context)) { return [] }
            guard InputLine.isEdit(action) else { return [] }
            filter.perform(action)
            selection.reconcile(with: visible)
            return []
        default: return []
        }
    }

    static func rows(in context: ScreenContext) -> Int { max(context.rows - 6, 3) }
}

/// Asks before what cannot be undone. ENTER is the safe answer; the other needs its own letter.
struct ConfirmScreen: Screen {
    let opening: ConfirmOpening

    var keyContexts: [String] { ["confirm"] }
    var isDialog: Bool { true }
    var crumb: String { "Sure?" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .action(.confirmYes): [.answer(.confirmed(purpose: opening.purpose))]
        case .action(.cancel), .action(.dialogAccept): [.answer(.dismissed(purpose: opening.purpose))]
        default: []
        }
    }
}

extension ChoiceOpening {
    /// The values of a form's choice field.
    init(field: FormField, choices: [FormField.Choice], value: String) {
        self.init(
            purpose: field.name, title: field.label, choices: choices.map(\.label),
            selected: choices.firstIndex { $0.code == value } ?? 0)
    }
}
