import Terminal

/// The keys of the screen beneath, made from the actions and the keymap in force.
struct HelpScreen: Screen {
    let title: String
    let entries: [ActionCatalogue.Entry]
    var top = 0

    init(title: String, entries: [ActionCatalogue.Entry]) {
        self.title = title
        self.entries = entries.filter { !$0.keys.isEmpty }
    }

    var keyContexts: [String] { ["help", "list"] }
    var crumb: String { "Help" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        let last = max(lines.count - context.rows, 0)
        switch event {
        case .action(.cancel), .action(.listOpen): return [.close]
        case .action(.moveUp): top = max(top - 1, 0)
        case .action(.moveDown): top = min(top + 1, last)
        case .action(.movePageUp): top = max(top - context.rows + 1, 0)
        case .action(.movePageDown): top = min(top + context.rows - 1, last)
        case .action(.moveFirst): top = 0
        case .action(.moveLast): top = last
        default: break
        }
        return []
    }
}

/// What this programme is, and where its files are.
struct AboutScreen: Screen {
    var keyContexts: [String] { ["help", "list"] }
    var crumb: String { "About" }
    var isDialog: Bool { true }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .action(.cancel), .action(.listOpen): [.close]
        default: []
        }
    }
}
